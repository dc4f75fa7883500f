"""Trackers of somebody else's: any columns, any words, and what a person has to say beside them."""

import csv
import io
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommendations.entries import lay_out
from recommendations.reading.choices import Choices, TrackerChoice
from recommendations.reading.columns import SYNONYMS, is_repeated
from recommendations.reading.files.grids import Grid
from recommendations.reading.paper import NOT_STATED, Paper, RecommendationEntry, Refused
from recommendations.reading.row_values import number_of
from recommendations.reading.tracker import Tracker, is_tracker, read_tracker, suggest_statuses
from recommendations.reading.tracker_days import day_said
from recommendations.tables import Column, Table

SAID = TrackerChoice(
    title="Custody review", year="2023", publisher="Ourshire", body="ob", day=date(2023, 5, 3)
)
HEADER = ("No.", "Recommendation", "Owner", "Theme", "Due date", "Status", "Update")
ROWS = (
    ("1", "Keep a log.", "Ann Archer", "Cells", "02/11/2022", "Complete", "It is kept."),
    ("2", "Ask people.", "Ann Archer", "Cells", "Nov 2023", "On track", ""),
    ("3", "Train staff.", "Ben Baker", "Staff", "", "Late", "Half of them."),
    ("4", "Train volunteers.", "Cy Clay", "Staff", "", "On track", "None yet."),
)
STATUSES = {"complete": "green", "on track": "amber", "late": "Red"}


def grid(*rows: tuple[str, ...], title: str = "") -> Grid:
    return Grid(title, rows)


def track(*grids: Grid, said: TrackerChoice = SAID, **choices: Any) -> Tracker:
    return read_tracker("t.csv", "00", grids, Choices(**{"statuses": STATUSES, "tracker": said, **choices}))


def paper(*grids: Grid, **choices: Any) -> Paper:
    found = track(*grids, **choices)
    assert found.paper is not None, found.asks
    return found.paper


def rows(paper: Paper, report: int = 0) -> dict[int, RecommendationEntry]:
    return {entry.number: entry for entry in paper.reports[report].recommendations}


def losses(paper: Paper) -> list[str]:
    return [f"{loss.place}: {loss.what}: {loss.why}" for loss in paper.losses]


def told(paper: Paper) -> list[tuple[int, str, str] | None]:
    return [
        (entry.number, entry.update.narrative, str(entry.update.status)) if entry.update else None
        for report in paper.reports
        for entry in report.recommendations
    ]


def test_a_tracker_is_a_report_told_to_a_meeting() -> None:
    read = paper(grid(HEADER, *ROWS))
    report = read.reports[0]
    assert (report.slug, report.title, report.scheme) == ("custody-review", "Custody review", "rag")
    assert (report.year_label, report.publisher) == ("2023", "Ourshire")
    assert read.meeting is not None
    assert (read.meeting.body, read.meeting.date) == ("ob", date(2023, 5, 3))
    assert read.title == "Tracker of Custody review"
    assert [(e.number, e.theme, e.wording) for e in report.recommendations] == [
        (1, "Cells", "Keep a log."),
        (2, "Cells", "Ask people."),
        (3, "Staff", "Train staff."),
        (4, "Staff", "Train volunteers."),
    ]
    assert told(read) == [
        (1, "It is kept.", "green"),
        (2, "", "amber"),
        (3, "Half of them.", "Red"),
        (4, "None yet.", "amber"),
    ]
    assert losses(read) == []
    assert [str(e.place) for e in report.recommendations] == ["row 2", "row 3", "row 4", "row 5"]


def test_a_lead_that_a_whole_theme_shares_is_the_themes() -> None:
    read = paper(grid(HEADER, *ROWS))
    assert [(t.name, t.lead) for t in read.reports[0].themes] == [
        ("Cells", "Ann Archer"),
        ("Staff", NOT_STATED),
    ]
    assert [e.lead for e in rows(read).values()] == [NOT_STATED, NOT_STATED, "Ben Baker", "Cy Clay"]


