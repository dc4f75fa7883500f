"""History as pages show it: field by field, who and when and why, and only what the reader may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import ForeignKey

from recommendations import models
from recommendations.clock import minute_of
from recommendations.models.papers import LARGE_IN_HISTORY
from recommendations.text import word_diff

VERBS = {"+": "Created", "~": "Changed", "-": "Deleted"}
HIDDEN = {"id", "password", "content"}


class FieldStep(NamedTuple):
    """One field of one step, as text; `diff` is escaped HTML with the words marked."""

    label: str
    old: str
    new: str
    diff: str


class Step(NamedTuple):
    """One act on one record."""

    when: datetime
    who: str
    why: str
    paper: Any
    page: str
    verb: str
    first: bool
    fields: list[FieldStep]


Names = dict[str, dict[int, str]]  # what foreign keys stand for, by field and id
Pair = tuple[Any, Any]  # a history row before (None: there was none) and the one that came next


def pairs_shown(versions: Iterable[Any], since: datetime | None = None) -> list[Pair]:
    """The steps between history rows of one record, oldest first.

    With `since` (when its meeting was published), everything written before is one first step:
    the record as it was published, without the drafts that led to it.
    """
    ordered = sorted(versions, key=lambda row: (row.history_date, row.history_id))
    if since:
        drafts = [row for row in ordered if row.history_date <= since]
        ordered = [*drafts[-1:], *(row for row in ordered if row.history_date > since)]
    return list(zip([None, *ordered], ordered, strict=False))


def steps_shown(
    model: Any, pairs: list[Pair], *, names: Names | None = None, since: datetime | None = None
) -> list[Step]:
    """What people see of these pairs, newest first. Who shows many records looks up the `names` once."""
    names = related_names(model, pairs) if names is None else names
    steps: list[Step] = []
    for before, row in pairs:
        late = before is None and since is not None and row.history_date > since
        fields = _fields(model, before, row, names)
        if fields or before is None or row.history_type == "-":
            steps.append(
                Step(
                    when=row.history_date,
                    who=str(row.history_user or "The system"),
                    why=row.history_change_reason or "",
                    paper=row.history_paper,
                    page=row.history_page,
                    verb="Added after publication" if late else VERBS[row.history_type],
                    first=before is None and not late,
                    fields=fields,
                )
            )
    return steps[::-1]


def _changed(model: Any, before: Any, row: Any) -> Iterator[tuple[Any, Any, Any]]:
    """The fields that differ between two history rows, with both values."""
    for field in model._meta.concrete_fields:
        if field.name in HIDDEN or not hasattr(row, field.attname):
            continue
        new = getattr(row, field.attname)
        old = getattr(before, field.attname) if before is not None else None
        if new != old and not (before is None and new in (None, "")):
            yield field, old, new


def _fields(model: Any, before: Any, row: Any, names: Names) -> list[FieldStep]:
    steps = []
    for field, old, new in _changed(model, before, row):
        then, now = _text(field, old, names), _text(field, new, names)
        steps.append(FieldStep(str(field.verbose_name).capitalize(), then, now, word_diff(then, now)))
    return steps


def _text(field: Any, value: Any, names: Names) -> str:
    if value is None:
        return ""
    if isinstance(field, ForeignKey):
        return names[field.name].get(value, f"no longer on record ({value})")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return minute_of(value)
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    return str(value)


def related_names(model: Any, pairs: list[Pair]) -> Names:
    """The names that foreign keys stand for wherever these pairs changed one, one query a field."""
    ids: dict[Any, set[int]] = defaultdict(set)
    for before, row in pairs:
        for field, old, new in _changed(model, before, row):
            if isinstance(field, ForeignKey):
                ids[field] |= {old, new} - {None}
    names: Names = {}
    for field, wanted in ids.items():
        known = field.related_model._base_manager.all()
        if field.related_model is models.Meeting:
            known = known.select_related("body")
        names[field.name] = {pk: str(found) for pk, found in known.in_bulk(wanted).items()}
    return names


def read_history(record: Any, *, drafts: bool) -> list[Step]:
    """A record's steps, newest first; raises LookupError where the reader may not see the record.

    Who sees drafts sees everything. Others see what hangs off a published meeting, from its
    publication on, and of other records those that are public.
    """
    meeting = record if isinstance(record, models.Meeting) else getattr(record, "meeting", None)
    since = None
    if not drafts:
        if meeting is not None and meeting.is_draft:
            raise LookupError("a draft")
        if not getattr(record, "is_public", True):
            raise LookupError("no published meeting reports that far")
        since = meeting.published_at if meeting is not None else None
    versions = list(
        record.history.select_related("history_user", "history_paper__meeting").defer(*LARGE_IN_HISTORY)
    )
    steps = steps_shown(type(record), pairs_shown(versions, since), since=since)
    if isinstance(record, models.Recommendation):
        steps += _addressed(record)
    if not drafts:
        steps = [without_draft_paper(step) for step in steps]
    return sorted(steps, key=lambda step: step.when, reverse=True)


def without_draft_paper(step: Step) -> Step:
    """The step without the name of its paper where that belongs to a draft, or was undone."""
    paper = step.paper
    if paper is None or (paper.is_applied and not (paper.meeting is not None and paper.meeting.is_draft)):
        return step
    undone = step.page.endswith("/undo/")
    return step._replace(
        why="A board paper was undone" if undone else "Imported from a board paper", paper=None
    )


def _addressed(recommendation: models.Recommendation) -> list[Step]:
    """Bodies added to and taken off a recommendation, one step an act."""
    rows = (
        models.Addressee.history.filter(recommendation_id=recommendation.pk)
        .select_related("history_user", "history_paper__meeting", "body")
        .defer(*LARGE_IN_HISTORY)
    )
    acts: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        acts[row.history_date].append(row)
    steps = []
    for when, changed in acts.items():
        gone = ", ".join(sorted(str(row.body) for row in changed if row.history_type == "-"))
        come = ", ".join(sorted(str(row.body) for row in changed if row.history_type == "+"))
        row = changed[0]
        field = FieldStep("Addressed to", gone, come, word_diff(gone, come))
        who = str(row.history_user or "The system")
        why = row.history_change_reason or ""
        steps.append(Step(when, who, why, row.history_paper, row.history_page, "Changed", False, [field]))
    return steps
