"""Where records of performance are found by address, and the measures a recommendation asked for."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef

from performance import models
from recommendations.models import Meeting, Recommendation
from recommendations.record_addresses import RecordKind, key_parts
from recommendations.related import Related


def _at(meeting: str) -> dict[str, Any]:
    return {"meeting__in": Meeting.objects.called(meeting)}


def _assessment(key: str) -> Any:
    meeting, measure = key_parts(key, 2, 2)
    return models.Assessment.objects.filter(measure__slug=measure, **_at(meeting))


def _target(key: str) -> Any:
    meeting, measure, slug = key_parts(key, 3, 3)
    return models.Target.objects.filter(measure__slug=measure, slug=slug, **_at(meeting))


def _observation(key: str) -> Any:
    measure, force, group, start, end = key_parts(key, 5, 5)
    period = {"start": date.fromisoformat(start), "end": date.fromisoformat(end)}
    found = models.Observation.objects.select_related("source").filter(
        measure__slug=measure, force__slug=force, **period
    )
    return found.filter(group=None) if group == "all" else found.filter(group__slug=group)


def _change(key: str) -> Any:
    measure, on = key_parts(key, 2, 2)
    return models.MeasureChange.objects.filter(measure__slug=measure, on=date.fromisoformat(on))


def _told_of_priority(model: Any) -> Any:
    def find(key: str) -> Any:
        meeting, priority, number = key_parts(key, 3, 3)
        return model.objects.filter(priority__slug=priority, number=int(number), **_at(meeting))

    return find


def _told(model: Any) -> Any:
    def find(key: str) -> Any:
        meeting, slug = key_parts(key, 2, 2)
        return model.objects.filter(slug=slug, **_at(meeting))

    return find


def _priority_key(told: Any) -> str:
    return f"{told.meeting.slug}/{told.priority.slug}/{told.number}"


def _observation_key(seen: Any) -> str:
    group = seen.group.slug if seen.group else "all"
    return f"{seen.measure.slug}/{seen.force.slug}/{group}/{seen.start}/{seen.end}"


_SLUG = "meeting__body"
RECORD_KINDS: dict[str, RecordKind] = {
    "priority": RecordKind(
        models.Priority, lambda key: models.Priority.objects.filter(slug=key.strip("/")), lambda p: p.slug
    ),
    "measure": RecordKind(
        models.Measure, lambda key: models.Measure.objects.filter(slug=key.strip("/")), lambda m: m.slug
    ),
    "measure-change": RecordKind(
        models.MeasureChange, _change, lambda c: f"{c.measure.slug}/{c.on}", ("measure",), by_paper=False
    ),
    "assessment": RecordKind(
        models.Assessment, _assessment, lambda a: f"{a.meeting.slug}/{a.measure.slug}", (_SLUG, "measure")
    ),
    "target": RecordKind(
        models.Target, _target, lambda t: f"{t.meeting.slug}/{t.measure.slug}/{t.slug}", (_SLUG, "measure")
    ),
    "observation": RecordKind(
        models.Observation, _observation, _observation_key, ("measure", "force", "group", "source")
    ),
    "stated": RecordKind(
        models.StatedFigure, _told(models.StatedFigure), lambda s: f"{s.meeting.slug}/{s.slug}", (_SLUG,)
    ),
    "action": RecordKind(
        models.PlannedAction, _told_of_priority(models.PlannedAction), _priority_key, (_SLUG, "priority")
    ),
    "comment": RecordKind(
        models.Comment, _told_of_priority(models.Comment), _priority_key, (_SLUG, "priority")
    ),
    "term": RecordKind(models.Term, _told(models.Term), lambda t: f"{t.meeting.slug}/{t.slug}", (_SLUG,)),
}


def asked_key(recommendation: Recommendation) -> str:
    """How a measure's definition names a recommendation that asks for it."""
    return f"{recommendation.report.slug}/{recommendation.number}"


def measures_asked_for(recommendation: Recommendation) -> list[Related]:
    """Links to the figures that this recommendation asks for; by group where a base is to compare with."""
    key = asked_key(recommendation)
    compares = Exists(models.Group.objects.filter(breakdown=OuterRef("breakdown"), is_base=True))
    asked = models.Measure.objects.exclude(asked_by=[]).annotate(compares=compares)
    rows = asked.values_list("slug", "name", "asked_by", "compares")
    return [
        Related(f"/performance/disproportionality/#{slug}", f"{name}: Relative Rate Index by group")
        if by_group
        else Related(f"/performance/measures/{slug}/", name)
        for slug, name, keys, by_group in rows
        if key in keys
    ]
