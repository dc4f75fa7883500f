"""Relative Rate Index: ratios and intervals a second way, what is kept back, and the real figures."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

import numpy
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from performance.rri import Counted, Index, Judgement, Row, index, relative_rate, suppress
from tests.performance.real_data import OURS, RESIDENTS, SEARCHES, real_rows

EVENTS = st.integers(1, 5000)
PEOPLE = st.integers(5000, 10**6)
COUNTS = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 9), max_size=4)

WHITE = Counted("white", "White", 400, 10_000, is_base=True)
BLACK = Counted("black", "Black", 60, 500)
ASIAN = Counted("asian", "Asian", 40, 1000)
UNKNOWN = Counted("unknown", "Unknown", 100, None, is_unknown=True)


def row(found: Index, slug: str) -> Row:
    return next(each for each in found.rows if each.slug == slug)


@pytest.mark.parametrize(("proportions", "low", "high"), [(False, 0.89, 6.99), (True, 0.92, 6.76)])
def test_the_worked_example(proportions: bool, low: float, high: float) -> None:
    found = relative_rate(4, 60, 40, 1500, proportions=proportions)
    assert found.ratio == pytest.approx(2.5)
    assert (round(found.low, 2), round(found.high, 2)) == (low, high)


@given(EVENTS, PEOPLE, EVENTS, PEOPLE)
def test_intervals_are_those_of_the_other_forms_of_the_formula(a: int, n: int, b: int, m: int) -> None:
    ratio = a * m / (n * b)
    for proportions, root in (
        (False, math.sqrt((a + b) / (a * b))),
        (True, math.sqrt((n - a) / (a * n) + (m - b) / (b * m))),
    ):
        found = relative_rate(a, n, b, m, proportions=proportions)
        factor = math.exp(1.96 * root)
        assert (found.low, found.ratio, found.high) == pytest.approx((ratio / factor, ratio, ratio * factor))


@pytest.mark.parametrize("proportions", [False, True])
def test_the_interval_holds_the_true_ratio_19_times_in_20(proportions: bool) -> None:
    """Draws from known rates, as a third way that knows nothing of the formula."""
    rng = numpy.random.default_rng(8)
    draws = rng.binomial if proportions else lambda n, p, size: rng.poisson(n * p, size)
    pairs = zip(draws(400, 0.5, 4000), draws(600, 0.25, 4000), strict=True)
    found = [relative_rate(int(a), 400, int(b), 600, proportions=proportions) for a, b in pairs]
    assert 0.94 < numpy.mean([each.low < 2 < each.high for each in found]) < 0.96


@given(EVENTS, PEOPLE, EVENTS, PEOPLE, st.booleans())
def test_swapping_group_and_base_turns_the_ratio_over(
    a: int, n: int, b: int, m: int, proportions: bool
) -> None:
    one = relative_rate(a, n, b, m, proportions=proportions)
    other = relative_rate(b, m, a, n, proportions=proportions)
    assert (other.low, other.ratio, other.high) == pytest.approx((1 / one.high, 1 / one.ratio, 1 / one.low))


@given(EVENTS, PEOPLE, EVENTS, PEOPLE, st.integers(2, 100))
def test_scaling_all_populations_leaves_the_ratio(a: int, n: int, b: int, m: int, by: int) -> None:
    one, other = relative_rate(a, n, b, m), relative_rate(a, n * by, b, m * by)
    assert (other.low, other.ratio, other.high) == pytest.approx((one.low, one.ratio, one.high))


def test_without_events_the_ratio_is_nought_and_has_no_interval() -> None:
    found = relative_rate(0, 60, 40, 1500)
    assert (found.ratio, found.low, found.high) == (0, None, None)


@pytest.mark.parametrize(
    ("numbers", "proportions", "words"),
    [
        ((4, 0, 40, 1500), False, "people: 0 is not above zero"),
        ((4, 60, 40, -1), False, "people: -1 is not above zero"),
        ((-4, 60, 40, 1500), False, "negative: -4"),
        ((4, 60, 0, 1500), False, "nothing to compare with"),
        ((61, 60, 40, 1500), True, "61 events are more than the 60 people"),
        ((4, 60, 1501, 1500), True, "1501 events are more"),
    ],
)
def test_numbers_that_make_no_rate_are_refused(numbers, proportions: bool, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        relative_rate(*numbers, proportions=proportions)


def test_people_may_be_counted_more_than_once_in_a_rate() -> None:
    assert relative_rate(120, 60, 40, 1500).ratio == pytest.approx(75)


@pytest.mark.parametrize(
    ("counts", "kept_back"),
    [
        ({}, ""),
        ({"a": 5, "b": 6}, ""),
        ({"a": 4, "b": 9, "c": 6}, "ac"),
        ({"a": 4, "b": 3, "c": 6}, "ab"),
        ({"a": 0, "b": 9, "c": 6}, "ac"),
        ({"a": 0, "b": 3, "c": 6, "d": 7}, "abc"),
        ({"a": 0, "b": 0, "c": 6, "d": 7}, "abc"),
        ({"a": 4, "b": 4, "c": 6, "d": 7}, "abc"),
        ({"a": 4, "b": 4, "c": 4, "d": 7, "e": 8}, "abcd"),
        ({"a": 1, "b": 2, "c": 6, "d": 6, "e": 7}, "abcd"),
        ({"a": 3, "b": 2, "c": 6}, "ab"),
        ({"a": 4}, "a"),
    ],
)
def test_small_counts_are_kept_back_with_what_would_give_them_away(counts, kept_back: str) -> None:
    assert suppress(counts) == set(kept_back)


def ways_to_fill(total: int, cells: int) -> Iterator[tuple[int, ...]]:
    """Every way in which so many counts come to a total."""
    if cells == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in ways_to_fill(total - first, cells - 1):
            yield first, *rest


@given(COUNTS)
@example({"a": 4, "b": 4, "c": 9})
@example({"a": 5, "b": 5, "c": 4})
@example({"a": 0, "b": 0, "c": 9, "d": 9})
def test_no_small_count_can_be_worked_out_from_the_total(counts: dict[str, int]) -> None:
    """Plays the reader who knows the total, the shown cells and this very rule, and tries every way."""
    kept_back = sorted(suppress(counts))
    small = {key for key, count in counts.items() if count < 5}
    assert small <= set(kept_back)
    assume(small and len(small) < len(counts))
    total = sum(counts[key] for key in kept_back)
    possible = [
        filled
        for way in ways_to_fill(total, len(kept_back))
        if suppress(counts | (filled := dict(zip(kept_back, way, strict=True)))) == set(kept_back)
    ]
    assert total >= 5
    assert [key for key in small if len({filled[key] for filled in possible}) < 2] == []


def test_an_index_has_a_row_for_every_known_group() -> None:
    found = index([WHITE, BLACK, ASIAN, UNKNOWN])
    assert [each.slug for each in found.rows] == ["white", "black", "asian"]
    assert [each.judgement for each in found.rows] == [
        Judgement.BASE,
        Judgement.HIGHER,
        Judgement.NO_DIFFERENCE,
    ]
    assert (found.base.rate, row(found, "black").rate) == (0.04, 0.12)
    assert row(found, "black").interval == relative_rate(60, 500, 400, 10_000)
    assert (found.base, found.base.interval) == (found.rows[0], None)


def test_the_unknown_are_counted_and_enter_no_rate() -> None:
    found, without = index([WHITE, BLACK, ASIAN, UNKNOWN]), index([WHITE, BLACK, ASIAN])
    assert (found.known, found.unknown, found.unknown_share) == (500, 100, pytest.approx(1 / 6))
    assert (without.known, without.unknown, without.unknown_share) == (500, None, None)
    assert found.rows == without.rows


def test_proportions_narrow_the_interval() -> None:
    found = row(index([WHITE, BLACK], proportions=True), "black").interval
    assert found == relative_rate(60, 500, 400, 10_000, proportions=True)
    with pytest.raises(ValueError, match="60 events are more than the 50 people"):
        index([WHITE, replace(BLACK, people=50)], proportions=True)


@pytest.mark.parametrize(
    ("events", "people", "judgement"),
    [
        (60, 500, Judgement.HIGHER),
        (60, 5000, Judgement.LOWER),
        (60, 2200, Judgement.LOWER),
        (60, 1500, Judgement.NO_DIFFERENCE),
        (20, 50, Judgement.HIGHER),
        (19, 50, Judgement.TOO_FEW),
    ],
)
def test_a_group_is_judged_by_its_interval(events: int, people: int, judgement: Judgement) -> None:
    found = row(index([WHITE, replace(BLACK, events=events, people=people)]), "black")
    assert found.judgement is judgement
    assert found.interval is not None


def test_a_small_base_judges_no_group_either() -> None:
    found = index([replace(WHITE, events=19), BLACK])
    assert row(found, "black").judgement is Judgement.TOO_FEW
    assert found.base.judgement is Judgement.BASE


def test_a_suppressed_group_takes_a_second_with_it() -> None:
    found = index([WHITE, BLACK, replace(ASIAN, events=4), UNKNOWN])
    for slug in ("black", "asian"):
        kept_back = row(found, slug)
        assert (kept_back.events, kept_back.rate, kept_back.interval) == (None, None, None)
        assert (kept_back.judgement, kept_back.suppressed) == (Judgement.SUPPRESSED, True)
    assert (found.known, found.unknown) == (464, 100)


def test_where_the_base_is_suppressed_nothing_has_a_ratio() -> None:
    found = index([replace(WHITE, events=3), BLACK, ASIAN, replace(UNKNOWN, events=2)])
    assert [(each.events, each.interval, each.judgement, each.suppressed) for each in found.rows] == [
        (None, None, Judgement.SUPPRESSED, True),
        (60, None, Judgement.SUPPRESSED, False),
        (40, None, Judgement.SUPPRESSED, False),
    ]


@pytest.mark.parametrize(("unknown", "black"), [(3, 60), (30, 3), (2, 4)])
def test_a_suppressed_unknown_count_takes_the_total_with_it(unknown: int, black: int) -> None:
    """The known total less the groups shown would otherwise be the one group kept back."""
    found = index([WHITE, replace(BLACK, events=black), ASIAN, replace(UNKNOWN, events=unknown)])
    assert found.unknown_suppressed
    assert (found.known, found.unknown, found.unknown_share) == (None, None, None)


def test_where_every_count_is_small_the_total_is_not_shown_either() -> None:
    assert index([replace(WHITE, events=3)]).known is None
    assert index([replace(WHITE, events=4), replace(BLACK, events=4)]).known is None
    assert index([replace(WHITE, events=4), replace(BLACK, events=3)]).known == 7


def test_what_nobody_reported_is_missing_and_hides_nothing() -> None:
    found = index([WHITE, replace(BLACK, events=None), replace(ASIAN, people=None)])
    assert [each.judgement for each in found.rows[1:]] == [Judgement.MISSING] * 2
    assert [each.events for each in found.rows] == [400, None, 40]
    assert [each.suppressed for each in found.rows] == [False] * 3
    assert [each.rate for each in found.rows] == [0.04, None, None]
    assert found.known == 440


def test_where_the_base_is_not_reported_nothing_has_a_ratio() -> None:
    found = index([replace(WHITE, events=None), BLACK, replace(UNKNOWN, events=None)])
    assert [each.judgement for each in found.rows] == [Judgement.MISSING] * 2
    assert (found.known, found.unknown, found.unknown_share) == (60, None, None)
    assert index([replace(WHITE, events=None)]).known is None


@pytest.mark.parametrize(
    ("groups", "words"),
    [
        ([BLACK, ASIAN], "exactly one base"),
        ([WHITE, replace(BLACK, is_base=True)], "exactly one base"),
        ([replace(WHITE, is_unknown=True), BLACK], "which is known"),
        ([WHITE, UNKNOWN, replace(UNKNOWN, slug="not-stated")], "at most one is unknown"),
        ([WHITE, BLACK, BLACK], "given twice"),
        ([WHITE, replace(BLACK, people=0)], "not above zero"),
        ([WHITE, replace(UNKNOWN, events=-1)], "negative"),
    ],
)
def test_groups_that_make_no_index_are_refused(groups: list[Counted], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        index(groups)


GROUPS = st.lists(
    st.tuples(st.none() | st.integers(0, 60), st.integers(100, 9999)), min_size=2, max_size=6
).map(
    lambda pairs: [
        Counted(f"g{at}", f"Group {at}", events, people, is_base=at == 0, is_unknown=at == 1)
        for at, (events, people) in enumerate(pairs)
    ]
)


@given(GROUPS, st.randoms(use_true_random=False))
def test_the_order_of_the_groups_changes_nothing(groups: list[Counted], rng) -> None:
    one = index(groups)
    rng.shuffle(groups)
    other = index(groups)
    assert {each.slug: each for each in other.rows} == {each.slug: each for each in one.rows}
    assert replace(other, rows=()) == replace(one, rows=())


@given(GROUPS)
def test_no_kept_back_count_can_be_taken_off_a_shown_total(groups: list[Counted]) -> None:
    found = index(groups)
    hidden = [each for each in found.rows if each.suppressed]
    shown = sum(each.events for each in found.rows if each.events is not None)
    if found.known is not None and hidden:
        assert len(hidden) >= 2
        assert found.known - shown >= 5
    if found.unknown_share is not None:
        assert not found.unknown_suppressed
        assert found.unknown_share == found.unknown / (found.known + found.unknown)


def searches(first: str, last: str) -> list[Counted]:
    """The real searches of Avon and Somerset in the months from first to last, with the residents."""
    events: dict[str, float] = defaultdict(float)
    for each in real_rows(SEARCHES):
        if each["force"] == OURS and first <= each["month"] <= last:
            events[each["ethnicity"]] += float(each["searches"])
    people = {
        each["ethnicity"]: float(each["residents"]) for each in real_rows(RESIDENTS) if each["force"] == OURS
    }
    return [
        Counted(name, name, count, people.get(name), name == "White", name == "Unknown")
        for name, count in events.items()
    ]


@pytest.mark.parametrize(
    ("first", "last", "known", "ratios"),
    [
        ("2022-03", "2023-02", 4481, {"Black": 4.70, "Mixed": 1.89, "Asian": 0.86, "Other": 2.19}),
        ("2024-03", "2025-02", 3905, {"Black": 5.22, "Mixed": 2.70, "Asian": 1.23, "Other": 2.06}),
    ],
)
def test_the_real_searches_have_the_ratios_worked_out_apart(first, last, known, ratios) -> None:
    groups = searches(first, last)
    found = index(groups)
    assert found.known == known
    shown = {each.slug: each.interval for each in found.rows if each.interval}
    assert {slug: round(interval.ratio, 2) for slug, interval in shown.items()} == ratios
    counted = {group.slug: group for group in groups}
    for slug, interval in shown.items():
        root = math.sqrt(sum(1 / counted[each].events for each in (slug, "White")))
        assert math.log(interval.high / interval.ratio) == pytest.approx(1.96 * root)
        assert math.log(interval.ratio / interval.low) == pytest.approx(1.96 * root)
    assert found.unknown == counted["Unknown"].events
    assert row(found, "Black").judgement is Judgement.HIGHER
