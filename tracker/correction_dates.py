"""When what differs from a snapshot was corrected: read from the history since it was published."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist
from django.db.models import Q, prefetch_related_objects

from recommendations.corrections import last_change
from recommendations.models import Addressee, Meeting, Publication
from recommendations.record_addresses import record_kind
from tracker.paper_differences import OWN, Difference

Rows = dict[str, list[Any]]  # history rows of records of one kind, oldest first, by their key
OF_REPORTS = frozenset({"theme", "recommendation"})


@dataclass(frozen=True)
class Correction:
    """A difference from what was published, and when it was made; `when` is None where history has no row."""

    difference: Difference
    when: datetime | None


def dated(differences: list[Difference], publication: Publication) -> list[Correction]:
    """The differences with their dates, in a number of queries that grows with the kinds, not the records."""
    keys: dict[str, set[str]] = defaultdict(set)
    for difference in differences:
        keys[difference.kind].add(difference.key)
    past = {kind: _rows(kind, wanted, publication) for kind, wanted in keys.items()}
    return [Correction(each, _when(each, past[each.kind], publication)) for each in differences]


def _when(difference: Difference, past: Rows, publication: Publication) -> datetime | None:
    field = difference.field.replace(" ", "_")
    if field == "bodies":
        return _addressed(difference.key, publication)
    rows = past.get(difference.key)
    if not rows:
        return None
    try:
        column = rows[-1].instance_type._meta.get_field(field).attname if field else ""
    except FieldDoesNotExist:
        column = ""
    found: datetime = (last_change(rows, column) if column else rows[-1]).history_date
    return found


def _rows(kind: str, keys: set[str], publication: Publication) -> Rows:
    """The history since publication of the records of a kind that could be those of these keys."""
    known = record_kind(kind)
    if known is None:
        return {}
    written = known.model.history.filter(
        _scope(kind, known.model, keys, publication.meeting), history_date__gt=publication.published_at
    )
    past: dict[int, list[Any]] = defaultdict(list)
    for row in written.order_by("history_date", "history_id"):
        past[row.id].append(row)
    records = {pk: rows[-1].instance for pk, rows in past.items()}
    prefetch_related_objects(list(records.values()), *known.related)
    found: Rows = {}
    for pk, record in records.items():
        try:
            key = known.key(record)
        except (ObjectDoesNotExist, AttributeError):  # what it belonged to is gone too
            continue
        found.setdefault(_as_in_papers(kind, key, record), []).extend(past[pk])
    return {key: sorted(rows, key=lambda row: row.history_date) for key, rows in found.items()}


def _scope(kind: str, model: Any, keys: Iterable[str], meeting: Meeting) -> Q:
    if kind == "meeting":
        return Q(id=meeting.pk)
    if any(field.name == "meeting" for field in model._meta.concrete_fields):
        return Q(meeting_id=meeting.pk)
    first = {key.partition("/")[0] for key in keys}
    if kind in OF_REPORTS:
        return Q(report__slug__in=first)
    return Q(measure__slug__in=first) if kind == "observation" else Q(slug__in=first)


def _as_in_papers(kind: str, key: str, record: Any) -> str:
    """The key that a paper's own entries have: every figure of it is of the office's own force."""
    if kind == "observation" and record.force.is_own:
        measure, _, *rest = key.split("/")
        return "/".join((measure, OWN, *rest))
    if kind == "count" and record.status:
        return f"{key.rpartition('/')[0]}/{record.status.label}"
    return key


def _addressed(key: str, publication: Publication) -> datetime | None:
    report, number = key.split("/")
    rows = Addressee.history.filter(
        recommendation__report__slug=report,
        recommendation__number=int(number),
        history_date__gt=publication.published_at,
    )
    found: datetime | None = (
        rows.order_by("-history_date", "-history_id").values_list("history_date", flat=True).first()
    )
    return found
