"""A sparkline: a series as a small SVG in the page, there before any script arrives. Free of Django."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from performance.figures.runs import runs
from performance.series import Reading

# The drawing is made in quarters of a pixel, so that whole numbers are fine enough and short.
FINE = 4
# Room for the dot and half of the line's width, in pixels.
PAD = 4
_Spot = tuple[int, int]


def sparkline(readings: Sequence[Reading], *, label: str, width: int = 160, height: int = 36) -> str:
    """The series as an SVG image named `label`, with a dot at its last value; "" without any value.

    Width and height are pixels. Time runs evenly from left to right, so that a series which comes yearly
    and later quarterly is not bent. The lowest value stands at the foot and the highest at the head: the
    scale is the series' own and begins at no zero. A flat series runs through the middle. Colour is the
    text's, and nothing is styled inline, as a strict Content-Security-Policy asks.
    """
    parts = _spots(runs(readings), width, height)
    if not parts:
        return ""
    x, y = parts[-1][-1]
    return (
        f'<svg class="sparkline" role="img" aria-label="{escape(label)}" width="{width}" height="{height}"'
        f' viewBox="0 0 {FINE * width} {FINE * height}">{_line(parts)}'
        f'<circle cx="{x}" cy="{y}" r="{3 * FINE}" fill="currentColor"/></svg>'
    )


def _spots(parts: Sequence[Sequence[Reading]], width: int, height: int) -> list[list[_Spot]]:
    """Where each reading stands, in quarters of a pixel from the top left."""
    days = [reading.period.end.toordinal() for part in parts for reading in part]
    values = [_value(reading) for part in parts for reading in part]
    if not values:
        return []
    first, last, low, high = min(days), max(days), min(values), max(values)

    def spot(reading: Reading) -> _Spot:
        along = (reading.period.end.toordinal() - first) / (last - first) if last > first else 0.5
        up = (_value(reading) - low) / (high - low) if high > low else 0.5
        return (
            round(FINE * (PAD + along * (width - 2 * PAD))),
            round(FINE * (height - PAD - up * (height - 2 * PAD))),
        )

    return [[spot(reading) for reading in part] for part in parts]


def _value(reading: Reading) -> float:
    return 0 if reading.value is None else reading.value


def _line(parts: Sequence[Sequence[_Spot]]) -> str:
    """One path through all parts, each begun anew; nothing for a single spot, which the dot shows."""
    if sum(map(len, parts)) < 2:
        return ""
    path = "".join(map(_part, parts))
    return (
        f'<path d="{path}" fill="none" stroke="currentColor" stroke-width="{2 * FINE}"'
        ' stroke-linecap="round" stroke-linejoin="round"/>'
    )


def _part(spots: Sequence[_Spot]) -> str:
    """Moves from spot to spot, which are shorter to write than places; `h0` makes a dot of a lone spot."""
    (x, y), moves = spots[0], ""
    for to_x, to_y in spots[1:]:
        moves += f" {to_x - x}" if moves and to_x >= x else f"{to_x - x}"
        moves += f"{to_y - y}" if to_y < y else f" {to_y - y}"
        x, y = to_x, to_y
    return f"M{spots[0][0]} {spots[0][1]}{f'l{moves}' if moves else 'h0'}"
