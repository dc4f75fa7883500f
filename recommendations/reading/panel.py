"""Papers of a Police and Crime Panel: an update on a programme, and a commissioner's report in prose."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from recommendations.reading.dates import MONTH, day_in, month_number
from recommendations.reading.named_reports import report_named
from recommendations.reading.paper import BodyEntry, MeetingEntry, NoteEntry, Paper, Refused
from recommendations.reading.sheet import Sheet, at, span

# How it ends is looked at first: else a line that names a panel a thousand times is gone through as often.
PROGRAMME = re.compile(rf"(?=.+ Update\Z)(.+ Police (?:&|and) Crime Panel) ({MONTH}) (\d{{4}}) (.+ Update)")
PANEL = re.compile(r".+ police and crime panel", re.IGNORECASE)
REPORT_TITLE = "COMMISSIONER'S UPDATE REPORT"
REPORT_END = "Contact Officer"
ITEM = re.compile(r"(?:-|\u2022)\s+(.*)")
SENTENCE_END = (".", "!", "?", ".)")
SMALL_WORDS = {"and", "of", "the"}
LONGEST_HEADING = 10
HEADING = re.compile(r"(?![-<*(])[^\d:;]*[^\d:;.,]")


def _body(line: int, name: str) -> BodyEntry:
    return BodyEntry(at(line), "panel", name.replace("&", "and"), "Panel")


def is_programme_update(sheet: Sheet) -> bool:
    """Whether the text opens with a Panel, a month and the title of an update."""
    return any(PROGRAMME.fullmatch(line) for _, line in list(sheet.written())[:1])


@dataclass
class _Note:
    """What stands under one heading while it is being read."""

    line: int
    last: int
    heading: str
    items: list[str] = field(default_factory=list)


def read_programme_update(name: str, sha256: str, sheet: Sheet) -> Paper:
    """What a Panel was told of a programme, heading by heading."""
    title_line, title = next(sheet.written())
    found = PROGRAMME.fullmatch(title)
    report = report_named(sheet, 1, sheet.last)
    if found is None or report is None:
        raise Refused(f"line {title_line}: the update names no report that is known.")
    sheet.take(title_line)
    body = _body(title_line, found[1])
    month = date(int(found[3]), month_number(found[2]), 1)
    notes = _notes(sheet, title_line)
    if not notes or not notes[-1].items or not notes[-1].items[-1].endswith(SENTENCE_END):
        raise Refused(f"The paper stops at line {sheet.last}, in the middle of a section.")
    return Paper(
        name,
        sha256,
        f"{found[4]}, {found[2]} {found[3]}",
        meeting=MeetingEntry(at(title_line), body.slug, month, day_known=False),
        bodies=(body,),
        reports=(report,),
        notes=tuple(
            NoteEntry(span((n.line, n.last)), report.slug, n.heading, _text(sheet, n), position)
            for position, n in enumerate(notes, 1)
        ),
    )


def _notes(sheet: Sheet, title_line: int) -> list[_Note]:
    notes: list[_Note] = []
    lines = list(sheet.written(title_line + 1))
    for i, (number, line) in enumerate(lines):
        item = ITEM.fullmatch(line)
        opens_list = i + 1 == len(lines) or ITEM.fullmatch(lines[i + 1][1])
        if item and notes:
            notes[-1].items.append(item[1])
        elif notes and notes[-1].items and (sheet[number].startswith(" ") or line[0].islower()):
            notes[-1].items[-1] += f" {line}"
        elif opens_list and not item:
            notes.append(_Note(number, number, line))
        else:
            continue
        notes[-1].last = number
        sheet.take(number)
    return notes


def _text(sheet: Sheet, note: _Note) -> str:
    return "\n".join(f"- {sheet.words(item)}" for item in note.items)


def is_commissioners_report(sheet: Sheet) -> bool:
    """Whether the text opens with a Panel and the title of a commissioner's report."""
    opening = [line for _, line in list(sheet.written())[:2]]
    return len(opening) == 2 and bool(PANEL.fullmatch(opening[0])) and opening[1] == REPORT_TITLE


def read_commissioners_report(name: str, sha256: str, sheet: Sheet) -> Paper:
    """The meeting a commissioner reported to; the report is prose, and all of it is named as not read."""
    (line, panel), (title_line, _), *rest = sheet.written()
    day_line, day_text = rest[0] if rest else (title_line, "")
    day = day_in(day_text, day_line)
    if day is None:
        raise Refused(f"line {day_line}: the paper names no day of its meeting.")
    if not rest[-1][1].startswith(REPORT_END):
        raise Refused(f"The paper stops at line {sheet.last}, before its contact officer.")
    sheet.take(line, title_line, day_line)
    _lose_sections(sheet, day_line + 1, rest[-1][0])
    body = _body(line, " ".join(w if w in SMALL_WORDS else w.capitalize() for w in panel.lower().split()))
    title = f"Commissioner's update report, {day.day} {day:%B %Y}"
    meeting = MeetingEntry(at(line), body.slug, day)
    return Paper(name, sha256, title, meeting=meeting, bodies=(body,))


def _lose_sections(sheet: Sheet, first: int, contact: int) -> None:
    heading, lines = "the opening", list[int]()
    for block in sheet.blocks(first, contact - 1):
        if len(block) == 1 and _is_heading(block[0][1]):
            if lines:
                sheet.lose(span(lines), heading, "prose: figures in prose are not read")
            heading, lines = f"section “{block[0][1]}”", []
        lines += [number for number, _ in block]
    if lines:
        sheet.lose(span(lines), heading, "prose: figures in prose are not read")
    sheet.lose(at(contact), "the contact officer", "the tracker has no place for it")


def _is_heading(line: str) -> bool:
    return len(line.split()) <= LONGEST_HEADING and bool(HEADING.fullmatch(line))
