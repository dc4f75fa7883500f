"""A paper laid out as a document reads back as the same paper; what was cut or written into it is named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from performance.reading.fixture import read_tree as read_report_tree
from performance.reading.fixture_write import tree_of as tree_of_report
from performance.reading.read import read_report
from recommendations.reading.document import Block, Document, Heading, Item, Paragraph, Picture, Row, Table
from recommendations.reading.fixture import read_tree
from recommendations.reading.fixture_write import tree_of
from recommendations.reading.paper import Counted, Loss, Paper, Refused
from recommendations.reading.places import with_names
from recommendations.reading.read import read_paper
from tests.form_trees import canonical_tree, papers, performance_reports, tree_with
from tests.papers import BOARD, FIXTURES, real
from tracker.paper_form import document_of, is_issued, read_issued

Tree = dict[str, Any]


def tree_in(name: str, data: bytes) -> Tree:
    return tree_with(read_paper(name, data), tree_of_report(read_report(name, data)))


def read(document: Document) -> tuple[Tree, tuple[Loss, ...]]:
    """The tree that is read back from a document, and what of the document is not in it."""
    root, _, losses = read_issued(document)
    return tree_of(read_tree("", "", root)) | tree_of_report(read_report_tree(root)), losses


def again(document: Document) -> Tree:
    """The tree that is read back from a document."""
    return read(document)[0]


def kept(document: Document) -> Document:
    """The document as a reader gives it: what is for writing alone is gone, each line says where it is."""

    def placed(number: int, block: Block) -> Block:
        if isinstance(block, Table):
            rows = enumerate(block.rows, 1)
            return Table(tuple(Row(row.cells, f"block {number}, row {at}") for at, row in rows))
        return replace(block, where=f"block {number}")

    return Document(tuple(placed(number, block) for number, block in enumerate(document.blocks, 1)))


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    paper: Paper = draw(papers())
    slugs = tuple(report.slug for report in paper.reports)
    return tree_with(paper, tree_of_report(draw(performance_reports(slugs=slugs))))


@settings(max_examples=60)
@given(trees())
def test_whatever_a_paper_holds_its_document_reads_back_as_the_same_tree_without_loss(tree: Tree) -> None:
    document = kept(document_of(tree))
    assert is_issued(document)
    assert read(document) == (tree, ())


FIXTURE_NAMES = sorted(path.name for path in FIXTURES.glob("*.yaml"))


@pytest.mark.parametrize("name", FIXTURE_NAMES)
def test_each_fixture_reads_back_as_the_same_tree(name: str) -> None:
    tree = tree_in(name, (FIXTURES / name).read_bytes())
    assert read(document_of(tree)) == (tree, ())


def test_the_real_paper_reads_back_as_the_same_paper() -> None:
    tree = tree_in(BOARD, real(BOARD))
    root, _, losses = read_issued(kept(document_of(tree)))
    paper, report = read_tree("", "", root), read_report_tree(root)
    assert losses == ()
    assert tree_of(paper) | tree_of_report(report) == tree
    assert [len(r.recommendations) for r in paper.reports[:1]] == [42]
    assert paper.reports[0].themes[0].lead == "Vicks Hayward-Melen"
    counts = [count for entry in paper.reports[1:] for count in entry.counts]
    assert len(paper.reports[1:]) == 35
    assert sum(count.value for count in counts if count.counted is Counted.TOTAL) == 131
    assert sum(count.value for count in counts if count.counted is Counted.AT_STATUS) == 68
    parts = ("measures", "actions", "comments")
    assert [sum(len(getattr(p, part)) for p in report.priorities) for part in parts] == [27, 63, 20]
    assert len(report.terms) == 14


def test_the_totals_of_the_real_paper_add_up_what_is_known() -> None:
    document = document_of(tree_in(BOARD, real(BOARD)))
    table = next(b for b in document.blocks if isinstance(b, Table) and b.rows[0].cells[0] == "Year")
    assert table.rows[-1].cells == (
        *("Total of what is known", "", "131 (1 not accepted)"),
        *("24", "22", "19", "0", "3"),
    )
    unknown = [row for row in table.rows if set(row.cells[3:]) == {"–"}]
    assert len(unknown) == 15
    said = document.blocks[document.blocks.index(table) + 1]
    assert isinstance(said, Paragraph)
    assert said.text.startswith("Every figure is known for 20 of 35 reports.")


# A small paper that has every part, for what is done to its document.
SMALL = """\
paper: Oversight Board, 3 May 2023
holds: {bodies: 1, reports: 3, recommendations: 4, notes: 1}
meeting: {body: ob, date: 2023-05-03, quarter: Q4 2022/23, draft: true, cover: Town Hall}
next_meeting: {body: ob, date: 2023-08-01}
bodies:
  - {slug: ob, name: Oversight Board, short_name: OB}
