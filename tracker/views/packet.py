"""The packet for the Panel."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from recommendations.access import needs
from recommendations.changes import changes_table
from recommendations.pages import answer
from recommendations.roles import Can
from recommendations.sitting import resolve
from tracker.packet import read_packet


@needs(Can.READ)
@require_safe
def packet(request: HttpRequest, meeting: str, fmt: str = "html") -> HttpResponse:
    """What changed at a meeting since the one before, on one page to be printed."""
    sitting = resolve(request, meeting)
    told = read_packet(sitting)
    return answer(
        request,
        "packet.html",
        table=changes_table(told.home.changes, sitting),
        sitting=sitting,
        fmt=fmt,
        title=f"What changed: {sitting.meeting}",
        section="meetings",
        packet=told,
        site=request.build_absolute_uri("/").rstrip("/"),
        strip=None,
    )
