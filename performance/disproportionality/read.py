"""Disproportionality: the rate of each group beside the base group's, for every measure counted that way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Max, Q

from performance.disproportionality.group_rates import (
    Grouped,
    Window,
    counted,
    latest_window,
    windows_over_time,
)
from performance.links import asked_key
from performance.models import Measure, Observation
from performance.observed import Observed, observed
from performance.periods import Period, month_end
from performance.rri import Index, index
from recommendations.models import Recommendation
from recommendations.related import Related
from recommendations.sitting import Sitting

FIRST = "stop-and-search"


@dataclass(frozen=True)
class Section:
    """One measure by group, as far as this sitting may show it.

    `index` is None where nothing can be compared, `problem` says why where figures stand in the way.
    `forces` are the indices of our own force and its MSG over the same window; `over_time` those of
    whole windows; `later` is the end of the public figures that this sitting does not show yet.
    """

    measure: Measure
    window: Window | None = None
    index: Index | None = None
    over_time: list[tuple[Period, Index]] = field(default_factory=list)
    forces: list[tuple[str, Index]] = field(default_factory=list)
    people_counted: Period | None = None
    problem: str = ""
    later: date | None = None
    asked_by: list[Related] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)

    @property
    def earlier(self) -> list[tuple[Period, Index]]:
        """Whole windows that this one, if whole, is held against: a year before, then the first on record."""
        if self.window is None or not self.window.is_complete:
            return []
        start, end = self.window.whole.start, self.window.whole.end
        before = month_end(date(end.year - 1, end.month, 1))
        apart = [each for each in self.over_time if each[0].end < start]
        return [each for each in apart if each[0].end == before or each[0] == apart[0][0]][::-1]


def measures_by_group() -> list[Measure]:
    """The measures whose groups are compared with a base, by rates or as shares: stop and search first."""
    compared = Measure.objects.filter(
        Q(denominator__isnull=False) | Q(kind="percentage"), breakdown__groups__is_base=True
    )
    found = list(compared.select_related("denominator"))
    return sorted(found, key=lambda measure: (measure.slug != FIRST, measure.name))


def read_sections(sitting: Sitting) -> list[Section]:
    """Every measure by group that has figures, in a number of queries that does not grow."""
    measures = measures_by_group()
    seen = observed(measures, sitting, compare=True)
    later = _later(measures, sitting)
    asking = _asked_by(measures)
    sources = _sources(measures, sitting)
    sections = []
    for measure in measures:
        besides: dict[str, Any] = {
            "later": later.get(measure.pk),
            "asked_by": [asking[key] for key in measure.asked_by if key in asking],
            "sources": _sources_of(measure, sources),
        }
        section = _section(measure, seen, besides)
        if section.window or section.later:
            sections.append(section)
    return sections


def _section(measure: Measure, seen: Observed, besides: dict[str, Any]) -> Section:
    own = _groups(measure, seen, seen.forces.own)
    window = latest_window(own)
    if window is None:
        return Section(measure, **besides)
    try:
        found = _index(measure, own, window)
        forces = [
            (seen.forces.names[force], _index(measure, _groups(measure, seen, force), window))
            for force in seen.forces.compared
        ]
        over_time = [(each.whole, _index(measure, own, each)) for each in windows_over_time(own)]
    except ValueError as error:
        return Section(measure, window, problem=str(error), **besides)
    base = next(group.slug for group in own if group.is_base)
    people = seen.people(measure, seen.forces.own, base)
    return Section(
        measure,
        window,
        found,
        [(period, each) for period, each in over_time if any(row.interval for row in each.rows)],
        forces,
        people.period if people else None,
        **besides,
    )


def _index(measure: Measure, groups: Sequence[Grouped], window: Window) -> Index:
    """Counts in a population are compared as rates; shares of the people themselves as proportions."""
    return index([counted(group, window) for group in groups], proportions=measure.kind == "percentage")


def _groups(measure: Measure, seen: Observed, force: str) -> list[Grouped]:
    found = []
    for group in seen.groups_of(measure):
        people = seen.people(measure, force, group.slug)
        points = tuple(seen.points.get((measure.slug, force, group.slug), ()))
        known = people.numerator if people else None
        found.append(Grouped(group.slug, group.name, points, known, group.is_base, group.is_unknown))
    return found


def _later(measures: Iterable[Measure], sitting: Sitting) -> dict[int, date]:
    """The last day of public figures after those that this sitting shows, by measure."""
    if sitting.figures_to is None or sitting.later_figures:
        return {}
    newer = Observation.objects.filter(
        measure__in=list(measures), force__is_own=True, source__is_open=True, end__gt=sitting.figures_to
    )
    return dict(newer.order_by().values_list("measure_id").annotate(Max("end")))


def _asked_by(measures: Iterable[Measure]) -> dict[str, Related]:
    """Links to the recommendations on record that ask for any of these measures, by their key."""
    keys = {key for measure in measures for key in measure.asked_by}
    reports = {key.split("/")[0] for key in keys}
    numbers = {int(key.split("/")[1]) for key in keys}
    found = Recommendation.objects.filter(report__slug__in=reports, number__in=numbers)
    return {
        asked_key(each): Related(each.get_absolute_url(), f"Recommendation {each.number} of {each.report}")
        for each in found.select_related("report")
        if asked_key(each) in keys
    }


def _sources(measures: Iterable[Measure], sitting: Sitting) -> dict[int, list[str]]:
    """What is to be known of the files that the shown figures came in, by measure."""
    every = {pk for measure in measures for pk in (measure.pk, measure.denominator_id) if pk}
    shown = Observation.objects.shown_at(sitting)
    rows = shown.filter(measure__in=every, source__isnull=False).order_by("source_id").distinct()
    found: dict[int, list[str]] = defaultdict(list)
    for measure, _, publisher, name, note in rows.values_list(
        "measure_id", "source_id", "source__publisher", "source__name", "source__note"
    ):
        who = f"{publisher}: {name}" if publisher else name
        found[measure].append(f"{who}. {note}" if note else who)
    return found


def _sources_of(measure: Measure, sources: dict[int, list[str]]) -> list[str]:
    told = [*sources.get(measure.pk, []), *sources.get(measure.denominator_id or 0, [])]
    return list(dict.fromkeys(told))
