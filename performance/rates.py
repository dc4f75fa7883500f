"""Rates: what a count is read as, 12-month totals, and the change on a year ago. Free of Django."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from math import fsum

from performance.periods import MONTHS, Period, Span, month_end, months_ending
from performance.series import Point, Reading


class Kind(StrEnum):
    """How a measure's value is made of a numerator and a denominator."""

    COUNT = "count"
    RATE = "rate"
    PERCENTAGE = "percentage"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True)
class Change:
    """The latest value beside the one a year before; `proportion` is of the earlier, 0.1 for 10% more."""

    now: Reading
    then: Reading
    difference: float
    proportion: float | None


def reading(point: Point, kind: Kind, per: float = 1) -> Reading:
    """The value of one observation, in the measure's unit.

    A count is the numerator; a percentage is 100·n/d and a ratio n/d, or n as it stands where it came
    without a denominator; a rate is per·n/d, and has no value without a denominator.
    Raises ValueError for a denominator that is not above zero.
    """
    return Reading(point.period, _value(point.numerator, _checked(point), kind, per))


def _value(numerator: float, denominator: float | None, kind: Kind, per: float) -> float | None:
    if kind is Kind.COUNT:
        return numerator
    if denominator is None:
        return None if kind is Kind.RATE else numerator
    factor = {Kind.RATE: per, Kind.PERCENTAGE: 100, Kind.RATIO: 1}[kind]
    return factor * numerator / denominator


def _checked(point: Point) -> float | None:
    if point.denominator is not None and not point.denominator > 0:
        raise ValueError(f"{point.period}: a denominator of {point.denominator:g} is not above zero")
    return point.denominator


def with_denominators(points: Sequence[Point], people: float | None) -> list[Point]:
    """The points, each that has no denominator given this one (residents)."""
    return [point._replace(denominator=people) if point.denominator is None else point for point in points]


def rolling(points: Sequence[Point]) -> list[Point]:
    """The 12 months ending with each month (quarter) of a monthly (quarterly) series, earliest first.

    Numerators are added up, and denominators where all have one. There is no point for an end of which
    a month (quarter) is missing, or of which only some have a denominator: a total over a part would
    read as a total over all. Residents are the same people all year and must not be added up twelve
    times: give them to the totals, `with_denominators(rolling(points), people)`, not to the months.
    Percentages that came without a denominator cannot be added up; this function cannot see that.

    Raises ValueError for a period that comes twice, for periods of different lengths, and for figures
    that are not monthly or quarterly: 12-month totals are never added up again.
    """
    ordered = sorted(points, key=lambda point: point.period)
    if not ordered:
        return []
    _refuse_twice([point.period for point in ordered])
    count = 12 // MONTHS[_monthly_or_quarterly({point.period.span for point in ordered})]
    windows = [ordered[last - count : last] for last in range(count, len(ordered) + 1)]
    totals = [_total(window) for window in windows if _whole(window)]
    return [total for total in totals if total is not None]


def _monthly_or_quarterly(spans: set[Span]) -> Span:
    if spans == {Span.YEAR}:
        raise ValueError("these figures are already 12-month totals and are not added up again")
    if len(spans) > 1:
        raise ValueError(f"periods of different lengths are not added up: {', '.join(sorted(spans))}")
    (span,) = spans
    if span not in (Span.MONTH, Span.QUARTER):
        raise ValueError("only figures of months or quarters add up to 12 months")
    return span


def _whole(window: Sequence[Point]) -> bool:
    """Whether nothing is missing: sorted, of one length and none twice, so its first start tells."""
    return window[0].period.start == months_ending(window[-1].period.end, 12).start


def _total(window: Sequence[Point]) -> Point | None:
    denominators = [found for point in window if (found := _checked(point)) is not None]
    if 0 < len(denominators) < len(window):
        return None
    return Point(
        months_ending(window[-1].period.end, 12),
        fsum(point.numerator for point in window),
        fsum(denominators) if denominators else None,
    )


def with_gaps(readings: Sequence[Reading]) -> list[Reading]:
    """The readings, earliest first, with one of no value for each missing month (quarter), so a line breaks.

    Only series all of months or all of quarters are filled. 12-month totals come yearly or quarterly
    and may change from one to the other, so nothing says which of them is missing.
    Raises ValueError for a period that comes twice.
    """
    ordered = sorted(readings, key=lambda reading: reading.period)
    _refuse_twice([reading.period for reading in ordered])
    if {reading.period.span for reading in ordered} not in ({Span.MONTH}, {Span.QUARTER}):
        return ordered
    filled = ordered[:1]
    for before, after in pairwise(ordered):
        filled += [Reading(period, None) for period in _between(before.period, after.period)]
        filled.append(after)
    return filled


def _between(before: Period, after: Period) -> Iterator[Period]:
    last = after.start - timedelta(days=1)
    while before.end < last:
        before = before.step()
        yield before


def _refuse_twice(periods: Sequence[Period]) -> None:
    for one, next_one in pairwise(periods):
        if one == next_one:
            raise ValueError(f"{one} comes twice")


def change_on_year(readings: Sequence[Reading]) -> Change | None:
    """The latest reading with a value against the one of the same length a year before.

    None where there is no value, or none for the period a year before. `proportion` is None where the
    earlier value is 0: nothing can be said in percent of nothing.
    """
    valued = {reading.period: reading for reading in readings if reading.value is not None}
    if not valued:
        return None
    now = valued[max(valued)]
    then = valued.get(Period(_year_before(now.period.end), _year_before(now.period.start)))
    if then is None or now.value is None or then.value is None:
        return None
    difference = now.value - then.value
    return Change(now, then, difference, difference / then.value if then.value else None)


def _year_before(day: date) -> date:
    """The same day, or for the end of a month its end: 28 February 2025 gives 29 February 2024."""
    first = day.replace(year=day.year - 1, day=1)
    return month_end(first) if day == month_end(day) else first.replace(day=day.day)
