"""The control chart: points, limits and signals as drawn, and the sentence that says how they were made."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from statistics import fmean
from typing import Any

import pytest

from performance.figures import Chart, TargetLine, control_chart
from performance.spc import Rebase, xmr
from tests.performance.charts import checked, labels, months, rows

WORKED = [1, 2, 1, 2, 10, *[1, 2] * 6, 1]
JUMP = [*[8, 14] * 7, 40]


def chart(*values: float | None, rebase: tuple[Rebase, ...] = (), large: bool = False, **given) -> Chart:
    control = xmr(months(*values), rebase=rebase, leave_out_large_ranges=large)
    about = {"unit": "offences", "polarity": "lower"} | given
    return control_chart("robbery", "Robbery", control, **about)


def across(figure: dict[str, Any]) -> list[tuple[str, str, float]]:
    """The horizontal lines of the limits: from, to, at."""
    return [
        (shape["x0"], shape["x1"], shape["y0"])
        for shape in figure["layout"]["shapes"]
        if shape["y0"] == shape["y1"] and shape.get("xref") != "paper"
    ]


@pytest.mark.parametrize(
    ("large", "upper", "words"), [(False, 6.95, "none left out"), (True, 4.60, "2 large ones left out")]
)
def test_the_worked_example_is_drawn_with_its_limits(large, upper, words):
    found = chart(*WORKED, large=large)
    lines = [y for _, _, y in across(checked(found))]
    assert lines == [pytest.approx(1.94, abs=0.005), pytest.approx(upper, abs=0.005)]
    assert words in found.sentence
    assert "The lower limit is below zero and not drawn." in found.sentence
    assert rows(found)[0]["lower"] == pytest.approx(-0.72 if large else -3.06, abs=0.005)
    assert labels(found.figure)[0] == "mean 1.94"


def test_mean_and_limits_are_those_of_a_plain_loop():
    values = [40, 44, 41, 47, 43, 42, 45, 44, 40, 46, 43, 41, 44, 42]
    moved = fmean(abs(b - a) for a, b in pairwise(values))
    mean = fmean(values)
    figure = checked(chart(*values))
    assert across(figure) == [
        ("2021-04-30", "2022-05-31", pytest.approx(each, rel=1e-5))
        for each in (mean, mean + 2.66 * moved, mean - 2.66 * moved)
    ]
    named = {each["text"].rpartition(" ")[0]: each["y"] for each in figure["layout"]["annotations"]}
    lines = [y for _, _, y in across(figure)]
    assert named == dict(zip(("mean", "upper<br>limit", "lower<br>limit"), lines, strict=True))


@pytest.mark.parametrize(
    ("polarity", "symbol", "said", "marked"),
    [
        ("lower", "square", "concern: worse than ordinary variation", "Squares mark concern."),
        ("higher", "diamond", "improvement beyond ordinary variation", "Diamonds mark improvement."),
        ("neither", "triangle-up", "higher than ordinary variation", "Triangles pointing up mark"),
        ("", "triangle-up", "higher than ordinary variation", "Triangles pointing up mark"),
    ],
)
def test_a_signal_has_the_shape_and_words_of_what_it_means(polarity, symbol, said, marked):
    found = chart(*JUMP, polarity=polarity)
    points, signals = checked(found)["data"]
    assert (signals["x"], signals["y"]) == (["2022-06-30"], [40])
    assert signals["marker"]["symbol"] == symbol != points["marker"].get("symbol", "circle")
    assert signals["marker"]["color"] != points["marker"]["color"]
    assert found.sentence.startswith(f"40 offences in June 2022: {said} (above the upper limit).")
    assert marked in found.sentence
    assert points["text"][-1].endswith(": above the upper limit")
    assert rows(found)[-1]["signals"] == "above the upper limit"


def test_ordinary_variation_is_said_and_nothing_is_marked():
    found = chart(*[10, 12] * 8)
    assert len(checked(found)["data"]) == 1
    assert "ordinary variation." in found.sentence
    assert "mark" not in found.sentence


def test_a_missing_month_breaks_the_line_and_is_told():
    found = chart(*[10, 12] * 7, None, 11)
    points = checked(found)["data"][0]
    assert points["y"] == [*[10, 12] * 7, None, 11]
    assert points["mode"] == "lines+markers"
    assert "1 period is missing: nothing is computed across the gap." in found.sentence
    assert rows(found)[14]["value"] is None


def test_few_points_have_trial_limits_and_two_have_some_and_one_has_none():
    assert "These are trial limits: made of 12 values, not 13 or more." in chart(*[10, 12] * 6).sentence
    assert "trial" not in chart(*[10, 12] * 6, 10).sentence
    alone = chart(10)
    assert checked(alone)["data"][0]["mode"] == "markers"
    assert across(alone.figure) == []
    assert alone.sentence == (
        "10 offences in April 2021. There are too few values next to one another for limits."
    )


def test_limits_begin_anew_where_a_person_said_so():
    values = [*[10, 12] * 7, *[20, 22] * 7]
    found = chart(*values, rebase=(Rebase(date(2022, 6, 1), "New rules."),))
    lines = across(checked(found))
    assert [y for _, _, y in lines[::3]] == [11, 21]
    assert [(first, last) for first, last, _ in lines[::3]] == [
        ("2021-04-30", "2022-05-31"),
        ("2022-06-30", "2023-07-31"),
    ]
    assert "Limits begin anew in June 2022: New rules." in found.sentence
    assert labels(found.figure)[0] == "mean 21"


@pytest.mark.parametrize(
    ("target", "said"),
    [(30, "expected to meet"), (1, "expected to miss"), (11, "may meet or miss the target by chance")],
)
def test_a_target_is_held_against_the_limits(target, said):
    found = chart(*[10, 12] * 8, targets=[TargetLine("Plan", target)])
    assert f"Plan, {target}: {said}" in found.sentence
    assert f"Plan {target}" in labels(checked(found))


def test_a_target_of_a_measure_without_polarity_is_named_and_not_judged():
    found = chart(*[10, 12] * 8, targets=[TargetLine("Plan", 30)], polarity="neither")
    assert "Plan, 30." in found.sentence


@pytest.mark.parametrize("values", [(), (None, None)])
def test_a_chart_of_no_data_says_so(values):
    found = chart(*values)
    assert (found.figure, found.sentence) == ({}, "No figures are on record: Robbery.")


def test_values_below_zero_keep_their_lower_limit_and_axis():
    figure = checked(chart(*[-1, 1] * 8))
    assert len(across(figure)) == 3
    assert figure["layout"]["yaxis"]["rangemode"] == "normal"


def test_the_table_names_each_period_with_its_limits():
    first = rows(chart(*[10, 12] * 7, unit="%"))[0]
    assert first == {
        "period": "April 2021",
        "start": "2021-04-01",
        "end": "2021-04-30",
        "value": 10,
        "mean": 11,
        "lower": pytest.approx(5.68),
        "upper": pytest.approx(16.32),
        "signals": "",
    }
    assert ">16.3%<" in chart(*[10, 12] * 7, unit="%").table.html()


def test_changes_and_the_meeting_are_marked():
    found = chart(*[10, 12] * 7, changes=[(date(2021, 9, 1), "Wider")], meeting=date(2022, 7, 6))
    assert {"change", "Meeting"} <= set(labels(checked(found)))
    assert found.sentence.endswith("Change, 1 September 2021: Wider.")
