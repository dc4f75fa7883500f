"""Letters of an untagged page put together as lines. Runs apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from recommendations.reading.files.pdf_joins import plain

Letter: TypeAlias = dict[str, Any]  # as pdfplumber gives it
BOLD = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
SAME_LINE = 0.45  # how far apart the middles of letters may be, in parts of their size
WORD_GAP, COLUMN_GAP = 0.18, 2.0


@dataclass(frozen=True, slots=True)
class Line:
    """A line: where it stands from the page's left and top, and what of its words a reader needs."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool
    first: float  # the width of its first word
    last: float  # that of its last
    second: float  # where its second word begins
    blank: bool  # whether a blank follows its last word
    gaps: tuple[float, ...]  # where it goes on after a gap as wide as one between columns


def lines_of(letters: Iterable[Letter]) -> list[Line]:
    """The lines from top to bottom; letters that are turned are left out."""
    upright = sorted((one for one in letters if one.get("upright", True)), key=_middle)
    return [line for row in _rows(upright) if (line := _line(sorted(row, key=lambda one: one["x0"])))]


def _middle(letter: Letter) -> float:
    return float(letter["top"] + letter["bottom"]) / 2


def _rows(letters: Sequence[Letter]) -> Iterator[list[Letter]]:
    row: list[Letter] = []
    for letter in letters:
        if row and _middle(letter) - _middle(row[0]) > SAME_LINE * max(row[0]["size"], letter["size"]):
            yield row
            row = []
        row.append(letter)
    if row:
        yield row


def _line(letters: Sequence[Letter]) -> Line | None:
    words: list[list[Letter]] = []
    gaps: list[float] = []
    last: Letter | None = None
    apart = True
    for letter in letters:
        if not letter["text"].strip():
            apart = True
            continue
        if last and letter["text"] == last["text"] and letter["x0"] - last["x0"] < 0.1 * letter["size"]:
            continue  # printed twice to look bold
        gap = letter["x0"] - last["x1"] if last else 0.0
        if gap > COLUMN_GAP * letter["size"]:
            gaps.append(letter["x0"])
        if apart or gap > WORD_GAP * letter["size"]:
            words.append([])
        words[-1].append(letter)
        last, apart = letter, False
    if not words:
        return None
    held = [letter for word in words for letter in word]
    texts = [plain("".join(one["text"] for one in word)) for word in words]
    return Line(
        text=" ".join(texts),
        x0=held[0]["x0"],
        x1=held[-1]["x1"],
        top=min(one["top"] for one in held),
        bottom=max(one["bottom"] for one in held),
        size=max(one["size"] for one in held),
        bold=sum(bool(BOLD.search(one.get("fontname") or "")) for one in held) > 0.9 * len(held),
        first=words[0][-1]["x1"] - words[0][0]["x0"],
        last=words[-1][-1]["x1"] - words[-1][0]["x0"],
        second=words[1][0]["x0"] if len(words) > 1 else held[0]["x0"] + held[0]["size"],
        blank=apart,
        gaps=tuple(gaps),
    )
