"""The tables of a meeting as it was published, each value with what was corrected in it since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from html import escape
from typing import Any, NamedTuple

from recommendations.clock import day_of
from recommendations.plan import Entry, Key
from recommendations.tables import Column, Table, link
from recommendations.text import to_html, word_diff
from tracker.as_published import Snapshot
from tracker.correction_dates import Correction
from tracker.issue_page import ADDRESSED
from tracker.paper_differences import ADDED, GONE, as_text

# How the kinds of records are called where their own names do not say it.
CALLED = {
    "lead": "Leads", "note": "Programme notes", "action": "Planned actions", "comment": "Comments",
    "target": "Targets", "stated": "Figures as stated", "observation": "Figures", "term": "Glossary",
}  # fmt: skip
MAIN = {"lead": "name", "note": "text", "action": "text", "comment": "text", "term": "meaning"}
NUMBERS = {
    "target": ("value", "by"),
    "stated": ("value", "unit", "note"),
    "observation": ("numerator", "denominator"),
}
MOST = 1e6  # figures that are printed without an exponent
LOOK = "table--as-published"
SINCE = {ADDED: "Added", GONE: "Taken out"}


class Part(NamedTuple):
    """A part of the page: its heading, its tables as HTML, and whether they are open from the beginning."""

    heading: str
    tables: list[str]
    opens: bool


class Line(NamedTuple):
    """A record as it was published, with the records whose corrections stand beside it."""

    entry: Entry
    of: Entry  # what it belongs to: of an update the recommendation, of an assessment the measure
    corrections: list[Correction]

    def said(self, name: str) -> str:
        """A field as it was published."""
        return as_text(self.entry.fields.get(name))


class Parts:
    """The parts of the page. Each correction stands in one place: beside its record, or in the last part."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.by_key = {(entry.kind, entry.key): entry for entry in snapshot.entries}
        self.placed: set[Key] = set()

    def all(self) -> list[Part]:
        """Everything that was published, then what has no place there."""
        parts = [*self._updates(), *self._counts(), *self._measures(), *self._texts()]
        return [*parts, *self._others()]

    def _line(self, entry: Entry, of: Entry | None = None) -> Line:
        keys = [(each.kind, each.key) for each in (of, entry) if each is not None]
        mine = [key for key in keys if key not in self.placed]
        self.placed.update(mine)
        return Line(entry, of or entry, self.snapshot.of(*mine))

    def _of(self, kind: str) -> list[Entry]:
        return [entry for entry in self.snapshot.entries if entry.kind == kind]

    def _updates(self) -> Iterator[Part]:
        for report in self._of("report"):
            by_theme: dict[str, list[Line]] = {}
            for entry in self._of("update"):
                _, slug, number = entry.key.split("/")
                if slug == report.key:
                    told_of = self.by_key["recommendation", f"{slug}/{number}"]
                    theme = as_text(told_of.fields.get("theme"))
                    by_theme.setdefault(theme, []).append(self._line(entry, told_of))
            tables = [
                _updates_table(f"{report.key}-{theme}", self._theme(report.key, theme), lines)
                for theme, lines in by_theme.items()
            ]
            if tables:
                yield Part(report.label, tables, True)

    def _theme(self, report: str, theme: str) -> str:
        found = self.by_key.get(("theme", f"{report}/{theme}"))
        return as_text(found.fields["name"]) if found else "Recommendations"

    def _counts(self) -> Iterator[Part]:
        lines = [self._line(entry) for entry in self._of("count")]
        if lines:
            columns = [
                Column("count", "Report and count", lambda r: r.entry.label, row_header=True),
                Column("value", "As published", lambda r: r.said("value"), numeric=True),
                _since(lines),
            ]
            yield _part("Counts as stated", "counts", columns, lines)

    def _measures(self) -> Iterator[Part]:
        lines = [self._line(entry, self._measure(entry)) for entry in self._of("assessment")]
        if lines:
            columns = [
                Column("measure", "Measure", lambda r: as_text(r.of.fields.get("name")), row_header=True),
                Column("trend", "Trend", lambda r: r.said("trend")),
                Column("rank", "Rank", _rank),
                Column("against", "Against the average", lambda r: r.said("against")),
                Column("note", "Note", lambda r: r.said("note")),
                _since(lines),
            ]
            yield _part("Measures", "measures", columns, lines)

    def _measure(self, entry: Entry) -> Entry | None:
        return self.by_key.get(("measure", entry.key.rpartition("/")[2]))

    def _texts(self) -> Iterator[Part]:
        for kind, heading in CALLED.items():
            lines = [self._line(entry) for entry in self._of(kind)]
            if lines:
                columns = [
                    Column("record", "Record", lambda r: r.entry.label, row_header=True),
                    Column("said", "As published", _told, _told_cell),
                    _since(lines),
                ]
                yield _part(heading, kind, columns, lines)

    def _others(self) -> Iterator[Part]:
        left = [
            correction
            for key, corrections in self.snapshot.corrections.items()
            if key not in self.placed
            for correction in corrections
        ]
        if left:
            columns = [
                Column("record", "Record", lambda c: c.difference.label, row_header=True),
                Column("old", "As published", lambda c: c.difference.old),
                Column("since", "Corrected since", _dated, correction_html),
            ]
            table = Table("others", _rows(left), columns, left, look=LOOK)
            yield Part("Other corrections", [table.html()], True)


