"""An Excel workbook as grids of texts, and what of it is not read. Free of Django.

Imports openpyxl: for a process of its own (recommendations/apart.py). The archive itself is looked at before.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time
from decimal import Decimal
from math import isfinite
from typing import Any
from xml.etree.ElementTree import Element

from openpyxl.styles.numbers import is_date_format, is_timedelta_format
from openpyxl.utils.cell import coordinate_to_tuple, get_column_letter, range_boundaries
from openpyxl.utils.datetime import from_excel, from_ISO8601

from recommendations.reading.files.grids import (
    MOST_CELLS,
    MOST_CHARACTERS,
    MOST_COLUMNS,
    MOST_ROWS,
    TOO_LARGE,
    Grid,
    place_in,
)
from recommendations.reading.files.workbook_parts import (
    GENERAL,
    WORKSHEET,
    Package,
    SheetPart,
    broken,
    text_of,
    unescaped,
)
from recommendations.reading.paper import Loss, Place, Refused

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384  # of any sheet
NAMED = 5  # cells that a loss names one by one
NO_RESULT = "The file keeps no result of them: open it in a spreadsheet program and save it there."
AN_ERROR = "Their formulas end in an error, such as #REF!."
COVERED = "They lie under merged cells, where nobody sees them."
UNSEEN = {
    True: "It is hidden: show it in the workbook, if it is to be read.",
    False: "It is no sheet of cells.",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell in words; `flaw` says why it has none that can be read."""

    text: str
    flaw: str = ""


@dataclass(slots=True)
class _Held:
    """What one sheet holds, by row and column counted from 1."""

    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    flaws: dict[str, list[str]] = field(default_factory=dict)  # why → addresses


def read_workbook(data: bytes) -> tuple[tuple[Grid, ...], tuple[Loss, ...]]:
    """Every sheet that is not hidden, and what of the workbook is not read.

    A cell is as people read it: days as 2022-03-31, whole numbers without a point, a formula as its last
    result. Hidden rows and columns are read. Raises Refused with the sheet and cell for more than 20,000
    rows, 200 columns, 400,000 cells or 20 million characters, however empty the rest is.
    """
    package = Package(data)
    grids: list[Grid] = []
    losses: list[Loss] = []
    left = _Left()
    for sheet in package.sheets:
        if sheet.is_hidden or sheet.kind != WORKSHEET:
            place = Place(name=place_in(sheet.title))
            losses.append(Loss(place, "The whole sheet", UNSEEN[sheet.is_hidden]))
            continue
        held = _held(package, sheet, left)
        grids.append(_grid(sheet.title, held.rows))
        losses += _losses(package, sheet, held)
    if not grids:
        raise Refused("The workbook holds no sheet of cells that is not hidden.")
    return tuple(grids), tuple(losses)


class _Left:
    """How much a workbook may still hold."""

    def __init__(self) -> None:
        self.cells, self.characters = MOST_CELLS, MOST_CHARACTERS

    def take(self, where: str, text: str) -> None:
        self.cells -= 1
        self.characters -= len(text)
        if self.cells < 0 or self.characters < 0:
            raise Refused(f"{where}: {TOO_LARGE}")


def _held(package: Package, sheet: SheetPart, left: _Left) -> _Held:
    held = _Held()
    merged: list[str] = []
    for row, cells in rows_of(package, sheet, merged):
        for column, cell in cells.items():
            if cell.flaw:
                held.flaws.setdefault(cell.flaw, []).append(address_of(row, column))
                continue
            if row > MOST_ROWS or column > MOST_COLUMNS:
                if not cell.text.strip():
                    continue
                raise Refused(f"{place_in(sheet.title, address_of(row, column))}: {TOO_LARGE}")
            left.take(place_in(sheet.title, address_of(row, column)), cell.text)
            held.rows.setdefault(row, {})[column] = cell.text
    _uncover(held, merged, sheet)
    return held


def rows_of(
    package: Package, sheet: SheetPart, merged: list[str] | None = None
) -> Iterator[tuple[int, dict[int, Cell]]]:
    """Number and cells by column of each row with at least one cell that is not empty, in their order.

    The addresses of merged cells are put into `merged`. Raises Refused.
    """
    row = column = 0
    cells: dict[int, Cell] = {}
    for element, name, whole in package.elements(sheet.part, ["c"]):
        if name == "row" and not whole:
            if cells:
                yield row, cells
            cells, column = {}, 0
            row = _row_number(element, row, sheet)
        elif name == "c" and whole:
            column = _column_number(element, row, column, sheet)
            if cell := _cell(element, package, sheet):
                cells[column] = cell
        elif name == "mergeCell" and merged is not None:
            merged.append(element.get("ref", ""))
    if cells:
        yield row, cells


def _row_number(element: Element, before: int, sheet: SheetPart) -> int:
    told = element.get("r", str(before + 1))
    row = int(told) if told.isdecimal() and len(told) < 9 else 0
    if not before < row <= LAST_ROW:
        raise broken(f"{place_in(sheet.title)} has no row “{told[:20]}” after row {before}")
    return row


