"""What every page has in common: its meeting strip, and its main table as CSV, XLSX and JSON beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page

from recommendations.controls import options
from recommendations.register_table import address_maker
from recommendations.sitting import Sitting
from recommendations.tables import Table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
View = TypeVar("View", bound=Callable[..., HttpResponse])
# Headers of a page that tells how far a long act is, line by line: nothing between here and the reader may
# keep the lines back until the last one is written.
AT_ONCE = {"Content-Encoding": "identity", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def compressed(view: View) -> View:
    """For pages that carry charts: sent compressed, and not at all where the reader has them already.

    The other pages are small, and squeezing them would take longer than sending them. Django pads
    each compressed answer by chance, so the fingerprint has to be taken before.
    """
    both: Any = gzip_page(conditional_page(view))
    return cast("View", both)


def answer(
    request: HttpRequest,
    template: str,
    *,
    table: Table[Any],
    sitting: Sitting,
    fmt: str = "html",
    title: str = "",
    **context: Any,
) -> HttpResponse:
    """The page with its main table, or that table alone as CSV, XLSX or JSON."""
    if fmt == "csv":
        return _file(request, table.csv(), "text/csv; charset=utf-8", "inline")
    if fmt == "xlsx":
        return _file(request, table.xlsx(title), XLSX, "attachment")
    if fmt == "json":
        meeting = sitting.meeting
        about = {
            "title": title or table.caption,
            "meeting": meeting.slug if meeting else None,
            "draft": bool(meeting and meeting.is_draft),
        }
        return HttpResponse(table.json(**about), content_type="application/json; charset=utf-8")
    base = request.path.rstrip("/") or "/home"
    query = request.META.get("QUERY_STRING", "")
    query = f"?{query}" if query else ""
    return render(
        request,
        template,
        {
            "table": table,
            "title": title,
            "sitting": sitting,
            "strip": strip(request, sitting),
            "csv_url": f"{base}.csv{query}",
            "xlsx_url": f"{base}.xlsx{query}",
            "json_url": f"{base}.json{query}",
            **context,
        },
    )


def _file(request: HttpRequest, content: str | bytes, kind: str, shown: str) -> HttpResponse:
    """The content under the name that its address gives it: "reports-review.csv"."""
    response = HttpResponse(content, content_type=kind)
    name = request.path.strip("/").replace("/", "-")
    response["Content-Disposition"] = f'{shown}; filename="{name}"'
    return response


def strip(request: HttpRequest, sitting: Sitting) -> dict[str, Any] | None:
    """Which meeting the page shows, its neighbours, and the meetings it could show instead."""
    meeting = sitting.meeting
    if meeting is None:
        return None
    kept = {name: str(value) for name, value in request.GET.items() if name != "meeting"}
    address = address_maker(request.path, kept)

    offered = [(m.slug, f"{m.when}{' (draft)' if m.is_draft else ''}") for m in sitting.offered]

    def neighbour(other: Any) -> dict[str, str] | None:
        return {"url": address(meeting=other.slug), "label": other.when} if other else None

    return {
        "label": f"{meeting.body}, {meeting.when}",
        "url": meeting.get_absolute_url(),
        "is_draft": meeting.is_draft,
        "latest": sitting.is_latest,
        "previous": neighbour(sitting.previous),
        "next": neighbour(sitting.following),
        "choices": options(offered, meeting.slug) if len(offered) > 1 else "",
        "keep": list(kept.items()),
    }
