"""Who is acting, why, and from which paper or page: kept with every history row.

The database itself writes the history, with triggers (recommendations/guards): whatever changes a
record leaves one row, be it `save`, a bulk write or a statement typed by hand. Every write of the program
happens inside `acting(...)`, which tells the triggers who acts. simple-history gives the tables and how
they are read; its own way of writing them is off (SIMPLE_HISTORY_ENABLED).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone
from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords

# What a history row names as its page where nobody said who acts: a statement in a shell, a migration.
OUTSIDE = "outside the pages"
# One writer at a time, so that the chain has one end; the number only has to be nobody else's.
WRITERS_LOCK = 4_251_022_021


@dataclass(frozen=True, slots=True)
class Act:
    """One act of one person at one moment, which all its history rows share.

    `by` is a User or None for the system; `paper` a Paper or None. `reasons` are the reasons of single
    rows, by table and id, where they are not `why`.
    """

    by: Any = None
    why: str = ""
    paper: Any = None
    page: str = OUTSIDE
    at: datetime = field(default_factory=timezone.now)
    reasons: Mapping[str, Mapping[int, str]] = field(default_factory=dict)

    def why_of(self, table: str, pk: int) -> str:
        """Why this row is written."""
        return self.reasons.get(table, {}).get(pk, self.why)


_act: ContextVar[Act | None] = ContextVar("act", default=None)


@contextmanager
def acting(
    *, by: Any, why: str = "", paper: Any = None, page: str = "", at: datetime | None = None
) -> Iterator[Act]:
    """Name who acts for all that is written inside the block: one transaction, all of it or nothing.

    Waits until nobody else writes. Whoever locks rows does so inside, so that two writers never wait for
    each other.
    """
    with transaction.atomic(), _told(Act(by, why, paper, page, at or timezone.now())) as act, _called_first():
        yield act


_first: ContextVar[Callable[[], None] | None] = ContextVar("before_the_first_act", default=None)


@contextmanager
def before_the_first_act(call: Callable[[], None]) -> Iterator[None]:
    """Call this as a part of the first act inside the block that is not taken back."""
    token = _first.set(call)
    try:
        yield
    finally:
        _first.reset(token)


@contextmanager
def _called_first() -> Iterator[None]:
    call = _first.get()
    if call is None:
        yield
        return
    _first.set(None)
    try:
        call()
        yield
    except BaseException:
        _first.set(call)  # it is taken back with the act, so that the next one is the first
        raise


@contextmanager
def because(why: str) -> Iterator[None]:
    """Another reason for what is written inside the block, as a part of the act in progress."""
    with _told(replace(current_act(), why=why)):
        yield


@contextmanager
def because_each(model: Any, reasons: Mapping[int, str]) -> Iterator[None]:
    """A reason for each row of one model by its id, as a part of the act in progress."""
    with _told(replace(current_act(), reasons={model._meta.db_table: reasons})):
        yield


@contextmanager
def _told(act: Act) -> Iterator[Act]:
    """Make this the act in progress, for Python and for the database."""
    before = _act.get()
    token = _act.set(act)
    try:
        _tell_database(act)
        yield act
    finally:
        _act.reset(token)
    # Only where nothing was raised: else the transaction is over, and what it was told with it.
    _tell_database(before)


def _tell_database(act: Act | None) -> None:
    """Hand the act to the triggers until the transaction ends. SQLite asks for it (guards/sqlite_act.py)."""
    if connection.vendor != "postgresql":
        return
    told, reasons = "", ""
    if act is not None:
        facts = {"by": act.by and act.by.pk, "why": act.why, "page": act.page, "at": act.at.isoformat()}
        told = json.dumps({**facts, "paper": act.paper.pk if act.paper else None})
        reasons = json.dumps(act.reasons) if act.reasons else ""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s), set_config('tracker.act', %s, true), "
            "set_config('tracker.reasons', %s, true)",
            [WRITERS_LOCK, told, reasons],
        )


def current_act() -> Act:
    """The act in progress; outside `acting`, an empty one of this moment."""
    return _act.get() or Act()


def newest_history_id(record: Any) -> int:
    """The id of the newest history row of a record, 0 where it has none: the version that it is at."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT MAX(history_id) FROM {record.history.model._meta.db_table} WHERE id = %s", [record.pk]
        )
        return cursor.fetchone()[0] or 0


@lru_cache(maxsize=8)
def moment(at: datetime) -> str:
    """A moment as SQLite keeps it: in UTC, without saying so. Asked for each row of an act."""
    return str(at.astimezone(UTC).replace(tzinfo=None))


def plan_page(paper: Any) -> str:
    """The page on which people correct what a paper's plan holds: what comes from it, they wrote."""
    return f"/papers/{paper.key}/plan/"


def written_by_person(row: Any) -> bool:
    """Whether a history row holds what a person wrote: on a page, or as a correction in a paper's plan."""
    from_page = row.history_paper_id is None or row.history_page.endswith("/plan/")
    return row.history_user_id is not None and from_page


class Origin(models.Model):
    """What each history row keeps beside simple-history's own columns."""

    history_paper = models.ForeignKey(
        "recommendations.Paper", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    history_page = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        abstract = True


class OnceMadeManager(HistoryManager):
    """The manager behind `.history`, whose class simple-history would make anew each time it is asked for.

    That took longer than most of the queries it is asked for.
    """

    @classmethod
    @cache
    def from_queryset(cls, queryset_class: type[models.QuerySet[Any]], class_name: str | None = None) -> Any:
        return super().from_queryset(queryset_class, class_name)


def records(**options: Any) -> HistoricalRecords:
    """The history of a model, the same for all of them."""
    return HistoricalRecords(
        bases=[Origin],
        history_manager=OnceMadeManager,
        history_change_reason_field=models.TextField(blank=True, default=""),
        **options,
    )
