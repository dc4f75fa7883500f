"""Backups made while people write: what the child process of the proof does.

The writers say after each edit that was accepted how many of theirs were. So a backup has to hold, of each
writer, no fewer than had been accepted when it began, and no more than one beyond those when it ended.
"""

from __future__ import annotations

import io
import shutil
from collections import Counter
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from django.core.management import CommandError, call_command
from django.db import connection

from tests.own_databases import OwnDatabase, new_database
from tests.proofs.writing import Tally, begin, numbers, write_until
from tracker.backup.postgresql import PostgreSQL
from tracker.backup.sqlite import SQLite

WRITERS = 4
ACCEPTED = get_context("fork").Array("q", WRITERS)
OVER = get_context("fork").Event()


def back_up_many(folder: str, times: int, guarded: bool) -> dict[str, int]:
    """Make, restore and check so many backups; how many were refused, and how many edits each one lacks.

    Without the guard, the database is copied as it lies there, and not as it is at one moment.
    """
    begin()
    connection.close()  # a child that inherited it would speak in between
    writers = [get_context("fork").Process(target=_write, args=(writer,)) for writer in range(WRITERS)]
    for writer in writers:
        writer.start()
    found = Tally()
    try:
        while min(ACCEPTED) == 0:
            OVER.wait(0.01)
            assert all(writer.is_alive() for writer in writers), "a writer failed"
        if not guarded:
            _without_snapshots()
        for number in range(times):
            found.update(_back_up(Path(folder) / f"{number}.backup", Path(folder)))
        assert all(writer.is_alive() for writer in writers), "a writer failed"
    finally:
        OVER.set()
        for writer in writers:
            writer.join()
    return {"refused": 0, "lacking": 0, "odd": 0, "meanwhile": 0, **found}


def _write(writer: int) -> None:
    write_until(writer, lambda accepted: ACCEPTED.__setitem__(writer, accepted), OVER.is_set)


def _back_up(path: Path, folder: Path) -> Counter[str]:
    """One backup, put into a new place, where it is compared with what the writers were told."""
    place = new_database(folder)
    place.drop()
    found = Tally()
    try:
        before = list(ACCEPTED)
        call_command("backup", str(path), stdout=io.StringIO())
        after = list(ACCEPTED)
        found["meanwhile"] += sum(after) - sum(before)
        call_command("restore", str(path), into=place.url, stdout=io.StringIO())
        told = _told(place)
        within = zip(before, told, after, strict=True)
        found["lacking"] += not all(low <= there <= high + 1 for low, there, high in within)
        found["odd"] += _rows_without_history(place)
    except CommandError:
        found["refused"] += 1
    finally:
        place.drop()
        path.unlink(missing_ok=True)
    return found


def _told(place: OwnDatabase) -> list[int]:
    """How many edits of each writer a database holds."""
    sums = Counter[int]()
    for (narrative,) in place.query(
        "SELECT narrative FROM recommendations_update WHERE narrative LIKE '%:%'"
    ):
        sums.update(numbers(narrative))
    return [sums[writer] for writer in range(WRITERS)]


def _rows_without_history(place: OwnDatabase) -> int:
    """Updates that are not what their newest history row says."""
    ((count,),) = place.query(
        "SELECT count(*) FROM recommendations_update u WHERE u.narrative <> (SELECT h.narrative "
        "FROM recommendations_historicalupdate h WHERE h.id = u.id ORDER BY h.history_id DESC LIMIT 1)"
    )
    return int(count > 0)


def _without_snapshots() -> None:
    """The guard off: SQLite's file is copied like any other, and pg_dump reads a moment of its own."""
    dumped = PostgreSQL._dumped

    def copied(self: SQLite, other: SQLite, told: Any) -> None:
        shutil.copyfile(self.path, other.path)

    def later(self: PostgreSQL, command: list[str], told: Any) -> Any:
        begun = sum(ACCEPTED)
        while sum(ACCEPTED) == begun:
            OVER.wait(0.01)
        return dumped(self, [word for word in command if not word.startswith("--snapshot")], told)

    SQLite.copy_to = copied
    PostgreSQL._dumped = later
