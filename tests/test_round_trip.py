"""The proof: the real paper goes in, each form of it comes out, and read into nothing each says the same."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from performance import models as performance
from recommendations import models
from recommendations.models import Meeting
from recommendations.text import canonical
from tests.conftest import read_in, real_paper
from tests.importing import NOVEMBER
from tracker.issuing import make_file

FORMS = ("docx", "pdf", "xlsx", "yaml")


def said(query: Any, *columns: str) -> list[tuple[Any, ...]]:
    """The rows of a query as plain values, texts in their canonical form, in an order of their own."""
    rows = [
        tuple(canonical(value) if isinstance(value, str) else value for value in row)
        for row in query.values_list(*columns)
    ]
    return sorted(rows, key=repr)


def told(meeting: Meeting) -> dict[str, list[tuple[Any, ...]]]:
    """Everything on record that a meeting's paper says, by natural names, read straight from the tables."""
    here = {"meeting": meeting}
    return {
        "meeting": said(
            Meeting.objects.filter(pk=meeting.pk),
            *("body__slug", "body__name", "date", "quarter", "data_up_to", "cover"),
        ),
        "next": said(Meeting.objects.exclude(pk=meeting.pk), "body__slug", "date"),
        "reports": said(models.Report.objects, "slug", "title", "year_label", "publisher", "scheme__code"),
        "themes": said(models.Theme.objects, "report__slug", "name"),
        "recommendations": said(
            models.Recommendation.objects, "report__slug", "number", "wording", "theme__name"
        ),
        "leads": said(models.Lead.objects.filter(**here), "theme__name", "recommendation__number", "name"),
        "updates": said(
            models.Update.objects.filter(**here),
            "recommendation__report__slug",
            "recommendation__number",
            "status__label",
            "narrative",
        ),
        "counts": said(
            models.PublishedCount.objects.filter(**here), "report__slug", "counted", "status__label", "value"
        ),
        "priorities": said(performance.Priority.objects, "framework", "heading", "position"),
        "measures": said(performance.Measure.objects, "name", "priority__heading"),
        "assessments": said(
            performance.Assessment.objects.filter(**here),
            "measure__name", "trend", "rank", "out_of", "against", "note", "position",
        ),
        "targets": said(performance.Target.objects.filter(**here), "measure__name", "name", "value", "by"),
        "stated": said(
            performance.StatedFigure.objects.filter(**here), "label", "value", "unit", "compares", "note"
        ),
        "actions": said(
            performance.PlannedAction.objects.filter(**here), "priority__heading", "number", "text"
        ),
        "comments": said(performance.Comment.objects.filter(**here), "priority__heading", "number", "text"),
        "terms": said(performance.Term.objects.filter(**here), "term", "meaning"),
        "figures": said(performance.Observation.objects, "measure__name", "start", "end", "numerator"),
    }  # fmt: skip


def november() -> Meeting:
    return Meeting.objects.called("pab-2022-11-02").get()


@pytest.fixture(scope="module")
def issued(django_db_setup, django_db_blocker) -> dict[str, Any]:
    """What the records said after the real paper was read in, and its forms; the records are gone again."""
    data = real_paper("2022-11-02")
    with django_db_blocker.unblock(), transaction.atomic():
        by = models.User.objects.create_user("maker", "a long pass phrase for tests", role="administrator")
        performance.Force.objects.create(slug="avon-and-somerset", name="Avon and Somerset", is_own=True)
        read_in(NOVEMBER, data, by)
        made: dict[str, Any] = {form: make_file(meeting=november(), form=form) for form in FORMS}
        made["records"] = told(november())
        transaction.set_rollback(True)
    return made


@pytest.mark.parametrize("form", FORMS)
def test_the_real_paper_comes_back_from_every_form(form, issued, administrator):
    performance.Force.objects.create(slug="avon-and-somerset", name="Avon and Somerset", is_own=True)
    assert not Meeting.objects.exists()
    assert read_in(f"paper.{form}", issued[form], administrator) > 500
    found = told(november())
    for kind, rows in issued["records"].items():
        assert found[kind] == rows, kind
    assert november().papers.get().losses == []


def test_what_comes_back_is_the_paper_counted_by_hand(issued):
    records = issued["records"]
    followed = [row for row in records["updates"] if row[0] == "id-2022"]
    assert len(followed) == 42
    assert {label: sum(row[2] == label for row in followed) for label in ("Amber", "Red", "Green")} == {
        "Amber": 24,
        "Red": 15,
        "Green": 3,
    }
    assert sum(row[3] for row in records["counts"] if row[1] == "total") == 131
    assert sum(row[3] for row in records["counts"] if row[1] == "at-status") == 68
    sizes = {kind: len(records[kind]) for kind in ("assessments", "actions", "comments", "terms", "leads")}
    assert sizes == {"assessments": 27, "actions": 63, "comments": 20, "terms": 14, "leads": 4}


@pytest.mark.parametrize("form", FORMS)
def test_a_paper_that_says_something_else_is_found(form, issued, administrator):
    """The control: one word of one narrative changed, and the comparison fails."""
    performance.Force.objects.create(slug="avon-and-somerset", name="Avon and Somerset", is_own=True)
    read_in(f"paper.{form}", issued[form], administrator)
    update = models.Update.objects.filter(recommendation__report__slug="id-2022").first()
    update.narrative += " And more."
    update.save()
    assert told(november())["updates"] != issued["records"]["updates"]
