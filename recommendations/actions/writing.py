"""Writing what a plan says: the part that is the same for the records of every app."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from django.db import transaction

from recommendations.actions.bulk import create_with_reasons, update_with_reasons
from recommendations.history import acting, because, current_act, plan_page
from recommendations.models import User
from recommendations.plan import Change, FieldChange, Plan
from recommendations.records import Snapshot

Progress = Callable[[int], None]  # told how many records are done, a step at a time


class Writer(ABC):
    """Writes the records of some kinds, and learns the database id of each it makes.

    `models` are the models by kind, `points_at` the kinds that foreign keys of the plan name.
    """

    models: ClassVar[Mapping[str, Any]]
    points_at: ClassVar[Mapping[str, str]] = {}

    def __init__(self, held: Snapshot) -> None:
        self.ids = held.ids

    @abstractmethod
    def identity(self, change: Change) -> dict[str, Any]:
        """The columns that a record's key stands for."""

    def column(self, change: Change, name: str, value: Any) -> tuple[str, Any]:
        """The name and the value of a field as the model has it: a key of the plan becomes a foreign key."""
        kind = self.points_at.get(name)
        if kind is None:
            return name, value
        return f"{name}_id", self.ids[kind, self.key_of(change, name, value)] if value else None

    def key_of(self, change: Change, name: str, value: str) -> str:
        """The key of the record that a foreign key names."""
        return value

    def make(self, kind: str, changes: list[Change]) -> None:
        """New rows of one kind, in bulk."""
        if changes:
            self.bulk(kind, changes)

    def bulk(self, kind: str, changes: list[Change]) -> list[Any]:
        """Write these new rows; their ids are known afterwards."""
        rows = [self._row(change) for change in changes]
        made = create_with_reasons(self.models[kind], rows, [_why(change) for change in changes])
        for change, row in zip(changes, made, strict=True):
            self.ids[kind, change.key] = row.pk
        return made

    def apart(self, kind: str) -> frozenset[str]:
        """Fields of this kind that are no column of its table."""
        return frozenset()

    def change_apart(self, pk: int, fields: dict[str, Any]) -> None:
        """Write changed fields that are no column; a writer that names some in `apart` knows how."""
        raise LookupError(f"no column: {', '.join(sorted(fields))}")

    def _row(self, change: Change) -> Any:
        fields = {k: v for k, v in change.fields.items() if k not in self.apart(change.kind)}
        columns = dict(self.column(change, name, value) for name, value in fields.items())
        return self.models[change.kind](**self.identity(change), **columns)

    def change(self, kind: str, changes: list[Change]) -> None:
        """The changed fields of present rows of one kind, in bulk."""
        if not changes:
            return
        model = self.models[kind]
        rows = {row.pk: row for row in model.objects.filter(pk__in=[self.ids[kind, c.key] for c in changes])}
        columns: set[str] = set()
        touched, reasons = [], dict[int, str]()
        for change in changes:
            row = rows[self.ids[kind, change.key]]
            new: dict[str, Any] = {f.field: f.new for f in change.changes}
            elsewhere = {name: new.pop(name) for name in self.apart(kind) if name in new}
            if elsewhere:
                with because(_why(change)):
                    self.change_apart(row.pk, elsewhere)
            for name, value in (self.column(change, *field) for field in new.items()):
                setattr(row, name, value)
                columns.add(name)
            if new:
                touched.append(row)
                reasons[row.pk] = _why(change)
        update_with_reasons(model, touched, columns, reasons)


@transaction.atomic
def apply_plan(*, plan: Plan, writers: Iterable[Writer], progress: Progress = lambda done: None) -> int:
    """Write every addition and change of the plan, leaving conflicts; the number of records written.

    Runs inside `acting(by=…, paper=…)`. Each kind goes to the writer that knows it. Values that people
    corrected in the plan are written last, each as the act of whoever corrected it.
    """
    writer_of = {kind: writer for writer in writers for kind in writer.models}
    by_kind: dict[str, list[Change]] = defaultdict(list)
    for change in plan.changes:
        if change.writes:
            by_kind[change.kind].append(change)
    for kind, changes in by_kind.items():
        writer_of[kind].make(kind, [change for change in changes if change.new])
        writer_of[kind].change(kind, [c for c in changes if not c.new and c.changes])
        progress(len(changes))
    for kind, changes in by_kind.items():
        _correct(writer_of[kind], kind, [change for change in changes if change.corrected])
    return sum(len(changes) for changes in by_kind.values())


def _correct(writer: Writer, kind: str, changes: list[Change]) -> None:
    """Write the corrected values of one kind, those of one person at a time."""
    act = current_act()
    for by in sorted({corrected.by for change in changes for corrected in change.corrected}):
        theirs = [
            (change, tuple(FieldChange(c.field, c.paper, c.new) for c in change.corrected if c.by == by))
            for change in changes
        ]
        why, page = f"Corrected in the plan of {act.paper.name}", plan_page(act.paper)
        with acting(by=User.objects.get(pk=by), why=why, paper=act.paper, page=page, at=act.at):
            writer.change(kind, [replace(change, changes=mine) for change, mine in theirs if mine])


def _why(change: Change) -> str:
    """The reason kept with each history row: which paper, and where in it."""
    act = current_act()
    place = f", {change.place}" if change.place.line else ""
    over = "; taken over what staff wrote" if change.taken else ""
    return f"{act.why}{place}{over}"
