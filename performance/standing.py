"""What the figures of one measure come to: its values as charted, its control chart, its change, its rank."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from performance.models import Measure, MeasureChange
from performance.observed import Observed
from performance.periods import Span
from performance.ranks import Rank, rank
from performance.rates import Change, Kind, change_on_year, reading, rolling, with_denominators, with_gaps
from performance.series import Point, Reading
from performance.spc import Control, Rebase, Variation, variation, xmr

ROLLED = (Span.MONTH, Span.QUARTER)


@dataclass(frozen=True)
class Standing:
    """One measure of our own force, as far as its figures may be shown.

    `charted` are 12-month values where twelve months (four quarters) are there to be added up, else
    the values as they come; `values` are those of single months or quarters, for the control chart.
    """

    measure: Measure
    unit: str
    charted: list[Reading]
    values: list[Reading]
    control: Control | None
    variation: Variation | None
    change: Change | None
    people: Point | None  # what a rate is per, where that was observed apart: residents on Census day
    is_rolled: bool

    @property
    def latest(self) -> Reading | None:
        """The last period that has a value."""
        return next((r for r in reversed(self.charted) if r.value is not None), None)


def standing(measure: Measure, seen: Observed, changes: Iterable[MeasureChange]) -> Standing:
    """What our own force's figures of this measure come to."""
    points = seen.series(measure, seen.forces.own)
    people = seen.people(measure, seen.forces.own)
    kind, changes = kind_of(measure, points, people), list(changes)
    values = _values(measure, points, kind, people) if of_months(points) else []
    control = xmr(values, rebase=rebases(changes)) if values else None
    if control and not any(segment.limits for segment in control.segments):
        control = None  # single months that are no neighbours: nothing to judge by
    roll = _adds_up(points, kind) and bool(rolling(points))
    charted = charted_values(measure, points, people, changes, roll=roll)
    return Standing(
        measure,
        unit_words(measure, kind),
        charted,
        values,
        control,
        variation(control, measure.polarity) if control else None,
        change_on_year(charted),
        people if kind is Kind.RATE else None,
        roll,
    )


def kind_of(measure: Measure, points: Sequence[Point], people: Point | None) -> Kind:
    """How its values are read: a rate whose denominator is not on record is shown as a count."""
    kind = Kind(measure.kind or "count")
    unknown = kind is Kind.RATE and people is None and any(point.denominator is None for point in points)
    return Kind.COUNT if unknown else kind


def unit_words(measure: Measure, kind: Kind) -> str:
    """The unit of its values, like “offences per 1,000 residents”."""
    if kind is Kind.PERCENTAGE:
        return "%"
    unit = measure.unit or "counted"
    if kind is Kind.RATE and measure.per:
        per = measure.denominator.name.lower() if measure.denominator else "at risk"
        return f"{unit} per {measure.per:,} {per}"
    return unit


def of_months(points: Sequence[Point]) -> bool:
    """Whether these are figures of months or quarters, which 12-month values are made of."""
    spans = {point.period.span for point in points}
    return len(spans) == 1 and spans <= set(ROLLED)


def _adds_up(points: Sequence[Point], kind: Kind) -> bool:
    """Percentages are added up over months only where the counts behind them are there."""
    whole = kind in (Kind.COUNT, Kind.RATE) or all(point.denominator is not None for point in points)
    return of_months(points) and whole


def charted_values(
    measure: Measure,
    points: Sequence[Point],
    people: Point | None,
    changes: Iterable[MeasureChange],
    *,
    roll: bool,
) -> list[Reading]:
    """The values of the line: of 12 months where these are to be added up, else as they come.

    A period in whose middle the definition changed has no value: it would add up two things.
    """
    kind = kind_of(measure, points, people)
    if roll and (kind is Kind.COUNT or people is not None):
        # What a rate is per is counted once, not once a month.
        points = [replace(point, denominator=None) for point in points]
    days = [change.on for change in changes if change.rebases]
    return [
        Reading(r.period, None) if any(r.period.start < day <= r.period.end for day in days) else r
        for r in _values(measure, rolling(points) if roll else points, kind, people)
    ]


def _values(measure: Measure, points: Sequence[Point], kind: Kind, people: Point | None) -> list[Reading]:
    if kind is Kind.RATE:
        points = with_denominators(points, people.numerator if people else None)
    return with_gaps([reading(point, kind, measure.per or 1) for point in points])


def rebases(changes: Iterable[MeasureChange]) -> list[Rebase]:
    """The dates at which a person had the control limits begin anew."""
    return [Rebase(change.on, change.what) for change in changes if change.rebases]


def others(own: Standing, seen: Observed, changes: Sequence[MeasureChange]) -> dict[str, list[Reading]]:
    """The charted values of each force of the MSG that has any, by its name; rolled as our own are."""
    found, measure = {}, own.measure
    for force in seen.forces.similar:
        points, people = seen.series(measure, force), seen.people(measure, force)
        if points and (of_months(points) or not own.is_rolled):
            found[seen.forces.names[force]] = charted_values(
                measure, points, people, changes, roll=own.is_rolled
            )
    return found


def rank_by_figures(own: Standing, compared: dict[str, list[Reading]], name: str) -> Rank | None:
    """Our own force's rank among its MSG in its latest period, where the figures give one."""
    latest = own.latest
    if latest is None or not compared:
        return None
    values = {
        force: next((r.value for r in readings if r.period == latest.period), None)
        for force, readings in compared.items()
    }
    return rank(values | {name: latest.value}, name, own.measure.polarity)