def _part(heading: str, name: str, columns: list[Column[Line]], lines: list[Line]) -> Part:
    table = Table(name, _rows(lines), columns, lines, look=LOOK)
    return Part(heading, [table.html()], any(line.corrections for line in lines))


def _updates_table(name: str, caption: str, lines: list[Line]) -> str:
    columns: list[Column[Line]] = [
        Column("number", "No.", lambda r: r.of.key.rpartition("/")[2], numeric=True, row_header=True),
        Column("text", "Text", _summary),
        Column("status", "Status", lambda r: r.said("status") or "Not stated"),
        Column("narrative", "Update", lambda r: r.said("narrative"), lambda r: to_html(r.said("narrative"))),
        _since(lines),
    ]
    return Table(name, f"{caption}: {_rows(lines)}", columns, lines, look=LOOK).html()


def _summary(line: Line) -> str:
    fields = line.of.fields
    return as_text(fields.get("wording") or fields.get("summary"))


def _rank(line: Line) -> str:
    return f"{line.said('rank')} of {line.said('out_of')}" if line.said("rank") else ""


def _told(line: Line) -> str:
    if line.entry.kind in MAIN:
        return line.said(MAIN[line.entry.kind])
    fields = line.entry.fields
    named = [(name, fields.get(name)) for name in NUMBERS[line.entry.kind]]
    return "\n".join(f"{_name(name)}: {_number(value)}" for name, value in named if value not in (None, ""))


def _number(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) and abs(value) < MOST else as_text(value)


def _told_cell(line: Line) -> str:
    return to_html(_told(line))


def _name(field: str) -> str:
    return field.replace("_", " ").capitalize()


def _rows(rows: Iterable[object]) -> str:
    count = len(list(rows))
    return f"{count} row{'' if count == 1 else 's'}"


def _since(lines: list[Line]) -> Column[Line]:
    """The corrections; no column of the page where there are none."""
    none = not any(line.corrections for line in lines)
    return Column("since", "Corrected since", lambda r: len(r.corrections), _corrections, data_only=none)


def _corrections(line: Line) -> str:
    return "".join(map(correction_html, line.corrections))


def correction_html(correction: Correction) -> str:
    """One correction: when, of which field, and the text with the words marked; its history a link away."""
    found = correction.difference
    field = f" {escape(_name(found.field))}" if found.field else ""
    mark = f'<p><strong class="tag tag--corrected">{escape(_dated(correction))}</strong>{field}</p>'
    diff = (
        "" if found.what == GONE else f'<div class="diff narrative">{word_diff(found.old, found.new)}</div>'
    )
    history = ""
    if found.kind in ADDRESSED and found.what != GONE:
        named = f' class="hint" aria-label="{escape(f"History of {found.label}")}"'
        history = link(f"/history/{found.kind}/{found.key}/", "History").replace("<a", f"<a{named}", 1)
    return f'<div class="correction">{mark}{diff}{history}</div>'


def _dated(correction: Correction) -> str:
    return f"{SINCE.get(correction.difference.what, 'Corrected')} {day(correction.when)}"


def day(when: datetime | None) -> str:
    """A moment as a day in words."""
    return "since publication" if when is None else day_of(when)
