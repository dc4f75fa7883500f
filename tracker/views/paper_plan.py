"""Working on a paper's plan: how the file is read, values to correct, conflicts to settle."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from recommendations.access import needs
from recommendations.models import Paper
from recommendations.plan import Change, Plan
from recommendations.reading.paper import Refused
from recommendations.roles import Can
from tracker.paper_acts import correct, say_how_to_read, settle
from tracker.paper_forms import CorrectionForm, ReadingForm, correctable
from tracker.paper_import import NotYet, Planned, plan_kept
from tracker.paper_page import conflicts, text_of
from tracker.views.papers import show


@needs(Can.IMPORT_PAPERS)
@require_POST
def reading(request: HttpRequest, key: str) -> HttpResponse:
    """Read the file in another way: what its columns are, what its status words mean, which report it is."""
    found = _paper(key)
    form = ReadingForm(request.POST, planned=_planned(found), action=request.path)
    if not form.is_valid():
        return show(request, found, form=form)
    try:
        say_how_to_read(paper=found, choices=form.choices, by=request.user)
    except Refused as refused:
        form.add_error(None, str(refused))
        return show(request, found, form=form)
    messages.success(request, "The file is read this way now. Nothing is written until the plan is applied.")
    return redirect("paper", found.key)


@needs(Can.IMPORT_PAPERS)
@require_POST
def settling(request: HttpRequest, key: str) -> HttpResponse:
    """Settle conflicts one by one: keep what staff wrote, or take what the paper states."""
    found = _paper(key)
    shown = [c for c in conflicts(_settled(found)[0]) if c["name"] in request.POST]
    taken = [c["id"] for c in shown if request.POST[c["name"]] == "take"]
    settle(paper=found, conflicts=[c["id"] for c in shown], taken=taken, by=request.user)
    messages.success(request, "Kept. Nothing is written until the plan is applied.")
    return redirect("paper", found.key)


@needs(Can.IMPORT_PAPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: HttpRequest, key: str, kind: str, entry: str) -> HttpResponse:
    """Correct what the paper states of one record."""
    found = _paper(key)
    plan, scheme_of = _settled(found)
    change = next((c for c in plan.changes if (c.kind, c.key) == (kind, entry)), None)
    if change is None or not correctable(change):
        raise Http404("no such record in the plan")
    form = CorrectionForm(request.POST or None, change=change, scheme=scheme_of(change))
    if request.method == "POST" and form.is_valid():
        correct(paper=found, key=(kind, entry), values=form.values, stated=change.fields, by=request.user)
        messages.success(request, f"Corrected: {change.label}.")
        return redirect("paper", found.key)
    stated = [(name.replace("_", " ").capitalize(), text_of(change.fields[name])) for name in form.fields]
    context = {"paper": found, "change": change, "form": form, "stated": stated, "section": "papers"}
    return render(request, "paper_correction.html", context, status=422 if form.is_bound else 200)


def _paper(key: str) -> Paper:
    return get_object_or_404(Paper, sha256__startswith=key)


def _planned(found: Paper) -> Planned:
    try:
        return plan_kept(found)
    except Refused as refused:
        raise Http404("this paper has no plan") from refused


def _settled(found: Paper) -> tuple[Plan, Callable[[Change], str]]:
    """The plan of a paper, and what gives the scheme of a change's report."""
    try:
        plan, held = _planned(found).settled
    except NotYet as missing:
        raise Http404("this paper has no plan yet") from missing

    def scheme_of(change: Change) -> str:
        if change.kind != "update":
            return ""
        report = ("report", change.key.split("/")[1])
        stated = {c.key: c.fields.get("scheme") for c in plan.changes if c.kind == "report"}
        return str(stated.get(report[1]) or held.fields[report]["scheme"])

    return plan, scheme_of
