"""What the points of one series come to, kept for the points that come again. Free of Django.

A page asks for thirty series and hardly any of them is another than a minute ago. So what was computed
is kept by all that it was computed from: other points are another question, and nothing has to be told
that the records changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from performance.periods import Span
from performance.rates import Change, Kind, change_on_year, reading, rolling, with_denominators, with_gaps
from performance.series import Point, Reading
from performance.spc import Control, Rebase, Variation, variation, xmr

KEPT = 512  # series: some megabytes
Points = tuple[Point, ...]
Readings = tuple[Reading, ...]
Rebases = tuple[tuple[date, str], ...]  # from which day limits begin anew, and why


class How(NamedTuple):
    """How a measure's points are read: the kind of its values, per how many, which way is better."""

    kind: Kind
    per: float
    polarity: str


class Computed(NamedTuple):
    """Values of the line and of single months, the control chart and its judgement, the change on a year."""

    charted: Readings
    values: Readings
    control: Control | None
    variation: Variation | None
    change: Change | None
    is_rolled: bool


@lru_cache(maxsize=KEPT)
def computed(how: How, points: Points, people: float | None, rebases: Rebases) -> Computed:
    """All that one series comes to; `people` is what a rate is per, where that was counted apart."""
    values = _values(how, points, people) if of_months(points) else ()
    control = xmr(values, rebase=[Rebase(day, why) for day, why in rebases]) if values else None
    if control and not any(segment.limits for segment in control.segments):
        control = None  # single months that are no neighbours: nothing to judge by
    roll = _adds_up(how.kind, points) and bool(rolling(points))
    line = charted(how, points, people, tuple(day for day, _ in rebases), roll)
    judged = variation(control, how.polarity) if control else None
    return Computed(line, values, control, judged, change_on_year(line), roll)


@lru_cache(maxsize=KEPT)
def charted(
    how: How, points: Points, people: float | None, changed: tuple[date, ...], roll: bool
) -> Readings:
    """The values of the line: of 12 months where these are to be added up, else as they come.

    A period in whose middle the definition changed has no value: it would add up two things.
    """
    if roll and (how.kind is Kind.COUNT or people is not None):
        # What a rate is per is counted once, not once a month.
        points = tuple(point._replace(denominator=None) for point in points)
    return tuple(
        Reading(r.period, None) if any(r.period.start < day <= r.period.end for day in changed) else r
        for r in _values(how, rolling(points) if roll else points, people)
    )


def of_months(points: Iterable[Point]) -> bool:
    """Whether these are figures of months or quarters, which 12-month values are made of."""
    spans = {point.period.span for point in points}
    return len(spans) == 1 and spans <= {Span.MONTH, Span.QUARTER}


def _adds_up(kind: Kind, points: Points) -> bool:
    """Percentages are added up over months only where the counts behind them are there."""
    whole = kind in (Kind.COUNT, Kind.RATE) or all(point.denominator is not None for point in points)
    return of_months(points) and whole


def _values(how: How, points: Iterable[Point], people: float | None) -> Readings:
    if how.kind is Kind.RATE:
        points = with_denominators(list(points), people)
    return tuple(with_gaps([reading(point, how.kind, how.per) for point in points]))
