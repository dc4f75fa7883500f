"""The feed of published meetings: a reader that follows it hears of each meeting once it is published."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from recommendations.access import needs
from recommendations.published import Published, published_meetings
from recommendations.roles import Can

MOST = 30
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


if TYPE_CHECKING:  # Django's own class takes no types
    PublishedFeed = Feed[Published, None]
else:
    PublishedFeed = Feed


class MeetingsFeed(PublishedFeed):
    """RSS 2.0; links and addresses are those under which it was asked for."""

    title = "Published meetings"
    description = "Meetings as they are published: what each was told, and what moved."

    def link(self) -> str:
        return reverse("meetings")

    def author_name(self) -> str:
        return plain(settings.OFFICE_NAME)

    def items(self) -> list[Published]:
        return published_meetings(MOST)

    def item_title(self, item: Published) -> str:
        return plain(str(item.meeting))

    def item_link(self, item: Published) -> str:
        return item.meeting.get_absolute_url()

    def item_pubdate(self, item: Published) -> datetime | None:
        return item.meeting.published_at

    def item_description(self, item: Published) -> str:
        return plain(" ".join(_sentences(item)))


def _sentences(item: Published) -> list[str]:
    told = f"Told of {_recommendations(item.told)}"
    if item.previous is None:
        moved = "the first meeting of this body on record."
    else:
        moved = f"{item.moved} moved since {item.previous.when}."
    quarter = f"Quarter reported: {item.meeting.quarter}." if item.meeting.quarter else ""
    return [part for part in (f"{told}; {moved}", quarter) if part]


def _recommendations(count: int) -> str:
    return f"{count} recommendation{'' if count == 1 else 's'}"


def plain(text: str) -> str:
    """A text without the characters that no XML can hold."""
    return NOT_IN_XML.sub("", text)


@needs(Can.READ)
@require_safe
def published_meetings_feed(request: HttpRequest) -> HttpResponse:
    """The feed; drafts are never in it, whoever asks."""
    answer: HttpResponse = MeetingsFeed()(request)
    return answer
