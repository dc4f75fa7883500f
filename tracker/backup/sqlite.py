"""SQLite: copied by its own online backup inside one read, so that people go on writing meanwhile."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from tracker.backup.archive import CHUNK, BackupError, Facts, Told, sync_folder
from tracker.backup.facts import facts_of

PAGES = 1000  # copied between two steps of the progress bar
WAIT = 20  # seconds


class SQLite:
    """The database in one file."""

    kind = "sqlite"

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def url(self) -> str:
        return "sqlite:///" + quote(self.path.absolute().as_posix())

    def facts(self) -> Facts:
        """What it holds; nothing where there is no file."""
        if not self.path.exists():
            return Facts({}, 0, "")
        with self._opened() as database:
            return _facts(database)

    @contextmanager
    def snapshot(self, folder: Path, told: Told) -> Iterator[tuple[Facts, Iterator[bytes]]]:
        """What one moment of it holds, and its bytes. `folder` has room for a copy."""
        if not self.path.exists():
            raise BackupError(f"There is no database at {self.path}.")
        copy = SQLite(folder / "copy.sqlite3")
        self.copy_to(copy, told)
        with copy._opened() as database:
            # One file, that needs no other beside it.
            database.execute("PRAGMA journal_mode=DELETE")
            copy.check(database)
            yield _facts(database), _chunks(copy.path)

    def copy_to(self, other: SQLite, told: Told) -> None:
        """Make the other the same as this, in one transaction: whoever has it open sees all or nothing."""
        with self._opened() as source, closing(_connect(other.path, "rwc")) as target:
            # Held open: else the copy would begin again whenever somebody writes.
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()
            left = [0]

            def step(status: int, remaining: int, total: int) -> None:
                told((left[0] or total) - remaining)
                left[0] = remaining

            try:
                source.backup(target, pages=PAGES, progress=step)
            except sqlite3.Error as error:
                raise BackupError(f"{other.path} could not be written: {error}.") from error

    def check(self, database: sqlite3.Connection) -> None:
        """Raise BackupError where the file is damaged or a row points at none."""
        try:
            found = [row[0] for row in database.execute("PRAGMA integrity_check(5)")]
            found += [
                f"a row of {row[0]} points at none" for row in database.execute("PRAGMA foreign_key_check")
            ]
        except sqlite3.Error as error:
            found = [str(error)]
        if found != ["ok"]:
            raise BackupError(f"The database {self.path.name} is damaged: {'; '.join(found[:5])}.")

    @contextmanager
    def scratch(self, payload: Path, told: Told) -> Iterator[SQLite]:
        """The database of a backup in a file of its own: the very bytes that were unpacked."""
        made = SQLite(payload)
        with made._opened() as database:
            made.check(database)
        told(payload.stat().st_size)
        yield made

    def become(self, scratch: SQLite, stamp: str, told: Told) -> str:
        """Hold from now on what the scratch holds. What was here before is kept under the name returned."""
        if not self.path.exists():
            with scratch._opened() as database:
                database.execute("PRAGMA journal_mode=DELETE")
            os.replace(scratch.path, self.path)
            sync_folder(self.path.parent)
            return ""
        before = SQLite(self.path.with_name(f"{self.path.name}.before-{stamp}"))
        self.copy_to(before, told)
        before.path.chmod(0o600)
        scratch.copy_to(self, told)
        return str(before.path)

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        with closing(_connect(self.path, "rw")) as database:
            yield database


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    address = f"file:{quote(path.absolute().as_posix())}?mode={mode}"
    return sqlite3.connect(address, uri=True, timeout=WAIT, isolation_level=None)


def _facts(database: sqlite3.Connection) -> Facts:
    def query(statement: str) -> list[tuple[object, ...]]:
        return database.execute(statement).fetchall()

    named = query(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    )
    return facts_of(query, [str(name) for (name,) in named])


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk
