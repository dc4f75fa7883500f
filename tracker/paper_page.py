"""What the page of a paper shows of its plan."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any
from urllib.parse import quote

from recommendations.models import Paper
from recommendations.plan import Change, FieldChange, Plan, Value
from recommendations.text import opening, word_diff
from tracker.paper_forms import correctable
from tracker.paper_import import VERDICTS, Planned

SHOWN_OPEN = 30  # records added of which the page shows all at once
HEADS = {
    "added": "Added",
    "changed": "Changed",
    "conflict": "In conflict",
    "unchanged": "Unchanged",
}


def plan_context(paper: Paper, planned: Planned) -> dict[str, Any]:
    """The plan as its page needs it; empty where there is none yet."""
    plan = planned.plan
    if plan is None:
        return {"planned": planned}
    shown = {verdict: [_shown(paper, change) for change in plan.of(verdict)] for verdict in VERDICTS}
    return {
        "planned": planned,
        "plan": plan,
        "counts": [(verdict, HEADS[verdict].lower(), len(shown[verdict])) for verdict in VERDICTS],
        "sections": [
            (verdict, HEADS[verdict], shown[verdict], verdict != "added" or len(shown[verdict]) < SHOWN_OPEN)
            for verdict in ("changed", "added")
            if shown[verdict]
        ],
        "conflicts": list(conflicts(plan)),
        "new_meeting": any(c.new and c.kind == "meeting" and not c.fields.get("draft") for c in plan.changes),
    }


def conflicts(plan: Plan) -> Iterator[dict[str, Any]]:
    """Each field in conflict, settled for the paper or not, with its name in the form."""
    for change in plan.changes:
        taken = [f for f in change.changes if f.field in change.taken]
        for field in (*change.conflicts, *taken):
            yield {
                "id": (change.kind, change.key, field.field),
                "name": f"take:{change.kind}:{change.key}:{field.field}",
                "label": change.label,
                "place": change.place,
                "taken": field.field in change.taken,
                **_field(field),
            }


def _shown(paper: Paper, change: Change) -> dict[str, Any]:
    """A change as the page shows it: old and new side by side with the words marked."""
    corrected = [_field(FieldChange(c.field, c.paper, c.new)) | {"by": c.name} for c in change.corrected]
    return {
        "label": change.label,
        "kind": change.kind,
        "place": change.place,
        "anchor": f"{change.kind}-{change.key}".replace("/", "-"),
        "fields": [_field(f) | {"taken": f.field in change.taken} for f in change.changes],
        "corrected": corrected,
        "summary": opening(
            "; ".join(f"{name.replace('_', ' ')}: {text_of(v)}" for name, v in change.fields.items() if v),
            220,
        ),
        "correct_url": correction_url(paper, change) if correctable(change) else "",
    }


def correction_url(paper: Paper, change: Change) -> str:
    """The page on which one record of a plan is corrected."""
    return f"/papers/{paper.key}/correct/{change.kind}/{quote(change.key)}/"


def _field(field: FieldChange) -> dict[str, Any]:
    old, new = text_of(field.old), text_of(field.new)
    return {
        "field": field.field.replace("_", " "),
        "old": old,
        "new": new,
        # Where nothing stood before there is nothing to tell apart, and marks would only be in the way.
        "diff": word_diff(old, new) if field.old else escape(new),
    }


def text_of(value: Value) -> str:
    """A value of a plan in words."""
    if value is None:
        return "not stated"
    return ", ".join(value) if isinstance(value, tuple) else str(value)
