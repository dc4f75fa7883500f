"""What a board paper's performance report holds that is not read yet: each part named with its lines."""

from __future__ import annotations

import re
from dataclasses import dataclass

from recommendations.reading.board import performance_lines
from recommendations.reading.paper import Loss
from recommendations.reading.read import is_fixture
from recommendations.reading.sheet import Sheet, span, text_of

SUMMARY, ACTIONS, COMMENTS = "Measures Summary", "Planned Action to Drive Performance", "Comments"
ROLLING = re.compile(r"\b12 month (?:rolling|average)\b", re.IGNORECASE)
DEFINITION = re.compile(r"[A-Z][^.]{0,40} \u2013 ")
# Where the text had a picture it has at least this many blank lines.
PICTURE = 3
NOT_YET = "not read yet"
Block = list[tuple[int, str]]


def unread(name: str, data: bytes) -> tuple[Loss, ...]:
    """The performance report of a board paper, part by part; nothing for any other paper.

    Raises Refused as the reader of papers does.
    """
    text = text_of(data)
    if is_fixture(name):
        return ()
    sheet = Sheet(text)
    place = performance_lines(sheet)
    if place is None:
        return ()
    walk = _Walk(sheet, sheet.blocks(place.line, place.last), place.last)
    return walk.losses()


@dataclass
class _Walk:
    """The blocks of the report, and the section heading that the reading has last met."""

    sheet: Sheet
    blocks: list[Block]
    end: int
    section: str = "the performance report"

    def losses(self) -> tuple[Loss, ...]:
        """One loss for each table, list, chart and run of headings; the glossary is one."""
        found: list[Loss] = []
        at = 0
        while at < len(self.blocks):
            loss, used = self._part(at)
            found.append(loss)
            at += used
        return tuple(found)

    def _part(self, at: int) -> tuple[Loss, int]:
        for part in (self._glossary, self._table, self._list, self._chart):
            if (result := part(at)) is not None:
                return result
        used = 1
        while at + used < len(self.blocks) and self._is_heading(at + used):
            used += 1
        return self._loss(at, used, f"headings: {self._text(at)}", "they hold no figures"), used

    def _is_heading(self, at: int) -> bool:
        return not any(part(at) for part in (self._glossary, self._table, self._list, self._chart))

    def _glossary(self, at: int) -> tuple[Loss, int] | None:
        used = 0
        while at + used < len(self.blocks) and DEFINITION.match(self._text(at + used)):
            used += 1
        if not used:
            return None
        return self._loss(at, used, f"the glossary: {used} terms", NOT_YET), used

    def _table(self, at: int) -> tuple[Loss, int] | None:
        """A section's heading, the title of its table, and the table."""
        if at + 2 >= len(self.blocks) or not self._is_table(at + 2):
            return None
        if self._is_table(at) or self._is_table(at + 1) or self._opens_list(at) or self._is_chart(at):
            return None
        self.section, title = self._text(at), self._text(at + 1)
        rows = len(self.blocks[at + 2]) - (title == SUMMARY)
        measures = "1 row" if rows == 1 else f"{rows} rows"
        return self._loss(at, 3, f"{self.section}: {title}, a table of {measures}", NOT_YET), 3

    def _list(self, at: int) -> tuple[Loss, int] | None:
        if not self._opens_list(at):
            return None
        used = 1
        while at + used < len(self.blocks) and re.match(r"\d+\. ", self._text(at + used)):
            used += 1
        what = "planned actions" if self._text(at) == ACTIONS else "comments"
        return self._loss(at, used, f"{self.section}: {what}", NOT_YET), used

    def _chart(self, at: int) -> tuple[Loss, int] | None:
        if not self._is_chart(at):
            return None
        what = f"{self.section}: the chart “{self._text(at)}”"
        return self._loss(at, 1, what, "its chart is a picture: no figures behind it"), 1

    def _is_table(self, at: int) -> bool:
        return all("\t" in self.sheet[line] for line, _ in self.blocks[at])

    def _opens_list(self, at: int) -> bool:
        return self._text(at) in (ACTIONS, COMMENTS)

    def _is_chart(self, at: int) -> bool:
        text = self._text(at)
        if self._is_table(at) or self._opens_list(at) or re.match(r"\d+\. ", text):
            return False
        last = self.blocks[at][-1][0]
        following = self.blocks[at + 1][0][0] if at + 1 < len(self.blocks) else last
        return bool(ROLLING.search(text)) or following - last > PICTURE

    def _text(self, at: int) -> str:
        return " ".join(text for _, text in self.blocks[at])

    def _loss(self, at: int, used: int, what: str, why: str) -> Loss:
        lines = [line for block in self.blocks[at : at + used] for line, _ in block]
        return Loss(span(lines), what, why)
