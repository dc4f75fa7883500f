"""What was observed of some measures, as far as a page may show it: one read, then series by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import CharField
from django.db.models.functions import Cast

from performance.computed import Points
from performance.models import Force, Group, Measure, Observation
from performance.models.figures import ObservationQuerySet
from performance.periods import Period
from performance.series import Point
from recommendations.sitting import Sitting

WHOLE = ""  # the group of a figure that is not broken down


@dataclass(frozen=True, slots=True)
class Forces:
    """The forces on record by slug: the office's own, and its most similar group (MSG)."""

    own: str = ""
    similar: tuple[str, ...] = ()
    names: dict[str, str] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)

    @property
    def own_name(self) -> str:
        return self.names.get(self.own, "Our own force")

    @property
    def compared(self) -> tuple[str, ...]:
        """Our own force and its MSG."""
        return (self.own, *self.similar) if self.own else ()


def forces() -> Forces:
    """Every force on record, in the order of their names."""
    rows = list(Force.objects.order_by("name").values_list("slug", "name", "is_own", "is_similar", "pk"))
    return Forces(
        next((slug for slug, _, own, _, _ in rows if own), ""),
        tuple(slug for slug, _, _, similar, _ in rows if similar),
        {slug: name for slug, name, *_ in rows},
        {slug: pk for slug, *_, pk in rows},
    )


@dataclass(frozen=True)
class Observed:
    """Points by measure slug, force slug and group slug, each series in the order of its periods."""

    forces: Forces
    groups: dict[int, list[Group]] = field(default_factory=dict)  # by breakdown, in their order
    points: dict[tuple[str, str, str], Points] = field(default_factory=dict)

    def series(self, measure: Measure, force: str, group: str = WHOLE) -> Points:
        """The points of one series, without denominators that hang off another measure.

        A whole that was not observed itself is the sum of its groups, in the periods in which
        every group was observed. That holds where one of them is the base: such groups, the
        unknown one included, are everybody, each person once.
        """
        found = self.points.get((measure.slug, force, group))
        groups = self.groups_of(measure)
        if found or group or not any(each.is_base for each in groups):
            return found or ()
        parts = [self.points.get((measure.slug, force, each.slug), ()) for each in groups]
        by_period: dict[Period, list[Point]] = defaultdict(list)
        for part in parts:
            for point in part:
                by_period[point.period].append(point)
        return tuple(
            Point(period, sum(point.numerator for point in points))
            for period, points in sorted(by_period.items())
            if len(points) == len(parts)
        )

    def groups_of(self, measure: Measure) -> list[Group]:
        """The groups that a measure is counted by, in their order."""
        return self.groups.get(measure.breakdown_id or 0, [])

    def people(self, measure: Measure, force: str, group: str = WHOLE) -> Point | None:
        """The latest observation of what a rate of this measure is per: residents on Census day."""
        counted = measure.denominator
        if counted is None:
            return None
        if group:
            return next(iter(self.points.get((counted.slug, force, group), ())[-1:]), None)
        whole = self.points.get((counted.slug, force, WHOLE), ())
        if whole:
            return whole[-1]
        known = [g for g in self.groups_of(counted) if not g.is_unknown]
        latest = [self.people(measure, force, g.slug) for g in known]
        counts = [point for point in latest if point is not None]
        if not counts or len(counts) < len(known):
            return None
        return counts[0]._replace(numerator=sum(point.numerator for point in counts))


def observed(measures: Iterable[Measure], sitting: Sitting, *, compare: bool = False) -> Observed:
    """All that may be shown of these measures and of what they are per; with `compare`, of the MSG too.

    Three queries, however many measures. `measures` come with their `denominator`.
    """
    wanted = {m.pk: m for m in measures}
    per = {m.denominator.pk: m.denominator for m in wanted.values() if m.denominator}
    every = wanted | per
    known = forces()
    shown = known.compared if compare else (known.own,)
    points = _points(Observation.objects.shown_at(sitting), every, known, shown)
    breakdowns = {m.breakdown_id for m in every.values() if m.breakdown_id}
    groups: dict[int, list[Group]] = defaultdict(list)
    if breakdowns:
        for group in Group.objects.filter(breakdown__in=breakdowns).order_by("position", "pk"):
            groups[group.breakdown_id].append(group)
    return Observed(known, dict(groups), points)


def _points(
    shown_at: ObservationQuerySet, measures: Mapping[int, Measure], known: Forces, shown: Iterable[str]
) -> dict[tuple[str, str, str], Points]:
    """The observations as points, by measure, force and group.

    Days come as text and are read once each: SQLite keeps them so, and turning each row's days into
    dates took longer than the query.
    """
    forces = {known.ids[slug]: slug for slug in shown if slug in known.ids}
    rows: Any = (
        shown_at.filter(measure__in=list(measures), force__in=list(forces))
        .order_by("end", "start")
        .annotate(first=Cast("start", CharField()), last=Cast("end", CharField()))
        .values_list("measure_id", "force_id", "group__slug", "first", "last", "numerator", "denominator")
    )
    found: dict[tuple[str, str, str], list[Point]] = defaultdict(list)
    periods: dict[tuple[str, str], Period] = {}
    for measure, force, group, first, last, numerator, denominator in rows:
        period = periods.get((first, last))
        if period is None:
            period = Period(date.fromisoformat(last), date.fromisoformat(first))
            periods[first, last] = period
        key = (measures[measure].slug, forces[force], group or WHOLE)
        found[key].append(Point(period, numerator, denominator))
    return {key: tuple(points) for key, points in found.items()}
