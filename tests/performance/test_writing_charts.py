"""Charts for paper: what they show and what they say."""

import subprocess
import sys
from datetime import date
from typing import Any
from xml.etree import ElementTree

import pytest
from matplotlib.axes import Axes

from performance.writing.chart_drawing import limits_of
from performance.writing.charts import PaperChart, draw

MONTHS = tuple(date(2021 + month // 12, month % 12 + 1, 1) for month in range(24))


def chart(values: list[float | None], **more: object) -> Any:
    given = {"title": "Burglaries", "unit": "a month", "sentence": "Burglaries fell from 9 to 5."} | more
    chart: Any = PaperChart
    return chart(points=tuple(zip(MONTHS, values, strict=False)), **given)


def paths(svg: bytes) -> list[str]:
    """The outlines of the lines that are drawn, without letters and marks."""
    return [
        path.get("d", "")
        for path in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}path")
        if "stroke-width: 1.4" in path.get("style", "")
    ]


def test_a_picture_in_two_forms_and_a_sentence() -> None:
    picture = draw(chart([9.0, 8.0, 7.5]))
    assert picture.alt == "Burglaries fell from 9 to 5."
    assert picture.png.startswith(b"\x89PNG")
    root = ElementTree.fromstring(picture.svg)
    assert root.get("width") == "453.543307pt"  # 160 mm


def test_the_same_chart_is_the_same_picture() -> None:
    one, other = draw(chart([9.0, None, 7.5])), draw(chart([9.0, None, 7.5]))
    assert (one.svg, one.png) == (other.svg, other.png)
    assert one.svg != draw(chart([9.0, None, 7.6])).svg


def test_a_missing_value_is_a_gap() -> None:
    whole, parted = draw(chart([5.0, 4.0, 6.0, 5.0, 4.0])), draw(chart([5.0, 4.0, None, 5.0, 4.0]))
    assert [path.count("L") for path in paths(whole.svg)] == [4]
    assert [path.count("L") for path in paths(parted.svg)] == [1, 1]


@pytest.mark.parametrize(
    ("values", "begins"),
    [
        ([9.0, 4.0], 0.0),
        ([3200.0, 3210.0], 3198.8),
        ([-2.0, 3.0], -2.6),
        ([-2.0, -1.0], -2.12),
        ([0.0, 0.0], 0.0),
        ([5.0], 0.0),
        ([], 0.0),
    ],
)
def test_the_axis_starts_at_zero_unless_that_hides_the_line(values: list[float], begins: float) -> None:
    low, high = limits_of(values)
    assert low == pytest.approx(begins)
    assert low < high
    assert all(low <= value <= high for value in values)


def test_an_axis_that_does_not_start_at_zero_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    labels: list[str] = []
    monkeypatch.setattr(Axes, "set_ylabel", lambda axes, text, **more: labels.append(text))
    draw(chart([3200.0, 3210.0]))
    draw(chart([9.0, 4.0]))
    assert labels == ["a month\n(axis does not start at 0)", "a month"]


@pytest.mark.parametrize("values", [[None, None], [], [5.0], [float("nan"), 1.0], [0.0]])
def test_few_or_no_values_are_a_picture_too(values: list[float | None]) -> None:
    assert draw(chart(values)).png


def test_targets_and_changes_are_drawn_with_dashes_of_their_own() -> None:
    plain = draw(chart([3.0, 4.0]))
    told = draw(
        chart([3.0, 4.0], targets=(("Target", 3.5), ("Stretch", 4.5)), changes=((MONTHS[1], "New rules"),))
    )
    assert told.svg.count(b"stroke-dasharray") - plain.svg.count(b"stroke-dasharray") == 3


def test_words_are_words() -> None:
    assert draw(chart([1.0, 2.0], title="Costs in $ and $x_1$ \\frac", unit="$", targets=(("$y$", 1.0),))).png


def test_saying_what_is_to_be_drawn_needs_no_matplotlib() -> None:
    program = "import sys, performance.writing.charts; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
