"""Series: what was observed and what is read off it, period by period. Free of Django."""

from __future__ import annotations

from dataclasses import dataclass

from performance.periods import Period


@dataclass(frozen=True, slots=True)
class Point:
    """One observation: what was counted and, where it is out of something, out of how many."""

    period: Period
    numerator: float
    denominator: float | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One value of a measure; None where the period is missing or has no value."""

    period: Period
    value: float | None
