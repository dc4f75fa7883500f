"""The blocks of an issued paper, each with a line of its own, and the text that blocks make."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

from recommendations.reading.document import Block, Document, Heading, Item, Paragraph, Table
from recommendations.reading.issued_words import one_line
from recommendations.reading.paper import Refused
from recommendations.text import canonical

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
FIGURES = re.compile(r"[0-9]{1,6}")
Where = Mapping[int, str]


class Numbered(NamedTuple):
    """A block and its line; the rows of a table stand on the lines from there on."""

    line: int
    block: Block


class Line(NamedTuple):
    """A row of a table: its line and its cells, canonical."""

    line: int
    cells: tuple[str, ...]


class Section(NamedTuple):
    """A heading and what stands under it."""

    line: int
    text: str
    blocks: list[Numbered]


def numbered(document: Document) -> tuple[list[Numbered], dict[int, str]]:
    """The blocks with their lines, and for each line where in the file it stands."""
    held: list[Numbered] = []
    where: dict[int, str] = {}
    for block in document.blocks:
        held.append(Numbered(len(where) + 1, block))
        places = [row.where for row in block.rows] if isinstance(block, Table) else [block.where]
        for place in places:
            where[len(where) + 1] = place
    return held, where


def sections(blocks: Iterable[Numbered], level: int) -> list[Section]:
    """The headings of a level, each with what stands under it; what stands under a higher one is left out."""
    found: list[Section] = []
    current: Section | None = None
    for line, block in blocks:
        if isinstance(block, Heading) and block.level <= level:
            current = Section(line, one_line(block.text), []) if block.level == level else None
            found += [current] if current else []
        elif current:
            current.blocks.append(Numbered(line, block))
    return found


def before(blocks: Iterable[Numbered], level: int) -> list[Numbered]:
    """What stands before the first heading of that or a higher level."""
    held: list[Numbered] = []
    for one in blocks:
        if isinstance(one.block, Heading) and one.block.level <= level:
            break
        held.append(one)
    return held


def table_in(blocks: Iterable[Numbered], header: Sequence[str] = ()) -> list[Line]:
    """The rows of the first table whose header begins so; none where there is no such table."""
    for line, block in blocks:
        if isinstance(block, Table) and block.rows:
            rows = lines_of(line, block)
            if rows[0].cells[: len(header)] == tuple(header):
                return rows
    return []


def lines_of(line: int, table: Table) -> list[Line]:
    """The rows of a table that begins on the line."""
    return [
        Line(number, tuple(canonical(cell) for cell in row.cells))
        for number, row in enumerate(table.rows, line)
    ]


def columns(row: Line, names: Sequence[str]) -> dict[str, str]:
    """The cells of a row by the names of their columns, "" where the row is too short."""
    cells = (*row.cells, *[""] * len(names))
    return dict(zip(names, cells, strict=False))


def text_of(blocks: Iterable[Numbered]) -> str:
    """The text that paragraphs and items make; headings, tables and pictures are no part of it."""
    return canonical("\n\n".join(_parts(one.block for one in blocks)))


def _parts(blocks: Iterable[Block]) -> Iterator[str]:
    def kind(block: Block) -> int:
        return (
            0 if isinstance(block, Paragraph) else 1 if not (isinstance(block, Item) and block.number) else 2
        )

    held = [block for block in blocks if isinstance(block, Paragraph | Item)]
    for is_list, group in groupby(held, kind):
        if is_list:
            yield "\n".join(_marked(block) for block in group)
        else:
            yield from (block.text for block in group)


def _marked(block: Block) -> str:
    if not isinstance(block, Item):
        return ""
    return f"{block.number}. {one_line(block.text)}" if block.number else f"- {one_line(block.text)}"


def at(line: int, where: Where) -> str:
    """How a line is called in the words of the file."""
    return where.get(line) or f"line {line}"


def whole(text: str, line: int, where: Where, what: str) -> int:
    """A whole number; raises Refused for anything else."""
    if not FIGURES.fullmatch(text):
        raise Refused(f"{at(line, where)}: {what} should be a number and is “{text[:40]}”.")
    return int(text)


def day_of(text: str, line: int, where: Where) -> date:
    """A day written 2022-11-02; raises Refused for anything else."""
    try:
        if not DAY.fullmatch(text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(f"{at(line, where)}: “{text[:40]}” is no date.") from None
