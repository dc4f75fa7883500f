"""What changed at a meeting: every recommendation whose status moved since the meeting before."""

from __future__ import annotations

from typing import Any

from django.db.models import Count

from recommendations.models import Report
from recommendations.register import Row, read_register
from recommendations.register_table import status_cell, status_label
from recommendations.sitting import Sitting
from recommendations.statuses import of_scheme
from recommendations.tables import Column, Table, link


def reports_followed(sitting: Sitting) -> list[Any]:
    """The reports of which the sitting's meeting itself was told, each with `told`: of how much."""
    if sitting.meeting is None:
        return []
    return list(
        Report.objects.filter(recommendations__updates__meeting=sitting.meeting.pk)
        .annotate(told=Count("recommendations"))
        .select_related("scheme")
        .order_by("scheme__code", "year_label", "position")
    )


def read_changes(sitting: Sitting) -> list[Row]:
    """Every recommendation told to this meeting whose status is not what it was at the meeting before.

    Empty where there is no meeting before: then there is nothing to compare with.
    """
    if sitting.previous is None:
        return []
    return moved_here(read_register(reports_followed(sitting), sitting, of_scheme()), sitting)


def moved_here(rows: list[Row], sitting: Sitting) -> list[Row]:
    """Of these rows, the ones that moved because of what this meeting was told."""
    if sitting.meeting is None or sitting.previous is None:
        return []
    here = sitting.meeting.slug
    return [row for row in rows if row.movement.moved and row.meeting == here]


def changes_table(changes: list[Row], sitting: Sitting) -> Table[Row]:
    """The changes, one row a recommendation."""
    columns: list[Column[Row]] = [
        Column("report", "Report", lambda r: r.report.title),
        Column("number", "No.", lambda r: r.number, numeric=True),
        Column(
            "summary",
            "Recommendation",
            lambda r: r.short,
            lambda r: link(sitting.link(f"/reports/{r.report.slug}/{r.number}/"), r.short),
            row_header=True,
        ),
        Column("status", "Status", status_label, status_cell),
        Column("movement", "Movement", lambda r: r.movement.text, lambda r: r.movement.html),
    ]
    if sitting.previous is None:
        before, empty = (
            "",
            "This is the first meeting of this body on record: there is nothing to compare it with.",
        )
    else:
        before = f" since {sitting.previous.when}"
        empty = f"No status changed{before}."
    caption = f"{len(changes)} recommendation{'' if len(changes) == 1 else 's'} changed{before}"
    return Table("changes", caption, columns, changes, empty=empty)
