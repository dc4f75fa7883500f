"""What differs between a paper as it was issued and the same paper from today's records. Free of Django.

Both are laid out as entries, record by record, and compared as a plan is with the records: the issued
paper is what is held, today's is what comes in. Words of statuses are compared as they are printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import yaml

from performance.reading import fixture as performance_fixture
from performance.reading.entries import lay_out as lay_out_performance
from performance.reading.report import PerformanceReport
from recommendations.entries import lay_out
from recommendations.meeting_slugs import meeting_slug
from recommendations.plan import Change, Entry, Key, Value, compare
from recommendations.reading.fixture import read_tree
from recommendations.reading.node_tree import node_of
from recommendations.reading.paper import NotStated, Paper
from recommendations.reading.slugs import slug_of
from recommendations.reading.yaml_nodes import root_of
from recommendations.text import opening

CHANGED, GONE, ADDED = "changed", "no longer in the paper", "new in the paper"
OWN = "own"  # every figure of a paper is of the office's own force


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of one record, as text; of a record that only one of the two has, its content in short."""

    kind: str
    key: str
    label: str
    what: str  # CHANGED, GONE or ADDED
    field: str
    old: str
    new: str


def differences(issued: str, now: Mapping[str, Any]) -> list[Difference]:
    """What differs, in the order of the paper; what is gone comes last.

    `issued` is the issued paper as YAML, `now` the tree of today's. Both are read by the reader of the
    YAML form, so that nothing differs by the form alone. Raises Refused where one of them cannot be read.
    """
    return between(entries_of(root_of(issued)), entries_of(node_of(dict(now))))


def between(before: list[Entry], after: list[Entry]) -> list[Difference]:
    """What differs between two papers that are laid out, in the order of the later one, then what is gone."""
    held: dict[Key, Mapping[str, Value]] = {(e.kind, e.key): e.fields for e in before}
    present = {(entry.kind, entry.key) for entry in after}
    filled = [_with_what_is_gone(entry, held.get((entry.kind, entry.key), {})) for entry in after]
    plan = compare(filled, held, staff_wrote=lambda asked: set())
    found = [difference for change in plan.changes for difference in _of_change(change)]
    gone = [entry for entry in before if (entry.kind, entry.key) not in present]
    return [*found, *(Difference(e.kind, e.key, e.label, GONE, "", in_short(e.fields), "") for e in gone)]


def entries_of(root: yaml.Node) -> list[Entry]:
    """Every record that a paper's tree states, of both its parts."""
    return laid_out(read_tree("", "", root), performance_fixture.read_tree(root))


def laid_out(paper: Paper, report: PerformanceReport) -> list[Entry]:
    """The same of the two parts themselves, whether or not a reader would take what they say together."""
    told = lay_out(paper, _words(paper), {})
    measured = lay_out_performance(report, meeting=paper.meeting, own_force=OWN, groups=_groups(report))
    return [*_with_cover(told, paper), *measured]


def _words(paper: Paper) -> dict[str, dict[str, str]]:
    """Every status word of a paper as its own meaning: what is compared is what is printed."""
    words: dict[str, dict[str, str]] = {}
    for report in paper.reports:
        known = words.setdefault(report.scheme, {})
        told = [entry.update.status for entry in report.recommendations if entry.update]
        for word in (*told, *(count.status for count in report.counts)):
            if word and word.strip():
                known.setdefault(word.strip().casefold(), word.strip())
    return words


def _groups(report: PerformanceReport) -> dict[str, dict[str, str]]:
    groups: dict[str, dict[str, str]] = {}
    for figure in report.figures:
        if figure.group:
            groups.setdefault(slug_of(figure.measure), {})[figure.group.casefold()] = figure.group
    return groups


def _with_cover(entries: list[Entry], paper: Paper) -> Iterator[Entry]:
    """The cover is compared as a text of the meeting, whether or not a plan writes it."""
    meeting = paper.meeting
    key = meeting_slug(meeting.body, meeting.date, meeting.day_known) if meeting else ""
    for entry in entries:
        if meeting and (entry.kind, entry.key) == ("meeting", key):
            cover = "" if isinstance(meeting.cover, NotStated) else meeting.cover
            entry = replace(entry, fields={**entry.fields, "cover": cover})
        yield entry


def _with_what_is_gone(entry: Entry, held: Mapping[str, Value]) -> Entry:
    """The entry with an empty value for each field that the issued paper stated and this one does not."""
    return replace(entry, fields={**dict.fromkeys(held), **entry.fields})


def _of_change(change: Change) -> Iterator[Difference]:
    if change.new:
        yield Difference(change.kind, change.key, change.label, ADDED, "", "", in_short(change.fields))
    for field in change.changes:
        old, new = as_text(field.old), as_text(field.new)
        name = field.field.replace("_", " ")
        yield Difference(change.kind, change.key, change.label, CHANGED, name, old, new)


def in_short(fields: Mapping[str, Value], limit: int = 220) -> str:
    """What a record says, on one line."""
    said = (f"{name.replace('_', ' ')}: {as_text(value)}" for name, value in fields.items() if value)
    return opening("; ".join(said), limit)


def as_text(value: Value) -> str:
    """A value as the page and the files show it; nothing for what is not stated."""
    if value is None:
        return ""
    return ", ".join(value) if isinstance(value, tuple) else str(value)
