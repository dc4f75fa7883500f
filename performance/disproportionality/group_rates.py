"""Figures by group over a window of time, and whether a ratio moved between two. Free of Django."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import fsum, log, sqrt

from performance.periods import MONTHS, Period, Span, months_ending
from performance.rri import Counted, Interval
from performance.series import Point

# The standard normal quantile of a 95% interval.
_Z = 1.96
_QUARTER = 3


@dataclass(frozen=True, slots=True)
class Grouped:
    """One group's figures; `people` is what its rate is per, where that was counted apart."""

    slug: str
    name: str
    points: tuple[Point, ...]
    people: float | None
    is_base: bool = False
    is_unknown: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """Twelve months, or a period that stands by itself, and the periods in it that are compared."""

    whole: Period
    periods: tuple[Period, ...]

    @property
    def months(self) -> int:
        """How many months are compared; 0 for periods that are not whole months."""
        return sum(MONTHS.get(period.span, 0) for period in self.periods)

    @property
    def is_complete(self) -> bool:
        """Whether nothing of the window is missing."""
        return self.periods == (self.whole,) or self.months == MONTHS[Span.YEAR]

    def __str__(self) -> str:
        if self.is_complete:
            return str(self.whole)
        first, last = self.periods[0].start, self.periods[-1].end
        if len(self.periods) == 1:
            return str(self.periods[0])
        if (last.year - first.year) * 12 + last.month - first.month + 1 > self.months:
            return f"{self.months} of the {self.whole}"
        year = "" if first.year == last.year else f" {first.year}"
        return f"{self.months} months, {first:%B}{year} to {last:%B %Y}"


def latest_window(groups: Sequence[Grouped]) -> Window | None:
    """The last twelve months on record, with the months in which every group that has any was observed.

    A month in which one of them is missing is left out for all, so that no group is counted over a
    shorter time than another. Figures that are 12-month totals already, and those of single days, stand
    by themselves: the latest one is the window. None where there is nothing to compare.
    """
    periods = {point.period for group in groups for point in group.points}
    if not periods:
        return None
    last = max(periods)
    whole = window_ending(last).whole
    inside = {period for period in periods if period.span is last.span and period.start >= whole.start}
    held = [inside & {point.period for point in group.points} for group in groups]
    together = set.intersection(*[found for found in held if found])
    return Window(whole, tuple(sorted(together))) if together else None


def window_ending(last: Period) -> Window:
    """The twelve whole months that end with a month or quarter; any other period alone."""
    if last.span not in (Span.MONTH, Span.QUARTER):
        return Window(last, (last,))
    steps = MONTHS[Span.YEAR] // MONTHS[last.span]
    periods = tuple(last.step(by) for by in range(1 - steps, 1))
    return Window(months_ending(last.end, MONTHS[Span.YEAR]), periods)


def windows_over_time(groups: Sequence[Grouped]) -> list[Window]:
    """Whole windows, the earliest first; of months and quarters every third month, back from the latest."""
    periods = sorted({point.period for group in groups for point in group.points})
    if not periods:
        return []
    if periods[-1].span not in (Span.MONTH, Span.QUARTER):
        return [window_ending(period) for period in periods if period.span is periods[-1].span]
    return list(_back_from(periods[-1], periods[0]))[::-1]


def _back_from(last: Period, first: Period) -> Iterator[Window]:
    window = window_ending(last)
    while window.whole.start >= first.start:
        yield window
        last = last.step(-_QUARTER // MONTHS[last.span])
        window = window_ending(last)


def counted(group: Grouped, window: Window) -> Counted:
    """What was counted of a group in a window; no events where one of its periods is missing.

    What its rate is per is `group.people`, else the sum of the denominators: people at the stage before.
    """
    held = {point.period: point for point in group.points}
    found = [held[period] for period in window.periods if period in held]
    whole = len(found) == len(window.periods)
    events = fsum(point.numerator for point in found) if whole else None
    people = group.people or _people_at_the_stage_before(found)
    return Counted(group.slug, group.name, events, people, group.is_base, group.is_unknown)


def _people_at_the_stage_before(points: Sequence[Point]) -> float | None:
    denominators = [point.denominator for point in points if point.denominator is not None]
    return fsum(denominators) if points and len(denominators) == len(points) else None


class Move(StrEnum):
    """How a ratio stands beside an earlier one."""

    UP = "up"
    DOWN = "down"
    UNCLEAR = "unclear"


def moved(now: Interval, then: Interval) -> Move:
    """Whether a ratio clearly changed between two separate windows.

    The difference of their logarithms is held against 1.96 times its standard error, the root of the sum
    of the squares of both, each read off its 95% interval (Altman and Bland, BMJ 326, 2003: 219).
    Raises ValueError where one of them has no interval.
    """
    error = sqrt(_standard_error(now) ** 2 + _standard_error(then) ** 2)
    difference = log(now.ratio) - log(then.ratio)
    if abs(difference) <= _Z * error:
        return Move.UNCLEAR
    return Move.UP if difference > 0 else Move.DOWN


def _standard_error(interval: Interval) -> float:
    if interval.low is None or interval.high is None:
        raise ValueError("a ratio without an interval is not held against another")
    return (log(interval.high) - log(interval.low)) / (2 * _Z)
