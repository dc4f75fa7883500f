"""A board paper as plain data: what every reader returns and every plan starts from.

Free of Django. Each entry keeps its `place`, so that a plan, a refusal or a loss can name
the line it speaks of. `NOT_STATED` marks a value that the paper does not give, which is not
the same as a value that it gives as empty: what is not stated never changes a record.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Final, TypeAlias


class NotStated(Enum):
    """The one value that says: the paper does not state this."""

    NOT_STATED = "not stated"

    def __bool__(self) -> bool:
        return False


NOT_STATED: Final = NotStated.NOT_STATED
Text: TypeAlias = str | NotStated
Day: TypeAlias = date  # an entry with a field named `date` cannot name its type so


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a value stood in its paper: the first and the last line, counted from 1; 0 is the whole paper.

    `name` says it in the words of the file's own form, as "page 3, table 2, row 5"; lines only order it then.
    """

    line: int = 0
    last: int = 0
    name: str = field(default="", compare=False)

    def __str__(self) -> str:
        if self.name:
            return self.name
        if not self.line:
            return "the whole paper"
        return f"lines {self.line} to {self.last}" if self.last > self.line else f"line {self.line}"

    @property
    def opening(self) -> str:
        """The same at the beginning of a sentence."""
        return f"{self}"[:1].upper() + f"{self}"[1:]


class Refused(ValueError):
    """A paper that cannot be read; the message is a sentence that names the place and the reason."""


@dataclass(frozen=True, slots=True)
class Loss:
    """Something in the paper that is not read into the records, and why."""

    place: Place
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class BodyEntry:
    """Who meets, owns or is addressed."""

    place: Place
    slug: str
    name: str
    short_name: Text = NOT_STATED
    purpose: Text = NOT_STATED
    chair: Text = NOT_STATED
    members: Text = NOT_STATED
    parent: Text = NOT_STATED  # the slug of the body it sits under
    mentioned: bool = False  # only named in a list: made where it is not on record, else nothing changes


@dataclass(frozen=True, slots=True)
class MeetingEntry:
    """One dated sitting of a body. `day_known` is false where the paper gives a month only."""

    place: Place
    body: str
    date: Day
    day_known: bool = True
    quarter: Text = NOT_STATED  # as printed, "Q2 2022/23"
    data_up_to: Day | None = None
    draft: bool = False
    cover: Text = NOT_STATED  # what the paper's first page says: venue, who attends, agenda


@dataclass(frozen=True, slots=True)
class UpdateEntry:
    """What the paper's meeting is told of one recommendation. `status` is the word as printed, or None."""

    place: Place
    narrative: str
    status: str | None


@dataclass(frozen=True, slots=True)
class RecommendationEntry:
    place: Place
    number: int
    theme: str = ""  # the theme's name, "" where the report has none
    summary: Text = NOT_STATED
    wording: Text = NOT_STATED
    lead: Text = NOT_STATED  # a lead of its own, where it is not the theme's
    bodies: tuple[str, ...] | None = None  # slugs of the bodies it is addressed to; None: not stated
    priority: Text = NOT_STATED
    expected_outcome: Text = NOT_STATED
    due: date | None = None
    due_set_by: Text = NOT_STATED
    update: UpdateEntry | None = None


@dataclass(frozen=True, slots=True)
class ThemeEntry:
    place: Place
    name: str
    lead: Text = NOT_STATED


class Counted(Enum):
    """What a published count counts."""

    TOTAL = "total"
    AT_STATUS = "at status"
    NOT_ACCEPTED = "not accepted"


@dataclass(frozen=True, slots=True)
class CountEntry:
    """A number the paper states of a report, kept as stated. `status` is the word as printed."""

    place: Place
    counted: Counted
    value: int
    status: str = ""


@dataclass(frozen=True, slots=True)
class ReportEntry:
    place: Place
    slug: str
    title: str  # "" for a report on record that keeps the title it has there
    scheme: str  # "rag" or "stages"
    year_label: Text = NOT_STATED  # "2020-21"
    publisher: Text = NOT_STATED
    recommendations_made: int | None = None  # how many the report makes, where it is known
    themes: tuple[ThemeEntry, ...] = ()
    recommendations: tuple[RecommendationEntry, ...] = ()
    counts: tuple[CountEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class NoteEntry:
    """What the meeting was told under a heading, tied to a report (its slug) and to no recommendation."""

    place: Place
    report: str
    heading: str
    text: str
    position: int


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """A column of a table of recommendations: its heading as printed, its role ("": it is not read)."""

    heading: str
    role: str


@dataclass(frozen=True, slots=True)
class TableMatch:
    """A table of recommendations, and how its columns are read."""

    place: Place
    columns: tuple[ColumnMatch, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """One board paper, read. `abridged` papers hold our short words: they fill gaps and replace no text."""

    name: str
    sha256: str
    title: str
    abridged: bool = False
    meeting: MeetingEntry | None = None
    next_meeting: MeetingEntry | None = None
    bodies: tuple[BodyEntry, ...] = ()
    reports: tuple[ReportEntry, ...] = ()
    notes: tuple[NoteEntry, ...] = ()
    losses: tuple[Loss, ...] = field(default=())
    tables: tuple[TableMatch, ...] = ()
