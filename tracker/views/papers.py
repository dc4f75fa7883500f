"""Papers: upload, see the plan, apply it, and see what was done."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from recommendations.access import needs
from recommendations.form_keys import tells_repeats_itself
from recommendations.models import Paper
from recommendations.models.papers import LARGE
from recommendations.pages import AT_ONCE, answer
from recommendations.plan import PlanChanged
from recommendations.reading.paper import Refused
from recommendations.record_addresses import records_touched
from recommendations.roles import Can
from recommendations.sitting import Sitting
from recommendations.tables import Column, Table, link
from tracker.background import Reading
from tracker.paper_forms import PaperForm, ReadingForm
from tracker.paper_import import NotYet, Planned, apply_paper, keep_paper, kept_already, plan_kept
from tracker.paper_page import plan_context

SOON: float | None = 2.0  # seconds after which a page tells how far the reading is


@needs(Can.IMPORT_PAPERS)
@require_safe
def papers(request: HttpRequest, fmt: str = "html") -> HttpResponse:
    """Every paper read in, newest first."""
    rows = list(
        Paper.objects.defer(*LARGE)
        .select_related("uploaded_by", "applied_by", "meeting__body")
        .order_by("-pk")
    )
    columns: list[Column[Paper]] = [
        Column("paper", "Paper", str, lambda p: link(f"/papers/{p.key}/", str(p)), row_header=True),
        Column("file", "File", lambda p: p.name),
        Column("sha256", "SHA-256", lambda p: p.sha256, lambda p: f"<code>{p.sha256[:12]}</code>"),
        Column("meeting", "Meeting", lambda p: str(p.meeting) if p.meeting else ""),
        Column("uploaded_by", "Read in by", lambda p: str(p.uploaded_by)),
        Column("applied_at", "Applied", _applied),
        Column("losses", "Not read", lambda p: len(p.losses) if p.is_applied else None, numeric=True),
    ]
    table = Table("papers", f"{len(rows)} papers", columns, rows, empty="No paper has been read in yet.")
    return answer(
        request, "papers.html", table=table, sitting=Sitting(), fmt=fmt, title="Papers", section="papers"
    )


def _applied(paper: Paper) -> str:
    if paper.is_applied:
        return f"{paper.applied_at:%d %b %Y %H:%M}"
    return f"Undone {paper.undone_at:%d %b %Y %H:%M}" if paper.undone_at else "Not applied"


@needs(Can.IMPORT_PAPERS)
@tells_repeats_itself
@require_http_methods(["GET", "HEAD", "POST"])
def new_paper(request: HttpRequest) -> HttpResponseBase:
    """Choose a file; it is kept, and nothing else is written until its plan is applied."""
    form = PaperForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        name, data = file.name, file.read()
        found = kept_already(data)
        if found:
            messages.info(request, f"This file was read in before, as {found.name}.")
            return redirect("paper", found.key)
        reading = Reading(name, data)
        if not reading.done_within(SOON):
            frame = render_to_string("paper_reading.html", {"name": name, "section": "papers"}, request)
            return StreamingHttpResponse(_told(frame, reading, request.user), headers=AT_ONCE)
        try:
            return redirect("paper", _kept(reading, request.user).key)
        except Refused as refused:
            form.add_error("file", str(refused))
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "heading": "Read a paper in", "section": "papers"}
    return render(request, "form.html", context, status=status)


def _kept(reading: Reading, by: Any) -> Paper:
    return keep_paper(name=reading.name, data=reading.data, by=by, read=reading.result())


def _told(frame: str, reading: Reading, by: Any) -> Iterator[str]:
    """The page as it grows, until the file is read."""
    head, tail = frame.split("<!-- progress -->")
    yield head
    for told in reading.told():
        yield f"<p>{escape(told)}</p>\n"
    try:
        paper = _kept(reading, by)
        yield "<p><strong>It is read.</strong></p>\n"
        yield f'<p><a class="button" href="/papers/{paper.key}/">See what it would change</a></p>\n'
    except Refused as refused:
        yield f"<p><strong>This paper was not read.</strong> {escape(str(refused))} Nothing was kept.</p>\n"
        yield '<p><a class="button" href="/papers/new/">Choose another file</a></p>\n'
    yield tail


@needs(Can.IMPORT_PAPERS)
@tells_repeats_itself
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, key: str) -> HttpResponse:
    """A paper's plan against the records as they are now; applying it; what it did."""
    found = get_object_or_404(Paper.objects.select_related("meeting__body"), sha256__startswith=key)
    refused = ""
    if request.method == "POST":
        try:
            written = apply_paper(paper=found, by=request.user, shown=request.POST.get("shown", ""))
            messages.success(
                request, f"{written} records written." if written else "Nothing new: nothing was written."
            )
            return redirect("paper", found.key)
        except (PlanChanged, NotYet) as changed:
            messages.warning(request, str(changed))
            return redirect("paper", found.key)
        except Refused as error:
            refused = str(error)
    return show(request, found, refused=refused)


def show(request: HttpRequest, found: Paper, *, refused: str = "", form: Any = None) -> HttpResponse:
    """The page of a paper; with a form that was sent and is not valid, that form."""
    context: dict[str, Any] = {
        "paper": found, "section": "papers", "touched": records_touched(found), "refused": refused
    }  # fmt: skip
    try:
        planned = plan_kept(found)
    except Refused as error:
        return render(request, "paper.html", {**context, "refused": str(error)}, status=422)
    context |= plan_context(found, planned)
    context["reading_form"] = form or _reading_form(found, planned)
    context["form"] = form
    return render(request, "paper.html", context, status=422 if form or refused else 200)


def _reading_form(found: Paper, planned: Planned) -> ReadingForm | None:
    """How the file is read, where there is a choice."""
    read = planned.read
    if not (read.tables or read.words or planned.unknown):
        return None
    return ReadingForm(planned=planned, action=reverse("paper-reading", args=[found.key]))
