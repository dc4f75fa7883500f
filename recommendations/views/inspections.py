"""The inspections matrix."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from recommendations.access import needs
from recommendations.inspections import STAGES, inspections_table, read_inspections
from recommendations.pages import answer
from recommendations.roles import Can
from recommendations.sitting import resolve
from recommendations.statuses import of_scheme


@needs(Can.READ)
@require_safe
def inspections(request: HttpRequest, fmt: str = "html") -> HttpResponse:
    """Every report followed by stages: year and report by stage, with totals and differences."""
    sitting = resolve(request)
    words = [word for word in of_scheme().values() if word.scheme == STAGES]
    everything = read_inspections(sitting)
    stage, year = request.GET.get("stage", ""), request.GET.get("year", "")
    lines = [
        line
        for line in everything
        if (not year or line.year == year)
        and (not stage or (line.not_placed if stage == "none" else line.shown(stage)))
    ]
    known = [line for line in lines if any(line.shown(word.code) is not None for word in words)]
    return answer(
        request,
        "inspections.html",
        table=inspections_table(lines, words, sitting, narrowed=bool(stage or year)),
        sitting=sitting,
        fmt=fmt,
        title="Inspections",
        section="inspections",
        stages=words,
        stage=stage,
        years=list(dict.fromkeys(line.year for line in everything)),
        year=year,
        known=len(known),
        known_recommendations=sum(line.recommendations for line in known),
        unknown=len(lines) - len(known),
        unknown_recommendations=sum(line.recommendations for line in lines if line not in known),
    )
