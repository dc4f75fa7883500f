"""The performance report of a meeting, from the records: all that it was told, as reading a paper gives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from performance import models
from performance.reading.report import (
    AssessmentEntry,
    FigureEntry,
    PerformanceReport,
    PriorityEntry,
    StatedEntry,
    TargetEntry,
    TermEntry,
    ToldEntry,
)
from recommendations.models import Meeting
from recommendations.reading.paper import Place

NOWHERE = Place()


def report_at(meeting: Meeting) -> PerformanceReport:
    """All that the meeting was told of performance, in a number of queries that does not grow.

    Its figures are those that its own papers told; of a measure that has targets and was told no figure,
    the latest on record up to the day that the meeting reports, since the targets are read beside it.
    """
    told = _Told.read(meeting)
    return PerformanceReport(
        tuple(_priority(priority, told) for priority in told.priorities),
        tuple(_figure(row) for row in told.figures),
        tuple(_stated(row) for row in told.stated),
        tuple(TermEntry(NOWHERE, term.term, term.meaning) for term in meeting.terms.order_by("pk")),
    )


@dataclass(frozen=True)
class _Told:
    """What a meeting was told; what belongs to a priority, by its id."""

    priorities: list[models.Priority]
    assessments: dict[int, list[Any]]
    targets: dict[int, list[Any]]
    actions: dict[int, list[Any]]
    comments: dict[int, list[Any]]
    stated: list[Any]
    figures: list[Any]

    @classmethod
    def read(cls, meeting: Meeting) -> _Told:
        of_measure = ("measure",)
        assessments = _by_priority(
            meeting.assessments.select_related(*of_measure).order_by("position", "pk"), told_of=_of_measure
        )
        targets = list(meeting.targets.select_related(*of_measure).order_by("pk"))
        stated = list(meeting.stated_figures.select_related("measure", "report").order_by("pk"))
        actions = _by_priority(meeting.planned_actions.order_by("number"))
        comments = _by_priority(meeting.comments.order_by("number"))
        figures = _figures(meeting, {target.measure_id for target in targets})
        measures = [row.measure for row in (*targets, *stated, *figures) if row.measure]
        named = {*assessments, *actions, *comments, *(measure.priority_id for measure in measures)}
        return cls(
            list(models.Priority.objects.filter(pk__in=named - {None}).order_by("position", "pk")),
            assessments,
            _by_priority(targets, told_of=_of_measure),
            actions,
            comments,
            stated,
            figures,
        )

    def without_assessment(self, priority: models.Priority) -> list[str]:
        """The names of the priority's measures that the meeting was told a figure of and no trend."""
        assessed = {row.measure_id for row in self.assessments.get(priority.pk, [])}
        rows = (*self.targets.get(priority.pk, []), *self.figures, *self.stated)
        found = {
            row.measure_id: row.measure
            for row in rows
            if row.measure and row.measure.priority_id == priority.pk and row.measure_id not in assessed
        }
        return [m.name for m in sorted(found.values(), key=lambda m: (m.position, m.pk))]


def _of_measure(row: Any) -> int | None:
    found: int | None = row.measure.priority_id
    return found


def _by_priority(rows: Iterable[Any], told_of: Any = lambda row: row.priority_id) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        if told_of(row):
            found[told_of(row)].append(row)
    return dict(found)


def _figures(meeting: Meeting, targeted: set[int]) -> list[Any]:
    """The figures of our own force that the meeting's papers told, and the latest of targeted measures."""
    reach: date = meeting.data_up_to or meeting.date
    own: Any = models.Observation.objects.filter(force__is_own=True)
    told = Q(paper__meeting=meeting.pk)
    latest = Q(measure__in=targeted, group__isnull=True, end__lte=reach) & ~_of_another_draft(meeting)
    rows = list(own.filter(told | latest).select_related("measure", "group", "paper").order_by("pk"))
    here = [row for row in rows if row.paper and row.paper.meeting_id == meeting.pk]
    lacking = targeted - {row.measure_id for row in here}
    newest = {row.measure_id: row for row in sorted(rows, key=lambda row: (row.end, row.start))}
    return [*here, *(row for row in rows if row.measure_id in lacking and row is newest[row.measure_id])]


def _of_another_draft(meeting: Meeting) -> Q:
    """What the paper of another draft says is nobody's to know before that is published."""
    drafts = Meeting.objects.filter(published_at__isnull=True).exclude(pk=meeting.pk)
    return Q(paper__isnull=False, paper__meeting__in=drafts)


def _priority(priority: models.Priority, told: _Told) -> PriorityEntry:
    return PriorityEntry(
        NOWHERE,
        priority.framework,
        priority.heading,
        measures=tuple(_assessment(row) for row in told.assessments.get(priority.pk, [])),
        targets=tuple(
            TargetEntry(NOWHERE, row.measure.name, row.name, row.value, row.by)
            for row in told.targets.get(priority.pk, [])
        ),
        actions=_texts(told.actions.get(priority.pk, [])),
        comments=_texts(told.comments.get(priority.pk, [])),
        figure_measures=tuple(told.without_assessment(priority)),
    )


def _assessment(row: Any) -> AssessmentEntry:
    return AssessmentEntry(NOWHERE, row.measure.name, row.trend, row.rank, row.out_of, row.against, row.note)


def _texts(rows: Iterable[Any]) -> tuple[ToldEntry, ...]:
    return tuple(ToldEntry(NOWHERE, row.number, row.text) for row in rows)


def _figure(row: Any) -> FigureEntry:
    group = row.group.name if row.group else ""
    return FigureEntry(NOWHERE, row.measure.name, row.start, row.end, row.numerator, row.denominator, group)


def _stated(row: Any) -> StatedEntry:
    return StatedEntry(
        NOWHERE,
        row.label,
        row.value,
        row.unit,
        row.compares,
        measure=row.measure.name if row.measure else "",
        report=row.report.slug if row.report else "",
        note=row.note,
    )
