"""Which portfolio each row of an action plan belongs to, where the text has broken the portfolio's cells."""

from __future__ import annotations

import re
from collections.abc import Sequence

from recommendations.reading.sheet import Sheet, at

HEADER_END = "Portfolio"
SHORTEST_OVERLAP = 4
SMALL_WORDS = {"and", "of", "the"}

Row = tuple[int, str, str]  # line, portfolio as printed, priority and action


def portfolios(sheet: Sheet, rows: Sequence[Row], publisher: str) -> tuple[dict[str, int], list[str]]:
    """Each portfolio with the line where it begins, and the portfolio of each row."""
    printed = [_without_header(sheet, line, name) for line, name, _ in rows]
    _join_broken(sheet, rows, printed)
    names: list[str] = []
    for i, (line, _, text) in enumerate(rows):
        following = next((name for name in printed[i + 1 :] if name), "")
        before = names[-1] if names else ""
        name = printed[i] or before or following
        # A name stands in the middle of its merged cell, so rows above it may belong to it too.
        if (
            not printed[i]
            and before
            and following
            and re.search(rf"\b{re.escape(publisher)} {re.escape(following)}\b", text)
        ):
            name = following
            why = f"its cell is empty; the priority names {following}, not {before}"
            sheet.lose(at(line), "the portfolio of the row: in doubt", why)
        names.append(name)
    lines: dict[str, int] = {}
    for (line, _, _), name in zip(rows, names, strict=True):
        if name:
            lines.setdefault(name, line)
    return lines, names


def joined(head: str, tail: str) -> str | None:
    """One name from two broken cells whose ends overlap ("Road Safe", "Safety"), or None."""
    for length in range(len(tail), SHORTEST_OVERLAP - 1, -1):
        start = head.find(tail[:length])
        if start < 0:
            continue
        rest = head[start + length :].strip()
        if not rest:
            return head[:start] + tail
        # What is left over begins a line of the cell, and so a part of the name.
        if f" {rest}" in tail:
            return head[:start] + tail.replace(f" {rest}", f", {rest}", 1)
    return None


def _without_header(sheet: Sheet, line: int, name: str) -> str:
    if name != HEADER_END:
        return name
    sheet.lose(at(line), f"“{name}” beside the row", "it is the end of the table's broken header")
    return ""


def _join_broken(sheet: Sheet, rows: Sequence[Row], printed: list[str]) -> None:
    """The text gives the end of a broken cell before its beginning, on the rows of one portfolio."""
    for i in range(len(printed) - 1):
        tail, head = printed[i], printed[i + 1]
        whole = joined(head, tail) if tail and head and head != tail else None
        if whole is None:
            continue
        name = _capitalised(whole)
        why = f"put together from the broken cells “{head}” and “{tail}”"
        sheet.lose(at(rows[i][0]), f"the portfolio {name}: in doubt", why)
        printed[i] = printed[i + 1] = name


def _capitalised(name: str) -> str:
    if not name.isupper():
        return name
    words = name.lower().split(" ")
    return " ".join(word if i and word in SMALL_WORDS else word.capitalize() for i, word in enumerate(words))
