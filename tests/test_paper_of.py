"""A meeting's paper, taken from the records: what was read in comes out, and what staff wrote is in it."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from performance.actions.figure_files import keep_source
from performance.files.told import About
from performance.models import Assessment, Force, Measure, Observation, PlannedAction, Priority, Target
from performance.paper_of import report_at
from performance.reading.entries import placed
from performance.reading.read import read_report
from performance.records import groups_known, own_force
from recommendations.models import Addressee, Body, Lead, Meeting, Paper, PublishedCount
from recommendations.paper_of import paper_at, unwritten
from recommendations.reading.paper import NOT_STATED, Place, RecommendationEntry
from recommendations.reading.read import read_paper
from recommendations.text import canonical
from tests.conftest import FIXTURES, read_in
from tests.papers import BOARD, real
from tests.records import a_body, a_recommendation, a_report, a_theme, tell

NOVEMBER = "pab-2022-11-02"


def bare(value: Any) -> Any:
    """The same without places, its texts in the form in which they are compared."""
    if isinstance(value, Place):
        return Place()
    if isinstance(value, str):
        return canonical(value)
    if isinstance(value, tuple):
        return tuple(map(bare, value))
    if is_dataclass(value) and not isinstance(value, type):
        held = {f.name: bare(getattr(value, f.name)) for f in fields(value)}
        if isinstance(value, RecommendationEntry) and value.bodies:
            held["bodies"] = tuple(sorted(value.bodies))  # the records keep no order of those addressed
        return replace(value, **held)
    return value


def same_paper(paper: Any) -> Any:
    """What of a paper the records hold: not its file, not its losses, not how its tables were read."""
    return bare(replace(paper, name="", sha256="", losses=(), tables=(), abridged=False))


@pytest.fixture
def own(db) -> Force:
    return Force.objects.create(slug="avon-and-somerset", name="Avon and Somerset", is_own=True)


def the_meeting(slug: str = NOVEMBER) -> Meeting:
    found: Meeting = Meeting.objects.called(slug).select_related("body").get()
    return found


def whole(name: str) -> bytes:
    """A paper: a real one, or one of the fixtures as if its words were the paper's own."""
    data = (FIXTURES / name).read_bytes() if name.endswith(".yaml") else real(name)
    return data.replace(b"abridged: true", b"abridged: false")


@pytest.mark.parametrize("name", [BOARD, "2022-11-02-pab.yaml"])
def test_the_paper_of_november_comes_out_as_it_was_read_in(administrator, name):
    data = whole(name)
    read_in(name, data, administrator)
    got, read = same_paper(paper_at(the_meeting())), same_paper(read_paper(name, data))
    assert len(got.reports) == 36
    assert sum(len(r.recommendations) for r in got.reports if r.scheme == "rag") == 42
    for field in fields(read):
        assert getattr(got, field.name) == getattr(read, field.name), field.name


@pytest.mark.parametrize("name", [BOARD, "2022-11-02-pab.yaml"])
@pytest.mark.parametrize("forces", [0, 1])
def test_its_performance_report_comes_out_as_it_was_read_in(administrator, name, forces, request):
    if forces:
        request.getfixturevalue("own")
    data = whole(name)
    read_in(name, data, administrator)
    read = placed(read_report(name, data), own_force=own_force(), groups=groups_known())
    got = bare(report_at(the_meeting()))
    assert got == bare(replace(read, losses=()))
    assert len(got.priorities) == 11
    assert sum(len(p.measures) for p in got.priorities) == 27
    assert len(got.figures) == forces


def test_what_staff_wrote_is_in_the_paper_and_what_they_did_not_write_is_not(records):
    paper = paper_at(records.second)
    review = next(report for report in paper.reports if report.slug == "review")
    assert [r.number for r in review.recommendations] == [1, 2, 3, 5]
    assert [r.update.status for r in review.recommendations] == ["Amber", "Green", "Amber", None]
    assert [(theme.name, theme.lead) for theme in review.themes] == [
        ("Searches", "Bob Later"), ("Courts", "Cem Steady"),
    ]  # fmt: skip
    assert paper.notes[0].text == "A plan\n\n- one\n- two"
    assert paper.next_meeting.date == records.draft.date
    assert (paper.next_meeting.quarter, paper.next_meeting.draft) == (NOT_STATED, True)
    assert not paper.meeting.draft


def test_a_past_meeting_keeps_the_lead_it_had_and_a_draft_is_said_to_be_one(records, editor):
    first = paper_at(records.first).reports[0]
    assert [theme.lead for theme in first.themes] == ["Ann Early", "Cem Steady"]
    tell(records.draft, records.numbers[4], "green", "Done", by=editor)
    draft = paper_at(records.draft)
    assert draft.meeting.draft
    assert draft.next_meeting is None
    assert [r.number for r in draft.reports[0].recommendations] == [4]
    assert [theme.name for theme in draft.reports[0].themes] == ["Courts"]


def test_what_a_draft_is_not_told_yet_is_counted_by_report(records, editor):
    assert [(u.slug, u.recommendations) for u in unwritten(records.draft)] == [
        ("review", 5), ("custody", 2), ("bail", 3), ("fraud", 3),
    ]  # fmt: skip
    tell(records.draft, records.numbers[4], "green", "Done", by=editor)
    PublishedCount.objects.create(meeting=records.draft, report=records.inspection, counted="total", value=3)
    assert [(u.slug, u.recommendations) for u in unwritten(records.draft)] == [
        ("review", 4), ("custody", 2), ("fraud", 3),
    ]  # fmt: skip
    assert unwritten(records.first) == []


