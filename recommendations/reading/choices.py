"""What a person says of a file where its own words leave it open. Free of Django."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class TrackerChoice:
    """Which report a tracker of somebody else's follows, and which meeting is told its updates.

    `slug` is that of a report on record, "" for a new one; `body` is the slug of the body that meets.
    """

    title: str = ""
    slug: str = ""
    scheme: str = "rag"
    year: str = ""
    publisher: str = ""
    body: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """How to read a file. Empty where nobody said anything: then its own headings and words decide.

    `columns`: heading as printed → a role of `columns.ROLES`, "" for a column that is not read.
    `statuses`: status word as printed, in small letters → a status code, "" for none stated.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    statuses: Mapping[str, str] = field(default_factory=dict)
    tracker: TrackerChoice = field(default_factory=TrackerChoice)


NOTHING_SAID = Choices()
