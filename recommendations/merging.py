"""Two edits of one text put together: what only one of two people changed counts. Free of Django.

Word by word, in three ways: from the text both began with, to mine and to theirs. Where both changed the
same words in different ways nobody can know what is meant, so both stay, marked in words, and a text with
such marks is not to be saved.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import chain
from typing import NamedTuple

THEIRS, MINE, END = "⟦They wrote: ", "⟦You wrote: ", "⟧"
MOST = 4_000_000  # words of one text times words of the other: what is compared in a moment
Chunks = Iterator[tuple[Sequence[str], Sequence[str], Sequence[str]]]


class Merged(NamedTuple):
    """The text of both, and how many places of it are marked because both changed them."""

    text: str
    marked: int


def marks_in(text: str) -> bool:
    """Whether a place that both changed is still marked."""
    return THEIRS.strip() in text or MINE.strip() in text


def merge(base: str, mine: str, theirs: str) -> Merged | None:
    """Both edits in one text; None where the texts are too long to be compared.

    Where there was no text before, theirs and mine stand one after the other.
    """
    if not base.strip() and mine.strip() and theirs.strip() and mine != theirs:
        return Merged(f"{theirs.rstrip()}\n\n{mine.lstrip()}", 0)
    words = [_words(text) for text in (base, mine, theirs)]
    if len(words[0]) * max(len(words[1]), len(words[2])) > MOST:
        return None
    text: list[str] = []
    marked = 0
    for before, ours, others in _chunks(*words):
        if ours in (before, others):
            text += others
        elif others == before:
            text += ours
        else:
            marked += 1
            text += [f"{THEIRS}{''.join(others)}{END}{MINE}{''.join(ours)}{END}"]
    return Merged("".join(text), marked)


def merge_lines(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> list[str]:
    """Two edits of a list put together; where both changed the same lines, theirs come first, then mine."""
    lines: list[str] = []
    for before, ours, others in _chunks(base, mine, theirs):
        if ours in (before, others):
            lines += others
        elif others == before:
            lines += ours
        else:
            lines += [*others, *(line for line in ours if line not in others)]
    return lines


def _words(text: str) -> list[str]:
    return re.findall(r"\s+|\S+", text)


def _chunks(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> Chunks:
    """The three texts side by side: in turns what all have in common, and what lies between that."""
    at = (0, 0, 0)
    for start, ours, others, size in chain(
        _common(base, mine, theirs), [(*map(len, (base, mine, theirs)), 0)]
    ):
        yield base[at[0] : start], mine[at[1] : ours], theirs[at[2] : others]
        yield base[start : start + size], mine[ours : ours + size], theirs[others : others + size]
        at = (start + size, ours + size, others + size)


def _common(
    base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]
) -> Iterator[tuple[int, int, int, int]]:
    """Runs that neither edit touched: where they are in each text, and how long they are."""
    ours, others = (
        [at for at in SequenceMatcher(None, base, text, autojunk=False).get_matching_blocks() if at.size]
        for text in (mine, theirs)
    )
    i = j = 0
    while i < len(ours) and j < len(others):
        one, two = ours[i], others[j]
        start, end = max(one.a, two.a), min(one.a + one.size, two.a + two.size)
        if start < end:
            yield start, start - one.a + one.b, start - two.a + two.b, end - start
        if one.a + one.size < two.a + two.size:
            i += 1
        else:
            j += 1
