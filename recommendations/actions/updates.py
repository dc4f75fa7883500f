"""Writing what a meeting is told of a recommendation."""

from __future__ import annotations

from typing import Any

from recommendations.actions.versions import newest_version
from recommendations.history import acting, newest_history_id
from recommendations.models import Meeting, Recommendation, Status, Update


class Stale(Exception):
    """Somebody else saved this update after the page was opened; `current` is what they saved."""

    def __init__(self, current: Update, version: Any) -> None:
        super().__init__("This update was changed by somebody else in the meantime.")
        self.current = current
        self.version = version  # their history row: who, when, and its id


def save_update(
    *,
    meeting: Meeting,
    recommendation: Recommendation,
    narrative: str,
    status: Status | None,
    carried_because: str = "",
    base: int,
    by: Any,
    why: str = "",
    page: str = "",
) -> bool:
    """Write one update; whether anything was written.

    `base` is the id of the history row the person started from, 0 where there was no update.
    Raises Stale where somebody else saved in between; saving what stands already writes nothing,
    so a double click makes one row.
    """
    told = {
        "narrative": narrative,
        "status_id": status.pk if status else None,
        "carried_because": carried_because,
    }
    with acting(by=by, why=why, page=page):  # nobody else writes meanwhile
        told_here = Update.objects.filter(meeting=meeting, recommendation=recommendation)
        current = next(iter(told_here.order_by()[:1]), None)
        if current is None:
            Update.objects.create(meeting=meeting, recommendation=recommendation, **told)
            return True
        if all(getattr(current, name) == value for name, value in told.items()):
            return False
        if newest_history_id(current) != base:
            raise Stale(current, newest_version(current))
        for name, value in told.items():
            setattr(current, name, value)
        current.save(force_update=True)
        return True