reports:
  - slug: fair
    title: Fair searches
    scheme: rag
    themes:
      - name: Searches
        lead: Ann Archer
        recommendations:
          - {number: 1, wording: Keep a log., status: Green, update: A log is kept.}
          - {number: 2, wording: Look twice., lead: Ben Baker, priority: High, status: Red, update: Not yet.}
    recommendations:
      - {number: 3, wording: Ask the public., summary: Ask.}
  - slug: night
    title: Night shifts
    scheme: stages
    publisher: HMICFRS
    recommendations:
      - {number: 1, wording: Sleep., status: Closed, update: Done.}
    counts: {total: 1, With Force: 0, Closed: 1}
  - {slug: dogs, title: Dogs, scheme: stages, publisher: HMICFRS, counts: {total: 3, not accepted: 1}}
notes:
  - {report: fair, heading: Money, text: There is enough.}
performance:
  holds: {priorities: 1, measures: 1, actions: 2, comments: 1, terms: 1, figures: 1, stated: 1}
  priorities:
    - framework: Our plan
      heading: Fewer burglaries
      figure_measures: [Officers]
      measures: [{measure: Burglaries, trend: Stable, benchmark: 2nd/8 MSG}]
      targets:
        - {measure: Officers, name: By spring, value: 90.5, by: 2023-03-31}
        - {measure: Burglaries, name: By summer, value: 10}
      actions: [Patrol more., Ask people.]
      comments: [Winter was quiet.]
  figures: [{measure: Officers, start: 2022-12-31, end: 2022-12-31, value: 1234}]
  stated: [{label: Told, value: 4, unit: recommendations, compares: recommendations-told, report: fair}]
  terms: [{term: Search, meaning: Looking for things.}]
