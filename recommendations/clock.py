"""Moments as the office's clocks show them. The database keeps them in UTC, an hour behind in summer."""

from datetime import datetime

from django.utils import timezone
from django.utils.dateformat import format as written


def day_of(at: datetime) -> str:
    """The day of a moment in words: 5 May 2026."""
    return written(timezone.localtime(at), "j F Y")


def minute_of(at: datetime) -> str:
    """A moment to the minute: 5 May 2026, 14:03."""
    return written(timezone.localtime(at), "j F Y, H:i")
