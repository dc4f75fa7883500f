"""History that the triggers did not write: what was there before them, and what a migration changed.

Rows of history from before the first guards get their links once, when the chain is still empty. Never
later: a row that has no link then was written past the guards, and has to be seen.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.utils import timezone

from recommendations.guards import postgresql, sqlite
from recommendations.guards.tables import CHAIN, FACTS, Kept
from recommendations.history import moment

AT_ONCE = 2000
WHY, PAGE = "Changed by a migration", "migrate"


def keep_up(connection: Any, cursor: Any, tables: list[Kept], forms: Any) -> None:
    """Write the history that is missing where a record differs from it, and the links that are missing."""
    cursor.execute(f"SELECT 1 FROM {CHAIN} LIMIT 1")
    is_new = cursor.fetchone() is None
    found: list[tuple[Any, str, int, str, int]] = []
    for kept in tables:
        rows = _changed_unguarded(connection, cursor, kept)
        form, columns = forms[kept.history][0]
        payload = payload_of(connection, kept, columns, "h")
        sql = f"SELECT h.history_date, h.history_id, {payload} FROM {kept.history} h"
        if not is_new:
            sql += f" WHERE h.history_id IN ({', '.join(map(str, rows)) or 'NULL'})"
        cursor.execute(sql)
        found += [(at, kept.history, row, held, form) for at, row, held in cursor.fetchall()]
    _link(cursor, sorted(found))


def _changed_unguarded(connection: Any, cursor: Any, kept: Kept) -> list[int]:
    """The history rows, by id, that now say what a migration did while a rebuilt table had no triggers."""
    named = ", ".join(f'"{column}"' for column in (*kept.columns, *FACTS))
    copied = ", ".join(f'r."{column}"' for column in kept.columns)
    at = timezone.now()
    made: list[int] = []
    for verb, (ids, source) in unkept(connection, kept).items():
        cursor.execute(
            f"INSERT INTO {kept.history} ({named}) SELECT {copied}, %s, '{verb}', NULL, %s, NULL, %s "
            f"FROM {source} r WHERE r.id IN ({ids}) ORDER BY r.id RETURNING history_id",
            [at if connection.vendor == "postgresql" else moment(at), WHY, PAGE],
        )
        made += [pk for (pk,) in cursor.fetchall()]
    return made


def _link(cursor: Any, rows: list[tuple[Any, str, int, str, int]]) -> None:
    """Add these rows of history to the chain, in their order."""
    cursor.execute(f"SELECT number, hash FROM {CHAIN} ORDER BY number DESC LIMIT 1")
    last, before = cursor.fetchone() or (0, "")
    links = []
    for number, (_, table, row, held, form) in enumerate(rows, last + 1):
        before = hash_of(before, number, table, row, held)
        links.append((number, form, row, held, before))
    for first in range(0, len(links), AT_ONCE):
        cursor.executemany(
            f'INSERT INTO {CHAIN} (number, form_id, "row", payload, hash) VALUES (%s, %s, %s, %s, %s)',
            links[first : first + AT_ONCE],
        )


def payload_of(connection: Any, kept: Kept, columns: tuple[str, ...], row: str) -> str:
    """The SHA-256 of what these columns of a history row hold, in the words of this database."""
    if connection.vendor == "postgresql":
        return postgresql.payload(columns, row, kept.moments)
    return sqlite.payload(columns, row)


def hash_of(before: str, number: int, table: str, row: int, payload: str) -> str:
    """The hash of a link of the chain, as the triggers make it."""
    return hashlib.sha256(f"{before}|{number}|{table}|{row}|{payload}".encode()).hexdigest()


def unkept(connection: Any, kept: Kept) -> dict[str, tuple[str, str]]:
    """By verb, a query for the ids whose newest history row is not what the record is, and where it is.

    "+": the record has none; "~": it says something else; "-": the record is gone.
    """
    other = "IS DISTINCT FROM" if connection.vendor == "postgresql" else "IS NOT"
    newest = (
        f"(SELECT h.* FROM {kept.history} h JOIN (SELECT id, MAX(history_id) AS newest "
        f"FROM {kept.history} GROUP BY id) n ON n.newest = h.history_id)"
    )
    differs = " OR ".join(f't."{column}" {other} h."{column}"' for column in kept.columns)
    return {
        "+": (
            f"SELECT t.id FROM {kept.table} t LEFT JOIN {newest} h ON h.id = t.id "
            "WHERE h.id IS NULL OR h.history_type = '-'",
            kept.table,
        ),
        "~": (
            f"SELECT t.id FROM {kept.table} t JOIN {newest} h ON h.id = t.id "
            f"WHERE h.history_type <> '-' AND ({differs})",
            kept.table,
        ),
        "-": (
            f"SELECT h.id FROM {newest} h LEFT JOIN {kept.table} t ON t.id = h.id "
            "WHERE h.history_type <> '-' AND t.id IS NULL",
            newest,
        ),
    }
