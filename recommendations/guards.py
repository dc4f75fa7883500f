"""Rules that span tables, kept by the database itself with triggers.

A status must be of its report's scheme, and a theme of its recommendation's report. The
triggers are put back after every migration, because SQLite drops them when it rebuilds a table.
"""

from typing import Any

from django.db import connections

# name, table, columns watched, what must not exist (NEW is the row written), the sentence
RULES: list[tuple[str, str, str, str, str]] = [
    (
        "update_status_of_scheme",
        "recommendations_update",
        "status_id, recommendation_id",
        """SELECT 1 FROM recommendations_status s, recommendations_recommendation r, recommendations_report p
           WHERE s.id = NEW.status_id AND r.id = NEW.recommendation_id AND p.id = r.report_id
             AND p.scheme_id <> s.scheme_id""",
        "the status is not of the scheme of the report",
    ),
    (
        "count_status_of_scheme",
        "recommendations_publishedcount",
        "status_id, report_id",
        """SELECT 1 FROM recommendations_status s, recommendations_report p
           WHERE s.id = NEW.status_id AND p.id = NEW.report_id AND p.scheme_id <> s.scheme_id""",
        "the counted status is not of the scheme of the report",
    ),
    (
        "theme_of_report",
        "recommendations_recommendation",
        "theme_id, report_id",
        """SELECT 1 FROM recommendations_theme t
           WHERE t.id = NEW.theme_id AND t.report_id <> NEW.report_id""",
        "the theme is of another report",
    ),
    (
        "report_keeps_scheme",
        "recommendations_report",
        "scheme_id",
        """SELECT 1 FROM recommendations_update u
           JOIN recommendations_recommendation r ON r.id = u.recommendation_id
           JOIN recommendations_status s ON s.id = u.status_id
           WHERE r.report_id = NEW.id AND s.scheme_id <> NEW.scheme_id""",
        "the report has updates with statuses of its scheme",
    ),
    (
        "status_keeps_scheme",
        "recommendations_status",
        "scheme_id",
        """SELECT 1 FROM recommendations_update u
           JOIN recommendations_recommendation r ON r.id = u.recommendation_id
           JOIN recommendations_report p ON p.id = r.report_id
           WHERE u.status_id = NEW.id AND p.scheme_id <> NEW.scheme_id""",
        "the status is in use by updates of its scheme",
    ),
]


def install(using: str = "default", **kwargs: Any) -> None:
    """Put every trigger in place, replacing what is there."""
    connection = connections[using]
    make = _postgresql if connection.vendor == "postgresql" else _sqlite
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for rule in RULES:
            if rule[1] in tables:
                for statement in make(*rule):
                    cursor.execute(statement)


def _sqlite(name: str, table: str, columns: str, found: str, sentence: str) -> list[str]:
    statements = []
    for event, suffix in (("INSERT", "insert"), (f"UPDATE OF {columns}", "update")):
        trigger = f"guard_{name}_{suffix}"
        statements += [
            f"DROP TRIGGER IF EXISTS {trigger}",
            f"CREATE TRIGGER {trigger} BEFORE {event} ON {table} WHEN EXISTS ({found}) "
            f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END",
        ]
    return statements


def _postgresql(name: str, table: str, columns: str, found: str, sentence: str) -> list[str]:
    return [
        f"""CREATE OR REPLACE FUNCTION guard_{name}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              IF EXISTS ({found}) THEN
                RAISE EXCEPTION '{sentence}' USING ERRCODE = 'check_violation';
              END IF;
              RETURN NEW;
            END $$""",
        f"DROP TRIGGER IF EXISTS guard_{name} ON {table}",
        f"CREATE TRIGGER guard_{name} BEFORE INSERT OR UPDATE OF {columns} ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION guard_{name}()",
    ]
