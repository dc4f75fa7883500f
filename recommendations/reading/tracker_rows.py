"""The rows of a tracker: which of them are recommendations, which are themes, and which are neither.

Free of Django.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest

from recommendations.reading import columns
from recommendations.reading.files.grids import Grid, place_in
from recommendations.reading.paper import ColumnMatch, Loss, Place, Refused, TableMatch, ThemeEntry
from recommendations.reading.row_values import NO_HEADING, Words, heading_in, number_of, theme_in
from recommendations.text import canonical

HEADER_WITHIN = 20  # the rows of a sheet among which its header stands
OF_A_DOCUMENT = re.compile(r"table \d+")
FORMULA_MARK = re.compile(r"'(?=[=+\-@\t\r])")  # put before a text by whoever wrote a CSV file with care
TOTAL = re.compile(r"(?:sub-?|grand )?totals?:?", re.IGNORECASE)


@dataclass(frozen=True)
class TrackerTable:
    """A sheet with a table of recommendations: the row of its header, and the columns under it.

    Row n of the sheet is line `above` + n of the file.
    """

    grid: Grid
    above: int
    header: int
    columns: tuple[ColumnMatch, ...]

    @property
    def match(self) -> TableMatch:
        """How the columns are read."""
        return TableMatch(self.at(self.header), self.columns)

    def may_state(self, cells: Sequence[str]) -> bool:
        """Whether a row has what a recommendation needs: a number, or a wording where none is numbered."""
        places = columns.places_of(self.columns)
        if columns.NUMBER in places:
            return number_of(cells[places[columns.NUMBER]]) is not None
        wording = cells[places[columns.WORDING]] if columns.WORDING in places else ""
        return bool(wording) and not TOTAL.fullmatch(wording)

    def at(self, first: int, last: int = 0) -> Place:
        """The place of a row, or of rows from first to last."""
        return place_of(self.grid, self.above, first, last or first)

    def cells(self, row: int) -> tuple[str, ...]:
        """The words of a row's cells, as many as there are columns at least."""
        cells = self.grid.rows[row - 1]
        if not self.grid.title:
            cells = tuple(FORMULA_MARK.sub("", cell, count=1) if cell[:1] == "'" else cell for cell in cells)
        texts = tuple(canonical(cell) if cell else "" for cell in cells)
        return texts + ("",) * (len(self.columns) - len(texts))

    @cached_property
    def written(self) -> tuple[tuple[int, tuple[str, ...]], ...]:
        """Number and words of each row under the header that is neither blank nor the header once more."""
        header = self.cells(self.header)
        rows = ((row, self.cells(row)) for row in range(self.header + 1, len(self.grid.rows) + 1))
        return tuple(
            (row, cells) for row, cells in rows if any(cells) and not columns.is_repeated(cells, header)
        )


@dataclass(frozen=True, slots=True)
class TrackerRow:
    """A row that states a recommendation; `number` is None where the rows have none."""

    words: Words
    number: int | None
    theme: ThemeEntry | None


def place_of(grid: Grid, above: int, first: int, last: int) -> Place:
    """Rows of a sheet in words; their lines only order them."""
    rows = f"row {first}" if first == last else f"row {first} to row {last}"
    if OF_A_DOCUMENT.fullmatch(grid.title):
        name = f"{grid.title}, {rows}"
    else:
        name = ", ".join(part for part in (place_in(grid.title), rows) if part)
    return Place(above + first, above + last, name)


def above_each(grids: Sequence[Grid]) -> Iterator[tuple[int, Grid]]:
    """Each sheet with the number of lines above it, counting all sheets as one file."""
    above = 0
    for grid in grids:
        yield above, grid
        above += len(grid.rows) + 1


def tables_in(grids: Sequence[Grid], chosen: Mapping[str, str]) -> Iterator[TrackerTable]:
    """The sheets that hold a table of recommendations, each with its header."""
    for above, grid in above_each(grids):
        for row, cells in enumerate(grid.rows[:HEADER_WITHIN], 1):
            if _heads(cells, chosen):
                yield TrackerTable(grid, above, row, columns.match(cells, chosen))
                break


def _heads(cells: Sequence[str], chosen: Mapping[str, str]) -> bool:
    """What was chosen may leave a header without columns that it needs, and it is still the header."""
    said = sum(bool(cell.strip()) for cell in cells) > 1 and set(columns.headings_of(cells)) <= set(chosen)
    return said or columns.is_tracker_header(cells, {}) or columns.is_tracker_header(cells, chosen)


