"""Periods as people write them in files of figures."""

from __future__ import annotations

import calendar
import re
from datetime import date

from performance.observations.words import Fault, plain, quoted
from performance.periods import Period, Span, day_words, month, month_end, months_ending

_NUMBER_OF = {name[:3].casefold(): number for number, name in enumerate(calendar.month_name) if number}
_MONTH = (
    "(" + "|".join(f"{name[:3]}(?:{name[3:]})?" for name in calendar.month_name[1:]).casefold() + "|sept)"
)
_YEAR = r"((?:19|20)[0-9]{2})"
_FINANCIAL = _YEAR + r" ?[/-] ?((?:19|20)?[0-9]{2})"

_ISO_MONTH = re.compile(_YEAR + r"-(0[1-9]|1[0-2])")
_ISO_DAY = re.compile(_YEAR + r"-([0-9]{2})-([0-9]{2})")
_NAMED_MONTH = re.compile(rf"{_MONTH}[ -](?:{_YEAR}|([0-9]{{2}}))")
_NAMED_DAY = re.compile(r"([0-9]{1,2}) " + _NAMED_MONTH.pattern)
_FINANCIAL_YEAR = re.compile(_FINANCIAL)
_QUARTER = re.compile(rf"q([1-4]) {_FINANCIAL}|{_FINANCIAL} q([1-4])")
_ENDING = re.compile(r"(?:12|twelve) months(?: to| ending| ended)? (.+)|year (?:to|ending|ended) (.+)")

_DAY_FIRST = re.compile(r"[0-9]{1,2}[/.-](?:[0-9]{1,2}[/.-])?[0-9]{2,4}")
_UNCLEAR_QUARTER = re.compile(rf"q[1-4] {_YEAR}|{_YEAR} q[1-4]")

_IS = {
    Span.DAY: "a day",
    Span.MONTH: "a month",
    Span.QUARTER: "a quarter",
    Span.YEAR: "12 months",
    Span.OTHER: "neither a day nor a month, a quarter or 12 months",
}
_COUNTED = {
    Span.DAY: "at a day",
    Span.MONTH: "by month",
    Span.QUARTER: "by quarter",
    Span.YEAR: "over 12 months",
}


def is_period(word: str) -> bool:
    """Whether a word, the heading of a column perhaps, stands for a period."""
    try:
        return bool(_readings(word))
    except Fault:
        return False


def period(word: str, span: str = "", *, ending: bool = False) -> Period:
    """The period that a word stands for.

    `span` (a value of Span) says how long it has to be, and so what a date means: the day itself, the
    month it lies in, or the quarter or the 12 months that end with it. "" and "other" take any length,
    and a date for the day. `ending` says that the word, a date or a month, ends 12 months. Raises Fault
    for a word in no known form, one that can be read two ways and one of another length.
    """
    found = _readings(word)
    if not found:
        raise Fault(_unread(word))
    wanted = Span.YEAR if ending else Span(span or Span.OTHER)
    if len(found) > 1 and (ending or wanted is Span.OTHER):
        ways = " or ".join(f"“{each}”" for each in found)
        raise Fault(f"{quoted(word)} can be read two ways: write {ways}.")
    for each in found:
        if wanted in (each.span, Span.OTHER):
            return each
        if each.span is Span.DAY or (ending and each.span is Span.MONTH):
            return _ending(word, each.end, wanted)
    raise Fault(f"{quoted(word)} is {_IS[found[0].span]}, not {_IS[wanted]}.")


def day(word: str) -> date:
    """The day that a date stands for. Raises Fault."""
    if not word:
        raise Fault("No day is given.")
    return period(word, Span.DAY).end


def check(found: Period, span: str, measure: str, today: date) -> Period:
    """The period, where it is as long as the measure's are and over by today; else raises Fault."""
    if span in _COUNTED and found.span != span:
        raise Fault(f"“{found}” is {_IS[found.span]}, and {measure} is counted {_COUNTED[Span(span)]}.")
    if found.end > today:
        raise Fault(f"“{found}” lies in the future: it ends on {day_words(found.end)}.")
    return found


