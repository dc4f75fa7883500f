"""Databases of a test's own, apart from the one that pytest-django makes: copies of one that is filled once.

Child processes work in them, so nothing of a test's own transaction, settings or connections takes part.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import psycopg
import pytest

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 6 * 60 * 60  # seconds; a proof run whole takes long, and none takes longer
ENV = {
    "DJANGO_SETTINGS_MODULE": "tracker.settings",
    "SECRET_KEY": "a-secret-of-these-tests-that-is-long-enough-for-the-check-0123456789",
    "ALLOWED_HOSTS": "testserver",
    "HTTPS_ONLY": "0",
    "SECOND_FACTOR": "0",
}


@dataclass(frozen=True)
class OwnDatabase:
    """One database, by its address."""

    url: str

    @property
    def is_sqlite(self) -> bool:
        return self.url.startswith("sqlite:")

    @property
    def name(self) -> str:
        """The path of its file, or its name on the server: what DATABASES calls NAME."""
        path = unquote(urlsplit(self.url).path)[1:]
        return path

    def query(self, statement: str) -> list[tuple[Any, ...]]:
        """What a statement finds, asked outside Django."""
        if self.is_sqlite:
            with closing(sqlite3.connect(self.name, timeout=20, isolation_level=None)) as database:
                return database.execute(statement).fetchall()
        with psycopg.connect(self.url, autocommit=True) as database:
            cursor = database.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def tables(self) -> list[str]:
        """The names of its tables."""
        if self.is_sqlite:
            found = self.query(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
            )
        else:
            found = self.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return sorted(name for (name,) in found)

    def counts(self) -> dict[str, int]:
        """How many rows each table holds."""
        counted = (f"SELECT '{table}', count(*) FROM \"{table}\"" for table in self.tables())
        return dict(self.query(" UNION ALL ".join(counted)))

    def copy(self) -> OwnDatabase:
        """A database that holds the same. Nobody may be connected to this one."""
        name = f"own_{secrets.token_hex(6)}"
        if self.is_sqlite:
            path = Path(self.name).with_name(f"{name}.sqlite3")
            shutil.copyfile(self.name, path)
            return sqlite_file(path)
        made = OwnDatabase(urlsplit(self.url)._replace(path=f"/{name}").geturl())
        made.on_server(f'CREATE DATABASE "{name}" TEMPLATE "{self.name}"')
        return made

    def on_server(self, statement: str) -> None:
        """Have another database of the same PostgreSQL server run a statement."""
        server = urlsplit(self.url)._replace(path="/postgres").geturl()
        with psycopg.connect(server, autocommit=True) as maintenance:
            maintenance.execute(statement.encode())

    def alone(self) -> None:
        """End what a killed client left behind at the server; what it had not committed is rolled back."""
        if not self.is_sqlite:
            self.query(
                "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

    def drop(self) -> None:
        if self.is_sqlite:
            for end in ("", "-wal", "-shm"):
                Path(f"{self.name}{end}").unlink(missing_ok=True)
        else:
            self.on_server(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')

    def env(self) -> dict[str, str]:
        """The environment of a process that works in it."""
        return {**os.environ, **ENV, "DATABASE_URL": self.url}

    def start(self, *words: str) -> subprocess.Popen[str]:
        """A Python at work in it; what it prints is for the one who asks."""
        command, pipe = [sys.executable, *words], subprocess.PIPE
        return subprocess.Popen(command, cwd=ROOT, env=self.env(), stdin=pipe, stdout=pipe, text=True)

    def python(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *words],
            cwd=ROOT,
            env=self.env(),
            capture_output=True,
            text=True,
            timeout=LONGEST,
        )

    def call(self, module: str, function: str, *given: Any) -> Any:
        """What a function of a module returns in a process of its own, with Django set up."""
        ran = self.python("-m", "tests.own_process", module, function, json.dumps(given))
        assert ran.returncode == 0, ran.stderr or ran.stdout
        return json.loads(ran.stdout.splitlines()[-1])


def sqlite_file(path: Path) -> OwnDatabase:
    return OwnDatabase("sqlite:///" + quote(path.absolute().as_posix()))


def new_database(folder: Path) -> OwnDatabase:
    """An empty one: on the server that DATABASE_URL names, or else a file in the folder."""
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        return sqlite_file(folder / f"own_{secrets.token_hex(6)}.sqlite3")
    made = OwnDatabase(urlsplit(given)._replace(path=f"/own_{secrets.token_hex(6)}").geturl())
    made.on_server(f'CREATE DATABASE "{made.name}"')
    return made


@pytest.fixture(scope="session")
def filled_database(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnDatabase]:
    """The records of `tests.records.some_records` and an account of each role; only copies are written in.

    That it asks for pytest-django's own database tells that its tests depend on which database there is.
    """
    made = new_database(tmp_path_factory.mktemp("databases"))
    try:
        made.call("tests.own_filling", "fill")
        yield made
    finally:
        made.drop()


@pytest.fixture
def own_database(filled_database: OwnDatabase) -> Iterator[OwnDatabase]:
    """A filled database that the test may do with as it likes."""
    made = filled_database.copy()
    try:
        yield made
    finally:
        made.drop()
