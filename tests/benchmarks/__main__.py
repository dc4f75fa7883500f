"""Measure the pages: on SQLite, and on PostgreSQL where DATABASE_URL or --postgres names a server.

Databases of its own are made and dropped again. Says what falls short and ends with 0 all the same;
ends with 1 where nothing could be measured.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from tests.benchmarks import rounds
from tests.benchmarks.figures import Figure, table, times
from tests.benchmarks.pages import IMPORT_OF_RAW
from tests.benchmarks.serving import ROOT, Env, Reader, serving

# Offices, recommendations of each and meetings of each.
SIZES = {
    "small": ("1", "10", "4"),
    rounds.ONE: ("1", "83", "12"),
    rounds.MANY: ("43", "83", "12"),
}


@contextmanager
def sqlite(folder: Path) -> Iterator[list[str]]:
    """The address of a database for each size, in files."""
    yield [f"sqlite:///{folder / f'{number}.sqlite3'}" for number in range(len(SIZES))]


@contextmanager
def postgresql(server: str) -> Iterator[list[str]]:
    """The address of a database for each size, dropped at the end."""
    names = [f"tracker_bench_{secrets.token_hex(4)}_{number}" for number in range(len(SIZES))]
    with psycopg.connect(server, autocommit=True) as connection:
        try:
            for name in names:
                connection.execute(f"CREATE DATABASE {name}")
            yield [urlsplit(server)._replace(path=f"/{name}").geturl() for name in names]
        finally:
            for name in names:
                connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def environment(folder: Path) -> Env:
    """Settings as in production, but for the https that nobody is there to end."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "127.0.0.1",
        "DEBUG": "0",
        "HTTPS_ONLY": "0",
        "PUBLIC_PAGES": "0",
        "STATIC_ROOT": str(folder / "static"),
    }


def inside(env: Env, *words: str) -> dict:
    """What a process of its own measured."""
    command = [sys.executable, "-m", "tests.benchmarks.process", *words]
    done = subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout)


def measure(addresses: list[str], base: Env) -> Iterator[Figure]:
    """Every figure of one kind of database."""
    envs = {name: {**base, "DATABASE_URL": url} for name, url in zip(SIZES, addresses, strict=True)}
    filled = {name: inside(env, "fill", *SIZES[name]) for name, env in envs.items()}
    yield Figure(filled[rounds.ONE]["machine"], "")
    with ExitStack() as servers:
        readers = {}
        for name in (rounds.ONE, rounds.MANY):
            port = servers.enter_context(serving(envs[name]))
            sessions = filled[name]["sessions"]
            readers[name] = {role: Reader(port, session) for role, session in sessions.items()}
        yield from rounds.page_figures(rounds.ask_in_turn(readers))
        yield from rounds.unchanged_figures(readers[rounds.ONE]["viewer"])
        yield from rounds.worker_figures(readers[rounds.MANY])
    taken = inside(envs[rounds.ONE], "imports")
    yield Figure("bare rows of 83 recommendations and updates", f"{1000 * taken['rows']:.1f} ms")
    yield times("the same read in with history, to bare rows", taken["import"], taken["rows"], IMPORT_OF_RAW)
    yield from rounds.query_figures({name: told["queries"] for name, told in filled.items()})


def machine() -> str:
    """What this runs on, and how busy it is."""
    told = re.search(r"^model name\s*: (.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    processor = told[1] if told else platform.machine()
    return f"{platform.system()}, {os.cpu_count()} × {processor}, load {os.getloadavg()[0]:.1f}"


def main() -> int:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    given = os.environ.get("DATABASE_URL", "")
    parser.add_argument("--postgres", metavar="URL", default=given if given.startswith("postgres") else "")
    server = parser.parse_args().postgres
    print(machine(), flush=True)
    try:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            env = environment(folder)
            collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
            subprocess.run(collect, cwd=ROOT, env=env, check=True)
            for databases in [sqlite(folder), *([postgresql(server)] if server else [])]:
                with databases as addresses:
                    print(f"\n{table(list(measure(addresses, env)))}", flush=True)
    except (OSError, RuntimeError, subprocess.CalledProcessError, psycopg.Error) as error:
        print(f"Nothing could be measured: {error}", file=sys.stderr)
        return 1
    print(f"\n{machine()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
