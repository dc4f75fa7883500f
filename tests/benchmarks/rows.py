"""New records, with their history and without any."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from recommendations import guards


def with_history(model: Any, rows: list[dict[str, Any]]) -> list[Any]:
    """A record for each of these, written inside `acting(...)`; the database writes their history."""
    made: list[Any] = model.objects.bulk_create([model(**row) for row in rows], batch_size=500)
    return made


def take_guards_away() -> None:
    """From here on writes leave no history: in a database, or a transaction, that is thrown away after.

    What must agree across tables is still looked at, as it was before there were triggers for history.
    """
    with connection.cursor() as cursor:
        guards.remove(cursor, ("history", "chain"))


@contextmanager
def without_guards() -> Iterator[None]:
    """Writes without history inside the block, in a database that only measures."""
    take_guards_away()
    try:
        yield
    finally:
        guards.install()
