"""A recommendation's trail: its updates over the meetings, and what changed in them after publication."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, NamedTuple

from recommendations.corrections import words_since
from recommendations.history_pages import (
    Step,
    pairs_shown,
    related_names,
    steps_shown,
    without_draft_paper,
)
from recommendations.meeting_slugs import meeting_slug, meeting_when
from recommendations.models import Recommendation, Update
from recommendations.models.papers import LARGE_IN_HISTORY
from recommendations.sitting import Sitting
from recommendations.statuses import UNKNOWN, UNKNOWN_HTML, StatusWord, movement, of_scheme
from recommendations.tables import Column, Table, link
from recommendations.text import to_html


class Told(NamedTuple):
    """One update: which meeting was told what, and what changed in it after that meeting was published."""

    meeting: str
    meeting_name: str
    draft: bool
    status: StatusWord | None
    moved: str
    moved_html: str
    narrative: str
    carried_because: str
    corrections: list[Step]

    @property
    def status_html(self) -> str:
        return self.status.html if self.status else UNKNOWN_HTML

    @property
    def standing_html(self) -> str:
        """The status and how it moved."""
        return f"{self.status_html} {self.moved_html}"

    @property
    def narrative_html(self) -> str:
        """What was told, as paragraphs and lists."""
        return to_html(self.narrative)


def find_recommendation(report: str, number: int) -> Recommendation | None:
    """The recommendation with its report and theme, or None."""
    return (
        Recommendation.objects.select_related("report", "theme")
        .filter(report__slug=report, number=number)
        .first()
    )


def read_trail(recommendation: Recommendation, sitting: Sitting, *, drafts: bool = False) -> list[Told]:
    """The updates up to the sitting's meeting, newest first, in a number of queries that does not grow.

    `drafts`: whether the reader sees drafts, and so the names of their papers.
    """
    statuses = of_scheme(recommendation.report.scheme_id)
    rows = list(
        Update.objects.at(sitting.meeting)
        .filter(recommendation=recommendation)
        .order_by("meeting__date", "meeting_id")
        .values(
            "id",
            "status_id",
            "narrative",
            "carried_because",
            "meeting__body__slug",
            "meeting__body__name",
            "meeting__date",
            "meeting__day_known",
            "meeting__published_at",
        )
    )
    corrections = _corrections(rows, drafts)
    trail: list[Told] = []
    before: StatusWord | None = None
    for row in rows:
        status = statuses.get(row["status_id"])
        moved = movement(bool(trail), before, True, status)
        when = (row["meeting__date"], row["meeting__day_known"])
        trail.append(
            Told(
                meeting_slug(row["meeting__body__slug"], *when),
                f"{row['meeting__body__name']}, {meeting_when(*when)}",
                row["meeting__published_at"] is None,
                status,
                moved.text,
                moved.html,
                row["narrative"],
                row["carried_because"],
                corrections[row["id"]],
            )
        )
        before = status
    return trail[::-1]


def corrections_of(
    recommendation: Recommendation, sitting: Sitting, *, drafts: bool = False
) -> dict[str, list[Any]]:
    """What was corrected since the sitting's meeting was published: `changed` of the record, and `words`.

    A text that only filled a gap is in neither.
    """
    since = sitting.meeting.published_at if sitting.meeting else None
    if since is None:
        return {"changed": [], "words": []}
    report = recommendation.report
    words, written = words_since(since, scheme=report.scheme_id, report=report.pk)
    words = [word for word in words if word.what != "theme" or recommendation.theme_id == word.pk]
    if recommendation.pk not in written:
        return {"changed": [], "words": words}
    versions = recommendation.history.select_related("history_user", "history_paper__meeting")
    pairs = pairs_shown(versions.defer(*LARGE_IN_HISTORY), since)
    steps = steps_shown(Recommendation, pairs, since=since)
    changed = [
        step._replace(fields=replaced)
        for step in steps
        if not step.first and (replaced := [field for field in step.fields if field.old])
    ]
    return {"changed": changed if drafts else [*map(without_draft_paper, changed)], "words": words}


def _corrections(rows: list[dict[str, Any]], drafts: bool) -> dict[int, list[Step]]:
    """What changed in each update after its meeting was published, by update id."""
    published = {row["id"]: row["meeting__published_at"] for row in rows if row["meeting__published_at"]}
    found: dict[int, list[Step]] = defaultdict(list)
    past: dict[int, list[Any]] = defaultdict(list)
    written = Update.history.filter(id__in=published).order_by()
    corrected = {pk for pk, when in written.values_list("id", "history_date") if when > published[pk]}
    if not corrected:
        return found
    for row in (
        written.filter(id__in=corrected)
        .select_related("history_user", "history_paper__meeting")
        .defer(*LARGE_IN_HISTORY)
    ):
        past[row.id].append(row)
    pairs = {
        pk: [
            (before, row)
            for before, row in pairs_shown(versions, published[pk])
            if before is not None or row.history_date > published[pk]
        ]
        for pk, versions in past.items()
    }
    names = related_names(Update, [pair for its_own in pairs.values() for pair in its_own])
    for pk, its_own in pairs.items():
        steps = steps_shown(Update, its_own, names=names, since=published[pk])
        found[pk] = steps if drafts else [*map(without_draft_paper, steps)]
    return found


def trail_table(recommendation: Recommendation, trail: list[Told]) -> Table[Told]:
    """The trail as a table: what CSV and JSON hold."""
    columns: list[Column[Told]] = [
        Column(
            "meeting",
            "Meeting",
            lambda t: t.meeting,
            lambda t: link(f"/meetings/{t.meeting}/", t.meeting_name),
        ),
        Column(
            "status", "Status", lambda t: t.status.label if t.status else UNKNOWN, lambda t: t.status_html
        ),
        Column("movement", "Movement", lambda t: t.moved, lambda t: t.moved_html),
        Column("narrative", "Update", lambda t: t.narrative),
        Column("carried_because", "Carried forward because", lambda t: t.carried_because, data_only=True),
        Column("draft", "Draft", lambda t: t.draft, data_only=True),
        Column("corrections", "Changed since publication", lambda t: len(t.corrections), data_only=True),
    ]
    return Table(
        "trail",
        f"{len(trail)} update{'' if len(trail) == 1 else 's'} on recommendation {recommendation.number}",
        columns,
        trail,
        empty="No meeting has been told of this recommendation yet.",
    )
