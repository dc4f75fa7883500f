"""Words of files of figures: how they are compared, what they may stand for, how a wrong one is told."""

from __future__ import annotations

from dataclasses import dataclass, field

_SHOWN = 40


@dataclass(frozen=True)
class Vocabulary:
    """What a word stands for. The words are as `plain` makes them; the slugs are those on record.

    `groups` holds, for each measure that is counted by group, its groups. `spans` holds the length of
    a measure's periods (a value of performance.periods.Span), "" where any will do.
    """

    measures: dict[str, str] = field(default_factory=dict)
    forces: dict[str, str] = field(default_factory=dict)
    groups: dict[str, dict[str, str]] = field(default_factory=dict)
    spans: dict[str, str] = field(default_factory=dict)


class Fault(ValueError):
    """A value that cannot be read; the message is a sentence that quotes it and says why."""


def plain(word: str) -> str:
    """A word as it is compared: without case, with single blanks, “&” as “and”, “_” as a blank."""
    return " ".join(word.casefold().replace("&", " and ").replace("_", " ").split())


def quoted(word: str) -> str:
    """A value in quotation marks, its end left out where it is long."""
    return f"“{word}”" if len(word) <= _SHOWN else f"“{word[:_SHOWN]}…”"
