"""Relative Rate Index over time: one line a group, named at its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log10
from typing import Any

from performance.figures.chart import Chart, look_of
from performance.figures.parts import line, period_columns, time_axis
from performance.figures.ratios import ratio_words, times_axis
from performance.figures.theme import (
    BLUE,
    GREEN,
    HEIGHT,
    INK,
    LINE,
    ORANGE,
    PURPLE,
    label,
    layout,
    lines_of,
    margin_for,
    spread,
)
from performance.periods import Period
from performance.rri import Interval
from performance.sentences import listed, when
from performance.series import Reading
from recommendations.tables import Column, Table

LOOKS = [(ORANGE, "solid"), (BLUE, "dash"), (GREEN, "dot"), (PURPLE, "dashdot"), (INK, "longdash")]
# Letters in a line of a group's name beside the plot, and the pixels the plot leaves of the height.
_NAME = 12
_AROUND = 60
_Series = Mapping[str, Sequence[tuple[Period, Interval | None]]]


@dataclass(frozen=True, slots=True)
class _Row:
    period: Period
    group: str
    interval: Interval | None


def ratios_over_time(name: str, title: str, by_group: _Series) -> Chart:
    """The ratio of each group to the base, period by period, on a logarithmic axis with a line at 1.

    A period of no ratio, or of one of 0, breaks the line. The intervals are in the table, and not drawn,
    as those of several groups would lie over one another.
    """
    series = {group: _readings(found) for group, found in by_group.items()}
    series = {group: readings for group, readings in series.items() if any(r.value for r in readings)}
    table = _table(name, title, by_group)
    if not series:
        return Chart(name, title, {}, table, f"No ratios are on record: {title}.")
    drawn = [reading for readings in series.values() for reading in readings]
    ratios = [reading.value for reading in drawn if reading.value]
    axis = times_axis(ratios) | {"title": {"text": "times the base rate, log scale"}, "hoverformat": ".2f"}
    labels = _names(series, axis["range"])
    about = layout(time_axis(drawn), axis, right=margin_for(labels))
    one = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 1, "y1": 1}
    about["shapes"] = [one | {"line": {"color": INK, "width": 2}}]
    about["annotations"] = labels
    traces = [
        line(group, readings, dict(zip(("color", "dash"), _look(at), strict=True)) | {"width": 3})
        for at, (group, readings) in enumerate(series.items())
    ]
    return Chart(name, title, {"data": traces, "layout": about}, table, _sentence(title, series))


def _look(at: int) -> tuple[str, str]:
    return LOOKS[at % len(LOOKS)]


def _readings(found: Sequence[tuple[Period, Interval | None]]) -> list[Reading]:
    return [
        Reading(period, interval.ratio if interval and interval.ratio > 0 else None)
        for period, interval in sorted(found, key=lambda each: each[0])
    ]


def _last(readings: Sequence[Reading]) -> tuple[Reading, float]:
    return [(reading, reading.value) for reading in readings if reading.value][-1]


def _names(series: Mapping[str, Sequence[Reading]], span: Sequence[float]) -> list[dict[str, Any]]:
    """Each group with its latest ratio beside the plot at the height of its line, moved where two meet."""
    words = [
        lines_of(f"{group} {ratio_words(_last(readings)[1])}", _NAME) for group, readings in series.items()
    ]
    high = (HEIGHT - _AROUND) / (span[1] - span[0])
    ends = [log10(_last(readings)[1]) for readings in series.values()]
    moved = spread([high * end for end in ends], [LINE * (each.count("<br>") + 1.0) for each in words])
    place = {"xref": "paper", "x": 1, "xanchor": "left", "align": "left"}
    return [
        label(each, color=_look(at)[0], y=round(end, 4), yshift=round(to - high * end), **place)
        for at, (each, end, to) in enumerate(zip(words, ends, moved, strict=True))
    ]


def _sentence(title: str, series: Mapping[str, Sequence[Reading]]) -> str:
    """The ratios of the last period of all beside those of the first."""
    known = {group: {each.period: each.value for each in found} for group, found in series.items()}
    periods = sorted({period for found in known.values() for period, value in found.items() if value})
    first, last = periods[0], periods[-1]
    if first == last:
        said = listed([f"{group} {ratio_words(found.get(last))}" for group, found in known.items()])
        return f"{title}, times the base rate {when(last)}: {said}."
    both = [
        f"{group} {ratio_words(found.get(last))} ({ratio_words(found.get(first))})"
        for group, found in known.items()
    ]
    return f"{title}, times the base rate {when(last)}, and in brackets {when(first)}: {listed(both)}."


def _table(name: str, title: str, by_group: _Series) -> Table[_Row]:
    rows = [_Row(period, group, interval) for group, found in by_group.items() for period, interval in found]
    rows.sort(key=lambda row: row.period)
    columns: list[Column[_Row]] = [
        *period_columns(),
        Column("group", "Group", lambda row: row.group),
        _ratio("ratio", "Ratio", lambda row: row.interval and row.interval.ratio),
        _ratio("low", "95% from", lambda row: row.interval and row.interval.low),
        _ratio("high", "95% to", lambda row: row.interval and row.interval.high),
    ]
    return Table(
        name, title, columns, rows, look=look_of(columns), empty=f"No ratios are on record: {title}."
    )


def _ratio(key: str, heading: str, value: Any) -> Column[_Row]:
    return Column(key, heading, value, lambda row: ratio_words(value(row)), numeric=True)
