"""The performance page beside a Dash page of the same charts: what the servers take, what Chromium shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from statistics import median
from typing import NamedTuple

from tests.benchmarks.figures import Figure, times
from tests.benchmarks.pages import PERFORMANCE, Page
from tests.benchmarks.rounds import Readers, ask_in_turn

OURS, SQUEEZED, DASH, BARE_DASH = "ours", "ours, compressed", "Dash", "Dash without its look"
LAYOUT = Page("layout of Dash", "/_dash-layout")
SERVER_OF_DASH = 1.6  # our page's server time: at most so many times Dash's layout
LATER = 60_000  # bytes of a page that is not the first one


class Load(NamedTuple):
    """One page as Chromium loaded it: milliseconds from the start of navigation, and bytes received."""

    readable: float
    first: float
    all: float
    received: int


class Limits(NamedTuple):
    """At most so many times what Dash takes; a limit of 0 asks nothing."""

    readable: float
    first: float
    received: float = 0


# Chromium keeps a script compiled once it has met it twice, so a third visit is another thing than a second.
VISITS = {
    "first visit": Limits(readable=0.1, first=0.7, received=0.25),
    "again from cache": Limits(readable=0.1, first=0.3),
    "a third time": Limits(readable=0, first=0),
}


def server_figures(readers: Readers) -> Iterator[Figure]:
    """How long the servers take for the page and for the layout, asked in turn.

    Browsers ask for compressed answers, which the page is and Dash's by default are not; the page is
    asked for both ways, because compressing it is a part of what it costs.
    """
    asked = [(OURS, PERFORMANCE), (SQUEEZED, PERFORMANCE), (DASH, LAYOUT), (BARE_DASH, LAYOUT)]
    taken = ask_in_turn(readers, asked)
    middle = {server: 1000 * median(taken[server, page.path]) for server, page in asked}
    name = "performance page"
    yield beside(f"{name}, to Dash's layout", middle[OURS], middle[DASH], SERVER_OF_DASH)
    yield beside(f"{name} compressed, to Dash's layout", middle[SQUEEZED], middle[DASH], SERVER_OF_DASH)
    yield beside(f"{name}, to a layout without Dash's look", middle[OURS], middle[BARE_DASH])


def beside(name: str, ours: float, dash: float, limit: float = 0, unit: str = "ms") -> Figure:
    """How many times Dash's figure ours is, with both of them."""
    figure = times(name, ours, dash, limit)
    return figure._replace(measured=f"{figure.measured} ({ours:,.1f} to {dash:,.1f} {unit})")


def visit_figures(visit: str, ours: Sequence[Load], dash: Sequence[Load]) -> Iterator[Figure]:
    """The medians of several tries of one kind of visit, ours to Dash's.

    Dash shows its text before any series and our page both at once, so what can be read is told twice:
    beside Dash's text, and beside its first chart.
    """
    limits = VISITS[visit]
    mine, theirs = middle_of(ours), middle_of(dash)
    yield beside(f"{visit}: readable, to Dash", mine.readable, theirs.readable, limits.readable)
    yield beside(f"{visit}: text and sparklines, to Dash's first chart", mine.readable, theirs.first)
    yield beside(f"{visit}: first chart, to Dash", mine.first, theirs.first, limits.first)
    yield beside(f"{visit}: all charts by scrolling, to Dash", mine.all, theirs.all)
    if limits.received:
        sizes = mine.received / 1000, theirs.received / 1000
        yield beside(f"{visit}: bytes, to Dash", *sizes, limits.received, "kB")
    else:
        yield later_figure(f"{visit}: bytes", mine.received)


def middle_of(loads: Sequence[Load]) -> Load:
    """The median of each figure by itself."""
    readable, first, every, received = zip(*loads, strict=True)
    return Load(median(readable), median(first), median(every), round(median(received)))


def later_figure(name: str, received: int) -> Figure:
    """The bytes of a page after the first."""
    return Figure(name, f"{received:,} bytes", f"under {LATER:,}", received < LATER)


def bytes_received(finished: Sequence[Mapping[str, float]]) -> int:
    """What came over the wire, by Chromium's events of finished loads; what its cache held counts 0."""
    return round(sum(event["encodedDataLength"] for event in finished))
