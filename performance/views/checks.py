"""Stated figures beside what the records give."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from performance.checks.page import checks_table, counts, narrowed
from performance.checks.read import read_checks
from recommendations.access import needs
from recommendations.pages import answer
from recommendations.roles import Can
from recommendations.sitting import resolve


@needs(Can.READ)
@require_safe
def checks(request: HttpRequest, fmt: str = "html") -> HttpResponse:
    """Every figure a paper stated, the computed one beside it, and whether they agree."""
    sitting = resolve(request)
    found = read_checks(sitting)
    shown = narrowed(found, request.GET.get("show", ""))
    return answer(
        request,
        "checks.html",
        table=checks_table(shown),
        sitting=sitting,
        fmt=fmt,
        title="Checks",
        section="checks",
        counts=counts(found, sitting),
        is_narrowed=len(shown) < len(found),
        nothing=not found,
        everything=sitting.link(request.path),
    )
