"""What each column of a sheet gives, told by its name or by a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from performance.observations.periods_text import is_period
from performance.observations.words import Vocabulary, plain, quoted
from performance.periods import Span

IGNORE = "ignore"
VALUE = "value"  # a column of a wide table: its heading is the period of the figures in it
_OF_MEASURE = "measure:"
_BY_HAND = "chosen"

_GIVES = {
    "measure": "the measure",
    "force": "the force",
    "group": "the group",
    "period": "the period",
    "start": "the first day of the period",
    "end": "the last day of the period",
    "numerator": "the value",
    "denominator": "the denominator",
}
# The headings of a column of periods, with the length of period that each speaks of.
_PERIODS = {
    **dict.fromkeys(["period", "date", "period ending", "year", "financial year"], ""),
    **dict.fromkeys(["day"], Span.DAY),
    **dict.fromkeys(["month", "month ending"], Span.MONTH),
    **dict.fromkeys(["quarter", "quarter ending"], Span.QUARTER),
    **dict.fromkeys(["12 months ending", "twelve months ending", "year ending"], Span.YEAR),
}
_NAMES = {
    "measure": ["measure", "offence", "indicator", "crime type"],
    "force": ["force", "police force", "area", "force area", "police force area"],
    "group": ["group", "ethnicity", "ethnic group", "outcome"],
    "period": list(_PERIODS),
    "start": ["start", "first day"],
    "end": ["end", "last day"],
    "numerator": ["numerator", "value", "count", "number", "searches", "offences", "residents"],
    "denominator": ["denominator", "out of", "population", "of"],
}
_ROLE_OF = {name: role for role, names in _NAMES.items() for name in names}


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its heading: its role ("" where nothing tells it) and what tells it."""

    heading: str
    role: str
    why: str


@dataclass(frozen=True)
class Match:
    """What every column gives. `measure` is the slug of the measure that a heading names, or "".

    `problems` are sentences; nothing can be read while there is one.
    """

    columns: tuple[Column, ...]
    measure: str
    problems: tuple[str, ...]

    @property
    def wide(self) -> bool:
        """Whether the headings of columns are periods."""
        return bool(self.giving(VALUE))

    def giving(self, role: str) -> list[str]:
        """The headings of the columns of that role."""
        return [column.heading for column in self.columns if column.role == role]

    def one(self, role: str) -> str:
        """The heading of the column of that role, "" where there is none."""
        return next(iter(self.giving(role)), "")


def match(headings: Sequence[str], vocabulary: Vocabulary, chosen: Mapping[str, str] | None = None) -> Match:
    """What each column gives, by its name; `chosen` overrules that.

    `chosen` gives, by heading, a role ("measure", "force", "group", "period", "start", "end", "numerator",
    "denominator"), "measure:" with a slug for the values of that measure, or "ignore".
    """
    chosen = chosen or {}
    told = [
        _chosen(heading, chosen[heading]) if chosen.get(heading) else _named(heading, vocabulary)
        for heading in headings
    ]
    if not any(column.role in ("numerator", VALUE) for column, _ in told):
        told = [_alone(column, vocabulary) for column, _ in told]
    columns = tuple(column for column, _ in told)
    found = Match(columns, next((measure for _, measure in told if measure), ""), ())
    problems = [*_of_choice(headings, vocabulary, chosen), *_of_columns(found), *_of_periods(found)]
    return Match(columns, found.measure, tuple(problems))


def span_of(heading: str) -> str:
    """The length of period that the heading of a column speaks of: a value of Span, or ""."""
    return _PERIODS.get(plain(heading), "")


def _chosen(heading: str, role: str) -> tuple[Column, str]:
    if role.startswith(_OF_MEASURE):
        return Column(heading, "numerator", _BY_HAND), role.removeprefix(_OF_MEASURE)
    return Column(heading, role, _BY_HAND), ""


def _named(heading: str, vocabulary: Vocabulary) -> tuple[Column, str]:
    """What the name of a column tells; a measure's own words go before words for any value."""
    word = plain(heading)
    role = _ROLE_OF.get(word, "")
    measure = vocabulary.measures.get(word, "")
    if measure and role in ("", "numerator"):
        return Column(heading, "numerator", f"a word for the measure {measure}"), measure
    if role:
        return Column(heading, role, "its name"), ""
    if is_period(heading):
        return Column(heading, VALUE, "its name is a period"), ""
    return Column(heading, "", "no known name"), ""


def _alone(column: Column, vocabulary: Vocabulary) -> tuple[Column, str]:
    """A column in a table without values: “population” gives the people themselves, out of nothing."""
    measure = vocabulary.measures.get(plain(column.heading), "")
    if measure and column.role == "denominator" and column.why != _BY_HAND:
        return Column(column.heading, "numerator", f"a word for the measure {measure}"), measure
    return column, ""


def _of_choice(headings: Sequence[str], vocabulary: Vocabulary, chosen: Mapping[str, str]) -> list[str]:
    """What is wrong with what a person chose."""
    problems = [f"No column is called {quoted(each)}." for each in chosen if each not in headings]
    slugs = set(vocabulary.measures.values())
    for heading, role in chosen.items():
        measure = role.removeprefix(_OF_MEASURE)
        if measure != role:
            if measure not in slugs:
                problems.append(f"The column {quoted(heading)}: {quoted(measure)} is no measure on record.")
        elif role and role not in (*_GIVES, IGNORE):
            offered = ", ".join([*_GIVES, f"{_OF_MEASURE}…", IGNORE])
            problems.append(f"The column {quoted(heading)}: {quoted(role)} is none of {offered}.")
    return problems


def _of_columns(found: Match) -> list[str]:
    """Columns that match nothing, two of one role, and a table without values."""
    problems = [
        f"The column {quoted(heading)} matches nothing: say what it is or that it is to be left out."
        for heading in found.giving("")
    ]
    for role, gives in _GIVES.items():
        headings = found.giving(role)
        if len(headings) > 1:
            problems.append(f"The columns {_all(headings)} each give {gives}: say which of them does.")
    if not found.giving("numerator") and not found.wide:
        headings = [column.heading for column in found.columns]
        problems.append(f"No column gives the value: there are {_all(headings)}.")
    if found.measure and found.giving("measure"):
        problems.append(
            f"The measure is given twice, by the column {quoted(found.one('measure'))} and by the name of "
            f"{quoted(found.one('numerator'))}: leave one out or say that the latter is any figure."
        )
    return problems


def _of_periods(found: Match) -> list[str]:
    """Periods that are given twice or by half."""
    if found.wide:
        clashing = [found.one(role) for role in ("period", "start", "end", "numerator", "denominator")]
        if any(clashing):
            return [
                f"The columns {_all(found.giving(VALUE)[:3])} … have periods for names, so "
                f"{_all(filter(None, clashing))} cannot be read beside them: leave one or the other out."
            ]
    start, end, period = (found.one(role) for role in ("start", "end", "period"))
    if period and (start or end):
        return [f"The period is given twice, by {_all(filter(None, [period, start, end]))}: leave one out."]
    if bool(start) != bool(end):
        missing = "last" if start else "first"
        return [f"{quoted(start or end)} gives one end of the period: no column gives its {missing} day."]
    return []


def _all(headings: Iterable[str]) -> str:
    return " and ".join(map(quoted, headings))
