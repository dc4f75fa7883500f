"""A file of 100,000 figures, a line each for measure, force and month; how quickly it went in. No Django."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product
from random import Random
from statistics import median

from tests.benchmarks.figures import Figure

SHARE = 1 / 3  # an import: at least this share of the speed of bare rows
MEGABYTES = 300  # and at most so much memory
ROWS = 100_000
HEADINGS = ("measure", "force", "month", "value")


def lines() -> Iterator[tuple[str, str, str, int]]:
    """Measure, force, month and value; always the same."""
    random = Random(ROWS)
    months = [f"{year}-{number:02}" for year, number in product(range(2012, 2024), range(1, 13))]
    every = product(range(1, 31), range(1, 44), months)
    for measure, force, when in islice(every, ROWS):
        yield f"measure-{measure:02}", f"force-{force:02}", when, random.randrange(1000)


def file_of_figures() -> str:
    """The lines under their headings, as CSV."""
    return "\n".join(",".join(map(str, line)) for line in (HEADINGS, *lines())) + "\n"


def import_figures(
    whole: Sequence[Mapping[str, float]], bare: Sequence[Mapping[str, float]]
) -> Iterator[Figure]:
    """The middle speed of imports beside that of bare rows, and the most memory an import took."""
    speeds = [ROWS / median(told["seconds"] for told in tries) for tries in (whole, bare)]
    yield Figure("100,000 figures written bare", f"{speeds[1]:,.0f} rows a second")
    share = speeds[0] / speeds[1]
    measured = f"{share:.2f} of it ({speeds[0]:,.0f} rows a second)"
    yield Figure("the same read in with history", measured, f"at least {SHARE:.2f}", share >= SHARE)
    megabytes = max(told["megabytes"] for told in whole)
    limit = f"at most {MEGABYTES} MB"
    yield Figure("memory of the importing process", f"{megabytes:.0f} MB", limit, megabytes <= MEGABYTES)
