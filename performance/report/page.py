"""The performance report as its page shows it: each measure in sentences, a sparkline and a chart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from html import escape
from typing import Any

from performance.chart_html import chart_html
from performance.computed import KEPT, Readings
from performance.figures import TargetLine, rolling_chart
from performance.models import Measure, Target
from performance.periods import day_words
from performance.report.read import Line
from performance.sentences import (
    benchmark_sentence,
    number_words,
    trend_sentence,
    variation_words,
)
from performance.sparkline import sparkline
from performance.standing import Standing
from recommendations.record_addresses import record_address
from recommendations.sitting import Sitting
from recommendations.tables import Column, Table, link

WAYS = {"better": "the way wanted", "worse": "the way not wanted", "same": "no change"}


@dataclass(frozen=True)
class Shown:
    """One measure on the page; `chart` and `spark` are HTML."""

    slug: str
    name: str
    url: str
    trend: str
    benchmark: str
    nothing: str
    variation: tuple[str, str] | None
    spark: str
    chart: str
    history: str
    besides: str


def show(line: Line, sitting: Sitting, own_name: str) -> Shown:
    """A measure with its chart, for a reader at this sitting."""
    measure, own, told = line.measure, line.standing, line.assessment
    return Shown(
        measure.slug,
        measure.name,
        sitting.link(measure.get_absolute_url()),
        trend_sentence(told.trend, measure.polarity, told.note) if told else "",
        benchmark_sentence(told.rank, told.out_of, told.against, measure.polarity) if told else "",
        "" if own.latest else latest_words(own),
        variation_words(own.variation) if own.variation else None,
        *drawn(
            measure.slug,
            measure.name,
            own.charted,
            own_name,
            own.unit,
            target_lines(line.targets),
            tuple((change.on, change.what) for change in line.changes),
        ),
        record_address("assessment", told) if told else "",
        " ".join(besides(line)),
    )


def besides(line: Line) -> Iterator[str]:
    """Targets and stated figures as sentences, each with a link to its record; HTML."""
    for target in line.targets:
        by = f", by {day_words(target.by)}" if target.by else ""
        value = f"{target.name}: {number_words(target.value, line.standing.unit)}{by}."
        yield link(record_address("target", target), value)
    for stated in line.stated:
        yield link(
            record_address("stated", stated), f"{stated.label}: {number_words(stated.value, stated.unit)}."
        )


def latest_words(own: Standing) -> str:
    """The latest value with its unit and period; that there is none, where there is none."""
    if own.latest is None or own.latest.value is None:
        return "No figures are on record."
    return f"{number_words(own.latest.value, own.unit)}, {own.latest.period}"


@lru_cache(maxsize=KEPT)
def drawn(
    slug: str,
    name: str,
    charted: Readings,
    own_name: str,
    unit: str,
    targets: tuple[TargetLine, ...],
    changes: tuple[tuple[date, str], ...],
) -> tuple[str, str]:
    """The sparkline and the chart of our own force as HTML, kept like what they are drawn from."""
    if not charted:
        return "", ""
    chart = rolling_chart(
        slug,
        name,
        own=charted,
        own_name=own_name,
        others={},
        unit=unit,
        targets=targets,
        changes=changes,
        meeting=None,
    )
    return sparkline(charted, label=chart.sentence), chart_html(chart)


def target_lines(targets: Sequence[Target]) -> tuple[TargetLine, ...]:
    """The targets as lines of a chart."""
    return tuple(TargetLine(target.name, target.value) for target in targets)


def report_table(lines: Sequence[Line], sitting: Sitting) -> Table[Any]:
    """Every measure of the report in one table: as stated, and as the figures on record give it."""

    def latest(line: Line) -> Any:
        return line.standing.latest

    columns: list[Column[Line]] = [
        Column("framework", "Framework", lambda r: _priority(r.measure).framework, data_only=True),
        Column("priority", "Priority", lambda r: _priority(r.measure).heading, data_only=True),
        Column("measure", "Measure", lambda r: r.measure.name, _measure_cell(sitting), row_header=True),
        Column("trend", "Trend", lambda r: r.trend, _trend_cell),
        Column("direction", "Direction", lambda r: WAYS.get(r.direction, ""), data_only=True),
        Column(
            "rank", "Rank", lambda r: r.assessment.rank if r.assessment else None, _rank_cell, numeric=True
        ),
        Column("out_of", "Out of", lambda r: r.assessment.out_of if r.assessment else None, data_only=True),
        Column("against", "Against the MSG average", lambda r: r.assessment.against if r.assessment else ""),
        Column("better", "Better", lambda r: r.measure.get_polarity_display() or "not said"),
        Column("note", "Note", lambda r: r.assessment.note if r.assessment else "", data_only=True),
        Column(
            "value",
            "Latest figure",
            lambda r: latest(r).value if latest(r) else None,
            _value_cell,
            numeric=True,
        ),
        Column("unit", "Unit", lambda r: r.standing.unit if latest(r) else "", data_only=True),
        Column("period", "Period", lambda r: str(latest(r).period) if latest(r) else ""),
        Column("variation", "Variation", lambda r: _variation(r)),
    ]
    return Table("performance", "Every measure of the report", columns, lines, empty="No measure fits.")


def _priority(measure: Measure) -> Any:
    return measure.priority


def _measure_cell(sitting: Sitting) -> Any:
    return lambda line: link(sitting.link(line.measure.get_absolute_url()), line.measure.name)


def _trend_cell(line: Line) -> str:
    way = WAYS.get(line.direction, "")
    text = escape(
        line.trend + (f" ({line.assessment.note})" if line.assessment and line.assessment.note else "")
    )
    return f'{text}<br><span class="hint">{way}</span>' if way and line.direction != "same" else text


def _rank_cell(line: Line) -> str:
    told = line.assessment
    return (
        f"{told.rank} of {told.out_of}"
        if told and told.rank
        else '–<span class="visually-hidden"> not available</span>'
    )


def _value_cell(line: Line) -> str:
    own = line.standing
    return (
        escape(number_words(own.latest.value, own.unit))
        if own.latest and own.latest.value is not None
        else ""
    )


def _variation(line: Line) -> str:
    return variation_words(line.standing.variation)[1] if line.standing.variation else ""
