"""The chain: each link made from the one before, each history row what its link says."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.db import connection

from recommendations.guards.adopting import hash_of, payload_of
from recommendations.guards.tables import CHAIN, Kept
from recommendations.models import ChainForm, ChainLink, Publication, Tombstone

Progress = Callable[[int], None]  # told how many more rows are looked at
STEP = 5000


class Form(NamedTuple):
    """What a link of the chain covers of a history table."""

    table: str
    columns: tuple[str, ...]


def forms() -> dict[int, Form]:
    """The forms on record, by id."""
    return {form.pk: Form(form.table, tuple(json.loads(form.columns))) for form in ChainForm.objects.all()}


def broken_links(known: dict[int, Form], told: dict[int, str], progress: Progress) -> Iterator[str]:
    """Links that do not follow from the one before, in sentences; and heads that were told and are no more.

    `told` are heads that somebody printed or kept: the number of a link and how its hash begins.
    """
    last, before = 0, ""
    wanted = dict(told)
    links = ChainLink.objects.order_by("number").values_list("number", "form_id", "row", "payload", "hash")
    for number, form, row, payload, hashed in links.iterator(chunk_size=STEP):
        if number != last + 1:
            yield f"the chain goes from link {last} to link {number}"
            return
        table = known[form].table if form in known else ""
        if hash_of(before, number, table, row, payload) != hashed:
            yield f"link {number} of the chain, row {row} of {table}, does not follow from the one before"
            return
        head = wanted.pop(number, None)
        if head is not None and not hashed.startswith(head):
            yield f"link {number} of the chain is not the one that was printed or kept as the head, {head}"
            return
        last, before = number, hashed
        if number % STEP == 0:
            progress(STEP)
    progress(last % STEP)
    for number, head in sorted(wanted.items()):
        yield f"the chain ends at link {last}, but link {number} was printed or kept as its head, {head}"


def kept_heads() -> dict[int, str]:
    """The heads that publications kept: the number of the link and its hash."""
    return dict(Publication.objects.filter(number__gt=0).order_by("pk").values_list("number", "head"))


def changed_history(kept: Kept, known: dict[int, Form], progress: Progress) -> Iterator[str]:
    """Rows of one history table that are not what their links say, or have none; links without their row."""
    ours = {pk: form for pk, form in known.items() if form.table == kept.history}
    with connection.cursor() as cursor:
        for pk, form in ours.items():
            if not set(form.columns) <= set(kept.form):
                yield f"form {pk} of the chain names columns that {kept.history} does not have"
                continue
            held = payload_of(connection, kept, form.columns, "h")
            cursor.execute(
                f'SELECT l.number, l."row", h.history_id, {held} FROM {CHAIN} l '
                f'LEFT JOIN {kept.history} h ON h.history_id = l."row" WHERE l.form_id = {pk} '
                f"AND (h.history_id IS NULL OR {held} <> l.payload) ORDER BY l.number"
            )
            for number, row, found, payload in cursor.fetchall():
                if found is None:
                    yield f"row {row} of {kept.history} is gone: link {number} of the chain has it"
                elif not _redacted(number, payload):
                    yield f"row {row} of {kept.history} was changed: link {number} of the chain says so"
        listed = ", ".join(map(str, ours)) or "NULL"
        cursor.execute(
            f"SELECT h.history_id FROM {kept.history} h WHERE NOT EXISTS (SELECT 1 FROM {CHAIN} l "
            f'WHERE l.form_id IN ({listed}) AND l."row" = h.history_id) ORDER BY h.history_id'
        )
        for (row,) in cursor.fetchall():
            yield f"row {row} of {kept.history} has no link in the chain"
        cursor.execute(f"SELECT count(*) FROM {kept.history}")
        progress(cursor.fetchone()[0])


def _redacted(number: int, payload: Any) -> bool:
    """Whether the newest redaction of a link says that its row holds this."""
    newest = Tombstone.objects.filter(link=number).order_by("-pk").values_list("payload", flat=True).first()
    return newest is not None and newest == payload
