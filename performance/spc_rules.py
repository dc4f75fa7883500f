"""Natural process limits and the four rules that tell a signal from noise, one function each. Free of Django.

After NHS England's “Making Data Count”. Values stand in the order of time; None is a missing period,
over which nothing is computed: no moving range and no run crosses it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import fsum
from typing import NamedTuple

# With fewer values than this the limits are called trial limits.
MIN_POINTS = 13
# Wheeler's constants for ranges of two values: 3 / 1.128, and D4.
_TO_LIMIT = 2.66
_TO_UPPER_RANGE = 3.267
# A shift and a trend are made of this many points.
_RUN = 7


class Rule(StrEnum):
    """What a point signals by."""

    OUTSIDE = "outside"
    SHIFT = "shift"
    TREND = "trend"
    TWO_OF_THREE = "two_of_three"


class Signal(NamedTuple):
    """A rule that a point answers to, upwards (`high`) or downwards."""

    rule: Rule
    high: bool


@dataclass(frozen=True, slots=True)
class Limits:
    """The mean and the natural process limits of some values, in their unit.

    `points` is the number of values; `ranges_left_out` the number of large moving ranges not used.
    """

    mean: float
    lower: float
    upper: float
    mean_range: float
    points: int
    ranges_left_out: int

    @property
    def trial(self) -> bool:
        """Whether there are too few values for the limits to be more than a trial."""
        return self.points < MIN_POINTS

    @property
    def near_upper(self) -> float:
        """Two thirds of the way from the mean to the upper limit."""
        return self.mean + (self.upper - self.mean) * 2 / 3

    @property
    def near_lower(self) -> float:
        """Two thirds of the way from the mean to the lower limit."""
        return self.mean - (self.mean - self.lower) * 2 / 3

    @property
    def slack(self) -> float:
        """What two numbers of this size may differ by through rounding alone."""
        return 1e-9 * max(abs(self.lower), abs(self.upper))


def limits(values: Sequence[float | None], *, leave_out_large_ranges: bool = False) -> Limits | None:
    """Mean ± 2.66 × mean moving range (Wheeler, Understanding Variation); None without a moving range.

    A moving range is the distance between two neighbouring values. With `leave_out_large_ranges` those
    over 3.267 × their mean are left out, once, before the mean range is taken; their values still count
    in the mean.
    """
    known = [value for value in values if value is not None]
    ranges = [abs(b - a) for a, b in pairwise(values) if a is not None and b is not None]
    if not ranges:
        return None
    used = ranges
    if leave_out_large_ranges:
        largest = _TO_UPPER_RANGE * _mean(ranges)
        used = [found for found in ranges if found <= largest]
    mean, mean_range = _mean(known), _mean(used)
    reach = _TO_LIMIT * mean_range
    return Limits(mean, mean - reach, mean + reach, mean_range, len(known), len(ranges) - len(used))


def _mean(values: Sequence[float]) -> float:
    return fsum(values) / len(values)


def signals(values: Sequence[float | None], within: Limits) -> list[frozenset[Signal]]:
    """For each value the signals it is part of; none for a missing one."""
    found: list[set[Signal]] = [set() for _ in values]
    for rule, marks in (
        (Rule.OUTSIDE, outside(values, within)),
        (Rule.SHIFT, shift(values, within)),
        (Rule.TREND, trend(values, within)),
        (Rule.TWO_OF_THREE, two_of_three(values, within)),
    ):
        for at, high in marks:
            found[at].add(Signal(rule, high))
    return [frozenset(each) for each in found]


def outside(values: Sequence[float | None], within: Limits) -> set[tuple[int, bool]]:
    """The places (from 0) of values beyond a natural process limit, and whether it is the upper one."""
    sides = [_beyond(value, within.lower, within.upper, within.slack) for value in values]
    return {(at, side > 0) for at, side in enumerate(sides) if side}


def shift(values: Sequence[float | None], within: Limits) -> set[tuple[int, bool]]:
    """The places of each run of 7 or more values on one side of the mean; one on the mean ends a run."""
    sides = [_beyond(value, within.mean, within.mean, within.slack) for value in values]
    return {
        (at, sides[first] > 0)
        for first, last in _runs(sides)
        if sides[first] and last - first + 1 >= _RUN
        for at in range(first, last + 1)
    }


def trend(values: Sequence[float | None], within: Limits) -> set[tuple[int, bool]]:
    """The places of each run of 7 or more values of which every next one is higher (lower).

    Seven values make six steps. Some count seven steps; we count values, as NHSRplotthedots does.
    """
    steps = [0 if a is None or b is None else _beyond(b, a, a, within.slack) for a, b in pairwise(values)]
    return {
        (at, steps[first] > 0)
        for first, last in _runs(steps)
        if steps[first] and last - first + 1 >= _RUN - 1
        for at in range(first, last + 2)
    }


def two_of_three(values: Sequence[float | None], within: Limits) -> set[tuple[int, bool]]:
    """The places of values beyond the same near line, where two of three neighbours are.

    The near lines lie two thirds of the way to the limits. A value beyond the limit is beyond its near
    line too, and the third value may lie anywhere: where it lies tells nothing of the other two.
    """
    sides = [_beyond(value, within.near_lower, within.near_upper, within.slack) for value in values]
    marks: set[tuple[int, bool]] = set()
    for first in range(len(values) - 2):
        window = range(first, first + 3)
        if any(values[at] is None for at in window):
            continue
        for side in (1, -1):
            near = [at for at in window if sides[at] == side]
            if len(near) >= 2:
                marks |= {(at, side > 0) for at in near}
    return marks


def _beyond(value: float | None, low: float, high: float, slack: float) -> int:
    """1 for above the high line, -1 for below the low one, 0 for neither or where there is no value."""
    if value is None or low - slack <= value <= high + slack:
        return 0
    return 1 if value > high else -1


def _runs(sides: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The first and last place of each stretch of equal neighbours."""
    first = 0
    for at in range(1, len(sides) + 1):
        if at == len(sides) or sides[at] != sides[first]:
            yield first, at - 1
            first = at
