"""The Word template that papers are written into: which one, another one, our own again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from recommendations.access import needs
from recommendations.actions.issuing import DEFAULT, keep_template
from recommendations.forms import TemplateForm
from recommendations.models import PaperTemplate
from recommendations.reading.files.names import safe_name
from recommendations.reading.paper import Refused
from recommendations.roles import Can
from tracker.issuing import check_template, default_template, template_in_use
from tracker.views.paper_files import TYPES

PLACES = [
    ("{paper}", "a paragraph of its own: the whole paper stands in its place"),
    ("{title}", "the meeting: its body and its date"),
    ("{subject}", "the same, for the head of each page"),
    ("{office}", "the name of the office"),
    ("{footer}", "for a draft, that it is one"),
]


@needs(Can.IMPORT_PAPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def paper_template(request: HttpRequest) -> HttpResponse:
    """The template in use and those before it; putting another in its place."""
    back = request.POST.get("act") == "default"
    form = TemplateForm(request.POST or None, request.FILES or None)
    if back:
        if template_in_use():
            keep_template(name="", data=b"", by=request.user)
            messages.success(request, "Papers are written into the program's own template again.")
        return redirect("paper-template")
    if request.method == "POST" and form.is_valid() and _kept(request, form):
        return redirect("paper-template")
    context = {
        "form": form,
        "used": template_in_use(),
        "before": PaperTemplate.objects.select_related("uploaded_by").defer("content"),
        "places": PLACES,
        "own": DEFAULT,
        "section": "papers",
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "paper_template.html", context, status=status)


def _kept(request: HttpRequest, form: TemplateForm) -> bool:
    """Keep the template that was sent; whether it can serve, else the form says why not."""
    file = form.cleaned_data["file"]
    data = file.read()
    try:
        name = safe_name(file.name)
        check_template(data)
    except Refused as refused:
        form.add_error("file", str(refused))
        return False
    keep_template(name=name, data=data, by=request.user)
    messages.success(request, "Papers are written into this template from now on.")
    return True


@needs(Can.IMPORT_PAPERS)
@require_safe
def template_file(request: HttpRequest) -> HttpResponse:
    """The template in use as a file; our own, where no other is."""
    used = template_in_use()
    try:
        data = bytes(used.content) if used else default_template()
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("paper-template")
    response = HttpResponse(data, content_type=TYPES[".docx"])
    name = used.name if used else "paper-template.docx"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
