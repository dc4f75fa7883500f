"""The performance report of a paper in the records: its 27 measures cell by cell, and nothing twice."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from performance.models import (
    Assessment,
    Comment,
    Measure,
    Observation,
    PlannedAction,
    Priority,
    StatedFigure,
    Target,
    Term,
)
from recommendations.history import acting
from recommendations.models import Meeting
from recommendations.reading.slugs import slug_of
from tests.conftest import FIXTURES, read_fixture, read_in, real_paper
from tests.importing import NOVEMBER
from tests.performance.test_reading_november import HEADINGS, MEASURES, TERMS
from tests.records import publish
from tracker.paper_import import plan_paper

FIXTURE = "2022-11-02-pab.yaml"


@pytest.fixture
def defined(administrator):
    """The administrator who loaded the definitions."""
    call_command("load_measures", "--by", administrator.username, stdout=StringIO())
    return administrator


@pytest.fixture(params=["fixture", "paper", "fixture then paper", "paper then fixture"])
def told(request, defined):
    """The files of the same report that were read: our words, the real paper, both in either order."""
    files = []
    for source in request.param.split(" then "):
        if source == "fixture":
            files.append((FIXTURE, (FIXTURES / FIXTURE).read_bytes()))
        else:
            files.append((NOVEMBER, real_paper("2022-11-02")))
        read_in(*files[-1], defined)
    return files


def test_the_measures_cell_by_cell(told):
    rows = Assessment.objects.order_by("measure__priority__position", "position")
    held = rows.values_list(
        "measure__priority__heading", "measure__name", "trend", "rank", "out_of", "against", "note"
    )
    assert list(held) == [(HEADINGS[place][1], *rest) for place, *rest in MEASURES]
    assert {row.meeting.slug for row in rows.select_related("meeting__body")} == {"pab-2022-11-02"}


def test_priorities_stand_in_the_papers_order_with_their_actions_and_comments(told):
    found = [
        (
            priority.framework,
            priority.heading,
            PlannedAction.objects.filter(priority=priority).count(),
            Comment.objects.filter(priority=priority).count(),
        )
        for priority in Priority.objects.order_by("position")
    ]
    assert found == HEADINGS


def test_the_uplift_is_a_figure_two_targets_and_a_stated_share(told):
    officers = Measure.objects.get(slug="police-officer-headcount")
    figure = Observation.objects.get(measure=officers)
    assert (figure.numerator, figure.start, figure.end) == (3255, date(2022, 9, 30), date(2022, 9, 30))
    assert figure.force.name == "Avon and Somerset"
    assert figure.paper is not None
    assert figure.source is None
    targets = Target.objects.filter(measure=officers).order_by("value")
    assert list(targets.values_list("name", "value", "by")) == [
        ("Target officers", 3291, date(2023, 3, 31)),
        ("Temporary uplift target", 3331, None),
    ]
    stated = dict(StatedFigure.objects.values_list("compares", "value"))
    assert stated == {"share-of-target": 97.7, "recommendations-told": 40}


def test_the_glossary_is_told_to_the_meeting(told):
    assert set(Term.objects.values_list("slug", flat=True)) == {slug_of(term) for term in TERMS}
    assert "Hertfordshire" in Term.objects.get(term="MSG").meaning


def test_definitions_stay_what_their_files_say(told):
    burglary = Measure.objects.get(slug="police-recorded-residential-burglary-offences")
    assert burglary.definition
    assert burglary.polarity == "lower"
    assert burglary.priority.heading == "Reduce Neighbourhood Crime"


def test_reading_again_writes_nothing(told):
    for name, data in told:
        assert plan_paper(name=name, data=data).plan.is_empty, name


def test_each_record_names_its_paper_and_line(defined):
    read_in(NOVEMBER, real_paper("2022-11-02"), defined)
    row = Assessment.history.get(measure__slug="police-recorded-homicide-offences")
    assert row.history_user == defined
    assert row.history_paper.name == NOVEMBER
    assert row.history_change_reason == f"Imported from {NOVEMBER}, line 136"


def test_without_definitions_all_is_read_but_the_figure_of_no_force(administrator):
    read_fixture(FIXTURE, administrator)
    assert Assessment.objects.count() == 27
    assert not Observation.objects.exists()
    losses = plan_paper(name=FIXTURE, data=(FIXTURES / FIXTURE).read_bytes()).plan.losses
    assert [loss.what for loss in losses] == ["Police officer headcount, 30 September 2022"]
    call_command("load_measures", "--by", "administrator", stdout=StringIO())
    read_fixture(FIXTURE, administrator)
    assert Observation.objects.get().numerator == 3255
    assert Measure.objects.get(slug="police-visibility").definition


def test_the_counts_of_2019_are_observations_of_their_periods(defined):
    read_fixture("2019-02-05-panel.yaml", defined)
    cases = Observation.objects.filter(measure__slug="out-of-court-disposals-scrutinised")
    by_group = dict(cases.values_list("group__name", "numerator"))
    assert by_group == {
        None: 24,
        "Appropriate": 3,
        "Appropriate with observations": 8,
        "Inappropriate": 12,
        "No consensus": 1,
    }
    recorded = Observation.objects.filter(measure__slug="complaints-recorded-in-all").order_by("end")
    assert list(recorded.values_list("start", "end", "numerator")) == [
        (date(2017, 4, 1), date(2017, 11, 30), 606),
        (date(2018, 4, 1), date(2018, 11, 30), 588),
    ]
    assert Observation.objects.get(measure__slug="ascend-conditions-set").numerator == 314
    assert Meeting.objects.called("panel-2019-02-05").exists()


def test_what_staff_corrected_is_a_conflict_and_kept(defined, editor):
    read_fixture(FIXTURE, defined)
    told = Assessment.objects.get(measure__slug="police-visibility")
    with acting(by=editor, page="/meetings/pab-2022-11-02/performance/"):
        told.trend = "Reducing"
        told.save()
    planned = plan_paper(name=FIXTURE, data=(FIXTURES / FIXTURE).read_bytes())
    (conflict,) = planned.plan.of("conflict")
    assert conflict.label == "Police visibility: trend and benchmark"
    read_in("again.yaml", (FIXTURES / FIXTURE).read_bytes() + b"# once more\n", defined)
    told.refresh_from_db()
    assert told.trend == "Reducing"


def test_what_was_left_empty_by_who_made_a_record_is_no_conflict_and_what_was_emptied_is(defined, editor):
    read_fixture(FIXTURE, defined)
    measure = Measure.objects.get(slug="police-visibility")
    assert measure.priority is not None  # the definitions had made the measure without one
    with acting(by=editor):
        measure.priority = None
        measure.save()
    planned = plan_paper(name=FIXTURE, data=(FIXTURES / FIXTURE).read_bytes())
    assert [change.label for change in planned.plan.of("conflict")] == ["Police visibility"]


DRAFT = """\
paper: A draft
abridged: true
holds: {bodies: 1, reports: 0, recommendations: 0, notes: 0}
meeting: {body: pab, date: 2023-02-07, data_up_to: 2022-12-31, draft: true}
bodies: [{slug: pab, name: Performance and Accountability Board}]
performance:
  holds: {priorities: 0, measures: 0, actions: 0, comments: 0, terms: 0, figures: 2, stated: 0}
  figures:
    - {measure: Police officer headcount, start: 2022-09-30, end: 2022-09-30, value: 3199}
    - {measure: Complaints formally recorded, start: 2022-08-01, end: 2022-08-31, value: 61}
