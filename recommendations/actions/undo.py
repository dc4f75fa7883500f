"""Undoing a whole paper."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError

from recommendations.actions.bulk import update_with_reasons
from recommendations.history import acting, current_act, written_by_person
from recommendations.models import Paper
from recommendations.plan import PlanChanged
from recommendations.undoing import PARTS, Undoing, papers_undone, plan_undo, undo_page


@dataclass(frozen=True)
class Undone:
    """How many records are gone, how many are again what they were, and what stays."""

    gone: int = 0
    back: int = 0
    stays: tuple[Undoing, ...] = ()


def undo_paper(*, paper: Paper, by: Any, kinds: Mapping[str, Any], shown: str) -> Undone:
    """Undo an applied paper: all of it or nothing. `shown` is the digest of the plan the person saw.

    `kinds` are the models by kind, in the order in which they have to be made. A paper that is not applied
    is left as it is. Raises PlanChanged where the plan is no longer the one shown.
    """
    try:
        with acting(by=by, why=f"Undone: {paper.name}", paper=paper, page=undo_page(paper)):
            return _undo(paper, by, kinds, shown)
    except IntegrityError as error:  # somebody wrote what points at a record while it was being deleted
        raise PlanChanged from error


def _undo(paper: Paper, by: Any, kinds: Mapping[str, Any], shown: str) -> Undone:
    paper.refresh_from_db(fields=["applied_at", "undone_at", "meeting"])
    if not paper.is_applied:
        return Undone()
    plan = plan_undo(paper, kinds)
    if plan.digest != shown:
        raise PlanChanged
    _put_back([record for record in plan.back if not record.again], paper)
    _leave_meetings({record.pk for record in plan.gone if record.kind == "meeting"}, paper)
    paper.undone_at, paper.undone_by = current_act().at, by
    paper.save(update_fields=["undone_at", "undone_by", "meeting"])
    for model in reversed([*kinds.values(), *PARTS.values()]):
        _delete(model, {record.pk for record in plan.gone if record.model is model})
    _put_back([record for record in plan.back if record.again], paper)
    return Undone(len(plan.gone), len(plan.back), plan.stays)


def _put_back(records: Iterable[Undoing], paper: Paper) -> None:
    """Write the columns of the history rows that these records go back to.

    The new rows name the undone paper, except where a record is again what a person wrote: they name no
    paper then, so that whichever paper comes next shows the value as that person's.
    """
    groups: dict[tuple[Any, bool], list[Undoing]] = defaultdict(list)
    for record in records:
        groups[record.model, written_by_person(record.row)].append(record)
    for (model, by_person), some in groups.items():
        act = current_act()
        of_draft = paper.meeting is not None and paper.meeting.is_draft
        if by_person:
            why = "Undone: a board paper" if of_draft else act.why  # its name is of a draft
            with acting(by=act.by, why=why, page=act.page, at=act.at):
                _write(model, some)
        else:
            _write(model, some)


def _write(model: Any, records: list[Undoing]) -> None:
    columns = [field.attname for field in model._meta.concrete_fields]
    then = {r.pk: {column: getattr(r.row, column) for column in columns} for r in records}
    again = [model(**then[record.pk]) for record in records if record.again]
    if again:
        model._base_manager.bulk_create(again)
    rows = list(model._base_manager.filter(pk__in=[r.pk for r in records if not r.again]))
    changed = {
        column for row in rows for column, value in then[row.pk].items() if getattr(row, column) != value
    }
    for row in rows:
        for column in changed:
            setattr(row, column, then[row.pk][column])
    update_with_reasons(model, rows, changed, {})


def _leave_meetings(meetings: set[int], paper: Paper) -> None:
    """Take the meetings that go off this paper and off those that were undone before."""
    if paper.meeting_id in meetings:
        paper.meeting = None
    for other in Paper.objects.filter(meeting__in=meetings, pk__in=papers_undone()).only("name", "meeting"):
        other.meeting = None
        other.save(update_fields=["meeting"])


def _delete(model: Any, pks: set[int]) -> None:
    """Delete rows, each with its row of history; of those that point at each other the last ones first."""
    own = [f for f in model._meta.concrete_fields if f.related_model is model]
    while pks:
        rows = model._base_manager.filter(pk__in=pks)
        needed = {pk for field in own for pk in rows.values_list(field.attname, flat=True)} & pks
        if needed == pks:
            raise IntegrityError(f"{model._meta.verbose_name_plural} that point at each other")
        model._base_manager.filter(pk__in=pks - needed).delete()
        pks = needed
