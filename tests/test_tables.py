"""One table, three forms: the same rows in HTML, CSV and JSON, and nothing in any of them runs."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommendations.tables import Column, Table, count_link, link

TEXT = st.text(
    alphabet=st.one_of(st.characters(exclude_categories=["Cs", "Cc"]), st.sampled_from("<>&\"'=+-@\t\n,;"))
)
VALUES = st.one_of(TEXT, st.integers(), st.none())
ROWS = st.lists(st.tuples(VALUES, VALUES), min_size=1, max_size=5)


def table(rows: list[Any], **given: Any) -> Table[Any]:
    columns: list[Column[Any]] = [
        Column("first", "First", lambda row: row[0], row_header=True),
        Column("second", "Second & last", lambda row: row[1]),
    ]
    return Table("trial", "A <trial>", columns, rows, **given)


def parsed(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


@given(ROWS)
def test_any_value_comes_back_from_csv(rows):
    lines = parsed(table(rows).csv())
    assert lines[0] == ["first", "second"]
    assert len(lines) == len(rows) + 1
    for line, row in zip(lines[1:], rows, strict=True):
        for cell, value in zip(line, row, strict=True):
            plain = "" if value is None else str(value)
            disarmed = isinstance(value, str) and cell == f"'{plain}"
            assert cell == plain or disarmed


@given(ROWS)
def test_no_text_in_csv_begins_like_a_formula(rows):
    for line, row in zip(parsed(table(rows).csv())[1:], rows, strict=True):
        for cell, value in zip(line, row, strict=True):
            if isinstance(value, str):
                assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_a_negative_number_stays_a_number_in_csv():
    assert parsed(table([(-3, "-3")]).csv())[1] == ["-3", "'-3"]


@given(ROWS)
def test_any_value_comes_back_from_json(rows):
    told = json.loads(table(rows).json(title="Trial"))
    assert told["title"] == "Trial"
    assert [(row["first"], row["second"]) for row in told["rows"]] == rows


@given(ROWS)
def test_no_value_becomes_markup(rows):
    markup = table(rows).html()
    cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", markup, re.S)[2:]
    assert not any("<" in cell or ">" in cell for cell in cells)
    shown = [html.unescape(cell) for cell in cells]
    assert shown == ["" if v is None else str(v) for row in rows for v in row]


@given(TEXT, TEXT)
def test_a_link_cannot_be_broken_out_of(url, text):
    found = re.fullmatch(r'<a href="([^"<>]*)">([^<>]*)</a>', link(url, text), re.S)
    assert found
    assert [html.unescape(part) for part in found.groups()] == [url, text]


@pytest.mark.parametrize(
    ("count", "markup"),
    [(0, "0"), (7, '<a href="/x/">7</a>'), (None, '–<span class="visually-hidden"> not known</span>')],
)
def test_a_count_that_is_not_known_is_no_zero(count, markup):
    assert count_link(count, "/x/") == markup


def test_a_count_without_an_address_is_plain():
    assert count_link(7, "") == "7"


def test_headings_captions_and_names_are_escaped():
    markup = table([("a", "b")]).html()
    assert "<caption>A &lt;trial&gt;</caption>" in markup
    assert '<th scope="col">Second &amp; last</th>' in markup
    assert 'data-label="Second &amp; last"' in markup


def test_an_empty_table_is_a_sentence():
    empty = table([], empty="None <yet>.")
    assert empty.html() == '<p class="empty" id="t-trial">None &lt;yet&gt;.</p>'
    assert (parsed(empty.csv()), json.loads(empty.json())["rows"]) == ([["first", "second"]], [])


def test_the_total_is_the_last_row_everywhere():
    totalled = table([("a", 1), ("b", 2)], total=("Total", 3))
    assert '<tfoot><tr class="total"><th scope="row">Total</th>' in totalled.html()
    assert totalled.html().count("<tr") == 4
    assert parsed(totalled.csv())[-1] == ["Total", "3"]
    assert json.loads(totalled.json())["rows"][-1] == {"first": "Total", "second": 3}


def test_columns_for_data_stand_in_no_page():
    columns = [
        Column("shown", "Shown", lambda row: row, numeric=True, sort_url="/x/?a=1&b=2", sorted="ascending"),
        Column("hidden", "Hidden", lambda row: f"data {row}", data_only=True),
    ]
    trial = Table("trial", "Trial", columns, ["one"])
    assert "Hidden" not in trial.html()
    assert "data one" not in trial.html()
    assert trial.data() == [{"shown": "one", "hidden": "data one"}]
    assert (
        '<th scope="col" class="num" aria-sort="ascending"><a href="/x/?a=1&amp;b=2">Shown</a></th>'
        in trial.html()
    )


def test_a_table_can_carry_links_to_its_data():
    assert '<a href="/x.csv">CSV<span class="visually-hidden"> of this table</span></a>' in (
        table([("a", "b")], links={"CSV": "/x.csv"}).html()
    )


def test_cells_name_their_column_unless_the_table_stays_one_on_a_narrow_screen():
    columns = [Column("a", "Alpha", lambda row: row, row_header=True), Column("b", "Beta", lambda row: row)]
    assert 'data-label="Beta"' in Table("t", "T", columns, [1]).html()
    assert "data-label" not in Table("t", "T", columns, [1], look="table--matrix").html()
