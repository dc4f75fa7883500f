"""Databases to measure in, made as they are asked for and dropped again."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

NewDatabase = Callable[[], str]


@contextmanager
def sqlite(folder: Path) -> Iterator[NewDatabase]:
    """Gives the address of a new database each time it is called, a file in the folder."""
    yield lambda: f"sqlite:///{folder / secrets.token_hex(4)}.sqlite3"


@contextmanager
def postgresql(server: str) -> Iterator[NewDatabase]:
    """Gives the address of a new database each time it is called; all are dropped at the end."""
    names: list[str] = []
    with psycopg.connect(server, autocommit=True) as connection:

        def new() -> str:
            names.append(f"tracker_bench_{secrets.token_hex(4)}")
            connection.execute(f"CREATE DATABASE {names[-1]}")
            return urlsplit(server)._replace(path=f"/{names[-1]}").geturl()

        try:
            yield new
        finally:
            for name in names:
                connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
