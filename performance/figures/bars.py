"""Horizontal bars: how much was counted in each group."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum

from performance.figures.chart import Chart
from performance.figures.parts import number_cell
from performance.figures.rows import ROW, row_axis, row_labels
from performance.figures.theme import BLUE, GRID, layout, lines_of, plain, rounded
from performance.sentences import listed, number_words, sign_of
from recommendations.tables import Column, Table


def bars(name: str, title: str, values: Sequence[tuple[str, float]], unit: str) -> Chart:
    """One bar for each group, in the order given and named over it with its value in `unit`.

    The sentence adds the values up, except for percentages, which may be of different wholes.
    """
    columns: list[Column[tuple[str, float]]] = [
        Column("group", "Group", lambda row: row[0], row_header=True),
        Column(
            "value",
            unit.capitalize(),
            lambda row: row[1],
            lambda row: number_cell(row[1], unit),
            numeric=True,
        ),
    ]
    table = Table(name, title, columns, values, empty=f"No figures are on record: {title}.")
    if not values:
        return Chart(name, title, {}, table, f"No figures are on record: {title}.")
    sign = sign_of(unit)
    words = [f"{plain(group)} {number_words(value, sign)}" for group, value in values]
    about = layout(
        {
            "title": {"text": "per cent" if unit == "%" else lines_of(unit, 40)},
            "rangemode": "tozero",
            "tickformat": ",",
            "showgrid": True,
            "gridcolor": GRID,
            "nticks": 6,
        },
        row_axis(len(values)),
        height=64 + ROW * len(values),
        hover="closest",
    )
    about["annotations"] = row_labels(words)
    trace = {
        "type": "bar",
        "orientation": "h",
        "x": [rounded(value) for _, value in values],
        "y": list(range(len(values))),
        "width": 0.3,
        "marker": {"color": BLUE},
        "hoverinfo": "skip",
    }
    return Chart(name, title, {"data": [trace], "layout": about}, table, _sentence(title, values, unit))


def _sentence(title: str, values: Sequence[tuple[str, float]], unit: str) -> str:
    sign = sign_of(unit)
    each = listed([f"{group} {number_words(value, sign)}" for group, value in values])
    total = "" if sign else f"; {number_words(fsum(value for _, value in values), unit)} in all"
    return f"{title}: {each}{total}."
