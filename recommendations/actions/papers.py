"""Writing what papers say of reports, recommendations and meetings."""

from __future__ import annotations

from typing import Any, ClassVar

from recommendations import models
from recommendations.actions.bulk import create_with_reasons
from recommendations.actions.writing import Writer
from recommendations.history import current_act
from recommendations.meeting_slugs import split_meeting_slug
from recommendations.plan import Change
from recommendations.records import MODELS, Snapshot


class RecordsWriter(Writer):
    """The base app's records. New meetings are drafts: publishing is an act of its own."""

    models: ClassVar = MODELS
    points_at: ClassVar = {"parent": "body", "theme": "theme"}

    def __init__(self, held: Snapshot) -> None:
        super().__init__(held)
        self.schemes = dict(models.Scheme.objects.values_list("code", "pk"))
        self.statuses = {
            (scheme, code): pk
            for scheme, code, pk in models.Status.objects.values_list("scheme_id", "code", "pk")
        }
        self.report_schemes = dict(models.Report.objects.values_list("slug", "scheme_id"))

    def make(self, kind: str, changes: list[Change]) -> None:
        """Bodies are made one by one, because they point at each other."""
        for some in [[change] for change in changes] if kind == "body" else [changes] if changes else []:
            made = self.bulk(kind, some)
            if kind == "report":
                self.report_schemes |= {row.slug: row.scheme_id for row in made}
            if kind == "recommendation":
                pairs = zip(some, made, strict=True)
                self._address([(row.pk, change.fields.get("bodies") or ()) for change, row in pairs])

    def apart(self, kind: str) -> frozenset[str]:
        return frozenset({"bodies", "draft"})

    def change_apart(self, pk: int, fields: dict[str, Any]) -> None:
        """The bodies that a recommendation is addressed to."""
        slugs = fields["bodies"] or ()
        held = models.Addressee.objects.filter(recommendation=pk)
        for addressee in held.exclude(body__slug__in=slugs):
            addressee.delete()
        present = set(held.values_list("body__slug", flat=True))
        self._address([(pk, [slug for slug in slugs if slug not in present])])

    def column(self, change: Change, name: str, value: Any) -> tuple[str, Any]:
        if name == "scheme":
            return "scheme_id", self.schemes[value]
        if name == "status":
            return "status_id", self._status(change, value) if value else None
        return super().column(change, name, value)

    def key_of(self, change: Change, name: str, value: str) -> str:
        return f"{change.key.split('/')[0]}/{value}" if name == "theme" else value

    def _status(self, change: Change, code: str) -> int:
        return self.statuses[self.report_schemes[change.key.split("/")[1]], code]

    def identity(self, change: Change) -> dict[str, Any]:
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
        return {"body_id": self.ids["body", body], "date": when, "day_known": day_known}

    def _address(self, pairs: list[tuple[int, Any]]) -> None:
        rows = [
            models.Addressee(recommendation_id=pk, body_id=self.ids["body", slug])
            for pk, slugs in pairs
            for slug in slugs
        ]
        if rows:
            create_with_reasons(models.Addressee, rows, [current_act().why] * len(rows))
