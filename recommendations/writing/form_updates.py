"""The table of recommendations that a meeting gets: themes with leads, numbers, updates, status in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from recommendations.reading.document import Heading, Row, Table
from recommendations.reading.issued_words import (
    DETAIL_FIELDS,
    IN_SHORT,
    LEAD,
    NOT_REPORTED,
    NUMBER,
    RAG,
    STATUS,
    TEXT,
    one_line,
    theme_cell,
)
from recommendations.text import canonical
from recommendations.writing.form_text import merged

Entry = dict[str, Any]
CAPTION = "What the meeting is told of each recommendation"
WIDTHS = (0.07, 0.37, 0.45, 0.11)


def has_table(report: Entry) -> bool:
    """Whether the paper lists themes or recommendations of the report."""
    return bool(report.get("themes") or report.get("recommendations"))


def listed(report: Entry) -> list[Entry]:
    """The recommendations of a report in the order of its table: those without a theme come first."""
    under = [entry for theme in report.get("themes", ()) for entry in theme.get("recommendations", ())]
    return [*report.get("recommendations", ()), *under]


def in_short(report: Entry) -> bool:
    """Whether the table holds summaries, because no wording of this report is known."""
    entries = listed(report)
    return any("summary" in e for e in entries) and not any("wording" in e for e in entries)


def update_section(report: Entry, update: str) -> tuple[Heading, Table]:
    """The heading and the table of a report; `update` heads the column of narratives."""
    title = one_line(report["title"])
    status = RAG if report["scheme"] == "rag" else STATUS
    header = Row((NUMBER, IN_SHORT if in_short(report) else TEXT, update, status))
    rows = (header, *_rows(report))
    return Heading(title, 3), Table(rows, CAPTION, WIDTHS)


def _rows(report: Entry) -> Iterator[Row]:
    for entry in report.get("recommendations", ()):
        yield from _recommendation(entry)
    for theme in report.get("themes", ()):
        yield merged((theme_cell(one_line(theme["name"])), _lead(theme)), 2, 2)
        for entry in theme.get("recommendations", ()):
            yield from _recommendation(entry)


def _lead(entry: Entry) -> str:
    return f"{LEAD} {one_line(entry['lead'])}" if "lead" in entry else ""


def _recommendation(entry: Entry) -> Iterator[Row]:
    if "lead" in entry:
        # Not merged: a merged row heads all rows below it, again on each page, and this is of the next alone.
        yield Row(("", "", _lead(entry), ""))
    yield Row((str(entry["number"]), *_cells(entry)))


def _cells(entry: Entry) -> tuple[str, str, str]:
    text = canonical(entry.get("wording") or entry.get("summary") or "")
    if "status" not in entry and "update" not in entry:
        return text, "", NOT_REPORTED
    return text, canonical(entry.get("update", "")), canonical(entry.get("status", ""))


def details(report: Entry) -> Iterator[tuple[str, str, str]]:
    """What the table has no room for: number, what it is, the text."""
    short = in_short(report)
    for entry in listed(report):
        held = {key: _text(value) for key, value in entry.items()}
        told = {"priority", "expected_outcome", "due", "due_set_by", "bodies"} | _misread(held, short)
        for what, key in DETAIL_FIELDS.items():
            if key in told and key in held:
                yield str(entry["number"]), what, held[key]


def _misread(held: dict[str, str], short: bool) -> set[str]:
    """The fields of a recommendation that its row alone would not give."""
    found: set[str] = set()
    if "wording" in held and "summary" in held:
        found.add("summary")
        if held["wording"] == held["summary"]:
            found.add("wording")
    elif "summary" in held and not short:
        found.add("summary")
    if held.get("status") == NOT_REPORTED and not held.get("update"):
        found.add("status")
    return found


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(f"- {one_line(item)}" for item in value)
    return canonical(str(value))