def test_due_days_and_who_set_them() -> None:
    read = paper(grid(HEADER, *ROWS, ("5", "More.", "", "Staff", "TBC", "", "x")))
    assert [(e.due, e.due_set_by) for e in rows(read).values()] == [
        (date(2022, 11, 2), "Ourshire"),
        (date(2023, 11, 30), "Ourshire"),
        *[(None, NOT_STATED)] * 3,
    ]
    assert losses(read) == [
        "row 6: the due date of recommendation 5: “TBC” is no day that is certain",
        "row 6: the status of recommendation 5: its cell is empty: status unknown",
    ]
    unsaid = TrackerChoice(title="Custody review", body="ob", day=date(2023, 5, 3))
    assert rows(paper(grid(HEADER, *ROWS), said=unsaid))[1].due_set_by == "The tracker"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2022-11-02", date(2022, 11, 2)),
        ("2022-11-02T00:00:00", date(2022, 11, 2)),
        ("2022-11-02 00:00", date(2022, 11, 2)),
        ("02/11/2022", date(2022, 11, 2)),
        ("2.11.22", date(2022, 11, 2)),
        ("2 Nov 2022", date(2022, 11, 2)),
        ("Wed 2nd November 2022", date(2022, 11, 2)),
        ("November 2, 2022", date(2022, 11, 2)),
        ("by 2 Sept 2022", date(2022, 9, 2)),
        ("Nov 2022", date(2022, 11, 30)),
        ("Nov-22", date(2022, 11, 30)),
        ("End of February 2024", date(2024, 2, 29)),
        ("02/2024", date(2024, 2, 29)),
        ("2024-02", date(2024, 2, 29)),
        ("Q2 2022/23", date(2022, 9, 30)),
        ("Q2 2022/24", None),
        ("30/02/2022", None),
        ("02/13/2022", None),
        ("May 12 or June", None),
        ("Marchember 2022", None),
        ("2022", None),
        ("44867", None),
        ("ongoing", None),
        ("", None),
        ("0000-01-01", None),
    ],
)
def test_days_as_people_write_them(text: str, day: date | None) -> None:
    assert day_said(text) == day


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *[
            (text, 12)
            for text in ("12", "12.", "12)", "012", "12.0", "#12", "No. 12", "Rec 12", "Rec. 12", "REC12")
        ],
        *[
            (text, 12)
            for text in (
                "Recommendation 12",
                "Recommendation No. 12",
                "R12",
                "HR-12",
                "R/12",
                "Ref: 12",
            )
        ],
        *[(text, 12) for text in ("ID2022/12", "ID-2022-12", "ID 2022/12")],
        *[
            (text, None)
            for text in ("12a", "1.2", "1-3", "R1-3", "1, 2", "0", "-1", "12345", "Section 3", "²", "2022/12")
        ],
        *[(text, None) for text in ("", "Total", "May 3", "٣")],
    ],
)
def test_numbers_as_people_write_them(text: str, number: int | None) -> None:
    assert number_of(text) == number


def test_what_a_person_must_still_say() -> None:
    found = track(grid(HEADER, *ROWS), said=TrackerChoice())
    assert found.paper is None
    assert found.asks == (
        "Say which report the tracker follows.",
        "Say which meeting was told the updates, statuses and leads: who meets, and the day.",
    )
    assert [(c.heading, c.role) for c in found.tables[0].columns][2:4] == [
        ("Owner", "lead"),
        ("Theme", "theme"),
    ]
    assert [(w.word, w.count, str(w.place)) for w in found.words] == [
        ("Complete", 1, "row 2"),
        ("On track", 2, "row 3"),
        ("Late", 1, "row 4"),
    ]
    assert found.where[3] == "row 3"
    assert track(grid(HEADER, *ROWS), said=TrackerChoice(slug="custody", body="ob")).asks == found.asks[1:]


def test_without_updates_statuses_and_leads_no_meeting_is_needed() -> None:
    bare = grid(HEADER, *((*row[:2], "", row[3], row[4], "-", "") for row in ROWS))
    read = paper(bare, said=TrackerChoice(title="Custody review"))
    assert read.meeting is None
    assert told(read) == [None] * 4


def test_a_lead_in_a_theme_row_needs_a_meeting_too() -> None:
    bare = grid(("No", "Recommendation", "Status"), ("Cells – Lead: Ann",), ("1", "Keep a log.", ""))
    assert track(bare, said=TrackerChoice(title="T")).asks[0].startswith("Say which meeting")
    assert [(t.name, t.lead) for t in paper(bare).reports[0].themes] == [("Cells", "Ann")]