"""
TREE = tree_in("small.yaml", SMALL.encode())
DOCUMENT = kept(document_of(TREE))


def line(block: Block) -> str:
    return " | ".join(block.rows[0].cells) if isinstance(block, Table) else getattr(block, "text", "")


def test_the_page_order_is_that_of_the_board_papers() -> None:
    headings = [(b.level, b.text) for b in DOCUMENT.blocks if isinstance(b, Heading) and b.level < 4]
    assert headings == [
        (1, "Oversight Board (OB), 3 May 2023"),
        *((2, "Recommendations"), (3, "Fair searches")),
        *((2, "Performance Report"), (3, "Glossary"), (3, "Our plan"), (3, "Other figures")),
        *((2, "HMICFRS"), (3, "Night shifts"), (2, "Programme notes"), (3, "Fair searches")),
        (2, "About this paper"),
        *((3, "Bodies"), (3, "Reports"), (3, "Details of recommendations"), (3, "What this paper holds")),
    ]
    opening = [line(block) for block in DOCUMENT.blocks[1:5]]
    assert opening[:3] == ["Draft", "Town Hall", "Date of the next Oversight Board: 1 August 2023"]


def test_status_and_lead_are_words_and_theme_rows_span_the_table() -> None:
    table = next(b for b in document_of(TREE).blocks if isinstance(b, Table))
    assert [row.cells for row in table.rows] == [
        ("No.", "Recommendation", "Update (May23)", "RAG"),
        ("3", "Ask the public.", "", "Not reported"),
        ("Searches", "", "Police lead: Ann Archer", ""),
        ("1", "Keep a log.", "A log is kept.", "Green"),
        ("", "", "Police lead: Ben Baker", ""),
        ("2", "Look twice.", "Not yet.", "Red"),
    ]
    assert [row.spans for row in table.rows] == [(), (), (2, 1, 2, 1), (), (), ()]


def test_every_value_says_where_in_the_file_it_stood() -> None:
    root, where, _ = read_issued(DOCUMENT)
    paper = with_names(read_tree("", "", root), where)
    report = with_names(read_report_tree(root), where)
    numbers = dict(enumerate(DOCUMENT.blocks, 1))

    def stands(place: Any) -> str:
        block, _, row = place.name.removeprefix("block ").partition(", row ")
        found = numbers[int(block)]
        return " | ".join(found.rows[int(row) - 1].cells) if isinstance(found, Table) else line(found)

    assert [stands(e.place) for e in paper.reports[0].recommendations] == [
        "1 | Keep a log. | A log is kept. | Green",
        "2 | Look twice. | Not yet. | Red",
        "3 | Ask the public. |  | Not reported",
    ]
    assert stands(paper.reports[2].counts[1].place) == " | Dogs | 3 (1 not accepted) | – | –"
    assert stands(paper.notes[0].place) == "Money"
    assert stands(report.priorities[0].actions[1].place) == "Ask people."
    assert stands(report.figures[0].place).startswith("Figure | Officers |  | 1,234 |")


def outcome(document: Document) -> tuple[Loss, ...] | str:
    """What of a document is lost, or the sentence with which it is refused."""
    try:
        return read_issued(document)[2]
    except Refused as refused:
        return str(refused)


def with_block(at: int, *instead: Block, over: int = 1) -> Document:
    """The small paper with other blocks in the place of some of its own."""
    return Document((*DOCUMENT.blocks[:at], *instead, *DOCUMENT.blocks[at + over :]))


def test_a_paper_that_was_cut_anywhere_is_known_and_refused() -> None:
    for at in range(5, len(DOCUMENT.blocks)):
        cut = Document(DOCUMENT.blocks[:at])
        assert is_issued(cut)
        assert str(outcome(cut)).startswith("The paper was cut: it lacks the last table"), at


def test_no_block_goes_missing_in_silence() -> None:
    for at, block in enumerate(DOCUMENT.blocks):
        damaged = with_block(at)
        if line(block) == "Town Hall":
            assert "cover" not in again(damaged)["meeting"]
        else:
            assert outcome(damaged), block


def test_no_row_goes_missing_in_silence() -> None:
    for at, table in enumerate(DOCUMENT.blocks):
        for row in range(len(table.rows) if isinstance(table, Table) else 0):
            damaged = with_block(at, replace(table, rows=table.rows[:row] + table.rows[row + 1 :]))
            assert outcome(damaged) or again(damaged) != TREE, table.rows[row]


STRANGE = [
    Paragraph("Somebody's remark", "here"),
    Item("Somebody's remark", "", "here"),
    Picture("Somebody's remark", "here"),
    Table((Row(("Somebody's remark", "x"), "here"),)),
    Heading("Somebody's remark", 6, "here"),
]


@pytest.mark.parametrize("strange", STRANGE, ids=lambda block: type(block).__name__)
def test_what_somebody_wrote_into_the_file_is_read_or_named(strange: Block) -> None:
    read_as_text = 0
    for at in range(1, len(DOCUMENT.blocks) + 1):
        tree, losses = read(with_block(at, strange, over=0))
        if tree == TREE:
            assert [(loss.place.name, "Somebody's remark" in loss.what) for loss in losses] == [
                ("here", True)
            ]
        else:
            assert isinstance(strange, Paragraph | Item)
            assert "Somebody's remark" in tree["meeting"]["cover"] + tree["notes"][0]["text"]
            assert losses == ()
            read_as_text += 1
    # Around each of the four lines of the first page, and before and after the text of the note.
    assert read_as_text == (7 if isinstance(strange, Paragraph | Item) else 0)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("4", "5", "the paper states 5 under “Recommendations”, its part “Recommendations” holds 4."),
        ("Oversight Board, 3 May 2023", "", "paper is empty."),
        ("2023-05-03", "2023-02-30", "“2023-02-30” is no date."),
    ],
)
def test_a_last_table_that_says_otherwise_is_refused_by_its_row(old: str, new: str, message: str) -> None:
    told = with_said(lambda what, said: new if said == old else said)
    assert told != DOCUMENT
    said = str(outcome(told))
    assert said.startswith(f"block {len(DOCUMENT.blocks)}, row ")
    assert said.endswith(message)


def with_said(change: Callable[[str, str], str]) -> Document:
    """The small paper with the second column of its last table changed."""
    last = DOCUMENT.blocks[-1]
    assert isinstance(last, Table)
    rows = [replace(row, cells=(row.cells[0], change(*row.cells))) for row in last.rows]
    return with_block(len(DOCUMENT.blocks) - 1, replace(last, rows=tuple(rows)))


def test_another_form_is_refused() -> None:
    said = outcome(with_said(lambda what, said: "2" if what == "Form" else said))
    assert str(said).endswith("the paper has the form 2; what is read here is 1.")


def with_other(block: Block, *instead: Block) -> Document:
    """The small paper with other blocks in the place of this one."""
    return with_block(DOCUMENT.blocks.index(block), *instead)


def test_a_list_that_says_other_numbers_is_refused() -> None:
    said = outcome(with_other(Item("Ask people.", "2"), Item("Ask people.", "3", "page 4")))
    title = "Planned Action to Drive Performance"
    assert said == f"page 4: the number “3” stands where 2 of “{title}” should."


def test_the_part_that_holds_too_little_is_named() -> None:
    said = str(outcome(with_other(Item("Ask people.", "2"))))
    title = "Performance Report"
    assert said.endswith(f"states 2 under “Planned actions”, its part “{title}” holds 1.")
    said = str(outcome(with_other(Heading("Money", 4))))
    assert said.endswith("the paper states 1 under “Notes”, its part “Programme notes” holds 0.")


def test_a_report_that_stands_twice_is_refused() -> None:
    table = next(b for b in DOCUMENT.blocks if isinstance(b, Table) and "Followed by" in b.rows[0].cells)
    doubled = replace(table, rows=(*table.rows, replace(table.rows[-1], where="page 9")))
    assert str(outcome(with_other(table, doubled))).startswith("page 9: the report 2 stands twice")


def test_a_missing_table_is_named_by_its_report() -> None:
    at = next(number for number, block in enumerate(DOCUMENT.blocks) if line(block) == "Night shifts")
    assert str(outcome(with_block(at))).endswith("the paper states 1. It lacks that of “Night shifts”.")


def test_other_documents_are_not_issued_papers() -> None:
    assert not is_issued(Document(()))
    assert not is_issued(Document((Heading("About this paper", 2), Table((Row(("What", "As recorded")),)))))
    quoted = Paragraph("They wrote: Form 1 of papers: the last table says what this paper holds.")
    assert not is_issued(Document((quoted,)))


CHARTS = {
    "burglaries": Picture("Burglaries fell.", svg=b"<svg/>"),
    "officers": Picture("Officers rose.", svg=b"<svg/>"),
    "unknown": Picture("Of no measure.", svg=b"<svg/>"),
}


def test_charts_stand_with_their_measure_and_are_no_records() -> None:
    document = kept(document_of(TREE, charts=CHARTS))
    blocks = list(document.blocks)
    at = blocks.index(Picture("Burglaries fell."))
    assert [line(block) for block in blocks[at - 2 : at]] == ["Charts", "Burglaries"]
    assert line(blocks[at + 1]) == "Burglaries fell."
    assert Picture("Officers rose.") in blocks
    assert Picture("Of no measure.") not in blocks
    assert read(document) == (TREE, ())
    # A reader that knows no pictures leaves the words about them.
    bare = Document(tuple(block for block in blocks if not isinstance(block, Picture)))
    assert read_issued(bare)[2] == ()


def test_what_was_written_among_charts_is_named() -> None:
    blocks = list(kept(document_of(TREE, charts=CHARTS)).blocks)
    at = blocks.index(Picture("Burglaries fell."))
    for block in (Picture("A flower", "here"), Paragraph("A remark", "here")):
        written = Document((*blocks[: at + 2], block, *blocks[at + 2 :]))
        assert [loss.place.name for loss in read_issued(written)[2]] == ["here"]


CELLS = st.sampled_from(["", "x", "7", "–", "99999", "9999999", "RAG", "2023-13-01", "1 of 0", "1. x"])


@st.composite
def damaged(draw: st.DrawFn) -> Document:
    """The small paper with blocks, rows and cells dropped, doubled, moved and written over."""
    blocks = list(DOCUMENT.blocks)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(blocks) - 1))
        block = blocks[at]
        match draw(st.sampled_from(["drop", "double", "move", "raise", *["row"] * 4])):
            case "drop":
                del blocks[at]
            case "double":
                blocks.insert(at, block)
            case "move":
                blocks.insert(draw(st.integers(0, len(blocks) - 1)), blocks.pop(at))
            case "row" if isinstance(block, Table):
                blocks[at] = draw(damaged_table(block))
            case _:
                blocks[at] = Heading(line(block) or "x", draw(st.integers(1, 6)))
    return Document(tuple(blocks))


@st.composite
def damaged_table(draw: st.DrawFn, table: Table) -> Table:
    rows = [list(row.cells) for row in table.rows] or [[""]]
    row = draw(st.integers(0, len(rows) - 1))
    match draw(st.sampled_from(["write", "drop", "empty", "double", "short"])):
        case "write" if rows[row]:
            rows[row][draw(st.integers(0, len(rows[row]) - 1))] = draw(CELLS)
        case "drop":
            del rows[row]
        case "double":
            rows.insert(row, list(rows[row]))
        case "short":
            rows[row] = rows[row][:-1]
        case _:
            rows[row] = []
    return Table(tuple(Row(tuple(cells)) for cells in rows))


def says(document: Document) -> list[str]:
    """All that a document says, in whatever order and however its rows are filled up."""
    cells = [c for b in document.blocks if isinstance(b, Table) for row in b.rows for c in row.cells if c]
    others = [replace(block, where="") for block in document.blocks if not isinstance(block, Table)]
    return sorted([*cells, *map(repr, others)])


@settings(max_examples=100)
@given(damaged())
def test_a_damaged_paper_is_refused_or_what_differs_is_read_or_named(document: Document) -> None:
    said = outcome(document)
    if isinstance(said, str):
        assert said.endswith(".")
    elif not said and says(document) != says(DOCUMENT):
        assert again(document) != TREE


@pytest.mark.parametrize("day", [date(2022, 11, 2), "2022-06"])
def test_a_month_without_a_day_is_a_month(day: Any) -> None:
    tree = canonical_tree(TREE | {"meeting": {"body": "ob", "date": day}})
    title = document_of(tree).blocks[0]
    assert line(title) == "Oversight Board (OB), " + ("2 November 2022" if day != "2022-06" else "June 2022")
    assert again(document_of(tree)) == tree
