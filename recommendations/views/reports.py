"""The reports, a report's register, and one recommendation."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from recommendations.access import needs
from recommendations.corrections import marks_of
from recommendations.inspections import STAGES, Line, read_inspections
from recommendations.models import Report
from recommendations.pages import answer
from recommendations.register import Filters, lead_at, narrow, read_register, totals
from recommendations.register_table import address_maker, choosers, register_table, totals_table
from recommendations.related import related_to
from recommendations.roles import Can
from recommendations.sitting import Sitting, resolve, sees_drafts
from recommendations.statuses import StatusWord, report_and_words
from recommendations.tables import Column, Table, link
from recommendations.trail import corrections_of, find_recommendation, read_trail, trail_table


@needs(Can.READ)
@require_safe
def reports(request: HttpRequest, fmt: str = "html") -> HttpResponse:
    """Every report that is followed, with how many recommendations are on record."""
    sitting = resolve(request)
    rows = list(
        Report.objects.annotate(on_record=Count("recommendations"))
        .order_by("-year_label", "position", "title")
        .values(
            "slug", "title", "year_label", "publisher", "recommendations_made", "on_record", "scheme__name"
        )
    )
    columns: list[Column[Any]] = [
        Column("year", "Year", lambda r: r["year_label"]),
        Column(
            "title",
            "Report",
            lambda r: r["title"],
            lambda r: link(sitting.link(f"/reports/{r['slug']}/"), r["title"]),
            row_header=True,
        ),
        Column("publisher", "Publisher", lambda r: r["publisher"]),
        Column("scheme", "Followed by", lambda r: r["scheme__name"]),
        Column("made", "Made", lambda r: r["recommendations_made"], numeric=True),
        Column(
            "on_record",
            "On record",
            lambda r: r["on_record"],
            lambda r: link(sitting.link(f"/reports/{r['slug']}/"), r["on_record"]),
            numeric=True,
        ),
    ]
    table = Table("reports", f"{len(rows)} reports", columns, rows, empty="No report has been read in yet.")
    return answer(
        request, "reports.html", table=table, sitting=sitting, fmt=fmt, title="Reports", section="reports"
    )


@needs(Can.READ)
@require_safe
def register(request: HttpRequest, report: str, fmt: str = "html") -> HttpResponse:
    """A report's register at the chosen meeting: filtered, sorted, totalled."""
    found, words = report_and_words(report)
    if found is None:
        raise Http404("no such report")
    sitting = resolve(request)
    filters = Filters.of(request.GET)
    rows = read_register([found], sitting, words, whole=fmt != "html" or bool(filters.q))
    shown = narrow(rows, filters, sitting)
    address = address_maker(request.path, {name: str(value) for name, value in request.GET.items()})
    marks = marks_of(found, rows, sitting)
    table: Table[Any] = register_table(found, shown, sitting, filters, address, marks.dates)
    statuses = list(words.values())
    summed = totals_table(found, totals(rows), statuses, sitting)
    if fmt != "html":
        table = summed if request.GET.get("table") == "totals" else table
        return answer(request, "", table=table, sitting=sitting, fmt=fmt, title=found.title)
    return answer(
        request,
        "register.html",
        table=table,
        sitting=sitting,
        title=found.title,
        section="reports",
        report=found,
        filters=filters,
        choosers=choosers(rows, statuses, filters),
        on_record=len(rows),
        shown=len(shown),
        totals=summed.html() if rows else "",
        words=marks.words,
        stated=stated_of(found.slug, statuses, sitting),
    )


def stated_of(report: str, words: list[StatusWord], sitting: Sitting) -> dict[str, Any] | None:
    """What papers state of a report that is followed by stages, and how the records differ from it."""
    if not words or words[0].scheme != STAGES:
        return None
    line = next((line for line in read_inspections(sitting) if line.slug == report), Line())
    counts = [
        (
            f"/history/count/{line.stated_at}/{report}/at-status/{word.code}/",
            line.stated[word.code],
            word.label,
        )
        for word in words
        if word.code in line.stated
    ]
    return {"counts": counts, "differences": line.differences(words)}


@needs(Can.READ)
@require_safe
def recommendation(request: HttpRequest, report: str, number: int, fmt: str = "html") -> HttpResponse:
    """One recommendation: its wording, lead and bodies, and its updates over the meetings."""
    found = find_recommendation(report, number)
    if found is None:
        raise Http404("no such recommendation")
    sitting = resolve(request)
    drafts = sees_drafts(request)
    trail = read_trail(found, sitting, drafts=drafts)
    table = trail_table(found, trail)
    return answer(
        request,
        "recommendation.html",
        table=table,
        sitting=sitting,
        fmt=fmt,
        title=f"Recommendation {found.number}: {found.report.title}",
        section="reports",
        recommendation=found,
        trail=trail,
        **corrections_of(found, sitting, drafts=drafts),
        lead=lead_at(found, sitting),
        bodies=list(found.bodies.order_by("name").values_list("slug", "name")),
        related=[page.at(sitting.query) for page in related_to(found)],
    )
