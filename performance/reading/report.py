"""The performance report of a paper as plain data. Free of Django; each entry keeps its place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from recommendations.reading.paper import Loss, Place

COMPARES = ("share-of-target", "sum-of-groups", "recommendations-told")
# How long a name may be in the records.
LONGEST_NAME, LONGEST_SHORT_NAME, LONGEST_UNIT = 200, 100, 20


@dataclass(frozen=True, slots=True)
class AssessmentEntry:
    """Trend and benchmark of a measure as stated; "" and None where the paper states none."""

    place: Place
    measure: str  # the name as printed
    trend: str = ""
    rank: int | None = None  # 1 is best, whatever the polarity
    out_of: int | None = None
    against: str = ""  # "above", "similar" or "below" the average
    note: str = ""


@dataclass(frozen=True, slots=True)
class TargetEntry:
    """A value that a measure is to reach."""

    place: Place
    measure: str
    name: str
    value: float
    by: date | None = None


@dataclass(frozen=True, slots=True)
class FigureEntry:
    """A figure of the office's own force, from the first to the last day of its period.

    `group` is the name of a group, "" the whole.
    """

    place: Place
    measure: str
    start: date
    end: date
    value: float
    denominator: float | None = None
    group: str = ""


@dataclass(frozen=True, slots=True)
class StatedEntry:
    """A figure the paper works out or repeats. It is of a measure (its name) or of a report (its slug)."""

    place: Place
    label: str
    value: float
    unit: str
    compares: str  # one of COMPARES
    measure: str = ""
    report: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ToldEntry:
    """A numbered text: a planned action or a comment."""

    place: Place
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class PriorityEntry:
    """A heading of the report and what stands under it.

    `figure_measures` are the names of its measures that have figures and no assessment.
    """

    place: Place
    framework: str
    heading: str
    measures: tuple[AssessmentEntry, ...] = ()
    targets: tuple[TargetEntry, ...] = ()
    actions: tuple[ToldEntry, ...] = ()
    comments: tuple[ToldEntry, ...] = ()
    figure_measures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TermEntry:
    """A word of the glossary."""

    place: Place
    term: str
    meaning: str


@dataclass(frozen=True, slots=True)
class PerformanceReport:
    """All that is read of a performance report, and what is not; empty for a paper without one."""

    priorities: tuple[PriorityEntry, ...] = ()
    figures: tuple[FigureEntry, ...] = ()
    stated: tuple[StatedEntry, ...] = ()
    terms: tuple[TermEntry, ...] = ()
    losses: tuple[Loss, ...] = ()
