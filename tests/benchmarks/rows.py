"""New records with their history."""

from __future__ import annotations

from typing import Any

from simple_history.utils import bulk_create_with_history

from recommendations.history import bulk_facts


def with_history(model: type, rows: list[dict[str, Any]]) -> list[Any]:
    """A record for each of these, written inside `acting(...)`."""
    return bulk_create_with_history([model(**row) for row in rows], model, batch_size=500, **bulk_facts())