def test_a_report_on_record_keeps_its_title() -> None:
    said = TrackerChoice(slug="custody", body="ob", day=date(2023, 5, 3))
    read = paper(grid(HEADER, *ROWS), said=said)
    assert (read.reports[0].slug, read.reports[0].title, read.title) == ("custody", "", "Tracker of custody")
    words = {"rag": {"red": "red", "amber": "amber", "green": "green"}}
    entries = lay_out(read, words, {"ob": "Oversight Board"})
    report = next(entry for entry in entries if entry.kind == "report")
    assert "title" not in report.fields
    assert report.label == "custody"


def test_a_status_chosen_as_none_and_an_empty_narrative_are_no_update() -> None:
    read = paper(grid(HEADER, *ROWS), statuses={"complete": "green", "on track": ""})
    assert told(read) == [
        (1, "It is kept.", "green"),
        None,
        (3, "Half of them.", "Late"),
        (4, "None yet.", "None"),
    ]


def test_columns_that_nobody_knows_and_cells_beside_them_are_named() -> None:
    read = paper(
        grid(
            ("Custody review: where we are",),
            (),
            (*HEADER, "Cost", ""),
            (*ROWS[0], "5", "", "see above"),
            (*ROWS[1], "", ""),
        )
    )
    assert losses(read) == [
        "row 1: what stands above the table: the tracker has no place for it",
        "row 3: the column Cost: it is not known",
        "row 4: cells beside the table: there is no heading above them",
    ]


def test_a_person_can_choose_the_columns() -> None:
    strange = grid(
        ("Point", "What was asked", "Colour", "Where we are"), ("1", "Keep a log.", "Late", "Kept.")
    )
    assert not is_tracker((strange,))
    chosen = {"Point": "number", "What was asked": "wording", "Colour": "status", "Where we are": "update"}
    assert is_tracker((strange,), chosen)
    read = paper(strange, columns=chosen)
    assert (rows(read)[1].wording, told(read)) == ("Keep a log.", [(1, "Kept.", "Red")])
    left = paper(
        grid(HEADER, *ROWS), columns=dict.fromkeys(HEADER, "") | {"No.": "number", "Update": "update"}
    )
    assert [e.wording for e in rows(left).values()] == [NOT_STATED] * 4
    assert "row 1: the column Recommendation: it is left out, as was chosen" in losses(left)


def test_a_table_without_wording_and_number_asks_for_one() -> None:
    chosen = dict.fromkeys(HEADER, "") | {"Status": "status"}
    found = track(grid(HEADER, *ROWS), columns=chosen)
    assert found.paper is None
    assert found.asks == ("Say which column holds the number or the wording of the recommendations.",)


def test_rows_without_numbers_are_numbered_in_order() -> None:
    read = paper(
        grid(HEADER[1:], *(row[1:] for row in ROWS), (), ("Notes: as told in May.",), ("Total", "4"))
    )
    assert [(e.number, e.wording) for e in rows(read).values()][::3] == [
        (1, "Keep a log."),
        (4, "Train volunteers."),
    ]
    assert losses(read) == [
        "row 1: the numbers of the recommendations: no column holds them: the order of the rows does",
        "row 7: a note (“Notes: as told in May.”): its text belongs to no recommendation",
        "row 8: a note (“Total”): its text belongs to no recommendation",
    ]


def test_totals_notes_and_lone_numbers_are_named() -> None:
    rest = (("Total", "", "", "", "", "4"), ("Checked on 3 May by Ann.",), ("5",), ("", "Go on."))
    read = paper(grid(HEADER, *ROWS, (), *rest))
    assert len(rows(read)) == 4
    assert losses(read) == [
        "row 7: a row without a number (“Total”): its text belongs to no recommendation",
        "row 8: a row without a number (“Checked on 3 May by Ann.”): its text belongs to no recommendation",
        "row 9: the number 5: nothing stands beside it",
        "row 10: a row without a number (“Go on.”): its text belongs to no recommendation",
    ]


