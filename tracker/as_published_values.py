"""A meeting as it was published as data: one row a value, with what was corrected in it since."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from recommendations.plan import ON_MAKING, Entry
from recommendations.tables import Column, Table
from tracker.as_published import Snapshot
from tracker.correction_dates import Correction
from tracker.paper_differences import ADDED, as_text


class Value(NamedTuple):
    """One published value, or one that was added since, for the data forms."""

    kind: str
    key: str
    label: str
    field: str
    old: str
    what: str
    when: datetime | None
    new: str


def values(snapshot: Snapshot) -> list[Value]:
    """Every value that was published, with its correction; then what was added since, and the new words."""
    return [*_published(snapshot), *_added(snapshot), *_words(snapshot)]


def _published(snapshot: Snapshot) -> Iterator[Value]:
    for entry in snapshot.entries:
        corrections = {c.difference.field.replace(" ", "_"): c for c in snapshot.of((entry.kind, entry.key))}
        whole = corrections.get("")
        for name, value in _fields(entry, corrections):
            found = corrections.get(name, whole)
            old = as_text(value)
            new = found.difference.new if found else old
            what = found.difference.what if found else ""
            when = found.when if found else None
            yield Value(entry.kind, entry.key, entry.label, name, old, what, when, new)


def _fields(entry: Entry, corrections: dict[str, Correction]) -> Iterator[tuple[str, Any]]:
    yield from ((name, value) for name, value in entry.fields.items() if name not in ON_MAKING)
    yield from ((name, None) for name in corrections if name and name not in entry.fields)


def _added(snapshot: Snapshot) -> Iterator[Value]:
    for corrections in snapshot.corrections.values():
        for correction in corrections:
            found = correction.difference
            if found.what == ADDED:
                yield Value(found.kind, found.key, found.label, "", "", ADDED, correction.when, found.new)


def _words(snapshot: Snapshot) -> Iterator[Value]:
    for word in snapshot.words:
        yield Value("status", word.where, word.old, "label", word.old, "changed", word.when, word.new)


def values_table(rows: list[Value]) -> Table[Value]:
    """The data forms: one row a value, with when it was corrected and what it says now."""
    columns: list[Column[Value]] = [
        Column("kind", "Kind", lambda v: v.kind),
        Column("key", "Key", lambda v: v.key),
        Column("record", "Record", lambda v: v.label, row_header=True),
        Column("field", "Field", lambda v: v.field),
        Column("as_published", "As published", lambda v: v.old),
        Column("what", "What differs", lambda v: v.what),
        Column("corrected", "Corrected", lambda v: v.when.isoformat() if v.when else ""),
        Column("now", "Now", lambda v: v.new),
    ]
    return Table("as-published", f"{len(rows)} values as published", columns, rows)
