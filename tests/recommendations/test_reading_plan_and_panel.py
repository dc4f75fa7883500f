"""Action plans and the papers of a Panel."""

from datetime import date

import pytest

from recommendations.reading.paper import NOT_STATED, Paper, Refused
from recommendations.reading.portfolios import joined
from recommendations.reading.read import read_paper
from tests.papers import (
    COMMISSIONER,
    COMMISSIONER_TEXT,
    PLAN,
    PLAN_TEXT,
    PROGRAMME,
    PROGRAMME_TEXT,
    changed,
    line_of,
    real,
)


def read(data: bytes | str) -> Paper:
    return read_paper("paper.txt", data.encode() if isinstance(data, str) else data)


def losses(paper: Paper) -> list[str]:
    return [f"{loss.place}: {loss.what}: {loss.why}" for loss in paper.losses]


def portfolios(paper: Paper) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for entry in paper.reports[0].recommendations:
        found.setdefault(entry.theme, []).append(entry.number)
    return found


def test_a_plan_is_a_report_without_a_meeting() -> None:
    paper = read(PLAN_TEXT)
    assert paper.meeting is None
    report = paper.reports[0]
    assert (report.slug, report.year_label, report.publisher) == ("xyz-action-plan-2021-22", "2021-22", "XYZ")
    assert {(e.due, e.due_set_by) for e in report.recommendations} == {
        (date(2021, 7, 31), "XYZ Fair Roads Group")
    }
    assert [e.update for e in report.recommendations] == [None] * 11


def test_portfolios_come_out_as_a_careful_reader_states_them() -> None:
    paper = read(PLAN_TEXT)
    assert portfolios(paper) == {
        "Roads": [1, 2, 3, 4],
        "Bridges": [5, 6],
        "Road Safety": [7, 8],
        "Staff": [9, 10],
        "Buying": [11],
    }
    assert [t.name for t in paper.reports[0].themes] == list(portfolios(paper))
    doubts = [loss for loss in losses(paper) if "in doubt" in loss]
    assert doubts == [
        "line 18: the portfolio Road Safety: in doubt:"
        " put together from the broken cells “Road Safe” and “Safety”",
        "line 20: the portfolio of the row: in doubt:"
        " its cell is empty; the priority names Staff, not Road Safety",
    ]


@pytest.mark.parametrize(
    ("head", "tail", "whole"),
    [
        ("Road Safe", "Safety", "Road Safety"),
        ("Buying and Selling", "Selling", "Buying and Selling"),
        ("WATER GROU DRAINS", "TER GROUP: RIVERS DRAINS", "WATER GROUP: RIVERS, DRAINS"),
        ("Roads", "Bridges", None),
        ("Road Saf", "Safety", None),
        ("Safety Of", "Safety", None),
    ],
)
def test_broken_names_are_joined_only_where_they_overlap(head: str, tail: str, whole: str | None) -> None:
    assert joined(head, tail) == whole


def test_cells_that_run_over_a_page_are_joined() -> None:
    entries = {e.number: e for e in read(PLAN_TEXT).reports[0].recommendations}
    assert (entries[3].priority, entries[4].priority) == ("Share figures on speed.",) * 2
    assert (entries[6].priority, entries[6].expected_outcome) == ("Look after bridges.", "No bridge is shut.")
    assert entries[11].expected_outcome == "Prices fall and stay low."
    assert entries[11].wording == "Compare:\n\n- the prices;\n- the makers."
    assert (entries[11].place.line, entries[11].place.last) == (23, 24)


def test_what_is_missing_or_stray_in_a_plan_is_named() -> None:
    held = losses(read(PLAN_TEXT))
    unlabelled = (
        "line 21: the label of action 10: the action is unlabelled: its number follows from its place"
    )
    assert unlabelled in held
    assert "line 22: “I”: a stray letter between two pages" in held
    assert "line 7: where the actions come from: the tracker has no place for it" in held


def test_a_plan_without_a_lifespan_has_no_due_date() -> None:
    paper = read(changed(PLAN_TEXT, "lifespan", "life"))
    assert {(e.due, e.due_set_by) for e in paper.reports[0].recommendations} == {(None, NOT_STATED)}
    assert "line 9: when the actions are due: no line above the table says it" in losses(paper)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("ACTION 4", "ACTION 3", "line 12: action 3 stands where action 4 is due."),
        ("ACTION 4", "ACTION 5", "line 12: action 5 stands where action 4 is due."),
        ("\tACTION 4 Share the tool.", "", "line 12: the row has 3 cells, the table has 4."),
        ("Prices fall and\t", "Prices\tfall\t", "line 23: the row has 5 cells, the table has 4."),
    ],
)
def test_faults_of_a_plan_are_refused_with_their_line(old: str, new: str, message: str) -> None:
    with pytest.raises(Refused) as refusal:
        read(changed(PLAN_TEXT, old, new))
    assert str(refusal.value) == message


