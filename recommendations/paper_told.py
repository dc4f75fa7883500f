"""What one meeting was told of recommendations, read from the records in a few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from recommendations import models

STAGES = "stages"


@dataclass(frozen=True)
class Told:
    """What a meeting was told, by the id of what it was told of."""

    meeting: models.Meeting
    reports: list[models.Report]
    slugs: dict[int, str]
    updates: dict[int, Any]
    counts: dict[int, list[Any]]
    notes: list[Any]
    theme_leads: dict[int, str]
    own_leads: dict[int, str]
    led_here: frozenset[tuple[str, int]]  # ("theme" or "recommendation", id) whose lead was named here
    themes: dict[int, list[Any]]
    recommendations: dict[int, list[Any]]
    addressed: dict[int, list[str]]
    stages: list[str]  # the labels of the stages, in their order
    standing: dict[int, str]  # the label at which each recommendation stood, where no count is stated

    @classmethod
    def read(cls, meeting: models.Meeting, naming: Iterable[str]) -> Told:
        updates = {
            update.recommendation_id: update
            for update in meeting.updates.select_related("status", "recommendation")
        }
        counts: dict[int, list[Any]] = defaultdict(list)
        for count in meeting.counts.select_related("status").order_by("status__position", "pk"):
            counts[count.report_id].append(count)
        notes = list(meeting.notes.order_by("position", "pk"))
        theme_leads, own_leads, here, led = _leads(meeting)
        wanted = {u.recommendation.report_id for u in updates.values()} | {*counts, *led}
        wanted |= {note.report_id for note in notes}
        reports = _in_order(
            models.Report.objects.filter(Q(pk__in=wanted) | Q(slug__in=list(naming))).select_related("scheme")
        )
        ids = [report.pk for report in reports]
        return cls(
            meeting,
            reports,
            {report.pk: report.slug for report in reports},
            updates,
            dict(counts),
            notes,
            theme_leads,
            own_leads,
            here,
            _by_report(models.Theme.objects.filter(report__in=ids).order_by("position", "pk")),
            _by_report(
                models.Recommendation.objects.filter(report__in=ids)
                .select_related("theme")
                .order_by("number")
            ),
            _addressees(ids),
            _stages(),
            _standing(meeting, [r.pk for r in reports if r.scheme.code == STAGES and r.pk not in counts]),
        )

    def of(self, report: models.Report, total: int) -> Iterator[Any]:
        """The recommendations that the meeting was told of: one by one, or as the first so many."""
        for recommendation in self.recommendations.get(report.pk, []):
            led = ("recommendation", recommendation.pk) in self.led_here
            if led or recommendation.pk in self.updates or recommendation.number <= total:
                yield recommendation


def _leads(
    meeting: models.Meeting,
) -> tuple[dict[int, str], dict[int, str], frozenset[tuple[str, int]], set[int]]:
    """Leads at this meeting by theme and by recommendation, those named at it, and of which reports."""
    themes: dict[int, str] = {}
    own: dict[int, str] = {}
    here: set[tuple[str, int]] = set()
    reports: set[int] = set()
    columns = (
        "meeting_id",
        "name",
        "theme_id",
        "recommendation_id",
        "theme__report",
        "recommendation__report",
    )
    leads: Any = models.Lead.objects.at(meeting).order_by("meeting__date", "meeting_id")
    for told_at, name, theme, recommendation, of_theme, of_recommendation in leads.values_list(*columns):
        (themes if theme else own)[theme or recommendation] = name
        if told_at == meeting.pk:
            here.add(("theme", theme) if theme else ("recommendation", recommendation))
            reports.add(of_theme or of_recommendation)
    return themes, own, frozenset(here), reports


def _in_order(reports: Iterable[models.Report]) -> list[models.Report]:
    """What is followed by colours before what is followed by stages, which stand in order of their years."""

    def place(report: models.Report) -> tuple[Any, ...]:
        staged = report.scheme.code == STAGES
        first = (report.year_label, report.position) if staged else (report.position, report.year_label)
        return staged, *first, report.slug

    return sorted(reports, key=place)


def _by_report(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.report_id].append(row)
    return dict(found)


def _addressees(reports: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    pairs = models.Addressee.objects.filter(recommendation__report__in=reports).order_by("body__slug")
    for recommendation, body in pairs.values_list("recommendation_id", "body__slug"):
        found[recommendation].append(body)
    return dict(found)


def _stages() -> list[str]:
    found = models.Status.objects.filter(scheme__code=STAGES).order_by("position")
    return list(found.values_list("label", flat=True))


def _standing(meeting: models.Meeting, reports: list[int]) -> dict[int, str]:
    """The label of each recommendation's status at the meeting; none for what has none."""
    if not reports:
        return {}
    found: dict[int, str] = {}
    updates: Any = models.Update.objects.at(meeting).filter(recommendation__report__in=reports)
    rows = updates.order_by("meeting__date", "meeting_id").values_list("recommendation_id", "status__label")
    for recommendation, label in rows:
        found.pop(recommendation, None)
        if label:
            found[recommendation] = label
    return found
