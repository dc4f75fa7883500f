"""Writing many new rows of one kind, each with its row of history."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, transaction

from recommendations.history import current_act

NEW_AT_ONCE = 5000
# Both give a row of key and value for each pair of a JSON object.
PAIRS = {"sqlite": "json_each(%s)", "postgresql": "json_each_text(CAST(%s AS json))"}


@transaction.atomic
def create_with_history(model: Any, rows: Sequence[Any], reasons: Sequence[str]) -> list[Any]:
    """Write new rows, and the history that simple-history would write, in `acting(...)`; the rows with ids.

    `reasons[n]` is why `rows[n]` is written. The database copies the columns of the history itself,
    because sending them a second time takes longer than all the rest.
    """
    made: list[Any] = model.objects.bulk_create(rows, batch_size=NEW_AT_ONCE)
    _write_history(model, {row.pk: why for row, why in zip(made, reasons, strict=True)})
    return made


def _write_history(model: Any, reasons: Mapping[int, str]) -> None:
    """One history row for each of these new rows, by id, with its reason."""
    act, history = current_act(), model.history.model
    quote = connection.ops.quote_name
    columns = [str(field.column) for field in model._meta.concrete_fields]
    facts: dict[str, tuple[str, list[Any]]] = {
        "history_date": ("%s", [_stored(history, "history_date", act.at)]),
        "history_type": ("%s", ["+"]),
        "history_user_id": ("%s", [act.by.pk if act.by else None]),
        "history_change_reason": ("reason.value", []),
        "history_paper_id": ("%s", [act.paper.pk if act.paper else None]),
        "history_page": ("%s", [act.page]),
    }
    named = ", ".join(map(quote, [*columns, *facts]))
    copied = ", ".join([f"o.{quote(column)}" for column in columns])
    given = ", ".join([expression for expression, _ in facts.values()])
    sql = (
        f"INSERT INTO {quote(history._meta.db_table)} ({named}) SELECT {copied}, {given} "
        f"FROM {PAIRS[connection.vendor]} AS reason "
        f"JOIN {quote(model._meta.db_table)} AS o ON o.id = CAST(reason.key AS bigint)"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*(p for _, params in facts.values() for p in params), json.dumps(reasons)])


def _stored(model: Any, name: str, value: Any) -> Any:
    return model._meta.get_field(name).get_db_prep_value(value, connection)
