"""Performance at a meeting."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from performance.glossary import linked, terms_at
from performance.report.headline import trend_counts
from performance.report.page import WAYS, report_table, show
from performance.report.read import Line, read_report
from recommendations.access import needs
from recommendations.pages import answer, compressed
from recommendations.roles import Can
from recommendations.sitting import resolve


@needs(Can.READ)
@require_safe
@compressed
def performance(request: HttpRequest, fmt: str = "html") -> HttpResponse:
    """What the meeting was told of each measure, and what the figures on record say."""
    sitting = resolve(request)
    report = read_report(sitting)
    trend, way = request.GET.get("trend", ""), request.GET.get("direction", "")
    shown = [line for line in report.lines if _fits(line, trend, way)]
    table = report_table(shown, sitting)
    if fmt != "html":
        return answer(request, "", table=table, sitting=sitting, fmt=fmt, title="Performance")
    own_name = report.seen.forces.own_name if report.seen else ""
    terms = {term.term: term.slug for term in terms_at(sitting)}
    return answer(
        request,
        "performance.html",
        table=table,
        sitting=sitting,
        title="Performance",
        section="performance",
        report=report,
        counts=trend_counts(report.assessments, sitting),
        narrowed=WAYS.get(way, "") or trend,
        shown=len(shown),
        sections=[
            {
                "priority": section.priority,
                "lines": [show(line, sitting, own_name) for line in section.lines if line in shown],
                "actions": [(a, linked(a.text, terms, sitting.query)) for a in section.actions],
                "comments": [(c, linked(c.text, terms, sitting.query)) for c in section.comments],
            }
            for section in report.sections
            if not (trend or way) or any(line in shown for line in section.lines)
        ],
    )


def _fits(line: Line, trend: str, way: str) -> bool:
    """Whether a line has the trend and leads the way that the address asks for, where it asks."""
    return (not trend or line.trend.casefold() == trend.casefold()) and (not way or line.direction == way)
