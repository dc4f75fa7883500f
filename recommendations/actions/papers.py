"""Applying the plan of a paper: the only writer of what papers say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.db import transaction
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from recommendations import models
from recommendations.history import bulk_facts, current_act
from recommendations.meeting_slugs import split_meeting_slug
from recommendations.plan import Change, Plan
from recommendations.records import MODELS, Snapshot

Progress = Callable[[int], None]  # told how many records are done, a step at a time
BATCH = 500

# The foreign keys of each kind, and the kind each points at.
POINTS_AT = {"parent": "body", "theme": "theme"}


@transaction.atomic
def apply_plan(*, plan: Plan, held: Snapshot, publish: bool, progress: Progress = lambda done: None) -> int:
    """Write every addition and change of the plan, leaving conflicts; the number of records written.

    Runs inside `acting(by=…, paper=…)`; `publish` makes new meetings that are no drafts visible to all.
    """
    writer = _Writer(held, publish)
    by_kind: dict[str, list[Change]] = defaultdict(list)
    for change in plan.changes:
        if change.writes:
            by_kind[change.kind].append(change)
    for kind, changes in by_kind.items():
        writer.make(kind, [change for change in changes if change.new])
        writer.change(kind, [change for change in changes if not change.new])
        progress(len(changes))
    return sum(len(changes) for changes in by_kind.values())


class _Writer:
    """Knows the database id of everything the plan speaks of, and learns those it makes."""

    def __init__(self, held: Snapshot, publish: bool) -> None:
        self.ids = held.ids
        self.publish = publish
        self.schemes = dict(models.Scheme.objects.values_list("code", "pk"))
        self.statuses = {
            (scheme, code): pk
            for scheme, code, pk in models.Status.objects.values_list("scheme_id", "code", "pk")
        }
        self.report_schemes = dict(models.Report.objects.values_list("slug", "scheme_id"))

    def make(self, kind: str, changes: list[Change]) -> None:
        """New rows of one kind, with their history, in bulk; bodies one by one: they point at each other."""
        if kind == "body":
            for change in changes:
                self._bulk(kind, [change])
        elif changes:
            self._bulk(kind, changes)

    def _bulk(self, kind: str, changes: list[Change]) -> None:
        rows = [self._row(change) for change in changes]
        made = bulk_create_with_history(rows, MODELS[kind], batch_size=BATCH, **bulk_facts())
        for change, row in zip(changes, made, strict=True):
            self.ids[kind, change.key] = row.pk
            if kind == "report":
                self.report_schemes[change.key] = row.scheme_id
        if kind == "recommendation":
            pairs = zip(changes, made, strict=True)
            self._address([(row.pk, change.fields.get("bodies") or ()) for change, row in pairs])

    def _row(self, change: Change) -> Any:
        fields = {k: v for k, v in change.fields.items() if k not in {"bodies", "draft"}}
        row = MODELS[change.kind](**self._identity(change), **self._columns(change, fields))
        row._change_reason = _why(change)
        return row

    def change(self, kind: str, changes: list[Change]) -> None:
        """The changed fields of present rows of one kind, with their history, in bulk."""
        if not changes:
            return
        model = MODELS[kind]
        rows = {row.pk: row for row in model.objects.filter(pk__in=[self.ids[kind, c.key] for c in changes])}
        columns: set[str] = set()
        touched = []
        for change in changes:
            row = rows[self.ids[kind, change.key]]
            new: dict[str, Any] = {f.field: f.new for f in change.changes}
            if "bodies" in new:
                self._readdress(row.pk, tuple(new.pop("bodies") or ()))
            for name, value in self._columns(change, new).items():
                setattr(row, name, value)
                columns.add(name)
            row._change_reason = _why(change)
            if new:
                touched.append(row)
        if touched:
            bulk_update_with_history(touched, model, sorted(columns), batch_size=BATCH, **bulk_facts())

    def _columns(self, change: Change, fields: dict[str, Any]) -> dict[str, Any]:
        """Field names and values as the model has them: words of the plan become foreign keys."""
        columns: dict[str, Any] = {}
        for name, value in fields.items():
            if name == "scheme":
                columns["scheme_id"] = self.schemes[value]
            elif name == "status":
                columns["status_id"] = self._status(change, value) if value else None
            elif name in POINTS_AT:
                key = f"{change.key.split('/')[0]}/{value}" if name == "theme" else value
                columns[f"{name}_id"] = self.ids[POINTS_AT[name], key] if value else None
            else:
                columns[name] = value
        return columns

    def _status(self, change: Change, code: str) -> int:
        return self.statuses[self.report_schemes[change.key.split("/")[1]], code]

    def _identity(self, change: Change) -> dict[str, Any]:
        """The columns that a record's key stands for."""
        parts = change.key.split("/")
        match change.kind:
            case "body" | "report":
                return {"slug": change.key}
            case "meeting":
                return self._meeting(change)
            case "theme":
                return {"report_id": self.ids["report", parts[0]], "slug": parts[1]}
            case "recommendation":
                return {"report_id": self.ids["report", parts[0]], "number": int(parts[1])}
            case "lead":
                place = f"{parts[1]}/{parts[2]}"
                kind = "recommendation" if ("recommendation", place) in self.ids else "theme"
                return {f"{kind}_id": self.ids[kind, place], "meeting_id": self.ids["meeting", parts[0]]}
            case "update":
                recommendation = self.ids["recommendation", f"{parts[1]}/{parts[2]}"]
                return {"meeting_id": self.ids["meeting", parts[0]], "recommendation_id": recommendation}
            case "note":
                return self._at_meeting(parts) | {"slug": parts[2]}
            case _:
                status = self._status(change, parts[3]) if len(parts) > 3 else None
                return self._at_meeting(parts) | {"counted": parts[2], "status_id": status}

    def _at_meeting(self, parts: list[str]) -> dict[str, Any]:
        return {"meeting_id": self.ids["meeting", parts[0]], "report_id": self.ids["report", parts[1]]}

    def _meeting(self, change: Change) -> dict[str, Any]:
        body, when, day_known = split_meeting_slug(change.key) or ("", None, True)
        columns = {"body_id": self.ids["body", body], "date": when, "day_known": day_known}
        if self.publish and not change.fields.get("draft"):
            columns |= {"published_at": current_act().at, "published_by": current_act().by}
        return columns

    def _address(self, pairs: list[tuple[int, Any]]) -> None:
        rows = [
            models.Addressee(recommendation_id=pk, body_id=self.ids["body", slug])
            for pk, slugs in pairs
            for slug in slugs
        ]
        if rows:
            bulk_create_with_history(rows, models.Addressee, batch_size=BATCH, **bulk_facts())

    def _readdress(self, recommendation: int, slugs: tuple[str, ...]) -> None:
        for addressee in models.Addressee.objects.filter(recommendation=recommendation).exclude(
            body__slug__in=slugs
        ):
            addressee.delete()
        present = set(
            models.Addressee.objects.filter(recommendation=recommendation).values_list(
                "body__slug", flat=True
            )
        )
        self._address([(recommendation, [slug for slug in slugs if slug not in present])])


def _why(change: Change) -> str:
    """The reason kept with each history row: which paper, and where in it."""
    act = current_act()
    return f"{act.why}, {change.place}" if change.place.line else act.why
