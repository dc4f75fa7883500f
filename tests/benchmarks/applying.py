"""Planning and applying the real paper with its history, and writing the same rows bare, in this process."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction

from performance.models import Force
from recommendations import models
from recommendations.history import acting
from recommendations.models import Meeting, User
from tests.benchmarks import records
from tests.benchmarks.rows import take_guards_away
from tracker.issuing import make_file
from tracker.paper_import import MODELS, apply_paper, keep_paper, plan_kept

ROUNDS = 5
# Addressees come with their recommendations, so they are no kind of their own.
WRITTEN = [*dict.fromkeys([*MODELS.values(), models.Addressee])]


def prepare(file: str) -> None:
    """Make the tables, the users and our own force, and keep the paper: all that it holds is new."""
    call_command("migrate", verbosity=0)
    _, editor = records.make_users()
    with acting(by=editor, why="Measuring"):
        Force.objects.create(slug="ours", name="Our force", is_own=True)
    keep_paper(name=Path(file).name, data=Path(file).read_bytes(), by=editor)


def speeds() -> dict[str, list[float]]:
    """Seconds of each round: the paper planned and applied with history, its rows written bare."""
    told: dict[str, list[float]] = {"applied": [], "bare": [], "rows": []}
    for _ in range(ROUNDS):
        with transaction.atomic():
            before = {model: set(model.objects.values_list("pk", flat=True)) for model in WRITTEN}
            told["applied"].append(_apply())
            made = {
                model: list(model.objects.exclude(pk__in=before[model]).order_by("pk")) for model in WRITTEN
            }
            transaction.set_rollback(True)
        with transaction.atomic():
            told["bare"].append(_write(made))
            told["rows"].append(sum(map(len, made.values())))
            transaction.set_rollback(True)
    return told


def document() -> float:
    """Seconds in which the Word document of the meeting's paper is made, in the process that makes it."""
    _apply()
    start = perf_counter()
    make_file(meeting=Meeting.objects.called("pab-2022-11-02").get(), form="docx")
    return perf_counter() - start


def _apply() -> float:
    """Seconds of planning and applying, as when a person presses the button."""
    paper = models.Paper.objects.get()
    shown = plan_kept(paper).settled[0].digest
    start = perf_counter()
    apply_paper(paper=paper, by=User.objects.get(username="editor"), shown=shown)
    return perf_counter() - start


def _write(made: dict[Any, list[Any]]) -> float:
    """Seconds in which `bulk_create` writes these rows, without history."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA defer_foreign_keys = ON")
        else:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    take_guards_away()  # the transaction is taken back after
    start = perf_counter()
    for model, rows in made.items():
        model.objects.bulk_create(rows)
    return perf_counter() - start
