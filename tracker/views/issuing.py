"""A meeting's paper: what it holds, its files made now, issuing it, what was issued, its cover text."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from recommendations.access import abilities, needs
from recommendations.actions.issuing import Overtaken, issue_paper
from recommendations.actions.versions import Stale, save_changes
from recommendations.form_keys import tells_repeats_itself
from recommendations.forms import CoverForm
from recommendations.models import IssuedFile, Meeting
from recommendations.pages import answer
from recommendations.reading.paper import Refused
from recommendations.roles import Can
from recommendations.sitting import resolve, sees_drafts
from recommendations.versions import conflict_page
from recommendations.views.redactions import withheld_page
from tracker import issue_page
from tracker.issuing import charts_now, make_all, make_file, paper_now
from tracker.views.paper_files import TYPES

FORMS = dict(IssuedFile.FORMS)


@needs(Can.READ)
@require_safe
def issue(request: HttpRequest, meeting: str) -> HttpResponse:
    """What the meeting's paper holds and what was issued; to those who do not write it, the latter alone."""
    found = _found(request, meeting)
    if Can.WRITE in abilities(request):
        return _page(request, found)
    issued = issue_page.issued_papers(found)
    if not issued:
        raise Http404("no paper was issued")
    return render(request, "issued.html", {"meeting": found, "issued": issued, "section": "meetings"})


@needs(Can.WRITE)
@require_safe
def produced(request: HttpRequest, meeting: str, form: str) -> HttpResponse:
    """The paper in one form, made from the records as they are now and not kept."""
    found = _found(request, meeting)
    try:
        data = make_file(meeting=found, form=form)
    except Refused as refused:
        return _page(request, found, refused=str(refused))
    return _file(data, form, f"{found.slug}.{form}")


@needs(Can.WRITE)
@tells_repeats_itself
@require_POST
def issue_now(request: HttpRequest, meeting: str) -> HttpResponse:
    """Make the paper in all its forms and keep it as the one that the meeting gets."""
    found = _found(request, meeting)
    after = request.POST.get("after", "")
    if not (after.isdecimal() and int(after) == found.issued_papers.count()):
        messages.warning(request, str(Overtaken()))
        return redirect("issue", found.slug)
    try:
        issue_paper(meeting=found, files=make_all(meeting=found), by=request.user, after=int(after))
    except Refused as refused:
        return _page(request, found, refused=str(refused))
    except Overtaken as overtaken:
        messages.warning(request, str(overtaken))
    else:
        messages.success(request, "The paper is issued: it is kept as it is now.")
    return redirect("issue", found.slug)


@needs(Can.READ)
@require_safe
def issued_file(request: HttpRequest, meeting: str, number: int, form: str) -> HttpResponse:
    """A file of an issued paper, as it was issued."""
    found = _found(request, meeting)
    papers = list(found.issued_papers.order_by("issued_at", "pk").values_list("pk", flat=True))
    if not 1 <= number <= len(papers):
        raise Http404("no such issued paper")
    file = get_object_or_404(IssuedFile.objects.defer("content"), paper=papers[number - 1], form=form)
    withheld = withheld_page(request, file.sha256)
    if withheld is not None:
        return withheld
    etag = f'"{file.sha256}"'
    known = get_conditional_response(request, etag=etag)
    if known is not None:
        return known
    response = _file(bytes(file.content), form, f"{found.slug}-issued-{number}.{form}")
    response["ETag"] = etag
    return response


@needs(Can.WRITE)
@require_safe
def issued_differences(request: HttpRequest, meeting: str, fmt: str = "html") -> HttpResponse:
    """What differs between an issued paper, the newest unless ?issued= says which, and today's records."""
    found = _found(request, meeting)
    issued = issue_page.issued_papers(found)
    chosen = issue_page.find_issued(issued, request.GET.get("issued", ""))
    compared = issue_page.compared(chosen, paper_now(found).tree)
    return answer(
        request,
        "issued_differences.html",
        table=issue_page.differences_table(compared),
        sitting=resolve(request, found.slug),
        fmt=fmt,
        title=f"Issued paper {chosen.number} and today's records: {found}",
        section="meetings",
        meeting=found,
        compared=compared,
        others=[each for each in issued if each != chosen],
        strip=None,
    )


@needs(Can.WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def cover(request: HttpRequest, meeting: str) -> HttpResponse:
    """What the first page of the paper says; of a published meeting changed with a reason."""
    found = _found(request, meeting)
    form, heading = CoverForm(request.POST or None, instance=found), f"Cover text: {found}"
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data.get("why") or "Cover text changed"
        try:
            save_changes(**form.changes, by=request.user, why=why, page=request.path)
        except Stale as stale:
            return conflict_page(request, form, stale, heading=heading, section="meetings")
        messages.success(request, "The cover text is saved.")
        return redirect("issue", found.slug)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "heading": heading, "section": "meetings"}
    return render(request, "form.html", context, status=status)


def _found(request: HttpRequest, slug: str) -> Meeting:
    """The meeting, where the person may choose it."""
    meetings: Any = Meeting.objects.visible(drafts=sees_drafts(request)).called(slug)
    found: Meeting = get_object_or_404(meetings.select_related("body"))
    return found


def _page(request: HttpRequest, found: Meeting, refused: str = "") -> HttpResponse:
    """The page of those who write papers; `refused` is why one could not be written."""
    now, charts = paper_now(found), charts_now(found)
    issued = issue_page.issued_papers(found)
    compared = issue_page.compared(issued[0], now.tree) if issued else None
    context = {
        "meeting": found,
        "section": "meetings",
        "refused": refused,
        "holds": issue_page.parts_table(issue_page.parts(now, charts, found)),
        "lacks": list(issue_page.lacks(charts, found)),
        "following": now.paper.next_meeting,
        "forms": IssuedFile.FORMS,
        "issued": issued,
        "compared": compared,
        "differing": issue_page.differences_table(compared, issue_page.FIRST) if compared else None,
    }
    return render(request, "issue.html", context, status=422 if refused else 200)


def _file(data: bytes, form: str, name: str) -> HttpResponse:
    """A file to be kept under this name, never to be shown in the page's place."""
    response = HttpResponse(data, content_type=TYPES[f".{form}"])
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
