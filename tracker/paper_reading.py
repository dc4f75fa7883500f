"""The one door for a file: from its bytes to what both apps read in it. Free of Django.

A stranger's file is read in a process of its own, with limits (`read_file`); `read_here` is what that
process does. What was read crosses over as JSON, and is kept as such with the paper.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import cattrs

from performance.reading.report import PerformanceReport
from recommendations.apart import Progress, run_apart
from recommendations.reading.choices import NOTHING_SAID, Choices
from recommendations.reading.paper import NOT_STATED, Loss, NotStated, Paper, Place, Refused, TableMatch, Text
from recommendations.reading.places import in_words, with_names

ROOT = Path(__file__).resolve().parent.parent
TASK = "tracker.paper_reading:read_apart"
READERS = (
    "recommendations/reading",
    "performance/reading",
    "tracker/paper_reading.py",
    "tracker/paper_form.py",
)


@dataclass(frozen=True, slots=True)
class Word:
    """A status word as printed, how often, and where first."""

    word: str
    count: int
    place: Place


@dataclass(frozen=True, slots=True)
class Read:
    """What a file was read as. `paper` is None while a person has still to say what `asks` says.

    `words` are the status words of a tracker, which its office may have chosen freely.
    """

    paper: Paper | None = None
    report: PerformanceReport = field(default_factory=PerformanceReport)
    is_tracker: bool = False
    is_fixture: bool = False
    tables: tuple[TableMatch, ...] = ()
    words: tuple[Word, ...] = ()
    asks: tuple[str, ...] = ()


def read_file(
    name: str, data: bytes, choices: Choices = NOTHING_SAID, progress: Progress = lambda said: None
) -> Read:
    """What a file holds, read apart. Raises Refused with a sentence that names the place and the reason."""
    words = {"name": name, "choices": codec().unstructure(choices)}
    answer, _ = run_apart(TASK, words, data, progress=progress)
    return from_json(answer)


def read_apart(words: Mapping[str, Any], data: bytes, progress: Progress) -> tuple[Any, bytes]:
    """The task of the child process."""
    choices = codec().structure(words["choices"], Choices)
    return to_json(read_here(words["name"], data, choices, progress)), b""


def read_here(
    name: str, data: bytes, choices: Choices = NOTHING_SAID, progress: Progress = lambda said: None
) -> Read:
    """What a file holds, read in this process."""
    # Imported here: a worker that has files read elsewhere needs none of their readers.
    from tracker.paper_kinds import read_kind

    return read_kind(name, data, choices, progress)


def in_place(read: Callable[[], Read], where: Mapping[int, str]) -> Read:
    """What `read` gives, or its refusal, with every place in the words of the file's own form."""
    try:
        return with_names(read(), where)
    except Refused as refused:
        raise Refused(in_words(str(refused), where)) from None


def with_losses(read: Read, losses: tuple[Loss, ...]) -> Read:
    """The same with further losses of the file itself."""
    if read.paper is None or not losses:
        return read
    return replace(read, paper=replace(read.paper, losses=(*losses, *read.paper.losses)))


def to_json(read: Read) -> Any:
    """What was read, as plain JSON."""
    return codec().unstructure(read)


def from_json(told: Any) -> Read:
    """What was read, from plain JSON; raises cattrs' errors where it is another version's."""
    return codec().structure(told, Read)


@cache
def codec() -> cattrs.Converter:
    """Dataclasses to JSON and back: days as ISO text, what is not stated as null."""
    made = cattrs.Converter()
    made.register_unstructure_hook(date, lambda day: day.isoformat())
    made.register_structure_hook(date, lambda told, _: date.fromisoformat(told))
    made.register_unstructure_hook(NotStated, lambda _: None)
    made.register_structure_hook(Text, lambda told, _: NOT_STATED if told is None else str(told))
    return made


@cache
def readers() -> str:
    """A name for the readers as they are: what an older one read is read again."""
    made = hashlib.sha256()
    for place in READERS:
        path = ROOT / place
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            made.update(file.read_bytes() if file.exists() else b"")
    return made.hexdigest()
