"""Rates: values, 12-month totals, gaps and the change on a year ago, each worked out a second way."""

from __future__ import annotations

from datetime import date

import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.periods import Period, Span, month, months_ending
from performance.rates import Change, Kind, change_on_year, reading, rolling, with_denominators, with_gaps
from performance.series import Point, Reading
from tests.performance.real_data import CRIMES, OURS, real_rows

JANUARY = month(2020, 1)
COUNTS = st.lists(st.none() | st.integers(0, 10_000), max_size=40)


def months(*counts: float | None, first: Period = JANUARY) -> list[Point]:
    """A point a month from the first; None leaves its month out."""
    return [Point(first.step(at), count) for at, count in enumerate(counts) if count is not None]


def readings(*values: float | None, first: Period = JANUARY) -> list[Reading]:
    return [Reading(point.period, point.numerator) for point in months(*values, first=first)]


@pytest.mark.parametrize(
    ("kind", "denominator", "per", "value"),
    [
        (Kind.COUNT, None, 1, 30),
        (Kind.COUNT, 1500, 1000, 30),
        (Kind.RATE, 1500, 1000, 20),
        (Kind.RATE, None, 1000, None),
        (Kind.PERCENTAGE, 120, 1, 25),
        (Kind.PERCENTAGE, None, 1, 30),
        (Kind.RATIO, 120, 1, 0.25),
        (Kind.RATIO, None, 1, 30),
    ],
)
def test_a_value_is_made_by_its_kind(kind, denominator, per, value) -> None:
    assert reading(Point(JANUARY, 30, denominator), kind, per) == Reading(JANUARY, value)


def test_the_kinds_are_those_of_the_records() -> None:
    assert [kind.value for kind in Kind] == ["count", "rate", "percentage", "ratio"]


@pytest.mark.parametrize("denominator", [0, -5, float("nan")])
@pytest.mark.parametrize("kind", list(Kind))
def test_a_denominator_that_is_not_above_zero_is_refused(kind: Kind, denominator: float) -> None:
    with pytest.raises(ValueError, match=r"January 2020: a denominator of .* is not above zero"):
        reading(Point(JANUARY, 30, denominator), kind)


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.integers(2, 50))
def test_scaling_the_population_scales_the_rate_the_other_way(count: int, people: int, by: int) -> None:
    small = reading(Point(JANUARY, count, people), Kind.RATE, 1000).value
    large = reading(Point(JANUARY, count, people * by), Kind.RATE, 1000).value
    assert large == pytest.approx(small / by)


def test_residents_go_only_where_no_denominator_is() -> None:
    given_ones = [Point(JANUARY, 1), Point(JANUARY.step(), 2, 10)]
    assert [point.denominator for point in with_denominators(given_ones, 500)] == [500, 10]
    assert with_denominators(given_ones, None) == given_ones


def test_twelve_months_are_added_up_and_named_by_their_end() -> None:
    totals = rolling(months(*range(1, 14)))
    assert totals == [
        Point(months_ending(date(2020, 12, 31), 12), 78),
        Point(months_ending(date(2021, 1, 31), 12), 90),
    ]
    assert {total.period.span for total in totals} == {Span.YEAR}


def test_four_quarters_are_added_up_with_their_denominators() -> None:
    first = months_ending(date(2020, 3, 31), 3)
    quarters = [Point(first.step(at), at + 1, 10 * (at + 1)) for at in range(5)]
    assert rolling(quarters) == [
        Point(months_ending(date(2020, 12, 31), 12), 10, 100),
        Point(months_ending(date(2021, 3, 31), 12), 14, 140),
    ]


def test_residents_given_to_the_months_would_be_counted_twelve_times() -> None:
    counted = months(*[10] * 12)
    right = with_denominators(rolling(counted), 1000)
    wrong = rolling(with_denominators(counted, 1000))
    assert [reading(point, Kind.RATE, 1000).value for point in (*right, *wrong)] == [120, 10]


