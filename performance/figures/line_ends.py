"""Direct labels: the names at the right ends of lines, placed so that none lies over another or the axis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from performance.figures.chart import TargetLine
from performance.figures.parts import values_of
from performance.figures.runs import runs
from performance.figures.theme import INK, LINE, MUTED, VEIL, label, label_height, plain
from performance.sentences import number_words, sign_of
from performance.series import Reading


def last_of(readings: Sequence[Reading]) -> Reading | None:
    """The last reading with a value."""
    parts = runs(readings)
    return parts[-1][-1] if parts else None


def line_ends(
    own: Sequence[Reading],
    own_name: str,
    others: Sequence[Sequence[Reading]],
    unit: str,
    targets: Sequence[TargetLine],
) -> list[dict[str, Any]]:
    """The name of our own line with its last value, and one name for all the lines behind it.

    Our own stands on the side of its line where fewer others end and fewer targets lie; theirs on the
    far side of the line that ends farthest from ours. Neither stands under a line near the zero of the
    axis, and where both would meet theirs moves on by a line.
    """
    ends = [each for readings in others if (each := last_of(readings))]
    marks = [target.value for target in targets]
    drawn = values_of([*own, *(each for readings in others for each in readings)]) + marks
    near = label_height(drawn, from_zero=unit != "%")
    floor = float("-inf") if unit == "%" else near
    found = []
    mine, above = last_of(own), True
    if mine is not None:
        value = _value(mine)
        around = values_of(ends) + marks
        above = value <= floor or 2 * sum(other > value for other in around) <= len(around)
        shown = number_words(value, sign_of(unit))
        words = f"{plain(own_name)} {shown}" if ends else shown  # a line alone needs no name
        found.append(_end(mine, words, INK, 4 if above else -4))
    if ends:
        found.append(_context(ends, mine, above, near, floor))
    return found


def _value(reading: Reading) -> float:
    return values_of([reading])[0]


def _context(
    ends: Sequence[Reading], mine: Reading | None, own_above: bool, near: float, floor: float
) -> dict[str, Any]:
    words = "1 MSG force" if len(ends) == 1 else f"{len(ends)} MSG forces"
    if mine is None:
        return _end(max(ends, key=_value), words, MUTED, 4)
    beside = _value(mine)
    farthest = max(ends, key=lambda reading: abs(_value(reading) - beside))
    above = _value(farthest) >= beside or _value(farthest) <= floor
    meets = above == own_above and abs(_value(farthest) - beside) <= near
    shift = 4 + LINE if meets else 4
    return _end(farthest, words, MUTED, shift if above else -shift)


def _end(reading: Reading, words: str, colour: str, shift: int) -> dict[str, Any]:
    place = {"x": reading.period.end.isoformat(), "y": reading.value, "bgcolor": VEIL, "xanchor": "right"}
    side = {"yanchor": "bottom" if shift > 0 else "top", "yshift": shift}
    return label(words, color=colour, bold=colour == INK, **place, **side)
