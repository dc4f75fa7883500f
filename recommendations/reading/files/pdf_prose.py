"""Lines of an untagged PDF as paragraphs and items: by the space between them, by bullets, by lines that end
before they must. Runs apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from recommendations.reading.files.pdf_joins import BULLETS, DASHES, HYPHENS, Words, without_soft
from recommendations.reading.files.pdf_lines import Line
from recommendations.text import canonical

BULLET = re.compile(rf"[{BULLETS}]\s*(?=\S)")
DASH = re.compile(rf"(?:[{DASHES}]|o)\s+(?=\S)")
NUMBER = re.compile(r"\(?(\d{1,2}(?=[.)](?:\s|[^\d\s]))|[a-z](?=[.)]\s)|[ivx]{1,4}(?=[.)]\s))[.)]\s*")
LEADING, APART = 1.25, 1.13  # lines stand so far apart where nothing tells; paragraphs so much farther
LONG_WORD = 24  # letters from which a word may be one that no line can hold
BLANK = 0.33  # the width of a blank at most, in parts of the size
UNLIKE = 0.6  # points by which letters differ that are not of one text


@dataclass(slots=True)
class Part:
    """A paragraph, or an item with its number ("" for a bullet; None: no item)."""

    texts: list[str]
    lines: list[Line]
    number: str | None = None


@dataclass(slots=True)
class Setting:
    """How a paper is set: how far apart its lines stand, and which words it knows."""

    words: Words = field(default_factory=Words)
    in_cells: Counter[float] = field(default_factory=Counter)
    in_text: Counter[float] = field(default_factory=Counter)

    def learn(self, lines: Sequence[Line], *, in_cell: bool) -> None:
        """Take note of lines that stand below one another."""
        steps = self.in_cells if in_cell else self.in_text
        self.words.learn(line.text for line in lines)
        for one, other in pairwise(lines):
            self.words.count(one.blank)
            step = (other.bottom - one.bottom) / max(one.size, 1)
            if abs(one.size - other.size) < UNLIKE and 0.9 < step < 2.2:
                steps[round(step, 2)] += 1

    def see(self, lines: Sequence[Line]) -> None:
        """Second look: which hyphens are not the words' own."""
        for one, other in pairwise(lines):
            self.words.see(one.text, other.text)

    def leading(self, *, in_cell: bool) -> float:
        """The distance of lines in parts of their size: the least that is common."""
        steps = self.in_cells if in_cell else self.in_text
        most = max(steps.values(), default=0)
        return min((step for step, count in steps.items() if 3 * count >= most), default=LEADING)


def short(line: Line, following: Line, right: float) -> bool:
    """Whether a line ends though the next word would have found room: it was ended on purpose."""
    return line.x1 + 0.25 * line.size + following.first < right - 0.15 * line.size


def parts_of(
    lines: Sequence[Line], left: float, right: float, setting: Setting, *, in_cell: bool
) -> list[Part]:
    """The paragraphs and items of lines that stand below one another between two edges."""
    parts: list[Part] = []
    leading = setting.leading(in_cell=in_cell)
    last: Line | None = None
    for line in lines:
        now = parts[-1] if parts else None
        gap = last is None or _apart(last, line, leading)
        ended = last is not None and (short(last, line, right) or _ended(last, line, right, setting))
        fresh = last is None or gap or ended or (now is not None and now.number is not None)
        begun = _item(line, fresh, numbers=not in_cell)
        if begun is not None:
            parts.append(begun)
        elif (
            now is None
            or last is None
            or (gap and not _within(now, line))
            or (now.number is not None and not _within(now, line) and ended)
        ):
            parts.append(Part([line.text], [line]))
        elif now.number is None and ended:
            now.texts.append(line.text)
            now.lines.append(line)
        else:
            blank = " " if last.blank else ""
            broken = not blank and _broken(last, line, left, right)
            whole = setting.words.joined(now.texts[-1] + blank, line.text, full=_full(last, right))
            now.texts[-1] = now.texts[-1] + line.text if broken else whole
            now.lines.append(line)
        last = line
    return parts


def _apart(one: Line, other: Line, leading: float) -> bool:
    if abs(one.size - other.size) > UNLIKE or one.bold != other.bold:
        return True
    return other.bottom - one.bottom > leading * APART * other.size


def _full(line: Line, right: float) -> bool:
    return right - line.x1 < BLANK * line.size


def _ended(line: Line, following: Line, right: float, setting: Setting) -> bool:
    """Whether a line was ended on purpose, by the blank that is missing though there was room for it."""
    if line.blank or _full(line, right) or not setting.words.keeps_blanks:
        return False
    goes_on = line.text[-1].isalnum() and (following.text[0].islower() or following.text[0].isdigit())
    return not goes_on and line.text[-1] not in f"{HYPHENS}/\u00ad"


def _broken(line: Line, following: Line, left: float, right: float) -> bool:
    """Whether a line's end parts a word that is too long for any line, as an address of a page."""
    letters = len(line.text.split()[-1]) + len(following.text.split()[0])
    full = right - line.x1 < 1.1 * line.size and line.last > 0.8 * (right - left)
    return full and letters >= LONG_WORD


def _item(line: Line, fresh: bool, *, numbers: bool) -> Part | None:
    found = BULLET.match(line.text) or (DASH.match(line.text) if fresh else None)
    if found:
        return Part([line.text[found.end() :]], [line], "")
    found = NUMBER.match(line.text) if fresh and numbers else None
    return Part([line.text[found.end() :]], [line], found[1]) if found else None


def _within(part: Part, line: Line) -> bool:
    """Whether a line goes on under the text of an item."""
    first = part.lines[0]
    return (
        part.number is not None and line.x0 > min(first.second, first.x0 + 4 * first.size) - 0.6 * line.size
    )


def text_of(parts: Iterable[Part]) -> str:
    """The parts as the text of a cell."""
    told = ""
    last: Part | None = None
    for part in parts:
        told += "\n" if last and last.number == "" and part.number == "" else "\n\n"
        told += f"- {' '.join(part.texts)}" if part.number == "" else "\n".join(part.texts)
        last = part
    return canonical(without_soft(told))


def below(lines: Sequence[Line], more: Sequence[Line], right: float, leading: float) -> list[Line]:
    """Lines and those of the next page, moved to stand below them: close by where the text goes on."""
    if not lines or not more:
        return [*lines, *more]
    step = leading * more[0].size * (1 if not short(lines[-1], more[0], right) else 2)
    shift = lines[-1].bottom + step - more[0].bottom
    return [*lines, *(replace(line, top=line.top + shift, bottom=line.bottom + shift) for line in more)]
