"""Meetings: all of them by body, one of them, setting one up."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.db.models.functions import Length
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from recommendations.access import abilities, needs
from recommendations.actions import meetings as actions
from recommendations.actions.versions import Stale
from recommendations.changes import changes_table, read_changes, reports_followed
from recommendations.forms import MeetingForm
from recommendations.models import Body, Meeting, Paper, ProgrammeNote
from recommendations.models.papers import LARGE
from recommendations.pages import answer
from recommendations.roles import Can
from recommendations.sitting import resolve, sees_drafts
from recommendations.tables import Column, Table, link
from recommendations.versions import conflict_page


@needs(Can.READ)
@require_safe
def meetings(request: HttpRequest, fmt: str = "html") -> HttpResponse:
    """All meetings a person may choose, by body, and who sits where."""
    found = list(
        Meeting.objects.visible(drafts=sees_drafts(request))
        .select_related("body")
        .order_by("body__name", "-date")
    )
    columns: list[Column[Meeting]] = [
        Column("body", "Body", lambda m: m.body.name),
        Column(
            "meeting",
            "Meeting",
            lambda m: m.slug,
            lambda m: link(f"/meetings/{m.slug}/", m.when),
            row_header=True,
        ),
        Column(
            "date", "Date", lambda m: m.date.isoformat() if m.day_known else f"{m.date:%Y-%m}", data_only=True
        ),
        Column("quarter", "Quarter", lambda m: m.quarter),
        Column("state", "State", lambda m: "Draft" if m.is_draft else "Published"),
    ]
    tables = [
        Table(f"meetings-{body.slug}", body.name, columns[1:], list(rows)).html()
        for body, rows in groupby(found, key=lambda m: m.body)
    ]
    table = Table("meetings", f"{len(found)} meetings", columns, found, empty="No meeting is on record yet.")
    return answer(
        request,
        "meetings.html",
        table=table,
        sitting=resolve(request),
        fmt=fmt,
        title="Meetings",
        section="meetings",
        tables=tables,
        bodies=list(Body.objects.select_related("parent").order_by("name")),
    )


@needs(Can.READ)
@require_safe
def meeting(request: HttpRequest, meeting: str, fmt: str = "html") -> HttpResponse:
    """One meeting: its changes, its programme notes, the registers it was told of."""
    sitting = resolve(request, meeting)
    found = Meeting.objects.called(meeting).select_related("body").get()
    notes = (
        ProgrammeNote.objects.filter(meeting=found).select_related("report").order_by("report", "position")
    )
    reports = reports_followed(sitting)
    return answer(
        request,
        "meeting.html",
        table=changes_table(read_changes(sitting), sitting),
        sitting=sitting,
        fmt=fmt,
        title=str(found),
        section="meetings",
        meeting=found,
        told=sum(report.told for report in reports),
        notes=list(notes),
        reports=reports,
        papers=_papers(found, Can.IMPORT_PAPERS in abilities(request)),
        strip=None,
    )


def _papers(meeting: Meeting, every: bool) -> list[Paper]:
    """The papers that were read in for a meeting, with their `size`; `every` one, or those applied only."""
    found = meeting.papers.defer(*LARGE).annotate(size=Length("content"))
    return [paper for paper in found if every or paper.is_applied]


def _like_the_last() -> dict[str, Any]:
    """What a new meeting begins with: the body and the cover text of the latest meeting that has one."""
    covered = Meeting.objects.exclude(cover="").order_by("-date", "-pk")
    return covered.values("body", "cover").first() or {}


@needs(Can.WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def new_meeting(request: HttpRequest) -> HttpResponse:
    """Set up a meeting, as a draft."""
    form = MeetingForm(request.POST or None, initial=_like_the_last())
    if request.method == "POST" and form.is_valid():
        made = actions.save_meeting(meeting=form.save(commit=False), by=request.user)
        messages.success(request, "The meeting is set up. It is a draft until it is published.")
        return redirect("meeting", made.slug)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "heading": "Set up a meeting", "section": "meetings"}
    return render(request, "form.html", context, status=status)


@needs(Can.WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_meeting(request: HttpRequest, meeting: str) -> HttpResponse:
    """Change a draft's body, date or quarter. What was published keeps its date and body.

    One that is published while the page is open shows what was typed once more.
    """
    found = get_object_or_404(Meeting.objects.called(meeting).select_related("body"))
    if not (found.is_draft or request.POST.get("version")):
        raise Http404("published already")
    form, heading = MeetingForm(request.POST or None, instance=found), f"Change {found}"
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("meeting", actions.change_meeting(**form.changes, by=request.user).slug)
        except Stale as stale:
            return conflict_page(request, form, stale, heading=heading, section="meetings")
        except actions.PublishedMeanwhile as published:
            form.add_error(None, str(published))
            status = 409
    context = {"form": form, "heading": heading, "section": "meetings"}
    return render(request, "form.html", context, status=status)
