"""Before the first page is served the guards are looked for, and put back or missed out loud."""

from __future__ import annotations

import logging

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, ProgrammingError, connection

from recommendations import guards
from tracker.starting import look_at_the_guards


@pytest.fixture
def gone(db) -> None:
    with connection.cursor() as cursor:
        guards.remove(cursor)


def test_guards_that_went_are_put_back_and_the_audit_log_says_so(gone, caplog):
    with caplog.at_level(logging.INFO, logger="audit"):
        look_at_the_guards()
    assert guards.missing() == []
    assert "guards put back" in caplog.text


def test_where_all_are_there_nothing_is_said(db, caplog):
    with caplog.at_level(logging.INFO, logger="audit"):
        look_at_the_guards()
    assert "guards" not in caplog.text


def test_a_site_that_may_not_put_them_back_does_not_start(gone, monkeypatch):
    def refused(using: str = "default") -> None:
        raise ProgrammingError("must be owner of table")

    monkeypatch.setattr(guards, "install", refused)
    with pytest.raises(ImproperlyConfigured, match="guards of the records are missing"):
        look_at_the_guards()
    guards.installing.install()


def test_a_database_that_is_not_there_yet_is_no_reason_not_to_start(db, monkeypatch):
    def away(using: str = "default") -> list[str]:
        raise OperationalError("connection refused")

    monkeypatch.setattr(guards, "missing", away)
    look_at_the_guards()
