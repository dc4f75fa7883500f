"""Rules the database keeps itself, whatever writes to it: row by row, in bulk, by `update` or in plain SQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from recommendations.guards import RULES, install
from recommendations.models import (
    Addressee,
    Body,
    Lead,
    Meeting,
    Paper,
    ProgrammeNote,
    PublishedCount,
    Recommendation,
    Report,
    Scheme,
    Status,
    Theme,
    Update,
    User,
)
from tests.records import Records, a_body, a_report, a_status, a_theme, some_records

OURS = [
    model for app in ("recommendations", "tracker") for model in apps.get_app_config(app).get_models()
    if not hasattr(model, "history_id")
]  # fmt: skip


@pytest.fixture
def records(editor: User) -> Records:
    return some_records(editor)


def refused(write: Callable[[], Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        write()


# Unique: model, and the fields of which two rows may not hold the same
ONCE: dict[str, tuple[type[models.Model], Callable[[Records], dict[str, Any]]]] = {
    "one update per recommendation and meeting": (
        Update,
        lambda r: {"recommendation": r.numbers[1], "meeting": r.second},
    ),
    "one recommendation per number": (Recommendation, lambda r: {"report": r.report, "number": 1}),
    "one meeting per body and date": (Meeting, lambda r: {"body": r.first.body, "date": r.first.date}),
    "one theme per slug": (Theme, lambda r: {"report": r.report, "slug": "searches", "name": "Other"}),
    "one report per slug": (Report, lambda r: {"slug": "review", "title": "Other", "scheme_id": r.report.scheme_id}),
    "one body per slug": (Body, lambda r: {"slug": "pab", "name": "Other"}),
    "one scheme per code": (Scheme, lambda r: {"code": "rag", "name": "Other"}),
    "one status per code": (
        Status,
        lambda r: {"scheme_id": r.report.scheme_id, "code": "red", "label": "Other", "tone": "red", "position": 9},
    ),
    "one status per label": (
        Status,
        lambda r: {"scheme_id": r.report.scheme_id, "code": "other", "label": "Red", "tone": "red", "position": 9},
    ),
    "one status per place": (
        Status,
        lambda r: {"scheme_id": r.report.scheme_id, "code": "other", "label": "O", "tone": "red", "position": 1},
    ),
    "one lead of a theme at a time": (
        Lead,
        lambda r: {"theme": r.searches, "name": "Other", "meeting": r.first},
    ),
    "one note per heading": (
        ProgrammeNote,
        lambda r: {"meeting": r.second, "report": r.report, "heading": "O", "slug": "leadership", "text": "x"},
    ),
    "one total per meeting and report": (
        PublishedCount,
        lambda r: {"meeting": r.second, "report": r.inspection, "counted": "total", "value": 1},
    ),
    "one count per status": (
        PublishedCount,
        lambda r: {
            "meeting": r.second, "report": r.inspection, "counted": "at-status", "status": a_status("closed"), "value": 1,
        },
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ONCE)
def test_what_may_stand_once_stands_once(records, name):
    model, fields = ONCE[name]
    refused(lambda: model.objects.create(**fields(records)))
    refused(lambda: model.objects.bulk_create([model(**fields(records))]))


def test_one_lead_of_a_recommendation_and_one_address_at_a_time(records):
    lead = {"recommendation": records.numbers[1], "name": "Own", "meeting": records.first}
    Lead.objects.create(**lead)
    refused(lambda: Lead.objects.create(**lead))
    address = {"recommendation": records.numbers[1], "body": a_body()}
    Addressee.objects.create(**address)
    refused(lambda: Addressee.objects.create(**address))


NEVER: dict[str, Callable[[Records], Any]] = {
    "a count below zero": lambda r: PublishedCount.objects.update(value=-1),
    "a count at a status without one": lambda r: PublishedCount.objects.filter(status=None).update(
        counted="at-status"
    ),
    "a total of a status": lambda r: PublishedCount.objects.exclude(status=None).update(counted="total"),
    "a recommendation numbered zero": lambda r: Recommendation.objects.filter(number=1).update(number=0),
    "a due date that nobody set": lambda r: Recommendation.objects.update(due=date(2023, 1, 1)),
    "a meeting published by nobody": lambda r: Meeting.objects.update(published_by=None),
    "a meeting published at no time": lambda r: Meeting.objects.update(published_at=None),
    "a draft published by somebody": lambda r: Meeting.objects.filter(pk=r.draft.pk).update(
        published_by=r.second.published_by
    ),
    "a lead of nothing": lambda r: Lead.objects.update(theme=None),
    "a lead of two things": lambda r: Lead.objects.update(recommendation=r.numbers[1]),
    "a body under itself": lambda r: Body.objects.update(parent=models.F("pk")),
    "a tone that pages do not know": lambda r: Status.objects.update(tone="pink"),
    "a role that is none": lambda r: User.objects.update(role="owner"),
}


@pytest.mark.parametrize("name", NEVER)
def test_what_may_never_be_is_refused(records, name):
    refused(lambda: NEVER[name](records))


def test_a_paper_is_applied_at_a_time_by_somebody(records, editor):
    now = timezone.now()
    paper = {"sha256": "0" * 64, "content": b"x", "uploaded_at": now, "uploaded_by": editor}
    refused(lambda: Paper.objects.create(**paper, applied_at=now))
    refused(lambda: Paper.objects.create(**paper, applied_by=editor))
    Paper.objects.create(**paper, applied_at=now, applied_by=editor)
    refused(lambda: Paper.objects.create(**paper))  # the same file twice


# Rules that span tables

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
    with pytest.raises(IntegrityError, match="scheme|theme is of another report"), transaction.atomic():
        ACROSS[name](records)


PLAIN_SQL = [
    "UPDATE recommendations_update SET status_id = %(stage)s",
    "INSERT INTO recommendations_update (meeting_id, recommendation_id, status_id, narrative, carried_because)"
    " VALUES (%(draft)s, %(recommendation)s, %(stage)s, '', '')",
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


# Deleting

HELD: dict[str, Callable[[Records], models.Model]] = {
    "a meeting with updates": lambda r: r.second,
    "a body with meetings": lambda r: r.second.body,
    "a report with recommendations": lambda r: r.report,
    "a theme with recommendations": lambda r: r.searches,
    "a recommendation with updates": lambda r: r.numbers[1],
    "a status in use": lambda r: a_status("red"),
    "a scheme with statuses": lambda r: r.report.scheme,
    "a person who published": lambda r: r.second.published_by,
}


@pytest.mark.parametrize("name", HELD)
def test_what_has_something_hanging_off_it_cannot_be_deleted(records, name):
    found = HELD[name](records)
    with pytest.raises(ProtectedError), transaction.atomic():
        found.delete()
    assert type(found).objects.filter(pk=found.pk).exists()


def test_nothing_cascades():
    """Every foreign key of ours protects what it points at."""
    lax = [
        f"{model.__name__}.{field.name}"
        for model in OURS
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is not models.PROTECT
    ]
    assert lax == []


def test_deleting_what_nothing_hangs_off_leaves_its_history(records):
    update = Update.objects.filter(recommendation=records.numbers[5]).get()
    pk = update.pk
    update.delete()
    assert [row.history_type for row in Update.history.filter(id=pk).order_by("history_id")] == ["+", "-"]


# Every model


def test_every_model_keeps_history():
    assert [model.__name__ for model in OURS if not hasattr(model, "history")] == []
    assert len(OURS) >= 14


def pairs(model: type[models.Model]) -> list[tuple[str, str]]:
    names = {field.name for field in model._meta.get_fields()}
    return [(name, f"{name[:-3]}_by") for name in names if name.endswith("_at") and f"{name[:-3]}_by" in names]


def half_pairs() -> list[str]:
    """Pairs of `_at` and `_by` that may each be empty, and no constraint keeps together."""
    found = []
    for model in OURS:
        for at, by in pairs(model):
            optional = [model._meta.get_field(name).null for name in (at, by)]
            kept = any(
                at in str(constraint.condition) and by in str(constraint.condition)
                for constraint in model._meta.constraints
                if isinstance(constraint, models.CheckConstraint)
            )
            if any(optional) and not kept:
                found.append(f"{model.__name__}: {at}, {by}")
    return found


def test_when_and_by_whom_stand_together_everywhere(monkeypatch):
    assert half_pairs() == []
    assert sum(len(pairs(model)) for model in OURS) >= 3
    monkeypatch.setattr(Meeting._meta, "constraints", [])
    assert half_pairs() == ["Meeting: published_at, published_by"]


def test_every_model_has_words_for_itself(records):
    for model in OURS:
        for row in model.objects.all():
            assert str(row)
            assert "object (" not in str(row)


def test_accounts_are_made_with_a_known_role_and_a_hashed_password(db):
    with pytest.raises(ValueError, match="'owner' is no role"):
        User.objects.create_user("a", "p", role="owner")
    with pytest.raises(ValueError, match="needs a name"):
        User.objects.create_user("", "p", role="viewer")
    user = User.objects.create_user("a", "p", role="viewer")
    assert user.password != "p"
    assert user.check_password("p")
    assert str(user) == "a"
    assert not hasattr(user.history.get(), "password")


def test_a_recommendation_is_called_by_summary_else_wording_else_number(records):
    recommendation = records.numbers[1]
    assert recommendation.short == "Do thing 1"
    recommendation.summary, recommendation.wording = "", "word " * 100
    assert len(recommendation.short) <= 140
    assert recommendation.short.endswith("word…")
    recommendation.wording = ""
    assert recommendation.short == "Recommendation 1"
