"""The table of a board paper under any headings, in texts and documents, and the cover above it."""

import re
from dataclasses import replace
from datetime import date
from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommendations.entries import lay_out
from recommendations.reading.board import performance_lines
from recommendations.reading.cells import clean, row_of
from recommendations.reading.choices import Choices
from recommendations.reading.columns import SYNONYMS
from recommendations.reading.document import Document, Item, Paragraph, Row, Table
from recommendations.reading.paper import NOT_STATED, ColumnMatch, Paper, RecommendationEntry, Refused
from recommendations.reading.read import read_paper, read_sheet
from recommendations.reading.sheet import Sheet
from tests.papers import BOARD, BOARD_TEXT, changed, line_of, real

HEADER = "No.\tRecommendation\tUpdate (Apr23)\tRAG"
FIRST, LAST = line_of(BOARD_TEXT, HEADER), line_of(BOARD_TEXT, "7\tTrain")
ROWS = [line for line in BOARD_TEXT.split("\n")[FIRST:LAST] if line]
COVER = """\
Venue: Town Hall

The public may join by the link below

https://example.org/join

Attendees:

- Chair
- Deputy

AGENDA

Item No – Item Name
1 – Identifying Disproportionality Report: how far we are"""


def with_table(*lines: str) -> str:
    """The board paper with these lines for its table."""
    old = BOARD_TEXT.split("\n")
    return "\n".join([*old[: FIRST - 1], *lines, *old[LAST:]])


def read(*lines: str, **choices: dict[str, str]) -> Paper:
    return read_paper("paper.txt", with_table(*lines).encode(), Choices(**choices))


def rows(paper: Paper) -> dict[int, RecommendationEntry]:
    return {entry.number: entry for entry in paper.reports[0].recommendations}


def themes(paper: Paper) -> list[tuple[str, str]]:
    return [(theme.name, str(theme.lead or "")) for theme in paper.reports[0].themes]


def losses(paper: Paper) -> list[str]:
    """What is lost in the table: where, counted from its header as 1, what and why."""
    return [
        f"{loss.place.line - FIRST + 1}: {loss.what}: {loss.why}"
        for loss in paper.losses
        if FIRST <= loss.place.line <= paper.reports[0].place.last
    ]


def document(text: str) -> Document:
    """The text as a document holds it: tables, lists and paragraphs, each cell in plain words."""
    blocks: list[Item | Paragraph | Table] = []
    lines = [(n, line) for n, line in enumerate(text.split("\n"), 1) if line.strip()]
    for in_table, group in groupby(lines, lambda line: "\t" in line[1]):
        held = list(group)
        if in_table:
            cells = [(tuple(clean(cell) for cell in row_of(line)), n) for n, line in held]
            for _, same in groupby(cells, lambda row: len(row[0])):
                blocks.append(Table(tuple(Row(row, f"table, row {n}") for row, n in same)))
            continue
        for n, line in held:
            words = line.replace("**", "")
            item = re.match(r"- (.*)|(\d+)\. (.*)", words)
            if item:
                blocks.append(Item(item[1] or item[3], item[2] or "", f"line of {n}"))
            else:
                blocks.append(Paragraph(clean(words), f"line of {n}"))
    return Document(tuple(blocks))


def plain(paper: Paper) -> list[object]:
    return [
        (e.number, e.theme, e.wording, e.update and (e.update.narrative, e.update.status))
        for e in paper.reports[0].recommendations
    ]


def test_how_the_columns_were_matched_is_told() -> None:
    paper = read(HEADER, *ROWS)
    assert paper.tables[0].place.line == FIRST
    assert paper.tables[0].columns == (
        ColumnMatch("No.", "number"),
        ColumnMatch("Recommendation", "wording"),
        ColumnMatch("Update (Apr23)", "update"),
        ColumnMatch("RAG", "status"),
    )


