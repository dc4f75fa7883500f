"""Whoever changes the record past the guards is found: a bit, the end cut off, all links made anew."""

from __future__ import annotations

import random
from typing import Any, NamedTuple

import pytest
from django.db import DatabaseError, connection, transaction

from recommendations import guards
from recommendations.checking import chain, check_records
from recommendations.guards.adopting import hash_of, payload_of
from recommendations.guards.tables import CHAIN, kept_tables
from recommendations.models import ChainLink, Update
from tests.proofs.sizes import size

pytestmark = pytest.mark.past_the_guards
# Kept beside the record and said nowhere in its history: what a file was read as, how a password is hashed.
NOT_IN_HISTORY = {"content", "reading", "read_by", "password"}


class Cell(NamedTuple):
    table: str
    key: str
    row: int
    column: str


@pytest.fixture
def unguarded(records, monkeypatch):
    """Records with some history, the guards taken away, and nobody who would notice that alone."""
    for update in Update.objects.all():
        update.narrative += " More."
        update.save()
    with connection.cursor() as cursor:
        guards.remove(cursor)
    monkeypatch.setattr(guards, "missing", lambda using="default": [])
    assert check_records().wrong == ()
    return records


def cells() -> list[Cell]:
    """Everything that is kept, value by value."""
    found = []
    with connection.cursor() as cursor:
        for kept in kept_tables():
            for table, key, columns in (
                (kept.table, "id", set(kept.own) - NOT_IN_HISTORY),
                (kept.history, "history_id", set(kept.form)),
            ):
                cursor.execute(f"SELECT {key} FROM {table}")
                found += [Cell(table, key, pk, c) for (pk,) in cursor.fetchall() for c in sorted(columns)]
        cursor.execute(f"SELECT number FROM {CHAIN}")
        links = [pk for (pk,) in cursor.fetchall()]
        found += [Cell(CHAIN, "number", n, c) for n in links for c in ("form_id", "row", "payload", "hash")]
    return found


def flipped(value: Any, chance: random.Random) -> Any:
    """A value with one bit turned over; None where there is no bit to turn."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value ^ (1 << chance.randrange(8))
    if isinstance(value, str) and value:
        at = chance.randrange(len(value))
        return value[:at] + chr(ord(value[at]) ^ 1) + value[at + 1 :]
    return None


def turn_a_bit(cell: Cell, chance: random.Random) -> bool:
    """Change one stored value by a bit; whether there was one to change and the database took it."""
    with connection.cursor() as cursor:
        where = f"WHERE {cell.key} = {cell.row}"
        cursor.execute(f'SELECT "{cell.column}" FROM {cell.table} {where}')
        new = flipped(cursor.fetchone()[0], chance)
        if new is None:
            return False
        try:
            with transaction.atomic():
                cursor.execute(f'UPDATE {cell.table} SET "{cell.column}" = %s {where}', [new])
        except DatabaseError:  # refused by a rule that has nothing to do with history
            return False
        return True


def tried(count: int) -> tuple[int, int]:
    """How many bits were turned, one at a time, and how many of them the check did not find."""
    chance, everything = random.Random(20221102), cells()
    turned = missed = 0
    while turned < count:
        mark = transaction.savepoint()
        if turn_a_bit(chance.choice(everything), chance):
            turned += 1
            missed += not check_records().wrong
        transaction.savepoint_rollback(mark)
    return turned, missed


def test_every_single_bit_that_is_turned_over_is_found(unguarded, proved):
    proved("single-bit edits found", *tried(size(25, 1000)))


def test_without_the_chain_some_are_not_found(unguarded, monkeypatch):
    """The negative control: live rows against their newest history row alone."""
    monkeypatch.setattr(chain, "changed_history", lambda *given: iter(()))
    monkeypatch.setattr(chain, "broken_links", lambda *given: iter(()))
    assert tried(12)[1] > 0


def head() -> dict[int, str]:
    number, hashed = ChainLink.objects.order_by("-number").values_list("number", "hash")[0]
    return {number: hashed[:16]}


def cut_the_tail() -> None:
    """Take the newest change back as if it had never been: row, history and link."""
    link = ChainLink.objects.select_related("form").order_by("-number")[0]
    kept = next(kept for kept in kept_tables() if kept.history == link.form.table)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {CHAIN} WHERE number = {link.number}")
        cursor.execute(f"SELECT id FROM {kept.history} WHERE history_id = {link.row}")
        (pk,) = cursor.fetchone()
        cursor.execute(f"DELETE FROM {kept.history} WHERE history_id = {link.row}")
    before = kept.model.history.filter(id=pk).order_by("-history_id")[0]
    kept.model.objects.filter(pk=pk).update(**{column: getattr(before, column) for column in kept.columns})


def make_the_chain_anew() -> None:
    """Rewrite what history says, then every link from there on, as who knows how it is made would."""
    row = Update.history.order_by("history_id")[0]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {Update.history.model._meta.db_table} SET narrative = 'Never said.' "
            f"WHERE history_id = {row.history_id}"
        )
    before, known = "", chain.forms()
    tables = {kept.history: kept for kept in kept_tables()}
    for link in ChainLink.objects.order_by("number"):
        form = known[link.form_id]
        held = payload_of(connection, tables[form.table], form.columns, "h")
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {held} FROM {form.table} h WHERE history_id = {link.row}")
            (payload,) = cursor.fetchone()
            before = hash_of(before, link.number, form.table, link.row, payload)
            cursor.execute(
                f"UPDATE {CHAIN} SET payload = %s, hash = %s WHERE number = {link.number}", [payload, before]
            )


@pytest.mark.parametrize("forge", [cut_the_tail, make_the_chain_anew])
def test_a_chain_that_holds_in_itself_is_told_by_the_head_on_paper(forge, unguarded, proved):
    printed = head()
    forge()
    assert check_records().wrong == (), "the negative control: without the paper nobody can know"
    (wrong,) = check_records(heads=printed).wrong
    assert str(next(iter(printed))) in wrong
    proved(f"{forge.__name__.replace('_', ' ')}: found by the printed head", 1, 0)
