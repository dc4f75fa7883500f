"""What a part of a performance report was when somebody opened its page, and two edits of it put together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from performance.models import Assessment, Priority
from performance.report.parts import FIELDS, LISTS, NOT_ASSESSED, Value, assessed, digest, one_line
from recommendations.merging import Merged, merge_lines
from recommendations.models import Meeting
from recommendations.text import word_diff


class Edits(NamedTuple):
    """Two edits of a list: each marked against what both began with, and both lists together."""

    theirs: str
    mine: str
    merged: Merged


def value_called(meeting: Meeting, priority: Priority, key: str, base: str) -> Value | None:
    """The newest value of a part that had this digest; None where it never had."""
    found = None
    for value in _values(meeting, priority, key):
        if digest(value) == base:
            found = value
    return found


def _values(meeting: Meeting, priority: Priority, key: str) -> Iterator[Value]:
    """Every value a part has had, oldest first, as its history tells it."""
    if key not in LISTS:
        yield NOT_ASSESSED
        slug = key.removeprefix("m-")
        for row in Assessment.history.filter(measure__slug=slug, meeting=meeting).order_by("history_id"):
            yield NOT_ASSESSED if row.history_type == "-" else assessed(row)
        return
    lines: dict[int, str] = {}
    yield ()
    rows = LISTS[key].history.filter(priority=priority, meeting=meeting)
    for row in rows.order_by("history_id"):
        if row.history_type == "-":
            lines.pop(row.number, None)
        else:
            lines[row.number] = one_line(row.text)
        yield tuple(lines[number] for number in sorted(lines))


def edits_of(base: Value | None, mine: Value, theirs: Value) -> Edits:
    """What two people made of a list of lines."""
    began, ours, others = ("\n".join(lines or ()) for lines in (base, mine, theirs))
    merged = Merged("\n".join(merge_lines(base or (), mine, theirs)), 0)
    return Edits(word_diff(began, others), word_diff(began, ours), merged)


def left_as_found(base: Value | None, mine: Value) -> list[int]:
    """The places in FIELDS of an assessment that a person did not change."""
    return [] if base is None else [at for at in range(len(FIELDS)) if mine[at] == base[at]]


def as_chosen(data: Any) -> Any:
    """What was sent, with what the person chose where they were shown two edits of a part.

    Where they chose what is saved already, nothing of that part is sent.
    """
    for name in [name for name in data if name.endswith("-keep")]:
        part = name.removesuffix("-keep")
        if data[name] == "theirs":
            data.pop(f"{part}-base", None)
        elif data[name] == "both":
            data[f"{part}-lines"] = data.get(f"{part}-both", "")
            data.pop(f"{part}-carry", None)
    return data
