"""The performance report of November 2022, counted by hand: from the paper and from its fixture."""

from collections.abc import Callable
from datetime import date

import pytest

from performance.reading.read import read_report
from performance.reading.report import PerformanceReport
from tests.papers import BOARD, FIXTURES, real

NATIONAL = "National Police and Crime Measures"
PLAN = (
    "Avon and Somerset Police and Crime Plan 2021-2025, Priority 3"
    " – Leading the police to be efficient and effective"
)
# framework, heading, how many planned actions and comments
HEADINGS = [
    (NATIONAL, "Reduce Murder and Other Homicide", 5, 1),
    (NATIONAL, "Reduce Serious Violence", 5, 1),
    (NATIONAL, "Disrupt Drugs Supply and County Lines", 5, 2),
    (NATIONAL, "Reduce Neighbourhood Crime", 5, 1),
    (NATIONAL, "Tackle Cybercrime", 4, 1),
    (NATIONAL, "Improve Victim Satisfaction, with a Focus on Victims of Domestic Abuse", 8, 2),
    (NATIONAL, "Better Criminal Justice Outcomes for Rape Cases", 5, 1),
    (PLAN, "Recruiting officers and capability", 9, 5),
    (PLAN, "Demand management to increase visible policing and time to fight crime", 6, 1),
    (PLAN, "Crime recording and response to calls for service", 5, 3),
    (PLAN, "Environmental impact", 6, 2),
]
INVESTIGATE = "Investigate 100% of all cyber dependant crime disseminated to forces"
ADVISE = "Provide 100% of all cyber dependant crime victims with specialist advice"
# heading, measure, trend, rank, out of, against the average, note
MEASURES = [
    (0, "Police recorded homicide offences", "Stable", 8, 8, "above", ""),
    (1, "Police recorded serious violence offences", "Stable", 3, 8, "below", ""),
    (2, "Number of all drugs disruptions", "Stable", None, None, "", ""),
    (2, "Number of county lines disrupted", "Stable", None, None, "", ""),
    (2, "Number of drug trafficking offences", "Reducing", 8, 8, "below", ""),
    (3, "Police recorded residential burglary offences", "Stable", 7, 8, "above", ""),
    (3, "Police recorded vehicle crime offences", "Stable", 4, 8, "similar", ""),
    (3, "Police recorded personal robbery offences", "Stable", 8, 8, "above", ""),
    (3, "Police recorded theft from the person offences", "Stable", 2, 8, "similar", ""),
    (4, INVESTIGATE, "Stable", None, None, "", "100%"),
    (4, ADVISE, "Stable", None, None, "", "100%"),
    (4, "Action Fraud Offences", "Reducing", None, None, "", ""),
    (5, "Overall victim satisfaction rate", "Reducing", None, None, "", ""),
    (5, "Burglary victim satisfaction rate", "Reducing", None, None, "", ""),
    (5, "Hate crime victim satisfaction rate", "Reducing", None, None, "", ""),
    (5, "Violent crime victim satisfaction rate", "Stable", None, None, "", ""),
    (5, "ASB victim satisfaction rate", "Reducing", None, None, "", ""),
    (6, "Charge volumes for rape offences", "Increasing", None, None, "", ""),
    (6, "Charge rate for rape offences", "Stable", 4, 8, "below", ""),
    (8, "Police visibility", "Stable", None, None, "", ""),
    (9, "999 abandonment rate", "Increasing", None, None, "", ""),
    (9, "SLA compliance – immediate calls", "Reducing", None, None, "", ""),
    (9, "SLA compliance – priority calls", "Stable", None, None, "", ""),
    (9, "SLA compliance – routine calls", "Reducing", None, None, "", ""),
    (10, "Carbon emissions – electricity", "Reducing", None, None, "", ""),
    (10, "Carbon emissions – gas", "Increasing", None, None, "", ""),
    (10, "Carbon emissions – combined", "Reducing", None, None, "", ""),
]
TERMS = [
    *("Abandonment rate", "Action Fraud", "ASP", "Charge", "Cyber dependent crime", "CPS", "Domestic abuse"),
    *("MSG", "Neighbourhood Crime", "Patrol", "Project Bluestone", "Serious violence", "SLA", "Visibility"),
]
MSG = ("Derbyshire", "Essex", "Hampshire", "Hertfordshire", "Kent", "Staffordshire", "Sussex")


def from_paper() -> PerformanceReport:
    return read_report(BOARD, real(BOARD))


def from_fixture() -> PerformanceReport:
    name = "2022-11-02-pab.yaml"
    return read_report(name, (FIXTURES / name).read_bytes())


both = pytest.mark.parametrize("read", [from_paper, from_fixture], ids=["paper", "fixture"])
Read = Callable[[], PerformanceReport]


