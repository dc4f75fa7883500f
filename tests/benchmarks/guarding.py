"""What the guards of the record cost: an edit with and without them, and checking all of the record."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any

from django.conf import settings
from django.db import transaction

from recommendations import models
from recommendations.actions.updates import save_update
from recommendations.checking import check_records
from recommendations.history import acting
from tests.benchmarks.rows import without_guards

EDITS = 200
ROUNDS = 5
HISTORY = 100_000
AT_ONCE = 2_000


def edits() -> dict[str, list[float]]:
    """Seconds of one edit in each round: plain, with simple-history alone, and with all guards."""
    editor = models.User.objects.get(username="editor")
    told: dict[str, list[float]] = {"plain": [], "alone": [], "guarded": []}
    for number in range(ROUNDS):
        told["guarded"].append(_each(_guarded(editor, f"guarded {number}")))
        with without_guards():
            told["plain"].append(_each(_saved(editor, f"plain {number}")))
            settings.SIMPLE_HISTORY_ENABLED = True
            told["alone"].append(_each(_saved(editor, f"alone {number}")))
            settings.SIMPLE_HISTORY_ENABLED = False
    return told


def _each(edit: Callable[[models.Update], None]) -> float:
    """The middle of the seconds that an edit takes, each a transaction of its own."""
    taken = []
    rows = models.Update.objects.select_related("meeting__body", "recommendation", "status").order_by("pk")
    for row in rows[:EDITS]:
        start = perf_counter()
        edit(row)
        taken.append(perf_counter() - start)
    return median(taken)


def _saved(editor: Any, words: str) -> Callable[[models.Update], None]:
    """The same edit as a program without the guards does it: lock, look, write."""

    def edit(row: models.Update) -> None:
        with transaction.atomic():
            same = models.Update.objects.select_for_update(of=("self",)).get(pk=row.pk)
            same.narrative = f"{row.narrative} {words}"
            same._history_user, same._change_reason = editor, "Measuring"
            same.save()

    return edit


def _guarded(editor: Any, words: str) -> Callable[[models.Update], None]:
    """The edit of the update round, with its version. Which version it is, the page asked before."""
    newest = dict(models.Update.history.order_by("history_id").values_list("id", "history_id"))

    def edit(row: models.Update) -> None:
        save_update(
            meeting=row.meeting,
            recommendation=row.recommendation,
            narrative=f"{row.narrative} {words}",
            status=row.status,
            base=newest[row.pk],
            by=editor,
            why="Measuring",
            page="/measuring/",
        )

    return edit


def checking() -> dict[str, float]:
    """Seconds in which a record with 100,000 rows of history is checked."""
    editor = models.User.objects.get(username="editor")
    words = "What a body is for, in some words as they stand in a paper. " * 4
    while (there := models.ChainLink.objects.count()) < HISTORY:
        with acting(by=editor, why="Measuring", page="/measuring/"):
            models.Body.objects.bulk_create(
                models.Body(slug=f"body-{there + n}", name=f"Body {there + n}", purpose=words)
                for n in range(min(AT_ONCE, HISTORY - there))
            )
    start = perf_counter()
    found = check_records(every=True)
    if found.wrong:
        raise RuntimeError(found.wrong[0])
    return {"seconds": perf_counter() - start, "links": found.links}
