"""Acts that the audit log is told of by the records they write: no action and no view has a line for it.

Each of these records is saved once, by itself, inside the act it stands for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Model
from django.db.models.signals import post_save

from performance.models import Source
from recommendations.audit import audit_once_kept
from recommendations.history import current_act
from recommendations.models import IssuedPaper, Meeting, Paper

# What a record's moment being that of the act in progress means.
MOMENTS: dict[type[Model], dict[str, str]] = {
    Meeting: {"published_at": "publish"},
    Paper: {"undone_at": "undo"},
    Source: {"applied_at": "import applied"},
    IssuedPaper: {"issued_at": "paper issued"},
}
NAMED: dict[type[Model], Callable[[Any], dict[str, Any]]] = {
    Meeting: lambda meeting: {"meeting": meeting.slug},
    Paper: lambda paper: {"paper": paper.key},
    Source: lambda source: {"figures": source.key},
    IssuedPaper: lambda paper: {"meeting": paper.meeting.slug},
}


def _saved(sender: type[Model], instance: Any, **kwargs: Any) -> None:
    act = current_act()
    for field, event in MOMENTS[sender].items():
        if getattr(instance, field) == act.at:
            audit_once_kept(event, by=act.by, **NAMED[sender](instance))


def listen() -> None:
    """Start telling; once, when the site starts."""
    for model in MOMENTS:
        post_save.connect(_saved, sender=model, dispatch_uid=f"tracker.audited.{model.__name__}")
