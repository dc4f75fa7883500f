"""What a test has done in a process of its own: a workbook read there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from recommendations.reading.files.workbook import read_workbook


def rows_apart(words: Mapping[str, Any], data: bytes, progress: Callable[[str], None]) -> tuple[Any, bytes]:
    """The task of the child process: how many rows each grid has."""
    return [len(grid.rows) for grid in read_workbook(data)[0]], b""
