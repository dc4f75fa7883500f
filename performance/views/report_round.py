"""Writing the performance report of a meeting, one priority after another."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from performance.actions.report import Clash, Stale, Typed, save_report
from performance.forms import ReasonForm
from performance.models import Priority
from performance.report.round import Part, progress_table, read_parts, with_problems
from performance.report.versions import as_chosen
from recommendations.access import needs
from recommendations.models import Meeting
from recommendations.roles import Can


@needs(Can.WRITE)
@require_safe
def performance_round(request: HttpRequest, meeting: str) -> HttpResponse:
    """The priorities of the report, and how much of each is written."""
    found = get_object_or_404(Meeting.objects.called(meeting).select_related("body"))
    context = {"meeting": found, "table": progress_table(found), "section": "meetings"}
    return render(request, "performance_round.html", context)


@needs(Can.WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def performance_priority(request: HttpRequest, meeting: str, priority: str) -> HttpResponse:
    """One priority: what was told last beside what this meeting is to be told.

    All of it is saved, or, where a part cannot be, none of it; then everything typed stays on the page.
    """
    found = get_object_or_404(Meeting.objects.called(meeting).select_related("body"))
    about = get_object_or_404(Priority, slug=priority)
    reason, stale, touched = ReasonForm(), {}, []
    if request.method == "POST":
        sent = as_chosen(request.POST.copy())
        tried = [part for part in read_parts(found, about, sent) if part.form.is_posted]
        touched = [part for part in tried if part.form.touched]
        if touched and not found.is_draft:
            reason = ReasonForm(request.POST)
        if all(part.form.is_valid() for part in touched) and (not reason.is_bound or reason.is_valid()):
            stale = _save(request, found, about, touched, reason)
            if not stale:
                return redirect("performance-round", found.slug)
    parts = with_problems(read_parts(found, about), touched, stale, (found, about), request.user)
    context: dict[str, Any] = {
        "meeting": found, "priority": about, "parts": parts, "reason": reason, "stale": stale,
        "failed": request.method == "POST", "section": "meetings",
    }  # fmt: skip
    status = (409 if stale else 422) if request.method == "POST" else 200
    return render(request, "performance_priority.html", context, status=status)


def _save(
    request: HttpRequest, meeting: Meeting, priority: Priority, touched: list[Part], reason: ReasonForm
) -> dict[str, Clash]:
    """Save what was touched; what somebody else changed comes back by key."""
    try:
        wrote = save_report(
            meeting=meeting,
            priority=priority,
            parts={part.key: Typed(part.form.value, part.form.cleaned_data["base"]) for part in touched},
            by=request.user,
            why=reason.cleaned_data["why"] if reason.is_bound else "",
            page=request.path,
        )
    except Stale as conflict:
        return conflict.parts
    if wrote:
        messages.success(request, f"Saved: {priority}.")
    return {}
