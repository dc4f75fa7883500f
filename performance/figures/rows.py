"""Charts of one row a group, each named over its own drawing: nothing is cut at the side of a phone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from performance.figures.theme import VEIL, label

# Pixels for a row, of which the name takes the upper part.
ROW = 52
# From the middle of a row up to the foot of its name, in pixels.
UP = 10


def row_axis(count: int) -> dict[str, Any]:
    """The vertical axis of this many rows, the first at the top, with no words of its own."""
    return {
        "range": [count - 0.6, -0.8],
        "showticklabels": False,
        "showgrid": False,
        "zeroline": False,
    }


def row_labels(words: Sequence[str]) -> list[dict[str, Any]]:
    """The name of each row, already escaped, at the left over its drawing."""
    place = {"xref": "paper", "x": 0, "xanchor": "left", "yanchor": "bottom", "yshift": UP, "bgcolor": VEIL}
    return [label(each, y=at, **place) for at, each in enumerate(words)]
