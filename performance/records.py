"""The records of performance in the shape of a plan: what is held now of what a paper speaks of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from performance import models
from recommendations.meeting_slugs import split_meeting_slug
from recommendations.models import Report
from recommendations.plan import Entry
from recommendations.records import Snapshot

MODELS: dict[str, Any] = {
    "priority": models.Priority,
    "measure": models.Measure,
    "assessment": models.Assessment,
    "target": models.Target,
    "observation": models.Observation,
    "stated": models.StatedFigure,
    "action": models.PlannedAction,
    "comment": models.Comment,
    "term": models.Term,
}

# For each kind that hangs off a meeting: what its key holds after the meeting, and its fields.
TOLD: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "assessment": (("measure__slug",), ("trend", "rank", "out_of", "against", "note")),
    "target": (("measure__slug", "slug"), ("name", "value", "by")),
    "stated": (("slug",), ("label", "value", "unit", "compares", "measure", "report", "note")),
    "action": (("priority__slug", "number"), ("text",)),
    "comment": (("priority__slug", "number"), ("text",)),
    "term": (("slug",), ("term", "meaning")),
}
NAMES = {"measure": "measure__slug", "report": "report__slug"}


def own_force() -> str:
    """The slug of the office's own force; "" where none is named yet."""
    return models.Force.objects.filter(is_own=True).values_list("slug", flat=True).first() or ""


def groups_known() -> dict[str, dict[str, str]]:
    """Measure slug → group name in small letters → group slug, for every measure on record."""
    known: dict[str, dict[str, str]] = {slug: {} for slug in _measure_slugs()}
    pairs = models.Group.objects.filter(breakdown__measures__isnull=False)
    for measure, name, slug in pairs.values_list("breakdown__measures__slug", "name", "slug"):
        known[measure][name.casefold()] = slug
    return known


def _measure_slugs() -> list[str]:
    return list(models.Measure.objects.values_list("slug", flat=True))


def snapshot(entries: Iterable[Entry], held: Snapshot) -> None:
    """Add everything on record that these entries could touch; the queries do not grow with them."""
    keys: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        keys[entry.kind].add(entry.key)
    if not keys:
        return
    row: Any
    for row in models.Priority.objects.values("pk", "slug", "framework", "heading"):
        held.add("priority", row.pop("slug"), row.pop("pk"), **row)
    for pk, slug, name, priority in models.Measure.objects.values_list(
        "pk", "slug", "name", "priority__slug"
    ):
        held.add("measure", slug, pk, name=name, priority=priority)
    held.ids |= {("report", slug): pk for slug, pk in Report.objects.values_list("slug", "pk")}
    held.ids |= {("force", slug): pk for slug, pk in models.Force.objects.values_list("slug", "pk")}
    groups = models.Group.objects.filter(breakdown__measures__isnull=False)
    held.ids |= {
        ("group", f"{measure}/{slug}"): pk
        for measure, slug, pk in groups.values_list("breakdown__measures__slug", "slug", "pk")
    }
    for kind in TOLD:
        for meeting in {key.split("/")[0] for key in keys[kind]}:
            if ("meeting", meeting) in held.ids:  # a meeting that is new was told nothing yet
                _told(held, kind, meeting)
    _observations(held, keys["observation"])


def _told(held: Snapshot, kind: str, meeting: str) -> None:
    body, when, day_known = split_meeting_slug(meeting) or ("", None, True)
    key, fields = TOLD[kind]
    columns = [NAMES.get(field, field) if kind == "stated" else field for field in fields]
    found = MODELS[kind].objects.filter(
        meeting__body__slug=body, meeting__date=when, meeting__day_known=day_known
    )
    for pk, *values in found.values_list("pk", *key, *columns):
        parts = [meeting, *map(str, values[: len(key)])]
        held.add(kind, "/".join(parts), pk, **dict(zip(fields, values[len(key) :], strict=True)))


def _observations(held: Snapshot, keys: set[str]) -> None:
    measures = {key.split("/")[0] for key in keys}
    if not measures:
        return
    found = models.Observation.objects.filter(measure__slug__in=measures)
    row: Any
    for row in found.values_list(
        "pk", "measure__slug", "force__slug", "group__slug", "start", "end", "numerator", "denominator"
    ):
        pk, measure, force, group, start, end, numerator, denominator = row
        key = f"{measure}/{force}/{group or 'all'}/{start}/{end}"
        if key in keys:
            held.add("observation", key, pk, numerator=numerator, denominator=denominator)
