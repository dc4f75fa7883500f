"""A paper's tree laid out as the document that a meeting gets, without its performance report.

The order is that of the board papers: cover, recommendations, (performance report,) inspections, notes; at
the end what the paper holds. `recommendations.reading.issued` reads it back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import groupby
from typing import Any

from recommendations.reading.dates import MONTHS
from recommendations.reading.document import Block, Heading, Paragraph
from recommendations.reading.issued_notes import report_labels
from recommendations.reading.issued_words import (
    DRAFT,
    FORM,
    HOLDS,
    INSPECTIONS,
    NOTES,
    UPDATE,
    UPDATES,
    in_words,
    one_line,
)
from recommendations.text import canonical
from recommendations.writing.form_annex import annex
from recommendations.writing.form_matrix import matrix
from recommendations.writing.form_text import text_blocks
from recommendations.writing.form_updates import has_table, update_section

Entry = dict[str, Any]


def opening(tree: Entry) -> list[Block]:
    """The first page: who meets and when, whether it is a draft, the office's own words, the next meeting."""
    meeting = tree.get("meeting", {})
    blocks: list[Block] = [Heading(_title(tree), 1)]
    if meeting.get("draft"):
        blocks.append(Paragraph(DRAFT))
    blocks += text_blocks(meeting.get("cover", ""))
    if following := tree.get("next_meeting"):
        name = _body(tree, following["body"])[0]
        blocks.append(Paragraph(f"Date of the next {name}: {_when(following['date'])}"))
    form_line = f"Form {FORM} of papers: the last table says what this paper holds."
    return [*blocks, Paragraph(form_line)]


def updates(tree: Entry) -> list[Block]:
    """What the meeting is told of each recommendation of the reports that are followed by colours."""
    held = [r for r in tree.get("reports", ()) if r["scheme"] == "rag" and has_table(r)]
    sections = [block for report in held for block in update_section(report, _update_column(tree))]
    return [Heading(UPDATES, 2), *sections] if sections else []


def inspections(tree: Entry) -> list[Block]:
    """The reports that are followed by stages, and those of their recommendations that are listed."""
    reports = [report for report in tree.get("reports", ()) if report["scheme"] == "stages"]
    if not reports:
        return []
    month = f", {_month(tree['meeting']['date'])}" if "meeting" in tree else ""
    sections = [block for r in reports if has_table(r) for block in update_section(r, _update_column(tree))]
    return [
        Heading(INSPECTIONS, 2),
        Paragraph(f"Recommendations update{month}"),
        *matrix(reports),
        *sections,
    ]


def notes(tree: Entry) -> list[Block]:
    """What the meeting is told under headings, report by report."""
    return [Heading(NOTES, 2), *_notes(tree)] if tree.get("notes") else []


def _notes(tree: Entry) -> Iterator[Block]:
    labels = report_labels(tree)
    for report, held in groupby(tree["notes"], lambda note: note["report"]):
        yield Heading(labels(report), 3)
        for note in held:
            yield Heading(one_line(note["heading"]), 4)
            yield from text_blocks(note["text"])


def about(tree: Entry, holds: Mapping[str, int]) -> list[Block]:
    """The last part. `holds` are the labels and numbers of what stands in the paper besides."""
    own = {label: tree["holds"][key] for key, label in HOLDS.items()}
    return annex(tree, {**own, **holds})


def _title(tree: Entry) -> str:
    meeting = tree.get("meeting")
    if meeting is None:
        return one_line(canonical(tree["paper"]))
    name, short = _body(tree, meeting["body"])
    return f"{name} ({short}), {_when(meeting['date'])}" if short else f"{name}, {_when(meeting['date'])}"


def _body(tree: Entry, slug: str) -> tuple[str, str]:
    """Name and short name of a body; its slug where the paper does not describe it."""
    found = next((body for body in tree.get("bodies", ()) if body["slug"] == slug), {"name": slug})
    return one_line(found["name"]), one_line(found.get("short_name", ""))


def _when(day: date | str) -> str:
    return in_words(day) if isinstance(day, date) else _month(day)


def _month(day: date | str) -> str:
    year, month, *_ = str(day).split("-")
    return f"{MONTHS[int(month) - 1]} {year}"


def _update_column(tree: Entry) -> str:
    if "meeting" not in tree:
        return UPDATE
    year, month, *_ = str(tree["meeting"]["date"]).split("-")
    return f"{UPDATE} ({MONTHS[int(month) - 1][:3]}{year[-2:]})"
