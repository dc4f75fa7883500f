"""The role that the site runs as on PostgreSQL: it writes records, and cannot write past their history."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from recommendations import guards
from recommendations.checking import check_records
from recommendations.history import acting
from recommendations.models import Body
from tests.records import a_body

ROLE = "tracker_test_role"
REFUSED = [
    "DELETE FROM recommendations_historicalbody",
    "TRUNCATE recommendations_historicalbody",
    "UPDATE recommendations_historicalbody SET name = 'x'",
    "INSERT INTO recommendations_historicalbody SELECT * FROM recommendations_historicalbody",
    "UPDATE recommendations_chainlink SET hash = ''",
    "INSERT INTO recommendations_chainlink SELECT * FROM recommendations_chainlink",
    "ALTER TABLE recommendations_body DISABLE TRIGGER ALL",
    "DROP TRIGGER history_recommendations_body_update ON recommendations_body",
    "SET session_replication_role = replica",
    "UPDATE recommendations_chainform SET columns = ''",
]


@pytest.fixture
def as_the_site(db, settings):
    """The rest of the test runs as the site's role; who owns the tables is somebody else."""
    settings.DATABASE_APP_ROLE = ROLE
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROLE}")
        guards.install()
        cursor.execute(f"SET LOCAL ROLE {ROLE}")


@pytest.mark.postgres
def test_the_site_writes_records_and_the_database_their_history(as_the_site, editor):
    with acting(by=editor, why="Set up", page="/x/"):
        body = a_body("b")
        Body.objects.filter(pk=body.pk).update(name="Other")
    assert [row.history_type for row in body.history.all()] == ["~", "+"]
    assert guards.missing() == []
    assert check_records().wrong == ()


@pytest.mark.postgres
def test_it_cannot_write_past_it(as_the_site):
    a_body("b")
    for statement in REFUSED:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.postgres
def test_the_owner_could(as_the_site):
    """The negative control: the same statement as the owner of the tables."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("ALTER TABLE recommendations_body DISABLE TRIGGER USER")
    assert guards.missing() != []
