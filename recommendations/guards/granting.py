"""What the role that the site runs as may do on PostgreSQL, where it is not the owner of the tables.

Whoever owns a table can switch its triggers off. So the owner runs `migrate`, and the site runs as a role
that can write records and read their history, and nothing else.
"""

from __future__ import annotations

from typing import Any

from recommendations.guards.tables import CHAIN, FORMS, Kept


def grant(cursor: Any, role: str, tables: list[Kept]) -> None:
    """Give a role what the site needs, and no more. Redactions change history, which the guards watch."""
    name = cursor.db.ops.quote_name(role)
    cursor.execute("SELECT current_schema()")
    schema = cursor.db.ops.quote_name(cursor.fetchone()[0])
    history = ", ".join(kept.history for kept in tables)
    cursor.execute(
        f"GRANT USAGE ON SCHEMA {schema} TO {name};"
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {name};"
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {name};"
        f"REVOKE ALL ON {history}, {CHAIN}, {FORMS}, django_migrations FROM {name};"
        f"GRANT SELECT ON {history}, {CHAIN}, {FORMS}, django_migrations TO {name};"
        f"GRANT UPDATE ON {history} TO {name}"
    )
