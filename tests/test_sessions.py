"""Sessions end an hour after the last request and twelve hours after signing in: told by moving the clock."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from recommendations.models import Session
from recommendations.signing_in.sessions import SessionStore
from tests.conftest import PASSWORD
from tracker.middleware import sessions

PAGE = "/accounts/"
SESSIONS = "tracker.middleware.sessions.SessionMiddleware"
IN, OUT = "You are signed in", "You are not signed in"


class Clock:
    """The time of day, which stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 9, tzinfo=timezone.get_current_timezone())

    def on(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def clock(monkeypatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(timezone, "now", lambda: made.now)
    return made


@pytest.fixture
def signed_in(clock, viewer, client_of) -> Client:
    client = client_of(None)
    client.post("/accounts/sign-in/", {"login": "viewer", "password": PASSWORD})
    return client


def says(client: Client) -> str:
    page = client.get(PAGE).content.decode()
    return IN if IN in page else OUT


def test_a_session_lasts_while_somebody_is_there(signed_in, clock):
    for _ in range(13):
        clock.on(minutes=55)
        assert says(signed_in) == IN  # after 11 hours and 55 minutes at last


def test_it_ends_after_an_hour_without_a_request(signed_in, clock):
    clock.on(minutes=59)
    assert says(signed_in) == IN
    clock.on(minutes=60)
    assert says(signed_in) == OUT


def test_it_ends_twelve_hours_after_signing_in_however_busy(signed_in, clock):
    for _ in range(24):
        assert says(signed_in) == IN
        clock.on(minutes=30)
    assert says(signed_in) == OUT


def test_without_the_middleware_it_would_not_end(signed_in, clock, settings):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != SESSIONS]
    unguarded = Client()  # a client keeps the middleware of its first request
    unguarded.cookies = signed_in.cookies
    clock.on(minutes=61)
    assert says(unguarded) == IN


def test_without_the_longest_life_it_would_go_on_as_long_as_somebody_is_there(signed_in, clock, settings):
    settings.SESSION_LIFE_SECONDS *= 9
    for _ in range(25):
        clock.on(minutes=30)
        assert says(signed_in) == IN


def test_what_has_ended_is_gone_from_the_server_and_cannot_be_brought_back(signed_in, clock):
    kept = signed_in.cookies["session"].value
    clock.on(minutes=61)
    signed_in.get(PAGE)
    assert not Session.objects.exists()
    again = Client()
    again.cookies["session"] = kept
    clock.on(minutes=-61)
    assert says(again) == OUT


def test_signing_out_takes_it_from_the_server(signed_in):
    assert Session.objects.count() == 1
    signed_in.post("/accounts/sign-out/")
    assert not Session.objects.exists()


def test_signing_in_takes_away_the_sessions_that_nobody_came_back_to(signed_in, clock, client_of):
    clock.on(hours=25)
    client_of(None).post("/accounts/sign-in/", {"login": "viewer", "password": PASSWORD})
    assert Session.objects.count() == 1


def test_signing_in_begins_a_session_of_another_number(signed_in, clock, viewer):
    before = signed_in.cookies["session"].value
    signed_in.post("/accounts/sign-out/")
    signed_in.cookies["session"] = before
    signed_in.post("/accounts/sign-in/", {"login": "viewer", "password": PASSWORD})
    assert signed_in.cookies["session"].value != before


def test_a_session_that_does_not_say_when_it_began_is_over(signed_in):
    session = signed_in.session
    del session["signed_in_at"]
    session.save()
    assert says(signed_in) == OUT


def writes(act: Callable[[], Any]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        act()
    return sum(query["sql"].startswith(("UPDATE", "INSERT", "DELETE")) for query in caught)


def test_a_session_is_written_once_a_minute_at_most(signed_in, clock):
    def minute() -> None:
        for _ in range(12):
            clock.on(seconds=5)
            signed_in.get(PAGE)

    assert writes(minute) == 1
    assert writes(minute) == 1


def test_the_request_tells_why_the_session_ended(signed_in, clock):
    clock.on(minutes=60)
    assert signed_in.get(PAGE).wsgi_request.session_ended == "idle"
    assert signed_in.get(PAGE).wsgi_request.session_ended == ""


def test_who_is_nobody_gets_no_session(client_of, records, settings):
    settings.PUBLIC_PAGES = True
    client = client_of(None)
    for page in ("/", "/reports/", "/accounts/sign-in/", "/reports.csv"):
        client.get(page)
    assert "session" not in client.cookies
    assert not Session.objects.exists()


@pytest.fixture
def patient(transactional_db) -> Iterator[None]:
    """A connection of its own, that would wait for a writer as long as on a real site."""
    yield
    connection.close()


def busy_timeout() -> int:
    with connection.cursor() as cursor:
        return cursor.execute("PRAGMA busy_timeout").fetchone()[0]


def test_a_page_hardly_waits_for_a_writer_to_note_that_somebody_is_there(
    patient, signed_in, clock, monkeypatch
):
    if connection.vendor != "sqlite":
        return  # there nobody waits for another's row
    waits, save = [], SessionStore.save
    monkeypatch.setattr(SessionStore, "save", lambda store: waits.append(busy_timeout()) or save(store))
    clock.on(minutes=2)
    before = signed_in.session["seen_at"]
    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert says(signed_in) == IN
        other.execute("ROLLBACK")
    assert signed_in.session["seen_at"] == before
    assert says(signed_in) == IN
    assert signed_in.session["seen_at"] == before + 120
    assert waits == [sessions.PATIENCE_MS] * 2
    assert busy_timeout() == 1000 * connection.settings_dict["OPTIONS"]["timeout"]


def test_a_session_that_was_ended_elsewhere_meanwhile_is_over(signed_in, clock, monkeypatch):
    clock.on(minutes=2)
    over = sessions._over
    monkeypatch.setattr(sessions, "_over", lambda session: Session.objects.all().delete() and over(session))
    answer = signed_in.get(PAGE)
    assert answer.wsgi_request.session_ended == "elsewhere"
    assert OUT in answer.content.decode()
