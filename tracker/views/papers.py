"""Papers: upload, see the plan, apply it, and see what was done."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from recommendations.access import needs
from recommendations.forms import helper
from recommendations.models import Paper
from recommendations.pages import answer
from recommendations.plan import Change, PlanChanged, Value
from recommendations.reading.paper import Refused
from recommendations.record_addresses import records_touched
from recommendations.roles import Can
from recommendations.sitting import Sitting
from recommendations.tables import Column, Table, link
from recommendations.text import opening, word_diff
from tracker.paper_import import VERDICTS, apply_paper, keep_paper, plan_paper


class PaperForm(forms.Form):
    """The file of a board paper."""

    file = forms.FileField(
        label="Board paper",
        help_text="A YAML paper (.yaml) or a plain-text board paper (.txt), at most 10 MB.",
        allow_empty_file=True,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("Read this paper")

    def clean_file(self) -> object:
        file = self.cleaned_data["file"]
        if file.size > settings.PAPER_MAX_BYTES:
            raise forms.ValidationError(
                "The file is larger than 10 MB. No board paper is that large as text."
            )
        return file


@needs(Can.IMPORT_PAPERS)
@require_safe
def papers(request: HttpRequest, fmt: str = "html") -> HttpResponse:
    """Every paper read in, newest first."""
    rows = list(
        Paper.objects.defer("content")
        .select_related("uploaded_by", "applied_by", "meeting__body")
        .order_by("-pk")
    )
    columns: list[Column[Paper]] = [
        Column("paper", "Paper", str, lambda p: link(f"/papers/{p.key}/", str(p)), row_header=True),
        Column("file", "File", lambda p: p.name),
        Column("sha256", "SHA-256", lambda p: p.sha256, lambda p: f"<code>{p.sha256[:12]}</code>"),
        Column("meeting", "Meeting", lambda p: str(p.meeting) if p.meeting else ""),
        Column("uploaded_by", "Read in by", lambda p: str(p.uploaded_by)),
        Column(
            "applied_at",
            "Applied",
            lambda p: f"{p.applied_at:%d %b %Y %H:%M}" if p.applied_at else "Not applied",
        ),
        Column("losses", "Not read", lambda p: len(p.losses) if p.applied_at else None, numeric=True),
    ]
    table = Table("papers", f"{len(rows)} papers", columns, rows, empty="No paper has been read in yet.")
    return answer(
        request, "papers.html", table=table, sitting=Sitting(), fmt=fmt, title="Papers", section="papers"
    )


@needs(Can.IMPORT_PAPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def new_paper(request: HttpRequest) -> HttpResponse:
    """Choose a file; it is kept, and nothing else is written until its plan is applied."""
    form = PaperForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            paper = keep_paper(name=file.name, data=file.read(), by=request.user)
            return redirect("paper", paper.key)
        except Refused as refused:
            form.add_error("file", str(refused))
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "heading": "Read a paper in", "section": "papers"}
    return render(request, "form.html", context, status=status)


@needs(Can.IMPORT_PAPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, key: str) -> HttpResponse:
    """A paper's plan against the records as they are now; applying it; what it did."""
    found = get_object_or_404(Paper.objects.select_related("meeting__body"), sha256__startswith=key)
    refused = ""
    if request.method == "POST":
        try:
            written = apply_paper(
                paper=found,
                by=request.user,
                shown=request.POST.get("shown", ""),
                publish=request.POST.get("publish") == "1",
            )
            messages.success(
                request, f"{written} records written." if written else "Nothing new: nothing was written."
            )
            return redirect("paper", found.key)
        except PlanChanged as changed:
            messages.warning(request, str(changed))
            return redirect("paper", found.key)
        except Refused as error:
            refused = str(error)
    context = {"paper": found, "section": "papers", "touched": records_touched(found), "refused": refused}
    try:
        planned = plan_paper(name=found.name, data=bytes(found.content))
    except Refused as error:
        return render(request, "paper.html", {**context, "refused": str(error)}, status=422)
    plan = planned.plan
    shown = {verdict: [_change(change) for change in plan.of(verdict)] for verdict in VERDICTS}
    context |= {
        "plan": plan,
        "counts": [(verdict, len(shown[verdict])) for verdict in VERDICTS],
        "shown": shown,
        "new_meeting": any(c.new and c.kind == "meeting" and not c.fields.get("draft") for c in plan.changes),
    }
    return render(request, "paper.html", context)


def _change(change: Change) -> dict[str, Any]:
    """A change as the page shows it: old and new side by side with the words marked."""
    differing = (*change.changes, *change.conflicts)
    return {
        "label": change.label,
        "kind": change.kind,
        "place": change.place,
        "fields": [
            {
                "name": f.field.replace("_", " "),
                "old": _text(f.old),
                "new": _text(f.new),
                "diff": word_diff(_text(f.old), _text(f.new)),
                "kept": f in change.conflicts,
            }
            for f in differing
        ],
        "summary": opening(
            "; ".join(f"{k.replace('_', ' ')}: {_text(v)}" for k, v in change.fields.items() if v), 220
        ),
    }


def _text(value: Value) -> str:
    if value is None:
        return "not stated"
    return ", ".join(value) if isinstance(value, tuple) else str(value)
