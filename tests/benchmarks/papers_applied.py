"""How quickly the real paper goes in with its history, beside its rows written bare. No Django."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from statistics import median

from tests.benchmarks.figures import Figure

SHARE = 1 / 4  # planning and applying with history: at least this share of the speed of bare rows


def applying_figures(told: Mapping[str, Sequence[float]]) -> Iterator[Figure]:
    """The middle of the rounds, and the middle of their ratios."""
    rows, bare = round(told["rows"][0]), median(told["bare"])
    yield Figure(f"the {rows} rows of the real paper written bare", f"{1000 * bare:.0f} ms")
    share = median(b / a for a, b in zip(told["applied"], told["bare"], strict=True))
    measured = f"{share:.2f} of its speed ({1000 * median(told['applied']):.0f} ms)"
    name = "the paper planned and applied with history"
    yield Figure(name, measured, f"at least {SHARE:.2f}", share >= SHARE)
