"""A file of figures as a table of strings, whether it is CSV or an Excel workbook."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

import pandas

from performance.observations import workbook
from recommendations.reading.paper import Refused

MOST_ROWS = 1_000_000
MOST_COLUMNS = 400
MOST_CELLS = 10_000_000
_DELIMITERS = ",;\t"
_OLD_EXCEL = bytes.fromhex("D0CF11E0")  # an .xls file, or a workbook with a password
_ZIP = b"PK"


@dataclass(frozen=True)
class Sheet:
    """A table as it stands in its file.

    `frame` holds strings, "" for an empty cell; its columns are the headings and its index the number of
    each row, counted from 1 as a spreadsheet does. Blank rows are left out. `notes` are sentences.
    """

    frame: pandas.DataFrame
    header_row: int
    notes: tuple[str, ...] = ()


class _Stripped(dict[str, str]):
    """Cells without the blanks around them, each kept once: figures repeat the same words."""

    def __missing__(self, cell: str) -> str:
        stripped = cell.strip()
        self[cell] = stripped
        return stripped


def read(name: str, data: bytes) -> Sheet:
    """The table of a file; what it is, its content says rather than its name.

    The header is the first row with at least two filled cells. Raises Refused, with a sentence that
    names the row, for what is no table or a larger one than 1,000,000 rows, 400 columns or 200 MB.
    """
    if data.startswith(_OLD_EXCEL) or name.lower().endswith(".xls"):
        raise Refused(
            "This is an old Excel workbook (.xls) or one with a password: save it as .xlsx without."
        )
    if name.lower().endswith(".xlsm"):
        raise Refused("A workbook that may hold macros (.xlsm) is not read: save it as .xlsx.")
    if data.startswith(_ZIP) or name.lower().endswith(".xlsx"):
        found, note = workbook.rows(data, MOST_COLUMNS)
        return _table(found, (note,) if note else (), is_csv=False)
    return _table(_csv_rows(data), (), is_csv=True)


def _csv_rows(data: bytes) -> Iterator[list[str]]:
    """The rows of a CSV file, blank ones too. Raises Refused."""
    if len(data) > workbook.MOST_UNPACKED:
        raise Refused(f"The file is larger than {workbook.MOST_UNPACKED >> 20} MB.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Refused(f"Line {line} is not UTF-8 text: save the file as “CSV UTF-8”.") from error
    line = 1
    try:
        found = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
        for row in found:
            line = found.line_num + 1
            yield row
    except csv.Error as error:
        raise Refused(f"Line {line} cannot be read as CSV: {error}.") from error


def _delimiter(text: str) -> str:
    """What parts the cells of the first line that has at least two filled ones."""
    for line in io.StringIO(text):
        filled = {each: _filled(next(csv.reader([line], delimiter=each), [])) for each in _DELIMITERS}
        best = max(filled, key=lambda each: filled[each])
        if filled[best] >= 2:
            return best
    return _DELIMITERS[0]


def _filled(row: list[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)


def _table(rows: Iterator[list[str]], notes: tuple[str, ...], *, is_csv: bool) -> Sheet:
    stripped = _Stripped()
    numbered = enumerate(([stripped[cell] for cell in row] for row in rows), 1)
    header_row, headings = next(((n, row) for n, row in numbered if _filled(row) >= 2), (0, []))
    if not headings:
        raise Refused("The file has no row of headings: no row has two filled cells.")
    while not headings[-1]:
        headings.pop()
    if len(headings) > MOST_COLUMNS:
        raise Refused(f"The table has more than {MOST_COLUMNS} columns.")
    _once(headings)
    numbers, kept = _kept(numbered, len(headings), is_csv)
    return Sheet(pandas.DataFrame(_columns(headings, kept), index=numbers, dtype="str"), header_row, notes)


def _once(headings: list[str]) -> None:
    """Refuse two columns of one name."""
    for number, heading in enumerate(headings, 1):
        first = headings.index(heading) + 1
        if heading and first < number:
            raise Refused(
                f"Columns {first} and {number} are both called “{heading}”: give each its own name."
            )


def _kept(
    numbered: Iterator[tuple[int, list[str]]], width: int, is_csv: bool
) -> tuple[list[int], list[list[str]]]:
    """The rows below the header that are not blank, each as wide as it, and their numbers.

    A row of a CSV file has a cell for every heading; a workbook leaves empty cells out.
    """
    numbers, kept = [], []
    for number, row in numbered:
        if not any(row):
            continue
        if len(row) != width:
            if any(row[width:]) or (is_csv and len(row) < width):
                raise Refused(f"Row {number} has {len(row)} cells, and there are {width} headings.")
            row = [*row[:width], *[""] * (width - len(row))]
        numbers.append(number)
        kept.append(row)
        if len(kept) > MOST_ROWS or len(kept) * width > MOST_CELLS:
            raise Refused(f"The table has more than {MOST_ROWS:,} rows or {MOST_CELLS:,} cells.")
    if not kept:
        raise Refused("The file holds headings and no rows below them.")
    return numbers, kept


def _columns(headings: list[str], kept: list[list[str]]) -> dict[str, tuple[str, ...]]:
    """The cells of each column by its heading; a column without heading has to be empty."""
    columns = {}
    for number, (heading, cells) in enumerate(zip(headings, zip(*kept, strict=True), strict=True), 1):
        if heading:
            columns[heading] = cells
        elif any(cells):
            raise Refused(f"Column {number} has cells and no heading.")
    return columns
