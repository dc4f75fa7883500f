"""Moments are shown as the office's clocks show them, in summer too."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from recommendations.clock import day_of, minute_of
from recommendations.history import acting
from recommendations.models import IssuedPaper, Meeting

SUMMER, WINTER = datetime(2026, 6, 30, 23, 30, tzinfo=UTC), datetime(2026, 1, 5, 9, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "day", "minute"),
    [
        (SUMMER, "1 July 2026", "1 July 2026, 00:30"),
        (WINTER, "5 January 2026", "5 January 2026, 09:05"),
    ],
)
def test_moments_are_an_hour_on_in_summer(at: datetime, day: str, minute: str) -> None:
    assert (day_of(at), minute_of(at)) == (day, minute)


def test_the_history_of_a_moment_and_names_made_of_one_say_the_same(records, editor, client_of) -> None:
    with acting(by=editor, why="Published then"):
        meeting = Meeting.objects.get(pk=records.second.pk)
        meeting.published_at = SUMMER
        meeting.save()
    page = client_of(editor).get(f"/history/meeting/{meeting.slug}/").content.decode()
    assert "1 July 2026, 00:30" in page
    assert "30 June 2026" not in page
    assert str(IssuedPaper(meeting=meeting, issued_at=SUMMER)).endswith("issued 1 July 2026, 00:30")
