"""Files of figures as tables: CSV and Excel workbooks, and what is no table."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from performance.observations import sheet, workbook
from recommendations.reading.paper import Refused
from tests.performance.observation_words import csv_of, xlsx_of

PLAIN = [["force", "value"], ["Essex", "1"], ["Kent", ""]]


def rows_of(data: bytes, name: str = "figures.csv") -> list[list[str]]:
    """Headings and rows of a file."""
    frame = sheet.read(name, data).frame
    return [list(frame.columns), *frame.to_numpy().tolist()]


def refused(data: bytes, name: str = "figures.csv") -> str:
    with pytest.raises(Refused) as error:
        sheet.read(name, data)
    return str(error.value)


def rezipped(data: bytes, changed: dict[str, bytes]) -> bytes:
    """A workbook with some of its parts changed or added."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        parts = {part: old.read(part) for part in old.namelist()} | changed
        for part, content in parts.items():
            new.writestr(part, content)
    return made.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        csv_of("force,value", "Essex,1", "Kent,"),
        csv_of("force;value", "Essex;1", "Kent;"),
        csv_of("force\tvalue", "Essex\t1", "Kent\t"),
        b"\xef\xbb\xbf" + csv_of('"force","value"', ' Essex ,"1"', "Kent,"),
        b"force,value\r\nEssex,1\r\n\r\nKent,\r\n",
        csv_of("force,value,,", "Essex,1,,", ",,,", "Kent,,,"),
        csv_of("force,,value", "Essex,,1", "Kent,,"),
        xlsx_of([["force", "value"], ["Essex", 1], [None, None], ["Kent", None]]),
        xlsx_of([["force", "value"], [" Essex ", 1.0], ["Kent"]]),
    ],
)
def test_the_same_table_is_read_from_each_kind_of_file(data: bytes) -> None:
    assert rows_of(data) == PLAIN


def test_rows_are_numbered_as_a_spreadsheet_numbers_them() -> None:
    lines = ["Stop and search in Essex", "", 'force,"value', 'as counted"', "Essex,1", "", "Kent,2"]
    cells = [["Stop and search in Essex"], [], ["force", "value\nas counted"], ["Essex", 1], [], ["Kent", 2]]
    for data in (csv_of(*lines), xlsx_of(cells)):
        found = sheet.read("x", data)
        assert found.header_row == 3
        assert list(found.frame.index) == [4, 6]
        assert list(found.frame.columns) == ["force", "value\nas counted"]


def test_quoted_cells_hold_what_parts_cells_elsewhere() -> None:
    data = csv_of("force;value;note", 'Essex;"1,000";"a ""few""; or so"')
    assert rows_of(data)[1] == ["Essex", "1,000", 'a "few"; or so']


def test_cells_of_a_workbook_are_words_as_a_person_reads_them() -> None:
    values = [
        date(2022, 3, 31),
        datetime(2022, 3, 1),
        datetime(2022, 3, 1, 9, 30),
        3.0,
        0.1,
        1e-7,
        True,
        "=1+1",
    ]
    shown = ["2022-03-31", "2022-03-01", "2022-03-01 09:30:00", "3", "0.1", "0.0000001", "True", ""]
    assert rows_of(xlsx_of([["a", *"bcdefgh"], values]))[1] == shown


def test_a_percentage_of_a_workbook_keeps_its_sign() -> None:
    book = openpyxl.Workbook()
    book.active.append(["force", "value"])
    for row, value in enumerate([0.125, 1], 2):
        book.active.append(["Essex", value])
        book.active.cell(row, 2).number_format = "0.0%"
    kept = io.BytesIO()
    book.save(kept)
    assert rows_of(kept.getvalue())[1:] == [["Essex", "12.5%"], ["Essex", "100%"]]


def test_only_the_first_sheet_is_read_and_the_others_are_named() -> None:
    found = sheet.read("a.xlsx", xlsx_of(PLAIN, "Notes", "Old"))
    assert found.notes == ("Only the first sheet, “Sheet”, is read, not “Notes”, “Old”.",)
    assert sheet.read("a.xlsx", xlsx_of(PLAIN)).notes == ()


