"""Moments and days in plain SQL, which SQLite keeps as text and PostgreSQL as what they are."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django.db import connection

from recommendations.history import moment


def stored_moment(at: datetime) -> Any:
    """A moment as a parameter of a query."""
    return at if connection.vendor == "postgresql" else moment(at)


def read_moment(found: Any) -> datetime:
    """A moment that a query found."""
    return found if isinstance(found, datetime) else datetime.fromisoformat(found).replace(tzinfo=UTC)


def read_day(found: Any) -> date:
    """A day that a query found."""
    return found if isinstance(found, date) else date.fromisoformat(found)
