"""The look of charts: colours that can be told apart, labels that do not meet, numbers short and right."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import plotly
import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.figures import theme
from performance.figures.ratio_lines import LOOKS

COLOURS = [theme.INK, theme.MUTED, theme.CONTEXT, theme.BLUE, theme.ORANGE, theme.GREEN, theme.PURPLE]
ROOT = Path(__file__).resolve().parent.parent.parent


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colour", COLOURS)
def test_every_line_stands_out_from_white_by_3_to_1(colour):
    assert 1.05 / (luminance(colour) + 0.05) >= 3


@pytest.mark.parametrize(
    "colour", [theme.INK, theme.MUTED, theme.BLUE, theme.GREEN, theme.PURPLE, theme.ORANGE]
)
def test_words_stand_out_from_white_by_more(colour):
    assert 1.05 / (luminance(colour) + 0.05) >= 4.4


def test_the_first_looks_of_lines_differ_in_dash_as_in_colour():
    assert len({dash for _, dash in LOOKS}) == len({colour for colour, _ in LOOKS}) == len(LOOKS)


@given(st.floats(-1e12, 1e12))
def test_rounding_keeps_six_figures_and_whole_numbers_whole(value):
    assert theme.rounded(value) == pytest.approx(float(f"{value:.6g}"), rel=1e-5)
    assert theme.rounded(float(int(value))) == int(value)


@pytest.mark.parametrize(
    ("value", "shown"), [(0.123456789, "0.123457"), (1234567, "1234567"), (0, "0"), (2.0, "2")]
)
def test_numbers_are_written_short(value, shown):
    assert str(theme.rounded(value)) == shown


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_is_not_drawn(value):
    with pytest.raises(ValueError, match="cannot be drawn"):
        theme.rounded(value)


LABELS = st.lists(st.tuples(st.integers(-300, 300), st.sampled_from([18, 36, 54])), min_size=1, max_size=8)


@given(LABELS)
def test_labels_never_lie_over_one_another_and_keep_their_order(labels):
    places, heights = [float(place) for place, _ in labels], [float(height) for _, height in labels]
    moved = theme.spread(places, heights)
    for one, other in combinations(range(len(labels)), 2):
        assert abs(moved[one] - moved[other]) >= (heights[one] + heights[other]) / 2 - 1e-6
        if places[one] < places[other]:
            assert moved[one] < moved[other]
    assert sum(moved) == pytest.approx(sum(places), abs=1e-6)


def test_labels_with_room_stay_and_neighbours_part_evenly():
    assert theme.spread([0, 100], [18, 18]) == [0, 100]
    assert theme.spread([0, 0, 100], [18, 18, 18]) == [-9, 9, 100]


@pytest.mark.parametrize(
    ("values", "words"), [([0, 5000], ",.0f"), ([0.5, 12.34], ",.1f"), ([0.05, 0.5], ",.3f"), ([], ",.0f")]
)
def test_what_is_pointed_at_has_as_many_decimals_as_it_can_bear(values, words):
    assert theme.number_format(values) == words


def test_long_words_break_between_words_and_are_escaped():
    assert theme.lines_of("Mixed or multiple <groups>", 12) == "Mixed or<br>multiple<br>&lt;groups&gt;"


def test_the_drawing_library_takes_no_style_sheet_but_those_that_pages_give_it():
    library = (Path(plotly.__file__).parent / "package_data" / "plotly.min.js").read_text()
    head = (ROOT / "templates" / "charts_head.html").read_text()
    # It looks for these ids as it loads and where none is there adds a style element, which no page allows.
    looked_for = {"plotly.js-style-global", *re.findall(r'getElementById\("([0-9a-f]{64})"\)', library)}
    assert "plotly.js-style-" in library
    assert len(looked_for) == 2
    assert looked_for <= set(re.findall(r'id="([^"]+)"', head))


def test_the_script_of_charts_sends_nothing_and_writes_no_styles():
    script = (ROOT / "static" / "charts.js").read_text()
    assert script.count("\n") < 150
    assert re.search(r"eval|innerHTML|\.style\b|fetch|https?:", script) is None
    for option in (
        "displayModeBar: false",
        "displaylogo: false",
        "showSendToCloud: false",
        'plotlyServerURL: ""',
    ):
        assert option in script
