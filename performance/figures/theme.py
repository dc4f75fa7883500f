"""The look that all charts share, kept small: the defaults of Plotly are not repeated.

Colours are those of Okabe and Ito, which people with any colour vision can tell apart, darkened where
they would not stand out from white by 3 to 1. No meaning rests on colour alone: shapes, dashes and words
go with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, isfinite, log10
from textwrap import wrap
from typing import Any

INK = "#16242b"
MUTED = "#4b5a62"
CONTEXT = "#84919a"
GRID = "#dde3e6"
BLUE = "#0072b2"
ORANGE = "#c85200"
GREEN = "#00795a"
PURPLE = "#9c4a86"
# Behind labels that lie over lines.
VEIL = "rgba(255,255,255,0.7)"
SIZE = 14
SMALL = 13
HEIGHT = 320
# The mean width of a letter of the labels' size, in pixels; a little too much rather than too little.
LETTER = 7.2
LINE = 18


def plain(words: str) -> str:
    """Text for Plotly, which reads a little HTML: what would be read as a tag or an entity is escaped."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def lines_of(words: str, width: int) -> str:
    """Text for Plotly, broken between words into lines of at most about `width` letters."""
    return "<br>".join(plain(line) for line in wrap(words, width, break_long_words=False))


def rounded(value: float) -> float:
    """A value with six significant figures, which is finer than any screen; whole numbers as such.

    Raises ValueError for NaN and infinity.
    """
    if not isfinite(value):
        raise ValueError(f"{value} cannot be drawn")
    if value == 0:
        return 0
    # Whole numbers are never shortened: a count of 1,234,567 is that.
    short = round(value, max(0, 5 - floor(log10(abs(value)))))
    return int(short) if short == int(short) else short


def number_format(values: list[float]) -> str:
    """Plotly's format for values of this size: thousands commas, as many decimals as they can bear."""
    largest = max((abs(value) for value in values), default=0)
    if largest == 0 or all(value == int(value) for value in values):
        return ",.0f"
    return f",.{max(0, 2 - floor(log10(largest)))}f"


def layout(
    x: dict[str, Any],
    y: dict[str, Any],
    *,
    height: int = HEIGHT,
    top: int = 12,
    right: int = 12,
    left: int = 12,
    hover: str = "x unified",
) -> dict[str, Any]:
    """The layout of a chart with these axes: nothing zooms, only horizontal lines, sizes in pixels."""
    return {
        "height": height,
        "margin": {"l": left, "r": right, "t": top, "b": 8},
        "font": {"family": "system-ui,sans-serif", "size": SIZE, "color": INK},
        "showlegend": False,
        "dragmode": False,
        "hovermode": hover,
        "hoverlabel": {"bgcolor": "#fff", "font": {"size": SMALL}, "namelength": -1},
        "xaxis": {"showgrid": False, "zeroline": False, **_SHARED, **x},
        "yaxis": {"gridcolor": GRID, "zerolinecolor": CONTEXT, **_SHARED, **y},
    }


_SHARED = {"fixedrange": True, "automargin": True}


def value_axis(unit: str, values: list[float], *, from_zero: bool) -> dict[str, Any]:
    """The vertical axis of values in a unit; `from_zero` begins it there, else it only never goes below."""
    axis: dict[str, Any] = {
        "title": {"text": "per cent" if unit == "%" else lines_of(unit, 34)},
        "rangemode": "tozero" if from_zero else "nonnegative",
        "tickformat": ",",
        "hoverformat": number_format(values),
        "nticks": 7,
    }
    return axis | ({"ticksuffix": "%"} if unit == "%" else {})


def label(words: str, **place: Any) -> dict[str, Any]:
    """Words on the chart, already escaped; `place` is Plotly's (x, y, xref, xanchor, yshift, …).

    Bold is a weight of the whole label: for its tags of bold and colour Plotly writes style attributes,
    which a strict Content-Security-Policy refuses.
    """
    font = {"size": SMALL, "color": place.pop("color", INK)}
    if place.pop("bold", False):
        font["weight"] = 700
    return {"text": words, "showarrow": False, "font": font, **place}


def label_height(values: Sequence[float], *, from_zero: bool) -> float:
    """What a label over a line takes of the vertical axis of these values, in their unit; a little more."""
    return 0.12 * (max(values) - (min(0, *values) if from_zero else min(values)))


def margin_for(labels: Sequence[dict[str, Any]]) -> int:
    """The margin, in pixels, that the labels which stand beside the plot need at its right."""
    beside = [part for each in labels if each.get("align") == "left" for part in each["text"].split("<br>")]
    return 12 + round(LETTER * max(map(len, beside), default=0))


def spread(places: Sequence[float], heights: Sequence[float]) -> list[float]:
    """The middles of labels of these heights, moved until none lies over another; all in pixels.

    Their order stays. Labels that would touch are stacked without a gap, as near to where they belong
    as the stack allows (in the mean); the others stay where they are.
    """
    stacks: list[list[int]] = []
    for at in sorted(range(len(places)), key=lambda at: places[at]):
        stacks.append([at])
        while len(stacks) > 1 and _foot(stacks[-1], places, heights) < _head(stacks[-2], places, heights):
            stacks[-2:] = [stacks[-2] + stacks[-1]]
    found = list(places)
    for stack in stacks:
        top = _foot(stack, places, heights)
        for at in stack:
            found[at] = top + heights[at] / 2
            top += heights[at]
    return found


def _foot(stack: Sequence[int], places: Sequence[float], heights: Sequence[float]) -> float:
    """Where a stack begins so that the labels in it are moved by 0 in the mean."""
    below, total = 0.0, 0.0
    for at in stack:
        total += places[at] - (below + heights[at] / 2)
        below += heights[at]
    return total / len(stack)


def _head(stack: Sequence[int], places: Sequence[float], heights: Sequence[float]) -> float:
    return _foot(stack, places, heights) + sum(heights[at] for at in stack)
