"""Figures read from long and wide tables, and a sentence with its place for every wrong value."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy
import pandas
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from performance.observations import columns, sheet
from performance.observations.read import Defaults, read
from performance.periods import month
from tests.performance.observation_words import (
    FORCES,
    GROUPS,
    NO_DEFAULTS,
    TODAY,
    VOCABULARY,
    csv_of,
    problems_of,
    read_file,
    xlsx_of,
)

LONG = "force,month,ethnicity,searches"
HOMICIDE = Defaults(measure="homicide")
PEOPLE = Defaults(force="Kent", period="2021-03-21")
Figures = dict[tuple[str, str, str, date, date], tuple[float, float | None]]


def figures(frame: pandas.DataFrame) -> Figures:
    """The values of a frame by measure, force, group, first and last day."""
    found: Figures = {}
    for row in frame.to_dict("records"):
        whose = (row["measure"], row["force"], row["group"], row["start"].date(), row["end"].date())
        below = None if numpy.isnan(row["denominator"]) else row["denominator"]
        found[whose] = (row["numerator"], below)
    assert len(found) == len(frame)
    return found


def test_a_long_table_is_read() -> None:
    found = read_file(csv_of(LONG, 'Avon & Somerset,2022-03,black,"1,234"', "", "KENT,Apr-22,,7"))
    assert figures(found.frame) == {
        ("stop-and-search", "avon-and-somerset", "black", date(2022, 3, 1), date(2022, 3, 31)): (1234, None),
        ("stop-and-search", "kent", "", date(2022, 4, 1), date(2022, 4, 30)): (7, None),
    }
    assert list(found.frame["row"]) == [2, 4]
    assert set(found.frame["column"]) == {"searches"}
    assert (found.problems, found.blank, found.rows) == ((), 0, 2)


def test_a_wide_table_is_read_row_by_row() -> None:
    found = read_file(
        csv_of("ethnicity,measure,2022-03,Apr 2022", "White,stop-and-search,1,2", "Asian,searches,,4"),
        defaults=Defaults(force="Kent"),
    )
    assert list(found.frame["numerator"]) == [1, 2, 4]
    assert list(found.frame["row"]) == [2, 2, 3]
    assert list(found.frame["column"]) == ["2022-03", "Apr 2022", "Apr 2022"]
    assert list(found.frame["group"]) == ["white", "white", "asian"]
    assert (found.blank, found.rows) == (1, 2)


def test_frames_have_the_types_of_the_records() -> None:
    for line in ("Kent,2022-03,White,1", "Kent,2022-03,White,", "Kent,2022-03,White,x"):
        types = read_file(csv_of(LONG, line)).frame.dtypes.astype(str)
        assert dict(types) == {
            "row": "int64",
            **dict.fromkeys(["column", "measure", "force", "group"], "str"),
            **dict.fromkeys(["start", "end"], "datetime64[s]"),
            **dict.fromkeys(["numerator", "denominator"], "float64"),
        }


def test_a_denominator_goes_with_its_value_or_is_none() -> None:
    found = read_file(
        csv_of("measure,force,quarter,count,of", "calls,Kent,Q1 2022/23,4,60", "calls,Kent,2022-09-30,5,")
    )
    assert figures(found.frame) == {
        ("calls", "kent", "", date(2022, 4, 1), date(2022, 6, 30)): (4, 60),
        ("calls", "kent", "", date(2022, 7, 1), date(2022, 9, 30)): (5, None),
    }


def test_a_period_may_be_given_by_its_first_and_last_day() -> None:
    found = read_file(
        csv_of("measure,force,start,end,value", "scrutiny,Kent,2018-04-01,30 November 2018,588")
    )
    whose = ("scrutiny", "kent", "", date(2018, 4, 1), date(2018, 11, 30))
    assert figures(found.frame) == {whose: (588, None)}


def test_what_no_column_gives_is_taken_from_what_was_said() -> None:
    found = read_file(csv_of("group,population", "White,5", "Black,6"), defaults=PEOPLE)
    day = date(2021, 3, 21)
    assert set(figures(found.frame)) == {
        ("residents", "kent", group, day, day) for group in ("white", "black")
    }


def test_a_blank_value_is_missing_and_a_zero_is_a_value() -> None:
    found = read_file(csv_of(LONG, "Kent,2022-03,White,0", "Kent,2022-04,White,", "Kent,2022-05,White, "))
    assert list(found.frame["numerator"]) == [0]
    assert (found.blank, found.rows) == (2, 3)


def test_a_table_of_blank_values_has_no_figures_and_no_problems() -> None:
    for head, line in ((LONG, "Kent,2022-03,White,"), ("measure,force,start,end,value", "scrutiny,Kent,,,")):
        found = read_file(csv_of(head, line))
        assert (len(found.frame), found.problems, found.blank) == (0, (), 1)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("Kent,2022-03,White,abc", "row 2, column “searches”: “abc” is no number."),
        ("Kent,2022-03,White,-7", "row 2, column “searches”: “-7” is negative"),
        ("Kent,2022-03,White,nan", "row 2, column “searches”: “nan” is no number."),
        ("Kent,2022-03,White,inf", "row 2, column “searches”: “inf” is no number."),
        ("Kent,2022-03,White,12%", "row 2, column “searches”: “12%” has a sign"),
        ("Wessex,2022-03,White,1", "row 2, column “force”: “Wessex” is no force on record."),
        (",2022-03,White,1", "row 2, column “force”: No force is given."),
        ("Kent,2022-03,Martian,1", "row 2, column “ethnicity”: “Martian” is no group of stop-and-search."),
        ("Kent,,White,1", "row 2, column “month”: No period is given."),
        ("Kent,03/04/2022,White,1", "row 2, column “month”: “03/04/2022” can be read two ways"),
        ("Kent,soon,White,1", "row 2, column “month”: “soon” is no period"),
        ("Kent,2022/23,White,1", "row 2, column “month”: “2022/23” is 12 months, not a month."),
        ("Kent,2026-11,White,1", "row 2, column “month”: “November 2026” lies in the future"),
    ],
)
def test_a_wrong_value_names_its_row_and_column(line: str, problem: str) -> None:
    found = problems_of(LONG, line, "Kent,2022-05,White,1")
    assert len(found) == 1
    assert found[0].startswith(problem)


@pytest.mark.parametrize(
    ("head", "line", "problem"),
    [
        ("measure,force,month,value", "arson,Kent,2022-03,1", "“arson” is no measure on record."),
        ("measure,force,month,value", ",Kent,2022-03,1", "No measure is given."),
        ("measure,force,date,group,value", "homicide,Kent,2022-03-31,White,1", "“White” is a group, and"),
        ("measure,force,quarter,value,of", "calls,Kent,Q1 2022/23,1,0", "A denominator cannot be zero."),
        ("measure,force,quarter,value,of", "calls,Kent,Q1 2022/23,1,-5", "“-5” is negative"),
        (
            "measure,force,quarter,value,of",
            "calls,Kent,Q1 2022/23,1,1000000000000000",
            "“1000000000000000” has",
        ),
        (
            "measure,force,start,end,value",
            "calls,Kent,2022-04-01,2022-05-31,1",
            "“1 April 2022 to 31 May 2022” is",
        ),
        ("measure,force,start,end,value", "calls,Kent,2022-04-01,2022-03-31,1", "A period cannot end on"),
        ("measure,force,start,end,value", "scrutiny,Kent,2022-04-01,,1", "No day is given."),
        (
            "measure,force,start,end,value",
            "scrutiny,Kent,2022-04,2022-06-30,1",
            "“2022-04” is a month, not a day.",
        ),
        (
            "measure,force,12 months ending,value",
            "searches,Kent,2022-03-31,1",
            "“12 months to March 2022” is 12 months",
        ),
        ("measure,force,month,value", "homicide,Kent,2022-03,1", "“2022-03” is a month, not 12 months."),
        ("measure,force,quarter,value", "calls,Kent,2022 Q2,1", "“2022 Q2” can be of the calendar"),
    ],
)
def test_each_kind_of_wrong_value_is_told(head: str, line: str, problem: str) -> None:
    found = problems_of(head, line)
    assert len(found) == 1
    assert problem in found[0]
    assert found[0].startswith("row 2, column “")


def test_the_place_of_a_wrong_value_of_a_wide_table_is_its_cell() -> None:
    head = "force,ethnicity,2022-03,2026-12,2022-05"
    found = problems_of(head, "Kent,White,1,,x", "Kent,Asian,-1,2,3", defaults=Defaults(measure="searches"))
    assert [each.partition(": ")[0] for each in found] == [
        "row 2, column “2022-05”",
        "row 3, column “2022-03”",
        "row 3, column “2026-12”",
    ]


def test_a_figure_that_is_there_twice_names_both_rows() -> None:
    found = problems_of(LONG, "Kent,2022-03,White,1", "Kent,Mar 2022,white,1", "kent,2022-03-09,White,2")
    assert found == [
        f"row {row}, column “searches”: stop-and-search, kent, white, March 2022 is given already "
        "in row 2, column “searches”."
        for row in (3, 4)
    ]
    wide = problems_of("force,2022-03,Mar 2022", "Kent,1,2", defaults=Defaults(measure="stop-and-search"))
    assert wide == [
        "row 2, column “Mar 2022”: stop-and-search, kent, March 2022 is given already "
        "in row 2, column “2022-03”."
    ]


def test_every_wrong_value_is_told_in_the_order_of_the_rows() -> None:
    lines = [
        "Kent,2022-03,White,x",
        "Wessex,2022-03,White,-1",
        "Kent,2022-03,White,1",
        "Kent,2022-03,White,1",
    ]
    assert [each.partition(":")[0] for each in problems_of(LONG, *lines)] == [
        "row 2, column “searches”",
        "row 3, column “force”",
        "row 3, column “searches”",
        "row 5, column “searches”",
    ]


def test_a_hundred_problems_are_kept_and_all_are_counted() -> None:
    lines = [f"Wessex,2022-03,White,{'x' if n % 2 else n}" for n in range(300)]
    found = problems_of(LONG, *lines)
    assert len(found) == 101
    assert found[99].startswith("row 68, column “force”")
    assert found[100] == "These are the first 100 of 450 problems."
    assert len(problems_of(LONG, *lines[:67])) == 100


def test_what_nothing_gives_is_told_once() -> None:
    assert problems_of("value,ethnicity", "1,White", "2,Asian") == [
        "No column gives the measure: say which measure these figures are of.",
        "No column gives the force: say which force these figures are of.",
        "No column gives the period: say which period these figures are of.",
    ]


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        (Defaults("arson", "Kent", "2021-03-21"), "“arson” is no measure on record."),
        (Defaults("residents", "Wessex", "2021-03-21"), "“Wessex” is no force on record."),
        (Defaults("residents", "Kent", "2021-03"), "“2021-03” is a month, not a day."),
        (Defaults("residents", "Kent", "2031-03-21"), "“21 March 2031” lies in the future"),
    ],
)
def test_what_was_said_wrongly_is_told_once(said: Defaults, problem: str) -> None:
    assert problems_of("group,value", "White,1", "Asian,2", defaults=said)[0].startswith(problem)
    assert len(problems_of("group,value", "White,1", "Asian,2", defaults=said)) == 1
    many = problems_of("group,value", *["White,x"] * 100, defaults=said)
    assert many[100] == "These are the first 100 of 101 problems."


def test_columns_with_problems_are_not_read() -> None:
    table = sheet.read("x.csv", csv_of("force,foo", "Kent,1"))
    match = columns.match(list(table.frame.columns), VOCABULARY)
    with pytest.raises(ValueError, match="not settled"):
        read(table, match, VOCABULARY, defaults=NO_DEFAULTS, today=TODAY)


@st.composite
def tables(draw: st.DrawFn) -> dict[tuple[str, str], list[int | None]]:
    """A value or none for each of some months, by force and group."""
    months = draw(st.integers(1, 4))
    keys = st.tuples(st.sampled_from(FORCES), st.sampled_from(GROUPS))
    values = st.lists(st.none() | st.integers(0, 10**9), min_size=months, max_size=months)
    return draw(st.dictionaries(keys, values, min_size=1, max_size=5))


@settings(max_examples=40)
@given(tables(), st.dates(date(1950, 1, 1), date(2026, 6, 1)))
def test_long_and_wide_and_csv_and_workbook_read_the_same(
    table: dict[tuple[str, str], list[int | None]], first: date
) -> None:
    count = len(next(iter(table.values())))
    months = [month(first.year, first.month).step(n) for n in range(count)]
    long: list[list[Any]] = [LONG.split(",")]
    long += [
        [force, f"{period.end:%Y-%m}", group, value]
        for (force, group), values in table.items()
        for period, value in zip(months, values, strict=True)
    ]
    wide: list[list[Any]] = [["force", "group", *map(str, months)]]
    wide += [[*key, *values] for key, values in table.items()]
    expected = {
        ("stop-and-search", force.casefold().replace(" ", "-"), group.casefold(), each.start, each.end): (
            value,
            None,
        )
        for (force, group), values in table.items()
        for each, value in zip(months, values, strict=True)
        if value is not None
    }
    for rows, said in ((long, NO_DEFAULTS), (wide, Defaults(measure="stop-and-search"))):
        lines = [",".join("" if cell is None else str(cell) for cell in row) for row in rows]
        for data in (csv_of(*lines), xlsx_of(rows)):
            found = read_file(data, defaults=said)
            assert figures(found.frame) == expected
            assert found.blank == len(table) * count - len(expected)


def test_a_hundred_thousand_rows_are_read() -> None:
    first = date(1990, 1, 1)
    days = [first + timedelta(days=n) for n in range(2084)]
    lines = [
        f"{force},{day},{group},{number}"
        for number, (force, group, day) in enumerate(
            (force, group, day) for force in FORCES for group in GROUPS for day in days
        )
    ]
    assert len(lines) == 100_032
    found = read_file(csv_of("force,date,group,population", *lines))
    assert found.problems == ()
    assert list(found.frame["numerator"]) == list(range(100_032))
    wrong = problems_of("force,date,group,population", *[f"{line}x" for line in lines])
    assert wrong[100] == "These are the first 100 of 100,032 problems."
