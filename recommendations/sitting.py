"""Which meeting a page shows. Nothing else decides what a person may see of a meeting."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import NamedTuple

from django.http import Http404, HttpRequest

from recommendations.access import abilities
from recommendations.meeting_slugs import meeting_slug, meeting_when, split_meeting_slug
from recommendations.models import Meeting
from recommendations.roles import Can

CHOICES = 24  # meetings offered in the chooser; all of them are on the meetings page


COLUMNS = ("pk", "date", "day_known", "published_at", "body__slug", "body__name", "quarter", "data_up_to")
LATER = "latest"  # ?figures=latest


class Sat(NamedTuple):
    """A meeting as pages need it: its columns as plain values, which every page reads for a whole body."""

    pk: int
    date: datetime.date
    day_known: bool
    published_at: datetime.datetime | None
    body_slug: str
    body: str
    quarter: str
    data_up_to: datetime.date | None

    @property
    def figures_to(self) -> datetime.date:
        """The last day that its figures may cover: what it reports up to, else the day itself."""
        return self.data_up_to or self.date

    @property
    def slug(self) -> str:
        return meeting_slug(self.body_slug, self.date, self.day_known)

    @property
    def when(self) -> str:
        return meeting_when(self.date, self.day_known)

    @property
    def is_draft(self) -> bool:
        return self.published_at is None

    def __str__(self) -> str:
        return f"{self.body}, {self.when}"

    def get_absolute_url(self) -> str:
        return f"/meetings/{self.slug}/"


@dataclass(frozen=True)
class Sitting:
    """The chosen meeting, the published one of the same body before it, and the ones on offer.

    `meeting` is None where nothing has been published yet. `asked` is true where the address
    names the meeting rather than leaving it at the latest. `later_figures` is true where the reader
    asks for open figures published since: those only, because everyone can read them elsewhere.
    """

    meeting: Sat | None = None
    previous: Sat | None = None
    following: Sat | None = None
    offered: tuple[Sat, ...] = ()
    asked: bool = False
    is_latest: bool = True
    later_figures: bool = False

    @property
    def figures_to(self) -> datetime.date | None:
        """The last day that figures may cover; None where no meeting is chosen, so nothing is shown."""
        return self.meeting.figures_to if self.meeting else None

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
    return Can.SEE_DRAFTS in abilities(request)


def resolve(request: HttpRequest, slug: str = "") -> Sitting:
    """The sitting a request asks for, by `slug` or `?meeting=`; else the latest published meeting.

    A meeting that does not exist and one that the person may not choose are the same 404.
    """
    meetings = Meeting.objects.visible(drafts=sees_drafts(request))
    slug = slug or request.GET.get("meeting", "")
    if slug:
        parts = split_meeting_slug(slug)
        meetings = meetings.filter(body__slug=parts[0] if parts else "")
    else:
        published = Meeting.objects.visible(drafts=False).order_by("-date", "-pk")
        meetings = meetings.filter(body=published.values("body")[:1])
    same_body = [Sat(*row) for row in meetings.order_by("-date").values_list(*COLUMNS)]
    chosen = (m for m in same_body if (m.slug == slug if slug else not m.is_draft))
    meeting = next(chosen, None)
    if meeting is None:
        if slug:
            raise Http404("no such meeting")
        return Sitting()
    earlier = [m for m in same_body if m.date < meeting.date and not m.is_draft]
    later = [m for m in same_body if m.date > meeting.date]
    return Sitting(
        meeting=meeting,
        previous=earlier[0] if earlier else None,
        following=later[-1] if later else None,
        offered=tuple(same_body[:CHOICES]),
        asked=bool(slug),
        is_latest=not any(not m.is_draft for m in later),
        later_figures=request.GET.get("figures") == LATER,
    )
