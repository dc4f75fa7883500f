"""Ruled tables of an untagged page, as cells with their lines. Runs apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pdfplumber.page import Page

from recommendations.reading.files.pdf_lines import Letter, Line, lines_of

NEAR = 3.5  # points by which rules may miss one another
LEAST = 6.0  # points below which a rule is a stroke of something else


@dataclass(slots=True)
class Cell:
    """A cell with its lines; `right` is how far these may run."""

    x0: float
    x1: float
    lines: list[Line]
    left: float
    right: float


@dataclass(slots=True)
class RuledRow:
    """A row on one page. `open_below` and `open_above`: no rule closes it there."""

    cells: list[Cell]
    page: int
    open_above: bool = False
    open_below: bool = False


@dataclass(slots=True)
class Ruled:
    """A table, or what of it stands on one page."""

    rows: list[RuledRow]
    x0: float
    x1: float
    top: float
    bottom: float


def tables_of(page: Page) -> tuple[list[Ruled], list[Letter]]:
    """The page's ruled tables from top to bottom, and the letters that stand in none of them."""
    closing = [*_closing(page)]
    found = page.find_tables({"explicit_horizontal_lines": closing})
    letters = [one for one in page.chars if one["text"]]
    tables = []
    for table in sorted(found, key=lambda one: one.bbox[1]):
        boxes = [[box for box in row.cells if box] for row in table.rows]
        if sum(map(len, boxes)) < 2:
            continue  # a frame around text
        rows, letters = _rows(boxes, letters, page.page_number)
        x0, top, x1, bottom = table.bbox
        rows[0].open_above = not _ruled(page, top, x0, x1)
        rows[-1].open_below = not _ruled(page, bottom, x0, x1)
        tables.append(Ruled(rows, x0, x1, top, bottom))
    return tables, letters


def _closing(page: Page) -> Iterator[dict[str, Any]]:
    """Rules above and below each group of upright ones: a row that the page cuts has none of its own there,
    and pdfplumber would lose its text without a word."""
    upright = sorted(
        (edge for edge in page.edges if edge["orientation"] == "v" and edge["bottom"] - edge["top"] >= LEAST),
        key=lambda edge: edge["top"],
    )
    groups: list[list[float]] = []
    for edge in upright:
        if groups and edge["top"] <= groups[-1][3] + NEAR:
            held = groups[-1]
            groups[-1] = [
                min(held[0], edge["x0"]),
                held[1],
                max(held[2], edge["x1"]),
                max(held[3], edge["bottom"]),
            ]
        else:
            groups.append([edge["x0"], edge["top"], edge["x1"], edge["bottom"]])
    for x0, top, x1, bottom in groups:
        for y in (top, bottom):
            yield {"object_type": "line", "x0": x0, "x1": x1, "top": y, "bottom": y, "width": x1 - x0}


def _ruled(page: Page, y: float, x0: float, x1: float) -> bool:
    """Whether rules at this height run along most of the table."""
    along = sum(
        min(edge["x1"], x1) - max(edge["x0"], x0)
        for edge in page.edges
        if edge["orientation"] == "h" and abs(edge["top"] - y) < NEAR and edge["x1"] > x0 and edge["x0"] < x1
    )
    return bool(along > 0.6 * (x1 - x0))


def _rows(
    boxes: Sequence[Sequence[tuple[float, ...]]], letters: list[Letter], page: int
) -> tuple[list[RuledRow], list[Letter]]:
    rows = []
    for row in boxes:
        top, bottom = min(box[1] for box in row), max(box[3] for box in row)
        here = [one for one in letters if top <= (one["top"] + one["bottom"]) / 2 < bottom]
        cells = []
        for x0, above, x1, under in row:
            inside = [one for one in here if _in(one, x0, above, x1, under)]
            cells.append(Cell(x0, x1, lines_of(inside), x0, x1))
        taken = {id(one) for box in row for one in here if _in(one, *box)}
        letters = [one for one in letters if id(one) not in taken]
        rows.append(RuledRow(cells, page))
    _edges(rows)
    return rows, letters


def _in(letter: Letter, x0: float, top: float, x1: float, bottom: float) -> bool:
    # The blank at a line's end may hang over the edge of the cell.
    across = (letter["x0"] + letter["x1"]) / 2 if letter["text"].strip() else letter["x0"]
    down = (letter["top"] + letter["bottom"]) / 2
    return bool(x0 <= across < x1 and top <= down < bottom)


def _edges(rows: Sequence[RuledRow]) -> None:
    """How far the text of each cell may run: as far from its right rule as it stands from its left one."""
    inset: dict[int, float] = {}
    for row in rows:
        for cell in row.cells:
            for line in cell.lines:
                key = round(cell.x0)
                inset[key] = min(inset.get(key, 99.0), line.x0 - cell.x0)
    for row in rows:
        for cell in row.cells:
            edge = max(min(inset.get(round(cell.x0), 0.0), 15.0), 0.0)
            farthest = max((line.x1 for line in cell.lines), default=cell.x0)
            cell.left, cell.right = cell.x0 + edge, max(cell.x1 - edge, farthest)
