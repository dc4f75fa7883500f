"""How a meeting is named: its address from its body and date, and its date in words."""

import re
from datetime import date

_SLUG = re.compile(r"^(?P<body>[a-z0-9-]+?)-(?P<year>\d{4})-(?P<month>\d{2})(?:-(?P<day>\d{2}))?$")


def meeting_slug(body: str, when: date, day_known: bool = True) -> str:
    """A meeting's address: its body's slug and its date, without the day where that is not known."""
    return f"{body}-{when:%Y-%m-%d}" if day_known else f"{body}-{when:%Y-%m}"


def split_meeting_slug(slug: str) -> tuple[str, date, bool] | None:
    """The body's slug, the date and whether the day is known; None for what is no meeting's address."""
    match = _SLUG.match(slug)
    if not match:
        return None
    try:
        when = date(int(match["year"]), int(match["month"]), int(match["day"] or 1))
    except ValueError:
        return None
    return match["body"], when, match["day"] is not None


def meeting_when(when: date, day_known: bool = True) -> str:
    """A date in words, "2 November 2022"; "June 2022" where the day is not known."""
    return f"{when.day} {when:%B %Y}" if day_known else f"{when:%B %Y}"
