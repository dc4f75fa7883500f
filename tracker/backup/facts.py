"""What a database holds, counted by its own statements; knows no Django."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tracker.backup.archive import Facts

Query = Callable[[str], list[tuple[Any, ...]]]
CHAIN, MIGRATIONS = "recommendations_chainlink", "django_migrations"
USERS = "recommendations_user"
# Where any of these holds a row, somebody has worked in the database.
WORKED_IN = (USERS, "recommendations_meeting", "recommendations_report")


def facts_of(query: Query, tables: list[str]) -> Facts:
    """The rows of each table and the last link of the chain; to be asked inside one snapshot."""
    rows = {table: query(f'SELECT count(*) FROM "{table}"')[0][0] for table in sorted(tables)}
    last = query(f"SELECT number, hash FROM {CHAIN} ORDER BY number DESC LIMIT 1") if CHAIN in rows else []
    number, head = last[0] if last else (0, "")
    made = query(f"SELECT app, name FROM {MIGRATIONS}") if MIGRATIONS in rows else []
    return Facts(rows, number, head, sorted(f"{app}.{name}" for app, name in made))


def is_worked_in(facts: Facts) -> bool:
    """Whether a database holds records, of this tracker or of anything else, rather than empty tables."""
    own = USERS in facts.rows
    return any(facts.rows.get(table) for table in WORKED_IN) if own else bool(facts.rows)


def differences(expected: Facts, found: Facts) -> list[str]:
    """In what a database is not as its backup says, in sentences."""
    wrong = [
        f"{table}: {expected.rows.get(table, 'no')} rows expected, {found.rows.get(table, 'no')} found"
        for table in sorted(expected.rows.keys() | found.rows.keys())
        if expected.rows.get(table) != found.rows.get(table)
    ]
    if (expected.number, expected.head) != (found.number, found.head):
        wrong.append(f"the chain ends at {found.number} {found.head}, not {expected.number} {expected.head}")
    return wrong
