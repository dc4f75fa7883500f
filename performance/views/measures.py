"""Every measure, one measure, and a dated change to one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from performance.actions.changes import save_change
from performance.chart_html import chart_html
from performance.forms import MeasureChangeForm
from performance.glossary import linked, terms_at
from performance.measure import page
from performance.measure.asking import asking
from performance.measure.explained import computed, ranked
from performance.models import Measure
from performance.report.page import latest_words
from performance.sentences import number_words
from recommendations.access import needs
from recommendations.pages import answer, compressed
from recommendations.roles import Can
from recommendations.sitting import Sitting, resolve
from recommendations.tables import Column, Table, link


@needs(Can.READ)
@require_safe
def measures(request: HttpRequest, fmt: str = "html") -> HttpResponse:
    """Every measure on record, by priority."""
    sitting = resolve(request)
    rows = list(Measure.objects.select_related("priority").order_by("priority__position", "position", "name"))
    rows.sort(key=lambda m: m.priority is None)
    columns: list[Column[Measure]] = [
        Column("priority", "Priority", lambda m: m.priority.heading if m.priority else "Of no priority"),
        Column(
            "measure", "Measure", str, lambda m: link(sitting.link(m.get_absolute_url()), m), row_header=True
        ),
        Column("definition", "Definition", lambda m: m.definition or "Not defined yet."),
        Column("polarity", "Better", lambda m: m.get_polarity_display() or "not said"),
        Column("kind", "Kind", lambda m: m.kind, data_only=True),
        Column("unit", "Unit", lambda m: m.unit, data_only=True),
    ]
    table: Table[Any] = Table(
        "measures", f"{len(rows)} measures", columns, rows, empty="No measure is on record."
    )
    return answer(
        request,
        "measures.html",
        table=table,
        sitting=sitting,
        fmt=fmt,
        title="Measures",
        section="performance",
    )


@needs(Can.READ)
@require_safe
@compressed
def measure(request: HttpRequest, measure: str, fmt: str = "html") -> HttpResponse:
    """One measure: its 12-month line, its control chart, its values, and what meetings were told of it."""
    found = get_object_or_404(Measure.objects.select_related("priority", "denominator"), slug=measure)
    sitting = resolve(request)
    figures = page.read_figures(found, sitting)
    table = page.values_table(figures)
    if fmt != "html":
        return answer(request, "", table=table, sitting=sitting, fmt=fmt, title=found.name)
    terms = {term.term: term.slug for term in terms_at(sitting)}
    charts = [page.control(figures, sitting), page.by_group(figures)]
    return answer(
        request,
        "measure.html",
        table=table,
        sitting=sitting,
        title=found.name,
        section="performance",
        measure=found,
        figures=figures,
        latest=latest_words(figures.own),
        definition=linked(found.definition, terms, sitting.query),
        rolling=chart_html(page.rolling(figures, sitting)),
        charts=[chart_html(chart) for chart in charts if chart],
        told=page.told_rows(page.told_of(found, sitting)),
        ranked=ranked(figures.rank, found.polarity) if figures.rank else "",
        targets=[(target, number_words(target.value, figures.own.unit)) for target in figures.targets],
        computed=computed(figures),
        asking=[asker.at(sitting.query) for asker in asking(found)],
        later_url=f"{sitting.link(request.path)}{'&' if sitting.query else '?'}figures=latest",
    )


@needs(Can.WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def change_measure(request: HttpRequest, measure: str) -> HttpResponse:
    """Record that the definition changed, or that control limits begin anew, with the date and the reason."""
    found = get_object_or_404(Measure, slug=measure)
    form = MeasureChangeForm(request.POST or None, measure=found)
    if request.method == "POST" and form.is_valid():
        save_change(change=form.save(commit=False), by=request.user)
        messages.success(request, "The change is recorded.")
        return redirect(found.get_absolute_url())
    status = 422 if request.method == "POST" else 200
    context = {
        "form": form,
        "heading": f"A change to {found.name}",
        "section": "performance",
        "sitting": Sitting(),
    }
    return render(request, "form.html", context, status=status)
