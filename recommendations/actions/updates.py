"""Writing what a meeting is told of a recommendation."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from recommendations.history import acting
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
    with acting(by=by, why=why, page=page):
        current = _locked(meeting, recommendation)
        if current is None:
            try:
                with transaction.atomic():
                    Update.objects.create(meeting=meeting, recommendation=recommendation, **told)
                return True
            except IntegrityError:
                current = _locked(meeting, recommendation)
                if current is None:
                    raise
        if all(getattr(current, name) == value for name, value in told.items()):
            return False
        newest = current.history.select_related("history_user").order_by("-history_id").first()
        if newest is None or newest.history_id != base:
            raise Stale(current, newest)
        for name, value in told.items():
            setattr(current, name, value)
        current.save()
        return True


def _locked(meeting: Meeting, recommendation: Recommendation) -> Update | None:
    return (
        Update.objects.select_for_update(of=("self",))
        .filter(meeting=meeting, recommendation=recommendation)
        .first()
    )