class RowReader:
    """Reads the rows of one table, one after another; what is no recommendation goes to `losses`."""

    def __init__(self, table: TrackerTable, losses: list[Loss]) -> None:
        self.table, self.losses = table, losses
        self.places = columns.places_of(table.columns)
        self.theme: ThemeEntry | None = None
        self.themes: list[ThemeEntry] = []  # of all rows so far that name one

    def rows(self) -> Iterator[TrackerRow]:
        """The recommendations in their order. Raises Refused for a number that is none."""
        above = self.table.header
        for (row, cells), (_, following) in zip_longest(
            self.table.written, self.table.written[1:], fillvalue=(0, ())
        ):
            above, apart = row, row > above + 1
            if columns.NUMBER in self.places:
                found = self._numbered(row, cells, following)
            else:
                found = self._in_order(row, cells, following, apart)
            if found:
                yield found

    def lose(self, row: int) -> Callable[[str, str], None]:
        """What names something of a row as not read."""
        return lambda what, why: self.losses.append(Loss(self.table.at(row), what, why))

    def _row(self, row: int, cells: Sequence[str], number: int | None) -> TrackerRow:
        by_role = {role: cells[i] for role, i in self.places.items()}
        return TrackerRow(Words(self.table.at(row), by_role), number, self.theme)

    def _numbered(self, row: int, cells: Sequence[str], following: Sequence[str]) -> TrackerRow | None:
        place = self.places[columns.NUMBER]
        printed, number = cells[place], number_of(cells[place])
        alone = sum(map(bool, cells)) == 1
        if number is not None and not alone:
            return self._row(row, cells, number)
        if number is not None:
            self.lose(row)(f"the number {printed}", "nothing stands beside it")
            return None
        next_is_row = bool(following) and number_of(following[place]) is not None
        if self._is_theme(row, cells, next_is_row):
            return None
        if re.search(r"\d", printed) and not alone:
            heading, said = self.table.columns[place].heading, " ".join(printed.split())[:40]
            raise Refused(
                f"{self.table.at(row)}: “{said}” is no number of a recommendation. Correct it, or leave the"
                f" column {heading} out, and they are numbered in the order of the rows."
            )
        self._lose_row(row, cells, "a row without a number")
        return None

    def _in_order(
        self, row: int, cells: Sequence[str], following: Sequence[str], apart: bool
    ) -> TrackerRow | None:
        place = self.places[columns.WORDING]
        wording, alone = cells[place], sum(map(bool, cells)) == 1
        note = alone and (apart or NO_HEADING.match(wording))
        if wording and not note and not TOTAL.fullmatch(wording) and not theme_in(cells, self.table.at(row)):
            if alone and heading_in(cells) and sum(map(bool, following)) > 1:
                why = "nothing stands beside it: it is read as one, and could be a heading"
                self.lose(row)(f"whether “{wording[:60]}” is a recommendation", why)
            return self._row(row, cells, None)
        next_is_row = bool(following) and bool(following[place])
        if not self._is_theme(row, cells, next_is_row and not wording):
            self._lose_row(row, cells, "a note" if wording else "a row without a wording")
        return None

    def _is_theme(self, row: int, cells: Sequence[str], may_head: bool) -> bool:
        """Whether a row names the theme of those below, which then have it."""
        found = theme_in(cells, self.table.at(row))
        heading = heading_in(cells) if may_head and "theme" not in self.places else ""
        if found is None and heading:
            found = ThemeEntry(self.table.at(row), heading)
        if found is not None:
            self.theme = found
            self.themes.append(found)
        return found is not None

    def _lose_row(self, row: int, cells: Sequence[str], what: str) -> None:
        text = next(" ".join(cell.split()) for cell in cells if cell)
        self.lose(row)(f"{what} (“{text[:60]}”)", "its text belongs to no recommendation")


def lose_around(table: TrackerTable, chosen: Mapping[str, str], losses: list[Loss]) -> None:
    """Name what a sheet holds besides its table: rows above it, columns not read, cells under no heading."""
    above = [row for row in range(1, table.header) if any(table.cells(row))]
    if above:
        place = table.at(above[0], above[-1])
        losses.append(Loss(place, "what stands above the table", "the tracker has no place for it"))
    for i, why in columns.unread(table.columns, chosen):
        if any(cells[i] for _, cells in table.written):
            losses.append(Loss(table.at(table.header), f"the column {table.columns[i].heading}", why))
    beyond = [row for row, cells in table.written if any(cells[len(table.columns) :])]
    if beyond:
        why = "there is no heading above them"
        losses.append(Loss(table.at(beyond[0], beyond[-1]), "cells beside the table", why))
