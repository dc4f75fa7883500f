"""The performance report as a meeting got it: priorities, their measures, planned actions and comments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from performance.models import (
    Assessment,
    Comment,
    Measure,
    MeasureChange,
    PlannedAction,
    Priority,
    StatedFigure,
    Target,
)
from performance.observed import Observed, observed
from performance.sentences import direction
from performance.standing import Standing, standing
from recommendations.models import Meeting
from recommendations.sitting import Sitting


@dataclass(frozen=True)
class Line:
    """One measure: what the meeting was told of it, and what its figures come to."""

    measure: Measure
    assessment: Assessment | None
    targets: list[Target]
    stated: list[StatedFigure]
    changes: list[MeasureChange]
    standing: Standing

    @property
    def trend(self) -> str:
        return self.assessment.trend if self.assessment else ""

    @property
    def direction(self) -> str:
        """Where the stated trend leads for this measure: better, worse or same; "" where nothing says."""
        return direction(self.trend, self.measure.polarity)


@dataclass(frozen=True)
class Section:
    """One priority, in the paper's order."""

    priority: Priority
    lines: list[Line]
    actions: list[PlannedAction]
    comments: list[Comment]


@dataclass(frozen=True)
class Report:
    """The latest performance report up to the chosen meeting; `meeting` is the one that got it."""

    meeting: Meeting | None
    sections: list[Section]
    seen: Observed | None = None

    @property
    def lines(self) -> list[Line]:
        return [line for section in self.sections for line in section.lines]

    @property
    def assessments(self) -> list[Assessment]:
        """What the report states of its measures."""
        return [line.assessment for line in self.lines if line.assessment]


def meeting_assessed(sitting: Sitting) -> Meeting | None:
    """The latest meeting up to this one that was told of trends; None where there is none."""
    told = Assessment.objects.at(sitting.meeting).order_by("-meeting__date", "-meeting_id")
    latest = told.select_related("meeting__body").first()
    return latest.meeting if latest else None


def read_report(sitting: Sitting) -> Report:
    """All that the latest report up to this sitting says, in a number of queries that does not grow."""
    meeting = meeting_assessed(sitting)
    if meeting is None:
        return Report(None, [])
    at_it = {"meeting": meeting}
    join = ("measure__priority", "measure__denominator", "meeting__body")
    assessments = {a.measure_id: a for a in Assessment.objects.filter(**at_it).select_related(*join)}
    targets = by_measure(Target.objects.filter(**at_it).select_related(*join).order_by("id"))
    stated = by_measure(
        StatedFigure.objects.filter(measure__isnull=False, **at_it).select_related(*join).order_by("id")
    )
    measures: dict[int, Measure] = {pk: a.measure for pk, a in assessments.items()}
    for told_of in (*targets.values(), *stated.values()):
        measures.setdefault(told_of[0].measure_id, told_of[0].measure)
    seen = observed(measures.values(), sitting)
    changes = by_measure(MeasureChange.objects.filter(measure__in=list(measures)))
    lines = [
        Line(
            measure,
            assessments.get(pk),
            targets.get(pk, []),
            stated.get(pk, []),
            changes.get(pk, []),
            standing(measure, seen, changes.get(pk, [])),
        )
        for pk, measure in measures.items()
        if measure.priority_id
    ]
    return Report(meeting, _sections(lines, meeting), seen)


def by_measure(rows: Iterable[Any]) -> dict[int, list[Any]]:
    """Rows that point at a measure, in lists by its id."""
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.measure_id].append(row)
    return dict(found)


def _sections(lines: list[Line], meeting: Meeting) -> list[Section]:
    actions: dict[int, list[Any]] = defaultdict(list)
    comments: dict[int, list[Any]] = defaultdict(list)
    for held, model in ((actions, PlannedAction), (comments, Comment)):
        for row in model.objects.filter(meeting=meeting).order_by("number"):
            held[row.priority_id].append(row)
    named: set[Any] = {*actions, *comments, *(line.measure.priority_id for line in lines)}
    priorities = Priority.objects.filter(pk__in=named).order_by("position", "pk")
    return [
        Section(
            priority,
            sorted((line for line in lines if line.measure.priority_id == priority.pk), key=_place),
            actions.get(priority.pk, []),
            comments.get(priority.pk, []),
        )
        for priority in priorities
    ]


def _place(line: Line) -> tuple[int, int, int]:
    place = line.assessment.position if line.assessment else 0
    return place, line.measure.position, line.measure.pk
