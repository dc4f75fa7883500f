"""Lines of a PDF put together again: which words a line's end parts, and which hyphens it put in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

SOFT_HYPHEN = "\u00ad"
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u2060\ufeff"), "")
LIGATURES = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
BULLETS = "•●▪■◦○‣·∙➢➤✓\uf0b7\uf0a7\uf0d8\uf0fc\uf02d"
DASHES = "–—-"
KEEPS = 0.3  # the part of all lines that end in a blank, from which that says something
HYPHENS = "-\u2010"
# Words that go on with a hyphen of their own.
BEFORE_HYPHEN = frozenset(
    (
        *("multi", "co", "self", "non", "re", "pre", "post", "sub", "cross", "inter", "over", "under", "out"),
        *(
            "well",
            "long",
            "short",
            "high",
            "low",
            "full",
            "half",
            "part",
            "one",
            "two",
            "three",
            "four",
            "five",
        ),
        *("anti", "ex", "e", "year", "end", "face", "day", "on", "off", "in", "up", "down", "age", "black"),
    )
)
# What begins a line and is no word is the end of the last line's: a narrow column parted it.
NO_WORD = frozenset(
    (
        *"bcdefghjklmnpqrstuvwxyz",
        *("ment", "ments", "tion", "tions", "ation", "ations", "sion", "ity", "ties", "ality", "ness", "ing"),
        *("ings", "ed", "ly", "ally", "al", "ble", "able", "ous"),
    )
)
_LAST = re.compile(rf"(\w+)[{HYPHENS}]$")
_FIRST = re.compile(r"^(\w+)")
_WORD = re.compile(rf"\w+(?:[{HYPHENS}'’]\w+)*")
_LAST_LETTERS, _ADDRESS = (
    re.compile(r"(?:^|\W)([^\W\d_]+)$"),
    re.compile(r"(?:^|[\s(<])(?:https?://|www\.)\S+$"),
)
_MORE_OF_ADDRESS = re.compile(r"\S*[/?=&%_#]")


def plain(text: str) -> str:
    """The text with ligatures taken apart and without what no reader sees. Soft hyphens stay for `joined`."""
    return text.translate(LIGATURES).translate(INVISIBLE)


class Words:
    """The words of a paper that no line's end parts: they tell which hyphens are a word's own."""

    def __init__(self) -> None:
        self._known: set[str] = set()
        self._lines = self._blanks = 0
        self._parts = False  # whether lines of this paper are known to end in hyphens that were put in

    def learn(self, lines: Iterable[str]) -> None:
        """Note the words of lines, except those at their ends."""
        for line in lines:
            self._known.update(word.casefold() for word in _WORD.findall(line)[1:-1])

    def count(self, blank: bool) -> None:
        """Note of a line whether a blank stands at its end."""
        self._lines += 1
        self._blanks += blank

    @property
    def keeps_blanks(self) -> bool:
        """Whether lines that end between words keep the blank, so that one without it parts a word."""
        return self._blanks > KEEPS * self._lines

    def see(self, line: str, following: str) -> None:
        """Note whether a line of this paper ends in a hyphen that was put in."""
        last, first = _LAST.search(line), _FIRST.match(following)
        if last and first and f"{last[1]}{first[1]}".casefold() in self._known:
            self._parts = True

    def joined(self, line: str, following: str, *, full: bool = False) -> str:
        """Two lines as one; where the file has a blank at the end of the first, it is given with it.

        `full`: the line had no room for a blank, so that its absence says nothing.
        """
        if not line or not following:
            return line + following
        if line.endswith(SOFT_HYPHEN):
            return line[:-1] + following
        if line[-1].isspace() or following[0].isspace():
            return line + following
        last, first = _LAST.search(line), _FIRST.match(following)
        if last is None or first is None:
            apart = not (re.search(r"\S/$", line) or self._parts_word(line, following, full))
            return f"{line} {following}" if apart else line + following
        left, right = last[1].casefold(), first[1].casefold()
        if not right[0].isalpha() or first[1][0].isupper() or f"{left}-{right}" in self._known:
            return line + following
        if left + right in self._known or (self._parts and left not in BEFORE_HYPHEN):
            return line[:-1] + following
        return line + following

    def _parts_word(self, line: str, following: str, full: bool) -> bool:
        """Whether a line's end parts a word without a hyphen, as narrow columns do."""
        if self.keeps_blanks and not full and line[-1].isalnum() and following[0].isalnum():
            return True
        if _ADDRESS.search(line) and _MORE_OF_ADDRESS.match(following):
            return True
        last, first = _LAST_LETTERS.search(line), _FIRST.match(following)
        if last is None or first is None:
            return False
        left, right = last[1].casefold(), first[1].casefold()
        if first[1] in NO_WORD and len(left) > 3:
            return True
        whole = left in self._known and right in self._known and (len(right) > 1 or right in "ai")
        return left + right in self._known and not whole


def without_soft(text: str) -> str:
    """The text without soft hyphens, which no word has of its own."""
    return text.replace(SOFT_HYPHEN, "")
