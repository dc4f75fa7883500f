"""Writing many rows of one kind, each with a reason of its own."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import connection, transaction

from recommendations.history import because_each

AT_ONCE = 5000


@transaction.atomic
def create_with_reasons(model: Any, rows: Sequence[Any], reasons: Sequence[str]) -> list[Any]:
    """Write new rows in `acting(...)`; the rows with their ids. `reasons[n]` is why `rows[n]` is written."""
    for row, pk in zip(rows, _new_ids(model, len(rows)), strict=True):
        row.pk = pk
    with because_each(model, {row.pk: why for row, why in zip(rows, reasons, strict=True)}):
        made: list[Any] = model.objects.bulk_create(rows, batch_size=AT_ONCE)
    return made


@transaction.atomic
def update_with_reasons(
    model: Any, rows: Sequence[Any], columns: Collection[str], reasons: Mapping[int, str]
) -> None:
    """Write these columns of present rows in `acting(...)`. `reasons` is why, by id."""
    if rows and columns:
        with because_each(model, reasons):
            model._base_manager.bulk_update(rows, sorted(columns), batch_size=500)


def _new_ids(model: Any, count: int) -> list[int]:
    """Ids that no row has yet, taken inside the transaction that will use them."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return [pk for (pk,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or (0,))[0]
    return list(range(last + 1, last + 1 + count))
