"""A performance report laid out flat as entries, in the order in which records have to be made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from performance.periods import Period
from performance.reading.report import (
    AssessmentEntry,
    FigureEntry,
    PerformanceReport,
    PriorityEntry,
    StatedEntry,
    TargetEntry,
    ToldEntry,
)
from recommendations.meeting_slugs import meeting_slug
from recommendations.plan import Entry, Value
from recommendations.reading.paper import Loss, MeetingEntry, Place, Refused
from recommendations.reading.slugs import slug_of

# measure slug → {group name in small letters: group slug}, for every measure on record
Groups = Mapping[str, Mapping[str, str]]

KINDS = ("priority", "measure", "assessment", "target", "observation", "stated", "action", "comment", "term")
NO_FORCE = "the records do not say yet which force is the office's own"
NOT_DEFINED = "has groups, but its measure is not defined yet"


def placed(report: PerformanceReport, *, own_force: str, groups: Groups) -> PerformanceReport:
    """The report without the figures that the records have no place for yet, which are losses instead.

    That is every figure while no force is the office's own, and a figure of a group while the measure
    is not defined with groups. A group that a defined measure does not have stays, for `lay_out` to refuse.
    """
    figures, losses = [], []
    for figure in report.figures:
        why = _why_not_placed(figure, own_force, groups)
        if why:
            losses.append(Loss(figure.place, _label(figure), why))
        else:
            figures.append(figure)
    return replace(report, figures=tuple(figures), losses=(*report.losses, *losses))


def _why_not_placed(figure: FigureEntry, own_force: str, groups: Groups) -> str:
    if not own_force:
        return NO_FORCE
    if figure.group and not groups.get(slug_of(figure.measure)):
        return f"it {NOT_DEFINED}"
    return ""


def lay_out(
    report: PerformanceReport, *, meeting: MeetingEntry | None, own_force: str, groups: Groups
) -> list[Entry]:
    """Every record the report states, with only the fields it states.

    Raises Refused, naming the place, for what hangs off a meeting where there is none, for a figure
    without a force or a known group, for two records of one address, and for a name that gives none.
    """
    layout = _Layout(meeting, own_force, groups)
    entries = [*layout.entries(report)]
    _refuse_doubled(entries)
    return sorted(entries, key=lambda entry: KINDS.index(entry.kind))


def _refuse_doubled(entries: Iterable[Entry]) -> None:
    seen: dict[tuple[str, str], Place] = {}
    for entry in entries:
        key = entry.kind, entry.key
        if key in seen:
            raise Refused(f"{_at(entry.place)}: “{entry.label}” stands already on {seen[key]}.")
        seen[key] = entry.place


def _at(place: Place) -> str:
    return place.opening


def _slug(name: str, place: Place) -> str:
    slug = slug_of(name)
    if not slug:
        raise Refused(f"{_at(place)}: “{name}” has no letter or figure to make an address of.")
    return slug


def _label(figure: FigureEntry) -> str:
    group = f", {figure.group}" if figure.group else ""
    return f"{figure.measure}{group}, {Period(figure.end, figure.start)}"


def _stated(**fields: Value) -> dict[str, Value]:
    return {name: value for name, value in fields.items() if value not in ("", None)}


@dataclass(frozen=True)
class _Layout:
    """What the entries of one report need to know of the paper and the records."""

    meeting: MeetingEntry | None
    own_force: str
    groups: Groups

    def entries(self, report: PerformanceReport) -> Iterator[Entry]:
        position = 0
        for order, priority in enumerate(report.priorities, 1):
            yield from self._priority(priority, order)
            for assessment in priority.measures:
                position += 1
                yield self._assessment(assessment, position)
        yield from _other_measures(report)
        for figure in report.figures:
            yield self._observation(figure)
        for stated in report.stated:
            yield self._stated_figure(stated)
        for term in report.terms:
            fields = {"term": term.term, "meaning": term.meaning}
            label = f"Glossary: {term.term}"
            yield Entry(
                "term", self._told(term.place, _slug(term.term, term.place)), label, term.place, fields
            )

    def _told(self, place: Place, *parts: object) -> str:
        """The key of what a meeting was told."""
        if self.meeting is None:
            raise Refused(f"{_at(place)}: this was told to a meeting, and the paper names none.")
        meeting = meeting_slug(self.meeting.body, self.meeting.date, self.meeting.day_known)
        return "/".join(map(str, (meeting, *parts)))

    def _priority(self, priority: PriorityEntry, order: int) -> Iterator[Entry]:
        slug, place, heading = _slug(priority.heading, priority.place), priority.place, priority.heading
        fields = _stated(framework=priority.framework, heading=heading, position=order)
        yield Entry("priority", slug, heading, place, fields)
        for position, (name, at) in enumerate(_measures_of(priority), 1):
            placed_at: dict[str, Value] = {"name": name, "priority": slug, "position": position}
            yield Entry("measure", _slug(name, at), name, at, placed_at)
        for target in priority.targets:
            yield self._target(target)
        yield from self._texts("action", f"{heading}: planned action", slug, priority.actions)
        yield from self._texts("comment", f"{heading}: comment", slug, priority.comments)

    def _texts(self, kind: str, label: str, priority: str, told: Iterable[ToldEntry]) -> Iterator[Entry]:
        for entry in told:
            key = self._told(entry.place, priority, entry.number)
            yield Entry(kind, key, f"{label} {entry.number}", entry.place, {"text": entry.text})

    def _assessment(self, entry: AssessmentEntry, position: int) -> Entry:
        fields = _stated(
            trend=entry.trend,
            rank=entry.rank,
            out_of=entry.out_of,
            against=entry.against,
            note=entry.note,
            position=position,
        )
        key = self._told(entry.place, _slug(entry.measure, entry.place))
        return Entry("assessment", key, f"{entry.measure}: trend and benchmark", entry.place, fields)

    def _target(self, entry: TargetEntry) -> Entry:
        place = entry.place
        key = self._told(place, _slug(entry.measure, place), _slug(entry.name, place))
        fields = _stated(name=entry.name, value=entry.value, by=entry.by)
        return Entry("target", key, f"{entry.measure}: {entry.name}", place, fields)

    def _observation(self, figure: FigureEntry) -> Entry:
        place = figure.place
        if not self.own_force:
            raise Refused(f"{_at(place)}: a figure of the office's own force: {NO_FORCE}.")
        measure = _slug(figure.measure, place)
        group = self._group(figure, measure) if figure.group else "all"
        key = f"{measure}/{self.own_force}/{group}/{figure.start}/{figure.end}"
        fields = _stated(numerator=figure.value, denominator=figure.denominator)
        return Entry("observation", key, _label(figure), place, fields)

    def _group(self, figure: FigureEntry, measure: str) -> str:
        known = self.groups.get(measure)
        if not known:
            raise Refused(f"{_at(figure.place)}: “{figure.measure}” {NOT_DEFINED}.")
        slug = known.get(figure.group.casefold())
        if slug is None:
            raise Refused(f"{_at(figure.place)}: “{figure.group}” is no group of “{figure.measure}”.")
        return slug

    def _stated_figure(self, entry: StatedEntry) -> Entry:
        fields = _stated(
            label=entry.label,
            value=entry.value,
            unit=entry.unit,
            compares=entry.compares,
            measure=slug_of(entry.measure),
            report=entry.report,
            note=entry.note,
        )
        key = self._told(entry.place, _slug(entry.label, entry.place))
        return Entry("stated", key, entry.label, entry.place, fields)


def _measures_of(priority: PriorityEntry) -> Iterator[tuple[str, Place]]:
    for assessment in priority.measures:
        yield assessment.measure, assessment.place
    for name in priority.figure_measures:
        yield name, priority.place


def _other_measures(report: PerformanceReport) -> Iterator[Entry]:
    """The measures of figures, targets and stated figures that stand under no priority: a name only."""
    seen = {slug_of(name) for priority in report.priorities for name, _ in _measures_of(priority)}
    targets = [target for priority in report.priorities for target in priority.targets]
    named = [
        *((target.measure, target.place) for target in targets),
        *((figure.measure, figure.place) for figure in report.figures),
        *((stated.measure, stated.place) for stated in report.stated if stated.measure),
    ]
    for name, place in named:
        slug = _slug(name, place)
        if slug not in seen:
            seen.add(slug)
            yield Entry("measure", slug, name, place, {"name": name})