"""


def test_what_a_draft_says_of_past_periods_shows_with_the_draft_only(defined, viewer, editor, client_of):
    read_fixture(FIXTURE, defined)
    read_in("draft.yaml", DRAFT.encode(), defined, publish=False)
    headcount = "/performance/measures/police-officer-headcount/"
    for url in (headcount, "/performance/measures/complaints-formally-recorded/"):
        shown = client_of(viewer).get(url).content.decode()
        assert "3,199" not in shown
        assert "No figures are on record." in shown, url
        assert (
            "No figures are on record."
            not in client_of(editor).get(f"{url}?meeting=pab-2023-02-07").content.decode()
        )
    history = "/history/observation/police-officer-headcount/avon-and-somerset/all/2022-09-30/2022-09-30/"
    assert client_of(viewer).get(history).status_code == 404
    publish(meeting=Meeting.objects.called("pab-2023-02-07").get(), by=editor)
    assert "3,199 officers" in client_of(viewer).get(headcount).content.decode()
    assert client_of(viewer).get(history).status_code == 200


def test_a_figure_that_a_paper_changes_is_that_papers_from_then_on(defined):
    read_fixture(FIXTURE, defined)
    read_in("draft.yaml", DRAFT.encode(), defined, publish=False)
    figure = Observation.objects.get(measure__slug="police-officer-headcount")
    assert (figure.numerator, figure.paper.name, figure.source) == (3199, "draft.yaml", None)
    assert list(figure.history.values_list("numerator", "paper__name")) == [
        (3199, "draft.yaml"),
        (3255, FIXTURE),
    ]
