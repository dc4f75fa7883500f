"""The performance report in its written forms: the tree of its YAML, and the part of an issued paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from performance.reading.benchmarks import benchmark_of, trend_of
from performance.reading.fixture import read_yaml
from performance.reading.fixture_write import benchmark_text, tree_of, trend_text
from performance.reading.issued_words import number_of, number_text, period_of, period_text
from performance.reading.read import read_report
from performance.reading.report import (
    FigureEntry,
    PerformanceReport,
    PriorityEntry,
    StatedEntry,
    TargetEntry,
    ToldEntry,
)
from performance.writing.form import holds, performance
from performance.writing.form_figures import figures_of, figures_table
from recommendations.reading.document import Heading, Item, Paragraph, Table
from recommendations.reading.fixture_write import yaml_of
from recommendations.reading.paper import Place
from tests.form_trees import performance_reports
from tests.papers import BOARD, FIXTURES, real

P = Place()
PAPER = {"paper": "A paper", "reports": [{"slug": "our-report", "title": "Our report", "scheme": "rag"}]}


def placeless(entry: Any) -> Any:
    """The entry and all under it with no places."""
    if isinstance(entry, tuple):
        return tuple(placeless(item) for item in entry)
    if not hasattr(entry, "__slots__"):
        return entry
    return replace(entry, **{n: P if n == "place" else placeless(getattr(entry, n)) for n in entry.__slots__})


def again(report: PerformanceReport) -> PerformanceReport:
    return placeless(read_yaml(yaml_of(PAPER | tree_of(report))))


@settings(max_examples=60)
@given(performance_reports(slugs=("our-report",)))
def test_reading_the_yaml_form_that_was_written_gives_the_same_report(report: PerformanceReport) -> None:
    assert again(report) == report


def test_the_real_report_has_a_yaml_form() -> None:
    report = read_report(BOARD, real(BOARD))
    paper = {"paper": "A paper", "reports": [{"slug": "id-2022", "title": "A report", "scheme": "rag"}]}
    assert placeless(read_yaml(yaml_of(paper | tree_of(report)))) == replace(placeless(report), losses=())


def test_each_fixture_is_written_as_it_was_read() -> None:
    name = "2022-11-02-pab.yaml"
    report = read_report(name, (FIXTURES / name).read_bytes())
    told = tree_of(report)["performance"]
    assert told["holds"] == {
        **{"priorities": 11, "measures": 27, "actions": 63, "comments": 20},
        **{"terms": 14, "figures": 1, "stated": 2},
    }
    assert told["priorities"][0]["measures"] == [
        {
            "measure": "Police recorded homicide offences",
            "trend": "Stable",
            "benchmark": "8th/8 MSG (above MSG average rates)",
        }
    ]


def test_a_paper_without_a_report_has_no_key_for_it() -> None:
    assert tree_of(PerformanceReport()) == {}
    assert performance({"paper": "A paper"}, {}) == []
    assert set(holds({"paper": "A paper"}).values()) == {0}


@pytest.mark.parametrize("rank", range(1, 100))
def test_every_rank_is_written_as_it_is_read(rank: int) -> None:
    assert benchmark_of(benchmark_text(rank, 99, "similar")) == (rank, 99, "similar")


def test_ranks_are_written_as_people_say_them() -> None:
    written = [benchmark_text(rank, 43, "") for rank in (1, 2, 3, 4, 11, 12, 13, 21, 22, 23)]
    assert [text.partition("/")[0] for text in written] == [
        *("1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "23rd")
    ]
    assert benchmark_text(None, None, "") == ""


def test_a_trend_keeps_its_note() -> None:
    assert trend_text("Stable", "100%") == "Stable (100%)"
    assert trend_of(trend_text("Stable", "100%")) == ("Stable", "100%")
    assert (trend_text("Stable", ""), trend_text("", "")) == ("Stable", "")


NUMBERS = st.integers(0, 999_999_999) | st.decimals(0, 999_999, places=6).map(float)


@given(NUMBERS)
def test_a_number_is_read_as_it_was_printed(value: float) -> None:
    assert number_of(number_text(value)) == value


def test_numbers_are_printed_with_commas_and_no_idle_noughts() -> None:
    assert [number_text(n) for n in (0, 3255, 97.7, 1234567.5, 0.000001)] == [
        *("0", "3,255", "97.7", "1,234,567.5", "0.000001")
    ]
    assert [number_of(text) for text in ("3,255", "12", "x", "", "1,2", "-1", "1.", "1e3")] == [
        *(3255, 12),
        *[None] * 6,
    ]


DAYS = st.dates(date(1000, 1, 1))


@given(DAYS, DAYS)
def test_a_period_is_read_as_it_was_printed(one: date, other: date) -> None:
    assert period_of(period_text(one, other)) == (one, other)


@pytest.mark.parametrize("text", ["", "31 February 2022", "1 May 2022 to", "May 2022", "1 May 2022 and more"])
def test_what_is_no_period_is_none(text: str) -> None:
    assert period_of(text) is None


OFFICERS = PriorityEntry(
    P,
    "Our plan",
    "Recruit officers",
    targets=(TargetEntry(P, "Officers", "By spring", 3291, date(2023, 3, 31)),),
    comments=(ToldEntry(P, 1, "All is well."),),
    figure_measures=("Officers",),
)
FIGURE = FigureEntry(P, "Officers", date(2022, 9, 30), date(2022, 9, 30), 3255)
SHARE = StatedEntry(P, "Share of target", 97.7, "%", "share-of-target", "Officers")
TOLD = StatedEntry(P, "Told", 4, "recommendations", "recommendations-told", report="our-report")
REPORT = PerformanceReport((OFFICERS,), (FIGURE,), (SHARE, TOLD))


def test_figures_stand_in_a_table_under_their_priority_and_those_of_a_report_at_the_end() -> None:
    meeting = {"meeting": {"body": "ob", "date": date(2022, 11, 2), "quarter": "Q2 2022/23"}}
    blocks = performance(meeting | tree_of(REPORT), {})
    assert [(b.level, b.text) for b in blocks if isinstance(b, Heading)] == [
        *((2, "Performance Report"), (3, "Our plan"), (4, "Recruit officers")),
        *((5, "Figures and targets"), (5, "Comments"), (3, "Other figures")),
    ]
    assert blocks[1] == Paragraph("Quarter ending September 2022 (Q2 2022/23)")
    under, others = [block for block in blocks if isinstance(block, Table)]
    assert [row.cells for row in under.rows] == [
        ("What", "Of", "Name", "Value", "When"),
        ("Figure", "Officers", "", "3,255", "30 September 2022"),
        ("Target", "Officers", "By spring", "3,291", "31 March 2023"),
        ("Stated", "Officers", "Share of target", "97.7 %", "as a share of the target"),
    ]
    assert [row.cells[0] for row in others.rows] == ["What", "Stated of a report"]
    assert Item("All is well.", "1") in blocks


def test_figures_that_would_change_their_order_under_priorities_stand_at_the_end() -> None:
    other = replace(OFFICERS, heading="Other", targets=(), figure_measures=("Dogs",))
    dogs = replace(FIGURE, measure="Dogs")
    in_order = tree_of(PerformanceReport((OFFICERS, other), (FIGURE, dogs)))["performance"]
    assert [len(figures) for figures, _ in figures_of(in_order)] == [1, 1, 0]
    turned = tree_of(PerformanceReport((OFFICERS, other), (dogs, FIGURE)))["performance"]
    assert [len(figures) for figures, _ in figures_of(turned)] == [0, 0, 2]


def test_a_row_says_which_measures_have_figures_where_the_others_do_not() -> None:
    priority = tree_of(PerformanceReport((replace(OFFICERS, figure_measures=("Dogs",)),)))["performance"][
        "priorities"
    ][0]
    rows = figures_table(priority, ([], []))
    assert [row[:2] for row in rows[1:]] == [("Target", "Officers"), ("Measure", "Dogs")]


def test_a_quarter_of_another_form_is_printed_as_it_is() -> None:
    meeting = {"meeting": {"body": "ob", "date": date(2022, 11, 2), "quarter": "Q9 soon"}}
    assert performance(meeting | tree_of(REPORT), {})[1] == Paragraph("Quarter: Q9 soon")


def test_a_list_with_a_text_of_several_lines_is_a_table() -> None:
    comments = (ToldEntry(P, 1, "One line."), ToldEntry(P, 2, "Two:\n- a\n- b"))
    blocks = performance(tree_of(PerformanceReport((replace(OFFICERS, comments=comments),))), {})
    table = [block for block in blocks if isinstance(block, Table)][-1]
    assert [row.cells for row in table.rows] == [
        ("No.", "Comments"),
        ("1", "One line."),
        ("2", "Two:\n\n- a\n- b"),
    ]
