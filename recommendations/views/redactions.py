"""Taking a person's name out: what was taken out so far, and the page on which it is done."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import pluralize
from django.views.decorators.http import require_http_methods, require_safe

from recommendations.access import needs
from recommendations.actions.redacting import NotSeen, NotThere, redact
from recommendations.audit import audit
from recommendations.clock import minute_of
from recommendations.forms import helper
from recommendations.models import Redaction
from recommendations.pages import answer
from recommendations.redacting import SHORTEST, Found, find, holds, is_withheld, pattern_of
from recommendations.roles import Can
from recommendations.sitting import Sitting
from recommendations.tables import Column, Table

LOOK, DO = "Look where the name stands", "Take the name out"


class RedactionForm(forms.Form):
    """Whose name, what stands in its place, and on whose authority."""

    name = forms.CharField(
        label="Name to take out",
        help_text="As the texts have it, the whole name. It is not kept anywhere.",
        min_length=SHORTEST,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    instead = forms.CharField(label="What stands in its place", max_length=100, initial="[name removed]")
    authority = forms.CharField(
        label="Authority",
        help_text="Who decided it, and when: an order, a decision of the office.",
        max_length=300,
    )
    reason = forms.CharField(label="Reason", widget=forms.Textarea(attrs={"rows": 3}))
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(LOOK)

    def beside(self, found: Found) -> RedactionForm:
        """The same form again, beside what was found: now it can take the name out."""
        again = RedactionForm({**self.cleaned_data, "seen": found.digest})
        again.helper = helper(DO if found else LOOK)
        return again

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if "name" in data:
            wanted = pattern_of(data["name"])
            for field in ("instead", "authority", "reason"):
                if holds(data.get(field), wanted):
                    self.add_error(field, "This must not hold the name that is taken out.")
        return data


def withheld_page(request: HttpRequest, sha256: str) -> HttpResponse | None:
    """What is answered in place of a kept file that holds a name that was taken out; None for any other."""
    return render(request, "withheld.html", status=410) if is_withheld(sha256) else None


@needs(Can.REDACT)
@require_safe
def redactions(request: HttpRequest, fmt: str = "html") -> HttpResponse:
    """Every redaction: when, by whom, on whose authority, why, and how much it changed."""
    rows = list(Redaction.objects.select_related("redacted_by"))
    columns: list[Column[Redaction]] = [
        Column("when", "When", lambda r: r.redacted_at.isoformat(), lambda r: minute_of(r.redacted_at)),
        Column("who", "Who", lambda r: str(r.redacted_by)),
        Column("authority", "Authority", lambda r: r.authority),
        Column("reason", "Reason", lambda r: r.reason),
        Column("records", "Records", lambda r: r.live_rows, numeric=True),
        Column("history", "Rows of history", lambda r: r.history_rows, numeric=True),
        Column("files", "Files withheld", lambda r: len(r.withheld), numeric=True),
    ]
    caption = f"{len(rows)} redaction{pluralize(len(rows))}"
    table = Table("redactions", caption, columns, rows, empty="No name was taken out so far.")
    return answer(
        request,
        "redactions.html",
        table=table,
        sitting=Sitting(),
        fmt=fmt,
        title="Redactions",
        section="account",
    )


@needs(Can.REDACT, fresh=True)
@require_http_methods(["GET", "HEAD", "POST"])
def new_redaction(request: HttpRequest) -> HttpResponse:
    """First where the name stands, then the same form again, which takes it out."""
    form = RedactionForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form, "section": "account", "found": None}
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        if request.POST.get("save") == DO:
            try:
                return _taken_out(request, redact(by=request.user, **form.cleaned_data))
            except NotThere as error:
                form.add_error("name", str(error))
                return render(request, "redaction.html", context, status=422)
            except NotSeen as error:
                context |= {"found": error.found, "form": form.beside(error.found)}
                context["form"].add_error(None, str(error))
                return render(request, "redaction.html", context, status=409)
        found = find(form.cleaned_data["name"], form.cleaned_data["instead"])
        context |= {"found": found, "form": form.beside(found)}
    return render(request, "redaction.html", context, status=status)


def _taken_out(request: HttpRequest, done: Redaction) -> HttpResponse:
    audit("redaction", request=request, rows=done.history_rows, files=len(done.withheld))
    records = f"{done.live_rows} record{pluralize(done.live_rows)}"
    rows = f"{done.history_rows} row{pluralize(done.history_rows)} of history"
    messages.success(request, f"The name is taken out of {records} and {rows}.")
    return redirect("redactions")
