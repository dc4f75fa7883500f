"""Whoever waits too long for what somebody else writes is told what to do, and nothing is half written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg
import pytest
from django.db import OperationalError, connection
from django.test import Client

from recommendations.history import WRITERS_LOCK
from recommendations.models import FormKey, Update
from tests.records import ROUND, opened, told
from tracker.views import failing


@contextmanager
def somebody_writing() -> Iterator[None]:
    """Somebody else, in the middle of a write; nobody waits long for the end of it."""
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA busy_timeout = 0")
        with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")
    else:
        connection.cursor().execute("SET lock_timeout = '1ms'")
        named = {key: str(value) for key, value in connection.get_connection_params().items() if key in NAMES}
        with psycopg.connect(**named) as other:
            other.execute("SELECT pg_advisory_xact_lock(%s)", [WRITERS_LOCK])
            yield


NAMES = {"dbname", "user", "password", "host", "port"}


@pytest.fixture
def client(transactional_db, records, editor) -> Iterator[Client]:
    """A client whose faults are answered as on a real site. Its connection goes with its short patience."""
    client = Client(raise_request_exception=False)
    client.force_login(editor)
    yield client
    connection.close()


def test_a_form_that_waits_too_long_is_not_saved_and_can_be_sent_again(client, records):
    sent = opened(client) | {"r1-narrative": "Typed once", "r2-narrative": "Typed too"}
    before = (Update.history.count(), FormKey.objects.count())
    with somebody_writing():
        answer = client.post(ROUND, sent)
    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"
    assert "Reload this page in half a minute" in answer.content.decode()
    assert (Update.history.count(), FormKey.objects.count()) == before
    assert client.post(ROUND, sent).status_code == 302
    assert (told(records, 1).narrative, told(records, 2).narrative) == ("Typed once", "Typed too")


def test_pages_are_read_while_somebody_writes(client):
    with somebody_writing():
        assert client.get("/reports/review/").status_code == 200


def test_without_the_answer_a_wait_looks_like_a_fault(client, monkeypatch):
    monkeypatch.setattr(failing, "is_busy", lambda error: False)
    sent = opened(client) | {"r1-narrative": "Typed once"}
    with somebody_writing():
        answer = client.post(ROUND, sent)
    assert answer.status_code == 500
    assert "The fault is ours" in answer.content.decode()


def caused_by(cause: BaseException) -> OperationalError:
    try:
        raise OperationalError("told") from cause
    except OperationalError as error:
        return error


@pytest.mark.parametrize(
    ("error", "busy"),
    [
        (caused_by(psycopg.errors.LockNotAvailable()), True),
        (caused_by(psycopg.errors.DeadlockDetected()), True),
        (caused_by(psycopg.errors.UndefinedTable()), False),
        (caused_by(sqlite3.OperationalError("no such table: a")), False),
        (OperationalError("database is locked"), False),
        (ValueError("database is locked"), False),
        (None, False),
    ],
)
def test_only_a_wait_is_called_one(error, busy):
    assert failing.is_busy(error) is busy


SET = {
    "sqlite": {
        "PRAGMA journal_mode": "wal",
        "PRAGMA foreign_keys": 1,
        "PRAGMA recursive_triggers": 1,
        "PRAGMA busy_timeout": 60_000,
    },
    "postgresql": {"SHOW lock_timeout": "20s", "SHOW idle_in_transaction_session_timeout": "2min"},
}


def test_waits_and_guards_are_set_on_every_connection(transactional_db):
    connection.close()
    found = {}
    with connection.cursor() as cursor:
        for question in SET[connection.vendor]:
            cursor.execute(question)
            (found[question],) = cursor.fetchone()
    assert found == SET[connection.vendor]
