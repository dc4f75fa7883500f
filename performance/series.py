"""Series: what was observed and what is read off it, period by period. Free of Django.

Named tuples, because a page makes thousands of them and compares them by value.
"""

from __future__ import annotations

from typing import NamedTuple

from performance.periods import Period


class Point(NamedTuple):
    """One observation: what was counted and, where it is out of something, out of how many."""

    period: Period
    numerator: float
    denominator: float | None = None


class Reading(NamedTuple):
    """One value of a measure; None where the period is missing or has no value."""

    period: Period
    value: float | None
