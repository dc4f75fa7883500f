"""The paper of a Performance and Accountability Board: recommendations, performance report, inspections."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from recommendations.reading import inspections
from recommendations.reading.dates import MONTH, QUARTER, day_in, month_number, quarter_end
from recommendations.reading.named_reports import report_named
from recommendations.reading.paper import BodyEntry, MeetingEntry, Paper, Place, Refused, ReportEntry
from recommendations.reading.recommendations_table import columns_of, read_table
from recommendations.reading.sheet import Sheet, at
from recommendations.reading.slugs import slug_of

TITLE = re.compile(r"([A-Z][^()\t]+?)\s*\(([A-Z]{2,})\)\s+(\d{1,2}(?:st|nd|rd|th)?\s+\w+\s+\d{4}\b.*)")
HOUR = re.compile(r"\b\d{1,2}:\d{2}\b")
NEXT = re.compile(r"Date of the next ([^:]+):\s*(.+)")
QUARTER_ENDING = re.compile(rf"Quarter ending ({MONTH}) (\d{{4}}) \((.+)\)")
FRONT_MATTER = (
    (re.compile(r"Venue\b"), "the venue"),
    (re.compile(r"Attendees\b"), "who attends"),
    (re.compile(r"AGENDA\b"), "the agenda"),
    (re.compile(r"<https?:|.*\blink below\b"), "the link to the meeting"),
)


@dataclass(frozen=True, slots=True)
class Parts:
    """The lines at which the parts of a board paper begin and end."""

    table: int
    table_end: int
    quarter: int
    inspections_cover: int
    inspections: int
    totals: int


def is_board_paper(sheet: Sheet) -> bool:
    """Whether the text opens with the name and day of a board, or holds a table of recommendations."""
    return any(TITLE.match(line) or columns_of(line) for _, line in sheet.written())


def parts_of(sheet: Sheet) -> Parts:
    """Where the parts stand; a paper that lacks one was cut and is refused."""

    def first(after: int, fits: Callable[[str], object], part: str) -> int:
        for number, line in sheet.written(after + 1):
            if fits(line):
                return number
        raise Refused(f"The paper stops at line {sheet.last}, before {part}.")

    table = first(0, columns_of, "its table of recommendations")
    report = first(table, lambda line: line == "Performance Report", "its performance report")
    quarter = first(report, QUARTER_ENDING.fullmatch, "the quarter of its performance report")
    cover = first(quarter, lambda line: line == inspections.PUBLISHER, "its HMICFRS part")
    header = first(cover, inspections.is_header, "the table of its HMICFRS part")
    totals = first(header, lambda line: line.startswith(inspections.END), "the totals of its HMICFRS part")
    rows = [number for number, _ in sheet.written(table, report - 1) if "\t" in sheet[number]]
    return Parts(table, rows[-1], quarter, _cover_first(sheet, quarter, cover), header, totals)


def _cover_first(sheet: Sheet, quarter: int, cover: int) -> int:
    """The line above the name of the inspectorate names the force, and belongs to the same cover."""
    above = [(number, line) for number, line in sheet.written(quarter + 1, cover - 1)]
    return above[-1][0] if above and above[-1][1].endswith("Police") else cover


def performance_lines(sheet: Sheet) -> Place | None:
    """The lines of a board paper's performance report, which are not read here; None for another paper."""
    if not is_board_paper(sheet):
        return None
    parts = parts_of(sheet)
    return Place(parts.quarter + 1, parts.inspections_cover - 1)


