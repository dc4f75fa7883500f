"""A person's name taken out: nowhere left, history and chain still whole, on whose authority."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from recommendations.actions.redacting import NotSeen, NotThere, redact
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


def taken_out(by, name=NAME, **more):
    """The name taken out by somebody who was shown where it stands."""
    given = WHY | more
    return redact(name=name, by=by, seen=find(name, given["instead"]).digest, **given)


def test_no_text_holds_the_name_and_the_record_is_still_whole(named, administrator):
    assert find(NAME, "x").history_rows >= 2
    redaction = taken_out(administrator)
    assert not find(NAME, "x")
    assert Lead.objects.filter(name="[name removed]").exists()
    texts = " ".join(Update.history.values_list("narrative", flat=True))
    assert "Led by [name removed], with Pat Examples' help. [name removed]." in texts
    assert check_records(every=True).wrong == ()
    assert redaction.history_rows == Tombstone.objects.filter(redaction=redaction).count() > 0
    kept = redaction.history.get()
    assert (kept.history_user, kept.authority) == (administrator, WHY["authority"])


def test_a_second_redaction_of_the_same_rows_holds_too(named, administrator):
    taken_out(administrator)
    taken_out(administrator, "name removed", instead="[taken out]")
    assert check_records(every=True).wrong == ()


def test_who_did_what_stays(named, administrator, editor):
    before = set(Update.history.values_list("history_id", "history_user", "history_date"))
    taken_out(administrator)
    assert before <= set(Update.history.values_list("history_id", "history_user", "history_date"))
    with pytest.raises(NotThere):
        taken_out(administrator, str(editor))


def test_history_may_be_changed_to_what_its_tombstone_says_and_to_nothing_else(named, administrator):
    taken_out(administrator)
    stone = Tombstone.objects.filter(link__form__table="recommendations_historicalupdate").first()
    for change in ("narrative = 'Never said.'", "history_user_id = NULL", "history_date = '2020-01-01'"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE recommendations_historicalupdate SET {change} WHERE history_id = {stone.link.row}"
            )


def test_a_tombstone_that_says_otherwise_is_found(named, administrator):
    """The negative control: a tombstone alone makes no lawful change of another row."""
    taken_out(administrator)
    for table in ("recommendations_tombstone", "recommendations_redaction"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")


@pytest.mark.parametrize("where", ["authority", "reason", "instead"])
def test_the_name_is_not_kept_in_what_is_said_of_it(where, named, administrator):
    with pytest.raises(ValueError, match="must not hold the name"):
        taken_out(administrator, **{where: f"for {NAME}"})
    assert not Redaction.objects.exists()


@pytest.mark.parametrize("name", ["", "Pat", "  x "])
def test_a_name_too_short_is_refused(name, named, administrator):
    with pytest.raises(ValueError, match="whole name"):
        redact(name=name, by=administrator, seen="", **WHY)


def test_a_name_that_stands_nowhere_changes_nothing(records, administrator):
    with pytest.raises(NotThere):
        taken_out(administrator, "Nobody Anywhere")
    assert not Redaction.objects.exists()


def test_what_was_not_shown_is_not_changed(named, administrator, editor):
    """Neither where somebody wrote the name since, nor another name, nor another word in its place."""
    seen = find(NAME, WHY["instead"]).digest
    told = {"name": NAME, "by": administrator, "seen": seen, **WHY}
    for other in ({"name": "Led by nobody"}, {"instead": "X"}, {"seen": ""}):
        with pytest.raises(NotSeen):
            redact(**{**told, **other})
    with acting(by=editor, why="Told"):
        Update.objects.create(
            meeting=named.draft, recommendation=named.numbers[6], narrative=f"By {NAME}", status=None
        )
    with pytest.raises(NotSeen) as refused:
        redact(**told)
    assert not Redaction.objects.exists()
    assert redact(**{**told, "seen": refused.value.found.digest}).live_rows > 0


def test_files_that_hold_it_are_kept_and_withheld(records, administrator):
    paper = (
        f"paper: Of {NAME}\nabridged: true\nholds: {{bodies: 0, reports: 0, recommendations: 0, notes: 0}}\n"
    ).encode()
    read_in("a.yaml", paper, administrator)
    redaction = taken_out(administrator)
    (sha256,) = redaction.withheld
    assert is_withheld(sha256)
    assert not is_withheld("0" * 64)
    assert check_records(every=True).wrong == ()
