"""The guards as PostgreSQL's functions and triggers.

History is written statement by statement, so that a bulk write costs one more. The functions run with the
rights of whoever installed them: the role the site runs as needs none on the tables of history.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from recommendations.guards.rules import FILES, RULES, UNALTERED, Rule
from recommendations.guards.tables import CHAIN, FACTS, TEXTS, Kept
from recommendations.history import OUTSIDE, WRITERS_LOCK


class Function(NamedTuple):
    """A trigger function: its name and its body, as PostgreSQL keeps it."""

    name: str
    body: str

    @property
    def statement(self) -> str:
        return (
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql "
            f"SECURITY DEFINER SET search_path FROM CURRENT AS $guard${self.body}$guard$"
        )


class Trigger(NamedTuple):
    """A trigger: its name, its table, and its definition in the words in which PostgreSQL gives it back."""

    name: str
    table: str
    definition: str


class Guards(NamedTuple):
    functions: list[Function]
    triggers: list[Trigger]


Forms = Mapping[str, list[tuple[int, tuple[str, ...]]]]


def payload(columns: tuple[str, ...], row: str, moments: frozenset[str]) -> str:
    """The SHA-256 of what these columns of a row hold, as an expression that no setting changes."""
    listed = ", ".join(
        f"to_char({row}.{column} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"
        if column in moments
        else f'{row}."{column}"'
        for column in columns
    )
    return hashed(f"json_build_array({listed})::text")


def hashed(text: str) -> str:
    return f"encode(sha256(convert_to({text}, 'UTF8')), 'hex')"


def link_hash(before: str, number: str, table: str, row: str, payload: str) -> str:
    """The hash of a link of the chain, as an expression of the parts it is made of."""
    return hashed(f"{before} || '|' || {number} || '|{table}|' || {row} || '|' || {payload}")


def guards(tables: list[Kept], forms: Forms) -> Guards:
    """All functions and triggers. `forms` are the forms of each history table, by id, the newest first."""
    parts = [_history(kept) for kept in tables]
    parts += [_chain(kept, forms[kept.history]) for kept in tables]
    parts += [_rule(rule) for rule in RULES]
    parts += [
        _refusal(f"guard_{table}_{event.lower()}", table, event, why) for table, event, why in UNALTERED
    ]
    parts += [_file(table, sentence) for table, sentence in FILES.items()]
    parts.append(_by_triggers_alone("guard_chain_insert", CHAIN))
    emptied = "records and their history are never emptied"
    whole = [*(kept.table for kept in tables), *(kept.history for kept in tables), CHAIN]
    parts += [_refusal(f"guard_{table}_truncate", table, "TRUNCATE", emptied) for table in whole]
    return Guards([f for functions, _ in parts for f in functions], [t for _, some in parts for t in some])


Part = tuple[list[Function], list[Trigger]]


def _trigger(name: str, when: str, table: str, each: str, function: str) -> Trigger:
    words = f"CREATE TRIGGER {name} {when} ON {table} {each} EXECUTE FUNCTION {function}()"
    return Trigger(name, table, words)


def _refusal(name: str, table: str, event: str, sentence: str) -> Part:
    body = f" BEGIN RAISE EXCEPTION '{sentence}' USING ERRCODE = 'check_violation'; END "
    trigger = _trigger(name, f"BEFORE {event}", table, "FOR EACH STATEMENT", name)
    return [Function(name, body)], [trigger]


def _by_triggers_alone(name: str, table: str) -> Part:
    """Rows of this table are written by the functions of other triggers, and by nobody else."""
    refuse = "RAISE EXCEPTION 'history is written by the database alone' USING ERRCODE = 'check_violation';"
    body = f" BEGIN IF pg_trigger_depth() < 2 THEN {refuse} END IF; RETURN NULL; END "
    return [Function(name, body)], [_trigger(name, "BEFORE INSERT", table, "FOR EACH STATEMENT", name)]


ACT = f"""
  act jsonb := NULLIF(current_setting('tracker.act', true), '')::jsonb;
  reasons jsonb := NULLIF(current_setting('tracker.reasons', true), '')::jsonb;
  page text := COALESCE(act->>'page', '{OUTSIDE}');
  at timestamptz := COALESCE((act->>'at')::timestamptz, now());"""


def _history(kept: Kept) -> Part:
    """One history row for each row made, changed or deleted, a statement at a time."""
    reasons = f"reasons->'{kept.table}'"

    def write(verb: str, row: str, found: str) -> str:
        named = ", ".join(f'"{column}"' for column in (*kept.columns, *FACTS))
        values = [
            *(f'{row}."{column}"' for column in kept.columns),
            "at",
            f"'{verb}'",
            "(act->>'by')::bigint",
        ]
        values += [
            f"COALESCE({reasons}->>({row}.id::text), act->>'why', '')",
            "(act->>'paper')::bigint",
            "page",
        ]
        return (
            f"INSERT INTO {kept.history} ({named}) SELECT {', '.join(values)} FROM {found} ORDER BY {row}.id;"
        )

    own = [f'"{column}"' for column in kept.own]
    new, old = (", ".join(f"{row}.{column}" for column in own) for row in ("n", "o"))
    differ = f"({new}) IS DISTINCT FROM ({old})"
    rows = {
        "insert": ("AFTER INSERT", "NEW TABLE AS new_rows", write("+", "n", "new_rows n")),
        "update": (
            "AFTER UPDATE",
            "OLD TABLE AS old_rows NEW TABLE AS new_rows",
            "IF (SELECT count(*) FROM new_rows JOIN old_rows USING (id)) <> (SELECT count(*) FROM old_rows) "
            "THEN RAISE EXCEPTION 'a record keeps its id' USING ERRCODE = 'check_violation'; END IF; "
            + write("~", "n", f"new_rows n JOIN old_rows o ON o.id = n.id AND {differ}"),
        ),
        "delete": ("AFTER DELETE", "OLD TABLE AS old_rows", write("-", "o", "old_rows o")),
    }
    functions, triggers = [], []
    for event, (when, seen, body) in rows.items():
        name = f"history_{kept.table}_{event}"
        lock = f"PERFORM pg_advisory_xact_lock({WRITERS_LOCK});"
        functions.append(Function(name, f" DECLARE{ACT} BEGIN {lock} {body} RETURN NULL; END "))
        triggers.append(_trigger(name, when, kept.table, f"REFERENCING {seen} FOR EACH STATEMENT", name))
    return functions, triggers


def _chain(kept: Kept, forms: list[tuple[int, tuple[str, ...]]]) -> Part:
    """A link of the chain for each history row, which then neither changes nor goes."""
    table, name = kept.history, f"chain_{kept.history}"
    made = payload(forms[0][1], "n", kept.moments)
    body = f""" DECLARE n bigint; h text; r record;
      BEGIN
        SELECT number, hash INTO n, h FROM {CHAIN} ORDER BY number DESC LIMIT 1;
        n := COALESCE(n, 0); h := COALESCE(h, '');
        FOR r IN SELECT n.history_id AS row, {made} AS payload FROM new_rows n ORDER BY n.history_id LOOP
          n := n + 1; h := {link_hash("h", "n", table, "r.row", "r.payload")};
          INSERT INTO {CHAIN} (number, form_id, "row", payload, hash)
          VALUES (n, {forms[0][0]}, r.row, r.payload, h);
        END LOOP;
        RETURN NULL;
      END """
    kept_facts = [c for c in ("history_id", *FACTS, "id") if c not in TEXTS]
    same = " AND ".join(f'NEW."{c}" IS NOT DISTINCT FROM OLD."{c}"' for c in kept_facts)
    redacted = " OR ".join(
        f"EXISTS (SELECT 1 FROM {CHAIN} l JOIN recommendations_tombstone t ON t.link_id = l.number "
        f'WHERE l.form_id = {form} AND l."row" = OLD.history_id '
        f"AND t.payload = {payload(columns, 'NEW', kept.moments)} "
        "AND t.id = (SELECT MAX(id) FROM recommendations_tombstone WHERE link_id = l.number))"
        for form, columns in forms
    )
    refuse = "RAISE EXCEPTION 'history is never rewritten' USING ERRCODE = 'check_violation';"
    rewriting = f" BEGIN IF NOT ({same} AND ({redacted})) THEN {refuse} END IF; RETURN NEW; END "
    gone_functions, gone = _refusal(f"{name}_delete", table, "DELETE", "history is never rewritten")
    only_functions, only = _by_triggers_alone(f"{name}_only", table)
    insert = "REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT"
    return (
        [
            Function(f"{name}_insert", body),
            Function(f"{name}_update", rewriting),
            *gone_functions,
            *only_functions,
        ],
        [
            _trigger(f"{name}_insert", "AFTER INSERT", table, insert, f"{name}_insert"),
            _trigger(f"{name}_update", "BEFORE UPDATE", table, "FOR EACH ROW", f"{name}_update"),
            *gone,
            *only,
        ],
    )


def _rule(rule: Rule) -> Part:
    name = f"guard_{rule.name}"
    refuse = f"RAISE EXCEPTION '{rule.sentence}' USING ERRCODE = 'check_violation';"
    body = f" BEGIN IF EXISTS ({rule.found}) THEN {refuse} END IF; RETURN NEW; END "
    when = f"BEFORE INSERT OR UPDATE OF {rule.columns}"
    return [Function(name, body)], [_trigger(name, when, rule.table, "FOR EACH ROW", name)]


def _file(table: str, sentence: str) -> Part:
    name = f"guard_{table}_content"
    differs = "NEW.content IS DISTINCT FROM OLD.content OR NEW.sha256 IS DISTINCT FROM OLD.sha256"
    refuse = f"RAISE EXCEPTION '{sentence}' USING ERRCODE = 'check_violation';"
    body = f" BEGIN IF {differs} THEN {refuse} END IF; RETURN NEW; END "
    when = "BEFORE UPDATE OF content, sha256"
    return [Function(name, body)], [_trigger(name, when, table, "FOR EACH ROW", name)]
