"""The rows of an Excel workbook as strings."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime, time
from decimal import Decimal
from typing import Any

import openpyxl

from recommendations.reading.paper import Refused

MOST_UNPACKED = 200 * 1024 * 1024  # bytes
_MACROS = "vbaProject.bin"


def rows(data: bytes, most_columns: int) -> tuple[Iterator[list[str]], str]:
    """The rows of the first sheet, blank ones too, and a note of the sheets that are not read.

    Days are as 2022-03-31, whole numbers without a point, a formula is its last result. Raises Refused,
    also while the rows are read.
    """
    _check(data)
    try:
        # Without keep_links=False a workbook could have others read; data_only gives results for formulas.
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        first, *others = book.worksheets
    except Exception as error:
        raise _broken(error) from error
    names = ", ".join(f"“{sheet.title}”" for sheet in others)
    note = f"Only the first sheet, “{first.title}”, is read, not {names}." if others else ""
    return _rows(first, most_columns), note


def _check(data: bytes) -> None:
    """Refuse what is no workbook, what has macros and what would fill the memory, before it is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, RuntimeError) as error:
        raise _broken(error) from error
    if any(part.filename.endswith(_MACROS) for part in parts):
        raise Refused("The workbook holds macros: save it as an Excel workbook without them (.xlsx).")
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Refused(f"The workbook is larger than {MOST_UNPACKED >> 20} MB unpacked.")


def _rows(sheet: Any, most_columns: int) -> Iterator[list[str]]:
    # What a workbook says of its own size may be wrong.
    sheet.reset_dimensions()
    found = sheet.iter_rows(max_col=most_columns + 1)
    while True:
        try:
            row = next(found, None)
            cells = [] if row is None else [_words(cell) for cell in row]
        # openpyxl passes on whatever its XML and zip readers raise.
        except Exception as error:
            raise _broken(error) from error
        if row is None:
            return
        yield cells


def _words(cell: Any) -> str:
    """A cell as a person reads it."""
    match cell.value:
        case None:
            return ""
        case datetime() as at:
            return at.date().isoformat() if at.time() == time() else at.isoformat(" ")
        case int() | float() as value if "%" in cell.number_format:
            return f"{value * 100:.15g}%"
        case float() as value:
            return str(int(value)) if value.is_integer() else f"{Decimal(repr(value)):f}"
    return str(cell.value)


def _broken(error: Exception) -> Refused:
    return Refused(f"This cannot be opened as an Excel workbook (.xlsx): {error}.")
