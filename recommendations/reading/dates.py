"""Dates, months, quarters and financial years as the papers print them."""

from __future__ import annotations

import calendar
import re
from datetime import date

from recommendations.reading.paper import Refused

MONTHS = tuple(calendar.month_name)[1:]
MONTH = "|".join(MONTHS)
DAY = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+({MONTH})\s+(\d{{4}})\b", re.IGNORECASE)
QUARTER = re.compile(r"\bQ([1-4])\s+(\d{4})/(\d{2})\b")


def month_number(name: str) -> int:
    """1 for January, whatever its case."""
    return MONTHS.index(name.capitalize()) + 1


def day_in(text: str, line: int) -> date | None:
    """The first day that a text names, or None; a day that no calendar has is refused."""
    found = DAY.search(text)
    if found is None:
        return None
    try:
        return date(int(found[3]), month_number(found[2]), int(found[1]))
    except ValueError:
        raise Refused(f"line {line}: there is no {found[0]}.") from None


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def follows(year: str, next_year: str) -> bool:
    """Whether the two figures make one financial year, as 2022 and 23 do."""
    return (int(year) + 1) % 100 == int(next_year)


def quarter_end(quarter: str, line: int) -> date:
    """The last day of a quarter of the financial year: "Q2 2022/23" ends on 30 September 2022."""
    found = QUARTER.fullmatch(quarter)
    if found is None or not int(found[2]) or not follows(found[2], found[3]):
        raise Refused(f"line {line}: {quarter} is no quarter of a financial year.")
    number, year = int(found[1]), int(found[2])
    return month_end(year + 1, 3) if number == 4 else month_end(year, 3 + 3 * number)
