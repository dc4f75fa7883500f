"""What the figures of one measure come to: its values as charted, its control chart, its change, its rank."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from performance.computed import How, Readings, charted, computed, of_months
from performance.models import Measure, MeasureChange
from performance.observed import Observed
from performance.ranks import Rank, rank
from performance.rates import Change, Kind
from performance.series import Point, Reading
from performance.spc import Control, Variation


@dataclass(frozen=True)
class Standing:
    """One measure of our own force, as far as its figures may be shown.

    `charted` are 12-month values where twelve months (four quarters) are there to be added up, else
    the values as they come; `values` are those of single months or quarters, for the control chart.
    """

    measure: Measure
    unit: str
    charted: Readings
    values: Readings
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
    how = how_read(measure, points, people)
    rebases = tuple((change.on, change.what) for change in changes if change.rebases)
    found = computed(how, points, people.numerator if people else None, rebases)
    return Standing(
        measure,
        unit_words(measure, how.kind),
        found.charted,
        found.values,
        found.control,
        found.variation,
        found.change,
        people if how.kind is Kind.RATE else None,
        found.is_rolled,
    )


def how_read(measure: Measure, points: Sequence[Point], people: Point | None) -> How:
    """How its points are read: a rate whose denominator is not on record is shown as a count."""
    kind = Kind(measure.kind or "count")
    unknown = kind is Kind.RATE and people is None and any(point.denominator is None for point in points)
    return How(Kind.COUNT if unknown else kind, measure.per or 1, measure.polarity)


def unit_words(measure: Measure, kind: Kind) -> str:
    """The unit of its values, like “offences per 1,000 residents”."""
    if kind is Kind.PERCENTAGE:
        return "%"
    unit = measure.unit or "counted"
    if kind is Kind.RATE and measure.per:
        per = measure.denominator.name.lower() if measure.denominator else "at risk"
        return f"{unit} per {measure.per:,} {per}"
    return unit


def others(own: Standing, seen: Observed, changes: Sequence[MeasureChange]) -> dict[str, Readings]:
    """The charted values of each force of the MSG that has any, by its name; rolled as our own are."""
    found, measure = {}, own.measure
    changed = tuple(change.on for change in changes if change.rebases)
    for force in seen.forces.similar:
        points, people = seen.series(measure, force), seen.people(measure, force)
        if points and (of_months(points) or not own.is_rolled):
            how, counted = how_read(measure, points, people), people.numerator if people else None
            found[seen.forces.names[force]] = charted(how, points, counted, changed, own.is_rolled)
    return found


def rank_by_figures(own: Standing, compared: Mapping[str, Sequence[Reading]], name: str) -> Rank | None:
    """Our own force's rank among its MSG in its latest period, where the figures give one."""
    latest = own.latest
    if latest is None or not compared:
        return None
    values = {
        force: next((r.value for r in readings if r.period == latest.period), None)
        for force, readings in compared.items()
    }
    return rank(values | {name: latest.value}, name, own.measure.polarity)
