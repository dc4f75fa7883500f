"""What a paper would do to the records: a comparison, free of Django, that changes nothing.

A `Paper` is laid out flat as entries (kind, key, fields). The records come in the same shape.
What differs is added, changed, or a conflict where a person wrote the present value; what the
paper does not state never counts. Text of an abridged paper fills gaps and replaces nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from recommendations.reading.paper import Loss, Place

Value: TypeAlias = str | int | float | bool | date | tuple[str, ...] | None
Key: TypeAlias = tuple[str, str]  # kind, natural key: ("recommendation", "id-2022/4")

# Used when a record is made, never compared afterwards.
ON_MAKING = frozenset({"draft", "position"})
# Words an abridged paper gives shortened: they fill gaps and replace nothing.
TEXTS = frozenset(
    {
        "narrative", "wording", "text", "summary", "purpose", "members", "chair", "name", "short_name",
        "priority", "expected_outcome", "publisher", "meaning", "note",
    }
)  # fmt: skip


class PlanChanged(Exception):
    """The records changed after a plan was shown, so what would be written is no longer what was seen."""

    def __init__(self) -> None:
        super().__init__("The records changed after this plan was shown. Look at the plan as it is now.")


@dataclass(frozen=True, slots=True)
class Entry:
    """One record as the paper states it. `fields` holds only what is stated."""

    kind: str
    key: str
    label: str
    place: Place
    fields: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that differs: what the record holds and what the paper states."""

    field: str
    old: Value
    new: Value


@dataclass(frozen=True, slots=True)
class Change:
    """What the paper does to one record; neither new, changes nor conflicts: unchanged."""

    kind: str
    key: str
    label: str
    place: Place
    new: bool
    fields: Mapping[str, Value]
    changes: tuple[FieldChange, ...] = ()
    conflicts: tuple[FieldChange, ...] = ()

    @property
    def verdict(self) -> str:
        """One word for the row; a record with a conflict counts as one, whatever else changes."""
        if self.new:
            return "added"
        if self.conflicts:
            return "conflict"
        return "changed" if self.changes else "unchanged"

    @property
    def writes(self) -> bool:
        """Whether applying touches this record."""
        return self.new or bool(self.changes)


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a paper would do, in the order it has to be done, and all that could not be read."""

    changes: tuple[Change, ...]
    losses: tuple[Loss, ...] = ()

    def of(self, verdict: str) -> list[Change]:
        """The changes with this verdict: added, changed, conflict or unchanged."""
        return [change for change in self.changes if change.verdict == verdict]

    @property
    def is_empty(self) -> bool:
        """Whether applying it would write nothing."""
        return not any(change.writes for change in self.changes)

    @property
    def digest(self) -> str:
        """A fingerprint of everything the plan would write, to see that it is still the plan shown."""
        told = [
            [c.verdict, c.kind, c.key, sorted(c.fields.items()) if c.new else None]
            + [[f.field, f.old, f.new] for f in (*c.changes, *c.conflicts)]
            for c in self.changes
            if c.writes or c.conflicts
        ]
        return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()


StaffWrote: TypeAlias = Callable[[list[tuple[str, str, tuple[str, ...]]]], set[tuple[str, str, str]]]


@dataclass(slots=True)
class _Difference:
    entry: Entry
    fields: list[FieldChange] = field(default_factory=list)


def compare(
    entries: Iterable[Entry],
    held: Mapping[Key, Mapping[str, Value]],
    *,
    staff_wrote: StaffWrote,
    abridged: bool = False,
    losses: Iterable[Loss] = (),
) -> Plan:
    """The plan for these entries against the records held.

    `staff_wrote` is asked once, with every (kind, key, fields) that differs, and answers which
    of those fields a person wrote last; those become conflicts.
    """
    differences = [_differs(entry, held.get((entry.kind, entry.key)), abridged) for entry in entries]
    asked = [
        (d.entry.kind, d.entry.key, tuple(f.field for f in d.fields))
        for d in differences
        if d.fields and (d.entry.kind, d.entry.key) in held
    ]
    theirs = staff_wrote(asked) if asked else set()
    return Plan(tuple(_settle(d, held, theirs) for d in differences), tuple(losses))


def _differs(entry: Entry, held: Mapping[str, Value] | None, abridged: bool) -> _Difference:
    difference = _Difference(entry)
    if held is None:
        return difference
    for name, new in entry.fields.items():
        old = held.get(name)
        if name in ON_MAKING or old == new:
            continue
        if abridged and name in TEXTS and old:
            continue
        difference.fields.append(FieldChange(name, old, new))
    return difference


def _settle(
    difference: _Difference, held: Mapping[Key, Mapping[str, Value]], theirs: set[tuple[str, str, str]]
) -> Change:
    entry = difference.entry
    conflicts = tuple(f for f in difference.fields if (entry.kind, entry.key, f.field) in theirs)
    return Change(
        kind=entry.kind,
        key=entry.key,
        label=entry.label,
        place=entry.place,
        new=(entry.kind, entry.key) not in held,
        fields=entry.fields,
        changes=tuple(f for f in difference.fields if f not in conflicts),
        conflicts=conflicts,
    )
