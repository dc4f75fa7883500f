"""Putting the guards in place, and seeing whether they still are."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import connections, transaction

from recommendations.guards import postgresql, sqlite
from recommendations.guards.adopting import keep_up
from recommendations.guards.granting import grant
from recommendations.guards.tables import CHAIN, FORMS, Kept, kept_tables

Forms = dict[str, list[tuple[int, tuple[str, ...]]]]


def install(using: str = "default", **kwargs: Any) -> None:
    """Put every guard in place, replacing what is there; after a migration, when all tables are made.

    What the migration itself changed of the records while a rebuilt table had no triggers gets its history
    now, as the migration's.
    """
    connection = connections[using]
    tables = _present(connection)
    if not tables:
        return
    with transaction.atomic(using=using), connection.cursor() as cursor:
        remove(cursor)
        forms = _forms(cursor, tables, make=True)
        keep_up(connection, cursor, tables, forms)
        for statement in _statements(connection, tables, forms):
            cursor.execute(statement)
        if connection.vendor == "postgresql" and settings.DATABASE_APP_ROLE:
            grant(cursor, settings.DATABASE_APP_ROLE, tables)


def ensure(using: str = "default") -> list[str]:
    """Put the guards back where any is missing or changed; the names of those."""
    found = missing(using)
    if found:
        install(using)
    return found


def missing(using: str = "default") -> list[str]:
    """The guards that are not in place as they should be, by name."""
    connection = connections[using]
    tables = _present(connection)
    if not tables:
        return ["the tables of the records"]
    with connection.cursor() as cursor:
        forms = _forms(cursor, tables)
        if connection.vendor != "postgresql":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            there = dict(cursor.fetchall())
            wanted = sqlite.guards(tables, forms)
            return sorted(name for name, sql in wanted.items() if there.get(name) != sql)
        guards = postgresql.guards(tables, forms)
        cursor.execute(
            "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = current_schema()::regnamespace"
        )
        bodies = dict(cursor.fetchall())
        cursor.execute(
            "SELECT tgname, pg_get_triggerdef(oid, true) FROM pg_trigger "
            "WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
        )
        defined = dict(cursor.fetchall())
        gone = [f.name for f in guards.functions if bodies.get(f.name) != f.body]
        gone += [t.name for t in guards.triggers if defined.get(t.name) != t.definition]
        return sorted(set(gone))


KINDS = ("guard", "history", "chain")  # how the names of triggers begin


def remove(cursor: Any, kinds: Sequence[str] = KINDS) -> None:
    """Take guards of these kinds away: before they are put back, and before tests empty their database."""
    if cursor.db.vendor != "postgresql":
        named = " OR ".join(f"name GLOB '{kind}_*'" for kind in kinds)
        cursor.execute(f"SELECT name FROM sqlite_master WHERE type = 'trigger' AND ({named})")
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')
        return
    cursor.execute(
        "SELECT tgname, tgrelid::regclass::text FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid "
        "WHERE NOT tgisinternal AND c.relnamespace = current_schema()::regnamespace "
        f"AND tgname ~ '^({'|'.join(kinds)})_'"
    )
    found = cursor.fetchall()
    if found:
        cursor.execute(";".join(f'DROP TRIGGER "{name}" ON {table}' for name, table in found))


def _statements(connection: Any, tables: list[Kept], forms: Forms) -> list[str]:
    if connection.vendor != "postgresql":
        return list(sqlite.guards(tables, forms).values())
    guards = postgresql.guards(tables, forms)
    functions = [function.statement for function in guards.functions]
    # One statement for all of them: this happens after each test that empties its database.
    return [";".join([*functions, *(trigger.definition for trigger in guards.triggers)])]


def _present(connection: Any) -> list[Kept]:
    """The tables that keep history and are there with all their columns; none before the first migration."""
    with connection.cursor() as cursor:
        names = set(connection.introspection.table_names(cursor))
    if CHAIN not in names:
        return []
    return [kept for kept in kept_tables() if {kept.table, kept.history} <= names]


def _forms(cursor: Any, tables: list[Kept], *, make: bool = False) -> Forms:
    """The forms of each history table, the newest first; `make` keeps a new one where columns are new."""
    cursor.execute(f'SELECT id, "table", columns FROM {FORMS} ORDER BY id DESC')
    forms: Forms = defaultdict(list)
    for pk, table, columns in cursor.fetchall():
        forms[table].append((pk, tuple(json.loads(columns))))
    for kept in tables:
        if not forms[kept.history] or forms[kept.history][0][1] != kept.form:
            forms[kept.history].insert(0, (_new_form(cursor, kept) if make else 0, kept.form))
    return forms


def _new_form(cursor: Any, kept: Kept) -> int:
    sql = f'INSERT INTO {FORMS} ("table", columns) VALUES (%s, %s) RETURNING id'
    cursor.execute(sql, [kept.history, json.dumps(kept.form)])
    made: int = cursor.fetchone()[0]
    return made
