"""The performance report in a few counts, each with the address of the measures it counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from performance.models import Assessment
from performance.report.read import meeting_assessed
from performance.sentences import direction
from recommendations.models import Meeting
from recommendations.sitting import Sitting

WAYS = (("worse", "going the way not wanted"), ("better", "going the way wanted"))


class Count(NamedTuple):
    """How many measures, in which words, and where they are listed ("" for none)."""

    number: int
    words: str
    url: str


def trend_counts(told: Sequence[Assessment], sitting: Sitting) -> list[Count]:
    """Measures with a stated trend: how many in all, by trend, and by what that means for the measure."""
    page = "/performance/"
    counts = [Count(len(told), f"measure{'' if len(told) == 1 else 's'} assessed", sitting.link(page))]
    for trend, number in Counter(a.trend for a in told if a.trend).most_common():
        counts.append(Count(number, trend.lower(), sitting.link(page, trend=trend.lower())))
    for way, words in WAYS:
        number = sum(direction(a.trend, a.measure.polarity) == way for a in told)
        counts.append(Count(number, words, sitting.link(page, direction=way) if number else ""))
    return counts


def headline(sitting: Sitting) -> tuple[Meeting | None, list[Count]]:
    """The latest report's counts for the home page, and the meeting that got it."""
    meeting = meeting_assessed(sitting)
    if meeting is None:
        return None, []
    told = Assessment.objects.filter(meeting=meeting).select_related("measure")
    return meeting, trend_counts(list(told), sitting)
