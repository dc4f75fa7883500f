"""Days as people write them in lists: when something is due. Free of Django."""

from __future__ import annotations

import re
from datetime import date

from recommendations.reading.dates import MONTHS, QUARTER, follows, month_end, quarter_end

MONTH_NUMBERS = {name.casefold()[:length]: i for i, name in enumerate(MONTHS, 1) for length in (3, 4, 20)}
# Words around a day that say no more than the day does.
AROUND = re.compile(
    r"^(?:(?:due|by|end of|end|before|no later than|the)\s+)+"
    r"|^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+",
    re.IGNORECASE,
)
EARLIEST = 1900
TIME = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
ISO = re.compile(rf"(?P<year>\d{{4}})[-/.](?P<month>\d{{1,2}})(?:[-/.](?P<day>\d{{1,2}}){TIME})?")
DAY_FIRST = re.compile(rf"(?P<day>\d{{1,2}})[-/. ](?P<month>\d{{1,2}})[-/. ](?P<year>\d{{4}}|\d{{2}}){TIME}")
NAMED = re.compile(
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?[\s/.-]*)?"
    rf"(?P<month>[a-z]{{3,9}})[.,]?[\s/'’.-]*(?P<year>\d{{4}}|\d{{2}}){TIME}",
    re.IGNORECASE,
)
MONTH_FIRST = re.compile(
    r"(?P<month>[a-z]{3,9})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})", re.IGNORECASE
)
MONTH_ONLY = re.compile(r"(?P<month>\d{1,2})/(?P<year>\d{4})")


def day_said(text: str) -> date | None:
    """The day that the whole text says, the day before the month; None where it says none for certain.

    A month is its last day, a quarter of the financial year its last: both are as late as was meant.
    """
    said = " ".join(text.split())
    while (bare := AROUND.sub("", said)) != said:
        said = bare
    quarter = QUARTER.fullmatch(said)
    if quarter and int(quarter[2]) and follows(quarter[2], quarter[3]):
        return quarter_end(said, 0)
    for form in (ISO, DAY_FIRST, MONTH_FIRST, NAMED, MONTH_ONLY):
        if found := form.fullmatch(said):
            return _date(found.groupdict())
    return None


def _date(parts: dict[str, str | None]) -> date | None:
    named = str(parts["month"])
    month = int(named) if named.isdecimal() else MONTH_NUMBERS.get(named.casefold(), 0)
    year = int(str(parts["year"]))
    year += 2000 if len(str(parts["year"])) == 2 else 0
    day = parts.get("day")
    if year < EARLIEST:
        return None
    try:
        return date(year, month, int(day)) if day else month_end(year, month)
    except ValueError:
        return None
