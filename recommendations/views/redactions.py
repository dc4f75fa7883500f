"""Taking a person's name out: what was taken out so far, and the page on which it is done."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from recommendations.access import needs
from recommendations.actions.redacting import NotThere, redact
from recommendations.audit import audit
from recommendations.forms import helper
from recommendations.models import Redaction
from recommendations.pages import answer
from recommendations.redacting import SHORTEST, find, holds, is_withheld, pattern_of
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

    def __init__(self, *args: Any, looked: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(DO if looked else LOOK)

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
        Column(
            "when", "When", lambda r: r.redacted_at.isoformat(), lambda r: f"{r.redacted_at:%d %B %Y, %H:%M}"
        ),
        Column("who", "Who", lambda r: str(r.redacted_by)),
        Column("authority", "Authority", lambda r: r.authority),
        Column("reason", "Reason", lambda r: r.reason),
        Column("records", "Records", lambda r: r.live_rows),
        Column("history", "Rows of history", lambda r: r.history_rows),
        Column("files", "Files withheld", lambda r: len(r.withheld)),
    ]
    table = Table("redactions", "Redactions", columns, rows, empty="No name was taken out so far.")
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
    looked = request.POST.get("save") == DO
    posted = request.POST if request.method == "POST" else None
    form = RedactionForm(posted, looked=looked)
    context: dict[str, Any] = {"form": form, "section": "account", "found": None}
    if request.method == "POST" and form.is_valid():
        if looked:
            try:
                done = redact(by=request.user, **form.cleaned_data)
            except NotThere as error:
                form.add_error("name", str(error))
                return render(request, "redaction.html", context, status=422)
            audit("redaction", request=request, rows=done.history_rows, files=len(done.withheld))
            said = f"{done.live_rows} records and {done.history_rows} rows of history were changed"
            messages.success(request, f"The name is taken out: {said}.")
            return redirect("redactions")
        form.helper = helper(DO)  # only now has anybody seen what it would change
        context["found"] = find(form.cleaned_data["name"], form.cleaned_data["instead"])
    status = 422 if request.method == "POST" and form.errors else 200
    return render(request, "redaction.html", context, status=status)
