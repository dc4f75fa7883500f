"""Rules that span tables, kept by triggers against rows, bulk writes, `update` and plain SQL alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from recommendations.guards import install
from recommendations.guards.rules import RULES
from recommendations.models import PublishedCount, Recommendation, Report, Scheme, Status, Update
from tests.records import Records, a_report, a_status, a_theme


def refused(write: Callable[[], Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        write()


STAGE = "with-fll"  # a status of the scheme that the review does not have
ACROSS: dict[str, Callable[[Records], Any]] = {
    "an update made with a status of another scheme": lambda r: Update.objects.create(
        meeting=r.draft, recommendation=r.numbers[1], status=a_status(STAGE)
    ),
    "the same made in bulk": lambda r: Update.objects.bulk_create(
        [Update(meeting=r.draft, recommendation=r.numbers[1], status=a_status(STAGE))]
    ),
    "an update given a status of another scheme": lambda r: Update.objects.filter(
        recommendation=r.numbers[1]
    ).update(status=a_status(STAGE)),
    "an update moved to a report of another scheme": lambda r: Update.objects.filter(
        recommendation=r.numbers[1], meeting=r.second
    ).update(recommendation=r.inspection.recommendations.get(number=1)),
    "a count made with a status of another scheme": lambda r: PublishedCount.objects.create(
        meeting=r.draft, report=r.inspection, counted="at-status", status=a_status("red"), value=1
    ),
    "a count given a status of another scheme": lambda r: PublishedCount.objects.filter(
        status=a_status("closed")
    ).update(status=a_status("red")),
    "a count moved to a report of another scheme": lambda r: PublishedCount.objects.exclude(
        status=None
    ).update(report=r.report),
    "a recommendation made in a theme of another report": lambda r: Recommendation.objects.create(
        report=r.inspection, number=99, theme=r.searches
    ),
    "a recommendation moved to a theme of another report": lambda r: Recommendation.objects.filter(
        pk=r.numbers[1].pk
    ).update(theme=a_theme(r.inspection, "other")),
    "a recommendation moved away from its theme": lambda r: Recommendation.objects.filter(
        pk=r.numbers[1].pk
    ).update(report=r.inspection, number=99),
    "a report given another scheme": lambda r: Report.objects.filter(pk=r.report.pk).update(
        scheme=Scheme.objects.get(code="stages")
    ),
    "a status given another scheme": lambda r: Status.objects.filter(code="green").update(
        scheme=Scheme.objects.get(code="stages"), position=99
    ),
}


@pytest.mark.parametrize("name", ACROSS)
def test_rules_that_span_tables_are_kept_by_the_database(records, name):
    with pytest.raises(IntegrityError, match=r"scheme|theme is of another report"), transaction.atomic():
        ACROSS[name](records)


PLAIN_SQL = [
    "UPDATE recommendations_update SET status_id = %(stage)s",
    "INSERT INTO recommendations_update"
    " (meeting_id, recommendation_id, status_id, narrative, carried_because) VALUES"
    " (%(draft)s, %(recommendation)s, %(stage)s, '', '')",
    "UPDATE recommendations_recommendation SET theme_id = %(theme)s WHERE report_id <> %(report)s",
]


@pytest.mark.parametrize("sql", PLAIN_SQL)
def test_plain_sql_is_refused_too(records, sql):
    given = {
        "stage": a_status(STAGE).pk, "draft": records.draft.pk, "recommendation": records.numbers[1].pk,
        "theme": records.searches.pk, "report": records.report.pk,
    }  # fmt: skip
    with connection.cursor() as cursor:
        refused(lambda: cursor.execute(sql, given))


def test_what_keeps_the_rules_is_left_alone(records):
    Update.objects.create(meeting=records.draft, recommendation=records.numbers[1], status=a_status("red"))
    Update.objects.create(meeting=records.draft, recommendation=records.numbers[2])
    Recommendation.objects.filter(pk=records.numbers[1].pk).update(theme=records.courts)
    Recommendation.objects.filter(pk=records.numbers[1].pk).update(theme=None)
    empty = a_report("empty", "rag")
    Report.objects.filter(pk=empty.pk).update(scheme=Scheme.objects.get(code="stages"))


def test_every_rule_is_a_trigger_and_putting_them_back_changes_nothing(db):
    def triggers() -> list[str]:
        sql = (
            "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'guard%%'"
            if connection.vendor == "postgresql"
            else "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard%%'"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return sorted(name for (name,) in cursor.fetchall())

    before = triggers()
    install()
    assert triggers() == before
    assert {name.removesuffix("_insert").removesuffix("_update") for name in before} >= {
        f"guard_{rule[0]}".removesuffix("_update") for rule in RULES
    }
