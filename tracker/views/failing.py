"""What is answered when a page fails: that the records are busy, if so, or that the fault is ours."""

from __future__ import annotations

import sqlite3
import sys

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error

# PostgreSQL: no lock in time, a statement cut off, a deadlock, two writers of one row, too many connections.
BUSY_STATES = frozenset({"55P03", "57014", "40P01", "40001", "53300"})
BUSY_CODES = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
SOON = "30"  # seconds


def is_busy(error: BaseException | None) -> bool:
    """Whether a database refused because others were at it, so that the same again may well succeed."""
    if not isinstance(error, OperationalError):
        return False
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorcode", 0) & 0xFF in BUSY_CODES
    return getattr(cause, "sqlstate", None) in BUSY_STATES


def failed(request: HttpRequest) -> HttpResponse:
    """Called by Django while the exception is handled, from wherever it came: what waited is rolled back."""
    if not is_busy(sys.exc_info()[1]):
        return server_error(request)
    # Rendered with no context, which would ask the database again.
    return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": SOON})
