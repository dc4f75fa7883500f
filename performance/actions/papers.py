"""Writing what papers say of performance."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, ClassVar

from performance.records import MODELS
from recommendations.actions.writing import Writer
from recommendations.history import current_act
from recommendations.plan import Change, FieldChange


class PerformanceWriter(Writer):
    """The records of performance; meetings and reports are written before them."""

    models: ClassVar = MODELS
    points_at: ClassVar = {"priority": "priority", "measure": "measure", "report": "report"}

    def change(self, kind: str, changes: list[Change]) -> None:
        """A figure that a paper changes is that paper's from now on, and of no file any more."""
        if kind == "observation":
            origin = (FieldChange("paper", None, current_act().paper), FieldChange("source", None, None))
            changes = [replace(change, changes=(*change.changes, *origin)) for change in changes]
        super().change(kind, changes)

    def identity(self, change: Change) -> dict[str, Any]:
        parts = change.key.split("/")
        match change.kind:
            case "priority" | "measure":
                return {"slug": change.key}
            case "assessment":
                return self._at_meeting(parts[0]) | {"measure_id": self.ids["measure", parts[1]]}
            case "target":
                measure = {"measure_id": self.ids["measure", parts[1]]}
                return self._at_meeting(parts[0]) | measure | {"slug": parts[2]}
            case "action" | "comment":
                priority = {"priority_id": self.ids["priority", parts[1]]}
                return self._at_meeting(parts[0]) | priority | {"number": int(parts[2])}
            case "stated" | "term":
                return self._at_meeting(parts[0]) | {"slug": parts[1]}
            case _:
                return self._observed(parts)

    def _at_meeting(self, meeting: str) -> dict[str, Any]:
        return {"meeting_id": self.ids["meeting", meeting]}

    def _observed(self, parts: list[str]) -> dict[str, Any]:
        measure, force, group, start, end = parts
        return {
            "measure_id": self.ids["measure", measure],
            "force_id": self.ids["force", force],
            "group_id": None if group == "all" else self.ids["group", f"{measure}/{group}"],
            "start": date.fromisoformat(start),
            "end": date.fromisoformat(end),
            "paper": current_act().paper,
        }
