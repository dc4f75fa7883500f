"""Windows of time in which groups are compared, what is counted in them, and whether a ratio moved."""

from __future__ import annotations

from datetime import date
from math import exp, log, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.disproportionality.group_rates import (
    Grouped,
    Move,
    Window,
    counted,
    latest_window,
    moved,
    window_ending,
    windows_over_time,
)
from performance.periods import Period, month, months_ending
from performance.rri import Interval, relative_rate
from performance.series import Point

DAY = Period(date(2021, 3, 21), date(2021, 3, 21))


def a_group(name: str, periods: list[Period], people: float | None = 100, **fields) -> Grouped:
    """A group with 1, 2, 3, … counted in its periods."""
    points = tuple(Point(period, number) for number, period in enumerate(periods, 1))
    return Grouped(name.lower(), name, points, people, **fields)


def months(first: int, count: int, year: int = 2022) -> list[Period]:
    return [month(year, first).step(by) for by in range(count)]


@pytest.mark.parametrize(
    ("periods", "words", "count"),
    [
        (months(10, 12, 2021), "12 months to September 2022", 12),
        (months(3, 7), "7 months, March to September 2022", 7),
        (months(11, 4, 2021), "4 months, November 2021 to February 2022", 4),
        (months(3, 1), "March 2022", 1),
        ([month(2022, 1), month(2022, 3)], "2 of the 12 months to March 2022", 2),
        ([month(2022, 1), *months(3, 10)], "11 of the 12 months to December 2022", 11),
        ([months_ending(date(2022, 6, 30), 3), months_ending(date(2022, 9, 30), 3)],
         "6 months, April to September 2022", 6),
    ],
)  # fmt: skip
def test_a_window_says_how_many_months_it_holds(periods, words, count):
    window = latest_window([a_group("White", periods), a_group("Black", periods)])
    assert window is not None
    assert (str(window), window.months, window.is_complete) == (words, count, count == 12)


def test_the_window_is_the_last_twelve_months_of_more():
    periods = months(1, 30, 2020)
    window = latest_window([a_group("White", periods)])
    assert window == window_ending(periods[-1])
    assert window.periods == tuple(periods[-12:])


def test_a_month_that_one_group_misses_is_left_out_for_all():
    window = latest_window([a_group("White", months(1, 6)), a_group("Black", months(1, 2) + months(4, 3))])
    assert window is not None
    assert window.periods == (*months(1, 2), *months(4, 3))
    assert str(window) == "5 of the 12 months to June 2022"


def test_a_group_that_nobody_reports_stops_no_other():
    window = latest_window([a_group("White", months(1, 6)), a_group("Black", [])])
    assert window is not None
    assert window.months == 6


@pytest.mark.parametrize("groups", [[], [a_group("White", [])]])
def test_without_figures_there_is_no_window(groups):
    assert (latest_window(groups), windows_over_time(groups)) == (None, [])


def test_groups_that_share_no_month_are_not_compared():
    assert latest_window([a_group("White", months(1, 2)), a_group("Black", months(5, 2))]) is None


def test_totals_of_twelve_months_are_never_added_up():
    periods = [months_ending(date(2022, end, 28), 12) for end in (3, 6, 9)]
    groups = [a_group("White", periods), a_group("Black", periods)]
    window = latest_window(groups)
    assert window == Window(periods[-1], (periods[-1],))
    assert counted(groups[0], window).events == 3
    assert windows_over_time(groups) == [Window(period, (period,)) for period in periods]


def test_a_day_stands_by_itself():
    window = latest_window([a_group("White", [DAY])])
    assert (str(window), window.months if window else None) == ("21 March 2021", 0)


def test_windows_over_time_are_whole_and_three_months_apart():
    found = windows_over_time([a_group("White", months(3, 20))])
    assert [str(window) for window in found] == [
        "12 months to April 2023",
        "12 months to July 2023",
        "12 months to October 2023",
    ]
    assert all(window.is_complete and len(window.periods) == 12 for window in found)


def test_quarters_make_the_same_windows():
    quarters = [months_ending(date(2021, 3, 1), 3).step(by) for by in range(6)]
    found = windows_over_time([a_group("White", quarters)])
    assert [window.whole.end for window in found] == [
        date(2021, 12, 31),
        date(2022, 3, 31),
        date(2022, 6, 30),
    ]


@given(st.integers(1, 40), st.integers(0, 11))
def test_every_window_lies_within_the_record(count, first):
    periods = months(first + 1, count)
    found = windows_over_time([a_group("White", periods)])
    assert len(found) == max(0, (count - 12) // 3 + 1)
    assert all(set(window.periods) <= set(periods) for window in found)


def test_what_is_counted_is_the_sum_of_the_window_and_nothing_where_a_month_is_missing():
    group = a_group("Black", months(1, 6), is_base=True)
    whole = latest_window([group])
    assert whole is not None
    found = counted(group, whole)
    assert (found.events, found.people, found.is_base) == (1 + 2 + 3 + 4 + 5 + 6, 100, True)
    assert counted(a_group("Black", months(1, 5)), whole).events is None


def test_people_at_the_stage_before_are_the_sum_of_the_denominators():
    points = tuple(Point(period, 1, 10) for period in months(1, 3))
    group = Grouped("black", "Black", points, None)
    window = latest_window([group])
    assert window is not None
    assert counted(group, window).people == 30
    part = Grouped("black", "Black", (*points[:2], Point(points[2].period, 1)), None)
    assert counted(part, window).people is None


def test_a_ratio_moved_as_in_the_worked_example():
    """Altman and Bland: 0.67 (0.46 to 0.98) and 0.88 (0.71 to 1.08) differ by 1.24 standard errors."""
    assert moved(Interval(0.67, 0.46, 0.98), Interval(0.88, 0.71, 1.08)) is Move.UNCLEAR
    assert moved(Interval(0.67, 0.60, 0.75), Interval(0.88, 0.80, 0.97)) is Move.DOWN


@pytest.mark.parametrize(("away", "expected"), [(1.95, Move.UNCLEAR), (1.97, Move.UP), (-1.97, Move.DOWN)])
def test_a_move_is_clear_from_196_standard_errors_on(away, expected):
    def ratio(at: float) -> Interval:
        return Interval(exp(at), exp(at - 1.96 * 0.1), exp(at + 1.96 * 0.1))

    assert moved(ratio(away * 0.1 * sqrt(2)), ratio(0)) is expected


COUNT = st.integers(5, 2000)


@given(COUNT, COUNT, COUNT, COUNT)
def test_a_move_is_clear_as_the_counts_themselves_have_it(a, b, c, d):
    """The standard error of the difference of two log ratios is the root of the sum of 1/count."""
    now, then = relative_rate(a, 1000, b, 5000), relative_rate(c, 1000, d, 5000)
    away = log((a / b) / (c / d)) / sqrt(1 / a + 1 / b + 1 / c + 1 / d)
    if abs(abs(away) - 1.96) < 1e-6:
        return
    expected = Move.UNCLEAR if abs(away) < 1.96 else Move.UP if away > 0 else Move.DOWN
    assert moved(now, then) is expected
    turned = {Move.UP: Move.DOWN, Move.DOWN: Move.UP, Move.UNCLEAR: Move.UNCLEAR}
    assert moved(then, now) is turned[expected]


def test_a_ratio_without_an_interval_is_not_held_against_another():
    with pytest.raises(ValueError, match="without an interval"):
        moved(Interval(0, None, None), Interval(1, 0.5, 2))
