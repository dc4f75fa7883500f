"""Writing observations by the ten thousand, each with its row of history."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, transaction
from simple_history.utils import bulk_update_with_history

from performance.models import Observation
from recommendations.history import bulk_facts, current_act

NEW_AT_ONCE = 5000
CHANGED_AT_ONCE = 500
# Both give a row of key and value for each pair of a JSON object.
PAIRS = {"sqlite": "json_each(%s)", "postgresql": "json_each_text(CAST(%s AS json))"}


@transaction.atomic
def create_with_history(rows: Sequence[Observation], places: Sequence[int]) -> None:
    """Write new observations and the history that simple-history would write, inside `acting(...)`.

    `places[n]` is the row of the file that `rows[n]` stands in; it ends the reason. The database copies
    the columns of the history itself, because sending them a second time takes longer than all the rest.
    """
    made = Observation.objects.bulk_create(rows, batch_size=NEW_AT_ONCE)
    _write_history({row.pk: place for row, place in zip(made, places, strict=True)})


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
            row._change_reason = f"{why}, row {places[row.pk]}"
        bulk_update_with_history(rows, Observation, sorted(new[ids[0]]), **bulk_facts())


def _write_history(places: Mapping[int, int]) -> None:
    """One history row for each of these new observations, by id, with its row of the file."""
    act, history = current_act(), Observation.history.model
    quote = connection.ops.quote_name
    columns = [str(field.column) for field in Observation._meta.concrete_fields]
    facts: dict[str, tuple[str, list[Any]]] = {
        "history_date": ("%s", [_stored(history, "history_date", act.at)]),
        "history_type": ("%s", ["+"]),
        "history_user_id": ("%s", [act.by.pk if act.by else None]),
        "history_change_reason": ("%s || place.value", [f"{act.why}, row "]),
        "history_paper_id": ("%s", [act.paper.pk if act.paper else None]),
        "history_page": ("%s", [act.page]),
    }
    named = ", ".join(map(quote, [*columns, *facts]))
    copied = ", ".join([f"o.{quote(column)}" for column in columns])
    given = ", ".join([expression for expression, _ in facts.values()])
    sql = (
        f"INSERT INTO {quote(history._meta.db_table)} ({named}) SELECT {copied}, {given} "
        f"FROM {PAIRS[connection.vendor]} AS place "
        f"JOIN {quote(Observation._meta.db_table)} AS o ON o.id = CAST(place.key AS bigint)"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*(p for _, params in facts.values() for p in params), json.dumps(places)])


def _stored(model: Any, name: str, value: Any) -> Any:
    return model._meta.get_field(name).get_db_prep_value(value, connection)
