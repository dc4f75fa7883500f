"""Who is acting, why, and from which paper or page: kept with every history row.

Every write happens inside `acting(...)`. Rows saved one by one get these facts from a signal;
rows written in bulk get them from `bulk_facts()`, because bulk writes send no signals.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models
from django.dispatch import receiver
from django.utils import timezone
from simple_history.models import HistoricalRecords
from simple_history.signals import pre_create_historical_record


@dataclass(frozen=True, slots=True)
class Act:
    """One act of one person at one moment, which all its history rows share.

    `by` is a User or None for the system; `paper` a Paper or None.
    """

    by: Any = None
    why: str = ""
    paper: Any = None
    page: str = ""
    at: datetime = field(default_factory=timezone.now)


_act: ContextVar[Act | None] = ContextVar("act", default=None)


@contextmanager
def acting(
    *, by: Any, why: str = "", paper: Any = None, page: str = "", at: datetime | None = None
) -> Iterator[Act]:
    """Name who acts for all history written inside the block."""
    token = _act.set(Act(by, why, paper, page, at or timezone.now()))
    try:
        yield current_act()
    finally:
        _act.reset(token)


def current_act() -> Act:
    """The act in progress; outside `acting`, an empty one of this moment."""
    return _act.get() or Act()


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


def records(**options: Any) -> HistoricalRecords:
    """The history of a model, the same for all of them."""
    return HistoricalRecords(
        bases=[Origin],
        get_user=lambda instance, request: current_act().by,
        history_change_reason_field=models.TextField(blank=True, default=""),
        **options,
    )


def bulk_facts() -> dict[str, Any]:
    """Keyword arguments for simple-history's bulk functions that name the act in progress."""
    act = current_act()
    return {
        "default_user": act.by,
        "default_change_reason": act.why,
        "default_date": act.at,
        "custom_historical_attrs": {
            "history_paper_id": act.paper.pk if act.paper else None,
            "history_page": act.page,
        },
    }


@receiver(pre_create_historical_record)
def _name_the_act(sender: Any, history_instance: Any, **kwargs: Any) -> None:
    act = current_act()
    history_instance.history_date = act.at
    history_instance.history_change_reason = history_instance.history_change_reason or act.why
    history_instance.history_paper_id = act.paper.pk if act.paper else None
    history_instance.history_page = act.page
