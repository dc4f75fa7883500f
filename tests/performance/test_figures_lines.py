"""The 12-month line: what is drawn, what it is called, and what the sentence and the table say of it."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.figures import Chart, TargetLine, rolling_chart
from performance.periods import Period, month, months_ending
from performance.series import Reading
from tests.performance.charts import checked, labels, months, rows, texts, years
from tests.performance.real_data import CRIMES, OURS, real_rows

KENT = {"Kent": years(1, 2, 3)}


def chart(own: list[Reading], **given) -> Chart:
    about = {"own_name": "Ourshire", "others": {}, "unit": "offences"} | given
    return rolling_chart("robbery", "Robbery", own=own, **about)


def drawn(found: Chart) -> list[tuple[str, list[tuple[str, float | None]], str]]:
    return [
        (trace["name"], list(zip(trace["x"], trace["y"], strict=True)), trace["mode"])
        for trace in checked(found)["data"]
    ]


def test_each_force_is_a_line_and_our_own_is_drawn_over_the_others():
    found = chart(years(10, 11, 12), others=KENT)
    days = ["2021-04-30", "2021-05-31", "2021-06-30"]
    assert drawn(found) == [
        ("Ourshire", list(zip(days, [10, 11, 12], strict=True)), "lines"),
        ("Kent", list(zip(days, [1, 2, 3], strict=True)), "lines"),
    ]
    own, other = found.figure["data"]
    assert own["zorder"] > other.get("zorder", 0)
    assert own["line"]["width"] > other["line"]["width"]
    assert labels(found.figure) == ["Ourshire 12", "1 MSG force"]


def test_a_line_that_stands_alone_carries_its_value_and_no_name():
    assert labels(chart(years(10, 11, 12)).figure) == ["12"]


def test_a_gap_breaks_the_line_and_a_lone_value_is_a_point():
    found = chart(months(1, 2, None, 4, None, 6, 7))
    _, points, mode = drawn(found)[0]
    assert [value for _, value in points] == [1, 2, None, 4, None, 6, 7]
    assert mode == "lines+markers"
    assert "Figures are missing where the line breaks, 2 times." in found.sentence


def test_a_month_that_is_not_there_breaks_the_line_of_12_month_totals_too():
    readings = years(1, 2, 3, 4, 5)
    points = drawn(chart(readings[:2] + readings[3:]))[0][1]
    assert [value for _, value in points] == [1, 2, None, 4, 5]


def test_a_series_that_comes_yearly_and_later_quarterly_has_no_gap():
    ends = [date(2005, 3, 31), date(2006, 3, 31), date(2007, 3, 31), date(2007, 6, 30), date(2007, 9, 30)]
    points = drawn(chart([Reading(months_ending(end, 12), 1) for end in ends]))[0][1]
    assert [day for day, _ in points] == [end.isoformat() for end in ends]


def test_one_value_is_a_point_and_no_line():
    _, points, mode = drawn(chart(months(5)))[0]
    assert (points, mode) == ([("2021-04-30", 5)], "markers")


@pytest.mark.parametrize("own", [[], months(None, None)])
def test_a_chart_of_no_data_says_so(own):
    found = chart(own)
    assert (found.figure, found.json()) == ({}, "{}")
    assert found.sentence == "No figures are on record for Ourshire: Robbery."
    assert "No figures are on record: Robbery." in chart([]).table.html()


def test_others_are_drawn_where_our_own_has_no_figures():
    found = chart([], others=KENT)
    assert [name for name, _, _ in drawn(found)] == ["Kent"]
    assert found.sentence == (
        "No figures are on record for Ourshire: Robbery. Its MSG, 1 force in grey, has some."
    )


def test_a_force_without_any_value_is_left_out():
    found = chart(years(1, 2), others={"Kent": years(None, None), "Essex": years(3, 4)})
    assert [name for name, _, _ in drawn(found)] == ["Ourshire", "Essex"]


def test_the_sentence_tells_the_latest_value_its_change_and_where_the_others_stand():
    own = years(*range(100, 113))
    others = {"Kent": years(*[50] * 13), "Essex": years(*[250.4] * 13)}
    assert chart(own, others=others).sentence == (
        "Ourshire: 112 offences in the 12 months to April 2022, 12 (12%) higher than a year before."
        " Its MSG, 2 forces in grey, stands at 50 to 250 in the same period."
    )


def test_a_target_is_a_named_line_and_near_ones_do_not_cover_one_another():
    targets = [TargetLine("Uplift", 331), TargetLine("Plan", 329), TargetLine("Old", 100)]
    figure = checked(chart(months(1, 2), targets=targets))
    lines = [shape["y0"] for shape in figure["layout"]["shapes"]]
    assert lines == [331, 329, 100]
    places = {each["text"]: (each["y"], each.get("yshift", 0)) for each in figure["layout"]["annotations"]}
    assert places["Plan 329"] == (331, 0)
    assert places["Uplift 331"] == (331, 18)
    assert places["Old 100"] == (100, 0)


def test_changes_and_the_meeting_are_marked_and_the_sentence_says_what_changed():
    changes = [
        (date(2022, 1, 1), "Wider."),
        (date(2021, 6, 1), "Narrower"),
        (date(2030, 1, 1), "Not yet"),
        (date(1990, 1, 1), "Long ago"),
    ]
    found = chart(months(*range(12)), changes=changes, meeting=date(2022, 5, 4))
    figure = checked(found)
    upright = {shape["x0"]: shape["line"].get("dash", "solid") for shape in figure["layout"]["shapes"]}
    assert upright == {"2021-06-01": "dot", "2022-01-01": "dot", "2022-05-04": "solid"}
    assert labels(figure)[:3] == ["change 1", "change 2", "Meeting"]
    assert found.sentence.endswith("Change 1, 1 June 2021: Narrower. Change 2, 1 January 2022: Wider.")


def test_labels_of_days_near_one_another_stand_in_rows_of_their_own():
    day = date(2021, 6, 1)
    marks = [(day.replace(day=number), "x") for number in (1, 2, 3)]
    figure = checked(chart(months(*range(12)), changes=marks))
    shifts = [each.get("yshift", 0) for each in figure["layout"]["annotations"][:3]]
    assert len(set(shifts)) == 3
    assert figure["layout"]["margin"]["t"] >= max(shifts) + 18


def test_the_room_over_the_plot_holds_every_row_of_labels():
    marks = [(date(2021, 6, 1), "x"), (date(2021, 7, 1), "y")]
    figure = checked(chart(months(*range(30)), changes=marks, meeting=date(2023, 11, 1)))
    shifts = [each.get("yshift", 0) for each in figure["layout"]["annotations"][:3]]
    assert shifts == [0, 18, 0]
    assert figure["layout"]["margin"]["t"] >= 18 + 18


def test_the_axis_begins_at_zero_except_for_percentages():
    count, share = (checked(chart(months(80, 81), unit=unit))["layout"]["yaxis"] for unit in ("cases", "%"))
    assert (count["rangemode"], count["title"]["text"], count.get("ticksuffix")) == ("tozero", "cases", None)
    assert (share["rangemode"], share["ticksuffix"]) == ("nonnegative", "%")


def test_names_from_data_cannot_become_tags():
    evil = "<img src=x onerror=alert(1)>&lt;"
    found = chart(
        months(1, 2), own_name=evil, others={f"{evil}2": months(3, 4)}, targets=[TargetLine(evil, 2)]
    )
    assert not any("<img" in words for words in texts(checked(found)))
    assert "</script" not in found.json()


def test_the_table_holds_every_period_of_every_force():
    found = chart(years(10, None), others={"Kent": years(1.25, 2, 3)})
    assert rows(found) == [
        {
            "period": "12 months to April 2021",
            "start": "2020-05-01",
            "end": "2021-04-30",
            "ourshire": 10,
            "kent": 1.25,
        },
        {
            "period": "12 months to May 2021",
            "start": "2020-06-01",
            "end": "2021-05-31",
            "ourshire": None,
            "kent": 2,
        },
        {
            "period": "12 months to June 2021",
            "start": "2020-07-01",
            "end": "2021-06-30",
            "ourshire": None,
            "kent": 3,
        },
    ]
    assert 'class="num">1.25<' in found.table.html()
    assert "no figure</span>" in found.table.html()
    assert found.table.csv().startswith("period,start,end,ourshire,kent\r\n")


def test_our_own_label_stands_over_a_line_near_the_axis_and_else_where_fewer_lines_end():
    def side(value: float) -> str:
        figure = checked(chart(years(10, value), others={"Kent": years(9, 9), "Essex": years(8, 8)}))
        anchor: str = figure["layout"]["annotations"][0]["yanchor"]
        return anchor

    assert [side(value) for value in (0, 5, 10)] == ["bottom", "top", "bottom"]


def test_a_label_never_hangs_under_a_line_near_the_axis():
    others = {"Kent": years(9, 0), "Essex": years(8, 0)}
    figure = checked(chart(years(10, 0), others=others))
    ends = figure["layout"]["annotations"]
    assert [each["yanchor"] for each in ends] == ["bottom", "bottom"]
    assert ends[1]["yshift"] >= ends[0]["yshift"] + 18


VALUES = st.lists(st.none() | st.floats(0, 1e9, allow_nan=False), min_size=1, max_size=40)


@given(own=VALUES, other=VALUES)
def test_any_values_are_drawn_once_each_and_nothing_else(own, other):
    found = chart(months(*own), others={"Kent": months(*other)})
    if not found.figure:
        assert own == [None] * len(own)
        return
    for name, readings in (("Ourshire", months(*own)), ("Kent", months(*other))):
        known = {each.period.end.isoformat(): each.value for each in readings if each.value is not None}
        shown = [
            (day, value)
            for trace in found.figure["data"]
            if trace["name"] == name
            for day, value in zip(trace["x"], trace["y"], strict=True)
            if value is not None
        ]
        assert [day for day, _ in shown] == sorted(known)
        assert all(value == pytest.approx(known[day], rel=1e-5) for day, value in shown)


def test_thirty_charts_of_sixty_months_are_small():
    own = months(*[300 + at % 7 for at in range(60)])
    assert len(chart(own).json()) < 3000


def test_real_robbery_is_drawn_as_recorded():
    by_force: dict[str, list[Reading]] = {}
    for row in real_rows(CRIMES):
        if row["offence"] == "Robbery":
            period = months_ending(date.fromisoformat(row["twelve_months_ending"]), 12)
            by_force.setdefault(row["force"], []).append(Reading(period, float(row["offences"])))
    own = by_force.pop(OURS)
    found = chart(own, own_name=OURS, others=by_force)
    trace = checked(found)["data"][0]
    assert (trace["x"][-1], trace["y"][-1]) == ("2018-12-31", 1447)
    assert None not in trace["y"]
    assert "1,447 offences in the 12 months to December 2018" in found.sentence
    assert len(found.figure["data"]) == 8


def test_a_period_of_a_day_says_the_day():
    day = date(2022, 9, 30)
    found = chart([Reading(Period(day, day), 3255)], unit="officers")
    assert "3,255 officers on 30 September 2022" in found.sentence
    assert checked(found)["layout"]["xaxis"]["hoverformat"] == "%-d %B %Y"


def test_json_refuses_what_it_has_no_word_for():
    found = chart(months(1, 2))
    broken = Chart(found.name, found.title, {"data": [float("nan")]}, found.table, found.sentence)
    with pytest.raises(ValueError, match="JSON"):
        broken.json()
    assert json.loads(found.json())["layout"]["xaxis"]["type"] == "date"
    assert month(2021, 4).end.isoformat() in found.json()
