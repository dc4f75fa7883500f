"""The update round: one page on which an editor writes what a meeting is told, and loses nothing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from recommendations.access import needs
from recommendations.actions.updates import Stale, save_update
from recommendations.models import Meeting
from recommendations.roles import Can
from recommendations.round import Item, as_chosen, read_round, reports_of_round, with_problems


@needs(Can.WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def update_round(request: HttpRequest, meeting: str) -> HttpResponse:
    """Every recommendation of one report, the last narrative beside the new one.

    One form holds them all: whichever button is pressed, everything typed on the page is saved.
    """
    found = get_object_or_404(Meeting.objects.called(meeting).select_related("body"))
    reports = reports_of_round(found)
    wanted = request.GET.get("report") or (reports[0].slug if reports else "")
    report = next((r for r in reports if r.slug == wanted), None)
    stale: dict[int, Stale] = {}
    context: dict[str, Any] = {"meeting": found, "reports": reports, "report": report, "section": "meetings"}
    if report is None:
        return render(request, "round.html", {**context, "items": []})
    left = "&left=1" if request.GET.get("left") else ""
    items = read_round(found, report)
    if request.method == "POST":
        sent = as_chosen(request.POST.copy())
        tried = [item for item in read_round(found, report, sent) if item.form.is_posted]
        stale = _save(request, found, tried)
        errors = [item for item in tried if item.form.errors]
        if not stale and not errors:
            anchor = request.POST.get("save", "")
            url = f"{reverse('round', args=[found.slug])}?report={report.slug}{left}"
            return HttpResponseRedirect(f"{url}#{anchor}" if anchor.startswith("r") else url)
        items = with_problems(read_round(found, report), tried, stale, request.user)
        context |= {"errors": errors, "stale": stale}
    counts = {"written": sum(bool(item.current) for item in items), "all": len(items)}
    if left and request.method != "POST":
        items = [item for item in items if not item.current]
    status = (409 if stale else 422) if request.method == "POST" else 200
    return render(request, "round.html", {**context, **counts, "items": items, "left": left}, status=status)


def _save(request: HttpRequest, meeting: Meeting, items: list[Item]) -> dict[int, Stale]:
    """Save each touched recommendation on its own; what somebody else changed comes back by number."""
    stale: dict[int, Stale] = {}
    saved = []
    for item in items:
        form, number = item.form, item.recommendation.number
        if not form.is_valid() or not form.touched:
            continue
        data = form.cleaned_data
        try:
            wrote = save_update(
                meeting=meeting,
                recommendation=item.recommendation,
                narrative=data["narrative"],
                status=form.chosen_status,
                carried_because=data.get("carried_because", ""),
                base=data.get("base") or 0,
                by=request.user,
                why=data.get("why", ""),
                page=request.path,
            )
        except Stale as conflict:
            stale[number] = conflict
            continue
        if wrote:
            saved.append(str(number))
    if saved:
        messages.success(request, f"Saved: {', '.join(saved)}.")
    return stale
