"""What tests of charts share: every figure is held against Plotly's own schema, and series to draw."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import plotly.graph_objects as go

from performance.figures import Chart
from performance.periods import Period, month, months_ending
from performance.series import Reading

APRIL = month(2021, 4)


def months(*values: float | None, first: Period = APRIL) -> list[Reading]:
    """Readings month by month; None for a month of no value."""
    return [Reading(first.step(at), value) for at, value in enumerate(values)]


def years(*values: float | None) -> list[Reading]:
    """Readings of 12 months, ending month by month from April 2021."""
    return [Reading(months_ending(each.period.end, 12), each.value) for each in months(*values)]


def checked(chart: Chart) -> dict[str, Any]:
    """The figure as the page carries it: of Plotly's schema, safe inside a script, nothing left to style."""
    text = chart.json()
    assert not set("<>&") & set(text)
    figure: dict[str, Any] = json.loads(text)
    assert figure == chart.figure
    go.Figure(figure)
    for words in texts(figure):
        assert set(re.findall(r"<[^>]*>", words)) <= {"<br>", "<extra>", "</extra>"}, words
    layout = figure["layout"]
    assert layout["dragmode"] is False
    assert all(layout[axis]["fixedrange"] for axis in ("xaxis", "yaxis"))
    return figure


def texts(part: Any) -> Iterator[str]:
    """Every text in a figure."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for each in part.values():
            yield from texts(each)
    elif isinstance(part, list):
        for each in part:
            yield from texts(each)


def labels(figure: dict[str, Any]) -> list[str]:
    """The words that stand on the chart."""
    return [each["text"] for each in figure["layout"]["annotations"]]


def rows(chart: Chart) -> list[dict[str, Any]]:
    """The table's rows as data."""
    return chart.table.data()
