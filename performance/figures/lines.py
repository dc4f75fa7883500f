"""The 12-month line of a measure: our own force dark, the others of its MSG as a light context."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from performance.figures.chart import Chart, TargetLine, look_of
from performance.figures.line_ends import last_of, line_ends
from performance.figures.parts import (
    changes_sentence,
    line,
    marked_days,
    number_cell,
    period_columns,
    target_lines,
    time_axis,
    values_of,
    within,
)
from performance.figures.runs import runs
from performance.figures.theme import CONTEXT, INK, label_height, layout, value_axis
from performance.periods import Period
from performance.rates import change_on_year
from performance.sentences import change_sentence, number_words, sign_of, when
from performance.series import Reading
from recommendations.reading.slugs import slug_of
from recommendations.tables import Column, Table


@dataclass(frozen=True, slots=True)
class _Row:
    period: Period
    values: Mapping[str, float | None]


def rolling_chart(
    name: str,
    title: str,
    *,
    own: Sequence[Reading],
    own_name: str,
    others: Mapping[str, Sequence[Reading]],
    unit: str,
    targets: Sequence[TargetLine] = (),
    changes: Sequence[tuple[date, str]] = (),
    meeting: date | None = None,
) -> Chart:
    """A force's values over time, with its MSG behind it, targets, changes of definition and the meeting.

    `others` are the readings of each MSG force by its name. Values are in `unit`; the axis begins at
    zero except for percentages, which seldom come near it. Without any value there is no figure.
    """
    own = sorted(own, key=lambda reading: reading.period)
    shown = {force: readings for force, readings in others.items() if values_of(readings)}
    every = [*own, *(reading for readings in shown.values() for reading in readings)]
    drawn = [reading for reading in every if reading.value is not None]
    changes = within(changes, drawn)
    table = _table(name, title, {own_name: own, **shown}, unit)
    sentence = _sentence(title, own, own_name, shown, unit, changes)
    if not drawn:
        return Chart(name, title, {}, table, sentence)
    traces = [line(own_name, own, {"color": INK, "width": 3}) | {"zorder": 1}] if values_of(own) else []
    traces += [line(force, each, {"color": CONTEXT, "width": 1}) for force, each in shown.items()]
    values = values_of(drawn)
    near = label_height([*values, *(target.value for target in targets)], from_zero=unit != "%")
    shapes, labels, top = marked_days(changes, meeting, drawn)
    more_shapes, more_labels = target_lines(targets, unit, near)
    about = layout(time_axis(drawn, meeting), value_axis(unit, values, from_zero=unit != "%"), top=top)
    about["shapes"] = shapes + more_shapes
    ends = line_ends(own, own_name, list(shown.values()), unit, targets)
    about["annotations"] = labels + more_labels + ends
    return Chart(name, title, {"data": traces, "layout": about}, table, sentence)


def _sentence(
    title: str,
    own: Sequence[Reading],
    own_name: str,
    others: Mapping[str, Sequence[Reading]],
    unit: str,
    changes: Sequence[tuple[date, str]],
) -> str:
    latest = last_of(own)
    if latest is None:
        return " ".join([f"No figures are on record for {own_name}: {title}.", *_context(None, others, unit)])
    change = change_on_year(own)
    if change:
        parts = [f"{own_name}: {change_sentence(change, unit)}."]
    else:
        now = f"{number_words(values_of([latest])[0], unit)} {when(latest.period)}"
        parts = [f"{own_name}: {now}.", f"{change_sentence(None, unit)}."]
    parts += _context(latest.period, others, unit)
    if gaps := len(runs(own)) - 1:
        parts.append(
            f"Figures are missing where the line breaks, {'once' if gaps == 1 else f'{gaps} times'}."
        )
    return " ".join([*parts, changes_sentence(changes)]).strip()


def _context(period: Period | None, others: Mapping[str, Sequence[Reading]], unit: str) -> list[str]:
    """What is drawn in grey, and between what values it stands in the same period."""
    if not others:
        return []
    who = f"Its MSG, {'1 force' if len(others) == 1 else f'{len(others)} forces'} in grey,"
    same = values_of([each for readings in others.values() for each in readings if each.period == period])
    if not same:
        return [f"{who} has no figure for the same period."] if period else [f"{who} has some."]
    low, high = (number_words(found, sign_of(unit)) for found in (min(same), max(same)))
    return [f"{who} stands at {low if low == high else f'{low} to {high}'} in the same period."]


def _table(name: str, title: str, series: Mapping[str, Sequence[Reading]], unit: str) -> Table[_Row]:
    values = {force: {each.period: each.value for each in readings} for force, readings in series.items()}
    periods = sorted({period for known in values.values() for period in known})
    rows = [_Row(period, {force: known.get(period) for force, known in values.items()}) for period in periods]
    columns = [*period_columns(), *(_column(force, unit) for force in series)]
    return Table(
        name,
        f"{title}, {unit}",
        columns,
        rows,
        look=look_of(columns),
        empty=f"No figures are on record: {title}.",
    )


def _column(force: str, unit: str) -> Column[_Row]:
    return Column(
        slug_of(force),
        force,
        lambda row: row.values[force],
        lambda row: number_cell(row.values[force], unit),
        numeric=True,
    )
