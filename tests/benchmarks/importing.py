"""Bringing in a file of 100,000 figures with history, and writing the same rows bare, in this process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from django.core.management import call_command

from performance import models
from performance.actions.figure_files import Choice, import_observations
from performance.files.told import About
from performance.periods import Period, month
from recommendations.actions.bulk import AT_ONCE
from recommendations.history import acting
from recommendations.models import User
from tests.benchmarks import figure_records, records
from tests.benchmarks.file_of_figures import ROWS, lines
from tests.benchmarks.rows import take_guards_away


def prepare() -> None:
    """Make the tables, the users, and the measures and forces that the file names."""
    call_command("migrate", verbosity=0)
    _, editor = records.make_users()
    with acting(by=editor, why="Measuring"):
        figure_records.define(figure_records.FORCES, 30)


def whole(file: str) -> dict[str, float]:
    """Read the file, compare it with the records and write it with history."""
    editor = User.objects.get(username="editor")
    start = perf_counter()
    import_observations(
        name="figures.csv",
        data=Path(file).read_bytes(),
        about=About("Nobody"),
        choice=Choice(),
        by=editor,
        progress=lambda written, of: None,
    )
    return _told(perf_counter() - start, history=ROWS)


def bare() -> dict[str, float]:
    """Write the rows of the file by `bulk_create` and nothing else."""
    with acting(by=User.objects.get(username="editor"), why="Measuring"):
        origin = figure_records.source()
    rows = list(_rows())
    take_guards_away()
    start = perf_counter()
    models.Observation.objects.bulk_create(
        (
            models.Observation(
                measure_id=measure,
                force_id=force,
                start=period.start,
                end=period.end,
                numerator=value,
                source=origin,
            )
            for measure, force, period, value in rows
        ),
        batch_size=AT_ONCE,
    )
    return _told(perf_counter() - start, history=0)


def _rows() -> Iterator[tuple[int, int, Period, int]]:
    measures = dict(models.Measure.objects.values_list("slug", "pk"))
    forces = dict(models.Force.objects.values_list("slug", "pk"))
    months = {
        f"{year}-{number:02}": month(year, number) for year in range(2010, 2025) for number in range(1, 13)
    }
    for measure, force, when, value in lines():
        yield measures[measure], forces[force], months[when], value


def _told(seconds: float, history: int) -> dict[str, float]:
    """Seconds and megabytes, where as many rows were written as there are in the file."""
    found = models.Observation.objects.count(), models.Observation.history.count()
    if found != (ROWS, history):
        raise RuntimeError(f"{found} observations and rows of history were written.")
    # The process's own peak: what getrusage tells may be that of the process which started it.
    status = Path("/proc/self/status").read_text()
    peak = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    return {"seconds": seconds, "megabytes": int(peak) / 1024}
