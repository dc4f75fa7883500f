"""Taking a person's name out of the records and out of their history, on somebody's authority."""

from __future__ import annotations

import json
from typing import Any

from django.db import connection

from recommendations.actions.bulk import update_with_reasons
from recommendations.guards.adopting import payload_of
from recommendations.history import acting
from recommendations.models import ChainLink, Redaction, Tombstone
from recommendations.redacting import Found, Held, find, holds, pattern_of

PAGE = "/redactions/"
WHY = "A person's name was taken out"


class NotThere(Exception):
    """The name stands nowhere, so there is nothing to take out."""

    def __init__(self) -> None:
        super().__init__("This name stands nowhere in the records, so nothing was changed.")


class NotSeen(Exception):
    """What holds the name is not what the person was shown; nothing was changed. `found` is what holds it."""

    def __init__(self, found: Found) -> None:
        super().__init__("Nothing was changed: what would be is not what you were shown. Look at it again.")
        self.found = found


def redact(*, name: str, instead: str, authority: str, reason: str, seen: str, by: Any) -> Redaction:
    """Take a name out of every text: one transaction. Raises NotThere, or ValueError for what names it again.

    `seen` is the digest of what the person was shown (`Found.digest`); raises NotSeen where it is another.
    History rows are changed where they are, each with a tombstone that says what it holds since; the
    chain over them still holds. Files are kept unaltered and given to nobody any more.
    """
    wanted = pattern_of(name)
    if any(holds(text, wanted) for text in (instead, authority, reason)):
        raise ValueError("Authority, reason and what stands instead must not hold the name itself.")
    with acting(by=by, why=WHY, page=PAGE) as act:
        found = find(name, instead)
        if not found:
            raise NotThere
        if found.digest != seen:
            raise NotSeen(found)
        redaction = Redaction.objects.create(
            redacted_at=act.at,
            redacted_by=by,
            authority=authority,
            reason=reason,
            instead=instead,
            history_rows=found.history_rows,
            live_rows=found.live_rows,
            withheld=sorted(found.files),
        )
        _bury(redaction, found)
        for held in found.tables:
            _rewrite_history(held)
        for held in found.tables:
            _rewrite_live(held)
    return redaction


def _bury(redaction: Redaction, found: Found) -> None:
    """A tombstone for each history row, before it is changed: the database looks for it then."""
    stones = []
    for held in found.tables:
        links = ChainLink.objects.filter(form__table=held.kept.history, row__in=held.history)
        for link in links.select_related("form"):
            columns = tuple(json.loads(link.form.columns))
            payload = _payload(held, link.row, columns)
            stones.append(Tombstone(redaction=redaction, link=link, payload=payload))
    Tombstone.objects.bulk_create(stones, batch_size=1000)


def _payload(held: Held, row: int, columns: tuple[str, ...]) -> str:
    """The SHA-256 of what a history row will hold, made by the database as for any other."""
    new = held.history[row]
    named, given = [], []
    for column in columns:
        if column in new:
            named.append(f'{_cast(held, column)} AS "{column}"')
            given.append(_stored(held, column, new[column]))
        else:
            named.append(f'h."{column}"')
    expression = payload_of(connection, held.kept, columns, "r")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {expression} FROM (SELECT {', '.join(named)} FROM {held.kept.history} h "
            "WHERE h.history_id = %s) AS r",
            [*given, row],
        )
        made: str = cursor.fetchone()[0]
    return made


def _history_field(held: Held, column: str) -> Any:
    fields = held.kept.history_model._meta.concrete_fields
    return next(field for field in fields if field.column == column)


def _cast(held: Held, column: str) -> str:
    kind = _history_field(held, column).db_type(connection)
    return f"CAST(%s AS {kind})" if connection.vendor == "postgresql" else "%s"


def _stored(held: Held, column: str, value: Any) -> Any:
    return _history_field(held, column).get_db_prep_save(value, connection)


def _rewrite_history(held: Held) -> None:
    with connection.cursor() as cursor:
        for row, new in held.history.items():
            named = ", ".join(f'"{column}" = %s' for column in new)
            given = [_stored(held, column, value) for column, value in new.items()]
            cursor.execute(f"UPDATE {held.kept.history} SET {named} WHERE history_id = %s", [*given, row])


def _rewrite_live(held: Held) -> None:
    rows = list(held.kept.model._base_manager.filter(pk__in=held.live))
    columns = {column for new in held.live.values() for column in new}
    for row in rows:
        for column, value in held.live[row.pk].items():
            setattr(row, column, value)
    update_with_reasons(held.kept.model, rows, columns, {})
