"""Rules the database keeps itself, whatever writes to it: row by row, in bulk or by `update`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError
from django.utils import timezone

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
from tests.records import Records, a_body, a_status

OURS = [
    model for app in ("recommendations", "tracker") for model in apps.get_app_config(app).get_models()
    if not hasattr(model, "history_id")
]  # fmt: skip


def refused(write: Callable[[], Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        write()


def a_tone(records: Records, code: str, label: str, position: int) -> dict[str, Any]:
    return {
        "scheme": records.report.scheme,
        "code": code,
        "label": label,
        "tone": "red",
        "position": position,
    }


# Unique: model, and the fields of which two rows may not hold the same
ONCE: dict[str, tuple[type[models.Model], Callable[[Records], dict[str, Any]]]] = {
    "one update per recommendation and meeting": (
        Update,
        lambda r: {"recommendation": r.numbers[1], "meeting": r.second},
    ),
    "one recommendation per number": (Recommendation, lambda r: {"report": r.report, "number": 1}),
    "one meeting per body and date": (Meeting, lambda r: {"body": r.first.body, "date": r.first.date}),
    "one theme per slug": (Theme, lambda r: {"report": r.report, "slug": "searches", "name": "Other"}),
    "one report per slug": (
        Report,
        lambda r: {"slug": "review", "title": "Other", "scheme": r.report.scheme},
    ),
    "one body per slug": (Body, lambda r: {"slug": "pab", "name": "Other"}),
    "one scheme per code": (Scheme, lambda r: {"code": "rag", "name": "Other"}),
    "one status per code": (
        Status,
        lambda r: a_tone(r, "red", "Other", 9),
    ),
    "one status per label": (
        Status,
        lambda r: a_tone(r, "other", "Red", 9),
    ),
    "one status per place": (
        Status,
        lambda r: a_tone(r, "other", "O", 1),
    ),
    "one lead of a theme at a time": (
        Lead,
        lambda r: {"theme": r.searches, "name": "Other", "meeting": r.first},
    ),
    "one note per heading": (
        ProgrammeNote,
        lambda r: {"meeting": r.second, "report": r.report, "heading": "O", "slug": "leadership"},
    ),
    "one total per meeting and report": (
        PublishedCount,
        lambda r: {"meeting": r.second, "report": r.inspection, "counted": "total", "value": 1},
    ),
    "one count per status": (
        PublishedCount,
        lambda r: {
            "meeting": r.second, "report": r.inspection, "counted": "at-status", "value": 1,
            "status": a_status("closed"),
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
    # The chain is made of history; which form was sent and who is signed in is nobody's record.
    without = {"ChainForm", "ChainLink", "FormKey", "Session"}
    assert {model.__name__ for model in OURS if not hasattr(model, "history")} == without
    assert len(OURS) >= 14


def pairs(model: type[models.Model]) -> list[tuple[str, str]]:
    names = {field.name for field in model._meta.get_fields()}
    return [
        (name, f"{name[:-3]}_by") for name in names if name.endswith("_at") and f"{name[:-3]}_by" in names
    ]


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
    Addressee.objects.create(recommendation=records.numbers[1], body=a_body())
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