@both
def test_the_eleven_headings_stand_in_order_with_their_actions_and_comments(read: Read) -> None:
    assert [(p.framework, p.heading, len(p.actions), len(p.comments)) for p in read().priorities] == HEADINGS


@both
def test_each_measure_is_read_cell_by_cell(read: Read) -> None:
    rows = [
        (at, m.measure, m.trend, m.rank, m.out_of, m.against, m.note)
        for at, priority in enumerate(read().priorities)
        for m in priority.measures
    ]
    assert len(rows) == 27
    assert rows == MEASURES


@both
def test_the_uplift_is_one_figure_and_two_targets_under_its_heading(read: Read) -> None:
    report = read()
    (figure,) = report.figures
    day = date(2022, 9, 30)
    assert (figure.measure, figure.value, figure.group) == ("Police officer headcount", 3255, "")
    assert (figure.start, figure.end, figure.denominator) == (day, day, None)
    assert [p.heading for p in report.priorities if p.figure_measures] == [HEADINGS[7][1]]
    assert report.priorities[7].figure_measures == ("Police officer headcount",)
    assert [(t.measure, t.name, t.value, t.by) for p in report.priorities for t in p.targets] == [
        ("Police officer headcount", "Target officers", 3291, date(2023, 3, 31)),
        ("Police officer headcount", "Temporary uplift target", 3331, None),
    ]


@both
def test_two_figures_are_kept_as_stated(read: Read) -> None:
    told = [(s.label, s.value, s.unit, s.compares, s.measure, s.report) for s in read().stated]
    assert told == [
        (
            *("Current officers as % of target", 97.7, "%", "share-of-target"),
            *("Police officer headcount", ""),
        ),
        ("Internal recommendations", 40, "recommendations", "recommendations-told", "", "id-2022"),
    ]


@both
def test_the_share_of_target_is_against_the_temporary_target(read: Read) -> None:
    report = read()
    shares = [round(100 * report.figures[0].value / t.value, 1) for t in report.priorities[7].targets]
    assert shares == [98.9, 97.7]
    assert report.stated[0].value == shares[1]


@both
def test_the_glossary_has_its_terms_and_the_forces_most_similar(read: Read) -> None:
    terms = {entry.term: entry.meaning for entry in read().terms}
    assert list(terms) == TERMS
    assert all(force in terms["MSG"] for force in MSG)
    assert not any("](" in meaning for meaning in terms.values())


@both
def test_items_are_numbered_from_one(read: Read) -> None:
    for priority in read().priorities:
        for told in (priority.actions, priority.comments):
            assert [entry.number for entry in told] == list(range(1, len(told) + 1))
            assert all(entry.text and "](" not in entry.text for entry in told)


def test_only_charts_two_headings_and_a_footnote_are_lost() -> None:
    losses = from_paper().losses
    charts = [loss for loss in losses if ": the chart “" in loss.what]
    assert {loss.why for loss in charts} == {"its chart is a picture: no figures behind it"}
    assert [loss.place.line for loss in charts] == [
        *(138, 170, 224, 229, 233, 237, 262, 282, 312, 372, 409, 413, 433),
    ]
    assert [(loss.place.line, loss.what) for loss in losses if loss not in charts] == [
        (126, "a heading: (Priorities for Policing)"),
        (129, "a heading: Contribution of Avon and Somerset Police"),
        (333, "a footnote"),
    ]
    assert from_fixture().losses == ()


def test_no_item_of_the_paper_is_passed_over() -> None:
    lines = real(BOARD).decode().split("\n")[:451]
    report = from_paper()
    read = {e.place.line for p in report.priorities for e in (*p.actions, *p.comments)}
    assert read == {number for number, line in enumerate(lines, 1) if line.split(". ")[0].isdigit()}
    assert len(read) == 83


def test_a_paper_that_lost_any_one_line_gives_no_heading_and_no_measure_another_ones() -> None:
    """What is told under each heading of the damaged paper was told under that heading of the whole one."""
    whole = {p.heading: p for p in from_paper().priorities}
    lines = real(BOARD).decode().split("\n")
    for at in range(95, 451):
        damaged = "\n".join(lines[:at] + lines[at + 1 :])
        if not lines[at].strip():
            continue
        for p in read_report(BOARD, damaged.encode()).priorities:
            assert p.heading in whole, lines[at]
            of = whole[p.heading]
            assert of.framework.startswith(p.framework), lines[at]
            assert {m.measure for m in p.measures} <= {m.measure for m in of.measures}, lines[at]
            assert {a.text for a in p.actions} <= {a.text for a in of.actions}, lines[at]
            assert {c.text for c in p.comments} <= {c.text for c in of.comments}, lines[at]