def test_a_total_of_which_only_some_have_a_denominator_is_missing() -> None:
    points = [*months(*[5] * 12), *(Point(JANUARY.step(12 + at), 5, 20) for at in range(12))]
    ends = [(str(total.period), total.denominator) for total in rolling(points)]
    assert ends == [("12 months to December 2020", None), ("12 months to December 2021", 240)]


@given(COUNTS, st.randoms(use_true_random=False))
def test_rolling_is_what_pandas_makes_of_it_gaps_and_all(counts, rng) -> None:
    points = months(*counts)
    frame = pandas.Series(counts, pandas.period_range("2020-01", periods=len(counts), freq="M"), dtype=float)
    sums = frame.rolling(12, min_periods=12).sum().dropna()
    rng.shuffle(points)
    assert [(point.period.end, point.numerator) for point in rolling(points)] == [
        (period.end_time.date(), total) for period, total in sums.items()
    ]


@given(COUNTS, st.integers(-30, 30))
def test_rolling_of_a_shifted_series_is_the_shifted_rolling(counts, by: int) -> None:
    moved = rolling(months(*counts, first=JANUARY.step(by)))
    assert [point.numerator for point in moved] == [point.numerator for point in rolling(months(*counts))]


def test_small_values_are_not_lost_beside_a_large_one() -> None:
    assert rolling(months(1e16, *[1] * 11))[0].numerator == float(10**16 + 11) != 1e16


def test_nothing_adds_up_to_nothing() -> None:
    assert rolling([]) == []


def test_figures_that_are_12_month_totals_are_never_added_up_again() -> None:
    ends = [date(2017, 12, 31), date(2018, 3, 31), date(2018, 6, 30), date(2018, 9, 30), date(2018, 12, 31)]
    with pytest.raises(ValueError, match="already 12-month totals"):
        rolling([Point(months_ending(end, 12), 7000) for end in ends])


def test_the_recorded_crimes_are_refused_as_12_month_totals() -> None:
    robberies = [row for row in real_rows(CRIMES) if (row["force"], row["offence"]) == (OURS, "Robbery")]
    points = [
        Point(months_ending(date.fromisoformat(row["twelve_months_ending"]), 12), float(row["offences"]))
        for row in robberies
    ]
    assert len(points) > 50
    with pytest.raises(ValueError, match="already 12-month totals"):
        rolling(points)
    drawn = with_gaps([reading(point, Kind.COUNT) for point in points])
    assert [each.value for each in drawn] == [point.numerator for point in points]


@pytest.mark.parametrize(
    ("others", "words"),
    [
        ([JANUARY], "January 2020 comes twice"),
        ([months_ending(date(2020, 3, 31), 3)], "different lengths"),
        ([months_ending(date(2020, 12, 31), 12)], "different lengths"),
    ],
)
def test_periods_that_do_not_add_up_are_refused(others: list[Period], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        rolling([*months(1, 2), *(Point(period, 3) for period in others)])


@pytest.mark.parametrize(
    "period", [Period(JANUARY.start, JANUARY.start), months_ending(date(2020, 8, 31), 6)]
)
def test_days_and_odd_periods_do_not_add_up_to_a_year(period: Period) -> None:
    with pytest.raises(ValueError, match="only figures of months or quarters"):
        rolling([Point(period, 1)])


def test_a_missing_month_and_a_missing_quarter_are_gaps() -> None:
    assert with_gaps(readings(1, None, None, 4)[::-1]) == [
        Reading(JANUARY, 1),
        Reading(JANUARY.step(1), None),
        Reading(JANUARY.step(2), None),
        Reading(JANUARY.step(3), 4),
    ]
    first = months_ending(date(2020, 3, 31), 3)
    filled = with_gaps(readings(1, None, 3, first=first))
    assert [str(each.period) for each in filled] == ["Q4 2019/20", "Q1 2020/21", "Q2 2020/21"]
    assert [each.value for each in filled] == [1, None, 3]


def test_a_series_first_yearly_then_quarterly_has_no_false_gap() -> None:
    ends = [date(2006, 3, 31), date(2007, 3, 31), date(2007, 6, 30), date(2007, 12, 31)]
    totals = [Reading(months_ending(end, 12), 5) for end in ends]
    assert with_gaps(totals[::-1]) == totals


@given(COUNTS)
def test_gaps_take_nothing_away_and_leave_every_month_there(counts) -> None:
    filled = with_gaps(readings(*counts))
    assert [each for each in filled if each.value is not None] == readings(*counts)
    assert [each.period for each in filled] == [filled[0].period.step(at) for at in range(len(filled))]


def test_a_reading_that_comes_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="January 2020 comes twice"):
        with_gaps([*readings(1, 2), *readings(3)])


