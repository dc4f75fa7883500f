"""Disproportionality: the rate of each group beside the base group's."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from performance.disproportionality.page import data_table, show
from performance.disproportionality.read import read_sections
from performance.periods import day_words
from recommendations.access import needs
from recommendations.pages import answer, compressed
from recommendations.roles import Can
from recommendations.sitting import LATER, resolve


@needs(Can.READ)
@require_safe
@compressed
def disproportionality(request: HttpRequest, fmt: str = "html") -> HttpResponse:
    """The Relative Rate Index of each group, now and over time, beside the most similar forces."""
    sitting = resolve(request)
    sections = read_sections(sitting)
    table = data_table(sections, request.GET.get("table", ""))
    if fmt != "html":
        return answer(request, "", table=table, sitting=sitting, fmt=fmt, title="Disproportionality")
    return answer(
        request,
        "disproportionality.html",
        table=table,
        sitting=sitting,
        title="Disproportionality",
        section="performance",
        parts=[show(section, sitting) for section in sections],
        up_to=day_words(sitting.figures_to) if sitting.figures_to else "",
        page=sitting.link(request.path),
        later_page=sitting.link(request.path, figures=LATER),
    )
