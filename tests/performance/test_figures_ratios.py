"""Ratios and bars: what is drawn of each group, and that what is kept back stands nowhere in the chart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import exp, log, log10, sqrt

import pytest

from performance.figures import Chart, bars, ratio_chart, ratios_over_time
from performance.periods import month, months_ending
from performance.rates import rolling
from performance.rri import Counted, Interval, Judgement, index
from performance.series import Point
from tests.performance.charts import checked, labels, rows
from tests.performance.real_data import OURS, RESIDENTS, SEARCHES, real_rows

WHITE = Counted("white", "White", 400, 15000, is_base=True)
BLACK = Counted("black", "Black", 40, 600)
UNKNOWN = Counted("unknown", "Unknown", 30, None, is_unknown=True)


def chart(*groups: Counted, base: Counted = WHITE) -> Chart:
    return ratio_chart("rri", "Searches", index([base, *groups]), base_name="White")


def test_a_group_is_drawn_with_its_interval():
    figure = checked(chart(BLACK, UNKNOWN))
    trace = figure["data"][0]
    half = 1.96 * sqrt(1 / 40 + 1 / 400)
    assert trace["x"] == [pytest.approx(2.5)]
    assert trace["error_x"]["array"] == [pytest.approx(2.5 * exp(half) - 2.5, rel=1e-5)]
    assert trace["error_x"]["arrayminus"] == [pytest.approx(2.5 - exp(log(2.5) - half), rel=1e-5)]
    assert figure["layout"]["xaxis"]["type"] == "log"
    assert labels(figure) == ["White = 1", "Black 2.50, higher"]


def test_the_sentence_and_table_tell_each_group():
    found = chart(BLACK, UNKNOWN)
    assert found.sentence == (
        "Searches: times the White rate, with 95% intervals: Black 2.50 (1.81 to 3.46), higher."
        " 30 (6.4% of all) are of unknown group and in no rate."
    )
    white, black = rows(found)
    assert (white["judgement"], white["ratio"], white["rate_per_1000"]) == (
        "the base",
        None,
        pytest.approx(26.667, abs=0.001),
    )
    assert (black["events"], black["people"], black["rate_per_1000"]) == (
        40,
        600,
        pytest.approx(66.667, abs=0.001),
    )
    assert (black["low"], black["high"]) == (pytest.approx(1.81, abs=0.005), pytest.approx(3.46, abs=0.005))


def test_each_judgement_has_a_shape_of_its_own():
    groups = [
        BLACK,
        Counted("low", "Low", 40, 6000),
        Counted("same", "Same", 40, 1500),
        Counted("few", "Few", 12, 100),
    ]
    figure = checked(chart(*groups))
    symbols = figure["data"][0]["marker"]["symbol"]
    assert symbols == ["triangle-up", "triangle-down", "circle", "circle-open"]
    assert [words.partition(", ")[2] for words in labels(figure)[1:]] == [
        "higher",
        "lower",
        "no clear difference",
        "too few to judge",
    ]


def test_what_is_kept_back_or_missing_is_named_and_not_drawn():
    secret = Counted("asian", "Asian", 3, 777)
    found = chart(secret, Counted("mixed", "Mixed", 17, 888), BLACK, Counted("other", "Other", None, 999))
    assert labels(checked(found))[1:] == ["Black 2.50, higher"]
    assert "are not shown: Asian and Mixed." in found.sentence
    assert "Not reported, so not compared: Other." in found.sentence
    told = {row["group"]: (row["events"], row["ratio"], row["judgement"]) for row in rows(found)}
    assert told["Asian"] == told["Mixed"] == (None, None, "small count, not shown")
    assert told["Other"] == (None, None, "no figure")


def test_a_ratio_of_nothing_has_no_place_on_a_logarithmic_axis():
    whole = index([WHITE, BLACK])
    nothing = replace(
        whole.rows[1], name="Nobody", interval=Interval(0, None, None), judgement=Judgement.TOO_FEW
    )
    found = ratio_chart("rri", "Searches", replace(whole, rows=(*whole.rows, nothing)), base_name="White")
    assert labels(checked(found))[1:] == ["Black 2.50, higher"]
    assert "Nobody 0.00, too few to judge" in found.sentence


def test_an_unknown_count_that_is_kept_back_is_not_told():
    found = chart(BLACK, Counted("unknown", "Unknown", 2, None, is_unknown=True))
    assert "How many are of unknown group is not shown" in found.sentence


def test_nothing_to_compare_is_said_and_not_drawn():
    found = chart(BLACK, base=Counted("white", "White", None, 15000, is_base=True))
    assert found.figure == {}
    assert "no group can be compared with White" in found.sentence


def test_the_axis_holds_every_interval_and_has_a_tick_at_one():
    figure = checked(chart(BLACK, Counted("wide", "Wide", 5, 4), Counted("rare", "Rare", 5, 90000)))
    axis, trace = figure["layout"]["xaxis"], figure["data"][0]
    low, high = (10**each for each in axis["range"])
    for x, up, down in zip(
        trace["x"], trace["error_x"]["array"], trace["error_x"]["arrayminus"], strict=True
    ):
        assert low < x - down < x + up < high
    ticks = dict(zip(axis["ticktext"], axis["tickvals"], strict=True))
    assert ticks["1"] == 1
    assert all(eval_tick(text) == value for text, value in ticks.items())
    assert len(ticks) <= 10


def eval_tick(text: str) -> float:
    above, _, below = text.partition("/")
    return int(above) / int(below or 1)


def counted_until(end: date) -> list[Counted]:
    """The real searches of the 12 months to a day, by group, with the residents of the census."""
    people = {
        row["ethnicity"]: float(row["residents"]) for row in real_rows(RESIDENTS) if row["force"] == OURS
    }
    points: dict[str, list[Point]] = {}
    for row in real_rows(SEARCHES):
        if row["force"] == OURS:
            year, number = map(int, row["month"].split("-"))
            point = Point(month(year, number), float(row["searches"]))
            points.setdefault(row["ethnicity"], []).append(point)
    return [
        Counted(
            group.lower(),
            group,
            next((each.numerator for each in rolling(found) if each.period.end == end), None),
            people.get(group),
            is_base=group == "White",
            is_unknown=group == "Unknown",
        )
        for group, found in points.items()
    ]


def test_the_real_ratios_stand_on_the_chart():
    found = ratio_chart("rri", "Searches", index(counted_until(date(2025, 2, 28))), base_name="White")
    told = {words.split()[0]: words.split()[1].rstrip(",") for words in labels(checked(found))[1:]}
    assert told == {"Black": "5.22", "Mixed": "2.70", "Asian": "1.23", "Other": "2.06"}


def over(*ratios: float | None) -> list[tuple]:
    return [
        (month(2022, at), None if ratio is None else Interval(ratio, ratio / 2, ratio * 2))
        for at, ratio in enumerate(ratios, 1)
    ]


def test_each_group_is_a_line_over_time_with_a_name_at_its_end():
    found = ratios_over_time("over", "Searches", {"Black": over(4, None, 5), "Asian": over(1, 1.5, 0.75)})
    figure = checked(found)
    black, asian = figure["data"]
    assert [each["y"] for each in (black, asian)] == [[4, None, 5], [1, 1.5, 0.75]]
    assert black["line"]["color"] != asian["line"]["color"]
    assert black["line"]["dash"] != asian["line"]["dash"]
    assert [each["y"] for each in figure["layout"]["annotations"]] == [
        pytest.approx(log10(5), abs=1e-4),
        pytest.approx(log10(0.75), abs=1e-4),
    ]
    assert labels(figure) == ["Black 5.00", "Asian 0.75"]
    assert found.sentence == (
        "Searches, times the base rate in March 2022, and in brackets in January 2022:"
        " Black 5.00 (4.00) and Asian 0.75 (1.00)."
    )
    assert rows(found)[0] | {"start": "", "end": ""} == {
        "period": "January 2022",
        "start": "",
        "end": "",
        "group": "Black",
        "ratio": 4,
        "low": 2,
        "high": 8,
    }


def test_names_of_lines_that_end_together_do_not_cover_one_another():
    found = ratios_over_time("over", "Searches", {name: over(1, 2) for name in "ABC"})
    shifts = sorted(each["yshift"] for each in checked(found)["layout"]["annotations"])
    assert shifts == [-18, 0, 18]


@pytest.mark.parametrize("groups", [{}, {"Black": over(None, None)}, {"Black": over(0)}])
def test_no_ratios_over_time_is_said(groups):
    found = ratios_over_time("over", "Searches", groups)
    assert (found.figure, found.sentence) == ({}, "No ratios are on record: Searches.")


def test_one_ratio_over_time_is_a_point():
    found = ratios_over_time(
        "over", "Searches", {"Black": [(months_ending(date(2025, 2, 28), 12), Interval(5.22, 4, 6))]}
    )
    assert checked(found)["data"][0]["mode"] == "markers"
    assert found.sentence == "Searches, times the base rate in the 12 months to February 2025: Black 5.22."


def test_bars_are_in_the_order_given_and_the_sentence_adds_them_up():
    cases = [("Appropriate", 3), ("With observations", 8), ("Inappropriate <b>", 12), ("No consensus", 1)]
    found = bars("scrutiny", "Disposals", cases, "cases")
    figure = checked(found)
    assert (figure["data"][0]["x"], figure["data"][0]["orientation"]) == ([3, 8, 12, 1], "h")
    assert labels(figure)[2] == "Inappropriate &lt;b&gt; 12"
    assert figure["layout"]["yaxis"]["range"][0] > figure["layout"]["yaxis"]["range"][1]
    assert found.sentence.endswith("and No consensus 1; 24 cases in all.")
    assert rows(found)[0] == {"group": "Appropriate", "value": 3}


def test_percentages_are_not_added_up():
    assert bars("types", "Types", [("Theft", 40), ("Drugs", 25)], "%").sentence == (
        "Types: Theft 40% and Drugs 25%."
    )


def test_bars_of_nothing_say_so():
    assert bars("types", "Types", [], "%").figure == {}
