"""The blocks of a document as elements of a Word file."""

from __future__ import annotations

import io
from dataclasses import dataclass, field

from docx.document import Document as WordDocument
from docx.image.exceptions import InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError
from docx.oxml.ns import qn
from lxml.etree import _Element as Element

from recommendations.reading.document import Block, Document, Heading, Item, Paragraph, Picture, Table
from recommendations.reading.paper import Refused
from recommendations.writing.word_lists import Lists
from recommendations.writing.word_styles import Styles
from recommendations.writing.word_tables import Tables
from recommendations.writing.word_xml import make, paragraph, writable

EMU_OF_TWENTIETH = 635
TALLEST = 0.8  # of the width of the text: a picture leaves room for its heading
BAD_PICTURE = (InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError, ZeroDivisionError)


@dataclass
class Blocks:
    """Makes the elements of one paper after the other; `width` is that of the text."""

    word: WordDocument
    styles: Styles
    width: int
    lists: Lists = field(init=False)
    _after_item: bool = False

    def __post_init__(self) -> None:
        self.lists = Lists(self.word)

    def elements(self, document: Document) -> list[Element]:
        """The elements of a document that is normal. Raises Refused for a picture that is none."""
        following = [*document.blocks[1:], None]
        return [
            element
            for block, after in zip(document.blocks, following, strict=False)
            for element in (self._naming if isinstance(after, Picture) else self._elements)(block)
        ]

    def _naming(self, block: Block) -> list[Element]:
        """The elements of a block above a picture: a paragraph there names it, and stays with it."""
        if not isinstance(block, Paragraph):
            return self._elements(block)
        self._after_item = False
        return [paragraph(block.text, self.styles.body, make("keepNext"))]

    def _elements(self, block: Block) -> list[Element]:
        follows, self._after_item = self._after_item, isinstance(block, Item)
        match block:
            case Heading():
                return [paragraph(block.text, self.styles.heading(block.level))]
            case Table():
                made = Tables(self.styles, self.lists, self.width).table(block)
                # Without a paragraph between them Word makes one table of two.
                return [made, make("p", make("pPr", make("pStyle", val=self.styles.cell)))]
            case Item(number=""):
                return [paragraph(block.text, self.styles.bullets, self.lists.bullet())]
            case Item():
                mark = self.lists.numbered(block.number, follows=follows)
                return [paragraph(block.text, self.styles.numbers, mark)]
            case Picture(png=b""):
                return [paragraph(block.alt, self.styles.description)]
            case Picture():
                return [self._picture(block)]
            case _:
                return [paragraph(block.text, self.styles.body)]

    def _picture(self, picture: Picture) -> Element:
        try:
            inline = self.word.part.new_pic_inline(io.BytesIO(picture.png))
        except BAD_PICTURE as error:
            raise Refused(f"The picture “{picture.alt[:60]}” is no picture that Word can show.") from error
        across = self.width * EMU_OF_TWENTIETH
        share = min(1.0, across / inline.extent.cx, TALLEST * across / inline.extent.cy)
        size = round(inline.extent.cx * share), round(inline.extent.cy * share)
        for extent in inline.iter(qn("wp:extent"), qn("a:ext")):
            extent.set("cx", str(size[0]))
            extent.set("cy", str(size[1]))
        for named in inline.iter(qn("wp:docPr"), qn("pic:cNvPr")):
            named.set("descr", writable(picture.alt))
            named.set("name", f"Picture {inline.docPr.id}")
        made = paragraph("", self.styles.body)
        made.append(make("r", make("drawing", inline)))
        return made
