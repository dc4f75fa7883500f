"""Writing what a meeting is told of a priority: assessments, planned actions, comments."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain, count
from typing import Any, NamedTuple

from performance.models import Assessment, Measure, Priority
from performance.report.parts import (
    FIELDS,
    LISTS,
    NOT_ASSESSED,
    Value,
    digest,
    last_version,
    one_line,
    part_key,
    stands,
)
from recommendations.history import acting
from recommendations.models import Meeting


class Clash(NamedTuple):
    """What somebody else saved of a part: the value, and their history row (None where there is none)."""

    value: Value
    version: Any


class Stale(Exception):
    """Somebody else changed these parts, by key, after the page was opened."""

    def __init__(self, parts: dict[str, Clash]) -> None:
        super().__init__("This was changed by somebody else in the meantime.")
        self.parts = parts


class Typed(NamedTuple):
    """A part as a person wants it; `base` is the digest of what they started from."""

    value: Value
    base: str


def save_report(
    *, meeting: Meeting, priority: Priority, parts: Mapping[str, Typed], by: Any, why: str = "", page: str
) -> bool:
    """Write the parts of one priority that the person changed; whether anything was written.

    Parts they left as they found them stay as they stand, whatever a colleague did to them. Raises
    Stale, and writes nothing, where somebody else changed a part that they changed too.
    """
    with acting(by=by, why=why, page=page):
        # One writer of a meeting at a time: there may be no row yet that could be locked instead.
        Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
        return _save(meeting, priority, parts)


def _save(meeting: Meeting, priority: Priority, parts: Mapping[str, Typed]) -> bool:
    now = stands(meeting, priority)
    changed = {
        key: typed.value
        for key, typed in parts.items()
        if key in now and typed.value != now[key] and digest(typed.value) != typed.base
    }
    stale = {
        key: Clash(now[key], last_version(meeting, priority, key))
        for key in changed
        if digest(now[key]) != parts[key].base
    }
    if stale:
        raise Stale(stale)
    measures = {part_key(measure): measure for measure in priority.measures.all()}
    for key, value in changed.items():
        if key in LISTS:
            _list(key, value, meeting, priority)
        else:
            _assess(measures[key], value, meeting)
    return bool(changed)


def _assess(measure: Measure, value: Value, meeting: Meeting) -> None:
    """Write the assessment of a measure, or take it away where nothing is left of it."""
    row = Assessment.objects.filter(measure=measure, meeting=meeting).first()
    if row is not None and value == NOT_ASSESSED:
        row.delete()
        return
    row = row or Assessment(measure=measure, meeting=meeting, position=measure.position)
    for name, new in zip(FIELDS, value, strict=True):
        setattr(row, name, new)
    row.save()


def _list(key: str, texts: Value, meeting: Meeting, priority: Priority) -> None:
    """Write numbered texts in their order; numbers a paper gave are used before new ones are made."""
    told = {"meeting": meeting, "priority": priority}
    rows = {row.number: row for row in LISTS[key].objects.filter(**told).order_by("number")}
    numbers = chain(list(rows), count(max(rows, default=0) + 1))
    for number, text in zip(numbers, texts, strict=False):
        row = rows.pop(number, None) or LISTS[key](number=number, **told)
        if one_line(row.text) != text:
            row.text = text
            row.save()
    for row in rows.values():
        row.delete()
