"""A paper as a workbook: people can read it, it is read back as the same, and what is wrong is named."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import openpyxl
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from performance.reading.fixture import read_tree as read_report_tree
from performance.reading.report import COMPARES, PerformanceReport
from recommendations.reading.files.grids import Grid
from recommendations.reading.files.workbook import read_workbook
from recommendations.reading.fixture import read_tree
from recommendations.reading.fixture_write import tree_of
from recommendations.reading.node_tree import node_of
from recommendations.reading.paper import NoteEntry, Paper, Place, RecommendationEntry, Refused, ReportEntry
from recommendations.reading.places import in_words, with_names
from recommendations.reading.read import read_paper
from recommendations.reading.workbook_tree import is_paper_workbook, tree_of_workbook
from recommendations.writing.spreadsheet import Sheet, titles_of, xlsx_of
from recommendations.writing.workbook import write_workbook
from tests.papers import BOARD, FIXTURES, TEXTS, real
from tests.recommendations.test_reading_fixture_written import DAYS, WORDS, papers, placeless, same

# What a workbook, its XML or the form itself could change.
AWKWARD = [
    "=1+1", "'x", "'=x", "_x0041_", "_x005F_", "_x005F_x0041_", "_x0041_x0042_", "_x0041\x01", "__x0041__",
    "\x01", "a\rb\r\nc\nd", "\ufffe\uffff", "(empty)", "(none)", r"\(empty)", r"\\(none)", "a; b", r"a\; b",
    "\\", ";", "yes", "2022-11", "1.0", "TRUE", "#REF!", "&lt;<b>&amp;", "a\u2028\x85b", "x" * 32_767,
    "x" * 32_766 + "😀y", "_x0041_" * 5_000, "\x02" * 5_000 + "end", "a" + " " * 70_000 + "b",
]  # fmt: skip
TEXTS_IN = WORDS | st.sampled_from(AWKWARD)
NAMES = st.text("abc d;\\'=", min_size=1, max_size=9).map(str.strip).filter(bool)
VALUES = st.integers(0, 999_999) | st.integers(0, 10**9).map(lambda n: n / 1000)


def entries(needed: dict[str, Any], more: dict[str, Any], most: int = 2, **unique: Any) -> Any:
    return st.lists(st.fixed_dictionaries(needed, optional=more), max_size=most, **unique)


TRENDS = st.sampled_from(["Stable", "Increasing (a note; so)", "Reducing"])
BENCHMARKS = st.sampled_from(["8th/8 MSG (above MSG average rates)", "Not available", "2nd/8 MSG"])
PRIORITIES = entries(
    {"framework": NAMES, "heading": NAMES},
    {
        "figure_measures": st.lists(NAMES, max_size=2),
        "measures": entries({"measure": NAMES}, {"trend": TRENDS, "benchmark": BENCHMARKS}),
        "targets": entries({"measure": NAMES, "name": NAMES, "value": VALUES}, {"by": DAYS}),
        "actions": st.lists(TEXTS_IN, max_size=2),
        "comments": st.lists(TEXTS_IN, max_size=2),
    },
    unique_by=lambda priority: (priority["framework"], priority["heading"]),
)
REPORTS = st.fixed_dictionaries(
    {
        "priorities": PRIORITIES,
        "figures": entries(
            {"measure": NAMES, "start": st.just(date(1899, 1, 1)), "end": DAYS, "value": VALUES},
            {"of": st.integers(1, 99), "group": NAMES},
        ),
        "stated": entries(
            {"label": NAMES, "value": VALUES, "unit": st.just("%"), "compares": st.sampled_from(COMPARES),
             "measure": NAMES},
            {"note": TEXTS_IN},
        ),
        "terms": entries({"term": NAMES, "meaning": TEXTS_IN}, {}),
    }
)  # fmt: skip


def held(report: dict[str, Any]) -> dict[str, Any]:
    """The performance report with what it says it holds."""
    under = {
        key: sum(len(p.get(key, [])) for p in report["priorities"])
        for key in ("measures", "actions", "comments")
    }
    return {"holds": {**{key: len(listed) for key, listed in report.items()}, **under}, **report}


def grids_of(tree: dict[str, Any]) -> tuple[Grid, ...]:
    grids, losses = read_workbook(write_workbook(tree, about_title="A paper"))
    assert losses == ()
    assert is_paper_workbook(grids)
    return grids


def read_root(root: yaml.Node) -> tuple[Paper, PerformanceReport]:
    report = read_report_tree(root)
    bare = {part: placeless(getattr(report, part)) for part in PerformanceReport.__slots__}
    return same(read_tree("", "", root)), PerformanceReport(**bare)


def again(tree: dict[str, Any]) -> tuple[Paper, PerformanceReport]:
    return read_root(tree_of_workbook(grids_of(tree))[0])


def told(text: str) -> Paper:
    """A paper in which a text stands everywhere it can."""
    entry = RecommendationEntry(Place(), 1, "", text, text, text, (text,), text, text, None, text)
    report = ReportEntry(Place(), "a", text, "rag", text, text, 83, (), (entry,))
    notes = (NoteEntry(Place(), "a", text, text, 1),)
    meeting = read_paper("b.txt", TEXTS["board.txt"].encode()).meeting
    assert meeting
    return Paper("", "", text, meeting=replace(meeting, cover=text), reports=(report,), notes=notes)


@settings(max_examples=50)
@given(papers())
def test_any_paper_comes_back(paper: Paper) -> None:
    assert again(tree_of(paper)) == (same(paper), PerformanceReport())


@settings(max_examples=30)
@given(REPORTS.map(held))
def test_any_performance_report_comes_back(report: dict[str, Any]) -> None:
    tree = tree_of(told("A paper")) | {"performance": report}
    assert again(tree) == read_root(node_of(tree))


@pytest.mark.parametrize("text", AWKWARD, ids=lambda text: repr(text[:20]))
def test_texts_that_a_workbook_could_change_come_back(text: str) -> None:
    paper = told(text.strip())
    assert again(tree_of(paper))[0] == same(paper)


def test_a_text_of_100_000_characters_goes_on_in_further_columns() -> None:
    text = "".join(chr(0x4E00 + n % 999) for n in range(100_000))
    paper = told(text)
    assert again(tree_of(paper))[0] == same(paper)
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(tree_of(paper), about_title="")))
    headings = [cell.value for cell in book["Notes"][1]]
    assert headings[-4:] == ["text", "text (2)", "text (3)", "text (4)"]
    assert "".join(cell.value for cell in book["Notes"][2][-4:]) == text
    assert max(len(cell.value) for cell in book["Notes"][2]) == 32_767


def test_an_empty_list_is_not_the_same_as_none_stated() -> None:
    for bodies in (None, (), ("a",), ("a; b", "c\\"), ("(none)",), ("",)):
        paper = told("x")
        entry = replace(paper.reports[0].recommendations[0], bodies=bodies)
        paper = replace(paper, reports=(replace(paper.reports[0], recommendations=(entry,)),))
        assert again(tree_of(paper))[0].reports[0].recommendations[0].bodies == bodies


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.yaml")), ids=lambda path: path.name)
def test_each_fixture_comes_back(path: Any) -> None:
    tree = yaml.safe_load(path.read_text())
    assert again(tree) == read_root(node_of(tree))


def test_the_real_paper_of_november_comes_back() -> None:
    paper = read_paper(BOARD, real(BOARD))
    assert sum(len(report.recommendations) for report in paper.reports) >= 42
    assert again(tree_of(paper))[0] == same(paper)


def test_the_same_tree_gives_the_same_bytes() -> None:
    tree = yaml.safe_load((FIXTURES / "2022-11-02-pab.yaml").read_text())
    assert write_workbook(tree, about_title="A") == write_workbook(tree, about_title="A")


def test_people_can_read_the_workbook() -> None:
    tree = yaml.safe_load((FIXTURES / "2022-11-02-pab.yaml").read_text())
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(tree, about_title=tree["paper"])))
    assert book.sheetnames == [
        "Paper", "Bodies", "Reports", "Themes", "Recommendations", "Counts", "Priorities", "Measures",
        "Targets", "Actions", "Comments", "Figures", "Stated", "Terms",
    ]  # fmt: skip
    assert (book.properties.title, book.properties.language) == (tree["paper"], "en-GB")
    sheet = book["Recommendations"]
    assert [cell.value for cell in sheet[1]] == [
        "report",
        "theme",
        "number",
        "summary",
        "bodies",
        "status",
        "update",
    ]
    assert [cell.value for cell in sheet[2]][:3] == ["id-2022", "Stop and search", 1]
    assert sheet["E3"].value == "constabulary; isopp; internal-scrutiny-panel"
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet["A1"].font.b) == ("A2", "A1:G43", True)


# Wrong workbooks


@cache
def november() -> tuple[Grid, ...]:
    return grids_of(yaml.safe_load((FIXTURES / "2022-11-02-pab.yaml").read_text()))


def changed(title: str, row: int, **cells: str) -> tuple[Grid, ...]:
    """The grids of the fixture of November with cells of one row changed, by their columns."""
    made = []
    for grid in november():
        rows = [list(row) for row in grid.rows]
        for name, text in cells.items() if grid.title == title else ():
            rows[row - 1][grid.rows[0].index(name)] = text
        made.append(replace(grid, rows=tuple(map(tuple, rows))))
    return tuple(made)


def read_both(grids: tuple[Grid, ...]) -> None:
    """What the one door of files does; a refusal is in the words that a person is shown."""
    root, where = tree_of_workbook(grids)
    try:
        read_tree("", "", root)
        read_report_tree(root)
    except Refused as error:
        raise Refused(in_words(str(error), where)) from None


def refused(grids: tuple[Grid, ...]) -> str:
    with pytest.raises(Refused) as error:
        read_both(grids)
    return str(error.value)


@pytest.mark.parametrize(
    ("title", "row", "cells", "says"),
    [
        ("Recommendations", 5, {"number": "four"}, "row 5: number should be a whole number and is text."),
        ("Recommendations", 5, {"number": "-4"}, "row 5: number should be figures without a sign."),
        ("Recommendations", 5, {"number": ""}, "row 5: a recommendation lacks the key “number”."),
        ("Recommendations", 5, {"number": "1"}, "row 5: recommendation 1 stands already on sheet “Reco"),
        ("Recommendations", 5, {"theme": "No"}, "row 5: “id-2022”, “No” is not on the sheet “Themes”."),
        ("Recommendations", 5, {"report": "no"}, "row 5: “no” is not on the sheet “Reports”."),
        ("Recommendations", 1, {"number": "nr"}, "row 1: there is no column “nr”; there are report, theme"),
        ("Recommendations", 1, {"report": ""}, "row 1: the column “report” is missing."),
        ("Recommendations", 1, {"summary": ""}, "row 2: “Separate officer-led from intelligence-l” stands"),
        ("Recommendations", 1, {"update": "update (2)"}, "row 1: the column “update (2)” stands twice"),
        ("Recommendations", 1, {"update": "status"}, "row 1: the column “status” stands twice or out of"),
        ("Reports", 3, {"slug": "id-2022"}, "row 3: “id-2022” stands there already."),
        ("Reports", 3, {"scheme": "green"}, "row 3: scheme should be rag or stages."),
        ("Themes", 3, {"name": "Stop and search"}, "row 3: “id-2022”, “Stop and search” stands there"),
        ("Counts", 3, {"counted": "total"}, "row 3: “the-strategic-policing-requirement”, “total” stands"),
        ("Counts", 3, {"value": "9"}, "row 2: the stages add up to 10, the total is 1."),
        ("Counts", 3, {"value": ""}, "row 3: With Force should be a whole number"),
        ("Paper", 2, {"value": ""}, "row 1: the paper lacks the key “paper”."),
        ("Paper", 3, {"value": "perhaps"}, "row 3: abridged should be true or false."),
        ("Paper", 4, {"value": "99"}, "row 4: the file states 99 bodies and holds 13."),
        ("Paper", 4, {"part": "elsewhere"}, "row 4: “elsewhere”, “bodies” is no part of a paper."),
        ("Paper", 4, {"part": "paper"}, "row 4: “paper”, “bodies” is no part of a paper."),
        ("Paper", 5, {"fact": "bodies"}, "row 5: “holds”, “bodies” stands there already."),
        ("Paper", 9, {"value": "some day"}, "row 9: date is no date: some day."),
        ("Measures", 2, {"trend": "Upward"}, "row 2: trend should be Stable"),
        ("Measures", 2, {"heading": "None"}, "row 2: “National Police and Crime Measures”, “None” is"),
        ("Targets", 2, {"value": "90%"}, "row 2: value should be a number and is text."),
        ("Actions", 2, {"text": ""}, "row 2: an entry of actions is empty."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_by_sheet_and_row(
    title: str, row: int, cells: dict[str, str], says: str
) -> None:
    assert refused(changed(title, row, **cells)).startswith(f"sheet “{title}”, {says}")


def test_a_missing_sheet_a_foreign_sheet_and_a_missing_column_are_named() -> None:
    grids = november()
    without = tuple(grid for grid in grids if grid.title != "Recommendations")
    assert refused(without) == "sheet “Paper”, row 6: the file states 42 recommendations and holds 0."
    foreign = (*grids, Grid("My notes", (("a",),)), Grid("Sheet2", ()))
    assert refused(foreign) == "sheet “My notes”: a paper's workbook has no such sheet."
    cut = tuple(
        replace(grid, rows=tuple(row[1:] for row in grid.rows)) if grid.title == "Themes" else grid
        for grid in grids
    )
    assert refused(cut) == "sheet “Themes”, row 1: the column “report” is missing."
    assert not is_paper_workbook([grid for grid in grids if grid.title != "Paper"])
    assert not is_paper_workbook([Grid("Paper", ()), Grid("Other", (("part", "fact"),))])


def test_every_value_keeps_its_sheet_and_row() -> None:
    root, where = tree_of_workbook(november())
    paper = with_names(read_tree("", "", root), where)
    entry = paper.reports[0].recommendations[2]
    assert str(entry.place) == str(entry.update and entry.update.place) == "sheet “Recommendations”, row 4"
    assert str(paper.reports[1].counts[0].place) == "sheet “Counts”, row 2"
    report = with_names(read_report_tree(root), where)
    assert str(report.priorities[0].measures[0].place) == "sheet “Measures”, row 2"


def test_rows_in_another_order_and_blank_ones_change_nothing() -> None:
    grids = november()
    mixed = tuple(
        replace(grid, rows=(grid.rows[0], (), *reversed(grid.rows[1:]))) if grid.title == "Bodies" else grid
        for grid in grids
    )
    found = read_root(tree_of_workbook(mixed)[0])[0]
    assert sorted(body.slug for body in found.bodies) == sorted(
        body.slug for body in read_root(tree_of_workbook(grids)[0])[0].bodies
    )


def test_what_the_form_has_no_place_for_is_not_left_out_in_silence() -> None:
    tree = tree_of(told("x"))
    with pytest.raises(ValueError, match="no sheet for extra"):
        write_workbook(tree | {"extra": 1}, about_title="")
    with pytest.raises(ValueError, match="Bodies has no column for colour"):
        write_workbook(tree | {"bodies": [{"slug": "a", "name": "A", "colour": "red"}]}, about_title="")
    with pytest.raises(ValueError, match="no sheet for charts"):
        write_workbook(tree | {"performance": {"holds": {}, "charts": []}}, about_title="")
    twice = {"framework": "F", "heading": "H"}
    with pytest.raises(Refused, match="Two priorities of F are called H"):
        write_workbook(tree | {"performance": {"priorities": [twice, twice]}}, about_title="")


# The workbooks themselves


def test_titles_of_sheets_are_such_as_excel_takes() -> None:
    wanted = ["a/b:c*?[d]\\", "", "History", "x" * 40, "x" * 40, "'quoted'", "X" * 31, "😀" * 20]
    assert titles_of(wanted) == [
        "a b c d", "sheet", "History sheet", "x" * 31, "x" * 29 + " 2", "quoted", "X" * 29 + " 3", "😀" * 15,
    ]  # fmt: skip


def test_numbers_are_numbers_and_texts_are_strings_that_stay_so() -> None:
    rows = [[1, -2.5, True, None, 10**15, float("inf")], ["=1+1", "1", "'x", "+1", "word", " =1"]]
    data = xlsx_of([Sheet("A", list("abcdef"), rows)], title="T")
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert [cell.value for cell in sheet[2]] == [1, -2.5, True, None, "1000000000000000", "inf"]
    assert [cell.value for cell in sheet[3]] == rows[1]
    assert {cell.data_type for cell in sheet[3]} == {"s"}
    assert [cell.quotePrefix for cell in sheet[3]] == [True, True, True, True, False, True]