def test_counts_are_as_stated_and_are_worked_out_only_where_none_is(records, editor):
    reports = {report.slug: report for report in paper_at(records.second).reports}
    assert [(c.counted.value, c.status, c.value) for c in reports["bail"].counts] == [
        ("total", "", 3), ("at status", "With Force", 2), ("at status", "With FLL", 0),
        ("at status", "Closed", 1),
    ]  # fmt: skip
    assert [(c.status, c.value) for c in reports["fraud"].counts] == [("", 3)]
    assert [(c.status, c.value) for c in reports["custody"].counts] == [
        ("", 2), ("With Force", 0), ("With FLL", 1), ("With HMICFRS CoS", 0), ("Further work req.", 0),
        ("Closed", 1),
    ]  # fmt: skip
    tell(records.draft, records.inspection.recommendations.get(number=1), "closed", by=editor)
    draft = paper_at(records.draft).reports[0]
    assert [(c.status, c.value) for c in draft.counts] == [("", 3)]  # two of three were never placed
    assert [(r.number, bool(r.update)) for r in draft.recommendations] == [(1, True), (2, False), (3, False)]


def test_bodies_come_after_what_they_sit_under_and_loops_end(records):
    board, lcjb, panel = (a_body(slug, slug) for slug in ("pab", "lcjb", "a-panel"))
    Body.objects.filter(pk=board.pk).update(parent=lcjb)
    Body.objects.filter(pk=lcjb.pk).update(parent=panel)
    Addressee.objects.create(recommendation=records.numbers[1], body=a_body("yots", "YOTs"))
    meeting = Meeting.objects.select_related("body").get(pk=records.second.pk)
    assert [body.slug for body in paper_at(meeting).bodies] == ["a-panel", "lcjb", "pab", "yots"]
    Body.objects.filter(pk=panel.pk).update(parent=board)
    assert len(paper_at(meeting).bodies) == 4


def test_a_report_that_another_part_names_is_described(records):
    assert [r.slug for r in paper_at(records.draft).reports] == []
    (named,) = paper_at(records.draft, naming=["fraud"]).reports
    assert (named.slug, named.recommendations, named.counts) == ("fraud", (), ())


def test_a_target_is_read_beside_the_latest_figure_where_no_paper_told_one(records, editor, own):
    priority = Priority.objects.create(slug="streets", framework="The plan", heading="Streets")
    officers = Measure.objects.create(slug="officers", name="Officers", priority=priority)
    Target.objects.create(measure=officers, meeting=records.second, slug="more", name="More", value=90)
    source = keep_source(name="a.csv", data=b"month,value\n2022-01,1\n", about=About(), by=editor)
    for day, count in ((date(2022, 8, 31), 81), (date(2022, 9, 30), 82), (date(2022, 10, 31), 83)):
        Observation.objects.create(
            measure=officers, force=own, start=day, end=day, numerator=count, source=source
        )
    report = report_at(records.second)
    assert [(f.end, f.value) for f in report.figures] == [(date(2022, 9, 30), 82)]
    assert report.priorities[0].figure_measures == ("Officers",)
    assert report_at(records.first).figures == ()


def test_the_paper_of_another_draft_tells_no_figure(records, administrator, own):
    priority = Priority.objects.create(slug="streets", framework="The plan", heading="Streets")
    officers = Measure.objects.create(slug="officers", name="Officers", priority=priority)
    Target.objects.create(measure=officers, meeting=records.second, slug="more", name="More", value=90)
    paper = Paper.objects.create(
        name="a.txt",
        sha256="0" * 64,
        content=b"",
        uploaded_at=timezone.now(),
        uploaded_by=administrator,
        meeting=records.draft,
    )
    day = date(2022, 9, 30)
    Observation.objects.create(measure=officers, force=own, start=day, end=day, numerator=9, paper=paper)
    assert report_at(records.second).figures == ()
    assert [f.value for f in report_at(records.draft).figures] == [9]


def test_a_paper_asks_as_much_of_the_database_for_many_records_as_for_few(records, editor):
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            paper_at(records.second)
            report_at(records.second)
            unwritten(records.second)
        return len(captured.captured_queries)

    def grow(first: int, last: int) -> None:
        for number in range(first, last):
            theme = a_theme(records.report, f"theme-{number}")
            row = a_recommendation(records.report, number, theme=theme)
            tell(records.second, row, "red", by=editor)
            Addressee.objects.create(recommendation=row, body=a_body(f"b-{number}", f"Body {number}"))
            Lead.objects.create(recommendation=row, name=f"Lead {number}", meeting=records.second)
            stages = a_report(f"stages-{number}", "stages", year_label=f"{number}")
            tell(records.second, a_recommendation(stages), "closed", by=editor)
            priority = Priority.objects.create(slug=f"p-{number}", framework="F", heading=f"P {number}")
            measure = Measure.objects.create(slug=f"m-{number}", name=f"M {number}", priority=priority)
            at = {"meeting": records.second}
            Assessment.objects.create(measure=measure, trend="Stable", **at)
            Target.objects.create(measure=measure, slug="more", name="More", value=1, **at)
            PlannedAction.objects.create(priority=priority, number=1, text="Do", **at)

    grow(10, 12)
    asked()  # what is read once and kept
    few = asked()
    grow(20, 30)
    assert asked() == few <= 32
