"""Small records made by hand, for tests that need a few rows rather than a whole board paper."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, NamedTuple

from recommendations.history import acting
from recommendations.models import (
    Body,
    Lead,
    Meeting,
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


def a_body(slug: str = "pab", name: str = "Performance and Accountability Board") -> Body:
    return Body.objects.get_or_create(slug=slug, defaults={"name": name})[0]


def a_meeting(
    day: str, *, body: Body | None = None, published_by: User | None = None, **fields: Any
) -> Meeting:
    """A meeting of a body on a day; a draft unless somebody published it."""
    meeting = Meeting.objects.create(body=body or a_body(), date=date.fromisoformat(day), **fields)
    if published_by:
        publish(meeting=meeting, by=published_by)
        meeting.refresh_from_db()
    return meeting


def publish(*, meeting: Meeting, by: User) -> None:
    """Open a meeting to everyone as it was done before snapshots were kept: by anybody, and nothing is kept.

    Tests of what readers see need no more; publishing itself is tested in tests/test_publishing.py.
    """
    with acting(by=by, why="Published", page=f"/meetings/{meeting.slug}/publish/") as act:
        found = Meeting.objects.get(pk=meeting.pk)
        found.published_at, found.published_by = act.at, by
        found.save()


def a_report(slug: str = "review", scheme: str = "rag", **fields: Any) -> Report:
    fields.setdefault("title", slug.replace("-", " ").capitalize())
    return Report.objects.create(slug=slug, scheme=Scheme.objects.get(code=scheme), **fields)


def a_theme(report: Report, slug: str = "searches", **fields: Any) -> Theme:
    return Theme.objects.create(report=report, slug=slug, name=slug.capitalize(), **fields)


def a_recommendation(report: Report, number: int = 1, **fields: Any) -> Recommendation:
    fields.setdefault("summary", f"Do thing {number}")
    return Recommendation.objects.create(report=report, number=number, **fields)


def a_status(code: str) -> Status:
    return Status.objects.get(code=code)


def tell(
    meeting: Meeting, recommendation: Recommendation, status: str = "", narrative: str = "", *,
    by: User | None = None, **fields: Any,
) -> Update:  # fmt: skip
    """What a meeting is told of a recommendation, with its history row."""
    with acting(by=by, why="Told"):
        return Update.objects.create(
            meeting=meeting,
            recommendation=recommendation,
            status=a_status(status) if status else None,
            narrative=narrative,
            **fields,
        )


# Pages of `some_records`: those of every reader, and those of the office
PAGES = [
    "/", "/reports/", "/reports/review/", "/reports/review/?q=told", "/reports/review/1/", "/inspections/",
    "/meetings/", "/meetings/pab-2022-11-02/as-published/",
    "/meetings/pab-2022-11-02/", "/meetings/pab-2022-08-03/", "/history/recommendation/review/1/",
    "/history/update/pab-2022-11-02/review/1/", "/history/meeting/pab-2022-11-02/", "/statuses/",
    "/accounts/",
]  # fmt: skip
OFFICE = [
    "/meetings/new/", "/meetings/pab-2023-02-01/", "/meetings/pab-2023-02-01/round/",
    "/reports/review/?meeting=pab-2023-02-01",
    "/meetings/pab-2023-02-01/change/", "/statuses/rag/red/",
    "/papers/", "/papers/new/",
]  # fmt: skip


class Records(NamedTuple):
    """Two published meetings and a draft of one body; a report with RAG and two inspections."""

    first: Meeting
    second: Meeting
    draft: Meeting
    report: Report
    searches: Theme
    courts: Theme
    numbers: dict[int, Recommendation]
    inspection: Report


def some_records(by: User) -> Records:
    """Recommendations 1 to 6: moved, stayed, new, told earlier only, told without a status, never told."""
    first = a_meeting("2022-08-03", published_by=by, quarter="Q1 2022/23")
    second = a_meeting("2022-11-02", published_by=by, quarter="Q2 2022/23", data_up_to=date(2022, 9, 30))
    draft = a_meeting("2023-02-01", quarter="Q3 2022/23")
    report = a_report(publisher="The office", year_label="2022", recommendations_made=9)
    searches, courts = a_theme(report, "searches", position=1), a_theme(report, "courts", position=2)
    numbers = {n: a_recommendation(report, n, theme=searches if n <= 3 else courts) for n in range(1, 7)}
    for theme, name, meeting in (
        (searches, "Ann Early", first),
        (searches, "Bob Later", second),
        (courts, "Cem Steady", first),
    ):
        Lead.objects.create(theme=theme, name=name, meeting=meeting)
    for number, then, now in ((1, "red", "amber"), (2, "green", "green"), (3, "", "amber"), (4, "red", "")):
        if then:
            tell(first, numbers[number], then, f"What was told first of {number}", by=by)
        if now:
            tell(second, numbers[number], now, f"What was told second of {number}", by=by)
    tell(second, numbers[5], "", "Told without a status", by=by)
    ProgrammeNote.objects.create(
        meeting=second, report=report, heading="Leadership", slug="leadership", text="A plan\n\n- one\n- two"
    )
    inspection = _inspections(second, by)
    return Records(first, second, draft, report, searches, courts, numbers, inspection)


def _inspections(meeting: Meeting, by: User) -> Report:
    """One inspection placed by staff, one with counts as stated only, one of which nothing is known."""
    placed = a_report("custody", "stages", year_label="2020-21", position=1)
    for number, stage in ((1, "with-fll"), (2, "closed")):
        tell(meeting, a_recommendation(placed, number), stage, by=by)
    stated = a_report("bail", "stages", year_label="2020-21", position=2)
    unknown = a_report("fraud", "stages", year_label="2021-22", position=3)
    for number in (1, 2, 3):
        a_recommendation(stated, number)
        a_recommendation(unknown, number)
    for report, total in ((stated, 3), (unknown, 3)):
        PublishedCount.objects.create(meeting=meeting, report=report, counted="total", value=total)
    for code, value in (("with-force", 2), ("closed", 1), ("with-fll", 0)):
        PublishedCount.objects.create(
            meeting=meeting, report=stated, counted="at-status", status=a_status(code), value=value
        )
    return stated


def form_fields(page: Any) -> dict[str, str]:
    """What the form on a page would send if nothing were touched."""
    text = page.content.decode()
    form = re.split(r'<form[^>]* method="post"', text, maxsplit=1)[1]
    sent = {}
    for name, value in re.findall(r'<textarea name="([^"]+)"[^>]*>\n?(.*?)</textarea>', form, re.S):
        sent[name] = value
    for tag in re.findall(r"<input [^>]+>", form):
        given = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if given["type"] in {"radio", "checkbox"} and " checked" not in tag:
            continue
        if given["name"] != "csrfmiddlewaretoken":
            sent[given["name"]] = given.get("value", "on" if given["type"] == "checkbox" else "")
    return sent


ROUND = "/meetings/pab-2023-02-01/round/"  # the update round of the draft


def opened(client: Any, url: str = ROUND) -> dict[str, str]:
    """The form of an update round as a person finds it."""
    page = client.get(url)
    assert page.status_code == 200
    return form_fields(page)


def told(records: Records, number: int) -> Update | None:
    """What the draft is told of a recommendation so far."""
    return Update.objects.filter(meeting=records.draft, recommendation=records.numbers[number]).first()


def version(record: Any) -> int:
    """The id of a record's newest history row, as a form that changes the record brings it along."""
    newest: int = record.history.latest("history_id").history_id
    return newest


def steps(update: Update) -> list[Any]:
    """An update's history rows, oldest first."""
    return list(update.history.order_by("history_id"))
