"""Periods: what an observation covers, from its first to its last day. Free of Django."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple


class Span(StrEnum):
    """How long a period is; `YEAR` is any twelve whole months, ending when it says."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    OTHER = "other"


MONTHS = {Span.MONTH: 1, Span.QUARTER: 3, Span.YEAR: 12}


class _Days(NamedTuple):
    end: date
    start: date


class Period(_Days):
    """A period by its last day and its first; both count. Periods are ordered by their ends."""

    __slots__ = ()

    def __new__(cls, end: date, start: date) -> Period:
        if end < start:
            raise ValueError(f"a period cannot end on {end}, before it starts on {start}")
        return super().__new__(cls, end, start)

    @property
    def span(self) -> Span:
        """Its length, where it is a day or whole calendar months; a quarter is one of the year's four."""
        return _span(self.start, self.end)

    def step(self, by: int = 1) -> Period:
        """The period of the same span that many spans later; for months, quarters and days.

        Raises ValueError for years and other periods: figures of 12 months come yearly or quarterly.
        """
        if self.span is Span.DAY:
            day = self.start + timedelta(days=by)
            return Period(day, day)
        if self.span not in (Span.MONTH, Span.QUARTER):
            raise ValueError(f"{self} has no next period")
        length = MONTHS[self.span]
        return months_ending(_from_number(_number(self.end) + by * length), length)

    def __str__(self) -> str:
        match self.span:
            case Span.DAY:
                return day_words(self.end)
            case Span.MONTH:
                return f"{self.end:%B %Y}"
            case Span.QUARTER:
                return quarter_words(self.end)
            case Span.YEAR:
                return f"12 months to {self.end:%B %Y}"
        return f"{day_words(self.start)} to {day_words(self.end)}"


@lru_cache(maxsize=4096)  # asked of every figure of a page, and there are few periods
def _span(start: date, end: date) -> Span:
    if start == end:
        return Span.DAY
    if start.day != 1 or end != month_end(end):
        return Span.OTHER
    months = _number(end) - _number(start) + 1
    if months == 3 and end.month % 3:
        return Span.OTHER
    return next((span for span, length in MONTHS.items() if length == months), Span.OTHER)


def month(year: int, number: int) -> Period:
    """One calendar month."""
    first = date(year, number, 1)
    return Period(month_end(first), first)


@lru_cache(maxsize=4096)
def months_ending(end: date, months: int) -> Period:
    """That many whole months, the last of which holds `end`."""
    first = _from_number(_number(end) - months + 1)
    return Period(month_end(end), first)


@lru_cache(maxsize=4096)
def month_end(day: date) -> date:
    """The last day of the month that holds `day`."""
    return _from_number(_number(day) + 1) - timedelta(days=1)


def quarter_words(end: date) -> str:
    """The quarter of the financial year (April to March) that holds a day, like “Q2 2022/23”."""
    number = (end.month - 4) // 3 % 4 + 1
    first = end.year if end.month >= 4 else end.year - 1
    return f"Q{number} {first}/{(first + 1) % 100:02d}"


def day_words(day: date) -> str:
    """A day as people write it, like “2 November 2022”."""
    return f"{day.day} {day:%B %Y}"


def _number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _from_number(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)
