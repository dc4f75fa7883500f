"""A Word file read into a document: its text in reading order, and what of it could not be read."""

from __future__ import annotations

from collections.abc import Iterator

from lxml.etree import _Element as Element

from recommendations.reading.document import Block, Document, Heading, Item, Paragraph, Picture, Table
from recommendations.reading.files.flow import joined, text_of
from recommendations.reading.files.word_furniture import furniture
from recommendations.reading.files.word_numbers import Numbers
from recommendations.reading.files.word_package import Package, child, chosen, is_on, local, value
from recommendations.reading.files.word_styles import Styles
from recommendations.reading.files.word_tables import TableGrid, inside, row_of
from recommendations.reading.files.word_text import Inline
from recommendations.reading.paper import Loss, Place


def read_word(data: bytes) -> Document:
    """The document in a Word file (.docx).

    Raises Refused, with the part that is wrong, for a file that is damaged or none of Word's.
    """
    package = Package(data)
    reader = _Reader(package)
    reader.read(package.body)
    losses = [*reader.losses.values(), *furniture(package, reader.blocks)]
    return Document(tuple(reader.blocks), tuple(losses))


class _Reader:
    """Walks through the text once; paragraphs that hold something and tables are counted from 1."""

    def __init__(self, package: Package) -> None:
        self.styles = Styles(package.first("styles"))
        self.numbers = Numbers(package.first("numbering"), self.styles)
        self.inline = Inline(self.lose)
        self.blocks: list[Block] = []
        self.losses: dict[str, Loss] = {}
        self._paragraphs, self._tables = 0, 0
        self._where = ""
        self._carried = ""  # words before the mark of a paragraph that was taken out

    def lose(self, what: str, why: str) -> None:
        """Name something as not read, once, where it first stands."""
        self.losses.setdefault(what, Loss(Place(name=self._where), what, why))

    def read(self, body: Element) -> None:
        """Read the whole text."""
        for each in _content(body):
            if local(each) == "tbl":
                self._table(each)
            elif local(each) == "p":
                self._where = f"paragraph {self._paragraphs + 1}"
                before = len(self.blocks)
                self._paragraph(each)
                self._paragraphs += len(self.blocks) > before
            else:
                self._where = f"after paragraph {self._paragraphs}"
                self.lose("a file within the file", "only the text of the file itself is read")

    def _paragraph(self, paragraph: Element) -> None:
        properties = child(paragraph, "pPr")
        style = value(properties, "pStyle") or self.styles.default
        words = self.inline.read(paragraph)
        text = _beside(self._carried, words.text)
        self._carried = text if _is_run_on(properties) else ""
        if self.styles.is_contents(style):
            if text:
                self.lose("the table of contents", "it repeats the headings")
        elif not self._carried:
            block = self._block(text, style, properties)
            if block is not None:
                self.blocks.append(block)
        self.blocks += [Picture(alt, self._where) for alt in words.pictures]
        for box in words.boxes:
            self._box(box)

    def _block(self, text: str, style: str, properties: Element | None) -> Block | None:
        mark = self.numbers.printed(style, properties)
        line = " ".join(text.split())
        if self.styles.is_description(style):
            return Picture(line, self._where)
        if not text:
            return None
        if level := self.styles.heading(style, properties):
            return Heading(line, level, self._where)
        return Paragraph(text, self._where) if mark is None else Item(line, mark, self._where)

    def _box(self, box: Element) -> None:
        """A text box: what it holds follows the paragraph that it hangs on."""
        for each in _content(box):
            if local(each) == "p":
                self._paragraph(each)
            elif text := text_of(self._nested(each)):
                self.blocks.append(Paragraph(text, self._where))

    def _table(self, table: Element) -> None:
        self._tables += 1
        name = f"table {self._tables}"
        self._where = name
        grid = TableGrid(table, f"Table {self._tables}")
        rows = []
        for at, cells in enumerate(grid.rows):
            self._where = f"{name}, row {at + 1}"
            placed = grid.placed(cells)
            texts = [(start, width, self._cell(cell.content, cell.goes_on)) for start, width, cell in placed]
            rows.append(row_of(texts, grid.ends[at], self._where))
        rows = [row for row in rows if row.cells]
        if not rows:
            return
        caption = value(child(table, "tblPr"), "tblCaption") or ""
        found = Table(tuple(rows), caption)
        last = self.blocks[-1] if self.blocks else None
        whole = joined(last, found) if isinstance(last, Table) else None
        if whole is not None:
            self.blocks[-1] = whole
        else:
            self.blocks.append(found)

    def _cell(self, cell: Element, goes_on: bool) -> str:
        parts = self._parts(cell)
        return "" if goes_on else text_of(parts)

    def _parts(self, cell: Element) -> list[tuple[str, str]]:
        """The kind and the text of each paragraph, item and nested row of a cell."""
        parts: list[tuple[str, str]] = []
        carried = ""
        for each in _content(cell):
            if local(each) == "tbl":
                parts += self._nested(each)
                continue
            if local(each) != "p":
                self.lose("a file within the file", "only the text of the file itself is read")
                continue
            properties = child(each, "pPr")
            words = self.inline.read(each)
            text = _beside(carried, words.text)
            carried = text if _is_run_on(properties) else ""
            if words.pictures:
                self.lose("a picture in a cell", "a cell is read as text")
            if not carried:
                parts += self._part(text, properties)
            for box in words.boxes:
                parts += self._parts(box)
        return parts

    def _part(self, text: str, properties: Element | None) -> list[tuple[str, str]]:
        style = value(properties, "pStyle") or self.styles.default
        mark = self.numbers.printed(style, properties)
        line = " ".join(text.split())
        if mark:
            return [("number", f"{mark}. {line}".strip())]  # an empty item with a number prints the number
        if not text:
            return []
        return [("prose", text)] if mark is None else [("item", f"- {line}")]

    def _nested(self, table: Element) -> list[tuple[str, str]]:
        """A table within a cell: each of its rows is a line."""
        lines = []
        for row in inside(table, "tr"):
            cells = [" ".join(text_of(self._parts(cell)).split()) for cell in inside(row, "tc")]
            lines.append(("row", " ".join(cell for cell in cells if cell)))
        return [part for part in lines if part[1]]


def _content(node: Element) -> Iterator[Element]:
    """Paragraphs and tables in reading order, also those within controls and marks; files put in whole."""
    for each in node:
        name = local(each)
        if name in ("p", "tbl", "altChunk", "subDoc"):
            yield each
        elif name == "AlternateContent":
            picked = chosen(each)
            if picked is not None:
                yield from _content(picked)
        elif name == "sdt":
            content = child(each, "sdtContent")
            if content is not None and not is_on(each, "sdtPr", "showingPlcHdr"):
                yield from _content(content)
        elif name not in ("del", "moveFrom", "sectPr", "tcPr"):
            yield from _content(each)


def _is_run_on(properties: Element | None) -> bool:
    """Whether the mark that ends the paragraph was taken out: it goes on with the next one."""
    return any(child(properties, "rPr", name) is not None for name in ("del", "moveFrom"))


def _beside(carried: str, text: str) -> str:
    return f"{carried} {text}".strip() if carried else text
