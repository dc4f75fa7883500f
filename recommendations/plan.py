"""What a paper would do to the records: a comparison, free of Django, that changes nothing.

A `Paper` is laid out flat as entries (kind, key, fields). The records come in the same shape.
What differs is added, changed, or a conflict where a person wrote the present value; what the
paper does not state never counts. Text of an abridged paper fills gaps and replaces nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeAlias

from recommendations.reading.paper import Loss, Place
from recommendations.text import canonical

Value: TypeAlias = str | int | float | bool | date | tuple[str, ...] | None
Key: TypeAlias = tuple[str, str]  # kind, natural key: ("recommendation", "id-2022/4")

# Used when a record is made, never compared afterwards.
ON_MAKING = frozenset({"draft", "position"})
# Words an abridged paper gives shortened: they fill gaps and replace nothing.
TEXTS = frozenset(
    {
        "narrative", "wording", "text", "summary", "purpose", "members", "chair", "name", "short_name",
        "priority", "expected_outcome", "publisher", "meaning", "note", "cover",
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
class Corrected:
    """A field that a person corrected in the plan: what the paper states, what they wrote for it, and who."""

    field: str
    paper: Value
    new: Value
    by: int  # the id of a user
    name: str


@dataclass(frozen=True, slots=True)
class Change:
    """What the paper does to one record; neither new, changes nor conflicts: unchanged.

    `taken` names the fields of `changes` that were conflicts until a person took the paper's value.
    """

    kind: str
    key: str
    label: str
    place: Place
    new: bool
    fields: Mapping[str, Value]
    changes: tuple[FieldChange, ...] = ()
    conflicts: tuple[FieldChange, ...] = ()
    taken: frozenset[str] = frozenset()
    corrected: tuple[Corrected, ...] = ()

    @property
    def verdict(self) -> str:
        """One word for the row; a record with a conflict counts as one, whatever else changes."""
        if self.new:
            return "added"
        if self.conflicts:
            return "conflict"
        return "changed" if self.changes or self.corrected else "unchanged"

    @property
    def writes(self) -> bool:
        """Whether applying touches this record."""
        return self.new or bool(self.changes or self.corrected)


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
            + [[f.field, f.new, f.by] for f in c.corrected]
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
        if name in ON_MAKING or _same(old, new):
            continue
        if abridged and name in TEXTS and old:
            continue
        difference.fields.append(FieldChange(name, old, new))
    return difference


def _same(old: Value, new: Value) -> bool:
    """Whether two values say the same; texts may differ in their white space and the marks of their lists."""
    if isinstance(old, str) and isinstance(new, str):
        return old == new or canonical(old) == canonical(new)
    return old == new


def decided(
    plan: Plan,
    held: Mapping[Key, Mapping[str, Value]],
    *,
    taken: Collection[tuple[str, str, str]] = (),
    corrected: Mapping[Key, Iterable[Corrected]] | None = None,
) -> Plan:
    """The plan with what people decided on it: conflicts in which they take the paper's, values corrected.

    A corrected value stands for the paper's. In a record that is new the paper's own value is written
    first and corrected after, so that its history tells both.
    """
    corrected = corrected or {}
    return replace(plan, changes=tuple(_decide(change, held, taken, corrected) for change in plan.changes))


def _decide(
    change: Change,
    held: Mapping[Key, Mapping[str, Value]],
    taken: Collection[tuple[str, str, str]],
    corrected: Mapping[Key, Iterable[Corrected]],
) -> Change:
    key = change.kind, change.key
    mine = {c.field: replace(c, paper=change.fields.get(c.field)) for c in corrected.get(key, ())}
    took = tuple(f for f in change.conflicts if (*key, f.field) in taken and f.field not in mine)
    before = {name: change.fields.get(name) for name in mine} if change.new else held[key]
    return replace(
        change,
        changes=tuple(f for f in (*change.changes, *took) if f.field not in mine),
        conflicts=tuple(f for f in change.conflicts if f not in took and f.field not in mine),
        taken=frozenset(f.field for f in took),
        corrected=tuple(c for c in mine.values() if not _same(before.get(c.field), c.new)),
    )


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
