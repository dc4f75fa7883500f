"""The fixtures of this repository: facts counted by hand come out of fixture and real paper alike."""

from collections import Counter

import pytest

from recommendations.reading.fixture import write_fixture
from recommendations.reading.paper import NOT_STATED, Counted, Paper, ReportEntry
from recommendations.reading.read import read_paper
from tests.papers import BOARD, FIXTURES, PLAN, PROGRAMME, real

PAIRS = {
    "2022-11-02-pab.yaml": BOARD,
    "2020-10-apcc-action-plan.yaml": PLAN,
    "2022-06-panel.yaml": PROGRAMME,
}
NAMES = sorted(path.name for path in FIXTURES.glob("*.yaml"))


def fixture(name: str) -> Paper:
    return read_paper(name, (FIXTURES / name).read_bytes())


def facts(report: ReportEntry) -> dict[str, object]:
    """What a fixture and the paper it was made from must agree in; the words are each their own."""
    return {
        "slug": report.slug,
        "title": report.title,
        "scheme": report.scheme,
        "year": report.year_label,
        "themes": [(theme.name, theme.lead) for theme in report.themes],
        "rows": [
            (e.number, e.theme, e.due, e.due_set_by, e.update and e.update.status)
            for e in report.recommendations
        ],
        "counts": [(c.counted, c.status, c.value) for c in report.counts],
    }


@pytest.mark.parametrize("name", NAMES)
def test_each_fixture_is_an_abridged_paper(name: str) -> None:
    paper = fixture(name)
    assert paper.abridged
    assert paper.losses == ()
    assert read_paper(name, write_fixture(paper).encode()).title == paper.title


def test_each_real_paper_with_recommendations_or_notes_has_its_fixture() -> None:
    assert set(PAIRS) <= set(NAMES)


@pytest.mark.parametrize("name", PAIRS)
def test_fixture_and_real_paper_state_the_same_facts(name: str) -> None:
    ours, theirs = fixture(name), read_paper(PAIRS[name], real(PAIRS[name]))
    assert [facts(report) for report in ours.reports] == [facts(report) for report in theirs.reports]
    assert [(n.report, n.heading, n.position) for n in ours.notes] == [
        (n.report, n.heading, n.position) for n in theirs.notes
    ]
    assert {b.slug: b.name for b in theirs.bodies}.items() <= {b.slug: b.name for b in ours.bodies}.items()
    for mine, printed in ((ours.meeting, theirs.meeting), (ours.next_meeting, theirs.next_meeting)):
        assert (mine is None) == (printed is None)
        if mine and printed:
            assert (mine.body, mine.date, mine.day_known) == (printed.body, printed.date, printed.day_known)
            assert (mine.quarter, mine.data_up_to) == (printed.quarter, printed.data_up_to)


def test_the_board_fixture_holds_the_facts_counted_by_hand() -> None:
    paper = fixture("2022-11-02-pab.yaml")
    report, *inspections = paper.reports
    numbers = [entry.number for entry in report.recommendations]
    assert numbers == [*range(1, 15), 19, 20, *range(24, 40), *range(64, 74)]
    assert Counter(e.update and e.update.status for e in report.recommendations) == {
        "Amber": 24,
        "Red": 15,
        "Green": 3,
    }
    assert all(e.summary is not NOT_STATED and e.wording is NOT_STATED for e in report.recommendations)
    counts = [count for inspection in inspections for count in inspection.counts]
    assert len(inspections) == 35
    assert sum(count.value for count in counts if count.counted is Counted.TOTAL) == 131
    assert sum(count.value for count in counts if count.counted is Counted.AT_STATUS) == 68