def test_a_workbook_that_is_wrong_about_its_size_is_read_whole() -> None:
    data = xlsx_of(PLAIN)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        part = archive.read("xl/worksheets/sheet1.xml")
    assert b'ref="A1:B3"' in part
    assert rows_of(rezipped(data, {"xl/worksheets/sheet1.xml": part.replace(b"A1:B3", b"A1:A1")})) == PLAIN


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file has no row of headings"),
        (b"\n\n", "The file has no row of headings"),
        (b"value\n1\n2", "The file has no row of headings"),
        (b"force,value\n\n,\n", "The file holds headings and no rows below them."),
        (b"force,value\nEssex,1\nKent\n", "Row 3 has 1 cells, and there are 2 headings."),
        (b"force,value\n\nEssex,1,2\n", "Row 3 has 3 cells, and there are 2 headings."),
        (b"In Essex, as counted\nforce,month,value\n", "Row 2 has 3 cells, and there are 2 headings."),
        (b"force,value,force\na,1,b\n", "Columns 1 and 3 are both called “force”"),
        (b"force,,value\na,1,2\n", "Column 2 has cells and no heading."),
        ("force,value\nEssex,1\nCafé,2".encode("cp1252"), "Line 3 is not UTF-8 text"),
        ("force,value\n".encode("utf-16"), "Line 1 is not UTF-8 text"),
        (b'force,value\nEssex,1\nKent,"2\n', "Line 3 cannot be read as CSV"),
        (b"force,value\nEssex," + b"1" * 200_000, "Line 2 cannot be read as CSV"),
        (b"force," + b"x" * 200_000 + b"\nEssex,1", "Line 1 cannot be read as CSV"),
        (
            bytes.fromhex("D0CF11E0A1B11AE1") + b"old",
            "This is an old Excel workbook (.xls) or one with a password",
        ),
        (b"PK\x03\x04 and then nothing", "This cannot be opened as an Excel workbook"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(data: bytes, sentence: str) -> None:
    assert refused(data).startswith(sentence)


def test_what_a_name_promises_is_looked_at_too() -> None:
    assert refused(b"a,b\n1,2", "old.XLS").startswith("This is an old Excel workbook")
    assert "macros" in refused(xlsx_of(PLAIN), "figures.xlsm")
    assert refused(b"a,b\n1,2", "figures.xlsx").startswith("This cannot be opened as an Excel workbook")


def test_a_workbook_of_charts_alone_is_refused() -> None:
    book = openpyxl.Workbook()
    book.create_chartsheet()
    book.remove(book.active)
    kept = io.BytesIO()
    book.save(kept)
    assert refused(kept.getvalue()).startswith("This cannot be opened")


def test_a_workbook_with_macros_is_refused_whatever_its_name() -> None:
    assert "macros" in refused(rezipped(xlsx_of(PLAIN), {"xl/vbaProject.bin": b"x"}))


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml"])
@pytest.mark.parametrize(
    "content",
    [b"<worksheet", b'<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><worksheet>&d;</worksheet>'],
    ids=["broken", "entities"],
)
def test_a_broken_or_hostile_part_of_a_workbook_is_refused(part: str, content: bytes) -> None:
    assert refused(rezipped(xlsx_of(PLAIN), {part: content})).startswith("This cannot be opened")


def test_a_workbook_that_breaks_off_among_its_rows_is_refused() -> None:
    data = xlsx_of([["force", "value"], *[["Essex", number] for number in range(9999)]])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        part = archive.read("xl/worksheets/sheet1.xml")
    broken = rezipped(data, {"xl/worksheets/sheet1.xml": part[: len(part) // 2]})
    assert refused(broken).startswith("This cannot be opened")


def test_what_would_fill_the_memory_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = rezipped(xlsx_of(PLAIN), {"xl/media/a.bin": bytes(workbook.MOST_UNPACKED + 1)})
    assert len(bomb) < 1_000_000
    assert refused(bomb) == "The workbook is larger than 200 MB unpacked."
    monkeypatch.setattr(workbook, "MOST_UNPACKED", 5 << 20)
    assert refused(b"a,b\n" + b"1,2\n" * (2 << 20)) == "The file is larger than 5 MB."


def test_tables_have_a_largest_size(monkeypatch: pytest.MonkeyPatch) -> None:
    wide = [[f"c{n}" for n in range(401)], [1] * 401]
    assert refused(xlsx_of(wide)) == "The table has more than 400 columns."
    assert (
        refused(csv_of(*(",".join(map(str, row)) for row in wide))) == "The table has more than 400 columns."
    )
    monkeypatch.setattr(sheet, "MOST_ROWS", 2)
    assert len(rows_of(csv_of("a,b", "1,2", "3,4"))) == 3
    assert refused(csv_of("a,b", "1,2", "3,4", "5,6")).startswith("The table has more than 2 rows")
    monkeypatch.setattr(sheet, "MOST_CELLS", 3)
    assert refused(csv_of("a,b", "1,2", "3,4")) == "The table has more than 2 rows or 3 cells."
