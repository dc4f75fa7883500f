"""A performance report laid out as records: keys, fields, and what has no place among the records."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.reading.entries import KINDS, lay_out, placed
from performance.reading.read import read_report
from performance.reading.report import (
    AssessmentEntry,
    FigureEntry,
    PerformanceReport,
    PriorityEntry,
    StatedEntry,
    TargetEntry,
    TermEntry,
    ToldEntry,
)
from recommendations.plan import Entry
from recommendations.reading.paper import MeetingEntry, Place, Refused
from recommendations.reading.slugs import slug_of
from tests.papers import BOARD, FIXTURES, real

BOARD_MEETING = MeetingEntry(Place(1, 1), "pab", date(2022, 11, 2))
PANEL_MEETING = MeetingEntry(Place(1, 1), "panel", date(2019, 2, 5))
DAY = date(2022, 9, 30)
OUTCOMES = {"appropriate": "appropriate", "no consensus": "no-consensus"}
GROUPS = {"cases": OUTCOMES, "officers": {}}


def at(line: int) -> Place:
    return Place(line, line)


def laid(
    report: PerformanceReport, meeting: MeetingEntry | None = BOARD_MEETING, own_force: str = "ours"
) -> list[Entry]:
    return lay_out(report, meeting=meeting, own_force=own_force, groups=GROUPS)


def fields_of(entries: list[Entry]) -> dict[tuple[str, str], dict[str, object]]:
    return {(entry.kind, entry.key): dict(entry.fields) for entry in entries}


WHOLE = PerformanceReport(
    priorities=(
        PriorityEntry(
            at(2),
            "Our plan",
            "Fewer burglaries",
            (
                AssessmentEntry(at(3), "Burglaries", "Stable", 2, 8, "below", "50%"),
                AssessmentEntry(at(4), "Thefts"),
            ),
            (TargetEntry(at(5), "Officers", "By spring", 90, DAY), TargetEntry(at(6), "Dogs", "Later", 0)),
            (ToldEntry(at(7), 1, "Patrol."),),
            (ToldEntry(at(8), 2, "Quiet."),),
            ("Officers",),
        ),
        PriorityEntry(at(9), "", "Roads", (AssessmentEntry(at(10), "Crashes", "Reducing"),)),
    ),
    figures=(
        FigureEntry(at(11), "Officers", DAY, DAY, 0),
        FigureEntry(at(12), "Cases", date(2022, 9, 1), DAY, 3, 7, "No Consensus"),
    ),
    stated=(
        StatedEntry(at(13), "Share", 97.7, "%", "share-of-target", measure="Officers", note="Rounded"),
        StatedEntry(at(14), "Told", 40, "", "recommendations-told", report="id-2022"),
    ),
    terms=(TermEntry(at(15), "MSG", "Alike."),),
)


def test_each_record_has_its_key_and_the_fields_that_are_stated() -> None:
    assert fields_of(laid(WHOLE)) == {
        ("priority", "fewer-burglaries"): {
            "framework": "Our plan",
            "heading": "Fewer burglaries",
            "position": 1,
        },
        ("priority", "roads"): {"heading": "Roads", "position": 2},
        ("measure", "burglaries"): {"name": "Burglaries", "priority": "fewer-burglaries", "position": 1},
        ("measure", "thefts"): {"name": "Thefts", "priority": "fewer-burglaries", "position": 2},
        ("measure", "officers"): {"name": "Officers", "priority": "fewer-burglaries", "position": 3},
        ("measure", "crashes"): {"name": "Crashes", "priority": "roads", "position": 1},
        ("measure", "dogs"): {"name": "Dogs"},
        ("measure", "cases"): {"name": "Cases"},
        ("assessment", "pab-2022-11-02/burglaries"): {
            **{"trend": "Stable", "rank": 2, "out_of": 8, "against": "below", "note": "50%"},
            "position": 1,
        },
        ("assessment", "pab-2022-11-02/thefts"): {"position": 2},
        ("assessment", "pab-2022-11-02/crashes"): {"trend": "Reducing", "position": 3},
        ("target", "pab-2022-11-02/officers/by-spring"): {"name": "By spring", "value": 90, "by": DAY},
        ("target", "pab-2022-11-02/dogs/later"): {"name": "Later", "value": 0},
        ("observation", "officers/ours/all/2022-09-30/2022-09-30"): {"numerator": 0},
        ("observation", "cases/ours/no-consensus/2022-09-01/2022-09-30"): {"numerator": 3, "denominator": 7},
        ("stated", "pab-2022-11-02/share"): {
            **{"label": "Share", "value": 97.7, "unit": "%", "compares": "share-of-target"},
            **{"measure": "officers", "note": "Rounded"},
        },
        ("stated", "pab-2022-11-02/told"): {
            **{"label": "Told", "value": 40, "compares": "recommendations-told"},
            "report": "id-2022",
        },
        ("action", "pab-2022-11-02/fewer-burglaries/1"): {"text": "Patrol."},
        ("comment", "pab-2022-11-02/fewer-burglaries/2"): {"text": "Quiet."},
        ("term", "pab-2022-11-02/msg"): {"term": "MSG", "meaning": "Alike."},
    }


def test_labels_can_be_read_and_each_record_keeps_its_place() -> None:
    told = {entry.label: entry.place.line for entry in laid(WHOLE) if entry.kind not in KINDS[:2]}
    assert told == {
        "Burglaries: trend and benchmark": 3,
        "Thefts: trend and benchmark": 4,
        "Crashes: trend and benchmark": 10,
        "Officers: By spring": 5,
        "Dogs: Later": 6,
        "Officers, 30 September 2022": 11,
        "Cases, No Consensus, September 2022": 12,
        "Share": 13,
        "Told": 14,
        "Fewer burglaries: planned action 1": 7,
        "Fewer burglaries: comment 2": 8,
        "Glossary: MSG": 15,
    }


def test_records_come_in_the_order_in_which_they_have_to_be_made() -> None:
    kinds = [KINDS.index(entry.kind) for entry in laid(WHOLE)]
    assert kinds == sorted(kinds)
    assert {entry.kind for entry in laid(WHOLE)} == set(KINDS)


def test_an_empty_report_lays_out_nothing() -> None:
    assert laid(PerformanceReport(), None, "") == []


# Refused


PRIORITY = PriorityEntry(at(2), "Plan", "Roads")
HANGING = {
    3: replace(PRIORITY, measures=WHOLE.priorities[0].measures),
    5: replace(PRIORITY, targets=WHOLE.priorities[0].targets),
    7: replace(PRIORITY, actions=WHOLE.priorities[0].actions),
    8: replace(PRIORITY, comments=WHOLE.priorities[0].comments),
}


@pytest.mark.parametrize(
    ("line", "report"),
    [
        *((line, PerformanceReport((priority,))) for line, priority in HANGING.items()),
        (13, PerformanceReport(stated=WHOLE.stated)),
        (15, PerformanceReport(terms=WHOLE.terms)),
    ],
)
def test_what_a_meeting_was_told_needs_a_meeting(line: int, report: PerformanceReport) -> None:
    with pytest.raises(Refused) as refused:
        laid(report, meeting=None)
    assert str(refused.value) == f"Line {line}: this was told to a meeting, and the paper names none."


def test_headings_and_figures_need_no_meeting() -> None:
    report = PerformanceReport((PRIORITY,), WHOLE.figures)
    assert [e.kind for e in laid(report, meeting=None)] == [
        *("priority", "measure", "measure", "observation", "observation")
    ]


def figure(measure: str, group: str) -> PerformanceReport:
    return PerformanceReport(figures=(FigureEntry(at(9), measure, DAY, DAY, 1, None, group),))


@pytest.mark.parametrize(
    ("report", "own_force", "message"),
    [
        (
            figure("Cases", ""),
            "",
            "Line 9: a figure of the office's own force: the records do not say yet which force is the"
            " office's own.",
        ),
        (figure("Cases", "Fine"), "ours", "Line 9: “Fine” is no group of “Cases”."),
        (figure("Dogs", "Big"), "ours", "Line 9: “Dogs” has groups, but its measure is not defined yet."),
        (
            figure("Officers", "New"),
            "ours",
            "Line 9: “Officers” has groups, but its measure is not defined yet.",
        ),
        (figure("–", ""), "ours", "Line 9: “–” has no letter or figure to make an address of."),
    ],
)
def test_a_figure_without_a_place_is_refused(report: PerformanceReport, own_force: str, message: str) -> None:
    with pytest.raises(Refused) as refused:
        laid(report, own_force=own_force)
    assert str(refused.value) == message


def again(report: PerformanceReport) -> PerformanceReport:
    """The same told once more, lower down; the term in other letters."""
    return PerformanceReport(
        report.priorities + tuple(replace(p, place=at(99)) for p in report.priorities),
        report.figures + tuple(replace(f, place=at(99)) for f in report.figures),
        report.stated + tuple(replace(s, place=at(99)) for s in report.stated),
        report.terms + tuple(replace(t, place=at(99), term="msg") for t in report.terms),
    )


@pytest.mark.parametrize(
    ("report", "what"),
    [
        (PerformanceReport((PRIORITY,)), "“Roads” stands already on line 2"),
        (
            PerformanceReport(figures=WHOLE.figures[:1]),
            "“Officers, 30 September 2022” stands already on line 11",
        ),
        (PerformanceReport(stated=WHOLE.stated[:1]), "“Share” stands already on line 13"),
        (PerformanceReport(terms=WHOLE.terms), "“Glossary: msg” stands already on line 15"),
    ],
)
def test_what_stands_twice_is_refused(report: PerformanceReport, what: str) -> None:
    with pytest.raises(Refused) as refused:
        laid(again(report))
    assert str(refused.value) == f"Line 99: {what}."


def test_a_measure_under_two_headings_is_refused() -> None:
    thefts = AssessmentEntry(at(20), "THEFTS")
    second = PriorityEntry(at(19), "Plan", "Shops", (thefts,))
    with pytest.raises(Refused, match="Line 20: “THEFTS” stands already on line 4"):
        laid(replace(WHOLE, priorities=(WHOLE.priorities[0], second)))


# Figures that the records have no place for yet


def kept(report: PerformanceReport, own_force: str = "ours") -> tuple[list[str], list[str]]:
    found = placed(report, own_force=own_force, groups=GROUPS)
    return [f.measure for f in found.figures], [f"{x.place}: {x.what}: {x.why}" for x in found.losses]


def test_no_figure_has_a_place_before_the_office_names_its_force() -> None:
    why = "the records do not say yet which force is the office's own"
    assert kept(WHOLE, own_force="") == (
        [],
        [
            f"line 11: Officers, 30 September 2022: {why}",
            f"line 12: Cases, No Consensus, September 2022: {why}",
        ],
    )


@pytest.mark.parametrize("measure", ["Dogs", "Officers"])
def test_a_group_has_no_place_before_its_measure_is_defined(measure: str) -> None:
    why = "it has groups, but its measure is not defined yet"
    assert kept(figure(measure, "Big")) == ([], [f"line 9: {measure}, Big, 30 September 2022: {why}"])
    assert kept(figure(measure, "")) == ([measure], [])


def test_a_group_that_a_defined_measure_does_not_have_stays_to_be_refused() -> None:
    assert kept(figure("Cases", "Fine")) == (["Cases"], [])


@given(
    st.lists(
        st.tuples(st.sampled_from(["Cases", "Dogs", "Officers"]), st.sampled_from(["", "Appropriate"])),
        unique=True,
    ),
    st.sampled_from(["", "ours"]),
)
def test_each_figure_is_either_kept_or_lost_and_what_is_kept_can_be_laid_out(
    wanted: list[tuple[str, str]], own_force: str
) -> None:
    figures = tuple(FigureEntry(at(i), m, DAY, DAY, i, None, g) for i, (m, g) in enumerate(wanted, 1))
    found = placed(PerformanceReport(figures=figures), own_force=own_force, groups=GROUPS)
    lines = [f.place.line for f in found.figures] + [loss.place.line for loss in found.losses]
    assert sorted(lines) == list(range(1, len(figures) + 1))
    entries = lay_out(found, meeting=None, own_force=own_force, groups=GROUPS)
    assert sum(entry.kind == "observation" for entry in entries) == len(found.figures)


# The papers


def test_paper_and_fixture_of_november_make_the_same_records() -> None:
    name = "2022-11-02-pab.yaml"
    ours = laid(read_report(name, (FIXTURES / name).read_bytes()))
    theirs = laid(read_report(BOARD, real(BOARD)))
    assert len({(entry.kind, entry.key) for entry in ours}) == len(ours)
    assert Counter(entry.kind for entry in ours) == {
        **{"priority": 11, "measure": 28, "assessment": 27, "target": 2, "observation": 1},
        **{"stated": 2, "action": 63, "comment": 20, "term": 14},
    }

    def facts(entries: list[Entry]) -> dict[tuple[str, str], dict[str, object]]:
        """All but the wordings, which are each their own."""
        return {
            key: {name: value for name, value in fields.items() if name not in ("text", "meaning")}
            for key, fields in fields_of(entries).items()
        }

    assert facts(ours) == facts(theirs)


def test_the_panel_fixture_of_2019_is_observations_and_one_stated_figure() -> None:
    name = "2019-02-05-panel.yaml"
    report = read_report(name, (FIXTURES / name).read_bytes())
    groups: dict[str, dict[str, str]] = {}
    for told in report.figures:
        known = groups.setdefault(slug_of(told.measure), {})
        known[told.group.casefold()] = slug_of(told.group)
    entries = lay_out(report, meeting=PANEL_MEETING, own_force="ours", groups=groups)
    assert Counter(entry.kind for entry in entries) == {"measure": 8, "observation": 25, "stated": 1}
    keys = [entry.key for entry in entries if entry.kind == "observation"]
    assert "out-of-court-disposals-scrutinised/ours/no-consensus/2018-12-05/2018-12-05" in keys
    assert len(set(keys)) == 25
