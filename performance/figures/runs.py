"""Runs: the parts of a series that one line may join, broken where something is missing. Free of Django."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from performance.periods import Span
from performance.series import Reading


def runs(readings: Sequence[Reading]) -> list[list[Reading]]:
    """The readings with a value, earliest first, parted wherever a period is missing.

    A reading of no value parts, and so does a month or quarter that is not there. Figures of 12 months
    may come every year and later every quarter or month; there a step longer than an earlier one parts,
    since a series that has once come every quarter misses something when it comes a year later. Figures
    of single days and of other periods come when they come: only a reading of no value parts them.
    """
    ordered = sorted(readings, key=lambda reading: reading.period)
    found: list[list[Reading]] = []
    for reading, parted in zip(ordered, [True, *_breaks(ordered)], strict=False):
        if reading.value is None:
            continue
        if parted or not found:
            found.append([])
        found[-1].append(reading)
    return found


def _breaks(ordered: Sequence[Reading]) -> list[bool]:
    """For each reading after the first, whether no line leads to it from the one before."""
    found = []
    shortest: int | None = None
    for before, after in pairwise(ordered):
        span = after.period.span
        step = (after.period.end - before.period.end).days
        if span in (Span.MONTH, Span.QUARTER) and before.period.span is span:
            missing = before.period.step() != after.period
        else:
            # Months and quarters differ by a few days in length, never by half.
            missing = span is Span.YEAR and shortest is not None and step > 1.5 * shortest
        shortest = step if shortest is None else min(step, shortest)
        found.append(missing or before.value is None)
    return found
