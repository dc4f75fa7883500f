"""The tables of a Word file as rows of cells, every cell under the heading of its column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml.etree import _Element as Element

from recommendations.reading.document import Row
from recommendations.reading.files.word_package import W, child, chosen, local, number, value
from recommendations.reading.paper import Refused

MOST_COLUMNS, MOST_CELLS = 256, 400_000
SLIVER = 284  # twentieths of a point, 5 mm: edges nearer than that were meant to be one


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as it stands in the grid; `goes_on` where it carries on the cell above or beside it."""

    start: int
    end: int
    content: Element
    goes_on: bool


class TableGrid:
    """The rows of a table. Raises Refused for one too large to be a table that somebody wrote."""

    def __init__(self, table: Element, where: str) -> None:
        self._where = where
        held = [row for row in inside(table, "tr") if not _is_deleted(row)]
        self.rows = [self._row(row) for row in held]
        ends = [self._end(cells, row) for cells, row in zip(self.rows, held, strict=True)]
        if sum(ends) > MOST_CELLS:
            raise Refused(f"{where} has more than {MOST_CELLS} cells.")
        self._columns = self._edges(table, max(ends, default=0))
        self.ends = [self._columns[end] for end in ends]  # how many columns each row takes

    def _row(self, row: Element) -> list[Cell]:
        at = max(0, number(value(row, "trPr", "gridBefore"), 0))
        cells = []
        for cell in inside(row, "tc"):
            properties = child(cell, "tcPr")
            width = max(1, number(value(properties, "gridSpan"), 1))
            if at + width > MOST_COLUMNS:
                raise Refused(f"{self._where} has more than {MOST_COLUMNS} columns.")
            cells.append(Cell(at, at + width, cell, _goes_on(properties)))
            at += width
        return cells

    def _end(self, cells: list[Cell], row: Element) -> int:
        after = max(0, number(value(row, "trPr", "gridAfter"), 0))
        end = after + (cells[-1].end if cells else 0)
        if end > MOST_COLUMNS:
            raise Refused(f"{self._where} has more than {MOST_COLUMNS} columns.")
        return end

    def _edges(self, table: Element, count: int) -> list[int]:
        """For each edge of the grid the column that begins there, with edges that nearly meet as one."""
        held = child(table, "tblGrid")
        widths = [number(each.get(f"{W}w"), SLIVER) for each in ([] if held is None else held)]
        real = {cell.start for cells in self.rows for cell in cells if cell.end == cell.start + 1}
        edges, column = [0], 0
        for i in range(count):
            column += i in real or i >= len(widths) or widths[i] >= SLIVER
            edges.append(column)
        return edges

    def placed(self, cells: list[Cell]) -> list[tuple[int, int, Cell]]:
        """Each cell with the first of its columns and how many it takes."""
        placed, free = [], 0
        for cell in cells:
            start = max(free, self._columns[cell.start])
            free = max(start + 1, self._columns[cell.end])
            placed.append((start, free - start, cell))
        return placed


def inside(node: Element, name: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, also those within controls and marks; no nested ones."""
    for each in node:
        found = local(each)
        if found == name:
            yield each
        elif found == "AlternateContent":
            picked = chosen(each)
            if picked is not None:
                yield from inside(picked, name)
        elif found not in ("tr", "tc", "tblPr", "tblGrid", "trPr", "sdtPr", "del", "moveFrom"):
            yield from inside(each, name)


def _is_deleted(row: Element) -> bool:
    return child(row, "trPr", "del") is not None or child(row, "trPr", "moveFrom") is not None


def _goes_on(properties: Element | None) -> bool:
    below, beside = child(properties, "vMerge"), child(properties, "hMerge")
    return (
        any(
            merged is not None and merged.get(f"{W}val", "continue") == "continue"
            for merged in (below, beside)
        )
        or child(properties, "cellDel") is not None
    )


def row_of(cells: list[tuple[int, int, str]], end: int, where: str) -> Row:
    """A row, at least `end` cells long: a cell that takes several columns is followed by empty ones."""
    texts: list[str] = []
    spans: list[int] = []
    for start, width, text in cells:
        before = start - len(texts)
        texts += [*[""] * before, text, *[""] * (width - 1)]
        spans += [*[1] * before, width, *[1] * (width - 1)]
    texts += [""] * (end - len(texts))
    spans += [1] * (len(texts) - len(spans))
    return Row(tuple(texts), where, tuple(spans) if any(span > 1 for span in spans) else ())
