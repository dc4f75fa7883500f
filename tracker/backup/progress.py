"""The progress bar of a backup in the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tqdm import tqdm

from tracker.backup.archive import Told


@contextmanager
def bar(step: str, total: int) -> Iterator[Told]:
    """A bar for one step; it counts without an end where nobody knows how long the step is."""
    with tqdm(
        total=total or None, desc=step, unit="B" if total else "", unit_scale=True, leave=False
    ) as drawn:
        yield drawn.update
