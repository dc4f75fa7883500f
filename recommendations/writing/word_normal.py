"""What a Word file can hold of a document: reading what was written gives exactly this. Free of Django."""

from __future__ import annotations

import re

from recommendations.reading.document import Block, Document, Heading, Item, Paragraph, Picture, Row, Table
from recommendations.reading.files.flow import joined, plain
from recommendations.text import canonical
from recommendations.writing.word_xml import writable

DEEPEST = 9  # levels of headings that Word knows
PRINTED = re.compile(r"[0-9A-Za-z]+(\.[0-9A-Za-z]+)*")


def normal(document: Document) -> Document:
    """The document as a Word file holds it, without its losses.

    Texts are plain and canonical, a heading, an item and an alternative text stand on one line. What is empty
    is left out, and a table without rows; a row without cells has an empty one. A number that no list prints
    opens a paragraph instead. A table that follows another and repeats its header carries it on.
    """
    blocks: list[Block] = []
    for block in document.blocks:
        found = _normal(block)
        last = blocks[-1] if blocks else None
        whole = joined(last, found) if isinstance(last, Table) and isinstance(found, Table) else None
        if whole is not None:
            blocks[-1] = whole
        elif found is not None:
            blocks.append(found)
    return Document(tuple(blocks))


def _normal(block: Block) -> Block | None:
    match block:
        case Table():
            rows = [Row(tuple(map(_cell, row.cells)) or ("",), row.where, row.spans) for row in block.rows]
            return Table(tuple(rows), _line(block.caption), block.widths) if rows else None
        case Picture():
            return Picture(_line(block.alt), block.where, block.svg, block.png)
        case Heading():
            level = min(max(block.level, 1), DEEPEST)
            return Heading(_line(block.text), level, block.where) if _line(block.text) else None
        case Item():
            return _item(_line(block.text), _line(block.number), block.where)
        case Paragraph():
            text = plain(writable(block.text))
            return Paragraph(text, block.where) if text else None


def _item(text: str, number: str, where: str) -> Block | None:
    if not text:
        return None
    if number and not PRINTED.fullmatch(number):
        return Paragraph(f"{number}. {text}", where)
    return Item(text, number, where)


def _line(text: str) -> str:
    return " ".join(plain(writable(text)).split())


def _cell(text: str) -> str:
    """The text of a cell; blank lines part its paragraphs, so each of them is made plain by itself."""
    return canonical("\n\n".join(plain(part) for part in re.split(r"\n\s*\n", canonical(writable(text)))))
