"""Checks: every figure that a paper stated beside what the records give, read once for a sitting."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count

from performance.checks.inspections import inspection_checks
from performance.checks.rows import (
    Check,
    latest_of,
    rank_check,
    reach_of,
    recommendations_told,
    shares,
    sum_of_groups,
    up_to,
)
from performance.models import Assessment, MeasureChange, StatedFigure, Target
from performance.observed import observed
from performance.report.read import by_measure
from recommendations.inspections import STAGES, read_inspections
from recommendations.models import Update
from recommendations.sitting import Sitting
from recommendations.statuses import of_scheme

_SHARE, _SUM = "share-of-target", "sum-of-groups"
_NEWEST = ("-meeting__date", "-meeting_id", "id")


def read_checks(sitting: Sitting) -> list[Check]:
    """Every stated figure at or before the sitting, the latest of each; the queries do not grow with them."""
    words = [word for word in of_scheme().values() if word.scheme == STAGES]
    return [*_of_performance(sitting), *inspection_checks(read_inspections(sitting), words, sitting)]


def _of_performance(sitting: Sitting) -> list[Check]:
    stated = StatedFigure.objects.at(sitting.meeting).order_by(*_NEWEST)
    figures = latest_of(stated.select_related("meeting__body", "report", "measure__denominator"), "slug")
    told = Assessment.objects.at(sitting.meeting).order_by(*_NEWEST)
    ranked = [
        each
        for each in latest_of(told.select_related("meeting__body", "measure__denominator"), "measure_id")
        if each.rank is not None
    ]
    measures = {each.measure for each in (*figures, *ranked) if each.measure}
    seen = observed(measures, sitting, compare=True)
    targets, updates = _targets(figures, sitting), _updates(figures)
    checks: list[Check] = []
    for each in figures:
        by_then = up_to(seen, reach_of(each.meeting))
        if each.compares == _SHARE:
            known = [t for t in targets.get(each.measure_id, []) if t.meeting.date <= each.meeting.date]
            checks += shares(each, by_then, latest_of(known, "slug"))
        elif each.compares == _SUM:
            checks.append(sum_of_groups(each, by_then))
        else:
            checks.append(recommendations_told(each, updates.get((each.meeting_id, each.report_id), 0)))
    changes = by_measure(MeasureChange.objects.filter(measure__in=[each.measure_id for each in ranked]))
    for each in ranked:
        by_then = up_to(seen, reach_of(each.meeting))
        checks.append(rank_check(each, by_then, changes.get(each.measure_id, [])))
    return checks


def _targets(figures: Iterable[StatedFigure], sitting: Sitting) -> dict[int, list[Target]]:
    """The targets of the measures whose share is stated, newest first."""
    measures = [each.measure_id for each in figures if each.compares == _SHARE]
    told = Target.objects.at(sitting.meeting).filter(measure__in=measures).order_by(*_NEWEST)
    return by_measure(told.select_related("meeting"))


def _updates(figures: Iterable[StatedFigure]) -> dict[tuple[int, int], int]:
    """How many recommendations each meeting was told of, by meeting and report."""
    meetings = {each.meeting_id for each in figures if each.report_id}
    rows = Update.objects.filter(meeting__in=meetings).order_by()
    counts = rows.values_list("meeting_id", "recommendation__report_id").annotate(Count("pk"))
    return {(meeting, report): count for meeting, report, count in counts}
