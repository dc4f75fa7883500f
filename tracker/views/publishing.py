"""Publishing a meeting: what it will open to everyone and who wrote it, then the act itself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from recommendations.access import needs
from recommendations.changes import changes_table, read_changes
from recommendations.models import Meeting, Recommendation, Update
from recommendations.roles import Can
from recommendations.sitting import resolve
from tracker import publishing


@needs(Can.PUBLISH)
@require_http_methods(["GET", "HEAD", "POST"])
def publish_meeting(request: HttpRequest, meeting: str) -> HttpResponse:
    """What publishing will open to everyone, then the act itself."""
    found = get_object_or_404(Meeting.objects.called(meeting).select_related("body"))
    by: Any = request.user
    refused = False
    if request.method == "POST":
        try:
            publishing.publish(meeting=found, by=by)
        except publishing.NotPublished:
            refused = True
        else:
            messages.success(request, "The meeting is published: everyone who may read can see it now.")
            return redirect("meeting", found.slug)
    if not found.is_draft:
        raise Http404("published already")
    return _page(request, found, status=422 if refused else 200)


def _page(request: HttpRequest, found: Meeting, status: int) -> HttpResponse:
    sitting = resolve(request, found.slug)
    followed = Recommendation.objects.filter(updates__meeting__body=found.body_id).distinct()
    unwritten = followed.exclude(updates__meeting=found).select_related("report").order_by("report", "number")
    wrote = publishing.wrote(found)
    context = {
        "meeting": found,
        "section": "meetings",
        "changes": changes_table(read_changes(sitting), sitting).html(),
        "written": Update.objects.filter(meeting=found).count(),
        "unwritten": list(unwritten),
        "others": [each for each in wrote if each.person != request.user],
        "own": sum(each.records for each in wrote if each.person == request.user),
    }
    return render(request, "publish.html", context, status=status)
