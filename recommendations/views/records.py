"""The history of any record, and the words of the statuses."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from recommendations.access import abilities, needs
from recommendations.actions.versions import Stale, save_changes
from recommendations.forms import StatusForm
from recommendations.history_pages import FieldStep, Step, read_history
from recommendations.models import Status
from recommendations.pages import answer
from recommendations.record_addresses import find_record
from recommendations.roles import Can
from recommendations.sitting import Sitting, sees_drafts
from recommendations.statuses import StatusWord, of_scheme
from recommendations.tables import Column, Table, link
from recommendations.versions import conflict_page


@needs(Can.READ)
@require_safe
def history(request: HttpRequest, kind: str, key: str, fmt: str = "html") -> HttpResponse:
    """Field by field, who and when and why; names of staff are for people who signed in."""
    try:
        record = find_record(kind, key)
        steps = read_history(record, drafts=sees_drafts(request))
    except LookupError as error:
        raise Http404("no such record") from error
    named = request.user.is_authenticated
    rows = [(step, field) for step in steps for field in step.fields]
    columns: list[Column[tuple[Step, FieldStep]]] = [
        Column("when", "When", lambda r: r[0].when.isoformat()),
        Column("who", "Who", lambda r: r[0].who if named else "OPCC staff"),
        Column("why", "Why", lambda r: r[0].why),
        Column("verb", "What", lambda r: r[0].verb),
        Column("field", "Field", lambda r: r[1].label),
        Column("old", "Before", lambda r: r[1].old),
        Column("new", "After", lambda r: r[1].new),
    ]
    return answer(
        request,
        "history.html",
        table=Table("history", "History", columns, rows),
        sitting=Sitting(),
        fmt=fmt,
        title=f"History: {record}",
        record=record,
        kind=record._meta.verbose_name,
        steps=steps,
        named=named,
        back=record.get_absolute_url() if hasattr(record, "get_absolute_url") else "",
    )


@needs(Can.READ)
@require_safe
def statuses(request: HttpRequest, fmt: str = "html") -> HttpResponse:
    """The words of each scheme and what the office says they mean."""
    rows = list(of_scheme().values())
    columns: list[Column[StatusWord]] = [
        Column("scheme", "Scheme", lambda s: "RAG" if s.scheme == "rag" else "HMICFRS stages"),
        Column("label", "Status", lambda s: s.label, lambda s: s.html, row_header=True),
        Column("meaning", "Meaning", lambda s: s.meaning or "Not defined by the papers or the office."),
        Column("closed", "Closed", lambda s: "Yes" if s.closed else "No"),
        Column(
            "change",
            "Change",
            lambda s: "",
            lambda s: link(f"/statuses/{s.scheme}/{s.code}/", f"Change words of {s.label}"),
        ),
    ]
    if Can.WRITE not in abilities(request):
        columns.pop()
    table = Table("statuses", "Status words", columns, rows)
    return answer(
        request,
        "statuses.html",
        table=table,
        sitting=Sitting(),
        fmt=fmt,
        title="Status words",
        section="statuses",
    )


@needs(Can.WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_status(request: HttpRequest, scheme: str, code: str) -> HttpResponse:
    """Change a status's label and meaning, with a reason."""
    found = get_object_or_404(Status.objects.select_related("scheme"), scheme__code=scheme, code=code)
    form, heading = StatusForm(request.POST or None, instance=found), f"Words for {found.label}"
    if request.method == "POST" and form.is_valid():
        try:
            save_changes(**form.changes, by=request.user, why=form.cleaned_data["why"], page=request.path)
        except Stale as stale:
            return conflict_page(request, form, stale, heading=heading, section="statuses")
        messages.success(request, "The words are saved.")
        return redirect("statuses")
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "heading": heading, "section": "statuses"}
    return render(request, "form.html", context, status=status)
