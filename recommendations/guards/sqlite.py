"""The guards as SQLite's triggers: name of the trigger → its statement."""

from __future__ import annotations

from collections.abc import Mapping

from recommendations.guards.rules import FILES, RULES, UNALTERED, Rule
from recommendations.guards.tables import CHAIN, FACTS, TEXTS, Kept

Triggers = dict[str, str]


def payload(columns: tuple[str, ...], row: str) -> str:
    """The SHA-256 of what these columns of a row hold, as an expression. Bytes, so that any text passes."""
    listed = ", ".join(f'{row}."{column}"' for column in columns)
    return f"record_sha256(CAST(json_array({listed}) AS BLOB))"


def link_hash(before: str, number: str, table: str, row: str, payload: str) -> str:
    """The hash of a link of the chain, as an expression of the parts it is made of."""
    return f"record_sha256({before} || '|' || {number} || '|{table}|' || {row} || '|' || {payload})"


def guards(tables: list[Kept], forms: Mapping[str, list[tuple[int, tuple[str, ...]]]]) -> Triggers:
    """All triggers. `forms` are the forms of each history table, by id, the newest first."""
    made: Triggers = {}
    for kept in tables:
        made |= _history(kept) | _chain(kept, forms[kept.history])
    for rule in RULES:
        made |= _rule(rule)
    for table, event, sentence in UNALTERED:
        made |= _refusal(f"guard_{table}_{event.lower()}", f"BEFORE {event} ON {table}", sentence)
    for table, sentence in FILES.items():
        differs = "NEW.content IS NOT OLD.content OR NEW.sha256 IS NOT OLD.sha256"
        made |= _refusal(
            f"guard_{table}_content", f"BEFORE UPDATE OF content, sha256 ON {table} WHEN {differs}", sentence
        )
    grows = f"NEW.number <> COALESCE((SELECT MAX(number) FROM {CHAIN}), 0) + 1"
    made |= _refusal(
        "guard_chain_insert", f"BEFORE INSERT ON {CHAIN} WHEN {grows}", "the chain goes on from its last link"
    )
    return made


def _trigger(name: str, when: str, body: str) -> Triggers:
    return {name: f"CREATE TRIGGER {name} {when} BEGIN {body} END"}


def _refusal(name: str, when: str, sentence: str) -> Triggers:
    return _trigger(name, when, f"SELECT RAISE(ABORT, '{sentence}');")


def _history(kept: Kept) -> Triggers:
    """One history row for each row made, changed or deleted."""

    def write(verb: str, row: str) -> str:
        named = ", ".join(f'"{column}"' for column in (*kept.columns, *FACTS))
        values = [*(f'{row}."{column}"' for column in kept.columns), "act_at()", f"'{verb}'", "act_by()"]
        values += [f"act_why('{kept.table}', {row}.id)", "act_paper()", "act_page()"]
        return f'INSERT INTO "{kept.history}" ({named}) VALUES ({", ".join(values)});'

    differs = " OR ".join(f'NEW."{column}" IS NOT OLD."{column}"' for column in kept.own)
    name = f"history_{kept.table}"
    return (
        _trigger(f"{name}_insert", f"AFTER INSERT ON {kept.table}", write("+", "NEW"))
        | _trigger(f"{name}_update", f"AFTER UPDATE ON {kept.table} WHEN {differs}", write("~", "NEW"))
        | _trigger(f"{name}_delete", f"AFTER DELETE ON {kept.table}", write("-", "OLD"))
        | _refusal(
            f"{name}_id",
            f"BEFORE UPDATE OF id ON {kept.table} WHEN NEW.id IS NOT OLD.id",
            "a record keeps its id",
        )
    )


def _chain(kept: Kept, forms: list[tuple[int, tuple[str, ...]]]) -> Triggers:
    """A link of the chain for each history row, which then neither changes nor goes."""
    table, name = kept.history, f"chain_{kept.history}"
    number = f"COALESCE((SELECT MAX(number) FROM {CHAIN}), 0) + 1 AS number"
    before = f"COALESCE((SELECT hash FROM {CHAIN} ORDER BY number DESC LIMIT 1), '') AS hash"
    hashed = link_hash("l.hash", "l.number", table, "NEW.history_id", "l.payload")
    link = (
        f"INSERT INTO {CHAIN} (number, form_id, row, payload, hash) "
        f"SELECT l.number, {forms[0][0]}, NEW.history_id, l.payload, {hashed} "
        f"FROM (SELECT {number}, {before}, {payload(forms[0][1], 'NEW')} AS payload) AS l;"
    )
    same = " AND ".join(f'NEW."{c}" IS OLD."{c}"' for c in ("history_id", *FACTS, "id") if c not in TEXTS)
    redacted = " OR ".join(
        f"EXISTS (SELECT 1 FROM {CHAIN} l JOIN recommendations_tombstone t ON t.link_id = l.number "
        f"WHERE l.form_id = {form} AND l.row = OLD.history_id AND t.payload = {payload(columns, 'NEW')} "
        "AND t.id = (SELECT MAX(id) FROM recommendations_tombstone WHERE link_id = l.number))"
        for form, columns in forms
    )
    taken = f"EXISTS (SELECT 1 FROM {table} WHERE history_id = NEW.history_id)"
    rewritten = "history is never rewritten"
    return (
        _trigger(f"{name}_insert", f"AFTER INSERT ON {table}", link)
        | _refusal(f"{name}_replace", f"BEFORE INSERT ON {table} WHEN {taken}", rewritten)
        | _refusal(
            f"{name}_update", f"BEFORE UPDATE ON {table} WHEN NOT ({same} AND ({redacted}))", rewritten
        )
        | _refusal(f"{name}_delete", f"BEFORE DELETE ON {table}", rewritten)
    )


def _rule(rule: Rule) -> Triggers:
    made: Triggers = {}
    for event, suffix in (("INSERT", "insert"), (f"UPDATE OF {rule.columns}", "update")):
        when = f"BEFORE {event} ON {rule.table} WHEN EXISTS ({rule.found})"
        made |= _refusal(f"guard_{rule.name}_{suffix}", when, rule.sentence)
    return made