def _readings(word: str) -> list[Period]:
    """What a word can stand for; more than one period for “2010-11”, a month or a financial year.

    Raises Fault for a day that no month has.
    """
    text = plain(word)
    if parts := _FINANCIAL_YEAR.fullmatch(text):
        return [*_day_or_month(text, word), *_financial(parts[1], parts[2])]
    if parts := _QUARTER.fullmatch(text):
        number, first, second = (parts[1], parts[2], parts[3]) if parts[1] else (parts[6], parts[4], parts[5])
        return [_quarter(year, int(number)) for year in _financial(first, second)]
    if parts := _ENDING.fullmatch(text):
        last = _day_or_month(parts[1] or parts[2], word)
        return [_ending(word, each.end, Span.YEAR) for each in last]
    return _day_or_month(text, word)


def _day_or_month(text: str, word: str) -> list[Period]:
    """What `text`, the word itself or its end, stands for."""
    if parts := _ISO_MONTH.fullmatch(text):
        return [month(int(parts[1]), int(parts[2]))]
    if parts := _NAMED_MONTH.fullmatch(text):
        return [month(_year(parts[2], parts[3]), _NUMBER_OF[parts[1][:3]])]
    if parts := _ISO_DAY.fullmatch(text):
        return [_day(word, int(parts[1]), int(parts[2]), int(parts[3]))]
    if parts := _NAMED_DAY.fullmatch(text):
        return [_day(word, _year(parts[3], parts[4]), _NUMBER_OF[parts[2][:3]], int(parts[1]))]
    return []


def _year(four: str | None, two: str | None) -> int:
    """A year of four or of two digits; of two, those to 68 are of this century, as computers read them."""
    if four:
        return int(four)
    short = int(two or 0)
    return short + (2000 if short <= 68 else 1900)


def _day(word: str, year: int, number: int, day: int) -> Period:
    try:
        found = date(year, number, day)
    except ValueError as error:
        raise Fault(f"{quoted(word)} is no day of the calendar.") from error
    return Period(found, found)


def _financial(first: str, second: str) -> list[Period]:
    """The financial year, April to March, where the second year follows the first."""
    year = int(first)
    if int(second) not in (year + 1, (year + 1) % 100):
        return []
    return [months_ending(date(year + 1, 3, 31), 12)]


def _quarter(year: Period, number: int) -> Period:
    """A quarter of a financial year; the first is April to June."""
    last = year.start.month - 1 + 3 * number
    return months_ending(date(year.start.year + (last > 12), (last - 1) % 12 + 1, 1), 3)


def _ending(word: str, day: date, wanted: Span) -> Period:
    """The period of that span which a date stands for.

    One day before a month's end passes for it: the published figures of recorded crime have a period
    that ends on 30 December, and people write 28 February in leap years.
    """
    if wanted is Span.MONTH:
        return month(day.year, day.month)
    months = 3 if wanted is Span.QUARTER else 12
    if (month_end(day) - day).days > 1 or (months == 3 and day.month % 3):
        raise Fault(f"{quoted(word)} does not end {_IS[wanted]}: write the last day of the period.")
    return months_ending(day, months)


def _unread(word: str) -> str:
    if _DAY_FIRST.fullmatch(word):
        return f"{quoted(word)} can be read two ways: write a day as 2022-03-31 and a month as 2022-03."
    if _UNCLEAR_QUARTER.fullmatch(plain(word)):
        return f"{quoted(word)} can be of the calendar or the financial year: write it like “Q2 2022/23”."
    if re.fullmatch(_YEAR, word):
        forms = "write “2022/23” or “12 months to December 2022”"
        return f"{quoted(word)} can be the calendar or the financial year: {forms}."
    forms = "2022-03, 2022-03-31, Q2 2022/23 or 12 months to March 2022"
    return f"{quoted(word)} is no period: write it like {forms}."
