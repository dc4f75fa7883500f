"""What tests of the import share: a count of every row, a person's edit, and a small paper of our own."""

from __future__ import annotations

from django.apps import apps

from recommendations import models
from recommendations.actions.updates import save_update

NOVEMBER = "2022-11-02-performance-and-accountability-board.txt"
HEAD = """paper: A test paper
holds: {bodies: 1, reports: 1, recommendations: 2, notes: 0}
meeting: {body: pab, date: 2022-11-02}
bodies:
  - {slug: pab, name: Board}
reports:
  - slug: a-report
    title: A report
    scheme: rag
    themes:
      - name: One
        recommendations:
"""
FIRST = "          - {number: 1, summary: First, status: Red, update: Begun}\n"


def census() -> dict[str, int]:
    """How many rows every table of ours holds, history included."""
    return {
        model.__name__: model.objects.count() for model in apps.get_app_config("recommendations").get_models()
    }


def write(number: int, by, meeting: str = "pab-2022-11-02", **told) -> None:
    recommendation = models.Recommendation.objects.get(report__slug="id-2022", number=number)
    found = models.Meeting.objects.called(meeting).get()
    current = models.Update.objects.filter(recommendation=recommendation, meeting=found).first()
    base = current.history.order_by("-history_id").first().history_id if current else 0
    status = current.status if current else None
    if "status" in told:
        status = models.Status.objects.get(code=told["status"])
    save_update(
        meeting=found,
        recommendation=recommendation,
        narrative=told.get("narrative", current.narrative if current else ""),
        status=status,
        base=base,
        by=by,
        why="Put right",
    )
