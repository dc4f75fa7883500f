"""Processes that are killed in the middle of an act, at points drawn beforehand, and what they leave behind.

Each trial is a process of its own, forked from one that has read the program in, with a copy of the database
of its own. One half is killed from outside after some time, the other at some statement, commits included.
"""

from __future__ import annotations

import io
import os
import random
import select
import signal
import time
import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.models import QuerySet
from django.db.transaction import Atomic

from recommendations.history import acting
from recommendations.models import Meeting, Recommendation, Update, User
from tests.own_databases import ROOT, OwnDatabase
from tests.proofs.sizes import SEED
from tracker.publishing import publish

PAPER = ROOT / "fixtures" / "2022-11-02-pab.yaml"
PUBLISHED_THEN, NOT_ON_RECORD = "2022-11-02", "2022-11-16"
DONE = b"done"

Act = Callable[[], None]


def _import(paper: Path) -> None:
    """A meeting that is not on record yet, with all that it was told; the publisher publishes it."""
    people = {"by": "administrator", "publish_by": "publisher"}
    call_command("import_paper", str(paper), apply=True, stdout=io.StringIO(), **people)


def _publish(paper: Path) -> None:
    publish(meeting=Meeting.objects.get(published_at=None), by=User.objects.get(role="publisher"))


def _import_then_publish(paper: Path) -> None:
    """The guard off: publishing is an act of its own, after the import."""
    call_command("import_paper", str(paper), apply=True, by="administrator", stdout=io.StringIO())
    publish(
        meeting=Meeting.objects.called(f"pab-{NOT_ON_RECORD}").get(), by=User.objects.get(role="publisher")
    )


ACTS: dict[str, Callable[[Path], None]] = {
    "import": _import,
    "publish": _publish,
    "import, then publish": _import_then_publish,
}


def kill_many(url: str, act: str, times: int, whole: bool) -> dict[str, int]:
    """Kill so many processes in an act; how many left a half, lost what they had told, or unsound records.

    Without `whole`, the guard is off: no statement is part of a transaction.
    """
    _write_something_to_publish()
    connection.close()
    with TemporaryDirectory() as folder:
        paper = Path(folder) / PAPER.name
        paper.write_text(PAPER.read_text().replace(f"date: {PUBLISHED_THEN}", f"date: {NOT_ON_RECORD}"))
        return _try_all(OwnDatabase(url), partial(ACTS[act], paper), times, whole)


def _try_all(filled: OwnDatabase, act: Act, times: int, whole: bool) -> dict[str, int]:
    draw, found = random.Random(SEED), Counter[str]()
    before = _state(filled)
    after, statements, seconds = _undisturbed(filled, act, whole)
    for kept in ("published", "recommendations_publication"):
        assert after[kept] == before[kept] + 1, f"{kept}: the act publishes one meeting"
    for number in range(times):
        share, own = (number + draw.random()) / times, filled.copy()
        try:
            if number % 2:
                trial = _Trial(own, act, whole, after_seconds=share * seconds * 1.1)
            else:
                trial = _Trial(own, act, whole, at_statement=1 + int(share * statements))
            acknowledged = trial.run().startswith(DONE)
            own.alone()
            left = _state(own)
            found["killed"] += trial.was_killed
            found["nothing"] += left == before
            found["all"] += left == after
            found["halves"] += left not in (before, after)
            found["lost"] += acknowledged and left != after
            found["unsound"] += not _is_sound(own)
        finally:
            own.drop()
    return {"halves": 0, "lost": 0, "unsound": 0, **found}


def _write_something_to_publish() -> None:
    """The publisher publishes only what somebody else wrote at least a part of."""
    with acting(by=User.objects.get(role="editor"), why="Written"):
        for recommendation in Recommendation.objects.filter(report__slug="review"):
            Update.objects.create(
                meeting=Meeting.objects.get(published_at=None),
                recommendation=recommendation,
                narrative="Told",
            )


def _state(database: OwnDatabase) -> dict[str, int]:
    """What an act changes: how many rows each table holds, and how many meetings are published."""
    ((published,),) = database.query("SELECT count(published_at) FROM recommendations_meeting")
    return {**database.counts(), "published": published}


def _undisturbed(filled: OwnDatabase, act: Act, whole: bool) -> tuple[dict[str, int], int, float]:
    """What the act leaves when nobody kills it, how many statements it takes, and how long."""
    own = filled.copy()
    try:
        trial = _Trial(own, act, whole)
        begun = time.monotonic()
        told = trial.run()
        assert told.startswith(DONE), "the act failed by itself"
        return _state(own), int(told.removeprefix(DONE)), time.monotonic() - begun
    finally:
        own.drop()


class _Trial:
    """One process that acts, and is killed at a statement or after some time."""

    def __init__(
        self,
        own: OwnDatabase,
        act: Act,
        whole: bool,
        *,
        at_statement: int = 0,
        after_seconds: float | None = None,
    ) -> None:
        self.own, self.act, self.whole = own, act, whole
        self.at_statement, self.after_seconds = at_statement, after_seconds
        self.ticks, self.was_killed = 0, False

    def run(self) -> bytes:
        """What the process told before it ended: that it was done, or nothing."""
        reading, writing = os.pipe()
        pid = os.fork()
        if not pid:
            self._act(writing)
        os.close(writing)
        os.read(reading, 1)  # it has begun
        if self.after_seconds is not None:
            select.select([reading], [], [], self.after_seconds)
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        told = b""
        while more := os.read(reading, 100):
            told += more
        os.close(reading)
        _, status = os.waitpid(pid, 0)
        self.was_killed = os.WIFSIGNALED(status)
        return told

    def _act(self, writing: int) -> None:
        try:
            _work_in(self.own)
            settings.READ_APART = False
            if not self.whole:
                _without_transactions()
            self._count()
            os.write(writing, b"b")
            self.act()
            os.write(writing, DONE + str(self.ticks).encode())
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(0)

    def _count(self) -> None:
        """Count statements, and commits before and after they happen."""
        commit = connection._commit

        def counted_commit() -> None:
            self._tick()
            commit()
            self._tick()

        def counted(execute: Callable[..., Any], *args: Any) -> Any:
            self._tick()
            return execute(*args)

        connection._commit = counted_commit
        connection.execute_wrappers.append(counted)

    def _tick(self) -> None:
        self.ticks += 1
        if self.ticks == self.at_statement:
            os.kill(os.getpid(), signal.SIGKILL)


def _work_in(own: OwnDatabase) -> None:
    connection.settings_dict["NAME"] = own.name


def _without_transactions() -> None:
    """The guard off: every statement stands for itself."""
    Atomic.__enter__ = lambda self: None
    Atomic.__exit__ = lambda self, *raised: None
    QuerySet.select_for_update = lambda self, **options: self
    connection.execute_wrappers.append(_tell_the_session)


def _tell_the_session(execute: Callable[..., Any], sql: str, *args: Any) -> Any:
    """Who acts is told for one transaction; where there is none, it is told until the next act."""
    return execute(sql.replace("%s, true)", "%s, false)") if "set_config" in sql else sql, *args)


def _is_sound(own: OwnDatabase) -> bool:
    pid = os.fork()
    if not pid:
        wrong = 1
        try:
            _work_in(own)
            call_command("check_records", stdout=io.StringIO())
            wrong = 0
        finally:
            os._exit(wrong)
    return os.waitpid(pid, 0)[1] == 0
