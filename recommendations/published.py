"""The published meetings, the newest first, each with how many recommendations it was told of and moved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from recommendations.models import Meeting, Update
from recommendations.statuses import StatusWord, movement, of_scheme


class Published(NamedTuple):
    """A published meeting. `moved` is None where it is the first of its body: there is nothing to compare."""

    meeting: Meeting
    previous: Meeting | None
    told: int
    moved: int | None


class _Told(NamedTuple):
    """What one published meeting was told of one recommendation; in order of day and meeting."""

    day: date
    meeting: int
    status: int | None


def published_meetings(most: int) -> list[Published]:
    """The meetings published last. The number of queries does not grow with them."""
    public = Meeting.objects.visible(drafts=False).select_related("body")
    newest = list(public.order_by("-published_at", "-pk")[:most])
    bodies: dict[int, list[Meeting]] = defaultdict(list)
    for meeting in public.filter(body__in={m.body_id for m in newest}).order_by("date", "pk"):
        bodies[meeting.body_id].append(meeting)
    told = _told(newest)
    statuses = of_scheme()
    found = []
    for meeting in newest:
        earlier = [m for m in bodies[meeting.body_id] if m.date < meeting.date]
        previous = earlier[-1] if earlier else None
        here = [updates for updates in told.values() if any(t.meeting == meeting.pk for t in updates)]
        moved = sum(_moved(updates, meeting, previous, statuses) for updates in here) if previous else None
        found.append(Published(meeting, previous, len(here), moved))
    return found


def _told(meetings: Iterable[Meeting]) -> dict[int, list[_Told]]:
    """All that published meetings were told of the recommendations of these ones, by recommendation."""
    public = Update.objects.filter(meeting__published_at__isnull=False)
    followed = public.filter(meeting__in=[m.pk for m in meetings]).order_by().values("recommendation_id")
    rows = public.filter(recommendation__in=followed).order_by("meeting__date", "meeting_id")
    found: dict[int, list[_Told]] = defaultdict(list)
    for recommendation, *told in rows.values_list(
        "recommendation_id", "meeting__date", "meeting_id", "status_id"
    ):
        found[recommendation].append(_Told(*told))
    return found


def _moved(
    updates: list[_Told], meeting: Meeting, previous: Meeting, statuses: dict[int, StatusWord]
) -> bool:
    """Whether a recommendation moved because of what this meeting was told; the rule of `moved_here`."""
    now = [told for told in updates if told.day <= meeting.date][-1]
    if now.meeting != meeting.pk:
        return False
    before = [told for told in updates if told.day <= previous.date]
    was = statuses.get(before[-1].status or 0) if before else None
    return movement(bool(before), was, True, statuses.get(now.status or 0)).moved
