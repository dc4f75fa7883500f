"""Trend and benchmark as the board papers print them. What has another form is not guessed."""

from __future__ import annotations

import re

NOT_AVAILABLE = "not available"
TREND = re.compile(r"(stable|increasing|reducing)(?: \(([^()]+)\))?", re.IGNORECASE)
BENCHMARK = re.compile(
    r"([1-9]\d?)(?:st|nd|rd|th)/([1-9]\d?) MSG"
    r"(?: \((above|higher than|similar to|below|lower than) MSG average rates?\))?",
    re.IGNORECASE,
)
AGAINST = {
    "above": "above",
    "higher than": "above",
    "similar to": "similar",
    "below": "below",
    "lower than": "below",
}


def trend_of(text: str) -> tuple[str, str] | None:
    """The trend and the note in brackets after it: "Stable (100%)" is ("Stable", "100%").

    Both are "" where none is available; None for a text of another form.
    """
    if _is_none(text):
        return "", ""
    found = TREND.fullmatch(text)
    return (found[1], found[2] or "") if found else None


def benchmark_of(text: str) -> tuple[int | None, int | None, str] | None:
    """Rank, out of how many, side of the average: "3rd/8 MSG (below MSG average rates)" is 3, 8, below.

    None, None and "" where none is available; None for a text of another form and for a rank beyond the last.
    """
    if _is_none(text):
        return None, None, ""
    found = BENCHMARK.fullmatch(text)
    if found is None or int(found[1]) > int(found[2]):
        return None
    return int(found[1]), int(found[2]), AGAINST[found[3].lower()] if found[3] else ""


def _is_none(text: str) -> bool:
    return text.casefold() in ("", NOT_AVAILABLE)
