"""A meeting as it was published, and what was corrected since."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from recommendations.access import needs
from recommendations.models import Meeting, Publication
from recommendations.pages import answer
from recommendations.roles import Can
from recommendations.sitting import resolve, sees_drafts
from recommendations.views.redactions import withheld_page
from tracker.as_published import read_snapshot
from tracker.as_published_tables import Parts
from tracker.as_published_values import values, values_table


@needs(Can.READ)
@require_safe
def as_published(request: HttpRequest, meeting: str, fmt: str = "html") -> HttpResponse:
    """What was shown of a meeting when it was published, beside what was corrected since."""
    meetings: Any = Meeting.objects.visible(drafts=sees_drafts(request)).called(meeting)
    found: Meeting = get_object_or_404(meetings.select_related("body"))
    if found.is_draft:
        raise Http404("not published")
    publication = Publication.objects.filter(meeting=found).only("sha256").first()
    withheld = withheld_page(request, publication.sha256) if publication else None
    if withheld is not None:
        return withheld
    snapshot = read_snapshot(found)
    return answer(
        request,
        "as_published.html",
        table=values_table(values(snapshot) if snapshot and fmt != "html" else []),
        sitting=resolve(request, found.slug),
        fmt=fmt,
        title=f"As published: {found}",
        section="meetings",
        meeting=found,
        snapshot=snapshot,
        parts=Parts(snapshot).all() if snapshot and fmt == "html" else [],
        strip=None,
    )
