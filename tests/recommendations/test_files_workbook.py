"""Workbooks as grids: cells as people read them, what is left out named, what fills the memory refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.xml import DEFUSEDXML
from openpyxl.xml.functions import iterparse

from recommendations.apart import run_apart
from recommendations.reading.files import workbook, workbook_parts
from recommendations.reading.files.workbook import read_workbook
from recommendations.reading.paper import Loss, Place, Refused

SHEET = "xl/worksheets/sheet1.xml"
LINKS = "xl/_rels/workbook.xml.rels"
HEAD = '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'


def kept(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def book_of(*rows: list[Any], change: Callable[[Any], None] = lambda sheet: None) -> bytes:
    """A workbook that openpyxl made: its rows, and what else is done to its one sheet."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    change(book.active)
    return kept(book)


def rezipped(data: bytes, changed: dict[str, str]) -> bytes:
    """The workbook with other parts in place of its own."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in {**dict.fromkeys(old.namelist()), **changed}:
            new.writestr(name, changed[name] if name in changed else old.read(name))
    return out.getvalue()


def raw(cells: str, more: str = "", shared: str = "") -> bytes:
    """A workbook whose sheet data, what stands after it and shared texts are as given."""
    data = book_of(["a"])
    parts = {SHEET: f"{HEAD}<sheetData>{cells}</sheetData>{more}</worksheet>"}
    if shared:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            links = archive.read(LINKS).decode()
        link = (
            '<Relationship Id="rId9" Type="x/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>'
        )
        parts[LINKS] = links.replace("</Relationships>", link)
        parts["xl/sharedStrings.xml"] = f"{HEAD.replace('worksheet', 'sst')}{shared}</sst>"
    return rezipped(data, parts)


def rows_of(data: bytes) -> tuple[tuple[str, ...], ...]:
    grids, losses = read_workbook(data)
    assert losses == ()
    return grids[0].rows


def refused(data: bytes) -> str:
    with pytest.raises(Refused) as error:
        read_workbook(data)
    return str(error.value)


def lost(where: str, what: str, why: str) -> Loss:
    return Loss(Place(name=where), what, why)


def test_rows_stand_where_they_stand_in_the_sheet() -> None:
    (grid,), losses = read_workbook(
        book_of(["No.", "Update"], [], [1, None], [None, None], [None, "So", " "])
    )
    assert (grid.title, losses) == ("Sheet", ())
    assert grid.rows == (("No.", "Update"), (), ("1",), (), ("", "So", " "))
    assert read_workbook(book_of())[0][0].rows == ()


def test_cells_are_words_as_a_person_reads_them() -> None:
    values = {
        date(2022, 3, 31): "2022-03-31",
        datetime(2022, 3, 1, 9, 30): "2022-03-01 09:30:00",
        time(9, 30): "09:30:00",
        timedelta(hours=30): "1 day, 6:00:00",
        3.0: "3",
        0.1 + 0.2: "0.3",
        1e-7: "0.0000001",
        True: "True",
        -5: "-5",
        12345678901: "12345678901",
        1e22: "10000000000000000000000",
    }
    assert rows_of(book_of(list(values))) == (tuple(values.values()),)


def test_a_percentage_keeps_its_sign_and_a_day_of_1904_is_the_same_day() -> None:
    def change(sheet: Any) -> None:
        sheet["A1"].number_format = "0.0%"
        sheet.parent.epoch = openpyxl.utils.datetime.MAC_EPOCH
        sheet["B1"] = date(2022, 3, 31)

    assert rows_of(book_of([0.977], change=change)) == (("97.7%", "2022-03-31"),)


def test_a_number_that_is_no_day_whatever_its_format_stays_a_number() -> None:
    def change(sheet: Any) -> None:
        sheet["A1"].number_format = "dd/mm/yyyy"

    assert rows_of(book_of([99999999], change=change)) == (("99999999",),)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<c t="inlineStr"><is><t xml:space="preserve"> a\nb </t></is></c>', " a\nb "),
        ('<c t="inlineStr"><is><r><t>a</t></r><rPh><t>no</t></rPh><r><rPr/><t> b</t></r></is></c>', "a b"),
        ('<c t="inlineStr"><is><t>a_x000D_b_x000a_c</t></is></c>', "a\rb\nc"),
        ('<c t="inlineStr"><is><t>_x005F_x0041_ x005F_ _x41_ _x0000_ _xD800_</t></is></c>',
         "_x0041_ x005F_ _x41_ _x0000_ _xD800_"),
        ('<c t="str"><f>A2</f><v>told_x0041_</v></c>', "toldA"),
        ('<c t="s"><v>0</v></c>', "shared x005F_ text"),
        ('<c t="d"><v>2022-03-31T00:00:00</v></c>', "2022-03-31"),
        ('<c t="b"><v>0</v></c>', "False"),
        ("<c><f>1+1</f><v>2</v></c>", "2"),
        ('<c r="A1"><v>1.50</v></c>', "1.5"),
    ],
)  # fmt: skip
def test_every_kind_of_cell_is_read(cell: str, text: str) -> None:
    shared = "<si><r><t>shared </t></r><r><t>x005F_ text</t></r></si>"
    assert rows_of(raw(f'<row r="2">{cell.replace("A1", "A2")}</row>', shared=shared)) == ((), (text,))


def test_a_formula_without_a_result_and_one_that_failed_are_named() -> None:
    cells = '<row><c t="str"><f>x</f><v></v></c><c><f>1+1</f></c><c t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    (grid,), losses = read_workbook(raw(cells))
    assert grid.rows == ()
    assert losses == (
        lost("sheet “Sheet”", "B1", workbook.NO_RESULT),
        lost("sheet “Sheet”", "C1", workbook.AN_ERROR),
    )
    assert read_workbook(book_of(*[["=1+1"]] * 9))[1][0].what == "A1, A2, A3, A4, A5 and 4 more"


def test_what_lies_under_merged_cells_is_left_out_and_named() -> None:
    cells = (
        "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c><c><v>4</v></c><c><v>5</v></c></row>"
    )
    (grid,), losses = read_workbook(raw(cells, '<mergeCells><mergeCell ref="A1:B2"/></mergeCells>'))
    assert grid.rows == (("1",), ("", "", "5"))
    assert losses == (lost("sheet “Sheet”", "B1, A2, B2", workbook.COVERED),)
    plain = book_of(["Theme", None, "Lead"], change=lambda sheet: sheet.merge_cells("A1:B1"))
    assert rows_of(plain) == (("Theme", "", "Lead"),)


def test_hidden_sheets_charts_comments_and_pictures_are_named() -> None:
    book = openpyxl.Workbook()
    book.active.append(["No.", 5])
    book.active["B1"].comment = Comment("Why?", "Ann")
    chart = openpyxl.chart.BarChart()
    chart.add_data(openpyxl.chart.Reference(book.active, min_col=2, min_row=1))
    book.active.add_chart(chart, "D4")
    book.create_sheet("Old & <gone>").sheet_state = "hidden"
    book.create_sheet("Gone for good").sheet_state = "veryHidden"
    book.create_chartsheet("A chart").add_chart(openpyxl.chart.BarChart())
    grids, losses = read_workbook(kept(book))
    assert [grid.rows for grid in grids] == [(("No.", "5"),)]
    assert losses == (
        lost("sheet “Sheet”", "Comments at B1", "Comments are not read."),
        lost("sheet “Sheet”", "Pictures, charts or shapes", "Only cells are read."),
        lost("sheet “Old & <gone>”", "The whole sheet", workbook.UNSEEN[True]),
        lost("sheet “Gone for good”", "The whole sheet", workbook.UNSEEN[True]),
        lost("sheet “A chart”", "The whole sheet", workbook.UNSEEN[False]),
    )


def test_an_empty_layer_for_pictures_is_no_loss() -> None:
    book = openpyxl.Workbook()
    book.active.append(["a"])
    book.active.add_chart(openpyxl.chart.BarChart(), "D4")
    assert read_workbook(kept(book))[1]
    empty = '<wsDr xmlns="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"/>'
    assert rows_of(rezipped(kept(book), {"xl/drawings/drawing1.xml": empty})) == (("a",),)


# Hostile workbooks


def test_xml_is_read_by_defusedxml() -> None:
    assert DEFUSEDXML
    assert iterparse.__module__ == "defusedxml.common"


def test_one_cell_at_the_far_end_is_refused_at_once_and_nothing_is_padded() -> None:
    far = '<row r="1048576"><c r="XFD1048576"{}</c></row>'
    one = "<row><c><v>1</v></c></row>"
    assert refused(raw(far.format("><v>1</v>"))).startswith(
        "sheet “Sheet”, cell XFD1048576: there is more than is read"
    )
    assert rows_of(raw(one + far.format(">"))) == (("1",),)
    assert rows_of(raw(one + far.format(' t="str"><v> </v>'))) == (("1",),)


@pytest.mark.parametrize(
    ("limit", "value", "cells"),
    [
        ("MOST_ROWS", 2, "<row><c><v>1</v></c></row>" * 2 + "{}"),
        ("MOST_COLUMNS", 2, "<row/><row/><row><c><v>1</v></c><c><v>1</v></c>{}</row>"),
        ("MOST_CELLS", 2, "<row/><row><c><v>1</v></c></row><row><c><v>1</v></c>{}</row>"),
        ("MOST_CHARACTERS", 5, "<row/><row/><row><c><v>12345</v></c>{}</row>"),
    ],
)  # fmt: skip
def test_each_limit_refuses_by_sheet_and_cell(limit: str, value: int, cells: str, monkeypatch: Any) -> None:
    monkeypatch.setattr(workbook, limit, value)
    assert read_workbook(raw(cells.format("")))[0][0].rows
    one = "<row><c><v>1</v></c></row>" if cells.endswith("{}") else "<c><v>1</v></c>"
    assert refused(raw(cells.format(one))).startswith("sheet “Sheet”, cell ")


def test_shared_texts_and_empty_cells_have_limits_too(monkeypatch: pytest.MonkeyPatch) -> None:
    shared = "<si><t>12345</t></si>" * 3
    data = raw('<row><c t="s"><v>0</v></c></row>', shared=shared)
    assert rows_of(data) == (("12345",),)
    monkeypatch.setattr(workbook_parts, "MOST_CHARACTERS", 14)
    assert refused(data) == "The workbook holds more than 14 characters."
    monkeypatch.undo()
    monkeypatch.setattr(workbook_parts, "MOST_ELEMENTS", 100)
    monkeypatch.setattr(workbook_parts.Package.__init__, "__defaults__", (100,))
    assert refused(raw(f"<row>{'<c/>' * 200}</row>")).startswith("The workbook holds more than 100 cells")


def test_a_merge_repeated_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_CELLS", 5)
    merges = "<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 60 + "</mergeCells>"
    assert "merges the same cells again and again" in refused(raw("<row><c><v>1</v></c></row>", merges))


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ('<row r="2"/><row r="1"><c><v>1</v></c></row>', "has no row “1” after row 2"),
        ('<row r="1048577"/>', "has no row “1048577”"),
        ('<row r="-1"/>', "has no row “-1”"),
        ('<row><c r="B1"/><c r="A1"/></row>', "has no cell “A1” there in row 1"),
        ('<row><c r="A2"/></row>', "has no cell “A2” there in row 1"),
        ('<row><c r="XFE1"><v>1</v></c></row>', "has no cell “XFE1”"),
        ('<row><c r="?"/></row>', "has no cell “?”"),
        ('<row><c r="A1" t="s"><v>7</v></c></row>', "cell A1 cannot be read"),
        ('<row><c r="A1" t="s"><v>-1</v></c></row>', "cell A1 cannot be read"),
        ('<row><c r="A1" s="99"><v>1</v></c></row>', "cell A1 cannot be read"),
        ('<row><c r="A1"><v>one</v></c></row>', "cell A1 cannot be read"),
        ('<row><c r="A1"><v>1e999</v></c></row>', "cell A1 cannot be read"),
        (f'<row><c r="A1"><v>{"9" * 5000}</v></c></row>', "cell A1 cannot be read"),
        ('<row><c r="A1" t="d"><v>soon</v></c></row>', "cell A1 cannot be read"),
        ("<row><c>", "mismatched tag"),
    ],
)  # fmt: skip
def test_a_sheet_that_contradicts_itself_is_refused(cells: str, says: str) -> None:
    sentence = refused(raw(cells))
    assert sentence.startswith("This cannot be opened as an Excel workbook (.xlsx):")
    assert says in sentence


@pytest.mark.parametrize(
    "declared",
    ['<!DOCTYPE a SYSTEM "http://127.0.0.1/x">', '<!DOCTYPE a [<!ENTITY b "c">]>', "<!DOCTYPE worksheet>"],
)
@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml", "_rels/.rels"])
def test_a_document_type_in_any_part_is_refused(part: str, declared: str) -> None:
    def change(sheet: Any) -> None:
        sheet["A1"].number_format = "0.0%"

    data = book_of([1], change=change)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        content = archive.read(part).decode()
    head, _, rest = content.rpartition("?>") if content.startswith("<?xml") else ("", "", content)
    changed = rezipped(data, {part: f"{head}?>{declared}{rest}" if head else declared + rest})
    assert refused(changed).startswith("This cannot be opened as an Excel workbook")


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04 and nothing", rezipped(book_of(["a"]), {"xl/workbook.xml": "<workbook/>"}),
     rezipped(book_of(["a"]), {"_rels/.rels": "<Relationships/>", "xl/workbook.xml": ""})],
)  # fmt: skip
def test_what_is_no_workbook_is_refused(data: bytes) -> None:
    assert refused(data).startswith(("This cannot be opened", "The workbook holds no sheet"))


def test_names_and_links_of_a_workbook_are_not_followed() -> None:
    book = openpyxl.Workbook()
    book.active.append(["a"])
    for number in range(50):
        name = f"n{number}"
        book.defined_names[name] = DefinedName(name, attr_text=f"n{number + 1}&n{number + 1}")
    data = kept(book)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        links = archive.read(LINKS).decode()
    outside = '<Relationship Id="rId99" TargetMode="External" Type="x/externalLinkPath" Target="file:///etc/passwd"/>'
    changed = links.replace("</Relationships>", f"{outside}</Relationships>")
    assert rows_of(rezipped(data, {LINKS: changed})) == (("a",),)


def test_the_limits_hold_in_the_child_process() -> None:
    task = "tests.recommendations.grids_apart:rows_apart"
    assert run_apart(task, {}, book_of(["a"], ["b"]))[0] == [2]
    far = raw('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    with pytest.raises(Refused, match="cell XFD1048576: there is more than is read"):
        run_apart(task, {}, far)
