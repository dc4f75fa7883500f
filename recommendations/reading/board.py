"""The paper of a Performance and Accountability Board: recommendations, performance report, inspections."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from recommendations.reading import inspections
from recommendations.reading.choices import NOTHING_SAID, Choices
from recommendations.reading.dates import MONTH, QUARTER, day_in, month_number, quarter_end
from recommendations.reading.named_reports import report_named
from recommendations.reading.paper import (
    NOT_STATED,
    BodyEntry,
    MeetingEntry,
    Paper,
    Place,
    Refused,
    ReportEntry,
    Text,
)
from recommendations.reading.recommendations_table import TableRead, is_header, read_table
from recommendations.reading.sheet import Sheet, at
from recommendations.reading.slugs import slug_of
from recommendations.text import canonical

# The name ends in a letter: else a line of blanks would be parted between it and them in every way.
TITLE = re.compile(r"([A-Z][^()\t]*[^()\s])\s*\(([A-Z]{2,})\)\s+(\d{1,2}(?:st|nd|rd|th)?\s+\w+\s+\d{4}\b.*)")
HOUR = re.compile(r"\b\d{1,2}:\d{2}\b")
NEXT = re.compile(r"Date of the next ([^:]+):\s*(.+)")
QUARTER_ENDING = re.compile(rf"Quarter ending ({MONTH}) (\d{{4}}) \((.+)\)")
BOLD = re.compile(r"\*\*(.+?)\*\*")


@dataclass(frozen=True, slots=True)
class Parts:
    """The lines at which the parts of a board paper begin and end."""

    table: int
    table_end: int
    quarter: int
    inspections_cover: int
    inspections: int
    totals: int


def is_board_paper(sheet: Sheet, chosen: Mapping[str, str] = NOTHING_SAID.columns) -> bool:
    """Whether the text opens with the name and day of a board, or holds a table of recommendations.

    `chosen` are the roles that a person gave to headings.
    """
    return any(TITLE.match(line) or is_header(sheet, number, chosen) for number, line in sheet.written())


def parts_of(sheet: Sheet, chosen: Mapping[str, str] = NOTHING_SAID.columns) -> Parts:
    """Where the parts stand; a paper that lacks one was cut and is refused."""
    table = next((number for number, _ in sheet.written() if is_header(sheet, number, chosen)), 0)
    if not table:
        raise Refused(f"The paper stops at line {sheet.last}, before its table of recommendations.")

    def first(after: int, fits: Callable[[str], object], part: str) -> int:
        for number, line in sheet.written(after + 1):
            if fits(line):
                return number
        raise Refused(f"The paper stops at line {sheet.last}, before {part}.")

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


def performance_lines(sheet: Sheet, chosen: Mapping[str, str] = NOTHING_SAID.columns) -> Place | None:
    """The lines of a board paper's performance report, which are not read here; None for another paper."""
    if not is_board_paper(sheet, chosen):
        return None
    parts = parts_of(sheet, chosen)
    return Place(parts.quarter + 1, parts.inspections_cover - 1)


def read_board_paper(name: str, sha256: str, sheet: Sheet, choices: Choices = NOTHING_SAID) -> Paper:
    """The board paper, with all that is read of it."""
    title_line, title = _title(sheet)
    day = day_in(title[3], title_line)
    if day is None:
        raise Refused(f"line {title_line}: the paper names no day of its meeting.")
    parts = parts_of(sheet, choices.columns)
    body = BodyEntry(at(title_line), slug_of(title[2]), title[1], title[2])
    quarter = _quarter(sheet, parts.quarter)
    meeting = MeetingEntry(
        at(title_line), body.slug, day, quarter=quarter, data_up_to=quarter_end(quarter, parts.quarter)
    )
    _take_day(sheet, title_line)
    next_meeting = _next_meeting(sheet, parts.table, body)
    report, table = _followed_report(sheet, parts, choices)
    cover = _cover(sheet, title_line, parts.table, report.title)
    reports = inspections.read_inspections(sheet, parts.inspections, parts.totals)
    _covers(sheet, parts)
    return Paper(
        name,
        sha256,
        f"{body.name}, {day.day} {day:%B %Y}",
        meeting=replace(meeting, cover=cover),
        next_meeting=next_meeting,
        bodies=(body, *(other for other in table.bodies if other.slug != body.slug)),
        reports=(report, *reports),
        tables=table.tables,
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


def _cover(sheet: Sheet, title_line: int, table: int, report: str) -> Text:
    """What stands between the title and the table, without the next meeting and a caption of the table."""
    blocks = sheet.blocks(title_line + 1, table - 1)
    if blocks and [line for _, line in blocks[-1]] == [report]:
        sheet.take(blocks.pop()[0][0])
    left = set(sheet.unaccounted())
    paragraphs = []
    for block in blocks:
        lines = [number for number, _ in block if number in left]
        paragraphs.append("\n".join(_plain(sheet, number) for number in lines))
        sheet.take(*lines)
    return canonical("\n\n".join(paragraphs)) or NOT_STATED


def _plain(sheet: Sheet, line: int) -> str:
    """A line of the cover in plain words; what goes on with an item of a list stays indented."""
    cells = (" ".join(cell.split()) for cell in sheet.cells(line))
    indent = "  " if sheet[line][:2].isspace() else ""
    return indent + BOLD.sub(r"\1", " – ".join(cell for cell in cells if cell))


def _followed_report(sheet: Sheet, parts: Parts, choices: Choices) -> tuple[ReportEntry, TableRead]:
    report = report_named(sheet, 1, parts.table - 1)
    if report is None:
        raise Refused(f"line {parts.table}: no line above the table names a report that is known.")
    table = read_table(sheet, parts.table, parts.table_end, choices)
    place = Place(parts.table, parts.table_end)
    return replace(report, place=place, themes=table.themes, recommendations=table.recommendations), table


def _covers(sheet: Sheet, parts: Parts) -> None:
    first = next(number for number, _ in sheet.written(parts.table_end + 1))
    if first < parts.quarter:
        why = "only the quarter is read from it"
        sheet.lose(Place(first, parts.quarter - 1), "the cover of the performance report", why)
    place = Place(parts.inspections_cover, parts.inspections - 1)
    sheet.lose(place, "the cover and the broken header of the HMICFRS part", "the table repeats the header")
