"""Periods: their lengths, their neighbours and their names."""

from __future__ import annotations

from datetime import date, timedelta

import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.periods import Period, Span, day_words, month, month_end, months_ending, quarter_words

DAYS = st.dates(date(1990, 1, 1), date(2080, 12, 31))
LENGTHS = st.sampled_from([1, 3, 12])
STEPS = st.integers(-60, 60)


def quarter(day: date) -> Period:
    """The calendar's quarter that holds a day."""
    return months_ending(date(day.year, (day.month - 1) // 3 * 3 + 3, 1), 3)


@pytest.mark.parametrize(
    ("start", "end", "span", "words"),
    [
        (date(2022, 9, 30), date(2022, 9, 30), Span.DAY, "30 September 2022"),
        (date(2024, 2, 1), date(2024, 2, 29), Span.MONTH, "February 2024"),
        (date(2024, 2, 1), date(2024, 2, 28), Span.OTHER, "1 February 2024 to 28 February 2024"),
        (date(2022, 7, 1), date(2022, 9, 30), Span.QUARTER, "Q2 2022/23"),
        (date(2023, 1, 1), date(2023, 3, 31), Span.QUARTER, "Q4 2022/23"),
        (date(1999, 10, 1), date(1999, 12, 31), Span.QUARTER, "Q3 1999/00"),
        (date(2022, 8, 1), date(2022, 10, 31), Span.OTHER, "1 August 2022 to 31 October 2022"),
        (date(2018, 1, 1), date(2018, 12, 31), Span.YEAR, "12 months to December 2018"),
        (date(2018, 4, 1), date(2019, 3, 31), Span.YEAR, "12 months to March 2019"),
        (date(2018, 4, 2), date(2019, 3, 31), Span.OTHER, "2 April 2018 to 31 March 2019"),
        (date(2018, 1, 1), date(2018, 6, 30), Span.OTHER, "1 January 2018 to 30 June 2018"),
    ],
)
def test_a_period_knows_its_length_and_its_words(start: date, end: date, span: Span, words: str) -> None:
    period = Period(end, start)
    assert (period.span, str(period)) == (span, words)


def test_a_period_does_not_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="cannot end on 2022-01-31"):
        Period(date(2022, 1, 31), date(2022, 2, 1))


def test_periods_sort_by_their_last_day() -> None:
    long, short, later = months_ending(date(2022, 3, 1), 12), month(2022, 3), month(2022, 4)
    assert sorted([later, short, long]) == [long, short, later]


@given(DAYS)
def test_the_end_of_a_month_is_the_day_before_another_month(day: date) -> None:
    end = month_end(day)
    assert (end + timedelta(days=1)).day == 1
    assert (end.year, end.month) == (day.year, day.month)
    assert end == pandas.Period(day, "M").end_time.date()


@given(DAYS, LENGTHS)
def test_months_that_end_somewhere_are_so_many_whole_months(day: date, length: int) -> None:
    period = months_ending(day, length)
    held = pandas.period_range(period.start, period.end, freq="M")
    assert len(held) == length
    assert (period.start.day, period.end) == (1, month_end(day))


@given(DAYS)
def test_a_month_a_quarter_and_a_year_are_known_as_such(day: date) -> None:
    assert month(day.year, day.month).span is Span.MONTH
    assert month(day.year, day.month) == months_ending(day, 1)
    assert quarter(day).span is Span.QUARTER
    assert months_ending(day, 12).span is Span.YEAR


@given(DAYS, STEPS, STEPS)
def test_steps_add_up_and_lead_back(day: date, one: int, two: int) -> None:
    for period in (Period(day, day), month(day.year, day.month), quarter(day)):
        assert period.step(one).step(two) == period.step(one + two)
        assert period.step(one).step(-one) == period
        assert period.step(one).span is period.span


@given(DAYS)
def test_the_next_period_starts_the_day_after_this_one_ends(day: date) -> None:
    for period in (Period(day, day), month(day.year, day.month), quarter(day)):
        assert period.step().start == period.end + timedelta(days=1)


@pytest.mark.parametrize("months", [2, 12])
def test_a_year_and_an_odd_period_have_no_next(months: int) -> None:
    with pytest.raises(ValueError, match="has no next period"):
        months_ending(date(2022, 3, 31), months).step()


@given(DAYS)
def test_quarters_are_those_of_the_financial_year(day: date) -> None:
    known = pandas.Period(day, "Q-MAR")
    assert quarter_words(day) == f"Q{known.quarter} {known.qyear - 1}/{known.qyear % 100:02d}"


def test_a_day_is_written_without_a_leading_zero() -> None:
    assert day_words(date(2022, 11, 2)) == "2 November 2022"
