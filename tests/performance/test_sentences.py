"""Figures in words: numbers, ranks, trends and changes, each against sentences written by hand."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.periods import Period, month, months_ending
from performance.rates import Change
from performance.rri import Judgement
from performance.sentences import (
    assurance_words,
    benchmark_sentence,
    change_sentence,
    direction,
    judgement_words,
    listed,
    number_words,
    ordinal,
    signal_words,
    trend_sentence,
    variation_words,
    when,
)
from performance.series import Reading
from performance.spc import Assurance, Rule, Signal, Variation

SEPTEMBER = month(2022, 9)
LOWER = "; for this measure lower is better"
HIGHER = "; for this measure higher is better"


def test_ordinals_end_as_people_say_them():
    told = [ordinal(number) for number in (1, 2, 3, 4, 8, 11, 12, 13, 21, 22, 103, 111)]
    assert told == [
        "1st",
        "2nd",
        "3rd",
        "4th",
        "8th",
        "11th",
        "12th",
        "13th",
        "21st",
        "22nd",
        "103rd",
        "111th",
    ]


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (6791, "offences", "6,791 offences"),
        (1234.6, "", "1,235"),
        (12.345, "", "12.3"),
        (3.5, "", "3.5"),
        (9.996, "", "10"),
        (0.000857, "", "0.000857"),
        (0, "%", "0%"),
        (97.7, "%", "97.7%"),
        (98.9, "%", "98.9%"),
        (101.2, "%", "101.2%"),
        (8.07, "%", "8.1%"),
        (0.154, "%", "0.15%"),
        (-3.06, "", "−3.06"),
        (-0.0, "", "0"),
        (2.5, "per 1,000 residents", "2.5 per 1,000 residents"),
    ],
)
def test_numbers_in_words(value, unit, words):
    assert number_words(value, unit) == words


@given(st.floats(-1e9, 1e9))
def test_a_number_in_words_is_that_number_to_three_figures(value):
    back = float(number_words(value).replace(",", "").replace("−", "-"))
    assert back == pytest.approx(value, rel=0.00501)
    assert number_words(-value).removeprefix("−") == number_words(value).removeprefix("−")


@pytest.mark.parametrize(
    ("rank", "out_of", "against", "polarity", "words"),
    [
        (8, 8, "below", "higher", f"8th of 8, the lowest rate{HIGHER}"),
        (8, 8, "above", "lower", f"8th of 8, the highest rate{LOWER}"),
        (1, 8, "below", "lower", f"1st of 8, the lowest rate{LOWER}"),
        (1, 8, "above", "higher", f"1st of 8, the highest rate{HIGHER}"),
        (2, 8, "similar", "lower", f"2nd of 8, similar to the MSG average{LOWER}"),
        (3, 8, "below", "lower", f"3rd of 8, below the MSG average{LOWER}"),
        (8, 8, "similar", "lower", f"8th of 8, the highest rate, similar to the MSG average{LOWER}"),
        (8, 8, "below", "", "8th of 8, below the MSG average"),
        (8, 8, "above", "neither", "8th of 8, above the MSG average; for this measure neither is better"),
        (8, 8, "", "lower", f"8th of 8, the highest rate{LOWER}"),
        (1, 1, "", "lower", f"1st of 1{LOWER}"),
        (None, None, "above", "lower", f"Above the MSG average{LOWER}"),
        (None, None, "", "lower", "No benchmark is available"),
    ],
)
def test_a_benchmark_in_a_sentence_that_knows_the_polarity(rank, out_of, against, polarity, words):
    assert benchmark_sentence(rank, out_of, against, polarity) == words


@pytest.mark.parametrize(
    ("rank", "against", "polarity", "extreme"),
    [
        (8, "below", "lower", "highest"),
        (8, "above", "higher", "lowest"),
        (1, "above", "lower", "lowest"),
        (1, "below", "higher", "highest"),
    ],
)
def test_a_rank_and_an_average_that_cannot_both_be_are_named(rank, against, polarity, extreme):
    assert benchmark_sentence(rank, 8, against, polarity) == (
        f"Rank and average do not fit: {ordinal(rank)} of 8 is the {extreme} rate where {polarity} is better,"
        f" yet it is stated as {against} the MSG average"
    )


@given(st.lists(st.integers(0, 50), min_size=2, max_size=9), st.sampled_from(["lower", "higher"]))
def test_real_ranks_and_averages_always_fit(values, polarity):
    average = sum(values) / len(values)
    better = (lambda a, b: a < b) if polarity == "lower" else (lambda a, b: a > b)
    for value in values:
        rank = 1 + sum(better(other, value) for other in values)
        against = "similar" if value == average else "above" if value > average else "below"
        if values.count(value) == 1:
            assert "do not fit" not in benchmark_sentence(rank, len(values), against, polarity)


@pytest.mark.parametrize(
    ("trend", "polarity", "way"),
    [
        ("Reducing", "lower", "better"),
        ("Reducing", "higher", "worse"),
        ("Increasing", "higher", "better"),
        (" increasing ", "lower", "worse"),
        ("Stable", "lower", "same"),
        ("Stable", "", "same"),
        ("Reducing", "neither", ""),
        ("Reducing", "", ""),
        ("Mixed", "lower", ""),
        ("", "lower", ""),
    ],
)
def test_the_direction_of_a_trend(trend, polarity, way):
    assert direction(trend, polarity) == way


@pytest.mark.parametrize(
    ("trend", "polarity", "note", "words"),
    [
        ("Reducing", "higher", "", "Reducing, which for this measure is the wrong way"),
        ("Reducing", "lower", "", "Reducing, which for this measure is the way wanted"),
        ("Stable", "higher", "100%", "Stable (100%)"),
        ("Increasing", "", "", "Increasing"),
        ("", "higher", "", "No trend is stated"),
        ("", "higher", "new", "No trend is stated (new)"),
    ],
)
def test_a_trend_in_a_sentence(trend, polarity, note, words):
    assert trend_sentence(trend, polarity, note) == words


def told(now: float, then: float, unit: str, period: Period = SEPTEMBER) -> str:
    difference = now - then
    change = Change(
        Reading(period, now),
        Reading(month(2021, 9), then),
        difference,
        difference / then if then else None,
    )
    return change_sentence(change, unit)


def test_a_change_on_the_year_before():
    year = months_ending(date(2018, 12, 31), 12)
    assert told(110, 100, "offences", year) == (
        "110 offences in the 12 months to December 2018, 10 (10%) higher than a year before"
    )
    assert told(90, 100, "") == "90 in September 2022, 10 (10%) lower than a year before"
    assert told(7, 7, "cases") == "7 cases in September 2022, the same as a year before"
    assert told(3, 0, "cases") == "3 cases in September 2022, 3 higher than a year before"
    assert told(80, 84, "%") == "80% in September 2022, 4 percentage points lower than a year before"
    assert change_sentence(None, "%") == "There is no figure of a year before to compare with"


def test_periods_in_a_sentence():
    day = date(2022, 9, 30)
    assert when(Period(day, day)) == "on 30 September 2022"
    assert when(month(2022, 9)) == "in September 2022"
    assert when(months_ending(day, 3)) == "in Q2 2022/23"
    assert when(Period(day, date(2022, 4, 2))) == "from 2 April 2022 to 30 September 2022"


def test_lists_in_a_sentence():
    assert [listed(list(each)) for each in ("", "a", "ab", "abc")] == ["", "a", "a and b", "a, b and c"]


def test_every_judgement_has_words_and_an_icon_of_its_own_shape():
    variations = [variation_words(each) for each in Variation]
    assurances = [assurance_words(each) for each in Assurance]
    for found in (variations, assurances):
        assert len(set(found)) == len({icon for icon, _ in found}) == len({words for _, words in found})
    assert all(words and len(icon) == 1 for icon, words in map(judgement_words, Judgement))
    rules = [signal_words(Signal(rule, high)) for rule in Rule for high in (True, False)]
    assert len(set(rules)) == 8