@settings(max_examples=50)
@given(st.data())
def test_columns_under_any_names_in_any_order_give_the_same(data: st.DataObject) -> None:
    names = [
        data.draw(st.sampled_from([word for tier in SYNONYMS[role] for word in tier]))
        for role in ("number", "wording", "update", "status")
    ]
    order = data.draw(st.permutations(range(4)))
    extra = data.draw(st.sampled_from([[], ["Cost"], ["Previous RAG"]]))
    lines = [*names, *extra], *([*row.split("\t"), *extra] for row in ROWS if row.split("\t")[0].isdigit())
    shuffled = ["\t".join([*(line[i] for i in order), *line[4:]]) for line in lines]
    assert plain(read(*shuffled)) == [(n, "", w, u) for n, _, w, u in plain_rows()]


def plain_rows() -> list[tuple[object, ...]]:
    """The rows without their themes: so none has the name of another theme taken off its wording."""
    numbered = [row for row in ROWS if row.split("\t")[0].isdigit()]
    return [tuple(row) for row in plain(read(HEADER, *numbered)) if isinstance(row, tuple)]


def test_a_person_can_choose_columns_and_what_a_status_word_means() -> None:
    header = "Point\tRecommendation\tWhere we are\tColour"
    with pytest.raises(Refused, match="before its table of recommendations"):
        read(header, *ROWS)
    chosen = {"Point": "number", "Where we are": "update", "Colour": "status"}
    paper = read(header, *ROWS, columns=chosen, statuses={"amber": "red", "green": ""})
    assert [(n, e.update and e.update.status) for n, e in rows(paper).items()] == [
        (1, None),
        (2, "red"),
        (3, "Red"),
        (4, "red"),
        (7, None),
    ]
    sheet = Sheet(with_table(header, *ROWS))
    found = performance_lines(sheet, chosen)
    assert found is not None
    assert found.line > FIRST
    left = read(HEADER, *ROWS, columns={"Update (Apr23)": ""})
    assert {e.update and e.update.narrative for e in rows(left).values()} == {""}
    assert "1: the column Update (Apr23): it is left out, as was chosen" in losses(left)


def test_further_columns_are_read() -> None:
    header = (
        "Ref\tSection\tRecommendation\tOwner\tDue\tPriority\tOutcome\tOrganisation\tReport\tProgress\tRAG"
    )
    lines = (
        "1\tCells\tKeep a log.\tAnn\tNov 2023\tHigh\tA log.\tOurshire Police\tx\tKept.\tGreen",
        "2\tCells\tAsk people.\tAnn\tsoon\t\t\t\ty\tNothing.\tRed",
        "R3\t\tTrain staff.\tBen\t\t\t\t\tz\tHalf.\tAmber",
    )
    paper = read(header, *lines)
    first, second, third = rows(paper).values()
    assert (first.theme, first.lead, first.priority, first.expected_outcome) == (
        "Cells",
        NOT_STATED,
        "High",
        "A log.",
    )
    assert (first.due, first.due_set_by, first.bodies) == (
        date(2023, 11, 30),
        "The board paper",
        ("ourshire-police",),
    )
    assert (second.due, second.bodies, third.theme, third.lead) == (None, None, "", "Ben")
    assert themes(paper) == [("Cells", "Ann")]
    assert [(b.slug, b.mentioned) for b in paper.bodies] == [("ob", False), ("ourshire-police", True)]
    assert losses(paper) == [
        "1: the column Report: it is not known",
        "3: the due date of recommendation 2: “soon” is no day that is certain",
    ]


@pytest.mark.parametrize(
    ("row", "theme"),
    [
        ("\tYouth\tPolice lead: Ben Baker\t", ("Youth", "Ben Baker")),
        ("Youth Police lead: Ben Baker\t\t\t", ("Youth", "Ben Baker")),
        ("Youth – Lead: Ben Baker\t\t\t", ("Youth", "Ben Baker")),
        ("Youth (Lead officer: Ben Baker)\t\t\t", ("Youth", "Ben Baker")),
        ("<p>Youth</p><p>Police Lead: Ben Baker</p>\t\t\t", ("Youth", "Ben Baker")),
        ("Youth\tYouth\tYouth\tLead: Ben Baker", ("Youth", "Ben Baker")),
        ("\tYouth\tPolice lead:\t", ("Youth", "")),
        ("Youth\t\t\t", ("Youth", "")),
        ("\tYouth:\t\t", ("Youth", "")),
        ("Youth\tYouth\tYouth\tYouth", ("Youth", "")),
    ],
)
def test_theme_rows_in_all_their_layouts(row: str, theme: tuple[str, str]) -> None:
    paper = read(HEADER, row, "1\tKeep a log.\tKept.\tGreen")
    assert themes(paper) == [theme]
    assert rows(paper)[1].theme == "Youth"
    assert losses(paper) == []


