"""Which meeting a page shows. Nothing else decides what a person may see of a meeting."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpRequest

from recommendations.models import Meeting
from recommendations.roles import Can

CHOICES = 24  # meetings offered in the chooser; all of them are on the meetings page


@dataclass(frozen=True)
class Sitting:
    """The chosen meeting, the published one of the same body before it, and the ones on offer.

    `meeting` is None where nothing has been published yet. `asked` is true where the address
    names the meeting rather than leaving it at the latest.
    """

    meeting: Any = None
    previous: Any = None
    following: Any = None
    offered: tuple[Any, ...] = ()
    asked: bool = False
    is_latest: bool = True

    def before(self) -> Sitting:
        """The same at the previous meeting: what movement is measured against."""
        return replace(self, meeting=self.previous, previous=None)

    @property
    def query(self) -> str:
        """What an address carries to stay at this meeting: nothing where it is the latest anyway."""
        return f"meeting={self.meeting.slug}" if self.meeting and self.asked else ""

    def link(self, url: str, **extra: str) -> str:
        """The address with this sitting's meeting and further parameters."""
        parts = [f"{name}={value}" for name, value in extra.items() if value]
        if self.query:
            parts.insert(0, self.query)
        return f"{url}?{'&'.join(parts)}" if parts else url


def sees_drafts(request: HttpRequest) -> bool:
    """Whether the person asking may choose drafts."""
    user: Any = request.user
    return bool(user.is_authenticated and user.can(Can.SEE_DRAFTS))


def resolve(request: HttpRequest, slug: str = "") -> Sitting:
    """The sitting a request asks for, by `slug` or `?meeting=`; else the latest published meeting.

    A meeting that does not exist and one that the person may not choose are the same 404.
    """
    meetings = Meeting.objects.visible(drafts=sees_drafts(request)).select_related("body")
    slug = slug or request.GET.get("meeting", "")
    if slug:
        meeting = meetings.called(slug).first()
        if meeting is None:
            raise Http404("no such meeting")
    else:
        meeting = meetings.filter(published_at__isnull=False).order_by("-date", "-pk").first()
        if meeting is None:
            return Sitting()
    same_body = list(meetings.select_related(None).filter(body_id=meeting.body_id).order_by("-date"))
    for other in same_body:
        other.body = meeting.body
    earlier = [m for m in same_body if m.date < meeting.date and not m.is_draft]
    later = [m for m in same_body if m.date > meeting.date]
    return Sitting(
        meeting=meeting,
        previous=earlier[0] if earlier else None,
        following=later[-1] if later else None,
        offered=tuple(same_body[:CHOICES]),
        asked=bool(slug),
        is_latest=not any(not m.is_draft for m in later),
    )
