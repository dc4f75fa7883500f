"""The HMICFRS part of a board paper: inspection reports and how many recommendations stand at each stage."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from recommendations.reading.cells import row_of
from recommendations.reading.dates import follows
from recommendations.reading.paper import (
    NOT_STATED,
    Counted,
    CountEntry,
    Place,
    Refused,
    ReportEntry,
)
from recommendations.reading.placeholders import placeholders
from recommendations.reading.sheet import Sheet, at, span
from recommendations.reading.slugs import slug_of

PUBLISHER = "HMICFRS"
TITLES, TOTAL = "Year of recommendation and report titles", "Number of recommendations"
END = "TOTALS:"
YEAR = re.compile(r"([0-9]{4})\s*[-\u2013]\s*([0-9]{2})(?:\s+|$)")
STATED = re.compile(r"([0-9]{1,3})(?:\s*\(([0-9]{1,3}) not accepted\))?")
NOT_ACCEPTED = re.compile(r"\(([0-9]{1,3}) not accepted\)")


def is_header(line: str) -> bool:
    """Whether the line heads the table of inspection reports."""
    return row_of(line)[:2] == [TITLES, TOTAL] and len(row_of(line)) > 2


@dataclass
class _Walk:
    """Where the reading stands: the year group, a title still without its number, the reports so far."""

    sheet: Sheet
    year: str = ""
    title: str = ""
    title_place: Place = field(default_factory=Place)
    reports: list[ReportEntry] = field(default_factory=list)

    def without_year(self, text: str) -> str:
        """The text without the year that heads its group. Years only rise: an earlier one is of the title."""
        found = YEAR.match(text)
        if found is None or not follows(found[1], found[2]):
            return text
        label = f"{found[1]}-{found[2]}"
        if label <= self.year:
            return text
        self.year = label
        return text[found.end() :]

    def add(self, title: str, place: Place, counts: list[CountEntry]) -> None:
        """Keep a report; its slug must be its own."""
        slug = slug_of(title)
        if not slug:
            raise Refused(f"{place}: a report without a title.")
        for other in self.reports:
            if other.slug == slug:
                raise Refused(f"{place}: the slug {slug} is already that of {other.place}.")
        total = next(c.value for c in counts if c.counted is Counted.TOTAL)
        self.reports.append(
            ReportEntry(
                place,
                slug,
                title,
                scheme="stages",
                year_label=self.year or NOT_STATED,
                publisher=PUBLISHER,
                recommendations=placeholders(total, counts, place),
                counts=tuple(counts),
            )
        )
        if not any(c.counted is Counted.AT_STATUS for c in counts):
            self.sheet.lose(place, f"stages of “{title}”", "they are not in the text: unknown")


def read_inspections(sheet: Sheet, header: int, end: int) -> list[ReportEntry]:
    """The reports from the table's header to the line of the totals, in the order of the paper."""
    stages = row_of(sheet[header])[2:]
    sheet.take(header)
    walk = _Walk(sheet)
    for block in sheet.blocks(header + 1, end - 1):
        if any("\t" in sheet[line] for line, _ in block):
            for line, text in block:
                if "\t" in sheet[line]:
                    _drop_title(walk)
                    _row(walk, stages, line)
                else:
                    _paragraph(walk, [line], text)
        else:
            _paragraph(walk, [line for line, _ in block], " ".join(text for _, text in block))
    _drop_title(walk)
    sheet.lose(Place(end, sheet.last), "the row of totals", "its figures are not in the text")
    if not walk.reports:
        raise Refused(f"line {header}: the table of inspection reports holds no report.")
    return walk.reports


def _row(walk: _Walk, stages: list[str], line: int) -> None:
    cells = walk.sheet.cells(line)
    if is_header(walk.sheet[line]) or not any(cells):
        walk.sheet.take(line)
        return
    if len(cells) != len(stages) + 2:
        raise Refused(f"line {line}: the row has {len(cells)} cells, the table has {len(stages) + 2}.")
    title = walk.without_year(cells[0])
    walk.sheet.take(line)
    if not title and not any(cells[1:]):
        return
    counts = _stated(cells[1], at(line))
    walk.add(title, at(line), [*counts, *_at_stages(stages, cells[2:], counts[0].value, line)])


def _stated(text: str, place: Place) -> list[CountEntry]:
    found = STATED.fullmatch(text)
    if found is None:
        raise Refused(f"{place}: “{text[:40]}” is no number of recommendations.")
    counts = [CountEntry(place, Counted.TOTAL, int(found[1]))]
    if found[2]:
        counts.append(_not_accepted(int(found[2]), counts[0]))
    return counts


def _not_accepted(value: int, total: CountEntry, place: Place | None = None) -> CountEntry:
    if value > total.value:
        raise Refused(f"{place or total.place}: {value} not accepted of {total.value}.")
    return CountEntry(place or total.place, Counted.NOT_ACCEPTED, value)


def _at_stages(stages: list[str], printed: list[str], states: int, line: int) -> list[CountEntry]:
    if not any(printed):
        return []
    for stage, cell in zip(stages, printed, strict=True):
        if not re.fullmatch(r"[0-9]{1,3}", cell):
            raise Refused(f"line {line}: “{cell[:40]}” is no number of recommendations at {stage}.")
    figures = [int(cell) for cell in printed]
    if sum(figures) != states:
        raise Refused(f"line {line}: the stages add up to {sum(figures)}, the row states {states}.")
    return [
        CountEntry(at(line), Counted.AT_STATUS, figure, stage)
        for stage, figure in zip(stages, figures, strict=True)
    ]


def _paragraph(walk: _Walk, lines: list[int], text: str) -> None:
    """A report whose row came apart: a year, a title, a number, each in a paragraph of its own."""
    place = span(lines)
    refused = NOT_ACCEPTED.fullmatch(text)
    if refused and walk.reports and not walk.title:
        _add_not_accepted(walk, int(refused[1]), place)
    elif STATED.fullmatch(text) and walk.title:
        walk.add(walk.title, Place(walk.title_place.line, place.last), _stated(text, place))
        walk.title = ""
    elif STATED.fullmatch(text) or refused:
        walk.sheet.lose(place, f"the number {text}", "it stands under no title")
        return
    else:
        title = walk.without_year(text)
        if title:
            _drop_title(walk)
            walk.title, walk.title_place = title, place
    walk.sheet.take(*lines)


def _add_not_accepted(walk: _Walk, value: int, place: Place) -> None:
    report = walk.reports.pop()
    if any(c.counted is Counted.NOT_ACCEPTED for c in report.counts):
        raise Refused(f"{place}: the report states already how many were not accepted.")
    total = next(c for c in report.counts if c.counted is Counted.TOTAL)
    counts = (*report.counts, _not_accepted(value, total, place))
    walk.reports.append(replace(report, counts=counts))


def _drop_title(walk: _Walk) -> None:
    if walk.title:
        walk.sheet.lose(walk.title_place, f"“{walk.title}”", "no number of recommendations follows it")
        walk.title = ""
