"""Files of figures: bring one in, see how it is read and what it changes, write it, see what was written."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from html import escape
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods, require_safe

from performance.actions.figure_files import (
    Choice,
    Planned,
    apply_observations,
    applying,
    keep_source,
    plan_observations,
)
from performance.files import page
from performance.files.told import About
from performance.models import Source
from recommendations.access import needs
from recommendations.form_keys import tells_repeats_itself
from recommendations.forms import helper
from recommendations.pages import AT_ONCE, answer
from recommendations.plan import PlanChanged
from recommendations.reading.paper import Refused
from recommendations.roles import Can
from recommendations.sitting import Sitting

LONG = 5000  # observations, from which on a page tells how far the writing is
TOLD_EVERY = 10_000


class SourceForm(forms.Form):
    """A file of figures and what is to be known of it."""

    file = forms.FileField(
        label="File of figures",
        help_text="A table as CSV or Excel workbook (.csv, .xlsx), at most 10 MB.",
        allow_empty_file=True,
    )
    publisher = forms.CharField(label="Who published it", max_length=200)
    is_open = forms.BooleanField(
        label="Anyone can read these figures elsewhere already",
        required=False,
        help_text="Such figures are shown whatever the published meetings report.",
    )
    note = forms.CharField(
        label="What to know of it",
        required=False,
        help_text="Licence, what it leaves out, what changed in between.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("Read this file")

    def clean_file(self) -> object:
        file = self.cleaned_data["file"]
        if file.size > settings.PAPER_MAX_BYTES:
            raise forms.ValidationError("The file is larger than 10 MB. Bring it in as several files.")
        return file


@needs(Can.IMPORT_PAPERS)
@require_safe
def sources(request: HttpRequest, fmt: str = "html") -> HttpResponse:
    """Every file of figures, newest first."""
    rows = Source.objects.defer("content").select_related("uploaded_by").order_by("-pk")
    table = page.sources_table(list(rows.annotate(observed=Count("observations"))))
    return answer(
        request, "sources.html", table=table, sitting=Sitting(), fmt=fmt, title="Figures", section="figures"
    )


@needs(Can.IMPORT_PAPERS)
@tells_repeats_itself
@require_http_methods(["GET", "HEAD", "POST"])
def new_source(request: HttpRequest) -> HttpResponse:
    """Choose a file; it is kept, and no figure of it is written until what it does was seen."""
    form = SourceForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        file = told.pop("file")
        try:
            source = keep_source(name=file.name, data=file.read(), about=About(**told), by=request.user)
            return redirect("source", source.key)
        except Refused as refused:
            form.add_error("file", str(refused))
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "heading": "Bring figures in", "section": "figures"}
    return render(request, "form.html", context, status=status)


@needs(Can.IMPORT_PAPERS)
@tells_repeats_itself
@require_http_methods(["GET", "HEAD", "POST"])
def source(request: HttpRequest, key: str) -> HttpResponseBase:
    """How a file is read, as the address says its columns are; what it would write; writing it."""
    found = get_object_or_404(
        Source.objects.select_related("uploaded_by", "applied_by"), sha256__startswith=key
    )
    choice = page.choice_from(request.GET.dict())
    refused, planned = "", None
    try:
        planned = plan_observations(name=found.name, data=bytes(found.content), choice=choice)
    except Refused as error:
        refused = str(error)
    if request.method == "POST" and planned:
        return _write(request, found, choice, planned)
    context = {"source": found, "section": "figures", "refused": refused, "written": page.written_by(found)}
    if planned:
        context |= _plan(planned, choice)
    return render(request, "source.html", context, status=422 if refused else 200)


def _plan(planned: Planned, choice: Choice) -> dict[str, Any]:
    """What the page shows of a plan."""
    measures = page.measure_choices()
    return {
        "plan": planned,
        "columns": page.columns_table(planned, measures),
        "value_columns": page.value_columns(planned),
        "choosers": page.default_choosers(choice, measures),
        "choice": choice,
        "counts": [(f"{count:,}", verdict) for verdict, count in planned.counts.items()],
        "first_rows": page.first_rows(planned),
        "changed": page.changed_rows(planned),
    }


def _write(request: HttpRequest, found: Source, choice: Choice, planned: Planned) -> HttpResponseBase:
    """Write what was shown: at once, or telling how far it is where that takes a while."""
    here, shown = request.get_full_path(), request.POST.get("shown", "")
    if planned.writes >= LONG and planned.digest == shown:
        steps = applying(source=found, by=request.user, shown=shown, choice=choice)
        frame = render_to_string("source_writing.html", {"source": found, "section": "figures"}, request)
        return StreamingHttpResponse(_told(frame, steps, planned.writes, here), headers=AT_ONCE)
    try:
        written = apply_observations(source=found, by=request.user, shown=shown, choice=choice)
    except PlanChanged as changed:
        messages.warning(request, str(changed))
    except Refused as error:
        messages.error(request, f"{error} Nothing was written.")
    else:
        done = f"{written:,} figures written." if written else "Nothing new: nothing was written."
        messages.success(request, done)
    return redirect(here)


def _told(frame: str, steps: Generator[int], total: int, here: str) -> Iterator[str]:
    """The page as it grows. Whoever leaves it before the end closes `steps`, which undoes what they did."""
    head, tail = frame.split("<!-- progress -->")
    yield head
    with closing(steps):
        try:
            for written in steps:
                if written % TOLD_EVERY == 0 or written == total:
                    yield f"<p>{written:,} of {total:,} rows written.</p>\n"
        except (PlanChanged, Refused) as error:
            yield f"<p>{escape(str(error))} Nothing was written.</p>\n"
        except Exception:
            yield "<p>The writing failed. Nothing was written.</p>\n"
            raise
        else:
            yield f"<p><strong>All {total:,} figures are written.</strong></p>\n"
    yield f'<p><a class="button" href="{escape(here)}">See what was written</a></p>\n{tail}'
