"""The numbers that Word prints before the items of a list: the file holds nothing but rules for them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml.etree import _Element as Element

from recommendations.reading.files.flow import formed
from recommendations.reading.files.word_package import W, number, value
from recommendations.reading.files.word_styles import Styles

LEVELS = 9


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list counts and what it prints."""

    start: int
    form: str
    text: str
    restart: int  # the level, from 1, after which it starts anew; 0: never


class Numbers:
    """Counts the items of all lists of a file, in reading order."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        found = [] if root is None else list(root)
        self._styles = styles
        self._abstract = {a.get(f"{W}abstractNumId"): a for a in found if a.tag == f"{W}abstractNum"}
        self._nums = {n.get(f"{W}numId"): n for n in found if n.tag == f"{W}num"}
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()
        self._levels: dict[tuple[str, int], _Level | None] = {}

    def printed(self, style: str, properties: Element | None) -> str | None:
        """What stands before a paragraph, without its point: "" for a bullet, None where it is no item.

        To be asked once of each paragraph, in order: asking counts on.
        """
        own = properties.find(f"{W}numPr") if properties is not None else None
        given = self._styles.numbering(style)
        num = value(own, "numId") or value(given, "numId")
        if not num or num == "0" or num not in self._nums:
            return None
        level = number(value(own, "ilvl") or value(given, "ilvl"), -1)
        if level < 0:
            level = self._level_of_style(num, style)
        rule = self._rule(num, min(level, LEVELS - 1))
        return None if rule is None else self._count(num, min(level, LEVELS - 1), rule)

    def _count(self, num: str, level: int, rule: _Level) -> str | None:
        counts = self._counts.setdefault(self._abstract_id(num), [None] * LEVELS)
        for upper in range(level + 1):
            override = self._override(num, upper)
            if override is not None and (num, upper) not in self._begun:
                counts[upper] = None
            self._begun.add((num, upper))
            above = self._rule(num, upper)
            start = override if override is not None else above.start if above else 1
            held = counts[upper]
            counts[upper] = start if held is None else held + (upper == level)
        for lower in range(level + 1, LEVELS):
            below = self._rule(num, lower)
            if below is None or level < below.restart:
                counts[lower] = None
        if rule.form == "bullet":
            return ""
        return self._label(num, rule, counts) or None

    def _label(self, num: str, rule: _Level, counts: list[int | None]) -> str:
        def counted(found: re.Match[str]) -> str:
            level = int(found[1]) - 1
            other = self._rule(num, level)
            return formed(counts[level] or 0, other.form if other else "decimal")

        return re.sub(r"%([1-9])", counted, rule.text).strip(" \t\u00a0.:()[]")

    def _abstract_id(self, num: str) -> str:
        """The list's rules; a list that takes them from a style is followed to the list they stand in."""
        seen = {num}
        while True:
            id_ = value(self._nums.get(num), "abstractNumId") or ""
            link = value(self._abstract.get(id_), "numStyleLink")
            following = value(self._styles.numbering(link), "numId") if link else None
            if not following or following in seen:
                return id_
            seen.add(following)
            num = following

    def _level_of_style(self, num: str, style: str) -> int:
        abstract = self._abstract.get(self._abstract_id(num))
        for level in [] if abstract is None else abstract.findall(f"{W}lvl"):
            if value(level, "pStyle") == style:
                return max(0, number(level.get(f"{W}ilvl"), 0))
        return 0

    def _override(self, num: str, level: int) -> int | None:
        for each in self._nums[num].findall(f"{W}lvlOverride"):
            if number(each.get(f"{W}ilvl"), -1) == level and (text := value(each, "startOverride")):
                return number(text, 1)
        return None

    def _rule(self, num: str, level: int) -> _Level | None:
        if (num, level) not in self._levels:
            self._levels[num, level] = self._read_rule(num, level)
        return self._levels[num, level]

    def _read_rule(self, num: str, level: int) -> _Level | None:
        own = [each.find(f"{W}lvl") for each in self._nums[num].findall(f"{W}lvlOverride")]
        abstract = self._abstract.get(self._abstract_id(num))
        general = [] if abstract is None else abstract.findall(f"{W}lvl")
        for each in [*own, *general]:
            if each is not None and number(each.get(f"{W}ilvl"), -1) == level:
                return _Level(
                    number(value(each, "start"), 0),
                    value(each, "numFmt") or "decimal",
                    value(each, "lvlText") or "",
                    number(value(each, "lvlRestart"), level),
                )
        return None
