"""Figures from a sheet: each value with its measure, force, group and period, or what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from math import nan
from typing import Any

import numpy
import pandas

from performance.observations import periods_text
from performance.observations.columns import VALUE, Match, span_of
from performance.observations.numbers import above_zero, number
from performance.observations.sheet import Sheet
from performance.observations.values import Problem, Values
from performance.observations.words import Fault, Vocabulary, plain, quoted
from performance.periods import Period, Span, day_words

KEY = ["measure", "force", "group", "start", "end"]
_DAYS = "datetime64[s]"
# Stands where a period could not be read; no frame with such a row leaves this module.
_NO_PERIOD = Period(date.min, date.min)


@dataclass(frozen=True, slots=True)
class Defaults:
    """What no column gives: words for the measure, the force and the period."""

    measure: str = ""
    force: str = ""
    period: str = ""


@dataclass(frozen=True)
class Read:
    """The figures of a sheet.

    `frame` has a row for each: row (int), column (the heading of the value), measure, force, group ("" is
    the whole), start, end (datetime64), numerator, denominator (float64, NaN for none). It is empty where
    there are problems; of those the first 100 are kept, with one more that tells how many there are.
    `blank` counts the values left empty, which are missing and not zero; `rows` the rows of the sheet.
    """

    frame: pandas.DataFrame
    problems: tuple[Problem, ...]
    blank: int
    rows: int


def read(sheet: Sheet, match: Match, vocabulary: Vocabulary, *, defaults: Defaults, today: date) -> Read:
    """The figures of a sheet, all of them or, where one is wrong, none.

    A default is used where no column gives its kind of word. A period may not end after `today`. Raises
    ValueError where the match has problems.
    """
    if match.problems:
        raise ValueError(f"the columns are not settled: {match.problems[0]}")
    given = _given(match, defaults)
    missing = tuple(
        Problem(0, "", f"No column gives the {role}: say which {role} these figures are of.")
        for role, word in given.items()
        if not word
    )
    words, blank = _words(sheet.frame, match, given)
    values = Values(words.head(0) if missing else words, _headings(match))
    frame = _frame(values, match, vocabulary, today)
    problems = missing or values.problems()
    return Read(frame.head(0) if problems else frame, problems, blank, len(sheet.frame))


def _given(match: Match, defaults: Defaults) -> dict[str, str]:
    """The words for what no column gives."""
    given = {}
    if not match.one("measure"):
        given["measure"] = match.measure or defaults.measure
    if not match.one("force"):
        given["force"] = defaults.force
    if not (match.wide or match.one("period") or match.one("start")):
        given["period"] = defaults.period
    return given


def _headings(match: Match) -> dict[str, str]:
    """The heading of the column of each kind of word; the periods of a wide table are headings themselves."""
    roles = ["measure", "force", "group", "period", "start", "end", "numerator", "denominator"]
    return {role: match.one(role) for role in roles if not (match.wide and role in ("period", "numerator"))}


def _words(frame: pandas.DataFrame, match: Match, given: Mapping[str, str]) -> tuple[pandas.DataFrame, int]:
    """A row for each value that is not blank, with the words that go with it; and how many are blank."""
    headings = match.giving(VALUE) or match.giving("numerator")
    cells = frame[headings].to_numpy(dtype=object)
    down, across = numpy.nonzero(cells != "")
    named = numpy.array(headings, dtype=object)[across]
    words: dict[str, Any] = {
        "row": frame.index.to_numpy()[down],
        "column": named,
        "numerator": cells[down, across],
    }
    for role in ["measure", "force", "group", "period", "start", "end", "denominator"]:
        heading = match.one(role)
        words[role] = frame[heading].to_numpy(dtype=object)[down] if heading else given.get(role, "")
    if match.wide:
        words["period"] = named
    return pandas.DataFrame(words), cells.size - len(down)


def _frame(values: Values, match: Match, vocabulary: Vocabulary, today: date) -> pandas.DataFrame:
    """The values of all the words; what is wrong with them stays with `values`."""
    measures = _column(*values.read(["measure"], _among(vocabulary.measures, "measure"), ""), "str")
    values.words["measure"] = measures
    forces = _column(*values.read(["force"], _among(vocabulary.forces, "force"), ""), "str")
    groups = _column(*values.read(["measure", "group"], _group_in(vocabulary), ""), "str")
    periods, at = _periods(values, match, vocabulary, today)
    numerators = _column(*values.read(["numerator"], number, nan), "float64")
    denominators = _column(*values.read(["denominator"], _denominator, nan), "float64")
    frame = pandas.DataFrame(
        {
            "row": values.words["row"].astype("int64"),
            "column": values.words["column"].astype("str"),
            "measure": measures,
            "force": forces,
            "group": groups,
            "start": _column([period.start for period in periods], at, _DAYS),
            "end": _column([period.end for period in periods], at, _DAYS),
            "numerator": numerators,
            "denominator": denominators,
        }
    )
    _tell_twice(frame[~values.faulty], values)
    return frame


def _column(distinct: list[Any], places: Any, dtype: str) -> Any:
    return pandas.Series(distinct, dtype=dtype).array.take(places)


def _among(known: Mapping[str, str], kind: str) -> Callable[[str], str]:
    """What reads the word of a measure or a force, or its slug."""
    slugs = set(known.values())

    def slug(word: str) -> str:
        if not word:
            raise Fault(f"No {kind} is given.")
        if word in slugs:
            return word
        if plain(word) not in known:
            raise Fault(f"{quoted(word)} is no {kind} on record.")
        return known[plain(word)]

    return slug


def _group_in(vocabulary: Vocabulary) -> Callable[[str, str], str]:
    """What reads the word of a group of a measure; a measure that was not read has been told already."""

    def slug(measure: str, word: str) -> str:
        if not word or not measure:
            return ""
        known = vocabulary.groups.get(measure)
        if not known:
            raise Fault(f"{quoted(word)} is a group, and {measure} is not counted by group.")
        if plain(word) not in known:
            raise Fault(f"{quoted(word)} is no group of {measure}.")
        return known[plain(word)]

    return slug


def _denominator(word: str) -> float:
    return above_zero(word) if word else nan


def _periods(values: Values, match: Match, vocabulary: Vocabulary, today: date) -> tuple[list[Period], Any]:
    """The distinct periods, and an array with the place among them for each row."""
    heading = span_of(match.one("period"))

    def named(measure: str, word: str) -> Period:
        if not word:
            raise Fault("No period is given.")
        span = vocabulary.spans.get(measure, "")
        found = periods_text.period(word, span or heading, ending=heading == Span.YEAR)
        return periods_text.check(found, span, measure, today)

    def between(measure: str, start: date, end: date) -> Period:
        if date.min in (start, end):
            return _NO_PERIOD
        if end < start:
            raise Fault(f"A period cannot end on {day_words(end)}, before it starts on {day_words(start)}.")
        return periods_text.check(Period(end, start), vocabulary.spans.get(measure, ""), measure, today)

    if not match.one("start"):
        return values.read(["measure", "period"], named, _NO_PERIOD)
    for role in ("start", "end"):
        days, places = values.read([role], periods_text.day, date.min)
        values.words[role] = _column(days, places, "object")
    return values.read(["measure", "start", "end"], between, _NO_PERIOD)


def _tell_twice(frame: pandas.DataFrame, values: Values) -> None:
    """Tell every figure whose measure, force, group and period an earlier row has."""
    twice = frame[frame.duplicated(KEY, keep=False)]
    first = twice.groupby(KEY, sort=False)[["row", "column"]].transform("first")

    def sentence(at: int) -> str:
        each: Any = twice.loc[at]
        period = str(Period(each["end"].date(), each["start"].date()))
        whose = ", ".join(filter(None, [each["measure"], each["force"], each["group"], period]))
        return f"{whose} is given already in row {first['row'][at]}, column “{first['column'][at]}”."

    values.tell(twice.index[twice.duplicated(KEY)].to_numpy(), sentence)
