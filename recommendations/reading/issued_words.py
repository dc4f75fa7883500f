"""The words by which an issued paper is written and read again: its parts, its columns, its last table."""

from __future__ import annotations

import re
from datetime import date

from recommendations.reading.dates import MONTHS

FORM = 1
FORM_LINE = re.compile(r"Form ([0-9]{1,3}) of papers: the last table says what this paper holds\.")
# The parts of a paper, each under a heading of the second level.
UPDATES, INSPECTIONS, NOTES, ABOUT = "Recommendations", "HMICFRS", "Programme notes", "About this paper"
DRAFT = "Draft"
LEAD = "Police lead:"
NUMBER, TEXT, IN_SHORT = "No.", "Recommendation", "Recommendation (in short)"
UPDATE, RAG, STATUS = "Update", "RAG", "Status"
NOT_REPORTED = "Not reported"
YEAR, TITLE, TOTAL = "Year", "Report title", "Number of recommendations"
TOTALS = "Total of what is known"
UNKNOWN = "–"
PUBLISHER = "HMICFRS"

# The tables of the last part, each under a heading of the third level.
BODIES, REPORTS, COUNTS = "Bodies", "Reports", "Counts of other reports"
DETAILS, CONTENTS = "Details of recommendations", "What this paper holds"
BODY_COLUMNS = {
    "Address": "slug",
    "Name": "name",
    "Short name": "short_name",
    "Under": "parent",
    "Chair": "chair",
    "Purpose": "purpose",
    "Members": "members",
}
REPORT_COLUMNS = ("No.", "Report", "Address", "Year", "Publisher", "Followed by", "Makes", "Listed")
COUNT_COLUMNS = ("Report", "What", "Number")
DETAIL_COLUMNS = ("Report", "No.", "What", "Text")
CONTENT_COLUMNS = ("What", "As recorded")
SCHEMES = {"RAG": "rag", "Stages": "stages"}
DETAIL_FIELDS = {
    "Summary": "summary",
    "Wording": "wording",
    "Status": "status",
    "Update": "update",
    "Addressed to": "bodies",
    "Priority": "priority",
    "Expected outcome": "expected_outcome",
    "Due": "due",
    "Due set by": "due_set_by",
}
# The rows of the last table: what they are called, and the keys of the tree.
FORM_ROW, PAPER_ROW, ABRIDGED_ROW, NEXT = "Form", "Title", "Abridged", "Next meeting: "
YES = "yes"
MEETING_ROWS = {
    "body": "Body",
    "date": "Date",
    "quarter": "Quarter",
    "data_up_to": "Data up to",
    "draft": "Draft",
    "cover": "Cover",
}
HOLDS = {"bodies": "Bodies", "reports": "Reports", "recommendations": "Recommendations", "notes": "Notes"}


def one_line(text: str) -> str:
    """A name or a heading, which stand on one line."""
    return " ".join(text.split())


def in_words(day: date) -> str:
    """A day as papers print it."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year:04}"


def row_label(key: str, *, following: bool) -> str:
    """What a row of the last table about a meeting is called, or about the meeting that follows."""
    label = MEETING_ROWS[key]
    return f"{NEXT}{label.lower()}" if following else label


# A theme that is called like a number would be read as the number of a recommendation.
LIKE_NUMBER = re.compile(r"(?:Theme: )*[0-9]+")
WITH_WORD = re.compile(r"(?:Theme: )+[0-9]+")


def theme_cell(name: str) -> str:
    """The name of a theme as its row gives it."""
    return f"Theme: {name}" if LIKE_NUMBER.fullmatch(name) else name


def theme_in(cell: str) -> str:
    """The name of a theme from its row."""
    return cell.removeprefix("Theme: ") if WITH_WORD.fullmatch(cell) else cell
