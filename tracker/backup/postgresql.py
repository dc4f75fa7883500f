"""PostgreSQL: pg_dump and pg_restore, reading one snapshot while people go on writing."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote, urlencode

import psycopg
from psycopg import IsolationLevel, sql

from tracker.backup.archive import CHUNK, BackupError, Facts, Told
from tracker.backup.facts import facts_of

# What a connection needs, as psycopg calls it and as PostgreSQL's own programs look for it.
NAMES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
}
MAINTENANCE = "postgres"  # a database is renamed from another one


def tool(name: str) -> str:
    """Where a program of PostgreSQL lies; a sentence where it is not on this machine."""
    found = shutil.which(name)
    if found is None:
        raise BackupError(
            f"{name} is not on this machine. It comes with PostgreSQL's client programs, which are to be of "
            "the server's version or newer; on Debian: apt-get install postgresql-client"
        )
    return found


class PostgreSQL:
    """A database of a PostgreSQL server. `params` are those of `NAMES`."""

    kind = "postgresql"

    def __init__(self, params: Mapping[str, Any]) -> None:
        self.params = {name: str(params[name]) for name in NAMES if params.get(name)}
        self.name = self.params["dbname"]

    @property
    def url(self) -> str:
        """Its address, password and all: for the environment of a child process, never for a page."""
        of = {name: quote(value, safe="") for name, value in self.params.items()}
        who = ":".join(of[name] for name in ("user", "password") if name in of)
        where = of.get("host", "") + (f":{of['port']}" if "port" in of else "")
        more = urlencode({k: v for k, v in self.params.items() if k.startswith("ssl")})
        return f"postgres://{who}{'@' if who else ''}{where}/{of['dbname']}{'?' if more else ''}{more}"

    def called(self, name: str) -> PostgreSQL:
        """Another database of the same server."""
        return PostgreSQL({**self.params, "dbname": name})

    def exists(self) -> bool:
        with self.called(MAINTENANCE).connected() as maintenance:
            found = maintenance.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", [self.name]
            ).fetchone()
            return found is not None

    def facts(self) -> Facts:
        """What it holds; nothing where there is no such database."""
        if not self.exists():
            return Facts({}, 0, "")
        with self.connected() as database:
            return _facts(database)

    @contextmanager
    def connected(self) -> Iterator[psycopg.Connection[Any]]:
        """A connection of its own, without the limits that the site sets for itself."""
        given: dict[str, Any] = {**self.params, "options": "-c lock_timeout=20s"}
        try:
            with psycopg.connect(**given, autocommit=True) as database:
                yield database
        except psycopg.Error as error:
            raise BackupError(f"PostgreSQL, asked of the database {self.name}: {error}") from error

    @contextmanager
    def snapshot(self, folder: Path, told: Told) -> Iterator[tuple[Facts, Iterator[bytes]]]:
        """What one moment of it holds, and the dump of that moment."""
        program = tool("pg_dump")
        with self.connected() as database:
            database.autocommit = False
            database.isolation_level, database.read_only = IsolationLevel.REPEATABLE_READ, True
            (moment,) = database.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
            command = [program, "--format=custom", "--no-password", "--lock-wait-timeout=20000"]
            yield _facts(database), self._dumped([*command, f"--snapshot={moment}"], told)

    def _dumped(self, command: list[str], told: Told) -> Iterator[bytes]:
        with self._running(command, gives=subprocess.PIPE) as process:
            while chunk := _pipe(process.stdout).read(CHUNK):
                told(len(chunk))
                yield chunk

    @contextmanager
    def scratch(self, payload: Path, told: Told) -> Iterator[PostgreSQL]:
        """The database of a backup under a new name; dropped at the end, unless it was renamed by then."""
        program = tool("pg_restore")
        made = self.called(f"{self.name}_restored_{secrets.token_hex(4)}"[-63:])
        made._create()
        try:
            command = [program, "--exit-on-error", "--no-owner", "--no-password", f"--dbname={made.name}"]
            with (
                made._running(command, takes=subprocess.PIPE) as process,
                payload.open("rb") as file,
                _pipe(process.stdin) as pipe,
            ):
                _pour(file, pipe, told)
            yield made
        finally:
            with self.called(MAINTENANCE).connected() as maintenance:
                maintenance.execute(_named("DROP DATABASE IF EXISTS {} WITH (FORCE)", made.name))

    def become(self, scratch: PostgreSQL, stamp: str, told: Told) -> str:
        """Take the scratch's place. What was here before is kept under the name returned."""
        with self.called(MAINTENANCE).connected() as maintenance:
            if not self.exists():
                maintenance.execute(_named("ALTER DATABASE {} RENAME TO {}", scratch.name, self.name))
                return ""
            before = f"{self.name[:40]}_before_{stamp}"
            # Nobody comes back in between; both names change at once.
            maintenance.execute(_named("ALTER DATABASE {} ALLOW_CONNECTIONS false", self.name))
            kept = self.name
            try:
                _send_away(maintenance, self.name, scratch.name)
                with maintenance.transaction():
                    maintenance.execute(_named("ALTER DATABASE {} RENAME TO {}", self.name, before))
                    maintenance.execute(_named("ALTER DATABASE {} RENAME TO {}", scratch.name, self.name))
                kept = before
            finally:
                maintenance.execute(_named("ALTER DATABASE {} ALLOW_CONNECTIONS true", kept))
        return before

    def _create(self) -> None:
        """An empty database that sorts as this server's own do."""
        with self.called(MAINTENANCE).connected() as maintenance:
            maintenance.execute(_named("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'", self.name))

    @contextmanager
    def _running(
        self, command: list[str], takes: int = subprocess.DEVNULL, gives: int = subprocess.DEVNULL
    ) -> Iterator[subprocess.Popen[bytes]]:
        """A program of PostgreSQL at work on this database; the password goes by the environment."""
        env = {**os.environ, **{NAMES[name]: value for name, value in self.params.items()}}
        with (
            tempfile.TemporaryFile() as said,
            subprocess.Popen(command, env=env, stderr=said, stdin=takes, stdout=gives) as process,
        ):
            try:
                yield process
            except BaseException:
                process.kill()
                raise
            if process.wait():
                said.seek(0)
                told = said.read().decode(errors="replace").strip()
                raise BackupError(f"{Path(command[0]).name} failed: {told}")


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise BackupError("The program gave no pipe.")
    return pipe


def _pour(file: IO[bytes], pipe: IO[bytes], told: Told) -> None:
    """Hand a file to a program; one that went away says why itself."""
    try:
        while chunk := file.read(CHUNK):
            pipe.write(chunk)
            told(len(chunk))
        pipe.flush()
    except BrokenPipeError:
        return


def _named(statement: str, *names: str) -> sql.Composed:
    return sql.SQL(statement).format(*map(sql.Identifier, names))


def _send_away(maintenance: psycopg.Connection[Any], *names: str) -> None:
    maintenance.execute(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = ANY(%s)", [list(names)]
    )


def _facts(database: psycopg.Connection[Any]) -> Facts:
    def query(statement: str) -> list[tuple[Any, ...]]:
        return database.execute(statement.encode()).fetchall()

    tables = query("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
    return facts_of(query, [name for (name,) in tables])
