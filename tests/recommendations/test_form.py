"""The pieces of an issued paper's form: texts as blocks, rows, labels, and what says that it is not known."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommendations.reading.document import Block, Document, Heading, Item, Paragraph, Row, Table
from recommendations.reading.fixture import read_tree
from recommendations.reading.fixture_write import tree_of
from recommendations.reading.issued import is_issued, open_issued, read_recommendations
from recommendations.reading.issued_blocks import numbered, sections, table_in, text_of
from recommendations.reading.issued_notes import report_labels, slug_in
from recommendations.reading.issued_words import theme_cell, theme_in
from recommendations.reading.node_tree import node_of
from recommendations.reading.paper import Refused
from recommendations.text import canonical
from recommendations.writing.form import about, inspections, notes, opening, updates
from recommendations.writing.form_text import merged, text_blocks, told_blocks
from tests.form_trees import NAMES, SLUGS, TEXTS

MANY = st.lists(TEXTS, min_size=1, max_size=4)


@settings(max_examples=100)
@given(MANY)
def test_a_text_laid_out_as_blocks_is_the_same_text(texts: list[str]) -> None:
    text = "\n\n".join(texts)
    assert text_of(numbered(Document(tuple(text_blocks(text))))[0]) == canonical(text)


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("a\nb\n\nc", [Paragraph("a\nb"), Paragraph("c")]),
        ("a:\n- b\n- c", [Paragraph("a:"), Item("b"), Item("c")]),
        ("1. a\n2. b", [Item("a", "1"), Item("b", "2")]),
        ("1. a", [Paragraph("1. a")]),
        ("2. a\n3. b", [Paragraph("2. a\n3. b")]),
        ("1. a\n2. b\n\n1. c\n2. d", [Item("a", "1"), Item("b", "2"), Paragraph("1. c\n2. d")]),
        ("1. - a\n2. b", [Paragraph("1. - a\n2. b")]),
        ("", []),
    ],
)
def test_what_a_text_looks_like(text: str, blocks: list[Block]) -> None:
    assert text_blocks(text) == blocks


def test_a_list_of_told_texts_is_numbered_and_a_table_where_an_item_has_lines() -> None:
    assert told_blocks(["a", "b"], "Comments") == [Item("a", "1"), Item("b", "2")]
    for strange in ("a\nb", "- a", "1. a", "(a) b"):
        (table,) = told_blocks(["a", strange], "Comments")
        assert isinstance(table, Table)
        assert table.rows[2].cells == ("2", strange)


def test_merged_cells_are_followed_by_empty_ones() -> None:
    row = merged(("a", "b", "c"), 2, 2)
    assert (row.cells, row.spans) == (("a", "", "b", "", "c"), (2, 1, 2, 1, 1))


@given(NAMES | st.from_regex(r"(Theme: ){0,3}[0-9]{1,3}", fullmatch=True))
def test_a_theme_is_never_taken_for_a_number(name: str) -> None:
    assert theme_in(theme_cell(name)) == name
    assert not theme_cell(name).isdecimal() or not theme_cell(name).isascii()


REPORTS = st.lists(
    st.tuples(SLUGS, NAMES | st.just("Title (a-b)") | SLUGS), max_size=4, unique_by=lambda r: r[0]
)


@given(REPORTS, SLUGS | st.just("a-b"))
def test_the_label_of_a_report_names_that_report(reports: list[tuple[str, str]], other: str) -> None:
    label = report_labels({"reports": [{"slug": slug, "title": title} for slug, title in reports]})
    for slug in (*(slug for slug, _ in reports), other):
        assert slug_in(label(slug), reports) == slug


def test_a_title_that_is_its_own_is_label_enough() -> None:
    tree = {
        "reports": [
            {"slug": "a", "title": "One"},
            {"slug": "b", "title": "Two"},
            {"slug": "c", "title": "Two"},
        ]
    }
    label = report_labels(tree)
    assert [label(slug) for slug in "abd"] == ["One", "Two (b)", "(d)"]


def test_sections_end_at_their_own_and_at_higher_levels() -> None:
    blocks: list[Block] = [
        *(Heading("A", 2), Paragraph("a"), Heading("B", 3), Paragraph("b")),
        *(Heading("C", 1), Paragraph("c"), Heading("D", 2), Table((Row(("x", "y")), Row(("1", "2"))))),
    ]
    held = sections(numbered(Document(tuple(blocks)))[0], 2)
    assert [(section.line, section.text, len(section.blocks)) for section in held] == [
        (1, "A", 3),
        (7, "D", 1),
    ]
    assert [(row.line, row.cells) for row in table_in(held[1].blocks, ("x",))] == [
        *((8, ("x", "y")), (9, ("1", "2")))
    ]
    assert table_in(held[1].blocks, ("y",)) == []


def tree(*reports: dict[str, Any], **others: Any) -> dict[str, Any]:
    listed = [e for r in reports for g in [r, *r.get("themes", [])] for e in g.get("recommendations", [])]
    counts = {"bodies": 0, "reports": len(reports), "recommendations": len(listed), "notes": 0}
    return {"paper": "A paper", "holds": counts, "reports": list(reports), **others}


def tables(blocks: list[Block]) -> list[list[tuple[str, ...]]]:
    return [[row.cells for row in block.rows] for block in blocks if isinstance(block, Table)]


STAGED = {"slug": "dogs", "title": "Dogs", "scheme": "stages", "publisher": "HMICFRS"}
MET = {"body": "ob", "date": date(2023, 5, 3)}
FAIR = {"slug": "fair", "title": "Fair searches", "scheme": "rag"}


def test_a_stage_that_is_not_known_is_a_dash_and_never_nought() -> None:
    blocks = inspections(
        tree(
            STAGED | {"year": "2021-22", "counts": {"total": 3, "With Force": 0, "Closed": 3}},
            STAGED | {"slug": "cats", "title": "Cats", "counts": {"total": 4, "not accepted": 1}},
            STAGED | {"slug": "cows", "title": "Cows"},
        )
    )
    assert tables(blocks) == [
        [
            ("Year", "Report title", "Number of recommendations", "With Force", "Closed"),
            ("2021-22", "Dogs", "3", "0", "3"),
            ("", "Cats", "4 (1 not accepted)", "–", "–"),
            ("", "Cows", "–", "–", "–"),
            ("Total of what is known", "", "7 (1 not accepted)", "0", "3"),
        ]
    ]
    assert isinstance(blocks[-1], Paragraph)
    assert blocks[-1].text.startswith("Every figure is known for 1 of 3 reports.")


def test_where_everything_is_known_the_sentence_says_no_more() -> None:
    blocks = inspections(tree(STAGED | {"counts": {"total": 3, "Closed": 3}}))
    assert blocks[-1] == Paragraph("The last row adds up the rows above it.")


def test_recommendations_of_an_inspection_have_a_table_with_their_status() -> None:
    listed = STAGED | {"recommendations": [{"number": 4, "wording": "Walk.", "status": "Closed"}]}
    blocks = inspections(tree(listed))
    assert Heading("Dogs", 3) in blocks
    assert tables(blocks)[1] == [("No.", "Recommendation", "Update", "Status"), ("4", "Walk.", "", "Closed")]
    assert updates(tree(listed)) == []


def test_summaries_stand_for_wordings_only_where_none_is_known_and_the_header_says_so() -> None:
    short = FAIR | {"recommendations": [{"number": 1, "summary": "Look."}, {"number": 2}]}
    assert tables(updates(tree(short)))[0][0][1] == "Recommendation (in short)"
    mixed = FAIR | {"recommendations": [{"number": 1, "summary": "Look."}, {"number": 2, "wording": "See."}]}
    (rows,) = tables(updates(tree(mixed)))
    assert [row[1] for row in rows] == ["Recommendation", "Look.", "See."]
    assert ("1", "1", "Summary", "Look.") in [
        row for table in tables(about(tree(mixed), {})) for row in table
    ]


def test_the_last_part_holds_no_more_than_what_the_paper_cannot_show() -> None:
    plain = tree(
        FAIR | {"recommendations": [{"number": 1, "wording": "Look."}]},
    )
    headings = [block.text for block in about(plain, {}) if isinstance(block, Heading)]
    assert headings == ["About this paper", "Reports", "What this paper holds"]
    derived = tree(STAGED | {"counts": {"total": 3}})
    headings = [block.text for block in about(derived, {}) if isinstance(block, Heading)]
    assert headings == ["About this paper", "What this paper holds"]


def test_the_first_page_names_a_body_that_the_paper_does_not_describe_by_its_slug() -> None:
    meeting = {"body": "ob", "date": "2023-05", "draft": True, "cover": "Town Hall\n- Chair"}
    page = opening(tree(meeting=meeting, next_meeting={"body": "ob", "date": "2023-08"}))
    assert page[:-1] == [
        Heading("ob, May 2023", 1),
        *(Paragraph("Draft"), Paragraph("Town Hall"), Item("Chair")),
        Paragraph("Date of the next ob: August 2023"),
    ]


def test_notes_stand_under_their_report_in_the_order_of_the_paper() -> None:
    told = [
        {"report": report, "heading": heading, "text": "Text."}
        for report, heading in (("fair", "A"), ("fair", "B"), ("other", "C"), ("fair", "D"))
    ]
    blocks = notes(tree(FAIR, notes=told))
    assert [(b.level, b.text) for b in blocks if isinstance(b, Heading)] == [
        *((2, "Programme notes"), (3, "Fair searches"), (4, "A"), (4, "B")),
        *((3, "(other)"), (4, "C"), (3, "Fair searches"), (4, "D")),
    ]


def laid_out(held: dict[str, Any]) -> Document:
    return Document((*opening(held), *updates(held), *inspections(held), *notes(held), *about(held, {})))


def test_a_row_cut_out_of_a_table_is_missed_by_its_report() -> None:
    held = tree(FAIR | {"recommendations": [{"number": n, "wording": "Look."} for n in (1, 2)]})
    blocks = list(laid_out(held).blocks)
    at = next(number for number, block in enumerate(blocks) if isinstance(block, Table))
    table = blocks[at]
    assert isinstance(table, Table)
    blocks[at] = Table(table.rows[:-1])
    issued = open_issued(Document(tuple(blocks)))
    with pytest.raises(Refused, match=r"states 2 recommendations of “Fair searches”, their table holds 1\.$"):
        read_recommendations(issued)


def test_a_part_that_is_missing_is_named() -> None:
    held = tree(STAGED | {"counts": {"total": 3}})
    blocks = [b for b in laid_out(held).blocks if b != Heading("HMICFRS", 2)]
    assert is_issued(Document(tuple(blocks)))
    with pytest.raises(Refused, match=r"^The paper lacks its part “HMICFRS”"):
        read_recommendations(open_issued(Document(tuple(blocks))))


@pytest.mark.parametrize(
    "entry",
    [
        {"wording": "Look.", "summary": "Look."},
        {"summary": "Look."},
        {"wording": "Look.", "summary": "See."},
        {"status": "Not reported"},
        {"status": "Not reported", "update": "Done."},
        {"update": ""},
        {"wording": "Look.", "bodies": [], "due": date(2023, 3, 31), "due_set_by": "The board"},
    ],
)
def test_a_recommendation_comes_back_as_it_is_known(entry: dict[str, Any]) -> None:
    beside = {"number": 2, "wording": "Both kinds stand in one table."}
    held = tree(FAIR | {"recommendations": [{"number": 1, **entry}, beside]}, meeting=MET)
    root = node_of(read_recommendations(open_issued(laid_out(held))))
    assert tree_of(read_tree("", "", root))["reports"] == held["reports"]
