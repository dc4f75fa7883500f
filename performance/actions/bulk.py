"""Changing observations by the ten thousand, each with its row of history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from performance.models import Observation
from recommendations.actions.bulk import update_with_reasons
from recommendations.history import current_act

CHANGED_AT_ONCE = 500


def change_with_history(new: Mapping[int, Mapping[str, Any]], places: Mapping[int, int]) -> None:
    """Write the new columns of present observations, by id, with their history, inside `acting(...)`."""
    ids = list(new)
    why = current_act().why
    for first in range(0, len(ids), CHANGED_AT_ONCE):
        some = ids[first : first + CHANGED_AT_ONCE]
        rows: list[Any] = list(Observation.objects.filter(pk__in=some))
        for row in rows:
            for name, value in new[row.pk].items():
                setattr(row, name, value)
        reasons = {row.pk: f"{why}, row {places[row.pk]}" for row in rows}
        update_with_reasons(Observation, rows, new[ids[0]], reasons)
