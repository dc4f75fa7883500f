"""What may be seen, as querysets: published things for everyone, drafts for those who see them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from recommendations.meeting_slugs import split_meeting_slug


def shown_at(meeting: Any) -> Q:
    """What hangs off a meeting and counts when this meeting is the chosen one (None: nothing does).

    Its own meeting is not later than the chosen one, and is published or is the chosen one itself.
    So a draft shows what everyone will see once it is published, and no other draft leaks into it.
    """
    if meeting is None:
        return Q(pk__in=[])
    return Q(meeting__date__lte=meeting.date) & (
        Q(meeting__published_at__isnull=False) | Q(meeting_id=meeting.pk)
    )


class MeetingQuerySet(QuerySet[Any]):
    def visible(self, *, drafts: bool) -> MeetingQuerySet:
        """The meetings a person may choose."""
        return self if drafts else self.filter(published_at__isnull=False)

    def called(self, slug: str) -> MeetingQuerySet:
        """The meeting with this address, or none."""
        parts = split_meeting_slug(slug)
        if parts is None:
            return self.none()
        body, date, day_known = parts
        return self.filter(body__slug=body, date=date, day_known=day_known)


class AtMeetingQuerySet(QuerySet[Any]):
    """For all that hangs off a meeting: updates, leads, programme notes, published counts."""

    def at(self, meeting: Any) -> AtMeetingQuerySet:
        """The rows that may be shown when this meeting is the chosen one."""
        return self.filter(shown_at(meeting))