@pytest.mark.parametrize(
    ("number", "message"),
    [
        ("1", "sheet “Recs”, row 3: recommendation 1 stands already on sheet “Recs”, row 2."),
        (
            "2a",
            "sheet “Recs”, row 3: “2a” is no number of a recommendation. Correct it, or leave the column No."
            " out, and they are numbered in the order of the rows.",
        ),
    ],
)
def test_wrong_numbers_are_refused_with_their_row(number: str, message: str) -> None:
    with pytest.raises(Refused) as refusal:
        paper(grid(HEADER, ROWS[0], (number, *ROWS[1][1:]), title="Recs"))
    assert str(refusal.value) == message
    numbered = paper(grid(HEADER, ROWS[0], (number, *ROWS[1][1:])), columns={"No.": ""})
    assert list(rows(numbered)) == [1, 2]


def test_a_file_without_a_table_and_a_table_without_rows_are_refused() -> None:
    with pytest.raises(Refused, match="The file holds no table of recommendations"):
        track(grid(("a", "b"), ("1", "2")))
    with pytest.raises(Refused, match="row 1: the table of recommendations holds no recommendation"):
        track(grid(HEADER))


def test_a_header_stands_within_the_first_twenty_rows() -> None:
    assert is_tracker((grid(*[("x",)] * 19, HEADER),))
    assert not is_tracker((grid(*[("x",)] * 20, HEADER),))


def test_sheets_are_read_together_and_others_are_named() -> None:
    second = grid(("Comments", "Ref"), ("Well.", "Rec 7"), title="More")
    read = paper(
        grid(HEADER, *ROWS, title="Recs"), grid(("Red", "late"), title="Key"), second, grid(title="Sheet4")
    )
    assert list(rows(read)) == [1, 2, 3, 4, 7]
    assert [str(table.place) for table in read.tables] == ["sheet “Recs”, row 1", "sheet “More”, row 1"]
    assert losses(read) == [
        "sheet “Key”, row 1: the whole sheet: no row at its top heads such a table",
        "sheet “More”, row 2: the status of recommendation 7: no column holds it: status unknown",
    ]
    with pytest.raises(
        Refused, match="sheet “More”, row 2: recommendation 1 stands already on sheet “Recs”, row 2"
    ):
        paper(grid(HEADER, *ROWS, title="Recs"), grid(second.rows[0], ("Well.", "1"), title="More"))
    in_document = grid(HEADER, *ROWS, title="table 2")
    assert str(rows(paper(in_document))[1].place) == "table 2, row 2"


def test_a_column_names_the_report_of_each_row() -> None:
    header = ("Report title", *HEADER)
    lines = [("Custody review", *ROWS[0]), ("Night shifts", *ROWS[0]), ("", *ROWS[1]), ("?", *ROWS[2])]
    said = TrackerChoice(slug="custody", title="Custody Review", body="ob", day=date(2023, 5, 3))
    read = paper(grid(header, *lines), said=said)
    assert [(r.slug, r.title, len(r.recommendations)) for r in read.reports] == [
        ("custody", "Custody review", 2),
        ("night-shifts", "Night shifts", 1),
    ]
    lost = "row 5: a recommendation: it names no report that can be kept, and no report was chosen for it"
    assert losses(read) == [lost]
    bare = paper(grid(header, *lines[:2]), said=TrackerChoice(body="ob", day=date(2023, 5, 3)))
    assert [r.slug for r in bare.reports] == ["custody-review", "night-shifts"]
    assert bare.title == "Tracker of reports"


def test_theme_rows_over_the_table_and_empty_theme_cells() -> None:
    short = ("No", "Recommendation", "RAG")
    lines = (
        ("Cells", "", ""),
        ("1", "Keep a log.", "Late"),
        ("Staff: Police lead: Ben",),
        ("2", "Train.", "Late"),
    )
    read = paper(grid(short, *lines))
    assert [(e.theme, e.wording) for e in rows(read).values()] == [
        ("Cells", "Keep a log."),
        ("Staff", "Train."),
    ]
    assert [(t.name, t.lead) for t in read.reports[0].themes] == [("Cells", NOT_STATED), ("Staff", "Ben")]
    merged = paper(grid(HEADER, ROWS[0], (*ROWS[1][:3], "", *ROWS[1][4:])))
    assert rows(merged)[2].theme == ""
    assert any(
        what.startswith("row 3: the theme of recommendation 2: its cell is empty") for what in losses(merged)
    )


