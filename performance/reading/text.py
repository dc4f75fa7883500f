"""The performance report of a text board paper. Each of its lines is read, or named in the losses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from performance.reading import measures_table
from performance.reading.blocks import (
    ACTIONS,
    CONTRIBUTION,
    DEFINITION,
    FRAMEWORK,
    IN_BRACKETS,
    SUMMARY,
    Block,
    is_chart,
    is_heading,
    is_items,
    is_table,
    is_title,
    opens_list,
    text_in,
)
from performance.reading.report import (
    FigureEntry,
    PerformanceReport,
    PriorityEntry,
    StatedEntry,
    TermEntry,
)
from performance.reading.told import read_list, read_term
from performance.reading.uplift_table import HEADCOUNT, read_uplift, with_days
from recommendations.reading.board import parts_of, performance_lines
from recommendations.reading.choices import NOTHING_SAID
from recommendations.reading.dates import quarter_end
from recommendations.reading.named_reports import report_named
from recommendations.reading.paper import Loss, Place
from recommendations.reading.sheet import Sheet, span
from recommendations.reading.slugs import slug_of

RECOMMENDATIONS_TOLD = re.compile(r"\b([1-9]\d{0,2}) internal recommendations\b")
REPORT = "the performance report"
PICTURE = "its chart is a picture: no figures behind it"
NO_HEADING = "it stands under no heading that is certain"


def read_text(sheet: Sheet, chosen: Mapping[str, str] = NOTHING_SAID.columns) -> PerformanceReport:
    """The performance report of a paper; empty for other papers than a board's.

    `chosen` are the roles that a person gave to the headings of its table of recommendations.
    Raises Refused for a paper that was cut, as the reader of board papers does.
    """
    place = performance_lines(sheet, chosen)
    if place is None:
        return PerformanceReport()
    parts = parts_of(sheet, chosen)
    quarter = parts.quarter
    in_brackets = sheet[quarter].strip().removesuffix(")").rpartition("(")[2]
    walk = _Walk(sheet.blocks(place.line, place.last), quarter_end(in_brackets, quarter))
    walk.read()
    return PerformanceReport(
        tuple(walk.priorities),
        tuple(walk.figures),
        (*walk.stated, *_recommendations_told(sheet, parts.table)),
        tuple(walk.terms),
        tuple(sorted(walk.losses, key=lambda loss: (loss.place, loss.what))),
    )


def _recommendations_told(sheet: Sheet, table: int) -> list[StatedEntry]:
    """How many recommendations the paper, where it first says so, counts as internal."""
    report = report_named(sheet, 1, table - 1)
    for line, text in sheet.written():
        found = RECOMMENDATIONS_TOLD.search(text)
        if found and report:
            label, compares, value = "Internal recommendations", "recommendations-told", float(found[1])
            return [StatedEntry(span([line]), label, value, "recommendations", compares, report=report.slug)]
    return []


@dataclass
class _Walk:
    """What is read so far. `priority` is the heading that the reading stands under, if one is certain."""

    blocks: list[Block]
    day: date  # the last of the quarter
    framework: str = ""
    of_plan: bool = False  # whether the framework still waits for its priority
    priority: PriorityEntry | None = None
    doubt: int = -2  # the block that could be a heading and is not read as one
    priorities: list[PriorityEntry] = field(default_factory=list)
    figures: list[FigureEntry] = field(default_factory=list)
    stated: list[StatedEntry] = field(default_factory=list)
    terms: list[TermEntry] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)
    seen_terms: dict[str, Place] = field(default_factory=dict)
    seen_measures: dict[str, Place] = field(default_factory=dict)
    seen_headings: dict[str, Place] = field(default_factory=dict)

    def read(self) -> None:
        """Read all blocks; a part says how many it has used, 0 where the block is none of it."""
        parts = (self._framework, self._section, self._table, self._list, self._chart, self._term)
        at = 0
        while at < len(self.blocks):
            used = next((used for part in parts if (used := part(at))), 0)
            if not used:
                self._stray(at)
            at += used or 1
        self._close()

    def _close(self) -> None:
        """The heading that the reading stood under is read to its end."""
        if self.priority is not None:
            dated = with_days(self.priority.targets, self.priority.comments)
            self.priorities.append(replace(self.priority, targets=dated))
        self.priority = None

    def _framework(self, at: int) -> int:
        text = text_in(self.blocks[at])
        if FRAMEWORK.fullmatch(text) and not is_table(self.blocks[at]):
            self._close()
            self.framework = text
            self.of_plan = True
        elif (found := CONTRIBUTION.fullmatch(text)) and found[1]:
            self._close()
            if not self.of_plan:
                self._lose(self._place(at, 1), f"a heading: {text}", "no framework stands above it")
            self.framework = f"{self.framework}, {found[1]}" if self.of_plan else ""
            self.of_plan = False
        else:
            return 0
        return 1

    def _section(self, at: int) -> int:
        """A heading, the title of its table, and the table."""
        if not (self._is_table(at + 2) and is_heading(self.blocks[at]) and is_title(self.blocks[at + 1])):
            return 0
        if self._is_chart(at):
            return 0
        self._close()
        used = 3 + self._continued(at + 3)
        place, heading = self._place(at, used), text_in(self.blocks[at])
        why = self._why_not(at, heading)
        if why:
            self._lose(place, f"{heading}: {text_in(self.blocks[at + 1])}, a table", why)
            return used
        self.seen_headings[slug_of(heading)] = place
        self.of_plan = False
        if not self.framework:
            self._lose(self._place(at, 1), f"{heading}: its framework", "no line above names one")
        priority = PriorityEntry(place, self.framework, heading)
        rows = [row for block in self.blocks[at + 2 : at + used] for row in block]
        is_summary = text_in(self.blocks[at + 1]) == SUMMARY
        self.priority = self._measures(priority, rows) if is_summary else self._uplift(priority, rows)
        return used

    def _why_not(self, at: int, heading: str) -> str:
        if self.doubt == at - 1:
            return f"the line above it could be its heading too: {text_in(self.blocks[at - 1])}"
        if slug_of(heading) in self.seen_headings:
            return f"its heading stands already on {self.seen_headings[slug_of(heading)]}"
        return ""

    def _measures(self, priority: PriorityEntry, rows: Block) -> PriorityEntry:
        entries, losses = measures_table.read_measures(rows, priority.heading, self.seen_measures)
        self.losses += losses
        return replace(priority, measures=entries)

    def _uplift(self, priority: PriorityEntry, rows: Block) -> PriorityEntry:
        slug = slug_of(HEADCOUNT)
        if slug in self.seen_measures:
            why = f"{HEADCOUNT} stands already on {self.seen_measures[slug]}"
            self._lose(span(line for line, _ in rows), f"{priority.heading}: a table", why)
            return priority
        read = read_uplift(rows, priority.heading, self.day)
        self.losses += read.losses
        if not (read.figures or read.targets or read.stated):
            return priority
        self.seen_measures[slug] = priority.place
        self.figures += read.figures
        self.stated += read.stated
        return replace(priority, targets=tuple(read.targets), figure_measures=(HEADCOUNT,))

    def _table(self, at: int) -> int:
        if not self._is_table(at):
            return 0
        self._close()
        self._lose(self._place(at, 1), "a table", NO_HEADING)
        return 1

    def _list(self, at: int) -> int:
        if not opens_list(self.blocks[at]):
            return 0
        used = 1
        while at + used < len(self.blocks) and is_items(self.blocks[at + used]):
            used += 1
        is_actions = text_in(self.blocks[at]) == ACTIONS
        what = f"{self._where()}: {'planned actions' if is_actions else 'comments'}"
        place, priority = self._place(at, used), self.priority
        if priority is None:
            self._lose(place, what, NO_HEADING)
        elif priority.actions if is_actions else priority.comments:
            self._lose(place, what, "the heading has such a list already")
        elif used == 1:
            self._lose(place, what, "no numbered text follows")
        else:
            told, losses = read_list(self.blocks[at + 1 : at + used], what)
            self.losses += losses if told else [replace(loss, place=place) for loss in losses]
            self.priority = (
                replace(priority, actions=told) if is_actions else replace(priority, comments=told)
            )
        return used

    def _chart(self, at: int) -> int:
        if not self._is_chart(at):
            return 0
        self._lose(self._place(at, 1), f"{self._where()}: the chart “{text_in(self.blocks[at])}”", PICTURE)
        return 1

    def _term(self, at: int) -> int:
        if self.framework or self.seen_headings or not DEFINITION.match(text_in(self.blocks[at])):
            return 0
        term, losses = read_term(self.blocks[at], self.seen_terms)
        self.terms += [term] if term else []
        self.losses += losses
        return 1

    def _stray(self, at: int) -> None:
        """Name what is nothing known. Where it could be a heading, nothing below goes to the one above."""
        text = text_in(self.blocks[at])
        place = self._place(at, 1)
        if CONTRIBUTION.fullmatch(text) or IN_BRACKETS.fullmatch(text):
            self._lose(place, f"a heading: {text}", "only the framework and its priority are read")
        elif text.startswith("*"):
            self._lose(place, "a footnote", "the tracker has no place for it")
        else:
            self._lose(place, f"{self._where()}: stray text", "it is in no place that is known")
            if is_heading(self.blocks[at]) or text == SUMMARY:
                self._close()
                self.doubt = at

    def _where(self) -> str:
        return self.priority.heading if self.priority else REPORT

    def _is_table(self, at: int) -> bool:
        return at < len(self.blocks) and is_table(self.blocks[at])

    def _continued(self, at: int) -> int:
        """How many blocks go on with the table above: a page's end leaves a blank line inside a table."""
        used = 0
        while self._is_table(at + used) and not measures_table.is_header(self.blocks[at + used][0][1]):
            used += 1
        return used

    def _is_chart(self, at: int) -> bool:
        return is_chart(self.blocks[at], self.blocks[at + 1] if at + 1 < len(self.blocks) else None)

    def _place(self, at: int, used: int) -> Place:
        return span(line for block in self.blocks[at : at + used] for line, _ in block)

    def _lose(self, place: Place, what: str, why: str) -> None:
        self.losses.append(Loss(place, what, why))
