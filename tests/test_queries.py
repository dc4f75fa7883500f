"""How much a page asks of the database: as much for many records as for few."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count

import pytest
import zeal
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from zeal.constants import initialize_app_registry
from zeal.patch import patch

from recommendations.history import acting
from recommendations.models import Addressee, Lead, Meeting, ProgrammeNote, PublishedCount, Update, User
from tests.conftest import EMPTY_PAPER
from tests.records import (
    OFFICE,
    PAGES,
    Records,
    a_body,
    a_meeting,
    a_recommendation,
    a_report,
    a_status,
    a_theme,
    tell,
)
from tracker.paper_import import keep_paper


@pytest.fixture
def client(office_with_papers) -> Client:
    return office_with_papers


DAYS = (date(2019, 1, 1) + timedelta(days=n) for n in count())
NUMBERS = count(100)


def grow(records: Records, by: User, times: int) -> None:
    """More of everything a page could ask for row by row."""
    for n in [next(NUMBERS) for _ in range(times)]:
        body = a_body(f"body-{n}", f"Body {n}")
        meeting = a_meeting(next(DAYS).isoformat(), published_by=by)
        theme = a_theme(records.report, f"theme-{n}")
        recommendation = a_recommendation(records.report, n, theme=theme)
        Addressee.objects.create(recommendation=recommendation, body=body)
        Addressee.objects.create(recommendation=records.numbers[1], body=body)
        for told in (meeting, records.first, records.second):
            tell(told, recommendation, "red" if told != records.second else "green", by=by)
        tell(meeting, records.numbers[1], "red", by=by)
        Lead.objects.create(recommendation=recommendation, name=f"Lead {n}", meeting=records.second)
        Lead.objects.create(theme=theme, name=f"Lead {n}", meeting=records.second)
        with acting(by=by, why="Corrected"):
            update = Update.objects.get(meeting=records.second, recommendation=records.numbers[1])
            update.narrative = f"Corrected {n}"
            update.save()
            records.numbers[1].summary = f"Summary {n}"
            records.numbers[1].save()
        stages = a_report(f"stages-{n}", "stages", year_label=f"{n}")
        tell(records.second, a_recommendation(stages), "closed", by=by)
        PublishedCount.objects.create(
            meeting=records.second, report=stages, counted="at-status", status=a_status("closed"), value=1
        )
        ProgrammeNote.objects.create(
            meeting=records.second, report=stages, heading=f"H {n}", slug=f"h-{n}", text="Text"
        )
        paper = keep_paper(name=f"{n}.yaml", data=EMPTY_PAPER % n, by=by)
        paper.meeting = records.second
        paper.save()


def queries(client: Client, page: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(page).status_code == 200, page
    return [query["sql"] for query in captured.captured_queries]


def test_no_page_asks_more_of_the_database_when_there_is_more_to_show(client, records, administrator):
    grow(records, administrator, 2)
    pages = [*PAGES, *OFFICE, "/reports/review.csv", "/reports/review/1.json", "/inspections.csv"]
    pages += ["/meetings.rss", "/meetings/pab-2022-11-02/packet/", "/meetings/pab-2022-11-02/packet.csv"]
    few = {page: len(queries(client, page)) for page in pages}
    grow(records, administrator, 12)
    many = {page: len(queries(client, page)) for page in pages}
    assert many == few
    assert max(few.values()) <= 20


def test_nothing_is_fetched_row_by_row(client, records, administrator):
    """A second way to see the same: zeal names any related record that is loaded once a row."""
    grow(records, administrator, 4)
    initialize_app_registry()
    patch()
    for page in (*PAGES, *OFFICE):
        with zeal.zeal_context():
            assert client.get(page).status_code == 200
    with pytest.raises(zeal.errors.NPlusOneError), zeal.zeal_context():
        assert [str(meeting.body) for meeting in Meeting.objects.all()]
