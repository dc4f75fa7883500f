"""The rows of an Excel workbook as strings."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from recommendations.reading.files.workbook import Cell, rows_of
from recommendations.reading.files.workbook_parts import WORKSHEET, Package, broken
from recommendations.reading.paper import Refused

MOST_UNPACKED = 200 * 1024 * 1024  # bytes
MOST_ELEMENTS = 40_000_000  # of the XML: 10 million cells, and what is in and around them
_MACROS = "vbaProject.bin"


def rows(data: bytes, most_columns: int) -> tuple[Iterator[list[str]], str]:
    """The rows of the first sheet, blank ones too, and a note of the sheets that are not read.

    Days are as 2022-03-31, whole numbers without a point, a formula is its last result. Raises Refused,
    also while the rows are read.
    """
    _check(data)
    package = Package(data, MOST_ELEMENTS)
    sheets = [sheet for sheet in package.sheets if sheet.kind == WORKSHEET]
    if not sheets:
        raise broken("it has no sheet of cells")
    first, *others = sheets
    names = ", ".join(f"“{sheet.title}”" for sheet in others)
    note = f"Only the first sheet, “{first.title}”, is read, not {names}." if others else ""
    return _rows(rows_of(package, first), most_columns), note


def _check(data: bytes) -> None:
    """Refuse what is no workbook, what has macros and what would fill the memory, before it is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, RuntimeError) as error:
        raise broken(error) from error
    if any(part.filename.endswith(_MACROS) for part in parts):
        raise Refused("The workbook holds macros: save it as an Excel workbook without them (.xlsx).")
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Refused(f"The workbook is larger than {MOST_UNPACKED >> 20} MB unpacked.")


def _rows(found: Iterator[tuple[int, dict[int, Cell]]], most_columns: int) -> Iterator[list[str]]:
    """A row for each number from 1; one cell more than there may be shows that there are too many."""
    last = 0
    for number, cells in found:
        yield from ([] for _ in range(last + 1, number))
        width = min(max(cells), most_columns + 1)
        yield [cells[column].text if column in cells else "" for column in range(1, width + 1)]
        last = number
