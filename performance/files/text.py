"""Files of figures on the command line: the plan as lines of text, and writing with a progress bar."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from tqdm import tqdm

from performance.actions.figure_files import Choice, Planned, import_observations
from performance.files.told import About, told_of
from recommendations.reading.paper import Refused


def add_options(parser: CommandParser) -> None:
    """What can be said of files on the command line."""
    for name, gives in (("measure", "SLUG"), ("force", "SLUG"), ("period", "WORDS")):
        parser.add_argument(f"--{name}", default="", metavar=gives, help="for files that do not give it")
    parser.add_argument(
        "--column", action="append", default=[], metavar="HEADING=ROLE", help="what a column is, or ignore"
    )
    parser.add_argument("--publisher", default="", help="else as a sources.yaml beside the file says")
    parser.add_argument("--open", action="store_true", help="anyone can read these figures elsewhere")
    parser.add_argument("--note", default="", help="what to know of the figures")


def said_of(file: Path, said: Mapping[str, Any]) -> tuple[Choice, About]:
    """What was said of a file, by the options or, of its publisher, beside it. Raises Refused."""
    for column in said["column"]:
        if "=" not in column:
            raise Refused(f"--column {column}: write HEADING=ROLE.")
    roles = {heading: role for heading, _, role in (column.rpartition("=") for column in said["column"])}
    choice = Choice(roles, measure=said["measure"], force=said["force"], period=said["period"])
    if said["publisher"]:
        return choice, About(said["publisher"], said["open"], said["note"])
    return choice, told_of(file)


def plan_lines(name: str, planned: Planned) -> Iterator[str]:
    """What each column is taken for, how much would be written, and every problem."""
    yield f"{name}:"
    for column in planned.match.columns:
        yield f"  column “{column.heading}”: {column.role or 'not known'} ({column.why})"
    yield from (f"  {note}" for note in planned.sheet.notes)
    yield from (f"  {held}" for held in planned.holds)
    yield f"  {_counts(planned)}"
    for problem in planned.problems:
        yield f"  problem: {problem}"


def import_file(*, name: str, data: bytes, about: About, choice: Choice, by: Any, out: Any) -> None:
    """Write a file from the command line, with a progress bar and a line of what was done.

    Raises Refused for a file that cannot be written.
    """
    with tqdm(desc=name, unit=" rows", leave=False) as bar:

        def progress(written: int, total: int) -> None:
            bar.total = total
            bar.update(written - bar.n)

        planned = import_observations(
            name=name, data=data, about=about, choice=choice, by=by, progress=progress
        )
    done = f"{_counts(planned)}." if planned.writes else "nothing new; nothing was written."
    out.write(f"{name}: {done}")


def _counts(planned: Planned) -> str:
    return ", ".join(f"{count} {verdict}" for verdict, count in planned.counts.items())
