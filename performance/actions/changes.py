"""Recording dated changes to measures."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from performance.models import MeasureChange
from recommendations.history import acting


@transaction.atomic
def save_change(*, change: MeasureChange, by: Any) -> MeasureChange:
    """Record a change to a measure; what changed is its reason too."""
    with acting(by=by, why=change.what, page=f"{change.measure.get_absolute_url()}change/"):
        change.save()
    return change
