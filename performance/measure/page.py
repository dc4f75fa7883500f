"""One measure: its figures, its charts, and what each meeting was told of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from performance.computed import Points
from performance.figures import Chart, bars, control_chart, rolling_chart
from performance.models import Assessment, Measure, MeasureChange, Observation, Source, Target
from performance.observed import WHOLE, Observed, observed
from performance.periods import Period
from performance.ranks import Rank
from performance.rates import reading
from performance.report.page import target_lines
from performance.sentences import benchmark_sentence, number_words, trend_sentence
from performance.series import Point
from performance.standing import Standing, how_read, others, rank_by_figures, standing
from recommendations.record_addresses import record_address
from recommendations.sitting import Sitting
from recommendations.tables import Column, Table, link


@dataclass(frozen=True)
class Figures:
    """What is on record of one measure, as far as this sitting may show it."""

    measure: Measure
    seen: Observed
    own: Standing
    rank: Rank | None
    compared: dict[str, Any]
    changes: list[MeasureChange]
    targets: list[Target]
    sources: list[Source]
    later: Period | None  # the last period of open figures that this sitting does not show yet

    @property
    def points(self) -> Points:
        return self.seen.series(self.measure, self.seen.forces.own)

    @property
    def by_group(self) -> list[tuple[str, Point]]:
        """The latest figure of each group, for a measure whose groups are not compared by rates."""
        groups = self.seen.groups_of(self.measure)
        if any(group.is_base for group in groups):
            return []
        series = [(g.name, self.seen.series(self.measure, self.seen.forces.own, g.slug)) for g in groups]
        return [(name, points[-1]) for name, points in series if points]


def read_figures(measure: Measure, sitting: Sitting) -> Figures:
    """All figures of a measure that this sitting may show, in a number of queries that does not grow."""
    seen = observed([measure], sitting, compare=True)
    changes = list(measure.changes.order_by("on"))
    own = standing(measure, seen, changes)
    compared = others(own, seen, changes)
    return Figures(
        measure,
        seen,
        own,
        rank_by_figures(own, compared, seen.forces.own_name),
        compared,
        changes,
        _latest_targets(measure, sitting),
        list(
            Source.objects.defer("content")
            .filter(observations__in=Observation.objects.shown_at(sitting).filter(measure=measure))
            .distinct()
        ),
        later_open_figures(measure, sitting),
    )


def _latest_targets(measure: Measure, sitting: Sitting) -> list[Target]:
    """The targets that the latest meeting up to this one was told."""
    told = list(
        Target.objects.at(sitting.meeting)
        .filter(measure=measure)
        .order_by("-meeting__date", "-meeting_id", "id")
    )
    return [target for target in told if target.meeting_id == told[0].meeting_id]


def later_open_figures(measure: Measure, sitting: Sitting) -> Period | None:
    """The last period of public figures after those that this sitting shows; None where there are none."""
    if sitting.figures_to is None or sitting.later_figures:
        return None
    found = (
        Observation.objects.filter(measure=measure, source__is_open=True, end__gt=sitting.figures_to)
        .order_by("-end", "start")
        .values_list("end", "start")
        .first()
    )
    return Period(*found) if found else None


def told_of(measure: Measure, sitting: Sitting) -> list[Assessment]:
    """What each meeting up to this one was told of the measure, newest first."""
    told = Assessment.objects.at(sitting.meeting).filter(measure=measure)
    return list(told.select_related("meeting__body", "measure").order_by("-meeting__date", "-meeting_id"))


def rolling(figures: Figures, sitting: Sitting) -> Chart:
    """The 12-month line with targets, changes of definition, the meeting and the MSG."""
    measure = figures.measure
    return rolling_chart(
        measure.slug,
        measure.name,
        own=figures.own.charted,
        own_name=figures.seen.forces.own_name,
        others=figures.compared,
        unit=figures.own.unit,
        targets=target_lines(figures.targets),
        changes=[(change.on, change.what) for change in figures.changes],
        meeting=sitting.meeting.date if sitting.meeting else None,
    )


def control(figures: Figures, sitting: Sitting) -> Chart | None:
    """The control chart of single months or quarters, where there are any."""
    measure, own = figures.measure, figures.own
    if own.control is None:
        return None
    return control_chart(
        f"{measure.slug}-control",
        f"{measure.name}: control chart",
        own.control,
        unit=own.unit,
        polarity=measure.polarity,
        targets=[] if own.is_rolled else target_lines(figures.targets),
        changes=[(change.on, change.what) for change in figures.changes],
        meeting=sitting.meeting.date if sitting.meeting else None,
    )


def by_group(figures: Figures) -> Chart | None:
    """The latest figure of each group as bars, where the groups are not compared by rates."""
    measure, latest = figures.measure, figures.by_group
    if not latest:
        return None
    values = [
        (name, reading(point, how_read(measure, [point], None).kind).value or 0) for name, point in latest
    ]
    title = f"{measure.name}, {latest[0][1].period}"
    return bars(f"{measure.slug}-groups", title, values, figures.own.unit)


@dataclass(frozen=True)
class Row:
    """One period in the table of values."""

    point: Point
    value: float | None
    charted: float | None


def values_table(figures: Figures) -> Table[Any]:
    """Every period on record of our own force: what was counted, out of how many, and what it comes to."""
    own, measure = figures.own, figures.measure
    charted = {r.period.end: r.value for r in own.charted}
    single = {r.period: r.value for r in (own.values or own.charted)}
    rows = [Row(p, single.get(p.period), charted.get(p.period.end)) for p in reversed(figures.points)]
    address = _address_of(figures)
    columns: list[Column[Row]] = [
        Column("period", "Period", lambda r: str(r.point.period), row_header=True),
        Column("start", "First day", lambda r: r.point.period.start.isoformat(), data_only=True),
        Column("end", "Last day", lambda r: r.point.period.end.isoformat(), data_only=True),
        Column(
            "counted", "Counted", lambda r: r.point.numerator, lambda r: _counted(r, address), numeric=True
        ),
    ]
    if any(row.point.denominator is not None for row in rows):
        columns.append(
            Column(
                "out_of",
                "Out of",
                lambda r: r.point.denominator,
                lambda r: _plain(r.point.denominator),
                numeric=True,
            )
        )
    if measure.kind != "count":
        columns.append(
            Column("value", own.unit.capitalize(), lambda r: r.value, lambda r: _plain(r.value), numeric=True)
        )
    if own.is_rolled:
        heading = f"12 months, {own.unit}"
        columns.append(
            Column("twelve_months", heading, lambda r: r.charted, lambda r: _plain(r.charted), numeric=True)
        )
    return Table(
        "values",
        f"{figures.seen.forces.own_name}, period by period",
        columns,
        rows,
        empty="No figures are on record.",
    )


def _address_of(figures: Figures) -> str:
    """Where the records of a whole figure stand; "" where the whole is the sum of groups."""
    measure, force = figures.measure.slug, figures.seen.forces.own
    whole = (measure, force, WHOLE) in figures.seen.points
    return f"/history/observation/{measure}/{force}/all" if whole else ""


def _counted(row: Row, address: str) -> str:
    period, number = row.point.period, number_words(row.point.numerator, "")
    return link(f"{address}/{period.start}/{period.end}/", number) if address else escape(number)


def _plain(value: float | None) -> str:
    return escape(number_words(value, "")) if value is not None else "–"


def told_rows(told: Sequence[Assessment]) -> list[dict[str, str]]:
    """Each statement with its meeting, as sentences."""
    return [
        {
            "meeting": str(a.meeting),
            "url": f"/performance/?meeting={a.meeting.slug}",
            "trend": trend_sentence(a.trend, a.measure.polarity, a.note),
            "benchmark": benchmark_sentence(a.rank, a.out_of, a.against, a.measure.polarity),
            "history": record_address("assessment", a),
        }
        for a in told
    ]
