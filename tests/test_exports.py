"""Every table as a workbook: the rows of its page, for those who may see the page, and nothing in it runs."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from recommendations.pages import XLSX
from recommendations.reading.files.workbook import read_workbook
from recommendations.tables import Column, Table
from tests.performance.records import some_performance
from tests.records import a_recommendation, tell
from tests.test_roles import DRAFTS, PEOPLE, RIGHTS, Site, answer, expected, patterns, site

__all__ = ["site"]  # a fixture
TABLES = (
    "/home", "/reports", "/reports/review", "/reports/custody", "/reports/review/1", "/inspections",
    "/meetings", "/meetings/pab-2022-11-02", "/history/recommendation/review/1", "/statuses", "/papers",
)  # fmt: skip
PERFORMANCE = (
    "/performance",
    "/performance/measures",
    "/performance/disproportionality",
    "/checks",
    "/glossary",
)
TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0")
    | st.sampled_from("=+-@'_x041 \t\r\n\x01"),
    max_size=20,
)
VALUES = TEXT | st.integers(-(10**14), 10**14) | st.none() | st.floats(-1e6, 1e6).map(lambda f: round(f, 3))


@pytest.fixture
def client(office_with_papers) -> Client:
    return office_with_papers


def sheet_of(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data)).active


def rows_of(data: bytes) -> list[list[str]]:
    """Headings and rows as people read them, each as wide as the headings."""
    (grid,), losses = read_workbook(data)
    assert losses == ()
    return [[*row, *[""] * (len(grid.rows[0]) - len(row))] for row in grid.rows]


def table(rows: list[Any], **given: Any) -> Table[Any]:
    columns: list[Column[Any]] = [
        Column("first", "First", lambda row: row[0]),
        Column("wording", "Second", lambda row: row[1]),
    ]
    return Table("trial", "A [trial]: 1/2", columns, rows, **given)


def same_rows(client: Client, page: str) -> None:
    address, _, query = page.partition("?")
    told = client.get(f"{address}.json?{query}").json()["rows"]
    headings, *rows = rows_of(client.get(f"{address}.xlsx?{query}").content)
    assert len(rows) == len(told) > 0
    for row, line in zip(rows, told, strict=True):
        assert headings == list(line)
        assert row == [
            "" if v is None else f"{v:g}" if isinstance(v, float) else str(v) for v in line.values()
        ]


@pytest.mark.parametrize(
    "page", [*TABLES, "/reports/review?status=amber&meeting=pab-2022-11-02", "/reports/review?table=totals"]
)
def test_a_workbook_holds_the_rows_of_the_page_as_filtered(client, page):
    same_rows(client, page)


@pytest.mark.parametrize("page", PERFORMANCE)
def test_a_workbook_holds_the_rows_of_a_page_of_performance(editor, client_of, page):
    some_performance(editor)
    told = client_of(editor).get(f"{page}.json").json()["rows"]
    headings, *rows = rows_of(client_of(editor).get(f"{page}.xlsx").content)
    assert len(rows) == len(told)
    assert not told or headings == list(told[0])


@pytest.mark.parametrize("page", TABLES)
def test_each_workbook_says_what_it_is(client, page):
    found = client.get(f"{page}.xlsx")
    assert found["Content-Type"] == XLSX
    assert found["X-Content-Type-Options"] == "nosniff"
    name = f"{page[1:].replace('/', '-')}.xlsx"
    assert found["Content-Disposition"] == f'attachment; filename="{name}"'
    book = openpyxl.load_workbook(io.BytesIO(found.content))
    title = client.get(f"{page}.json").json()["title"]
    assert (book.properties.title, book.properties.language) == (title, "en-GB")


def test_every_table_of_the_site_is_a_workbook_too():
    formats = [p.pattern.converters["fmt"] for p in patterns() if "fmt" in p.pattern.converters]
    assert len(formats) >= 17
    assert {converter.regex for converter in formats} == {"csv|xlsx|json"}


def test_a_page_leads_to_its_workbook_as_filtered(client):
    page = client.get("/reports/review/?status=amber").content.decode()
    assert '<a href="/reports/review.xlsx?status=amber">This page as XLSX</a>' in page
    assert '<a href="/home.xlsx">This page as XLSX</a>' in client.get("/").content.decode()
    assert "as XLSX" not in client.get("/accounts/").content.decode()


def test_a_workbook_is_as_visible_as_its_page(site: Site, settings):
    """Whoever may have the CSV or JSON of a page, by the table of test_roles, may have its workbook."""
    asked = {page: codes for page, codes in (RIGHTS | DRAFTS).items() if re.search(r"\.(csv|json)$", page)}
    assert len(asked) >= 18
    for page, codes in asked.items():
        url = site.url(re.sub(r"\w+$", "xlsx", page))
        for person, code in zip(PEOPLE, expected(codes.split(" | ")[0]), strict=True):
            settings.PUBLIC_PAGES = person == "public"
            assert answer(site.clients[person].get(url)) == code, (url, person)


def test_a_draft_leaks_into_no_workbook(records, client_of, viewer):
    a_recommendation(records.report, 50, summary="Only the draft tells of this")
    tell(records.draft, a_recommendation(records.report, 51), "red", "A secret of the draft")
    for page in (*TABLES[:-1], "/reports/review"):
        text = str(rows_of(client_of(viewer).get(f"{page}.xlsx").content))
        assert "secret of the draft" not in text, page


def test_a_workbook_asks_no_more_of_the_database_than_the_csv(client):
    def queries(page: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page).status_code == 200
        return len(captured.captured_queries)

    for page in TABLES:
        assert queries(f"{page}.xlsx") == queries(f"{page}.csv"), page


def test_a_workbook_that_did_not_change_is_not_sent_again_to_the_public(records, settings):
    settings.PUBLIC_PAGES, client = True, Client()
    for page in ("/reports/review.xlsx", "/inspections.xlsx"):
        tag = client.get(page)["ETag"]
        assert client.get(page, headers={"if-none-match": tag}).status_code == 304


def test_text_of_people_is_never_a_formula(client, records):
    texts = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "'=1", "＝1", '=HYPERLINK("http://127.0.0.1")']
    for number, text in enumerate(texts, 10):
        tell(records.second, a_recommendation(records.report, number, summary=text), "red", text)
    sheet = sheet_of(client.get("/reports/review.xlsx").content)
    found = {cell.value: cell for row in sheet for cell in row}
    for text in texts:
        assert (found[text].data_type, found[text].quotePrefix) == ("s", True)
    assert "f" not in {cell.data_type for row in sheet for cell in row}


@settings(max_examples=60)
@given(st.lists(st.tuples(VALUES, VALUES), min_size=1, max_size=5))
def test_any_value_comes_back_from_a_workbook(rows):
    (_, *found) = rows_of(table(rows).xlsx())
    wanted = [
        ["" if v is None else f"{v:.15g}" if isinstance(v, float) else str(v) for v in row] for row in rows
    ]
    found += [["", ""]] * (len(wanted) - len(found))
    numbers = [[isinstance(v, float) for v in row] for row in rows]
    for line, told, is_number in zip(found, wanted, numbers, strict=True):
        for cell, text, number in zip(line, told, is_number, strict=True):
            assert float(cell) == float(text) if number else cell == text


def test_numbers_are_numbers_and_none_is_empty():
    sheet = sheet_of(table([(5, -1.5), (None, "5"), (True, "")]).xlsx())
    assert [[cell.value for cell in row] for row in sheet["A2:B4"]] == [[5, -1.5], [None, "5"], [True, None]]
    assert [cell.data_type for cell in sheet[2]] == ["n", "n"]


@pytest.mark.parametrize(
    "text", ["x" * 32_767, "x" * 32_768, "😀" * 40_000, "_x0041_" * 9_000, "\x02" * 20_000]
)
def test_no_text_is_cut(text):
    headings, row = rows_of(table([(1, text)]).xlsx())
    assert "".join(row[1:]) == text
    assert headings == ["first", "wording", *(f"wording ({n})" for n in range(2, len(row)))]
    for cell in sheet_of(table([(1, text)]).xlsx())[2][1:]:
        assert len(cell.value.encode("utf-16-le")) // 2 <= 32_767


def test_the_sheet_is_made_for_reading():
    sheet = sheet_of(table([("a\nlong line of words " * 9, 1), ("b", 2)], total=("Total", 3)).xlsx())
    assert sheet.title == "A trial 1 2"
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:B3")  # the total stays where it is
    assert [cell.value for cell in sheet[4]] == ["Total", 3]
    assert all(cell.font.b for row in (sheet[1], sheet[4]) for cell in row)
    assert sheet["A2"].alignment.wrap_text
    assert sheet["A2"].alignment.vertical == "top"
    assert (sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width) == (22, 12)
    assert sheet.print_title_rows == "$1:$1"


def test_an_empty_table_is_its_headings():
    assert rows_of(table([]).xlsx()) == [["first", "wording"]]


def test_the_same_table_gives_the_same_bytes():
    assert table([("a", 1)]).xlsx("T") == table([("a", 1)]).xlsx("T")


def test_no_worker_loads_what_only_readers_need():
    """Also not one that has given a workbook."""
    code = (
        "import sys; from recommendations.tables import Column, Table;"
        "Table('t', 'T', [Column('a', 'A', str)], [1]).xlsx();"
        "print([m for m in ('openpyxl', 'numpy', 'lxml', 'PIL', 'pandas') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
