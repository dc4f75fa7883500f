"""The paper of a meeting, from the records: all that the meeting itself was told, as reading it gives it.

So a paper that was read in and is taken out again is the same paper, and what staff wrote since is in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.db.models import Count, Q

from recommendations import models
from recommendations.paper_told import STAGES, Told
from recommendations.reading.paper import (
    NOT_STATED,
    BodyEntry,
    Counted,
    CountEntry,
    MeetingEntry,
    NoteEntry,
    Paper,
    Place,
    RecommendationEntry,
    ReportEntry,
    Text,
    ThemeEntry,
    UpdateEntry,
)

NOWHERE = Place()
COUNTED = {
    models.PublishedCount.TOTAL: Counted.TOTAL,
    models.PublishedCount.NOT_ACCEPTED: Counted.NOT_ACCEPTED,
}


class Unwritten(NamedTuple):
    """A report that the body followed before, and how many recommendations of it this meeting is not told."""

    slug: str
    title: str
    recommendations: int


def unwritten(meeting: models.Meeting) -> list[Unwritten]:
    """What the body's earlier published meetings were told of and this one is not; so it is not in its paper.

    A report of which the meeting's paper states counts is told of as a whole.
    """
    earlier = models.Meeting.objects.visible(drafts=False).filter(body=meeting.body_id, date__lt=meeting.date)
    followed = models.Recommendation.objects.filter(
        Q(updates__meeting__in=earlier) | Q(report__counts__meeting__in=earlier)
    )
    missing = followed.exclude(updates__meeting=meeting).exclude(report__counts__meeting=meeting)
    order = ("report__scheme__code", "report__year_label", "report__position")
    by_report = missing.order_by(*order).values_list("report__slug", "report__title")
    return [Unwritten(*row) for row in by_report.annotate(count=Count("pk", distinct=True))]


def paper_at(meeting: models.Meeting, *, naming: Iterable[str] = ()) -> Paper:
    """All that the meeting's paper says of recommendations, in a number of queries that does not grow.

    `naming` are the slugs of reports that another part of the paper names, so that this one describes
    them. A recommendation that the meeting is told nothing of is not in it; the next meeting is named
    by its day alone, whether it is published or a draft, because announcing that day is what papers do.
    """
    told = Told.read(meeting, naming)
    reports = tuple(_report(report, told) for report in told.reports)
    return Paper(
        "",
        "",
        str(meeting),
        meeting=MeetingEntry(
            NOWHERE,
            meeting.body.slug,
            meeting.date,
            day_known=meeting.day_known,
            quarter=_text(meeting.quarter),
            data_up_to=meeting.data_up_to,
            draft=meeting.is_draft,
            cover=_text(meeting.cover),
        ),
        next_meeting=_next_meeting(meeting),
        bodies=_bodies(meeting.body.slug, {body for report in reports for body in _addressed(report)}),
        reports=reports,
        notes=tuple(
            NoteEntry(NOWHERE, told.slugs[note.report_id], note.heading, note.text, position)
            for position, note in enumerate(told.notes, 1)
        ),
    )


def _text(value: str) -> Text:
    return value or NOT_STATED


def _next_meeting(meeting: models.Meeting) -> MeetingEntry | None:
    later: Any = models.Meeting.objects.filter(body=meeting.body_id, date__gt=meeting.date).order_by("date")
    found = later.first()
    if found is None:
        return None
    return MeetingEntry(NOWHERE, meeting.body.slug, found.date, day_known=found.day_known, draft=True)


def _stated(report: models.Report, told: Told) -> tuple[CountEntry, ...]:
    """The counts as stated; where none is, those that the stages told come to, if they are known."""
    if report.pk in told.counts:
        return tuple(sorted(map(_count, told.counts[report.pk]), key=_count_place))
    recommendations = told.recommendations.get(report.pk, [])
    if report.scheme.code != STAGES or not any(r.pk in told.updates for r in recommendations):
        return ()
    total = CountEntry(NOWHERE, Counted.TOTAL, len(recommendations))
    if any(r.pk not in told.standing for r in recommendations):
        return (total,)
    at_stage = Counter(told.standing[r.pk] for r in recommendations)
    return (
        total,
        *(CountEntry(NOWHERE, Counted.AT_STATUS, at_stage[label], label) for label in told.stages),
    )


def _count(count: Any) -> CountEntry:
    if count.status:
        return CountEntry(NOWHERE, Counted.AT_STATUS, count.value, count.status.label)
    return CountEntry(NOWHERE, COUNTED[count.counted], count.value)


def _count_place(count: CountEntry) -> int:
    """Its place in a paper's row; the stages keep the order of their scheme."""
    return [Counted.TOTAL, Counted.NOT_ACCEPTED, Counted.AT_STATUS].index(count.counted)


def _report(report: models.Report, told: Told) -> ReportEntry:
    counts = _stated(report, told)
    total = next((count.value for count in counts if count.counted is Counted.TOTAL), 0)
    recommendations = list(told.of(report, total))
    named = {recommendation.theme_id for recommendation in recommendations}
    return ReportEntry(
        NOWHERE,
        report.slug,
        report.title,
        report.scheme.code,
        year_label=_text(report.year_label),
        publisher=_text(report.publisher),
        recommendations_made=report.recommendations_made,
        themes=tuple(
            ThemeEntry(NOWHERE, theme.name, _text(told.theme_leads.get(theme.pk, "")))
            for theme in told.themes.get(report.pk, [])
            if theme.pk in named or ("theme", theme.pk) in told.led_here
        ),
        recommendations=tuple(_recommendation(recommendation, told) for recommendation in recommendations),
        counts=counts,
    )


def _recommendation(row: Any, told: Told) -> RecommendationEntry:
    update = told.updates.get(row.pk)
    bodies = told.addressed.get(row.pk)
    return RecommendationEntry(
        NOWHERE,
        row.number,
        theme=row.theme.name if row.theme else "",
        summary=_text(row.summary),
        wording=_text(row.wording),
        lead=_text(told.own_leads.get(row.pk, "")),
        bodies=tuple(bodies) if bodies else None,
        priority=_text(row.priority),
        expected_outcome=_text(row.expected_outcome),
        due=row.due,
        due_set_by=_text(row.due_set_by),
        update=_update(update) if update else None,
    )


def _update(update: Any) -> UpdateEntry:
    return UpdateEntry(NOWHERE, update.narrative, update.status.label if update.status else None)


def _addressed(report: ReportEntry) -> Iterator[str]:
    for recommendation in report.recommendations:
        yield from recommendation.bodies or ()


def _bodies(meets: str, addressed: Iterable[str]) -> tuple[BodyEntry, ...]:
    """Who meets and who is addressed, each after the body it sits under."""
    known = {body.slug: body for body in models.Body.objects.select_related("parent")}
    listed: dict[str, BodyEntry] = {}
    seen: set[str] = set()  # two bodies could sit under each other

    def add(body: models.Body) -> None:
        if body.slug in seen:
            return
        seen.add(body.slug)
        if body.parent:
            add(known[body.parent.slug])
        listed[body.slug] = BodyEntry(
            NOWHERE,
            body.slug,
            body.name,
            short_name=_text(body.short_name),
            purpose=_text(body.purpose),
            chair=_text(body.chair),
            members=_text(body.members),
            parent=body.parent.slug if body.parent else NOT_STATED,
        )

    for slug in (meets, *sorted(addressed)):
        add(known[slug])
    return tuple(listed.values())
