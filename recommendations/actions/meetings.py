"""Setting up meetings. Publishing needs both apps: tracker/publishing.py."""

from __future__ import annotations

from typing import Any

from recommendations.actions.versions import save_changes
from recommendations.history import acting
from recommendations.models import Meeting


class PublishedMeanwhile(Exception):
    """The meeting was published after the page was opened: its date and body stay as they are."""

    def __init__(self) -> None:
        super().__init__("This meeting was published in the meantime, so it stays as it was published.")


def save_meeting(*, meeting: Meeting, by: Any) -> Meeting:
    """Write a new meeting."""
    with acting(by=by, why="Meeting set up", page="/meetings/"):
        meeting.save()
    return meeting


def change_meeting(*, by: Any, **changes: Any) -> Meeting:
    """Write what was changed of a draft, as `save_changes` does; raises PublishedMeanwhile of any other."""
    meeting: Meeting = changes["record"]
    page = f"/meetings/{meeting.slug}/change/"
    with acting(by=by, why="Meeting changed", page=page):
        if not Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk).is_draft:
            raise PublishedMeanwhile
        saved: Meeting = save_changes(by=by, why="Meeting changed", page=page, **changes)
    return saved
