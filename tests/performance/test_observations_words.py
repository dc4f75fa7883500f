"""Words of figures: numbers and periods in each form they are read in, and the sentences for the others."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.observations.numbers import above_zero, number
from performance.observations.periods_text import check, day, is_period, period
from performance.observations.words import Fault, plain, quoted
from performance.periods import Period, Span, month, month_end, months_ending

MONTHS = st.builds(month, st.integers(1900, 2068), st.integers(1, 12))
DAYS = st.dates(date(1900, 1, 1), date(2068, 12, 31)).map(lambda day: Period(day, day))
QUARTERS = st.builds(
    lambda year, last: months_ending(date(year, last, 1), 3),
    st.integers(1901, 2068),
    st.sampled_from([3, 6, 9, 12]),
)
YEARS = st.builds(
    lambda year, last: months_ending(date(year, last, 1), 12), st.integers(1901, 2068), st.integers(1, 12)
)


def sentence(read, *args, **said) -> str:
    with pytest.raises(Fault) as fault:
        read(*args, **said)
    return str(fault.value)


def test_words_are_compared_without_case_blanks_and_signs() -> None:
    assert plain("  Twelve_months  Ending ") == "twelve months ending"
    assert plain("Avon & Somerset") == plain("avon and\u00a0somerset") == plain("AVON&SOMERSET")
    assert quoted("x" * 41) == f"“{'x' * 40}…”"


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("0", 0),
        ("7", 7),
        ("007", 7),
        ("12.50", 12.5),
        ("1,234", 1234),
        ("1 234", 1234),
        ("1\u00a0234\u00a0567.5", 1_234_567.5),
        ("12,345,678", 12_345_678),
        ("999999999999999", 999_999_999_999_999),
        ("0.1234567890123456", 0.1234567890123456),
    ],
)
def test_numbers_are_read(word: str, value: float) -> None:
    assert number(word) == value


@given(st.integers(0, 10**15 - 1), st.sampled_from([",", " ", "\u2009", "\u202f"]))
def test_any_number_is_read_with_thousands_parted_or_not(value: int, sign: str) -> None:
    assert number(str(value)) == number(f"{value:,}".replace(",", sign)) == value


@given(st.floats(0, 1e15, exclude_max=True))
def test_decimals_are_read_exactly(value: float) -> None:
    assert number(f"{value:.20f}") == float(f"{value:.20f}")


@pytest.mark.parametrize(
    ("word", "why"),
    [
        ("abc", "“abc” is no number."),
        ("nan", "“nan” is no number."),
        ("inf", "“inf” is no number."),
        ("-inf", "“-inf” is no number."),
        ("1e5", "“1e5” is no number."),
        ("0x10", "“0x10” is no number."),
        ("٣", "“٣” is no number."),
        ("-", "“-” is no number."),
        ("7*", "“7*” is no number."),
        ("-1", "“-1” is negative"),
        ("−2.5", "“−2.5” is negative"),
        ("12%", "“12%” has a sign: write the number without it."),
        ("£12", "“£12” has a sign"),
        ("1.234,5", "“1.234,5” is no number: a point parts decimals"),
        ("1,5", "“1,5” is no number: a point parts decimals"),
        ("1,2345", "“1,2345” is no number: a point"),
        ("1,234 567", "“1,234 567” is no number: a point"),
        ("1234,567", "“1234,567” is no number: a point"),
        ("1000000000000000", "“1000000000000000” has more than 15 digits."),
        ("1,000,000,000,000,000", "“1,000,000,000,000,000” has more than 15 digits."),
    ],
)
def test_what_is_no_number_is_told_in_a_sentence(word: str, why: str) -> None:
    assert sentence(number, word).startswith(why)


def test_a_denominator_is_above_zero() -> None:
    assert above_zero("0.5") == 0.5
    assert sentence(above_zero, "0.00") == "A denominator cannot be zero."
    assert sentence(above_zero, "-3").startswith("“-3” is negative")


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("2022-03", month(2022, 3)),
        ("Mar 2022", month(2022, 3)),
        ("MARCH 2022", month(2022, 3)),
        ("Mar-22", month(2022, 3)),
        ("Sept 2022", month(2022, 9)),
        ("Sep-99", month(1999, 9)),
        ("May-68", month(2068, 5)),
        ("2003-03-31", Period(date(2003, 3, 31), date(2003, 3, 31))),
        ("31 March 2003", Period(date(2003, 3, 31), date(2003, 3, 31))),
        ("Q2 2022/23", Period(date(2022, 9, 30), date(2022, 7, 1))),
        ("2022/23 Q2", Period(date(2022, 9, 30), date(2022, 7, 1))),
        ("2022-23 q4", Period(date(2023, 3, 31), date(2023, 1, 1))),
        ("12 months to December 2018", Period(date(2018, 12, 31), date(2018, 1, 1))),
        ("twelve months ending 31 December 2018", Period(date(2018, 12, 31), date(2018, 1, 1))),
        ("Year ending Mar 2019", Period(date(2019, 3, 31), date(2018, 4, 1))),
        ("year ending 2019-03-31", Period(date(2019, 3, 31), date(2018, 4, 1))),
        ("2018/19", Period(date(2019, 3, 31), date(2018, 4, 1))),
        ("2018-19", Period(date(2019, 3, 31), date(2018, 4, 1))),
        ("2018/2019", Period(date(2019, 3, 31), date(2018, 4, 1))),
        ("1999/00", Period(date(2000, 3, 31), date(1999, 4, 1))),
    ],
)
def test_periods_are_read_in_each_form(word: str, found: Period) -> None:
    assert period(word) == found
    assert is_period(word)


@given(MONTHS | DAYS | QUARTERS | YEARS)
def test_a_period_as_pages_write_it_is_read_back(found: Period) -> None:
    assert period(str(found)) == period(str(found), found.span) == found


@given(MONTHS)
def test_every_short_form_of_a_month_is_the_month(found: Period) -> None:
    for form in ("%b %Y", "%B-%Y", "%Y-%m"):
        assert period(f"{found.end:{form}}", Span.MONTH) == found
    if found.end.year >= 1969:
        assert period(f"{found.end:%b-%y}") == found


@given(st.dates(date(1901, 1, 1), date(2068, 12, 31)))
def test_a_date_means_what_the_measure_counts(found: date) -> None:
    word = found.isoformat()
    assert period(word, Span.DAY) == period(word) == Period(found, found)
    assert period(word, Span.MONTH) == month(found.year, found.month)
    last = f"{month_end(found)}"
    assert period(last, Span.YEAR) == period(last, ending=True) == months_ending(found, 12)
    if found.month % 3 == 0:
        assert period(last, Span.QUARTER) == months_ending(found, 3)


def test_a_day_before_the_end_of_a_month_passes_for_it_and_an_earlier_one_does_not() -> None:
    assert period("2017-12-30", Span.YEAR) == period("2017-12-31", Span.YEAR)
    assert period("2020-02-28", Span.YEAR) == period("2020-02-29", Span.YEAR)
    assert sentence(period, "2017-12-29", Span.YEAR).startswith("“2017-12-29” does not end 12 months")
    assert sentence(period, "2017-11-30", Span.QUARTER).startswith("“2017-11-30” does not end a quarter")


def test_a_month_ends_twelve_where_its_column_says_so() -> None:
    assert period("Mar 2019", ending=True) == months_ending(date(2019, 3, 1), 12)
    assert period("2018/19", ending=True) == months_ending(date(2019, 3, 1), 12)
    assert sentence(period, "Q4 2018/19", ending=True) == "“Q4 2018/19” is a quarter, not 12 months."


def test_a_month_that_may_be_a_financial_year_needs_the_measure_to_tell() -> None:
    assert period("2010-11", Span.MONTH) == month(2010, 11)
    assert period("2010-11", Span.YEAR) == months_ending(date(2011, 3, 1), 12)
    assert is_period("2010-11")
    why = "“2010-11” can be read two ways: write “November 2010” or “12 months to March 2011”."
    assert sentence(period, "2010-11") == sentence(period, "2010-11", ending=True) == why


@pytest.mark.parametrize(
    ("word", "why"),
    [
        ("03/04/2022", "“03/04/2022” can be read two ways: write a day as 2022-03-31"),
        ("31/03/2003", "“31/03/2003” can be read two ways"),
        ("31.3.2003", "“31.3.2003” can be read two ways"),
        ("03/2022", "“03/2022” can be read two ways"),
        ("2022 Q2", "“2022 Q2” can be of the calendar or the financial year: write it like “Q2 2022/23”."),
        ("q2 2022", "“q2 2022” can be of the calendar or the financial year"),
        ("2022", "“2022” can be the calendar or the financial year"),
        ("2022-13", "“2022-13” is no period"),
        ("2022-24", "“2022-24” is no period"),
        ("Q5 2022/23", "“Q5 2022/23” is no period"),
        ("Q2 2022/24", "“Q2 2022/24” is no period"),
        ("2023-02-29", "“2023-02-29” is no day of the calendar."),
        ("31 June 2023", "“31 June 2023” is no day of the calendar."),
        ("12 months to soon", "“12 months to soon” is no period"),
        ("Smarch 2022", "“Smarch 2022” is no period"),
        ("", "“” is no period"),
    ],
)
def test_what_is_no_period_or_two_is_told_in_a_sentence(word: str, why: str) -> None:
    assert sentence(period, word).startswith(why)
    assert not is_period(word)


def test_a_period_of_another_length_is_told() -> None:
    assert sentence(period, "2022-03", Span.YEAR) == "“2022-03” is a month, not 12 months."
    assert sentence(period, "2022/23", Span.MONTH) == "“2022/23” is 12 months, not a month."
    assert sentence(day, "2022-03") == "“2022-03” is a month, not a day."
    assert sentence(day, "") == "No day is given."
    odd = Period(date(2018, 11, 30), date(2018, 4, 1))
    assert sentence(check, odd, "month", "calls", date(2020, 1, 1)) == (
        "“1 April 2018 to 30 November 2018” is neither a day nor a month, a quarter or 12 months, "
        "and calls is counted by month."
    )
    assert check(odd, "other", "calls", date(2020, 1, 1)) == check(odd, "", "x", date(2020, 1, 1)) == odd


def test_a_period_ends_by_today() -> None:
    found = month(2026, 11)
    assert check(found, "month", "calls", date(2026, 11, 30)) == found
    assert sentence(check, found, "month", "calls", date(2026, 11, 29)) == (
        "“November 2026” lies in the future: it ends on 30 November 2026."
    )
