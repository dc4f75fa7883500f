"""What was measured, beside what is to be reached, as one table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Figure(NamedTuple):
    """One line: what, how much, at most how much, and whether it is reached; None where nothing is asked."""

    name: str
    measured: str
    to_reach: str = ""
    reached: bool | None = None

    @property
    def verdict(self) -> str:
        """In words."""
        return "" if self.reached is None else "pass" if self.reached else "falls short"


def times(name: str, this: float, that: float, limit: float = 0) -> Figure:
    """How many times as much one is as the other; a limit of 0 asks nothing."""
    ratio = this / that
    if not limit:
        return Figure(name, f"{ratio:.2f} times")
    return Figure(name, f"{ratio:.2f} times", f"at most {limit:g}", ratio <= limit)


def table(figures: Iterable[Figure]) -> str:
    """The lines under their headings, in columns."""
    rows = [("measured", "figure", "to reach", "")]
    rows += [(f.name, f.measured, f.to_reach, f.verdict) for f in figures]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    return "\n".join(line.rstrip() for line in [lines[0], "-" * len(lines[0]), *lines[1:]])
