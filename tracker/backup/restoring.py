"""Making a backup, reading it back, and putting what was read in the place of what is there."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any

import dj_database_url
from django.conf import settings
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from tracker.backup import archive
from tracker.backup.archive import BackupError, Facts, Manifest, Told
from tracker.backup.facts import differences, is_worked_in
from tracker.backup.postgresql import PostgreSQL
from tracker.backup.sqlite import SQLite

Store = SQLite | PostgreSQL
# A step by its name, and of how many bytes or pages it is, 0 where nobody knows; gives who is told.
Progress = Callable[[str, int], AbstractContextManager[Told]]


def store_of(database: Mapping[str, Any]) -> Store:
    """The database that an entry of DATABASES names."""
    if database["ENGINE"].endswith(".sqlite3"):
        return SQLite(Path(database["NAME"]))
    if database["ENGINE"].endswith(".postgresql"):
        named = {key.lower(): value for key, value in database.items()}
        return PostgreSQL({**(database.get("OPTIONS") or {}), **named, "dbname": database["NAME"]})
    raise BackupError("Only SQLite and PostgreSQL are backed up here.")


def store_at(url: str) -> Store:
    """The database at an address. Raises BackupError for what is none."""
    try:
        return store_of(dj_database_url.parse(url))
    except (ValueError, KeyError) as error:
        raise BackupError(f"That is no address of a database: {error}") from error


def back_up(store: Store, to: Path, progress: Progress) -> Manifest:
    """Write a backup of one moment of the database, while people go on writing."""
    if not to.parent.is_dir():
        raise BackupError(f"There is no folder {to.parent}.")
    with (
        tempfile.TemporaryDirectory(dir=to.parent, prefix=".backup-") as folder,
        progress(to.name, 0) as told,
        store.snapshot(Path(folder), told) as (facts, chunks),
    ):
        made = timezone.now().isoformat(timespec="seconds")
        return archive.write(to, kind=store.kind, made=made, facts=facts, chunks=chunks)


@contextmanager
def verified(backup: Path, near: Store, progress: Progress) -> Iterator[tuple[Store, Manifest]]:
    """The database of a backup, read back whole into a place of its own near another, and checked.

    Raises BackupError with the first thing that is wrong.
    """
    manifest = archive.read_manifest(backup)
    if manifest.kind != near.kind:
        raise BackupError(
            f"{backup} is a backup of {manifest.kind}, and the database named is {near.kind}: "
            "name one of the same kind, by --into or by DATABASE_URL."
        )
    _of_this_release(backup, manifest)
    beside = near.path.parent if isinstance(near, SQLite) and near.path.parent.is_dir() else None
    with (
        tempfile.TemporaryDirectory(dir=beside, prefix=".restore-") as folder,
        ExitStack() as until_done,
    ):
        payload = Path(folder) / "unpacked"
        with progress("unpacking", manifest.size) as told:
            archive.unpack(backup, payload, told)
        with progress("restoring", manifest.size) as told:
            scratch = until_done.enter_context(_scratch(near, payload, told))
        wrong = differences(manifest.facts, scratch.facts())
        if wrong:
            raise BackupError(f"{backup} is not restored as it was: {'; '.join(wrong[:5])}.")
        check_records(scratch.url, manifest.facts)
        yield scratch, manifest


def _of_this_release(backup: Path, manifest: Manifest) -> None:
    """The records of another release are checked by that release, which knows what they have to be."""
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    other = sorted(known.symmetric_difference(manifest.facts.migrations))
    if other:
        older = other[0] in known
        raise BackupError(
            f"{backup} was made by {'an older' if older else 'a newer'} release, without or with {other[0]}. "
            "Restore it with that release, then install this one and run migrate."
        )


def _scratch(near: Store, payload: Path, told: Told) -> AbstractContextManager[Store]:
    if isinstance(near, SQLite):
        return near.scratch(payload, told)
    return near.scratch(payload, told)


def check_records(url: str, facts: Facts) -> None:
    """Check the records of another database, in a process of its own. Raises BackupError."""
    # The pages have no part in it, so they need not be sound.
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "check_records", "--skip-checks"]
    head = [f"--head={facts.number}:{facts.head}"] if facts.number else []
    env = {**os.environ, "DATABASE_URL": url}
    checked = subprocess.run([*command, *head], env=env, capture_output=True, text=True)
    if checked.returncode:
        told = (checked.stderr or checked.stdout).strip()[-2000:]
        raise BackupError(f"The records that were restored are not sound: {told}")


def verify_backup(backup: Path, near: Store, progress: Progress) -> str:
    """Read a backup back, check it and throw that away; what was found, in a sentence."""
    with verified(backup, near, progress) as (_, made):
        return f"{backup} of {made.made} is whole. Its chain ends at {made.facts.number} {made.facts.head}"


def restore(backup: Path, into: Store, progress: Progress, *, replace: bool) -> str:
    """Put a backup, once verified, in the place of what is there; what was done, in a sentence.

    Raises BackupError, with nothing changed, where there are records and nobody said to replace them.
    """
    if is_worked_in(into.facts()) and not replace:
        raise BackupError("That database holds records. Say --replace to put the backup in their place.")
    with verified(backup, into, progress) as (scratch, _), progress("putting in place", 0) as told:
        kept = _put_in_place(into, scratch, f"{timezone.now():%Y%m%d_%H%M%S}", told)
    return f"Restored {backup}." + (f" What was there before is kept as {kept}." if kept else "")


def _put_in_place(into: Store, scratch: Store, stamp: str, told: Told) -> str:
    if isinstance(into, SQLite) and isinstance(scratch, SQLite):
        return into.become(scratch, stamp, told)
    if isinstance(into, PostgreSQL) and isinstance(scratch, PostgreSQL):
        return into.become(scratch, stamp, told)
    raise BackupError("A backup goes into a database of its own kind.")
