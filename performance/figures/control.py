"""The control chart of a measure's monthly or quarterly values, with its limits and signals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from performance.figures.chart import Chart, TargetLine, look_of
from performance.figures.control_words import control_sentence, is_drawn, marked, readings_of, signals_words
from performance.figures.parts import (
    line,
    marked_days,
    number_cell,
    period_columns,
    target_lines,
    time_axis,
    values_of,
    within,
)
from performance.figures.theme import (
    BLUE,
    INK,
    MUTED,
    ORANGE,
    PURPLE,
    label,
    label_height,
    layout,
    margin_for,
    rounded,
    value_axis,
)
from performance.periods import Period
from performance.sentences import number_words, sign_of
from performance.series import Reading
from performance.spc import Control, ControlPoint, Limits, Segment, Variation
from recommendations.tables import Column, Table

# Shape and colour of points that signal; each shape is the icon that stands beside the words.
_LOOKS = {
    Variation.IMPROVEMENT: ("diamond", BLUE),
    Variation.CONCERN: ("square", ORANGE),
    Variation.HIGH: ("triangle-up", PURPLE),
    Variation.LOW: ("triangle-down", PURPLE),
}


@dataclass(frozen=True, slots=True)
class _Row:
    period: Period
    value: float | None
    limits: Limits | None
    signals: str


def control_chart(
    name: str,
    title: str,
    control: Control,
    *,
    unit: str,
    polarity: str,
    targets: Sequence[TargetLine] = (),
    changes: Sequence[tuple[date, str]] = (),
    meeting: date | None = None,
) -> Chart:
    """An XmR chart: the values, the mean and natural limits of each segment, and what signals.

    `polarity` is "lower" or "higher" for the better, anything else for neither. The axis does not begin
    at zero, as it is the variation that is read. A lower limit below zero is not drawn where no value
    is: counts cannot fall below it; the table keeps the limit as computed. Without any value there is
    no figure.
    """
    readings = readings_of(control)
    drawn = [reading for reading in readings if reading.value is not None]
    changes = within(changes, drawn)
    table = _table(name, title, control, unit)
    sentence = control_sentence(title, control, unit, polarity, targets, changes)
    if not drawn:
        return Chart(name, title, {}, table, sentence)
    values = values_of(drawn)
    near = label_height([*values, *(target.value for target in targets)], from_zero=False)
    shapes, labels, top = marked_days(changes, meeting, drawn)
    for some_shapes, some_labels in (_limit_lines(control, unit), target_lines(targets, unit, near)):
        shapes, labels = shapes + some_shapes, labels + some_labels
    about = layout(
        time_axis(drawn, meeting),
        value_axis(unit, values, from_zero=False) | ({} if min(values) >= 0 else {"rangemode": "normal"}),
        top=top,
        right=margin_for(labels),
    )
    meanings = marked(control, polarity)
    traces = [_points(readings, meanings), *(_signal_trace(*each) for each in meanings.items())]
    about["shapes"], about["annotations"] = shapes, labels
    return Chart(name, title, {"data": traces, "layout": about}, table, sentence)


def _limit_lines(control: Control, unit: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Mean and limits over the length of each segment; those of the last segment are named at its end."""
    shapes: list[dict[str, Any]] = []
    for segment in control.segments:
        shapes += _segment_lines(segment, control)
    last = control.segments[-1].limits
    return shapes, [] if last is None else _names(last, control, unit)


def _segment_lines(segment: Segment, control: Control) -> list[dict[str, Any]]:
    limits = segment.limits
    if limits is None:
        return []
    first, last = segment.points[0].reading.period.end, segment.points[-1].reading.period.end
    across = {"type": "line", "x0": first.isoformat(), "x1": last.isoformat()}
    dashed = [limits.upper, *([limits.lower] if is_drawn(limits, control) else [])]
    mean = {"color": MUTED, "width": 1.5, "dash": "longdash"}
    edge = {"color": MUTED, "width": 1.5, "dash": "dash"}
    return [
        across | {"y0": rounded(y), "y1": rounded(y), "line": mean if at == 0 else edge}
        for at, y in enumerate([limits.mean, *dashed])
    ]


def _names(limits: Limits, control: Control, unit: str) -> list[dict[str, Any]]:
    """Mean and limits are named beside the plot, where no point lies under them."""
    sign = sign_of(unit)
    place = {"xref": "paper", "x": 1, "xanchor": "left", "align": "left", "color": MUTED}
    named = [("mean", limits.mean, "middle"), ("upper<br>limit", limits.upper, "bottom")]
    if is_drawn(limits, control):
        named.append(("lower<br>limit", limits.lower, "top"))
    return [
        label(f"{name} {number_words(value, sign)}", y=rounded(value), yanchor=side, **place)
        for name, value, side in named
    ]


def _points(
    readings: Sequence[Reading], meanings: Mapping[Variation, Sequence[ControlPoint]]
) -> dict[str, Any]:
    """All values as points on a broken line; pointed at, one that signals tells its meaning and rules."""
    trace = line("value", readings, {"color": MUTED, "width": 1.5})
    trace["mode"] = "markers" if trace["mode"] == "markers" else "lines+markers"
    trace["marker"] = {"size": 6, "color": INK}
    trace["hovertemplate"] = "%{y}<extra></extra>"
    if meanings:
        told = {_day(point): _told(meaning, point) for meaning, each in meanings.items() for point in each}
        trace["text"] = [told.get(day, "") for day in trace["x"]]
        trace["hovertemplate"] = "%{y}%{text}<extra></extra>"
    return trace


def _told(meaning: Variation, point: ControlPoint) -> str:
    return f"<br>{meaning.value}: " + signals_words(point).replace(", ", ",<br>")


def _day(point: ControlPoint) -> str:
    return point.reading.period.end.isoformat()


def _signal_trace(meaning: Variation, points: Sequence[ControlPoint]) -> dict[str, Any]:
    """The points of one meaning once more, in its shape and colour."""
    shape, colour = _LOOKS[meaning]
    return {
        "type": "scatter",
        "name": meaning.value,
        "x": [_day(point) for point in points],
        "y": [rounded(value) for value in values_of([point.reading for point in points])],
        "mode": "markers",
        "marker": {"symbol": shape, "size": 11, "color": colour},
        "hoverinfo": "skip",
    }


def _table(name: str, title: str, control: Control, unit: str) -> Table[_Row]:
    rows = [
        _Row(point.reading.period, point.reading.value, segment.limits, signals_words(point))
        for segment in control.segments
        for point in segment.points
    ]
    columns = [
        *period_columns(),
        _number("value", "Value", lambda row: row.value, unit),
        _number("mean", "Mean", lambda row: row.limits and row.limits.mean, unit),
        _number("lower", "Lower limit", lambda row: row.limits and row.limits.lower, unit),
        _number("upper", "Upper limit", lambda row: row.limits and row.limits.upper, unit),
        Column("signals", "Signals", lambda row: row.signals),
    ]
    return Table(
        name,
        f"{title}, {unit}",
        columns,
        rows,
        look=look_of(columns),
        empty=f"No figures are on record: {title}.",
    )


def _number(key: str, heading: str, value: Any, unit: str) -> Column[_Row]:
    return Column(key, heading, value, lambda row: number_cell(value(row), unit), numeric=True)
