"""The words by which the performance report of an issued paper is written and read again."""

from __future__ import annotations

import re
from datetime import date

from performance.reading.benchmarks import NOT_AVAILABLE
from recommendations.reading.dates import DAY, month_number
from recommendations.reading.issued_words import in_words

PERFORMANCE = "Performance Report"
GLOSSARY, OTHER_FIGURES, NO_FRAMEWORK = "Glossary", "Other figures", "(no framework named)"
FIGURES, CHARTS = "Figures and targets", "Charts"
MEASURES, TREND, BENCHMARK = "Measures", "Trend / Outlook", "Benchmark"
NONE = NOT_AVAILABLE.capitalize()
TERM, MEANING = "Term", "Meaning"
FIGURE_COLUMNS = ("What", "Of", "Name", "Value", "When", "Note")
FIGURE, TARGET, STATED, OF_REPORT, MEASURE = "Figure", "Target", "Stated", "Stated of a report", "Measure"
COMPARES = {
    "share-of-target": "as a share of the target",
    "sum-of-groups": "as the sum of the groups",
    "recommendations-told": "as the recommendations told",
}
# What the last table calls the numbers of the report.
HOLDS = {
    "priorities": "Priorities",
    "measures": "Measures",
    "actions": "Planned actions",
    "comments": "Comments",
    "terms": "Terms",
    "figures": "Figures",
    "stated": "Stated figures",
}
NUMBER = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})*(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?")
PERIOD = re.compile(rf"({DAY.pattern})(?: to ({DAY.pattern}))?", re.IGNORECASE)


def number_text(value: float) -> str:
    """A number as the papers print it: commas between thousands, at most six figures after the point."""
    text = f"{value:,.6f}"
    return text.rstrip("0").rstrip(".")


def number_of(text: str) -> int | float | None:
    """The number that a text is; None for any other text."""
    if not NUMBER.fullmatch(text):
        return None
    plain = text.replace(",", "")
    return float(plain) if "." in plain else int(plain)


def period_text(start: date, end: date) -> str:
    """A period by its first and last day, one day by itself."""
    return in_words(start) if start == end else f"{in_words(start)} to {in_words(end)}"


def period_of(text: str) -> tuple[date, date] | None:
    """The first and the last day of a period; None for any other text."""
    found = PERIOD.fullmatch(text)
    if found is None:
        return None
    try:
        first = _day(found[2], found[3], found[4])
        return first, _day(found[6], found[7], found[8]) if found[5] else first
    except ValueError:
        return None


def _day(day: str, month: str, year: str) -> date:
    return date(int(year), month_number(month), int(day))
