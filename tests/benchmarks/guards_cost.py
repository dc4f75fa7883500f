"""What the guards of the record cost, as lines of the table. No Django."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from statistics import median

from tests.benchmarks.figures import Figure, times

OF_ALONE = 1.5  # an edit with version, chain and triggers, to the same with simple-history alone
SECONDS = 30  # checking a record with 100,000 rows of history


def edit_figures(told: Mapping[str, Sequence[float]]) -> Iterator[Figure]:
    """The middle of the rounds."""
    plain, alone, guarded = (median(told[name]) for name in ("plain", "alone", "guarded"))
    yield Figure("an edit with simple-history alone", f"{1000 * alone:.2f} ms")
    yield times("  to the same as a plain save", alone, plain)
    name = f"an edit with version, chain and triggers, to that ({1000 * guarded:.2f} ms)"
    yield times(name, guarded, alone, OF_ALONE)


def check_figure(told: Mapping[str, float]) -> Figure:
    """How long check_records takes."""
    seconds = told["seconds"]
    name = f"check_records over {told['links']:,.0f} rows of history"
    return Figure(name, f"{seconds:.1f} s", f"under {SECONDS} s", seconds < SECONDS)
