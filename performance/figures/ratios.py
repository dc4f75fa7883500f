"""Relative Rate Index by group: each group's rate as a multiple of the base group's, with its interval."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil, floor, log2, log10
from typing import Any

from performance.figures.chart import Chart, look_of
from performance.figures.parts import number_cell
from performance.figures.rows import ROW, row_axis, row_labels
from performance.figures.theme import (
    BLUE,
    GRID,
    INK,
    MUTED,
    ORANGE,
    label,
    layout,
    lines_of,
    plain,
    rounded,
)
from performance.rri import Index, Interval, Judgement, Row
from performance.sentences import judgement_words, listed, number_words
from recommendations.tables import Column, Table

_LOOKS = {
    Judgement.HIGHER: ("triangle-up", ORANGE),
    Judgement.LOWER: ("triangle-down", BLUE),
    Judgement.NO_DIFFERENCE: ("circle", INK),
    Judgement.TOO_FEW: ("circle-open", MUTED),
}


def ratio_words(ratio: float | None) -> str:
    """A ratio as it is printed, with two decimals; a dash for none."""
    return "–" if ratio is None else f"{ratio:,.2f}"


def times_axis(ratios: Iterable[float]) -> dict[str, Any]:
    """A logarithmic axis of multiples: twice as much is as far from 1 as half as much.

    It holds all the ratios and at least a half to two, with a tick at each power of two.
    """
    found = [log2(ratio) for ratio in ratios]
    low, high = floor(min([-1.0, *found])), ceil(max([1.0, *found]))
    # With very wide intervals every second, third, … power has a tick, counted from 1.
    step = 1 + (high - low) // 9
    powers = [power for power in range(low, high + 1) if power % step == 0]
    return {
        "type": "log",
        "range": [round((low - 0.05) * log10(2), 4), round((high + 0.05) * log10(2), 4)],
        "tickvals": [2.0**power for power in powers],
        "ticktext": [f"{2**power}" if power >= 0 else f"1/{2**-power}" for power in powers],
        "showgrid": True,
        "gridcolor": GRID,
        "zeroline": False,
    }


def ratio_chart(name: str, title: str, index: Index, *, base_name: str) -> Chart:
    """The ratio of each group to the base, a line at 1, with its 95% interval and what may be said of it.

    Groups whose count is kept back or was not reported, and those in which nothing was counted (0 has
    no place on a logarithmic axis), are not drawn: the sentence and the table name them.
    """
    table = _table(name, title, index, base_name)
    drawn = [(row, row.interval) for row in index.rows if row.interval and row.interval.ratio > 0]
    sentence = _sentence(title, index, base_name)
    if not drawn:
        return Chart(name, title, {}, table, sentence)
    bounds = [each for _, interval in drawn for each in _bounds(interval)]
    axis = times_axis(bounds)
    axis["title"] = {"text": lines_of(f"times the {base_name} rate, logarithmic scale", 40)}
    about = layout(axis, row_axis(len(drawn)), height=84 + ROW * len(drawn), top=32, hover="closest")
    about["shapes"] = [
        {
            "type": "line",
            "x0": 1,
            "x1": 1,
            "yref": "paper",
            "y0": 0,
            "y1": 1,
            "line": {"color": INK, "width": 2},
        }
    ]
    at_one = {"x": 0, "yref": "paper", "y": 1, "yanchor": "bottom"}
    about["annotations"] = [
        label(f"{plain(base_name)} = 1", **at_one),
        *row_labels([f"{plain(row.name)} {_short(row, interval)}" for row, interval in drawn]),
    ]
    return Chart(name, title, {"data": [_trace(drawn)], "layout": about}, table, sentence)


def _bounds(interval: Interval) -> list[float]:
    return [each for each in (interval.low, interval.ratio, interval.high) if each is not None]


def _short(row: Row, interval: Interval) -> str:
    return f"{ratio_words(interval.ratio)}, {judgement_words(row.judgement)[1]}"


def _trace(drawn: Sequence[tuple[Row, Interval]]) -> dict[str, Any]:
    """Points with intervals, which are wider to the right on a logarithmic axis than they look."""
    looks = [_LOOKS[row.judgement] for row, _ in drawn]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [rounded(interval.ratio) for _, interval in drawn],
        "y": list(range(len(drawn))),
        "error_x": {
            "type": "data",
            "array": [rounded((each.high or each.ratio) - each.ratio) for _, each in drawn],
            "arrayminus": [rounded(each.ratio - (each.low or each.ratio)) for _, each in drawn],
            "thickness": 2,
            "width": 5,
            "color": MUTED,
        },
        "marker": {"symbol": [shape for shape, _ in looks], "color": [c for _, c in looks], "size": 12},
        "text": [f"{plain(row.name)}: {_interval_words(each)}" for row, each in drawn],
        "hoverinfo": "text",
    }


def _interval_words(interval: Interval) -> str:
    between = f" ({ratio_words(interval.low)} to {ratio_words(interval.high)})"
    return f"{ratio_words(interval.ratio)}{'' if interval.low is None else between}"


def _sentence(title: str, index: Index, base_name: str) -> str:
    compared = [(row, row.interval) for row in index.rows if row.interval]
    said = [
        f"{row.name} {_interval_words(each)}, {judgement_words(row.judgement)[1]}" for row, each in compared
    ]
    parts = [
        f"{title}: times the {base_name} rate, with 95% intervals: {'; '.join(said)}."
        if said
        else f"{title}: no group can be compared with {base_name}."
    ]
    kept_back = [row.name for row in index.rows if row.suppressed]
    if kept_back:
        parts.append(
            f"Small counts, and those that would give them away, are not shown: {listed(kept_back)}."
        )
    missing = [row.name for row in index.rows if row.judgement is Judgement.MISSING]
    if missing:
        parts.append(f"Not reported, so not compared: {listed(missing)}.")
    return " ".join([*parts, *_unknown(index)])


def _unknown(index: Index) -> list[str]:
    if index.unknown_suppressed:
        return ["How many are of unknown group is not shown either; they are in no rate."]
    if index.unknown is None:
        return []
    share = "" if index.unknown_share is None else f" ({number_words(100 * index.unknown_share, '%')} of all)"
    return [f"{number_words(index.unknown)}{share} are of unknown group and in no rate."]


def _table(name: str, title: str, index: Index, base_name: str) -> Table[Row]:
    columns: list[Column[Row]] = [
        Column("group", "Group", lambda row: row.name, row_header=True),
        _count("events", "Counted", lambda row: row.events),
        _count("people", "People", lambda row: row.people),
        _count("rate_per_1000", "Rate per 1,000", lambda row: None if row.rate is None else 1000 * row.rate),
        _ratio("ratio", "Ratio", lambda row: row.interval and row.interval.ratio),
        _ratio("low", "95% from", lambda row: row.interval and row.interval.low),
        _ratio("high", "95% to", lambda row: row.interval and row.interval.high),
        Column("judgement", f"Beside {base_name}", lambda row: judgement_words(row.judgement)[1]),
    ]
    return Table(
        name, title, columns, index.rows, look=look_of(columns), empty=f"No figures are on record: {title}."
    )


def _count(key: str, heading: str, value: Any) -> Column[Row]:
    return Column(key, heading, value, lambda row: number_cell(value(row)), numeric=True)


def _ratio(key: str, heading: str, value: Any) -> Column[Row]:
    return Column(key, heading, value, lambda row: ratio_words(value(row)), numeric=True)
