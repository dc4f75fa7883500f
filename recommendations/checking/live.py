"""The records as they stand: each what its newest history row says, each file what its SHA-256 says."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from django.db import connection

from recommendations.guards.adopting import unkept
from recommendations.guards.tables import Kept

SENTENCES = {
    "+": "row {pk} of {table} has no history, or was deleted in it",
    "~": "row {pk} of {table} is not what its newest history row says",
    "-": "row {pk} of {table} is gone, and its history does not say so",
}


def without_history(kept: Kept) -> Iterator[str]:
    """Records of one table whose newest history row is missing, other, or not gone."""
    with connection.cursor() as cursor:
        for verb, (ids, _) in unkept(connection, kept).items():
            cursor.execute(ids)
            for (pk,) in cursor.fetchall():
                yield SENTENCES[verb].format(pk=pk, table=kept.table)


def any_without_history(tables: Iterable[Kept]) -> list[str]:
    """The first record of each table that is not what its history says: all in one question, to be quick."""
    questions = [
        f"SELECT * FROM (SELECT '{kept.table}' AS name, '{verb}' AS verb, id FROM ({ids}) AS u LIMIT 1) AS f"
        for kept in tables
        for verb, (ids, _) in unkept(connection, kept).items()
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(questions))
        return [SENTENCES[verb].format(pk=pk, table=table) for table, verb, pk in cursor.fetchall()]


def holds_files(kept: Kept) -> bool:
    """Whether a table holds files, each beside its SHA-256."""
    return {"content", "sha256"} <= set(kept.own)


def changed_files(kept: Kept) -> Iterator[str]:
    """Files of one table whose bytes are not what their SHA-256 says."""
    rows = kept.model._base_manager.order_by("pk").values_list("pk", "sha256", "content")
    for pk, digest, content in rows.iterator(chunk_size=1):
        if hashlib.sha256(bytes(content)).hexdigest() != digest:
            yield f"the file of row {pk} of {kept.table} is not the one whose SHA-256 was kept"
