"""What the home page tells: where things stand at a meeting, what moved, what was not reported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from recommendations.changes import moved_here, reports_followed
from recommendations.inspections import STAGES, Line, add_up, read_inspections
from recommendations.models import Report, Update
from recommendations.register import Row, read_register
from recommendations.sitting import Sitting
from recommendations.statuses import (
    NOT_REPORTED,
    NOT_REPORTED_HTML,
    UNKNOWN,
    UNKNOWN_HTML,
    StatusWord,
    of_scheme,
)
from recommendations.tables import Column, Table, count_link

FOLLOWED_CLOSELY = "rag"


@dataclass(frozen=True)
class Count:
    """How many recommendations of a report are at a status now, and were at the meeting before."""

    report: Report
    code: str
    label: str
    html: str
    now: int
    before: int | None
    url: str
    before_url: str

    @property
    def change(self) -> str:
        """The difference in words."""
        if self.before is None:
            return "first meeting"
        difference = self.now - self.before
        return "no change" if not difference else f"{difference:+d} since the last meeting".replace("-", "−")


@dataclass(frozen=True)
class Headline:
    """One report followed with RAG: its counts, and what this meeting was not told of."""

    report: Report
    counts: list[Count]
    on_record: int
    not_told: int

    @property
    def never_told(self) -> int:
        """How many of the recommendations the report makes no meeting on record was told of."""
        return max((self.report.recommendations_made or 0) - self.on_record, 0)


@dataclass(frozen=True)
class Home:
    headlines: list[Headline]
    inspections: Line
    stages: list[StatusWord]
    inspected: int
    changes: list[Row]


def read_home(sitting: Sitting) -> Home:
    """Everything on the home page, in a number of queries that does not grow with the records."""
    statuses = of_scheme()
    words = list(statuses.values())
    close = _close_reports(sitting)
    told = reports_followed(sitting)
    rows = read_register(list({r.pk: r for r in (*close, *told)}.values()), sitting, statuses)
    lines = read_inspections(sitting)
    return Home(
        headlines=[
            _headline(report, [row for row in rows if row.report == report], words, sitting)
            for report in close
        ],
        inspections=add_up(lines),
        stages=[word for word in words if word.scheme == STAGES],
        inspected=len(lines),
        changes=moved_here([row for row in rows if row.report in told], sitting),
    )


def _close_reports(sitting: Sitting) -> list[Report]:
    """The RAG reports that were told last: to this body, else to any."""
    if sitting.meeting is None:
        return []
    updates = Update.objects.at(sitting.meeting).filter(recommendation__report__scheme__code=FOLLOWED_CLOSELY)
    ours = updates.filter(meeting__in=[m.pk for m in sitting.offered if m.date <= sitting.meeting.date])
    order = ("-meeting__date", "-meeting_id")
    last = ours.order_by(*order).values_list("meeting_id", flat=True).first()
    if last is None:
        last = updates.order_by(*order).values_list("meeting_id", flat=True).first()
    found = Report.objects.filter(scheme__code=FOLLOWED_CLOSELY, recommendations__updates__meeting=last)
    return list(found.select_related("scheme").distinct().order_by("year_label", "position")) if last else []


def _headline(report: Report, rows: list[Row], words: list[StatusWord], sitting: Sitting) -> Headline:
    url = report.get_absolute_url()
    labels = [(w.code, w.label, w.html) for w in words if w.scheme == report.scheme.code]
    labels += [("unknown", UNKNOWN, UNKNOWN_HTML), ("none", NOT_REPORTED, NOT_REPORTED_HTML)]
    counts = []
    for code, label, html in labels:
        now = sum(row.status_code == code for row in rows)
        before = sum(row.was_code == code for row in rows) if sitting.previous else None
        if now or before or code not in {"unknown", "none"}:
            then = f"{url}?meeting={sitting.previous.slug}&status={code}" if sitting.previous else ""
            link = sitting.link(url, status=code)
            counts.append(Count(report, code, label, html, now, before, link, then))
    here = sitting.meeting.slug if sitting.meeting else ""
    return Headline(report, counts, len(rows), sum(row.meeting != here for row in rows))


def home_table(home: Home) -> Table[Any]:
    """The counts by status, now and at the meeting before."""
    counts = [count for headline in home.headlines for count in headline.counts]
    columns: list[Column[Count]] = [
        Column("report", "Report", lambda c: c.report.title, data_only=True),
        Column("status", "Status", lambda c: c.label, lambda c: c.html, row_header=True),
        Column("now", "Now", lambda c: c.now, lambda c: count_link(c.now, c.url), numeric=True),
        Column("before", "Last meeting", lambda c: c.before, _before, numeric=True),
    ]
    return Table(
        "home", "By status", columns, counts, look="table--narrow", empty="No meeting has been published yet."
    )


def _before(count: Count) -> str:
    return (
        '–<span class="visually-hidden"> no earlier meeting</span>'
        if count.before is None
        else count_link(count.before, count.before_url)
    )
