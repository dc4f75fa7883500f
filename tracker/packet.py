"""What the packet for the Panel tells on its one page: what changed at a meeting since the one before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from performance.models import Assessment
from performance.report.headline import Count as Measured
from performance.report.headline import headline
from performance.sentences import direction
from recommendations.models import Meeting
from recommendations.register import Row
from recommendations.register_table import status_label
from recommendations.sitting import Sitting
from recommendations.statuses import NOT_REPORTED, UNKNOWN, StatusWord
from recommendations.text import opening
from tracker.home import Headline, Home, read_home

# As much as one page of A4 holds, with everything else on it; the browser's tests print it full.
# Each report after the first takes the room of two moves.
MOVES = 13
REPORTS = 3
NAMES = 5
SHORT, NARRATIVE, NAME = 100, 120, 60  # letters of a recommendation, of its narrative, of a measure
ORDER = ("down", "up", "over", "lost", "new")
WORDS = {
    "down": ("moved down", "moved down"),
    "up": ("moved up", "moved up"),
    "over": ("moved to another stage", "moved to other stages"),
    "lost": ("is now unknown", "are now unknown"),
    "new": ("has its first update or status", "have their first update or status"),
}


class Move(NamedTuple):
    """One recommendation that moved; `way` is the movement as HTML, `url` its page."""

    report: str
    number: int
    url: str
    short: str
    was: str
    now: str
    way: str
    narrative: str


@dataclass(frozen=True)
class Packet:
    """The page. `counts` say how many moved in which way; `more` how many are not among `moves`."""

    home: Home
    headlines: list[Headline]
    more_reports: int
    counts: list[str]
    moves: list[Move]
    more: int
    several: bool  # whether the moves are of more than one report
    stages: list[tuple[StatusWord, int | None]]
    stages_unknown: int
    reported: Meeting | None
    measured: list[Measured]
    not_wanted: list[str]
    more_not_wanted: int


def read_packet(sitting: Sitting) -> Packet:
    """Everything on the page, in a number of queries that does not grow with the records."""
    home = read_home(sitting)
    changes = sorted(home.changes, key=lambda row: ORDER.index(row.movement.kind))
    shown = changes[: MOVES - 2 * max(len(home.headlines[:REPORTS]) - 1, 0)]
    reported, measured = headline(sitting)
    worse = _going_the_way_not_wanted(reported)
    stages = [(word, home.inspections.shown(word.code)) for word in home.stages]
    return Packet(
        home=home,
        headlines=home.headlines[:REPORTS],
        more_reports=len(home.headlines[REPORTS:]),
        counts=_counts(changes),
        moves=[_move(row, sitting) for row in shown],
        more=len(changes) - len(shown),
        several=len({row.report.pk for row in shown}) > 1,
        stages=stages,
        stages_unknown=max(home.inspections.recommendations - sum(count or 0 for _, count in stages), 0),
        reported=reported,
        measured=measured,
        not_wanted=worse[:NAMES],
        more_not_wanted=len(worse[NAMES:]),
    )


def _move(row: Row, sitting: Sitting) -> Move:
    was = row.was.label if row.was else UNKNOWN if row.was_reported else NOT_REPORTED
    return Move(
        row.report.title,
        row.number,
        sitting.link(f"{row.report.get_absolute_url()}{row.number}/"),
        opening(row.short, SHORT),
        was,
        status_label(row),
        row.movement.html,
        opening(row.narrative, NARRATIVE),
    )


def _counts(changes: list[Row]) -> list[str]:
    """How many moved in which way, in words."""
    found = []
    for kind in ORDER:
        count = sum(row.movement.kind == kind for row in changes)
        if count:
            found.append(f"{count} {WORDS[kind][count > 1]}")
    return found


def _going_the_way_not_wanted(meeting: Meeting | None) -> list[str]:
    """The measures whose trend, as stated to the meeting, is not the one wanted."""
    if meeting is None:
        return []
    told: Any = (
        Assessment.objects.filter(meeting=meeting).select_related("measure").order_by("position", "pk")
    )
    return [opening(a.measure.name, NAME) for a in told if direction(a.trend, a.measure.polarity) == "worse"]
