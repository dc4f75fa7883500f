"""Asking two servers for every page in turn, round after round, and what the medians say."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from random import Random
from statistics import median, quantiles

from tests.benchmarks import pages
from tests.benchmarks.figures import Figure, times
from tests.benchmarks.serving import Reader

ROUNDS = 15
TRIES = 5  # of which a round keeps the quickest: the others waited for something else on this machine
WARM = 40
ONE, MANY = "one office", "43 offices"
NOISY = 1.5  # the slower quarter of equal answers takes so many times as long as the quicker quarter

Readers = Mapping[str, Mapping[str, Reader]]  # by server, then by role
Seconds = Mapping[tuple[str, str], list[float]]  # by server and path


def ask_for_pages(readers: Readers) -> Seconds:
    """Every page of every server, the hello view and the raw query."""
    every = (*pages.PAGES, pages.HELLO, pages.RAW_REGISTER)
    return ask_in_turn(readers, [(server, page) for server in readers for page in every])


def ask_in_turn(readers: Readers, pairs: Sequence[tuple[str, pages.Page]]) -> Seconds:
    """The seconds of the quickest answer of every round, for pairs of a server and one of its pages.

    A round asks for everything several times, in an order of its own, so that whatever else this
    machine does meanwhile slows all of them alike.
    """
    asked = [pair for pair in pairs for _ in range(1 if pair[1].slow else TRIES)]
    order = Random(len(asked))
    taken: dict[tuple[str, str], list[float]] = defaultdict(list)
    for number in range(ROUNDS + 1):
        order.shuffle(asked)
        quickest: dict[tuple[str, str], float] = {}
        for server, page in asked:
            seconds = readers[server][page.role].ask(page.path).seconds
            key = server, page.path
            quickest[key] = min(seconds, quickest.get(key, seconds))
        for key, seconds in quickest.items():
            if number:  # the first round finds nothing ready
                taken[key].append(seconds)
    return taken


def page_figures(taken: Seconds) -> Iterator[Figure]:
    """Each page against the hello view, and with 43 times the data."""
    middle = {key: median(seconds) for key, seconds in taken.items()}
    hello = middle[ONE, pages.HELLO.path]
    yield Figure("hello view", f"{1000 * hello:.2f} ms")
    for page in pages.PAGES:
        seconds = middle[ONE, page.path]
        figure = times(f"{page.name}, to hello", seconds, hello, page.hellos)
        yield figure._replace(measured=f"{figure.measured} ({1000 * seconds:.1f} ms)")
    for page in pages.PAGES:
        name = f"{page.name}, with 43 times the data"
        yield times(name, middle[MANY, page.path], middle[ONE, page.path], page.growth)
    for server in (ONE, MANY):
        csv, raw = middle[server, pages.REGISTER_CSV.path], middle[server, pages.RAW_REGISTER.path]
        yield times(f"register.csv, to the raw query, {server}", csv, raw, pages.CSV_OF_RAW)
    yield noise(taken[ONE, pages.HELLO.path])


def noise(seconds: list[float]) -> Figure:
    """How far equal answers lie apart: whether the machine was quiet enough to believe the rest."""
    first, _, third = quantiles(seconds, n=4)
    name = "noise: slower to quicker quarter of hello"
    return Figure(name, f"{third / first:.2f} times", f"under {NOISY:g}", third / first < NOISY)


def unchanged_figures(reader: Reader) -> Iterator[Figure]:
    """The register asked for again by somebody who holds it already."""
    path = pages.REGISTER.path
    full = reader.ask(path)
    fresh = median(reader.ask(path).seconds for _ in range(WARM))
    again = [reader.ask(path, full.etag) for _ in range(WARM)]
    size = max(len(answer.body) for answer in again)
    seconds = median(answer.seconds for answer in again)
    yield Figure("register", f"{len(full.body):,} bytes, {1000 * fresh:.1f} ms")
    yield Figure("register unchanged (304)", f"{size} bytes, {1000 * seconds:.1f} ms", "0 bytes", size == 0)


def worker_figures(readers: Mapping[str, Reader]) -> Iterator[Figure]:
    """The worker's memory after 200 more answers from all pages, and what it imported."""
    for number in range(200):
        page = pages.PAGES[number % len(pages.PAGES)]
        readers[page.role].ask(page.path)
    told = json.loads(readers["viewer"].ask(pages.WORKER).body)
    megabytes = told["kilobytes"] / 1024
    limit = pages.MEGABYTES
    yield Figure("worker's memory", f"{megabytes:.0f} MB", f"at most {limit} MB", megabytes <= limit)
    heavy = ", ".join(told["imported"]) or "none"
    yield Figure("pandas, plotly, pdfplumber in it", heavy, "none", not told["imported"])


def query_figures(counts: Mapping[str, Mapping[str, int]]) -> Iterator[Figure]:
    """The number of queries of each page, which must not depend on how much there is."""
    for page in pages.PAGES:
        found = [count[page.name] for count in counts.values()]
        yield Figure(
            f"queries of {page.name}", ", ".join(map(str, found)), "all the same", len(set(found)) == 1
        )