@pytest.mark.parametrize(
    "row",
    [
        "\tof the custody suite\t\t",
        "\tAnd then ask again.\t\t",
        "\t\tYouth\t",
        "\t\t\tAmber",
        "\tTotal\t\t",
        "\tLead: Ann\tmore\twords",
    ],
)
def test_other_rows_without_a_number_are_named(row: str) -> None:
    paper = read(HEADER, "1\tKeep a log.\tKept.\tGreen", row, "2\tAsk.\tAsked.\tRed")
    assert themes(paper) == []
    assert losses(paper) == ["3: a row without a number: its text belongs to no recommendation"]


def test_a_heading_that_no_recommendation_follows_is_named() -> None:
    paper = read(HEADER, "1\tKeep a log.\tKept.\tGreen", "Youth\t\t\t")
    why = "a row without a number: its text belongs to no recommendation"
    assert (themes(paper), losses(paper)) == ([], [f"3: {why}"])
    noted = read(HEADER, "1\tKeep a log.\tKept.\tGreen", "All 3 are told in full below.\t\t\t")
    assert losses(noted) == [f"3: {why}"]
    with pytest.raises(Refused, match="2a is no number of a recommendation"):
        read(HEADER, "1\tKeep a log.\tKept.\tGreen", "2a\t\t\t")


def test_a_stray_sub_heading_in_a_row_of_its_own_opens_no_theme() -> None:
    stray = [
        line
        for row in ROWS
        for line in ([row, "STOP AND SEARCH\t\t\t"] if row.startswith("Youth") else [row])
    ]
    paper = read(HEADER, *stray)
    assert themes(paper) == [("Stop and search", "Ann Archer"), ("Youth", "Ben Baker")]
    assert rows(paper)[4].theme == "Youth"
    assert "7: the row “STOP AND SEARCH”: a stray sub-heading: what follows stays under Youth" in losses(
        paper
    )
    again = read(
        HEADER, "Cells\t\t\t", "1\ta\tb\tRed", "Staff\t\t\t", "2\ta\tb\tRed", "Cells\t\t\t", "3\ta\tb\tRed"
    )
    assert [e.theme for e in rows(again).values()] == ["Cells", "Staff", "Cells"]


def test_a_theme_told_again_after_a_page_break_is_the_same() -> None:
    lines = ("Youth\t\tPolice lead: Ben\t", "1\ta\tb\tRed", "Youth\t\t\t", "2\ta\tb\tRed")
    paper = read(HEADER, *lines)
    assert (themes(paper), losses(paper)) == ([("Youth", "Ben")], [])
    later = read(HEADER, "Youth\t\t\t", "1\ta\tb\tRed", "YOUTH\t\tPolice lead: Ben\t", "2\ta\tb\tRed")
    assert (themes(later), {e.theme for e in rows(later).values()}) == ([("Youth", "Ben")], {"Youth"})


def test_the_table_may_go_on_under_another_header() -> None:
    other = "RAG\tRef\tLatest update\tAction"
    paper = read(
        HEADER,
        "1\tKeep a log.\tKept.\tGreen",
        other,
        "Red\t2\tAsked.\tAsk people.",
        "RAG\tRef\tLatest update\tAction",
    )
    assert plain(paper) == [
        (1, "", "Keep a log.", ("Kept.", "Green")),
        (2, "", "Ask people.", ("Asked.", "Red")),
    ]
    assert [table.place.line for table in paper.tables] == [FIRST, FIRST + 2]


