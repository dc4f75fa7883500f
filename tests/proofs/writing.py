"""Many writers of the same few updates at once: what the child processes of the proof do.

A narrative holds a number for each writer, and an edit adds one to its writer's own. So a lost edit is a
number that is too low, and every step of the history can be checked: it adds one to one number.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from multiprocessing import get_context
from threading import Barrier, Thread
from typing import Any

from django.db import OperationalError, connection
from django.test import Client, override_settings

from recommendations.actions.updates import Stale, save_update
from recommendations.history import acting
from recommendations.models import Meeting, Recommendation, Update, User
from tests.proofs.sizes import SEED
from tests.records import ROUND, form_fields

REPORT, NUMBERS = "review", (1, 2, 3)  # whose updates everybody edits
WAIT = 120  # seconds for which a writer waits for the others to begin
# Pages are made without anything collected.
STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
Tally = Counter[str]
Meet = Callable[[], object]


def numbers(narrative: str) -> dict[int, int]:
    """What a narrative holds for each writer."""
    return {int(who): int(count) for who, count in (word.split(":") for word in narrative.split())}


def one_more(narrative: str, writer: int) -> str:
    """The narrative after one more edit of a writer."""
    told = numbers(narrative)
    told[writer] = told.get(writer, 0) + 1
    return " ".join(f"{who}:{count}" for who, count in sorted(told.items()))


def updates() -> Any:
    """The updates of the draft that everybody edits."""
    draft = Meeting.objects.get(published_at=None)
    return Update.objects.filter(
        meeting=draft, recommendation__report__slug=REPORT, recommendation__number__in=NUMBERS
    ).select_related("recommendation", "meeting")


def begin() -> None:
    """Make those updates, with nobody's edit in them."""
    with acting(by=User.objects.get(role="editor"), why="Begun"):
        for recommendation in Recommendation.objects.filter(report__slug=REPORT, number__in=NUMBERS):
            Update.objects.create(
                meeting=Meeting.objects.get(published_at=None), recommendation=recommendation, narrative=""
            )


@override_settings(STORAGES=STORAGES)
def write_many(how: str, processes: int, threads: int, edits: int) -> dict[str, int]:
    """Have processes × threads writers make so many edits each; what became of them."""
    begin()
    connection.close()  # a child that inherited it would speak in between
    tally = Tally()
    with get_context("fork").Pool(processes) as pool:
        for theirs in pool.starmap(
            _writers, [(how, range(n * threads, (n + 1) * threads), edits) for n in range(processes)], 1
        ):
            tally.update(theirs)
    return {**tally, **_became()}


def _became() -> dict[str, int]:
    """What is on record at the end: edits counted, history rows, and steps that are no single edit."""
    kept, rows, odd = 0, 0, 0
    for update in updates():
        kept += sum(numbers(update.narrative).values())
        steps = [numbers(row.narrative) for row in update.history.order_by("history_id")]
        rows += len(steps)
        for before, after in pairwise(steps):
            added = Counter(after)
            added.subtract(before)
            odd += sorted(filter(None, added.values())) != [1]
    return {"kept": kept, "history": rows - len(NUMBERS), "odd": odd}


def _writers(how: str, writers: range, edits: int) -> Tally:
    """So many writers in this process, each with a connection of its own; all begin at the same time."""
    gate, tallies = Barrier(len(writers), timeout=WAIT), [Tally() for _ in writers]

    def work(writer: int, tally: Tally) -> None:
        try:
            HOW[how](writer, edits, tally, gate.wait)
        except BaseException as error:
            tally[f"failed: {error!r}"] += 1
            gate.abort()
        finally:
            connection.close()

    at_work = [Thread(target=work, args=each) for each in zip(writers, tallies, strict=True)]
    for thread in at_work:
        thread.start()
    for thread in at_work:
        thread.join()
    return sum(tallies, Tally())


def _by_action(writer: int, edits: int, tally: Tally, meet: Meet) -> None:
    """Edits as the update round makes them: from the version that was read, and anew where that is stale.

    Everybody has read before anybody writes the first one, so that there is a conflict for certain.
    """
    draw, by = random.Random(SEED + writer), User.objects.get(role="editor")
    while tally["accepted"] < edits:
        update = updates().get(recommendation__number=draw.choice(NUMBERS) if tally["tried"] else NUMBERS[0])
        read = update.history.latest("history_id")
        if not tally["tried"]:
            meet()
        tally["tried"] += 1
        try:
            save_update(
                meeting=update.meeting, recommendation=update.recommendation, status=None,
                narrative=one_more(read.narrative, writer), base=read.history_id, by=by, page=ROUND,
            )  # fmt: skip
            tally["accepted"] += 1
        except Stale as stale:
            tally["conflicts"] += 1
            # Both texts can be shown only where theirs is another one, and somebody's.
            tally["unshown"] += stale.version.history_id <= read.history_id
        except OperationalError as error:
            tally[f"refused: {error}"] += 1


def write_until(writer: int, accepted: Callable[[int], None], is_over: Callable[[], bool]) -> None:
    """Edit on and on, telling after each accepted edit how many were, until it is over."""
    tally = Tally()
    while not is_over():
        _by_action(writer, tally["accepted"] + 1, tally, lambda: None)
        accepted(tally["accepted"])


def _without_versions(writer: int, edits: int, tally: Tally, meet: Meet) -> None:
    """The same edits with the guard off: read, changed and saved, whatever was saved in between."""
    draw, by = random.Random(SEED + writer), User.objects.get(role="editor")
    for number in range(edits):
        update = updates().get(recommendation__number=draw.choice(NUMBERS) if number else NUMBERS[0])
        if not number:
            meet()
        with acting(by=by, page=ROUND):
            update.narrative = one_more(update.narrative, writer)
            update.save()
        tally["accepted"] += 1


def _by_pages(writer: int, edits: int, tally: Tally, meet: Meet) -> None:
    """Edits through the page of the update round: what it showed is sent back with one number changed."""
    draw, client = random.Random(SEED + writer), Client(raise_request_exception=False)
    client.force_login(User.objects.get(role="editor"))
    own = 0
    while True:
        page = client.get(f"{ROUND}?report={REPORT}")
        if page.status_code != 200:
            tally[f"refused: {page.status_code}"] += 1
            return
        sent = form_fields(page)
        told = [numbers(sent[f"r{number}-narrative"]).get(writer, 0) for number in NUMBERS]
        if sum(told) < own:
            tally["lost"] += own - sum(told)
        tally["accepted"], own = sum(told), sum(told)
        if own >= edits:
            return
        name = f"r{draw.choice(NUMBERS) if tally['tried'] else NUMBERS[0]}-narrative"
        if not tally["tried"]:
            meet()
        tally["tried"] += 1
        answer = client.post(f"{ROUND}?report={REPORT}", sent | {name: one_more(sent[name], writer)})
        if answer.status_code == 409:
            tally["conflicts"] += 1
            tally["unshown"] += not _shows_theirs(answer.content.decode(), sent)
        elif answer.status_code != 302:
            tally[f"refused: {answer.status_code}"] += 1


def _shows_theirs(page: str, sent: dict[str, str]) -> bool:
    """Whether a page shows a text that somebody saved after what was sent had been read."""
    words = " ".join(re.sub(r"<del>.*?</del>|<[^>]+>", "", page).split())
    bases = {number: sent[f"r{number}-base"] for number in NUMBERS}
    return any(
        row.narrative in words
        for update in updates()
        for row in update.history.filter(history_id__gt=bases[update.recommendation.number])
    )


HOW = {"by action": _by_action, "by pages": _by_pages, "without versions": _without_versions}
