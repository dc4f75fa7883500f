"""Every way of writing leaves one history row for each record it changed, or is refused."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat

from recommendations import guards
from recommendations.checking import check_records
from recommendations.checking.live import any_without_history
from recommendations.guards.tables import kept_tables
from recommendations.history import OUTSIDE, acting
from recommendations.models import Addressee, Body, ChainLink, Report, Theme
from tests.records import a_body, a_recommendation, a_report

WHY = "Because of the test"
Path12 = Callable[[Body], object]


def sql(statement: str, *params: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def migrated(body: Body) -> None:
    """What a migration's RunPython does: a model without our managers and methods, in the schema editor."""
    from django.db.migrations.loader import MigrationLoader

    model = MigrationLoader(connection).project_state().apps.get_model("recommendations", "Body")
    model.objects.filter(pk=body.pk).update(purpose="x")


def saved(body: Body) -> None:
    body.purpose = "x"
    body.save()


def saved_in_bulk(body: Body) -> None:
    body.purpose = "x"
    Body.objects.bulk_update([body], ["purpose"])


def upserted(body: Body) -> None:
    again = Body(slug=body.slug, name=body.name, purpose="x")
    Body.objects.bulk_create(
        [again], update_conflicts=True, unique_fields=["slug"], update_fields=["purpose"]
    )


# What each does to a body that is there, and the history rows it has to leave, the newest first.
WAYS: dict[str, tuple[Path12, str]] = {
    "save": (saved, "~+"),
    "update": (lambda b: Body.objects.filter(pk=b.pk).update(purpose="x"), "~+"),
    "an expression": (
        lambda b: Body.objects.filter(pk=b.pk).update(purpose=Concat(F("name"), Value("x"))),
        "~+",
    ),
    "bulk_update": (saved_in_bulk, "~+"),
    "upsert": (upserted, "~+"),
    "update_or_create": (
        lambda b: Body.objects.update_or_create(slug=b.slug, defaults={"purpose": "x"}),
        "~+",
    ),
    "delete": (lambda b: b.delete(), "-+"),
    "delete in bulk": (lambda b: Body.objects.filter(pk=b.pk).delete(), "-+"),
    "plain SQL that changes": (
        lambda b: sql("UPDATE recommendations_body SET purpose = 'x' WHERE id = %s", b.pk),
        "~+",
    ),
    "plain SQL that deletes": (lambda b: sql("DELETE FROM recommendations_body WHERE id = %s", b.pk), "-+"),
    "a migration": (migrated, "~+"),
    "nothing that differs": (lambda b: b.save(), "+"),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_change_leaves_one_history_row_that_names_who_why_and_where(way, editor):
    body = a_body("changed")
    write, left = WAYS[way]
    pk = body.pk
    with acting(by=editor, why=WHY, page="/test/") as act:
        write(body)
    rows = list(Body.history.filter(id=pk).order_by("-history_id"))
    assert "".join(row.history_type for row in rows) == left
    if len(left) > 1:
        told = (rows[0].history_user, rows[0].history_change_reason, rows[0].history_page)
        assert told == (editor, WHY, "/test/")
        assert rows[0].history_date == act.at
        assert rows[0].purpose in {"x", f"{body.name}x"} or left == "-+"
    assert any_without_history(kept_tables()) == []


def test_new_rows_in_bulk_have_a_row_each(editor):
    with acting(by=editor, why=WHY, page="/test/"):
        Body.objects.bulk_create([Body(slug=f"b{n}", name="B") for n in range(20)])
    made = Body.history.filter(history_change_reason=WHY)
    assert (made.count(), {row.history_type for row in made}) == (20, {"+"})


def test_rows_that_many_to_many_adds_and_takes_away_are_in_history(editor):
    recommendation, body = a_recommendation(a_report("r", "rag"), 1), a_body("b")
    with acting(by=editor, why=WHY):
        recommendation.bodies.add(body)
        recommendation.bodies.clear()
    assert [row.history_type for row in Addressee.history.order_by("history_id")] == ["+", "-"]


def test_what_nobody_said_who_acts_is_of_nobody_and_says_so(db):
    body = a_body("b")
    Body.objects.filter(pk=body.pk).update(name="Other")
    row = body.history.order_by("history_id").last()
    assert (row.history_user, row.history_page, row.history_change_reason) == (None, OUTSIDE, "")


def test_what_an_act_inside_another_says_ends_with_it(editor, administrator):
    body = a_body("b")
    with acting(by=editor, why="outer", page="/outer/"):
        with acting(by=administrator, why="inner", page="/inner/"):
            saved(body)
        Body.objects.filter(pk=body.pk).update(purpose="y")
    Body.objects.filter(pk=body.pk).update(purpose="z")
    rows = body.history.order_by("-history_id")[:3]
    assert [(r.history_user, r.history_page) for r in rows] == [
        (None, OUTSIDE), (editor, "/outer/"), (administrator, "/inner/"),
    ]  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_another_program_on_the_same_file_writes_nothing_or_leaves_history(settings):
    """The database's own command line, as a program that knows nothing of ours."""
    body = a_body("b")
    if connection.vendor == "postgresql":
        sql("SET ROLE NONE")
        sql("UPDATE recommendations_body SET purpose = 'x' WHERE id = %s", body.pk)
        assert body.history.first().history_page == OUTSIDE
        return
    script = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); "
        "c.execute(\"UPDATE recommendations_body SET purpose = 'x'\"); c.commit()"
    )
    file = Path(settings.DATABASES["default"]["TEST"]["NAME"])
    assert file.exists()
    connection.close()
    tried = subprocess.run([sys.executable, "-c", script, str(file)], capture_output=True, text=True)
    assert "no such function" in tried.stderr
    body.refresh_from_db()
    assert body.purpose == ""