def test_the_lead_of_a_theme_row_above_rows_that_name_their_theme() -> None:
    read = paper(grid(HEADER, ("Cells – Lead: Dee",), ROWS[0], ROWS[2], ("Court: Lead: Eve",)))
    assert [(t.name, t.lead) for t in read.reports[0].themes] == [("Cells", "Dee"), ("Staff", "Ben Baker")]
    assert rows(read)[1].lead == "Ann Archer"
    assert losses(read) == ["row 5: the theme “Court”: no recommendation stands under it"]


def test_one_theme_however_it_is_spelt() -> None:
    read = paper(grid(HEADER, ROWS[0], (*ROWS[1][:3], "CELLS", *ROWS[1][4:])))
    assert [t.name for t in read.reports[0].themes] == ["Cells"]
    assert {e.theme for e in rows(read).values()} == {"Cells"}


def test_a_lone_wording_is_kept_and_doubted() -> None:
    read = paper(grid(("Action", "Owner"), ("Custody",), ("Keep a log.", "Ann")))
    assert [e.wording for e in rows(read).values()] == ["Custody", "Keep a log."]
    assert any("row 2: whether “Custody” is a recommendation" in what for what in losses(read))


def test_bodies_are_named_and_known_ones_stay_as_they_are() -> None:
    header = ("No", "Recommendation", "Status", "Addressed to")
    read = paper(grid(header, ("1", "Keep a log.", "Late", "CPS; Ourshire Police\nOversight Board, CPS")))
    assert rows(read)[1].bodies == ("cps", "ourshire-police", "oversight-board")
    assert [(b.slug, b.name) for b in read.bodies] == [
        ("cps", "CPS"),
        ("ourshire-police", "Ourshire Police"),
        ("oversight-board", "Oversight Board"),
    ]
    words = {"rag": {"red": "red"}}
    entries = lay_out(read, words, {"cps": "Crown Prosecution Service", "ob": "Oversight Board"})
    assert [(e.kind, e.key) for e in entries if e.kind == "body"] == [("body", "ourshire-police")]
    addressed = next(e for e in entries if e.kind == "recommendation")
    assert addressed.fields["bodies"] == ("cps", "ob", "ourshire-police")


def test_what_the_records_cannot_keep_is_named_and_not_cut() -> None:
    long = "Long " * 100
    read = paper(grid(HEADER, ("1", long, long, long, "", "Late", long)))
    entry = rows(read)[1]
    assert (entry.wording, entry.lead, entry.theme) == (long.strip(), NOT_STATED, "")
    assert losses(read) == [
        "row 2: the lead of recommendation 1: it has 499 characters, at most 150 are kept",
        "row 2: the theme of recommendation 1: it has 499 characters, at most 200 are kept",
    ]


def test_texts_keep_their_paragraphs_and_lists() -> None:
    read = paper(grid(HEADER, (*ROWS[0][:6], "Two steps:\r\n• a survey\r\n• a meeting\r\n\r\nBoth in June.")))
    assert told(read) == [(1, "Two steps:\n\n- a survey\n- a meeting\n\nBoth in June.", "green")]


def test_our_own_register_is_a_tracker() -> None:
    keys = ("number", "summary", "wording", "theme", "lead", "status", "movement", "narrative", "told")
    lines = [
        (1, "Keep a log.", "Keep a log.", "Cells", "Ann", "Green", "same", "- one\n- two", "ob-2023-05-03"),
        (2, "Ask", "=Ask people", "Cells", "Ann", "Not yet reported", "", "", ""),
        (3, "Recommendation 3", "", "", "", "Unknown", "", "Nothing.", "ob-2023-05-03"),
    ]

    def value(i: int) -> Any:
        return lambda line: line[i]

    columns = [Column(key, key.title(), value(i)) for i, key in enumerate(keys)]
    text = Table("register", "3 recommendations", columns, lines).csv()
    read = paper(
        Grid("", tuple(tuple(row) for row in csv.reader(io.StringIO(text)))),
        statuses={"not yet reported": "", "unknown": ""},
    )
    assert told(read) == [(1, "- one\n- two", "Green"), None, (3, "Nothing.", "None")]
    held = rows(read)
    assert [e.summary for e in held.values()] == [NOT_STATED, "Ask", NOT_STATED]
    assert [e.wording for e in held.values()] == ["Keep a log.", "=Ask people", NOT_STATED]
    assert [loss for loss in losses(read) if "column" in loss] == [
        "row 1: the column movement: it is not known",
        "row 1: the column told: it is not known",
    ]