def test_the_change_is_on_the_same_month_a_year_ago() -> None:
    series = readings(*[50] * 2, 40, *[60] * 11, 30, None)
    change = change_on_year(series[::-1])
    assert change == Change(Reading(month(2021, 3), 30), Reading(month(2020, 3), 40), -10, -0.25)


def test_the_latest_reading_with_a_value_is_compared() -> None:
    change = change_on_year([*readings(10, *[0] * 11, 15), Reading(month(2021, 2), None)])
    assert change is not None
    assert (change.now.period, change.difference, change.proportion) == (month(2021, 1), 5, 0.5)


def test_a_change_from_nothing_has_no_proportion() -> None:
    change = change_on_year(readings(0, *[1] * 12))
    assert change is not None
    assert (change.difference, change.proportion) == (1, None)


@pytest.mark.parametrize(
    "series",
    [
        [],
        [Reading(JANUARY, None)],
        readings(1, 2, 3),
        readings(None, *[1] * 12),
        [Reading(JANUARY, None), *readings(None, *[1] * 12)],
        [Reading(months_ending(date(2020, 3, 31), 3), 1), Reading(month(2021, 3), 2)],
    ],
)
def test_without_the_same_period_a_year_ago_there_is_no_change(series: list[Reading]) -> None:
    assert change_on_year(series) is None


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (month(2025, 2), month(2024, 2)),
        (month(2024, 2), month(2023, 2)),
        (months_ending(date(2022, 9, 30), 3), months_ending(date(2021, 9, 30), 3)),
        (months_ending(date(2025, 2, 28), 12), months_ending(date(2024, 2, 29), 12)),
        (Period(date(2025, 2, 28), date(2025, 2, 28)), Period(date(2024, 2, 29), date(2024, 2, 29))),
        (Period(date(2022, 9, 15), date(2022, 9, 15)), Period(date(2021, 9, 15), date(2021, 9, 15))),
        (months_ending(date(2022, 9, 30), 6), months_ending(date(2021, 9, 30), 6)),
    ],
)
def test_a_year_ago_is_found_for_every_length(now: Period, then: Period) -> None:
    change = change_on_year([Reading(now, 3), Reading(then, 2)])
    assert change is not None
    assert (change.then.period, change.proportion) == (then, 0.5)


def test_the_change_of_recorded_robbery_is_that_of_the_file() -> None:
    """The file writes the end of 2017 as 30 December; the 12 months are those that hold it."""
    counts = {
        row["twelve_months_ending"]: float(row["offences"])
        for row in real_rows(CRIMES)
        if (row["force"], row["offence"]) == (OURS, "Robbery")
    }
    change = change_on_year(
        [Reading(months_ending(date.fromisoformat(end), 12), count) for end, count in counts.items()]
    )
    assert change is not None
    assert (change.now.value, change.then.value) == (1447, counts["2017-12-30"])
    assert change.proportion == pytest.approx(1447 / counts["2017-12-30"] - 1)
