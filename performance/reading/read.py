"""One door for the performance report of every paper: from the bytes of a file to what it holds."""

from __future__ import annotations

from performance.reading.fixture import read_yaml
from performance.reading.report import PerformanceReport
from performance.reading.text import read_text
from recommendations.reading.read import is_fixture
from recommendations.reading.sheet import Sheet, text_of


def read_report(name: str, data: bytes) -> PerformanceReport:
    """The performance report of a paper in a file of that name; empty for a paper without one.

    Raises Refused with a sentence that names the line and the reason.
    """
    text = text_of(data)
    return read_yaml(text) if is_fixture(name) else read_text(Sheet(text))