def read_board_paper(name: str, sha256: str, sheet: Sheet) -> Paper:
    """The board paper, with all that is read of it."""
    title_line, title = _title(sheet)
    day = day_in(title[3], title_line)
    if day is None:
        raise Refused(f"line {title_line}: the paper names no day of its meeting.")
    parts = parts_of(sheet)
    body = BodyEntry(at(title_line), slug_of(title[2]), title[1], title[2])
    quarter = _quarter(sheet, parts.quarter)
    meeting = MeetingEntry(
        at(title_line), body.slug, day, quarter=quarter, data_up_to=quarter_end(quarter, parts.quarter)
    )
    _take_day(sheet, title_line)
    next_meeting = _next_meeting(sheet, parts.table, body)
    _front_matter(sheet, title_line, parts.table)
    report = _followed_report(sheet, parts)
    reports = inspections.read_inspections(sheet, parts.inspections, parts.totals)
    _covers(sheet, parts)
    return Paper(
        name,
        sha256,
        f"{body.name}, {day.day} {day:%B %Y}",
        meeting=meeting,
        next_meeting=next_meeting,
        bodies=(body,),
        reports=(report, *reports),
    )


def _take_day(sheet: Sheet, line: int) -> None:
    sheet.take(line)
    if HOUR.search(sheet[line]):
        sheet.lose(at(line), "the hour of the meeting", "a meeting is kept by its day")


def _title(sheet: Sheet) -> tuple[int, re.Match[str]]:
    for number, line in sheet.written():
        if found := TITLE.match(line):
            return number, found
    raise Refused("The paper names no meeting: no line gives a board and its day.")


def _quarter(sheet: Sheet, line: int) -> str:
    found = QUARTER_ENDING.fullmatch(sheet[line].strip())
    if found is None or not QUARTER.fullmatch(found[3]):
        raise Refused(f"line {line}: the performance report names no quarter.")
    end = quarter_end(found[3], line)
    if (end.year, end.month) != (int(found[2]), month_number(found[1])):
        raise Refused(f"line {line}: {found[3]} ends in {end:%B %Y}, not in {found[1]} {found[2]}.")
    sheet.take(line)
    return found[3]


def _next_meeting(sheet: Sheet, before: int, body: BodyEntry) -> MeetingEntry | None:
    for number, line in sheet.written(1, before - 1):
        found = NEXT.match(line)
        if found is None:
            continue
        if found[1].strip() != body.name:
            sheet.lose(at(number), "the date of the next meeting", f"it is of another body than {body.name}")
            return None
        day = day_in(found[2], number)
        if day is None:
            sheet.lose(at(number), "the date of the next meeting", "it is no day")
            return None
        _take_day(sheet, number)
        return MeetingEntry(at(number), body.slug, day, draft=True)
    return None


def _front_matter(sheet: Sheet, title_line: int, table: int) -> None:
    """Name what stands between the title and the table, each kind with the lines that follow it."""
    what, held = "", [0]
    for block in sheet.blocks(title_line + 1, table - 1):
        number, opening = block[0]
        kind = next((kind for pattern, kind in FRONT_MATTER if pattern.match(opening)), "")
        follows = bool(what) and (opening.startswith("- ") or "\t" in opening)
        if what and not (follows or kind == what):
            sheet.lose(Place(held[0], held[-1]), what, "the tracker has no place for it")
            what = ""
        if kind and not what:
            what, held = kind, [number]
        if what:
            held.append(block[-1][0])
    if what:
        sheet.lose(Place(held[0], held[-1]), what, "the tracker has no place for it")


def _followed_report(sheet: Sheet, parts: Parts) -> ReportEntry:
    report = report_named(sheet, 1, parts.table - 1)
    if report is None:
        raise Refused(f"line {parts.table}: no line above the table names a report that is known.")
    themes, recommendations = read_table(sheet, parts.table, parts.table_end)
    place = Place(parts.table, parts.table_end)
    return replace(report, place=place, themes=tuple(themes), recommendations=tuple(recommendations))


def _covers(sheet: Sheet, parts: Parts) -> None:
    first = next(number for number, _ in sheet.written(parts.table_end + 1))
    if first < parts.quarter:
        why = "only the quarter is read from it"
        sheet.lose(Place(first, parts.quarter - 1), "the cover of the performance report", why)
    place = Place(parts.inspections_cover, parts.inspections - 1)
    sheet.lose(place, "the cover and the broken header of the HMICFRS part", "the table repeats the header")
