"""What the files of definitions define, as plain data. Free of Django.

`at` is where an entry begins, like "drugs.yaml, line 7".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from performance.periods import day_words
from recommendations.reading.slugs import slug_of


@dataclass(frozen=True, slots=True)
class ForceDefinition:
    """The office's own force, or one of its most similar group (MSG)."""

    at: str
    name: str
    is_own: bool = False

    @property
    def slug(self) -> str:
        return slug_of(self.name)


@dataclass(frozen=True, slots=True)
class BreakdownDefinition:
    """A set of groups in their order, by name; `base` and `unknown` are one of them, or ""."""

    at: str
    slug: str
    name: str
    groups: tuple[str, ...]
    base: str = ""
    unknown: str = ""


@dataclass(frozen=True, slots=True)
class ChangeDefinition:
    """A dated change to what a measure counts; where it re-bases, control limits begin anew there."""

    at: str
    on: date
    what: str
    rebases: bool = False


@dataclass(frozen=True, slots=True)
class MeasureDefinition:
    """What one measure is. `denominator` is the slug of a measure, `breakdown` that of a breakdown."""

    at: str
    name: str
    definition: str
    why_it_matters: str
    unit: str
    kind: str
    polarity: str
    span: str
    author: str
    checker: str
    next_review: date
    per: int | None = None
    denominator: str = ""
    breakdown: str = ""
    words: tuple[str, ...] = ()
    asked_by: tuple[str, ...] = ()  # like "id-2022/36": a report's slug, a recommendation's number
    caution: str = ""
    changes: tuple[ChangeDefinition, ...] = ()

    @property
    def slug(self) -> str:
        """Its key, which is also that of a paper's measure of this name."""
        return slug_of(self.name)


@dataclass(frozen=True, slots=True)
class Definitions:
    """All that the files define, in the order of the files."""

    forces: tuple[ForceDefinition, ...] = ()
    breakdowns: tuple[BreakdownDefinition, ...] = ()
    measures: tuple[MeasureDefinition, ...] = ()

    def overdue(self, today: date) -> list[str]:
        """A sentence for each measure whose next review lies before `today`."""
        return [
            f"{m.at}: {m.name} was to be reviewed by {day_words(m.next_review)}."
            for m in self.measures
            if m.next_review < today
        ]
