"""Tables that go on over pages: one table, its header once, and rows that a page break cut whole again."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from recommendations.reading.document import Row, Table
from recommendations.reading.files.pdf_prose import BULLET, Setting, below, parts_of, short, text_of
from recommendations.reading.files.pdf_ruled import NEAR, Cell, Ruled, RuledRow

ENDS = (".", "!", "?", ";", ":", ")", "”", "’", '"')


def goes_on(table: Ruled, more: Ruled) -> bool:
    """Whether a table on the next page is the same one, by its edges and its columns."""
    if abs(table.x0 - more.x0) > 2 * NEAR or abs(table.x1 - more.x1) > 2 * NEAR:
        return False
    one, other = _starts(table), _starts(more)
    return all(_at(x, other) for x in one) or all(_at(x, one) for x in other)


def join(table: Ruled, more: Ruled, setting: Setting) -> None:
    """Put what stands on the next page to the table."""
    rows = list(more.rows)
    if rows and _plain(rows[0]) == _plain(table.rows[0]) and len(table.rows) > 1:
        rows = rows[1:]
        # A row that heads others may stand again below the header.
        heads = [row for row in table.rows[1:] if len(row.cells) < len(table.rows[0].cells)]
        if rows and heads and _plain(rows[0]) == _plain(heads[-1]):
            rows = rows[1:]
    if rows and _cut(table.rows[-1], rows[0], first=rows[0] is more.rows[0]):
        _put(table.rows[-1], rows[0], setting)
        rows = rows[1:]
    table.rows += rows


def _cut(row: RuledRow, more: RuledRow, *, first: bool) -> bool:
    """Whether a row is the rest of the last one of the page before."""
    pairs = _pairs(row, more)
    if pairs is None:
        return False
    if row.open_below or (first and more.open_above):
        return True
    filled = [(one, rest) for one, rest in pairs if rest.lines]
    if not filled or not all(one.lines for one, _ in filled):
        return False
    if more.cells[0].lines:
        return all(_unfinished(one, rest) for one, rest in filled)
    return any(
        _unfinished(one, rest) or len(rest.lines) > 1 or BULLET.match(rest.lines[0].text)
        for one, rest in filled
    ) or all(rest.lines[-1].text.endswith(ENDS) for _, rest in filled)


def _unfinished(cell: Cell, rest: Cell) -> bool:
    last, first = cell.lines[-1], rest.lines[0]
    return first.text[:1].islower() or not (last.text.endswith(ENDS) or short(last, first, cell.right))


def _pairs(row: RuledRow, more: RuledRow) -> list[tuple[Cell, Cell]] | None:
    """The cells of both, side by side; None where they are not divided alike."""
    if len(row.cells) != len(more.cells):
        return None
    pairs = [*zip(row.cells, more.cells, strict=True)]
    return pairs if all(abs(one.x0 - other.x0) <= 2 * NEAR for one, other in pairs) else None


def _put(row: RuledRow, more: RuledRow, setting: Setting) -> None:
    for cell, rest in _pairs(row, more) or ():
        cell.lines = below(cell.lines, rest.lines, cell.right, setting.leading(in_cell=True))
    row.open_below = more.open_below


def table_of(ruled: Ruled, number: int, setting: Setting) -> Table:
    """The table as rows of texts, a merged cell followed by empty ones."""
    starts = _starts(ruled)
    rows = []
    for position, row in enumerate(ruled.rows, 1):
        texts = [""] * len(starts)
        spans = [1] * len(starts)
        for cell in row.cells:
            first = bisect_right(starts, cell.x0 + 2 * NEAR) - 1
            texts[first] = text_of(parts_of(cell.lines, cell.left, cell.right, setting, in_cell=True))
            spans[first] = max(sum(cell.x0 - NEAR <= x < cell.x1 - NEAR for x in starts), 1)
        rows.append(Row(tuple(texts), f"page {row.page}, table {number}, row {position}", tuple(spans)))
    return Table(tuple(rows))


def _starts(table: Ruled) -> list[float]:
    """Where columns begin, over all pages."""
    starts: list[float] = []
    for x in sorted(cell.x0 for row in table.rows for cell in row.cells):
        if not starts or x - starts[-1] > 2 * NEAR:
            starts.append(x)
    return starts


def _at(x: float, starts: Sequence[float]) -> bool:
    return any(abs(x - start) <= 2 * NEAR for start in starts)


def _plain(row: RuledRow) -> list[str]:
    return [" ".join(line.text for line in cell.lines) for cell in row.cells]