def test_the_real_plan() -> None:
    paper = read_paper(PLAN, real(PLAN))
    report = paper.reports[0]
    assert (report.slug, report.title) == (
        "apcc-action-plan-2020-21",
        "Race Disparity Working Group Action Plan 2020-21",
    )
    assert (report.publisher, report.year_label, report.scheme) == ("APCC", "2020-21", "rag")
    assert [e.number for e in report.recommendations] == [*range(1, 23)]
    assert portfolios(paper) == {
        "Criminal Justice": [1, 2, 3, 4, 5],
        "Victims": [6, 7],
        "Equality Diversity and Human Rights": [8, 9, 10],
        "Transparency and Integrity": [11, 12],
        "Local Policing and Partnerships": [13],
        "Workforce": [14, 15],
        "Police Standards and Leadership": [16, 17, 18],
        "Complex Needs Grouping: Mental Health & Custody, Alcohol & Substance Misuse": [19, 20],
        "Commissioning and Procurement": [21, 22],
    }
    due = {(e.due, e.due_set_by) for e in report.recommendations}
    assert due == {(date(2021, 3, 31), "APCC Race Disparity Working Group")}
    texts = [t for e in report.recommendations for t in (e.wording, e.priority, e.expected_outcome)]
    assert all(isinstance(text, str) and "ACTION" not in text for text in texts)
    assert sum("unlabelled" in loss for loss in losses(paper)) == 1
    assert any("label of action 19" in loss for loss in losses(paper))
    assert sum("in doubt" in loss for loss in losses(paper)) == 4


def test_a_programme_update_has_a_note_under_each_heading() -> None:
    paper = read(PROGRAMME_TEXT)
    assert paper.meeting is not None
    assert (paper.meeting.date, paper.meeting.day_known) == (date(2023, 3, 1), False)
    assert [(b.slug, b.name) for b in paper.bodies] == [("panel", "Ourshire Police and Crime Panel")]
    assert [(n.report, n.heading, n.text, n.position) for n in paper.notes] == [
        (
            "id-2022",
            "People",
            "- Ann Archer leads, as the Identifying Disproportionality Report asked.\n"
            "- A deputy is named in the plan of May",
            1,
        ),
        ("id-2022", "Money", "- There is enough for the year.\n- More is asked for.", 2),
    ]
    assert [(r.slug, r.recommendations) for r in paper.reports] == [("id-2022", ())]


def test_a_programme_update_on_no_known_report_is_refused() -> None:
    with pytest.raises(Refused, match="line 2: the update names no report that is known"):
        read(changed(PROGRAMME_TEXT, "Identifying Disproportionality Report", "other report"))


def test_the_real_programme_update() -> None:
    paper = read_paper(PROGRAMME, real(PROGRAMME))
    assert paper.meeting is not None
    assert (paper.meeting.body, paper.meeting.date) == ("panel", date(2022, 6, 1))
    assert not paper.meeting.day_known
    assert paper.bodies[0].name == "Avon and Somerset Police and Crime Panel"
    items = {n.heading: n.text.count("\n- ") + 1 for n in paper.notes}
    assert items == {
        "Leadership": 3,
        "Ambition": 3,
        "Measures of Success": 2,
        "Lived Experience": 2,
        "Scrutiny & Accountability": 3,
        "Partnership": 2,
        "Resources": 3,
        "Communications and Engagement": 2,
    }
    assert all(line.startswith("- ") for n in paper.notes for line in n.text.split("\n"))
    assert "<" not in "".join(n.text for n in paper.notes)
    assert paper.losses == ()


def test_a_commissioners_report_is_its_meeting_and_losses() -> None:
    paper = read(COMMISSIONER_TEXT)
    assert paper.meeting is not None
    assert (paper.meeting.body, paper.meeting.date) == ("panel", date(2023, 3, 7))
    assert (paper.reports, paper.notes) == ((), ())
    assert paper.bodies[0].name == "Ourshire Police and Crime Panel"
    line = line_of(COMMISSIONER_TEXT, "Complaints Panel")
    why = "prose: figures in prose are not read"
    assert f"lines {line} to {line + 4}: section “Complaints Panel”: {why}" in losses(paper)


def test_the_real_commissioners_report() -> None:
    paper = read_paper(COMMISSIONER, real(COMMISSIONER))
    assert paper.meeting is not None
    assert (paper.meeting.body, paper.meeting.date) == ("panel", date(2019, 2, 5))
    assert paper.reports == ()
    sections = [loss.what for loss in paper.losses if loss.what.startswith("section")]
    assert len(sections) == 22
    assert "section “Lammy Review”" in sections
