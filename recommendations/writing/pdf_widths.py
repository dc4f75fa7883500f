"""How wide columns are, and where words may break that would run over. Free of Django.

Widths are points. What a word takes is estimated, on the safe side; no font is read.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

TEXT_WIDTH = 493.0  # of an A4 page between its margins
INSET = 11.0  # what the edges of a cell take of its width
ZERO_WIDTH_SPACE = "\u200b"  # lets a line break; no PDF keeps it
WIDE = frozenset("MWmw@%&—…ÆŒ")
NARROW = frozenset("iljtfrI.,:;'!|()[]/- ")
FEW = 4  # letters that stay together in a word that may break: a text object each in the file
LONGEST = 16  # letters of a word that a column is made wide enough for
ENOUGH = 360  # letters from which a cell asks for no more width


def width_of(word: str, size: float) -> float:
    """What the word takes at most, set in this size."""
    return sum(map(_ems, word)) * size


def _ems(sign: str) -> float:
    if sign in NARROW:
        return 0.38
    if sign in WIDE or unicodedata.east_asian_width(sign) in "WF" or ord(sign) > 0x2FF:
        return 1.05
    return 0.75 if sign.isupper() else 0.58


def breakable(text: str, width: float, size: float) -> str:
    """The text, in which words that are wider than the width may break after every few letters."""
    few = FEW if width > 3 * FEW * size else 1
    return " ".join(
        ZERO_WIDTH_SPACE.join(_pieces(word, few)) if width_of(word, size) > width else word
        for word in text.split(" ")
    )


def _pieces(word: str, few: int) -> Iterator[str]:
    letters = _clusters(word)
    for start in range(0, len(letters), few):
        yield "".join(letters[start : start + few])


def _clusters(word: str) -> list[str]:
    """The letters with the marks that stand on them, which no line may part."""
    held: list[str] = []
    for sign in word:
        if held and unicodedata.category(sign).startswith("M"):
            held[-1] += sign
        else:
            held.append(sign)
    return held


def widths_of(rows: Sequence[Sequence[str]], parts: Sequence[float], size: float) -> list[float]:
    """The widths of the columns: by the parts given, else by what they hold; words fit where they can."""
    columns = list(zip(*rows, strict=True))
    least = [
        max(width_of(word[:LONGEST], size * 1.06) for cell in column for word in [*cell.split(), ""]) + INSET
        for column in columns
    ]
    if sum(least) > TEXT_WIDTH:
        return [width * TEXT_WIDTH / sum(least) for width in least]
    wanted = list(parts) if sum(parts) > 0 else [_asks(column) for column in columns]
    widths = [TEXT_WIDTH * max(part, 0) / sum(wanted) for part in wanted]
    for _ in columns:  # what a column lacks is taken from those that have more than they need
        short = [max(need - width, 0) for need, width in zip(least, widths, strict=True)]
        spare = [max(width - need, 0) for need, width in zip(least, widths, strict=True)]
        share = sum(short) / sum(spare) if sum(spare) else 0
        widths = [w + lack - over * share for w, lack, over in zip(widths, short, spare, strict=True)]
    return [round(width, 2) for width in widths]


def _asks(column: Sequence[str]) -> float:
    longest = max(len(cell) for cell in column)
    typical = sum(len(cell) for cell in column) / len(column)
    return float((min(longest, ENOUGH) + min(typical, ENOUGH) + 4) ** 0.75)
