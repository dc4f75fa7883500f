"""What one priority's report at a meeting is made of, as plain values that can be compared.

Its parts are one assessment for each measure, the planned actions, and the comments.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from performance.models import Assessment, Comment, Measure, PlannedAction, Priority
from recommendations.models import Meeting

Value = tuple[Any, ...]  # of an assessment its FIELDS, of actions and comments their texts in order
FIELDS = ("trend", "rank", "out_of", "against", "note")
NOT_ASSESSED: Value = ("", None, None, "", "")
LISTS: dict[str, type[PlannedAction] | type[Comment]] = {"actions": PlannedAction, "comments": Comment}


def part_key(measure: Measure) -> str:
    """The key of a measure's part, which is neither of LISTS."""
    return f"m-{measure.slug}"


def assessed(row: Assessment | None) -> Value:
    """An assessment as a value."""
    if row is None:
        return NOT_ASSESSED
    return (one_line(row.trend), row.rank, row.out_of, row.against, one_line(row.note))


def one_line(text: str) -> str:
    """A text with its breaks and runs of space as single spaces: what one line of a form can hold."""
    return " ".join(text.split())


def stands(meeting: Meeting, priority: Priority) -> dict[str, Value]:
    """Each part as it stands, by key; an empty value for what is not written."""
    rows = {row.measure_id: row for row in Assessment.objects.filter(**_of(meeting, priority))}
    found = {part_key(m): assessed(rows.get(m.pk)) for m in priority.measures.order_by("position", "pk")}
    for key, model in LISTS.items():
        told = model.objects.filter(meeting=meeting, priority=priority).order_by("number")
        found[key] = tuple(one_line(row.text) for row in told)
    return found


def _of(meeting: Meeting, priority: Priority) -> dict[str, Any]:
    return {"meeting": meeting, "measure__priority": priority}


def digest(value: Value) -> str:
    """A short name for a value: the same for the same value, and for no other."""
    return sha256(repr(value).encode()).hexdigest()[:16]


def last_version(meeting: Meeting, priority: Priority, key: str) -> Any:
    """The newest history row of a part: who wrote or removed it, and when; None where it has none."""
    if key in LISTS:
        history = LISTS[key].history.filter(priority=priority)
    else:
        history = Assessment.history.filter(measure__slug=key.removeprefix("m-"))
    return history.filter(meeting=meeting).select_related("history_user").order_by("-history_id").first()
