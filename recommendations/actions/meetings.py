"""Setting up and publishing meetings, and wording statuses."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from recommendations.history import acting
from recommendations.models import Meeting, Status


@transaction.atomic
def publish(*, meeting: Meeting, by: Any) -> bool:
    """Open a meeting to everyone who may read; whether it was a draft until now."""
    locked = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if not locked.is_draft:
        return False
    with acting(by=by, why="Published", page=f"/meetings/{locked.slug}/publish/") as act:
        locked.published_at, locked.published_by = act.at, by
        locked.save()
    return True


@transaction.atomic
def save_meeting(*, meeting: Meeting, by: Any, why: str = "") -> Meeting:
    """Write a new or changed meeting."""
    with acting(by=by, why=why or ("Meeting changed" if meeting.pk else "Meeting set up"), page="/meetings/"):
        meeting.save()
    return meeting


@transaction.atomic
def save_status(*, status: Status, by: Any, why: str) -> Status:
    """Write a status's label and meaning."""
    with acting(by=by, why=why, page=f"/statuses/{status.scheme.code}/{status.code}/"):
        status.save()
    return status
