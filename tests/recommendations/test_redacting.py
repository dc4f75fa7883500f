"""A person's name taken out: nowhere left, history and chain still whole, on whose authority."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from recommendations.actions.redacting import NotThere, redact
from recommendations.checking import check_records
from recommendations.history import acting
from recommendations.models import Lead, Redaction, Tombstone, Update
from recommendations.redacting import find, is_withheld
from tests.conftest import read_in

NAME = "Pat Example"
WHY = {"authority": "Order of the court of 1 May", "reason": "A witness", "instead": "[name removed]"}


@pytest.fixture
def named(records, editor):
    """Records in which a name stands in live rows, in old history, in a reason and in a lead."""
    update = Update.objects.get(recommendation=records.numbers[5])
    with acting(by=editor, why=f"Told by {NAME}", page="/test/"):
        update.narrative = f"Led by pat  EXAMPLE, with Pat Examples' help. {NAME}."
        update.save()
    with acting(by=editor, why="Put right"):
        update.narrative = "Led by nobody."
        update.save()
    lead = Lead.objects.first()
    lead.name = NAME
    lead.save()
    return records


def test_no_text_holds_the_name_and_the_record_is_still_whole(named, administrator):
    assert find(NAME, "x").history_rows >= 2
    redaction = redact(name=NAME, by=administrator, **WHY)
    assert not find(NAME, "x")
    assert Lead.objects.filter(name="[name removed]").exists()
    texts = " ".join(Update.history.values_list("narrative", flat=True))
    assert "Led by [name removed], with Pat Examples' help. [name removed]." in texts
    assert check_records(every=True).wrong == ()
    assert redaction.history_rows == Tombstone.objects.filter(redaction=redaction).count() > 0
    kept = redaction.history.get()
    assert (kept.history_user, kept.authority) == (administrator, WHY["authority"])


def test_a_second_redaction_of_the_same_rows_holds_too(named, administrator):
    redact(name=NAME, by=administrator, **WHY)
    redact(name="name removed", by=administrator, **{**WHY, "instead": "[taken out]"})
    assert check_records(every=True).wrong == ()


def test_who_did_what_stays(named, administrator, editor):
    before = set(Update.history.values_list("history_id", "history_user", "history_date"))
    redact(name=NAME, by=administrator, **WHY)
    assert before <= set(Update.history.values_list("history_id", "history_user", "history_date"))
    with pytest.raises(NotThere):
        redact(name=str(editor), by=administrator, **WHY)


def test_history_may_be_changed_to_what_its_tombstone_says_and_to_nothing_else(named, administrator):
    redact(name=NAME, by=administrator, **WHY)
    stone = Tombstone.objects.filter(link__form__table="recommendations_historicalupdate").first()
    for change in ("narrative = 'Never said.'", "history_user_id = NULL", "history_date = '2020-01-01'"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE recommendations_historicalupdate SET {change} WHERE history_id = {stone.link.row}"
            )


def test_a_tombstone_that_says_otherwise_is_found(named, administrator):
    """The negative control: a tombstone alone makes no lawful change of another row."""
    redact(name=NAME, by=administrator, **WHY)
    for table in ("recommendations_tombstone", "recommendations_redaction"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")


@pytest.mark.parametrize("where", ["authority", "reason", "instead"])
def test_the_name_is_not_kept_in_what_is_said_of_it(where, named, administrator):
    with pytest.raises(ValueError, match="must not hold the name"):
        redact(name=NAME, by=administrator, **{**WHY, where: f"for {NAME}"})
    assert not Redaction.objects.exists()


@pytest.mark.parametrize("name", ["", "Pat", "  x "])
def test_a_name_too_short_is_refused(name, named, administrator):
    with pytest.raises(ValueError, match="whole name"):
        redact(name=name, by=administrator, **WHY)


def test_a_name_that_stands_nowhere_changes_nothing(records, administrator):
    with pytest.raises(NotThere):
        redact(name="Nobody Anywhere", by=administrator, **WHY)
    assert not Redaction.objects.exists()


def test_files_that_hold_it_are_kept_and_withheld(records, administrator):
    paper = (
        f"paper: Of {NAME}\nabridged: true\nholds: {{bodies: 0, reports: 0, recommendations: 0, notes: 0}}\n"
    ).encode()
    read_in("a.yaml", paper, administrator)
    redaction = redact(name=NAME, by=administrator, **WHY)
    (sha256,) = redaction.withheld
    assert is_withheld(sha256)
    assert not is_withheld("0" * 64)
    assert check_records(every=True).wrong == ()