def test_a_document_is_read_as_its_text_is() -> None:
    sheet = Sheet.of(document(BOARD_TEXT))
    paper = read_sheet("paper.docx", "00", sheet)
    text = read_paper("paper.txt", BOARD_TEXT.encode())
    assert plain(paper) == plain(text)
    assert themes(paper) == themes(text)
    assert paper.meeting is not None
    assert paper.meeting.cover == COVER
    assert [r.slug for r in paper.reports] == [r.slug for r in text.reports]
    assert [c.role for c in paper.tables[0].columns] == ["number", "wording", "update", "status"]
    narrative = rows(paper)[3].update
    assert narrative is not None
    assert "\n\n- first a survey;\n- then a meeting.\n\n" in narrative.narrative


def test_what_looks_like_mark_up_in_a_document_is_text() -> None:
    told = document(BOARD_TEXT)
    tables = [block for block in told.blocks if isinstance(block, Table)]
    at = next(i for i, block in enumerate(told.blocks) if block is tables[1])
    table = tables[1]
    first = replace(table.rows[2], cells=("1", "Keep <b>a</b> log &amp; use it.", "Kept.", "Green"))
    whole = replace(table, rows=(*table.rows[:2], first, *table.rows[3:]))
    sheet = Sheet.of(Document((*told.blocks[:at], whole, *told.blocks[at + 1 :])))
    assert rows(read_sheet("paper.docx", "00", sheet))[1].wording == "Keep <b>a</b> log &amp; use it."


def test_the_cover_is_kept_in_plain_words() -> None:
    paper = read_paper("paper.txt", BOARD_TEXT.encode())
    assert paper.meeting is not None
    assert paper.meeting.cover == COVER
    entries = lay_out(paper, {"rag": dict.fromkeys(["red", "amber", "green"], "red"), "stages": STAGES}, {})
    meeting, following = (entry for entry in entries if entry.kind == "meeting")
    assert meeting.fields["cover"] == COVER
    assert "cover" not in following.fields


STAGES = {"with force": "with-force", "with fll": "with-fll", "closed": "closed"}


def test_only_the_next_meeting_and_a_caption_are_not_of_the_cover() -> None:
    title = "Identifying Disproportionality in the Avon and Somerset Criminal Justice System"
    above = "\n".join(BOARD_TEXT.split("\n")[FIRST - 3 : FIRST - 1])
    caption = changed(BOARD_TEXT, f"{above}\n{HEADER}", f"{above}\n{title}\n\n{HEADER}")
    paper = read_paper("paper.txt", caption)
    assert paper.meeting is not None
    assert paper.meeting.cover == COVER
    assert len(paper.losses) == len(read_paper("paper.txt", BOARD_TEXT.encode()).losses)
    another = read_paper("paper.txt", changed(BOARD_TEXT, "the next Oversight Board", "the next Other Board"))
    assert another.meeting is not None
    assert another.meeting.cover == COVER


def test_a_paper_without_a_cover_states_none() -> None:
    first, table = line_of(BOARD_TEXT, "3rd May"), line_of(BOARD_TEXT, HEADER)
    lines = BOARD_TEXT.split("\n")
    named = "Identifying Disproportionality in the Avon and Somerset Criminal Justice System"
    paper = read_paper("paper.txt", "\n".join([*lines[:first], named, *lines[table - 1 :]]).encode())
    assert paper.meeting is not None
    assert paper.meeting.cover is NOT_STATED


def test_the_cover_of_november() -> None:
    paper = read_paper(BOARD, real(BOARD))
    assert paper.meeting is not None
    cover = str(paper.meeting.cover)
    assert cover.startswith("Venue: Media Suite")
    assert [part.count("\n") for part in cover.split("\n\n")] == [0, 0, 0, 0, 3, 0, 4]
    assert not re.search(r"[*\t<>]|Date of the next", cover)
    assert [loss.place.line for loss in paper.losses][:3] == [5, 28, 66]
    assert len(paper.losses) == 21
