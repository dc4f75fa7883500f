"""The words that others use for a status, and which of ours they may mean. Free of Django."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from recommendations.reading import columns
from recommendations.reading.paper import Place
from recommendations.reading.row_values import stated
from recommendations.reading.tracker_rows import TrackerTable

# What others call it → what a scheme may call it, the likeliest first. "" means: no status is stated.
MEANINGS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("g", "green", "complete", "completed", "done", "on track", "on target", "achieved", "implemented",
         "delivered", "finished", "met", "embedded", "blue", "b"),
        ("green", "closed"),
    ),
    **dict.fromkeys(("closed", "discharged", "signed off", "resolved"), ("closed", "green")),
    **dict.fromkeys(
        ("a", "y", "amber", "yellow", "in progress", "ongoing", "on going", "underway", "under way",
         "started", "open", "at risk", "delayed", "partially complete", "partially met", "some progress",
         "amber green", "amber red", "green amber", "red amber", "slipping"),
        ("amber", "with-force"),
    ),
    **dict.fromkeys(
        ("r", "red", "not started", "off track", "overdue", "not met", "no progress", "stalled",
         "not achieved", "missed", "blocked"),
        ("red", "with-force"),
    ),
    **dict.fromkeys(
        ("unknown", "not yet reported", "not reported", "not known", "not stated", "none", "n a", "na", "tbc",
         "tbd", "to be confirmed"),
        ("",),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class StatusFound:
    """A status word as printed, how often it stands in the file, and where first."""

    word: str
    count: int
    place: Place


def words_in(tables: Sequence[TrackerTable]) -> tuple[StatusFound, ...]:
    """The status words of the tables; one that stands there in other letters too is one word."""
    found: dict[str, StatusFound] = {}
    for table in tables:
        place = columns.places_of(table.columns).get(columns.STATUS)
        if place is None:
            continue
        for row, cells in table.written:
            word = stated(cells[place])
            if isinstance(word, str) and table.may_state(cells):
                held = found.get(word.casefold(), StatusFound(word, 0, table.at(row)))
                found[word.casefold()] = replace(held, count=held.count + 1)
    return tuple(found.values())


def suggest_statuses(words: Iterable[str], labels: Mapping[str, str]) -> dict[str, str]:
    """Word as printed → the code of the status that it may mean, "" for none stated. `labels`: code → label.

    The scheme's own labels and codes come first; a word of which nothing is known has no entry. It is a
    suggestion, which a person has to take or change.
    """
    own = {_plain(code): code for code in labels} | {_plain(label): code for code, label in labels.items()}
    found: dict[str, str] = {}
    for word in words:
        plain = _plain(word)
        meant = [own[plain]] if plain in own else MEANINGS.get(plain, ())
        code = next((code for code in meant if code in labels or not code), None)
        if code is not None:
            found[word] = code
    return found


def _plain(word: str) -> str:
    """The word in small letters, its parts parted by one space whatever stood between them."""
    return " ".join("".join(c if c.isalnum() else " " for c in word.casefold()).split())
