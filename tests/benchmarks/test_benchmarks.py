"""What is measured is what it is called: pages answer, the raw query is the register, a verdict is true."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from django.test import Client

from recommendations.models import Meeting, Recommendation, Report, Update, User
from recommendations.register import OPENING, latest_update, read_register
from recommendations.sitting import Sitting
from recommendations.statuses import of_scheme
from tests.benchmarks import pages, records
from tests.benchmarks.figures import Figure, table, times


@pytest.fixture
def filled(editor: User) -> User:
    records.fill(2, 10, 4, 5, editor)
    return editor


@pytest.mark.urls("tests.benchmarks.urls")
def test_every_measured_page_answers(filled: User, client_of: Callable[[User | None], Client]) -> None:
    client = client_of(filled)
    measured = [*pages.PAGES, pages.HELLO, pages.RAW_REGISTER]
    assert {page.name: client.get(page.path).status_code for page in measured} == {
        page.name: 200 for page in measured
    }


@pytest.mark.urls("tests.benchmarks.urls")
def test_the_raw_query_gives_what_the_register_gives(
    filled: User, viewer: User, client_of: Callable[[User | None], Client]
) -> None:
    client = client_of(viewer)
    ours = list(csv.DictReader(io.StringIO(client.get(pages.REGISTER_CSV.path).content.decode())))
    raw = list(csv.reader(io.StringIO(client.get(pages.RAW_REGISTER.path).content.decode())))
    assert len(ours) == 10
    keys = ("number", "summary", "wording", "theme", "lead", "status", "narrative")
    assert [[row[key] for key in keys] for row in ours] == [[*row[:6], row[7]] for row in raw]
    assert [row["told"] for row in ours] == [f"{body}-{day}" for *_, body, day in raw]
    assert [row["movement"] == "No change" for row in ours] == [row[5] == row[6] for row in raw]


def test_the_register_follows_the_one_rule_at_every_meeting(filled: User) -> None:
    report = Report.objects.get(slug=pages.REPORT)
    Update.objects.filter(recommendation__number=3, meeting__date=records.MEETINGS[-1]).delete()
    Update.objects.filter(recommendation__number=4, meeting__date__gte=records.MEETINGS[-3]).delete()
    meetings = list(Meeting.objects.filter(body__slug=pages.OFFICE).order_by("date"))
    assert [meeting.is_draft for meeting in meetings] == [False] * 4 + [True]
    for meeting, previous in zip([None, *meetings], [None, None, *meetings], strict=False):
        sitting = Sitting(meeting=meeting, previous=previous)
        found = Recommendation.objects.filter(report=report).order_by("number")
        now, was = (
            list(found.values_list(latest_update(at), flat=True))
            for at in (sitting, Sitting(meeting=previous))
        )
        updates = Update.objects.select_related("status", "meeting__body").in_bulk({*now, *was} - {None})
        rows = read_register([report], sitting, of_scheme())
        assert [row.reported for row in rows] == [pk is not None for pk in now]
        assert [row.was_reported for row in rows] == [pk is not None for pk in was]
        assert [row.narrative for row in rows] == [
            updates[pk].narrative[:OPENING] if pk else "" for pk in now
        ]
        assert [row.meeting for row in rows] == [updates[pk].meeting.slug if pk else "" for pk in now]
        assert [row.was.code if row.was else "" for row in rows] == [
            updates[pk].status.code if pk else "" for pk in was
        ]


def test_a_register_of_no_report_is_empty(db: None) -> None:
    assert read_register([], Sitting(), {}) == []


def test_a_figure_says_whether_it_is_reached() -> None:
    assert times("a", 3.0, 1.0, 3).verdict == "pass"
    assert times("a", 3.1, 1.0, 3).verdict == "falls short"
    assert times("a", 9.0, 1.0) == Figure("a", "9.00 times")
    assert times("a", 9.0, 1.0).verdict == ""
    lines = table([times("a long name", 3.0, 2.0, 1), Figure("b", "1 MB")]).splitlines()
    assert lines[2:] == ["a long name  1.50 times  at most 1  falls short", "b            1 MB"]
