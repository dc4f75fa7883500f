"""A paper as headings, paragraphs, items and tables, whatever file it is in: what every form is read into
and every form is written from. Free of Django.

Texts are canonical (`recommendations.text.canonical`): a cell may hold paragraphs and lists, a heading, a
paragraph and an item hold one run of text. `where` says where in the file a block stands ("page 3, table 2,
row 5"); it is empty in a document that is to be written.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from recommendations.reading.paper import Loss


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the title of the document."""

    text: str
    level: int
    where: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; a line break in it is a newline."""

    text: str
    where: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list, on one line; `number` as printed without its point, "" in a list without numbers."""

    text: str
    number: str = ""
    where: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table. A cell that spans several columns is followed by empty ones."""

    cells: tuple[str, ...]
    where: str = field(default="", compare=False)
    spans: tuple[int, ...] = field(default=(), compare=False)  # of each cell, for writing; () for all one


@dataclass(frozen=True, slots=True)
class Table:
    """A table, whole: rows that a page break cut are one, headers repeated on each page stand once.

    The first row is its header. `widths` are the parts of the width that the columns take, for writing.
    """

    rows: tuple[Row, ...]
    caption: str = field(default="", compare=False)
    widths: tuple[float, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, of which only its alternative text is read. `svg` and `png` are there for writing."""

    alt: str
    where: str = field(default="", compare=False)
    svg: bytes = field(default=b"", compare=False)
    png: bytes = field(default=b"", compare=False)


Block: TypeAlias = Heading | Paragraph | Item | Table | Picture


@dataclass(frozen=True, slots=True)
class Document:
    """A file's text in reading order, and what of the file could not be read."""

    blocks: tuple[Block, ...]
    losses: tuple[Loss, ...] = ()
