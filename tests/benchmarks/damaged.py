"""Read thousands of damaged papers: each is to be refused, or read; nothing else may come of it.

Each is read in a worker process with the limits of the child that reads a stranger's file. Ends with 1 where
something was neither refused nor read.
"""

from __future__ import annotations

import argparse
import logging
import multiprocessing
import signal
import sys
import traceback
import warnings
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from datetime import date
from time import perf_counter
from types import FrameType
from typing import NamedTuple

from recommendations.apart import MEGABYTES, SECONDS
from recommendations.reading.choices import Choices, TrackerChoice
from recommendations.reading.paper import Refused
from tests.damage import damaged
from tests.sound_papers import FORMS, name_of, sound
from tracker.paper_reading import from_json, read_here, to_json

CHOICES = Choices(tracker=TrackerChoice("A tracker", year="2023", body="pab", day=date(2023, 5, 3)))
AT_ONCE = 50  # papers that a worker reads between two words


class Outcome(NamedTuple):
    """What came of one paper: "read", "refused", "uncaught", or the limit that it ran into."""

    number: int
    what: str
    seconds: float
    said: str


@dataclass
class Told:
    """What came of the papers of one form."""

    counts: Counter[str] = field(default_factory=Counter)
    slowest: float = 0
    slowest_number: int = 0
    uncaught: list[Outcome] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        """Take in what came of one."""
        self.counts[outcome.what] += 1
        if outcome.seconds > self.slowest:
            self.slowest, self.slowest_number = outcome.seconds, outcome.number
        if outcome.what == "uncaught":
            self.uncaught.append(outcome)


class _TooLong(BaseException):
    """No reader catches it."""


def limit() -> None:
    """The limits of a worker, as those of the child that reads a stranger's file."""
    import resource

    for form in FORMS:
        sound(form)  # made before there are limits: a writer needs more memory than a reader
    size = MEGABYTES << 20
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    signal.signal(signal.SIGALRM, _stop)
    logging.disable()
    warnings.simplefilter("ignore")


def _stop(number: int, frame: FrameType | None) -> None:
    raise _TooLong


def read_some(form: str, numbers: list[int]) -> list[Outcome]:
    """What comes of the papers of a form with those numbers."""
    return [_read(form, number) for number in numbers]


def _read(form: str, number: int) -> Outcome:
    data = damaged(form, number)
    start = perf_counter()
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        what, said = _outcome(form, data)
    except _TooLong:
        what, said = "too long", ""
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return Outcome(number, what, perf_counter() - start, said)


def _outcome(form: str, data: bytes) -> tuple[str, str]:
    try:
        read = read_here(name_of(form), data, CHOICES)
        losses = (*read.paper.losses, *read.report.losses) if read.paper else ()
        if from_json(to_json(read)) != read or not all(loss.what and loss.why for loss in losses):
            return "uncaught", "what was read is not whole"
        return "read", ""
    except Refused as refused:
        return ("refused", "") if str(refused).strip() else ("uncaught", "a refusal without a word")
    except MemoryError:
        return "too large", ""
    except RecursionError:
        return "refused", ""
    except Exception:
        return "uncaught", traceback.format_exc()


def measure(count: int, seed: int) -> Iterator[tuple[str, Told]]:
    """What came of so many papers, an equal share of each form; `seed` is where their numbers begin."""
    share = -(-count // len(FORMS))
    for form in FORMS:
        told = Told()
        left = [
            list(range(first, min(first + AT_ONCE, seed * 1_000_000 + share)))
            for first in range(seed * 1_000_000, seed * 1_000_000 + share, AT_ONCE)
        ]
        while left:
            _read_on(form, left, told)
        yield form, told


def _read_on(form: str, left: list[list[int]], told: Told) -> None:
    """Read until nothing is left or the worker dies; then what it was at is read one by one."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn, initializer=limit) as worker:
        while left:
            numbers = left[0]
            try:
                outcomes = worker.submit(read_some, form, numbers).result()
            except BrokenProcessPool:
                left.pop(0)
                if len(numbers) > 1:
                    left[:0] = [[number] for number in numbers]
                else:
                    told.add(Outcome(numbers[0], "uncaught", 0, "the process died"))
                return
            left.pop(0)
            for outcome in outcomes:
                told.add(outcome)


def main() -> int:
    """Read them, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.damaged", description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    kinds = ("read", "refused", "too large", "too long", "uncaught")
    print(
        "".join(["form".ljust(14), *(kind.rjust(11) for kind in kinds), "  slowest, its number"]), flush=True
    )
    faults: list[tuple[str, Outcome]] = []
    total: Counter[str] = Counter()
    for form, told in measure(asked.count, asked.seed):
        total += told.counts
        faults += [(form, outcome) for outcome in told.uncaught]
        counts = "".join(f"{told.counts[kind]:11,}" for kind in kinds)
        print(f"{form:14}{counts}  {told.slowest:.2f} s, {told.slowest_number}", flush=True)
    print(f"{'all':14}{''.join(f'{total[kind]:11,}' for kind in kinds)}")
    for form, outcome in faults[:20]:
        print(f"\n{form} {outcome.number}:\n{outcome.said}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