RAG = {"red": "Red", "amber": "Amber", "green": "Green"}
STAGES = {"with-force": "With Force", "with-fll": "With FLL", "closed": "Closed"}


@pytest.mark.parametrize(
    ("labels", "word", "code"),
    [
        *[
            (RAG, word, "green")
            for word in ("Green", "G", "Complete", "completed", "Done", "on-track", "Closed")
        ],
        *[
            (RAG, word, "amber")
            for word in ("AMBER", "a", "In progress", "Delayed", "At risk", "Green/Amber")
        ],
        *[(RAG, word, "red") for word in ("red", "R", "Not started", "Off track", "Overdue")],
        *[(STAGES, word, "closed") for word in ("Closed", "Discharged", "Complete")],
        *[(STAGES, word, code) for word, code in (("with fll", "with-fll"), ("Open", "with-force"))],
        *[(RAG, word, "") for word in ("Unknown", "Not yet reported", "N/A", "TBC")],
        *[(RAG, word, None) for word in ("Mauve", "", "7")],
        ({"g": "Gone", "green": "Green"}, "G", "g"),
    ],
)
def test_what_a_status_word_may_mean(labels: Mapping[str, str], word: str, code: str | None) -> None:
    assert suggest_statuses([word], labels) == ({} if code is None else {word: code})


SHOWN = {"number": 0, "wording": 1, "lead": 2, "theme": 3, "due": 4, "status": 5, "update": 6}
EXTRA = st.sampled_from(["Cost", "Date raised", "Previous RAG", "", "Movement"])


@settings(max_examples=60)
@given(st.data())
def test_columns_in_any_order_under_any_names_give_the_same(data: st.DataObject) -> None:
    columns = []
    for role, i in SHOWN.items():
        word = data.draw(st.sampled_from([word for tier in SYNONYMS[role] for word in tier]))
        spelt = data.draw(st.sampled_from([word, word.upper(), f"{word}:", word.replace(" ", "\n")]))
        columns.append((spelt, *(row[i] for row in ROWS)))
    columns += [(word, *"abcd") for word in data.draw(st.lists(EXTRA, max_size=3))]
    table = tuple(zip(*data.draw(st.permutations(columns)), strict=True))
    assert paper(grid(*table)).reports == paper(grid(HEADER, *ROWS)).reports


CELLS = st.text(max_size=12) | st.sampled_from(
    [*HEADER, "1", "2.", "Rec 3", "4a", "Police lead: Ann", "Total", "-"]
)


def outcome(sheet: Grid) -> Tracker | str:
    try:
        return track(sheet)
    except Refused as refused:
        return str(refused)


@settings(max_examples=100)
@given(st.lists(st.lists(CELLS, max_size=6).map(tuple), max_size=8))
def test_any_rows_end_in_a_paper_a_question_or_a_refusal(lines: list[tuple[str, ...]]) -> None:
    found = outcome(grid(HEADER, *lines))
    if isinstance(found, str):
        assert found.startswith("row ")
        return
    assert found.paper is not None
    kept = found.paper.reports[0].recommendations
    named = {line for loss in found.paper.losses for line in range(loss.place.line, loss.place.last + 1)}
    themes = {theme.place.line for theme in found.paper.reports[0].themes}
    if any(theme.lead == "Ann" for theme in found.paper.reports[0].themes):  # told in a row of its own
        themes |= {n for n, line in enumerate(lines, 2) if "Police lead: Ann" in line}
    repeated = {n for n, line in enumerate(lines, 2) if is_repeated(line, HEADER)}
    assert [e.number for e in kept] == sorted({e.number for e in kept})
    unread = {
        n
        for n, line in enumerate(lines, 2)
        if "".join(line).strip() and n not in {e.place.line for e in kept}
    }
    assert unread - named - repeated - themes == set()