def _column_number(element: Element, row: int, before: int, sheet: SheetPart) -> int:
    told = element.get("r")
    if told is None:
        return before + 1
    try:
        found, column = coordinate_to_tuple(told[:20])
    except ValueError:
        found = column = 0
    if found != row or not before < column <= LAST_COLUMN:
        raise broken(f"{place_in(sheet.title)} has no cell “{told[:20]}” there in row {row}")
    return int(column)


def _cell(element: Element, package: Package, sheet: SheetPart) -> Cell | None:
    """The cell, or None for an empty one."""
    parts = {child.tag.rpartition("}")[2]: child for child in element}
    kind, told = element.get("t", "n"), parts["v"].text if "v" in parts else None
    try:
        if kind == "inlineStr":
            text = text_of(parts["is"]) if "is" in parts else ""
        elif kind == "e":
            return Cell(told or "", AN_ERROR)
        elif not told:
            return Cell("", NO_RESULT) if "f" in parts and not (kind == "str" and "v" in parts) else None
        else:
            text = _text(kind, told, element.get("s", ""), package)
    except Refused:
        raise
    # A number that is none, a text or a style that is not there.
    except (ValueError, IndexError, OverflowError) as error:
        where = place_in(sheet.title, element.get("r", "")[:20])
        raise broken(f"{where} cannot be read ({error})") from error
    return Cell(text) if text else None


def _text(kind: str, told: str, style: str, package: Package) -> str:
    match kind:
        case "s":
            return package.texts[_position(told)]
        case "str":
            return unescaped(told)
        case "b":
            return str(bool(int(told)))
        case "d":
            return words(from_ISO8601(told))
    value = float(told) if any(sign in told for sign in ".eE") else int(told)
    if not isfinite(value):
        raise ValueError(f"{told[:20]} is no number")
    number_format = package.formats[_position(style)] if style and package.formats else GENERAL
    if is_date_format(number_format):
        try:
            return words(from_excel(value, package.epoch, timedelta=is_timedelta_format(number_format)))
        except (OverflowError, ValueError):  # no day is so far away
            pass
    return words(value, number_format)


def _position(told: str) -> int:
    position = int(told)
    if position < 0:
        raise IndexError(f"no position {position}")
    return position


def words(value: Any, number_format: str = GENERAL) -> str:
    """The value of a cell as a person reads it."""
    match value:
        case datetime() as at:
            return at.date().isoformat() if at.time() == time() else at.isoformat(" ")
        case bool():
            return str(value)
        case int() | float() if "%" in number_format:
            return f"{value * 100:.15g}%"
        case float():
            # Fifteen figures are all that a spreadsheet shows, so 0.1 + 0.2 is 0.3.
            return str(int(value)) if value.is_integer() else f"{Decimal(f'{value:.15g}'):f}"
    return str(value)


def address_of(row: int, column: int) -> str:
    """A cell as a spreadsheet calls it: B7."""
    return f"{get_column_letter(column)}{row}"


def _uncover(held: _Held, merged: Iterable[str], sheet: SheetPart) -> None:
    """Take the cells out that lie under others which are merged."""
    numbers = sorted(held.rows)
    left_to_see = 10 * MOST_CELLS
    for told in merged:
        try:
            left, top, right, bottom = range_boundaries(told[:40])
        except ValueError as error:
            raise broken(f"{place_in(sheet.title)} merges “{told[:20]}”, which are no cells") from error
        for row in numbers[bisect_left(numbers, top) : bisect_right(numbers, bottom)]:
            left_to_see -= len(held.rows[row])
            if left_to_see < 0:
                raise broken(f"{place_in(sheet.title)} merges the same cells again and again")
            for column in [c for c in held.rows[row] if left <= c <= right and (row, c) != (top, left)]:
                held.flaws.setdefault(COVERED, []).append(address_of(row, column))
                del held.rows[row][column]


def _grid(title: str, rows: dict[int, dict[int, str]]) -> Grid:
    filled = []
    for number in range(1, max(rows, default=0) + 1):
        cells = rows.get(number, {})
        filled.append(tuple(cells.get(column, "") for column in range(1, max(cells, default=0) + 1)))
    while filled and not filled[-1]:
        filled.pop()
    return Grid(title, tuple(filled))


def _losses(package: Package, sheet: SheetPart, held: _Held) -> Iterator[Loss]:
    place = Place(name=place_in(sheet.title))
    for why, addresses in held.flaws.items():
        yield Loss(place, _cells(addresses), why)
    if commented := package.commented(sheet):
        yield Loss(place, f"Comments at {_cells(commented)}", "Comments are not read.")
    if package.has_drawings(sheet):
        yield Loss(place, "Pictures, charts or shapes", "Only cells are read.")


def _cells(addresses: list[str]) -> str:
    more = len(addresses) - NAMED
    return ", ".join(addresses[:NAMED]) + (f" and {more} more" if more > 0 else "")
