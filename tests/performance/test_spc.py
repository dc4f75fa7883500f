"""Control charts: limits against the worked example and numpy, each rule against counting it out."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date

import numpy
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from performance.periods import Period, month, months_ending
from performance.series import Reading
from performance.spc import (
    Assurance,
    Control,
    Rebase,
    Rule,
    Segment,
    Signal,
    Variation,
    assurance,
    limits,
    variation,
    xmr,
)
from performance.spc_rules import Limits, outside, shift, signals, trend, two_of_three

JANUARY = month(2020, 1)
WORKED = [1, 2, 1, 2, 10, *[1, 2] * 6, 1]
# Mean 0 and limits at ±3, so the near lines are at ±2.
PLAIN = Limits(mean=0, lower=-3, upper=3, mean_range=3 / 2.66, points=20, ranges_left_out=0)
VALUES = st.lists(st.none() | st.integers(-100, 100), max_size=30)
STEADY = [10, 12] * 7


def chart(*values: float | None, first: Period = JANUARY, **options) -> Control:
    """The control chart of values month by month (or quarter by quarter); None leaves a period out."""
    readings = [Reading(first.step(at), value) for at, value in enumerate(values) if value is not None]
    return xmr(readings, **options)


def only(control: Control) -> Segment:
    (segment,) = control.segments
    return segment


def rules_at(control: Control, at: int) -> set[tuple[str, bool]]:
    points = [point for segment in control.segments for point in segment.points]
    return {tuple(signal) for signal in points[at].signals}


def test_the_worked_example() -> None:
    found = limits(WORKED)
    assert found is not None
    assert (round(found.mean, 2), round(found.lower, 2), round(found.upper, 2)) == (1.94, -3.06, 6.95)
    assert (found.points, found.ranges_left_out, found.trial) == (18, 0, False)


def test_the_worked_example_without_its_large_ranges() -> None:
    found = limits(WORKED, leave_out_large_ranges=True)
    assert found is not None
    assert (round(found.mean, 2), round(found.lower, 2), round(found.upper, 2)) == (1.94, -0.72, 4.60)
    assert (found.mean_range, found.ranges_left_out) == (1, 2)


@given(st.lists(st.integers(-1000, 1000), min_size=2, max_size=40), st.booleans())
def test_limits_are_those_of_numpy(values: list[int], leave_out: bool) -> None:
    ranges = numpy.abs(numpy.diff(values))
    if leave_out:
        ranges = ranges[ranges <= 3.267 * ranges.mean()]
    half = 2.66 * ranges.mean()
    found = limits(values, leave_out_large_ranges=leave_out)
    assert found is not None
    assert (found.lower, found.mean, found.upper) == pytest.approx(
        (numpy.mean(values) - half, numpy.mean(values), numpy.mean(values) + half), abs=1e-9
    )
    assert found.near_upper == pytest.approx(numpy.mean(values) + half * 2 / 3, abs=1e-9)
    assert found.near_lower == pytest.approx(numpy.mean(values) - half * 2 / 3, abs=1e-9)
    assert found.ranges_left_out == len(values) - 1 - len(ranges)


@pytest.mark.parametrize("values", [[], [5], [None, None], [5, None, 7], [5, None]])
def test_without_two_neighbours_there_are_no_limits(values: list[float | None]) -> None:
    assert limits(values) is None


def test_no_moving_range_bridges_a_missing_period() -> None:
    found = limits([1, 2, None, 90, 91])
    assert found is not None
    assert (found.mean_range, found.points, found.mean) == (1, 4, 46)


def test_under_thirteen_points_limits_are_on_trial() -> None:
    trials = [found.trial for count in (12, 13) if (found := limits([1, 2] * 6 + [1] * (count - 12)))]
    assert trials == [True, False]


def test_only_values_beyond_the_limit_are_outside() -> None:
    assert outside([3, -3, 3.01, -3.01, None], PLAIN) == {(2, True), (3, False)}


def test_seven_on_one_side_are_a_shift_and_six_are_not() -> None:
    assert shift([1] * 6 + [-1] * 6, PLAIN) == set()
    assert shift([-1, *[1] * 7, -1], PLAIN) == {(at, True) for at in range(1, 8)}
    assert shift([-1] * 8, PLAIN) == {(at, False) for at in range(8)}


@pytest.mark.parametrize("middle", [0, None, 1e-12])
def test_a_value_on_the_mean_or_none_ends_a_shift(middle: float | None) -> None:
    assert shift([*[1] * 6, middle, *[1] * 6], PLAIN) == set()


def test_seven_rising_are_a_trend_and_six_or_a_level_step_are_not() -> None:
    assert trend([1, 2, 3, 4, 5, 6, 6, 7], PLAIN) == set()
    assert trend([9, *range(7), 6, 6], PLAIN) == {(at, True) for at in range(1, 8)}
    assert trend([*range(7, 0, -1)], PLAIN) == {(at, False) for at in range(7)}
    assert trend([1, 2, 3, None, 4, 5, 6, 7], PLAIN) == set()


def test_a_peak_ends_one_trend_and_begins_another() -> None:
    marks = trend([*range(7), *range(5, -1, -1)], PLAIN)
    assert {high for at, high in marks if at == 6} == {True, False}
    assert len(marks) == 14


@pytest.mark.parametrize(
    ("values", "marked"),
    [
        ([0, 2.5, 0, 2.5, 0], {(1, True), (3, True)}),
        ([2.5, 2.5], set()),
        ([2.5, 2.5, -1], {(0, True), (1, True)}),
        ([2.5, 3.5, 0], {(0, True), (1, True)}),
        ([2.5, 0, 0, 2.5], set()),
        ([2.5, -2.5, 0], set()),
        ([-2.5, 1, -2.1], {(0, False), (2, False)}),
        ([2, 2, 2], set()),
        ([2.5, None, 2.5, 0], set()),
    ],
)
def test_two_of_three_beyond_the_same_near_line(values, marked: set[tuple[int, bool]]) -> None:
    assert two_of_three(values, PLAIN) == marked


def windows(values: list[float | None], length: int):
    """Each stretch of neighbours without a missing one, with its places."""
    for first in range(len(values) - length + 1):
        places = range(first, first + length)
        held = [values[at] for at in places]
        if None not in held:
            yield places, held


def counted_out(values: list[float | None], within: Limits) -> dict[Rule, set[tuple[int, bool]]]:
    """The four rules said another way: by looking at every window on its own."""
    found: dict[Rule, set[tuple[int, bool]]] = {rule: set() for rule in Rule}
    for high, sign in ((True, 1), (False, -1)):
        mean, limit = sign * within.mean, sign * (within.upper if high else within.lower)
        near = mean + (limit - mean) * 2 / 3

        def mark(rule: Rule, length: int, test: Callable[[list[float]], list[bool]], high=high, sign=sign):
            for places, held in windows(values, length):
                hits = test([sign * value for value in held])
                found[rule] |= {(at, high) for at, hit in zip(places, hits, strict=True) if hit}

        mark(Rule.OUTSIDE, 1, lambda held, limit=limit: [held[0] > limit + 1e-6])
        mark(Rule.SHIFT, 7, lambda held, mean=mean: [min(held) > mean + 1e-6] * 7)
        mark(Rule.TREND, 7, lambda held: [held == sorted(set(held))] * 7)
        mark(
            Rule.TWO_OF_THREE,
            3,
            lambda held, near=near: [sorted(held)[1] > near + 1e-6 and each > near + 1e-6 for each in held],
        )
    return found


@given(VALUES)
@example([*range(8), *range(7, 0, -1), 50, None, 60])
@example([*[0, 1] * 6, 9, 9, *[5] * 8])
def test_each_rule_marks_what_counting_it_out_marks(values: list[float | None]) -> None:
    within = limits(values)
    if within is None:
        return
    counted = counted_out(values, within)
    assert outside(values, within) == counted[Rule.OUTSIDE]
    assert shift(values, within) == counted[Rule.SHIFT]
    assert trend(values, within) == counted[Rule.TREND]
    assert two_of_three(values, within) == counted[Rule.TWO_OF_THREE]
    assert signals(values, within) == [
        frozenset(Signal(rule, high) for rule, marks in counted.items() for at, high in marks if at == place)
        for place in range(len(values))
    ]


@given(VALUES, st.integers(-500, 500), st.sampled_from([1, 2, 64, -1, -4]))
def test_moving_and_stretching_a_series_changes_no_signal_and_mirroring_turns_it(values, by: int, scale: int):
    within = limits(values)
    changed = [None if value is None else value * scale + by for value in values]
    if within is None:
        assert limits(changed) is None
        return
    turned = [
        frozenset(Signal(rule, high == (scale > 0)) for rule, high in marks)
        for marks in signals(values, within)
    ]
    assert signals(changed, limits(changed)) == turned


@pytest.mark.parametrize("value", [0.0, 0.1, 1e9 / 3, -7.7])
def test_a_flat_series_signals_nothing(value: float) -> None:
    control = chart(*[value] * 20)
    found = only(control).limits
    assert found is not None
    assert (found.lower, found.mean, found.upper) == pytest.approx([value] * 3)
    assert {point.signals for point in only(control).points} == {frozenset()}


def test_rounding_alone_signals_nothing() -> None:
    values = [0.3 if at % 3 else 0.1 + 0.2 for at in range(30)]
    assert len(set(values)) == 2
    assert {point.signals for point in only(chart(*values)).points} == {frozenset()}


def test_a_chart_has_a_point_for_every_period_and_breaks_where_one_is_missing() -> None:
    segment = only(chart(*[9] * 6, None, *[9] * 6, 5, 13, 5))
    assert [point.reading.period for point in segment.points] == [JANUARY.step(at) for at in range(16)]
    assert (segment.points[6].reading.value, segment.points[6].signals) == (None, frozenset())
    assert (segment.missing, segment.reason) == (1, "")
    assert not any(signal.rule is Rule.SHIFT for point in segment.points for signal in point.signals)


def test_a_period_without_a_value_is_missing_too() -> None:
    left_out = chart(1, 2, None, 4, 5)
    told = xmr([Reading(JANUARY.step(at), value) for at, value in enumerate([1, 2, None, 4, 5])])
    assert told == left_out


def test_the_order_of_the_readings_does_not_matter() -> None:
    readings = [Reading(JANUARY.step(at), value) for at, value in enumerate(WORKED)]
    assert xmr(readings[::-1]) == xmr(readings) == chart(*WORKED)


def test_large_ranges_are_left_out_only_when_asked() -> None:
    asked, plain = only(chart(*WORKED, leave_out_large_ranges=True)), only(chart(*WORKED))
    assert (asked.limits, plain.limits) == (limits(WORKED, leave_out_large_ranges=True), limits(WORKED))


def test_limits_begin_anew_at_the_first_period_on_or_after_a_recorded_day() -> None:
    low, high = [10, 12] * 4, [50, 56] * 4
    anew = Rebase(date(2020, 8, 2), "searches at ports counted from here")
    first, second = chart(*low, *high, rebase=[anew]).segments
    assert (first.limits, second.limits) == (limits(low), limits(high))
    assert second.points[0].reading.period == month(2020, 9)
    assert [segment.reason for segment in (first, second)] == ["", anew.reason]
    on_the_day = chart(*low, *high, rebase=[Rebase(date(2020, 9, 1), "a reason")])
    assert [segment.limits for segment in on_the_day.segments] == [first.limits, second.limits]


def test_no_run_crosses_a_rebase() -> None:
    values = [10, 2, 9, 1, *range(3, 10)]
    assert rules_at(chart(*values), 10) >= {("trend", True)}
    anew = chart(*values, rebase=[Rebase(month(2020, 8).start, "a reason")])
    assert not any(("trend", True) in rules_at(anew, at) for at in range(len(values)))


def test_missing_periods_are_counted_where_they_stand() -> None:
    anew = Rebase(date(2020, 4, 1), "a reason")
    segments = chart(1, None, 2, None, None, 3, rebase=[anew]).segments
    assert [segment.missing for segment in segments] == [1, 2]


def test_days_before_the_series_and_after_it_begin_nothing() -> None:
    days = [date(2019, 1, 1), JANUARY.start, date(2021, 6, 1)]
    control = chart(*WORKED[:12], rebase=[Rebase(day, "a reason") for day in days])
    assert control == chart(*WORKED[:12])


def test_two_reasons_for_the_same_period_are_both_told() -> None:
    days = [Rebase(date(2020, 3, 20), "second"), Rebase(date(2020, 3, 10), "first")]
    assert [segment.reason for segment in chart(1, 2, 3, 4, 5, 6, rebase=days).segments] == [
        "",
        "first; second",
    ]


@pytest.mark.parametrize("reason", ["", "  "])
def test_limits_do_not_begin_anew_without_a_reason(reason: str) -> None:
    with pytest.raises(ValueError, match="2020-04-01 for no reason"):
        Rebase(date(2020, 4, 1), reason)


@pytest.mark.parametrize(
    "periods",
    [
        [months_ending(date(2018, 12, 31), 12)],
        [months_ending(date(2018, 8, 31), 6)],
        [JANUARY, months_ending(date(2020, 6, 30), 3)],
        [Period(JANUARY.start, JANUARY.start)],
    ],
)
def test_only_months_or_quarters_are_charted(periods: list[Period]) -> None:
    with pytest.raises(ValueError, match="rolling sums signal by themselves"):
        xmr([Reading(period, 1) for period in periods])


def test_a_month_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="January 2020 comes twice"):
        xmr([Reading(JANUARY, 1), Reading(JANUARY, 2)])


def test_quarters_are_charted_like_months() -> None:
    quarters = only(chart(*WORKED, first=months_ending(date(2020, 3, 31), 3)))
    assert quarters.limits == limits(WORKED)
    assert str(quarters.points[1].reading.period) == "Q1 2020/21"


def test_a_chart_of_nothing_has_no_segment_and_one_of_a_point_no_limits() -> None:
    assert chart() == Control(())
    assert (only(chart(5)).limits, len(only(chart(5)).points)) == (None, 1)
    assert [variation(control, "lower") for control in (chart(), chart(5))] == [None, None]
    assert variation(xmr([Reading(JANUARY, None)]), "lower") is None


def test_rolling_sums_of_pure_noise_signal_and_the_noise_itself_does_not() -> None:
    """Why rolling sums are refused: they drift, and nearly every chart of nothing would tell a story."""
    rng = random.Random(2022)
    noise, sums = [], []
    for _ in range(200):
        values = [rng.gauss(100, 10) for _ in range(48 + 11)]
        months, rolled = values[:48], [sum(values[at : at + 12]) for at in range(48)]
        noise.append([bool(marks) for marks in signals(months, limits(months))])
        sums.append([bool(marks) for marks in signals(rolled, limits(rolled))])
    assert numpy.mean(sums) > 0.7
    assert numpy.mean(noise) < 0.06
    assert sum(map(any, sums)) == 200
    assert sum(each[-1] for each in noise) < 10 < 100 < sum(each[-1] for each in sums)


@pytest.mark.parametrize(
    ("polarity", "after_rise", "after_fall"),
    [
        ("lower", Variation.CONCERN, Variation.IMPROVEMENT),
        ("higher", Variation.IMPROVEMENT, Variation.CONCERN),
        ("neither", Variation.HIGH, Variation.LOW),
        ("", Variation.HIGH, Variation.LOW),
    ],
)
def test_a_signal_is_judged_by_the_polarity(polarity, after_rise, after_fall) -> None:
    assert variation(chart(*STEADY, 40), polarity) is after_rise
    assert variation(chart(*STEADY, -20), polarity) is after_fall
    assert variation(chart(*STEADY), polarity) is Variation.NEITHER


def test_only_the_latest_value_is_judged() -> None:
    assert variation(chart(*STEADY, 40, 11), "lower") is Variation.NEITHER
    later = [Reading(JANUARY.step(at), value) for at, value in enumerate([*STEADY, 40, None])]
    assert variation(xmr(later), "lower") is Variation.CONCERN


def test_a_trend_decides_only_where_the_value_stands_nowhere() -> None:
    rising_but_low = [*[50, 70] * 8, *range(1, 8)]
    control = chart(*rising_but_low)
    assert rules_at(control, -1) >= {("trend", True), ("shift", False)}
    assert variation(control, "lower") is Variation.IMPROVEMENT
    rising = chart(*[50, 70] * 8, *range(53, 67, 2))
    assert rules_at(rising, -1) == {("trend", True)}
    assert variation(rising, "lower") is Variation.CONCERN


def test_a_latest_value_without_limits_is_not_judged() -> None:
    last = JANUARY.step(len(STEADY))
    control = chart(*STEADY, 40, rebase=[Rebase(last.start, "a reason")])
    assert len(control.segments) == 2
    assert variation(control, "lower") is None


@pytest.mark.parametrize(
    ("target", "lower", "higher"),
    [
        (3.1, Assurance.PASSES, Assurance.FAILS),
        (-3.1, Assurance.FAILS, Assurance.PASSES),
        (0, Assurance.HIT_OR_MISS, Assurance.HIT_OR_MISS),
        (3, Assurance.HIT_OR_MISS, Assurance.HIT_OR_MISS),
        (-3, Assurance.HIT_OR_MISS, Assurance.HIT_OR_MISS),
    ],
)
def test_a_target_is_met_always_never_or_by_chance(target: float, lower, higher) -> None:
    assert (assurance(PLAIN, target, "lower"), assurance(PLAIN, target, "higher")) == (lower, higher)


@pytest.mark.parametrize(("within", "polarity"), [(PLAIN, "neither"), (PLAIN, ""), (None, "lower")])
def test_without_a_good_side_or_limits_nothing_is_assured(within, polarity: str) -> None:
    assert assurance(within, 1, polarity) is None
