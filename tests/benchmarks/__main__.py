"""Measure pages and papers: on SQLite, and on PostgreSQL where DATABASE_URL or --postgres names a server.

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
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg

from tests.benchmarks import rounds
from tests.benchmarks.beside_dash import BARE_DASH, DASH, OURS, SQUEEZED, server_figures
from tests.benchmarks.browsing import Site, browser_figures
from tests.benchmarks.charts import charts_of
from tests.benchmarks.databases import NewDatabase, postgresql, sqlite
from tests.benchmarks.figures import Figure, table, times
from tests.benchmarks.file_of_figures import file_of_figures, import_figures
from tests.benchmarks.guards_cost import check_figure, edit_figures
from tests.benchmarks.pages import IMPORT_OF_RAW, PERFORMANCE
from tests.benchmarks.papers_applied import applying_figures
from tests.benchmarks.papers_in import measure_reading
from tests.benchmarks.serving import ROOT, Env, Reader, serving
from tests.papers import BOARD, REAL

IMPORTS = 3  # of which the middle one counts
# Offices, recommendations of each, meetings of each, and measures charted.
SIZES = {
    "small": ("1", "10", "4", "5"),
    rounds.ONE: ("1", "83", "12", "30"),
    rounds.MANY: ("43", "83", "12", "30"),
}


def environment(folder: Path) -> Env:
    """Settings as in production, but for the https that nobody is there to end."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "127.0.0.1",
        "DEBUG": "0",
        "HTTPS_ONLY": "0",
        "SECOND_FACTOR": "0",
        "AUDIT_LOG": str(folder / "audit.log"),
        "PUBLIC_PAGES": "0",
        "STATIC_ROOT": str(folder / "static"),
    }


def inside(env: Env, module: str, function: str, *words: str) -> Any:
    """What a process of its own measured."""
    command = [sys.executable, "-m", "tests.benchmarks.process", module, function, *words]
    done = subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout)


def measure(new: NewDatabase, base: Env, folder: Path) -> Iterator[Figure]:
    """Every figure of one kind of database."""
    envs = {name: {**base, "DATABASE_URL": new()} for name in SIZES}
    filled = {name: inside(env, "inside", "fill", *SIZES[name]) for name, env in envs.items()}
    yield Figure(filled[rounds.ONE]["machine"], "")
    with ExitStack() as servers:
        ports = {name: servers.enter_context(serving(envs[name])) for name in (rounds.ONE, rounds.MANY)}
        readers = {
            name: {role: Reader(port, session) for role, session in filled[name]["sessions"].items()}
            for name, port in ports.items()
        }
        yield from rounds.page_figures(rounds.ask_for_pages(readers))
        yield from rounds.unchanged_figures(readers[rounds.ONE]["viewer"])
        yield from rounds.worker_figures(readers[rounds.MANY])
        session = filled[rounds.ONE]["sessions"]["viewer"]
        yield from charts(ports[rounds.ONE], session, base, folder)
    taken = inside(envs[rounds.ONE], "inside", "imports")
    yield Figure("bare rows of 83 recommendations and updates", f"{1000 * taken['rows']:.1f} ms")
    yield times("the same read in with history, to bare rows", taken["import"], taken["rows"], IMPORT_OF_RAW)
    yield from imports_of_figures(new, base, folder)
    yield from paper_figures(new, base)
    yield from edit_figures(inside(envs[rounds.ONE], "guarding", "edits"))
    yield check_figure(inside(envs[rounds.MANY], "guarding", "checking"))
    yield from rounds.query_figures({name: told["queries"] for name, told in filled.items()})


def charts(port: int, session: str, base: Env, folder: Path) -> Iterator[Figure]:
    """The performance page beside a Dash page of the charts that it carries."""
    page = Reader(port, session).ask(PERFORMANCE.path).body.decode()
    carried = charts_of(page)
    file = folder / "charts.json"
    file.write_text(json.dumps(carried))
    env, page_of_dash = {**base, "DASH_CHARTS": str(file)}, "tests.benchmarks.dash_page:server"
    bare = {**env, "DASH_LOOK": "none"}
    with serving(env, page_of_dash) as dash_port, serving(bare, page_of_dash) as bare_port:
        readers = {
            OURS: {"viewer": Reader(port, session)},
            SQUEEZED: {"viewer": Reader(port, session, "gzip")},
            DASH: {"viewer": Reader(dash_port, "", "gzip")},
            BARE_DASH: {"viewer": Reader(bare_port, "", "gzip")},
        }
        yield from server_figures(readers)
        yield from browser_figures(
            Site(OURS, port, PERFORMANCE.path, len(carried), session),
            Site(DASH, dash_port, "/", len(carried)),
        )


def imports_of_figures(new: NewDatabase, base: Env, folder: Path) -> Iterator[Figure]:
    """A long file of figures brought in, and its rows written bare, each time in a new database."""
    file = folder / "figures.csv"
    file.write_text(file_of_figures())
    told: dict[str, list[dict[str, float]]] = {"whole": [], "bare": []}
    for _ in range(IMPORTS):
        for function, words in (("whole", [str(file)]), ("bare", [])):
            env = {**base, "DATABASE_URL": new()}
            inside(env, "importing", "prepare")
            told[function].append(inside(env, "importing", function, *words))
    yield from import_figures(told["whole"], told["bare"])


def paper_figures(new: NewDatabase, base: Env) -> Iterator[Figure]:
    """The real paper planned and applied beside its bare rows, and its Word document made again."""
    file = REAL / BOARD
    if not file.exists():
        yield Figure("planning and applying the real paper", "it is not beside this checkout")
        return
    env = {**base, "DATABASE_URL": new()}
    inside(env, "applying", "prepare", str(file))
    yield from applying_figures(inside(env, "applying", "speeds"))
    yield Figure("the Word document of its meeting", f"{inside(env, 'applying', 'document'):.2f} s")


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
            print(f"\n{table(list(measure_reading()))}", flush=True)
            for databases in [sqlite(folder), *([postgresql(server)] if server else [])]:
                with databases as new:
                    print(f"\n{table(list(measure(new, env, folder)))}", flush=True)
    except (OSError, RuntimeError, subprocess.CalledProcessError, psycopg.Error) as error:
        print(f"Nothing could be measured: {error}", file=sys.stderr)
        return 1
    print(f"\n{machine()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
