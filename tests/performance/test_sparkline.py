"""Sparklines: the path is read back and every point held against where the value belongs."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.figures.runs import runs
from performance.periods import Period, months_ending
from performance.series import Reading
from performance.sparkline import FINE, PAD, sparkline
from tests.performance.charts import months, years

Spot = tuple[int, int]


def read(path: str) -> list[list[Spot]]:
    """The parts of a path of M, l and h0 commands as places from the top left."""
    parts: list[list[Spot]] = []
    for x, y, moves in re.findall(r"M(\d+) (\d+)(h0|l[-\d ]+)", path):
        spots = [(int(x), int(y))]
        numbers = [int(each) for each in re.findall(r"-?\d+", moves)] if moves != "h0" else []
        for right, down in zip(numbers[::2], numbers[1::2], strict=True):
            spots.append((spots[-1][0] + right, spots[-1][1] + down))
        parts.append(spots)
    return parts


def drawn(readings: list[Reading], **size: int) -> tuple[list[list[Spot]], Spot]:
    """The parts of the line and the place of the dot."""
    root = ET.fromstring(sparkline(readings, label="Robbery", **size))
    path, dot = root.find("path"), root.find("circle")
    assert dot is not None
    return (
        [] if path is None else read(path.attrib["d"]),
        (int(dot.attrib["cx"]), int(dot.attrib["cy"])),
    )


def belongs(readings: list[Reading], width: int = 160, height: int = 36) -> list[Spot]:
    """Where each value belongs, worked out by itself: days across, values up."""
    known = [(each.period.end, each.value) for each in readings if each.value is not None]
    days, values = [day for day, _ in known], [value for _, value in known]
    across, up = (max(days) - min(days)).days, max(values) - min(values)
    left, room_x, room_y = PAD, width - 2 * PAD, height - 2 * PAD
    return [
        (
            round(4 * (left + room_x * ((day - min(days)).days / across if across else 0.5))),
            round(4 * (height - PAD - room_y * ((value - min(values)) / up if up else 0.5))),
        )
        for day, value in known
    ]


def near(one: list[Spot], other: list[Spot]) -> bool:
    """The same places, but for rounding to a quarter of a pixel."""
    return len(one) == len(other) and all(
        abs(a - c) <= 1 and abs(b - d) <= 1 for (a, b), (c, d) in zip(one, other, strict=True)
    )


@given(st.lists(st.none() | st.floats(0, 1e6), min_size=2, max_size=70))
def test_every_value_stands_where_it_belongs(values):
    readings = months(*values)
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return
    parts, dot = drawn(readings)
    assert near([spot for part in parts for spot in part], belongs(readings))
    assert [len(part) for part in parts] == [len(run) for run in runs(readings)]
    assert dot == parts[-1][-1]


def test_a_gap_begins_the_line_anew():
    parts, _ = drawn(months(1, 2, None, 3, 4))
    assert [len(part) for part in parts] == [2, 2]


def test_a_lone_value_between_gaps_is_a_dot_of_the_line():
    svg = sparkline(months(1, 2, None, 3, None, 4, 5), label="x")
    assert "h0" in svg
    assert 'stroke-linecap="round"' in svg


def test_one_value_is_a_dot_and_no_line():
    assert drawn(months(7)) == ([], (4 * 80, 4 * 18))


@pytest.mark.parametrize("readings", [[], months(None, None)])
def test_no_value_is_no_image(readings):
    assert sparkline(readings, label="x") == ""


def test_a_flat_series_runs_through_the_middle():
    parts, _ = drawn(months(5, 5, 5))
    assert {y for _, y in parts[0]} == {4 * 18}


def test_the_lowest_value_is_lowest_and_all_lie_inside():
    parts, _ = drawn(months(3, 1, 2), width=100, height=20)
    (_, first), (_, second), (_, third) = parts[0]
    assert first < third < second
    assert parts[0][0][0] == PAD * FINE
    assert parts[0][-1][0] == FINE * (100 - PAD)


def test_time_runs_evenly_where_a_series_comes_yearly_and_then_quarterly():
    ends = [date(2005, 3, 31), date(2006, 3, 31), date(2006, 6, 30)]
    readings = [Reading(months_ending(end, 12), value) for end, value in zip(ends, (1, 2, 3), strict=True)]
    ((first, second, third),), _ = drawn(readings)
    assert (second[0] - first[0]) / (third[0] - second[0]) == pytest.approx(365 / 91, rel=0.03)


def test_sixty_points_are_small_and_nothing_is_styled_inline():
    svg = sparkline(months(*[300 + 37 * (at % 5) - at for at in range(60)]), label="Robbery, 12 months")
    assert len(svg) < 700
    assert "style" not in svg
    assert 'role="img"' in svg


def test_the_dot_fits_into_the_margin():
    radius = float(re.findall(r' r="(\d+)"', sparkline(months(1, 2), label="x"))[0])
    assert 0 < radius <= PAD * FINE


def test_the_label_is_escaped():
    svg = sparkline(months(1, 2), label='"><script>&')
    assert ET.fromstring(svg).attrib["aria-label"] == '"><script>&'


def test_runs_part_where_months_are_missing_and_nowhere_else():
    readings = months(1, 2, 3, None, 5)
    assert [[each.value for each in run] for run in runs(readings)] == [[1, 2, 3], [5]]
    assert [[each.value for each in run] for run in runs([*readings[:1], *readings[2:]])] == [[1], [3], [5]]
    assert [[each.value for each in run] for run in runs(list(reversed(years(1, 2, 3))))] == [[1, 2, 3]]


def test_days_are_joined_however_far_apart():
    days = [date(2021, 3, 31), date(2021, 4, 2), date(2022, 9, 30)]
    readings = [Reading(Period(day, day), 1) for day in days]
    assert len(runs(readings)) == 1
