"""Ranks: 1st is best whichever way is good, and the average is that of all the forces."""

from __future__ import annotations

import statistics

import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.ranks import Rank, rank
from tests.performance.real_data import CRIMES, OURS, real_rows

FORCES = [OURS, "Derbyshire", "Essex", "Hampshire", "Hertfordshire", "Kent", "Staffordshire", "Sussex"]
NUMBERS = st.integers(0, 10_000)
VALUES = st.dictionaries(st.sampled_from(FORCES), st.none() | NUMBERS, max_size=8)
DIFFERENT = st.lists(NUMBERS, min_size=8, max_size=8, unique=True)
FOUR = {"A": 10.0, "B": 20.0, "C": 30.0, "D": None}


def test_the_lowest_is_first_where_lower_is_better_and_last_where_it_is_not() -> None:
    assert rank(FOUR, "A", "lower") == Rank(1, 3, False, 10, 20, "below", ("D",))
    assert rank(FOUR, "A", "higher") == Rank(3, 3, False, 10, 20, "below", ("D",))
    assert rank(FOUR, "C", "lower") == Rank(3, 3, False, 30, 20, "above", ("D",))


def test_equal_values_share_the_best_rank() -> None:
    found = [rank({"A": 1, "B": 2, "C": 2, "D": 3}, force, "lower") for force in "ABCD"]
    assert [(each.rank, each.tied) for each in found if each] == [
        (1, False),
        (2, True),
        (2, True),
        (4, False),
    ]


@pytest.mark.parametrize(
    ("values", "force", "polarity"),
    [
        (FOUR, "A", "neither"),
        (FOUR, "A", ""),
        (FOUR, "D", "lower"),
        (FOUR, "E", "lower"),
        ({"A": 1.0, "B": None}, "A", "lower"),
        ({}, "A", "lower"),
    ],
)
def test_some_things_have_no_rank(values, force: str, polarity: str) -> None:
    assert rank(values, force, polarity) is None


@pytest.mark.parametrize(
    ("value", "against"),
    [(95, "similar"), (94, "below"), (105, "similar"), (106, "above"), (100, "similar")],
)
def test_similar_is_within_five_in_a_hundred_of_the_average(value: float, against: str) -> None:
    found = rank({"A": value, "B": 200 - value}, "A", "lower")
    assert found is not None
    assert (found.average, found.against) == (100, against)


def test_zero_everywhere_is_similar() -> None:
    found = rank({"A": 0, "B": 0}, "A", "lower")
    assert found is not None
    assert (found.rank, found.tied, found.against) == (1, True, "similar")


@given(VALUES, st.sampled_from(["lower", "higher"]))
def test_ranks_and_average_are_those_of_pandas(values, polarity: str) -> None:
    series = pandas.Series(values, dtype=float).dropna()
    ranks = series.rank(method="min", ascending=polarity == "lower")
    for force in FORCES:
        found = rank(values, force, polarity)
        assert (found is None) == (force not in series or len(series) < 2)
        if found:
            assert (found.rank, found.out_of) == (ranks[force], len(series))
            assert found.average == pytest.approx(statistics.mean(series.tolist()))
            assert found.tied is bool((series == series[force]).sum() > 1)
            assert len(found.missing) + found.out_of == len(values)


@given(DIFFERENT)
def test_the_other_polarity_mirrors_the_ranks(numbers: list[int]) -> None:
    values = dict(zip(FORCES, numbers, strict=True))
    for force in FORCES:
        low, high = rank(values, force, "lower"), rank(values, force, "higher")
        assert low is not None
        assert high is not None
        assert low.rank + high.rank == len(FORCES) + 1
        assert (low.average, low.against) == (high.average, high.against)


@pytest.mark.parametrize(
    ("offence", "count"),
    [
        ("Residential burglary", 6791),
        ("Robbery", 1447),
        ("Vehicle offences", 10606),
        ("Theft from the person", 1132),
        ("Homicide", 15),
        ("Drug offences", 2876),
    ],
)
def test_real_counts_have_the_rank_of_the_sorted_list(offence: str, count: int) -> None:
    values = {
        row["force"]: float(row["offences"])
        for row in real_rows(CRIMES)
        if (row["twelve_months_ending"], row["offence"]) == ("2018-12-31", offence)
    }
    found = rank(values, OURS, "lower")
    assert found is not None
    assert (found.value, found.out_of) == (count, 8)
    assert found.rank == sorted(values.values()).index(count) + 1
