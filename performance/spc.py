"""Control charts (XmR) of monthly or quarterly values, and what they say of a measure. Free of Django.

After NHS England's “Making Data Count”. The limits and the rules are in `spc_rules`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from performance.periods import Span
from performance.rates import with_gaps
from performance.series import Reading
from performance.spc_rules import MIN_POINTS, Limits, Rule, Signal, limits, signals

__all__ = [
    "MIN_POINTS",
    "Assurance",
    "Control",
    "ControlPoint",
    "Limits",
    "Rebase",
    "Rule",
    "Segment",
    "Signal",
    "Variation",
    "assurance",
    "limits",
    "variation",
    "xmr",
]


@dataclass(frozen=True, slots=True)
class Rebase:
    """A day from which limits begin anew, as a person recorded it; raises ValueError without a reason."""

    on: date
    reason: str

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise ValueError(f"limits begin anew on {self.on} for no reason given")


@dataclass(frozen=True, slots=True)
class ControlPoint:
    """One period of the chart with the signals it is part of; a missing period has no value and none."""

    reading: Reading
    signals: frozenset[Signal]


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch with limits of its own, why it begins ("" for the first), and how many periods it misses."""

    limits: Limits | None
    points: tuple[ControlPoint, ...]
    reason: str
    missing: int


@dataclass(frozen=True, slots=True)
class Control:
    """A control chart: its segments, earliest first; none for no readings."""

    segments: tuple[Segment, ...]


class Variation(StrEnum):
    """What the latest value says: better, worse, nothing, or (where neither is better) high or low."""

    IMPROVEMENT = "improvement"
    CONCERN = "concern"
    NEITHER = "neither"
    HIGH = "high"
    LOW = "low"


class Assurance(StrEnum):
    """Whether the process as it runs meets a target always, never, or by chance."""

    PASSES = "passes"
    FAILS = "fails"
    HIT_OR_MISS = "hit_or_miss"


def xmr(
    readings: Sequence[Reading], *, rebase: Sequence[Rebase] = (), leave_out_large_ranges: bool = False
) -> Control:
    """The control chart of one monthly or quarterly series, in any order.

    A missing period breaks the chart: no moving range and no run crosses it; the limits of a segment
    come from the values on both sides. A rebase begins a new segment at the first period that starts on
    or after its day; where that is the first period of all, or none, there is nothing to begin anew.

    Raises ValueError for a period that comes twice, and for other or mixed lengths: 12-month totals
    share eleven months with their neighbours, so they drift, and signal, by themselves.
    """
    spans = {reading.period.span for reading in readings}
    if len(spans) > 1 or not spans <= {Span.MONTH, Span.QUARTER}:
        raise ValueError(
            "a control chart takes values of months, or of quarters: rolling sums signal by themselves"
        )
    filled = with_gaps(readings)
    reasons = _reasons(filled, rebase)
    bounds = [0, *sorted(reasons), len(filled)] if filled else []
    return Control(
        tuple(
            _segment(filled[first:last], reasons.get(first, ""), leave_out_large_ranges)
            for first, last in pairwise(bounds)
        )
    )


def _reasons(readings: Sequence[Reading], rebase: Sequence[Rebase]) -> dict[int, str]:
    """Where segments begin after the first, and why; days that fall on the same period share it."""
    reasons: dict[int, str] = {}
    for each in sorted(rebase, key=lambda each: each.on):
        places = (at for at, reading in enumerate(readings) if reading.period.start >= each.on)
        if at := next(places, 0):
            reasons[at] = f"{reasons[at]}; {each.reason}" if at in reasons else each.reason
    return reasons


def _segment(readings: Sequence[Reading], reason: str, leave_out_large_ranges: bool) -> Segment:
    values = [reading.value for reading in readings]
    found = limits(values, leave_out_large_ranges=leave_out_large_ranges)
    marks = [frozenset[Signal]()] * len(values) if found is None else signals(values, found)
    points = tuple(ControlPoint(*each) for each in zip(readings, marks, strict=True))
    return Segment(found, points, reason, values.count(None))


def variation(control: Control, polarity: str) -> Variation | None:
    """What the latest point with a value says, as the icon of “Making Data Count” does.

    `polarity` is "lower" or "higher" for the better; for any other a signal is only high or low. Where
    signals point both ways, where the value stands (outside, shift, two of three) goes before where it
    moves: a trend decides only by itself. NHSRplotthedots goes by the side of the mean in every case.
    None where there is no value, or no limits to judge it by.
    """
    valued = [
        (segment, point)
        for segment in control.segments
        for point in segment.points
        if point.reading.value is not None
    ]
    if not valued or valued[-1][0].limits is None:
        return None
    found = valued[-1][1].signals
    if not found:
        return Variation.NEITHER
    standing = {signal.high for signal in found if signal.rule is not Rule.TREND}
    high = any(standing or {signal.high for signal in found})
    if polarity not in ("lower", "higher"):
        return Variation.HIGH if high else Variation.LOW
    return Variation.IMPROVEMENT if high == (polarity == "higher") else Variation.CONCERN


def assurance(within: Limits | None, target: float, polarity: str) -> Assurance | None:
    """Whether values between the limits always meet the target, never do, or do so by chance.

    None where nothing says which side of a target is good, or where there are no limits.
    """
    if within is None or polarity not in ("lower", "higher"):
        return None
    if within.lower - within.slack <= target <= within.upper + within.slack:
        return Assurance.HIT_OR_MISS
    return Assurance.PASSES if (target > within.upper) == (polarity == "lower") else Assurance.FAILS