# What is refused

REFUSED = [
    "UPDATE recommendations_historicalbody SET name = 'x'",
    "DELETE FROM recommendations_historicalbody",
    "UPDATE recommendations_chainlink SET hash = ''",
    "DELETE FROM recommendations_chainlink",
    "UPDATE recommendations_chainform SET columns = ''",
    "DELETE FROM recommendations_user",
    'INSERT INTO recommendations_chainlink (number, form_id, "row", payload, hash) SELECT 999, '
    'form_id, "row" + 1000, payload, hash FROM recommendations_chainlink LIMIT 1',
    "UPDATE recommendations_body SET id = id + 1000",
]
ON_SQLITE = [
    "REPLACE INTO recommendations_historicalbody SELECT * FROM recommendations_historicalbody",
    "REPLACE INTO recommendations_chainlink SELECT * FROM recommendations_chainlink",
]
ON_POSTGRESQL = [
    "TRUNCATE recommendations_historicalbody",
    "TRUNCATE recommendations_chainlink CASCADE",
    "TRUNCATE recommendations_body CASCADE",
    "INSERT INTO recommendations_historicalbody (id, slug, name, short_name, purpose, chair, members, "
    "history_date, history_type, history_change_reason, history_page) "
    "VALUES (1, 's', 'n', '', '', '', '', now(), '~', '', '')",
]


def refused() -> list[str]:
    return REFUSED + (ON_POSTGRESQL if connection.vendor == "postgresql" else ON_SQLITE)


def test_history_and_its_chain_refuse_to_be_rewritten(editor):
    a_body("b")
    for statement in refused():
        with pytest.raises(DatabaseError) as told, transaction.atomic():
            sql(statement)
        assert "no such" not in str(told.value), statement


@pytest.mark.past_the_guards
def test_without_the_guards_the_same_statements_pass(editor):
    """The negative control, for those that break nothing else."""
    a_body("b")
    with connection.cursor() as cursor:
        guards.remove(cursor)
    for statement in REFUSED[:2]:
        sql(statement)
    assert any_without_history(kept_tables()) != []


@pytest.mark.past_the_guards
def test_without_the_guards_writes_past_history_are_noticed(editor):
    body = a_body("b")
    assert any_without_history(kept_tables()) == []
    with connection.cursor() as cursor:
        guards.remove(cursor)
    Body.objects.filter(pk=body.pk).update(name="Rewritten")
    assert any_without_history(kept_tables()) == [
        f"row {body.pk} of recommendations_body is not what its newest history row says"
    ]


def test_guards_that_went_are_noticed_and_put_back_and_what_was_done_meanwhile_has_history(editor):
    body, report = a_body("b"), a_report("gone", "rag")
    theme = Theme.objects.create(report=report, slug="t", name="T")
    with connection.cursor() as cursor:
        guards.remove(cursor)
    assert len(guards.missing()) > 100
    Body.objects.filter(pk=body.pk).update(name="Migrated")
    theme.delete()
    Report.objects.create(slug="new", title="New", scheme=report.scheme)
    assert len(guards.ensure()) > 100
    assert guards.missing() == []
    assert any_without_history(kept_tables()) == []
    row = body.history.first()
    assert (row.history_type, row.history_change_reason) == ("~", "Changed by a migration")


def test_what_names_a_status_of_another_scheme_is_still_refused_in_an_act(editor):
    """An error inside an act leaves the next one whole: what it told the database went with it."""
    body = a_body("b")
    with pytest.raises(IntegrityError), acting(by=editor, why="Refused"):
        Body.objects.create(slug="b", name="Again")
    Body.objects.filter(pk=body.pk).update(name="Next")
    assert body.history.first().history_user is None


def test_the_commands_that_delete_history_are_not_there():
    from django.core.management import get_commands

    assert not {"clean_old_history", "clean_duplicate_history", "populate_history"} & set(get_commands())


def test_history_from_before_the_chain_gets_its_links_in_the_order_it_was_written(editor):
    """As after an upgrade from a version that had none."""
    body = a_body("b")
    saved(body)
    with connection.cursor() as cursor:
        guards.remove(cursor)
        cursor.execute("DELETE FROM recommendations_chainlink")
    guards.install()
    assert check_records(every=True).wrong == ()
    rows = sum(kept.model.history.count() for kept in kept_tables())
    assert ChainLink.objects.count() == rows
    written = list(body.history.order_by("history_id").values_list("history_id", flat=True))
    links = ChainLink.objects.filter(form__table="recommendations_historicalbody", row__in=written)
    assert list(links.order_by("number").values_list("row", flat=True)) == written


@pytest.mark.past_the_guards
def test_a_row_written_past_the_guards_never_gets_a_link_later(editor):
    """Else whoever takes the guards away could have them bless what was done meanwhile."""
    with connection.cursor() as cursor:
        guards.remove(cursor)
        cursor.execute(
            "INSERT INTO recommendations_historicalbody (id, slug, name, short_name, purpose, chair, "
            "members, history_date, history_type, history_change_reason, history_page) "
            "VALUES (999, 's', 'n', '', '', '', '', '2026-01-01 00:00:00', '-', '', '')"
        )
    guards.install()
    (wrong,) = check_records(every=True).wrong
    assert "has no link in the chain" in wrong
