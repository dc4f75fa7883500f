"""The file of a backup: a zip of the database and of a manifest that says what has to be in it.

Any zip program opens it; what is inside, SQLite or PostgreSQL's own pg_restore reads. Knows no Django.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

FORMAT = "recommendations tracker, backup 1"
MANIFEST, DATABASE = "manifest.json", "database"
CHUNK = 1 << 20
Told = Callable[[int], object]  # told how many bytes or pages are done, a step at a time
# Whatever a damaged zip is read as.
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, TypeError, NotImplementedError)


class BackupError(Exception):
    """What went wrong with a backup and what to do about it, in a sentence."""


@dataclass(frozen=True)
class Facts:
    """What one state of a database holds: rows of each table, the head of the chain, its migrations."""

    rows: dict[str, int]
    number: int
    head: str
    migrations: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself: kind of database, when, the bytes of the database and what they hold."""

    format: str
    kind: str
    made: str
    size: int
    sha256: str
    facts: Facts

    @classmethod
    def from_json(cls, text: bytes) -> Manifest:
        """Raises ValueError, TypeError or KeyError for what is no manifest."""
        told = json.loads(text)
        found = cls(**{**told, "facts": Facts(**told["facts"])})
        if found.format != FORMAT:
            raise ValueError(found.format)
        return found


def write(path: Path, *, kind: str, made: str, facts: Facts, chunks: Iterable[bytes]) -> Manifest:
    """Write a backup. It has its name only once all of it is on the disk; only its owner may read it."""
    if path.exists():
        raise BackupError(f"{path} is there already. Give another name: no backup replaces another.")
    with _named_when_done(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, True, 1) as packed:
        digest, size = hashlib.sha256(), 0
        with packed.open(DATABASE, "w", force_zip64=True) as member:
            for chunk in chunks:
                member.write(chunk)
                digest.update(chunk)
                size += len(chunk)
        manifest = Manifest(FORMAT, kind, made, size, digest.hexdigest(), facts)
        packed.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
    return manifest


@contextmanager
def _named_when_done(path: Path) -> Iterator[IO[bytes]]:
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
        sync_folder(path.parent)
    finally:
        part.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Bring a new name in a folder to the disk."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def read_manifest(path: Path) -> Manifest:
    """What a backup says of itself. Raises BackupError."""
    with _readable(path), zipfile.ZipFile(path) as packed:
        return Manifest.from_json(packed.read(MANIFEST))


def unpack(path: Path, to: Path, told: Told) -> None:
    """Write the database of a backup to a file, every byte as it was. Raises BackupError."""
    manifest = read_manifest(path)
    digest = hashlib.sha256()
    with (
        _readable(path),
        zipfile.ZipFile(path) as packed,
        packed.open(DATABASE) as member,
        os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file,
    ):
        while chunk := member.read(CHUNK):
            file.write(chunk)
            digest.update(chunk)
            told(len(chunk))
    if digest.hexdigest() != manifest.sha256:
        raise BackupError(f"{path} is damaged: its database is not the one that its manifest names.")


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BackupError(f"{path} could not be read: {error.strerror or error}.") from error
    except UNREADABLE as error:
        raise BackupError(f"{path} is no backup of this tracker, or it is damaged: {error}.") from error
