"""A paper's file, given back as it came in; and undoing a whole paper."""

from __future__ import annotations

import unicodedata
from pathlib import PurePosixPath
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from recommendations.access import abilities, needs
from recommendations.actions.undo import undo_paper
from recommendations.models import Paper
from recommendations.models.papers import LARGE
from recommendations.plan import PlanChanged
from recommendations.roles import Can
from recommendations.sitting import sees_drafts
from recommendations.undoing import plan_undo
from recommendations.views.redactions import withheld_page
from tracker.paper_import import MODELS

# What a browser may be told a file is; everything else is bytes without a kind, web pages above all.
TYPES = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv",
    ".txt": "text/plain",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
}
BYTES = "application/octet-stream"


@needs(Can.READ)
@require_safe
def paper_file(request: HttpRequest, key: str) -> HttpResponse:
    """The file of a paper, to be kept: for those who read papers in, and for who may see its meeting."""
    found = get_object_or_404(_papers(), sha256__startswith=key)
    if not (Can.IMPORT_PAPERS in abilities(request) or _is_open(found, drafts=sees_drafts(request))):
        raise Http404("not open to this role")
    withheld = withheld_page(request, found.sha256)
    if withheld is not None:
        return withheld
    etag = f'"{found.sha256}"'
    known = get_conditional_response(request, etag=etag)
    if known is not None:
        return known
    name = file_name(found.name) or found.key
    content = Paper.objects.values_list("content", flat=True).get(pk=found.pk)
    response = HttpResponse(bytes(content), content_type=TYPES.get(PurePosixPath(name).suffix.lower(), BYTES))
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["ETag"] = etag
    return response


def file_name(kept: str) -> str:
    """A name as a file on anybody's computer may have it: no path, and no character that cannot be seen."""
    last = kept.replace("\\", "/").rpartition("/")[2]
    seen = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C")
    return seen.strip(" .")


def _papers() -> QuerySet[Paper]:
    return Paper.objects.select_related("meeting__body").defer(*LARGE)


def _is_open(paper: Paper, *, drafts: bool) -> bool:
    """Whether a paper is of a meeting that a person may choose, and was not undone."""
    return paper.is_applied and paper.meeting is not None and (drafts or not paper.meeting.is_draft)


@needs(Can.IMPORT_PAPERS, fresh=True)
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, key: str) -> HttpResponse:
    """What undoing a paper will take away, put back and leave; then the act itself."""
    found = get_object_or_404(_papers(), sha256__startswith=key)
    if not found.is_applied:
        raise Http404("not applied, or undone already")
    if request.method == "POST":
        try:
            undone = undo_paper(
                paper=found, by=request.user, kinds=MODELS, shown=request.POST.get("shown", "")
            )
        except PlanChanged as changed:
            messages.warning(request, str(changed))
            return redirect("paper-undo", found.key)
        stay = f" {_records(len(undone.stays))} stayed." if undone.stays else ""
        messages.success(
            request,
            f"This paper is undone: {_records(undone.gone)} taken away, {undone.back} put back.{stay}",
        )
        return redirect("paper", found.key)
    plan = plan_undo(found, MODELS)
    context: dict[str, Any] = {"paper": found, "plan": plan, "gone": plan.by_kind(), "section": "papers"}
    return render(request, "paper_undo.html", context)


def _records(count: int) -> str:
    return f"{count} record{'' if count == 1 else 's'}"
