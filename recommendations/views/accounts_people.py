"""Other people's accounts, for administrators: made, changed, closed, opened again; never deleted."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import Any, NamedTuple
from urllib.parse import quote

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.html import escape
from django.views.decorators.http import require_http_methods, require_safe

from recommendations.access import needs
from recommendations.account_forms import NewPersonForm, PersonForm, WhyForm
from recommendations.actions.accounts import (
    AccountRefused,
    change_account,
    close_account,
    open_account,
    renew_pass_phrase,
    reopen_account,
    take_second_factor,
)
from recommendations.actions.versions import Stale
from recommendations.audit import audit
from recommendations.clock import day_of
from recommendations.history_pages import Step, pairs_shown, steps_shown
from recommendations.models import User
from recommendations.models.people import ONCE_DAYS
from recommendations.pages import answer
from recommendations.roles import Can
from recommendations.sitting import Sitting
from recommendations.tables import Column, Table, link
from recommendations.versions import conflict_page

PAGE = {"section": "account"}


class Act(NamedTuple):
    """Something done to an account on a page of its own, which asks for the reason."""

    heading: str
    tells: str
    button: str
    done: str
    action: Callable[..., str | None]
    when_open: bool = True


ACTS = {
    "close": Act(
        "Close the account of",
        "Whoever uses it is signed out at once and cannot sign in again. What they did keeps their name. The "
        "account can be opened again.",
        "Close the account",
        "The account is closed.",
        close_account,
    ),
    "reopen": Act(
        "Open again the account of",
        "You get a pass phrase for their next sign-in, to hand over. They then choose their own password.",
        "Open the account again",
        "The account is open again.",
        reopen_account,
        when_open=False,
    ),
    "pass-phrase": Act(
        "New pass phrase for",
        "Their password stops working and they are signed out everywhere. You get a pass phrase for their "
        "next sign-in, to hand over. They then choose their own password.",
        "Make a pass phrase",
        "The pass phrase is made.",
        renew_pass_phrase,
    ),
    "second-factor": Act(
        "Take away the second factor of",
        "For a lost telephone or key. Make sure that it is they who ask. Their authenticator app, passkeys "
        "and recovery codes stop working, and their password too. You get a pass phrase for their next "
        "sign-in, to hand over.",
        "Take the second factor away",
        "The second factor is taken away.",
        take_second_factor,
    ),
}


def _people() -> Any:
    factor = Authenticator.objects.filter(user=OuterRef("pk")).exclude(type="recovery_codes")
    return User.objects.annotate(has_factor=Exists(factor)).order_by("username")


def _state(user: User) -> str:
    if not user.is_active:
        return "Closed"
    if (ends := user.pass_phrase_ends) is None:
        return "Open"
    if ends <= timezone.now():
        return f"Open, pass phrase ran out on {day_of(ends)}"
    return f"Open, pass phrase not yet used; it runs out on {day_of(ends)}"


@needs(Can.MANAGE_ACCOUNTS, fresh=True)
@require_safe
def people(request: HttpRequest, fmt: str = "html") -> HttpResponse:
    """Everybody who has an account, or had one."""
    columns: list[Column[Any]] = [
        Column(
            "username",
            "Username",
            lambda u: u.username,
            lambda u: link(f"/accounts/people/{quote(u.username)}/", escape(u.username)),
            row_header=True,
        ),
        Column("name", "Name", lambda u: u.name),
        Column("role", "Role", lambda u: u.role),
        Column("state", "State", _state),
        Column("second_factor", "Second factor", lambda u: "Yes" if u.has_factor else "No"),
    ]
    table = Table("people", "Accounts", columns, list(_people()))
    return answer(
        request,
        "accounts/people.html",
        table=table,
        sitting=Sitting(),
        fmt=fmt,
        title="People with accounts",
        **PAGE,
    )


@needs(Can.MANAGE_ACCOUNTS, fresh=True)
@require_http_methods(["GET", "HEAD", "POST"])
def new_person(request: HttpRequest) -> HttpResponse:
    """A new account; its pass phrase is shown this once."""
    form = NewPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            phrase = open_account(by=_by(request), **form.cleaned_data)
        except AccountRefused as refused:
            form.add_error("username", str(refused))
        else:
            made = form.cleaned_data
            audit("account made", request=request, account=made["username"], given=made["role"])
            return _phrase(request, made["username"], phrase, "The account is made.")
    context = {"form": form, "heading": "New account", **PAGE}
    return render(request, "form.html", context, status=422 if request.method == "POST" else 200)


@needs(Can.MANAGE_ACCOUNTS, fresh=True)
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, username: str) -> HttpResponse:
    """One account: its name and role, what can be done with it, and what was."""
    found = get_object_or_404(_people(), username=username)
    # Of its own, as a form writes what was typed on its instance: the page tells what is on record.
    form = PersonForm(request.POST or None, instance=copy(found))
    if request.method == "POST" and form.is_valid():
        try:
            return _changed(request, form)
        except AccountRefused as refused:
            form.add_error("role", str(refused))
        except Stale as stale:
            return conflict_page(request, form, stale, heading=f"Account of {found}", section="account")
    context = {
        "form": form,
        "account": found,
        "state": _state(found),
        "acts": [(slug, act.button) for slug, act in ACTS.items() if _offered(slug, act, found, request)],
        "steps": _steps(found),
        **PAGE,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/person.html", context, status=status)


@needs(Can.MANAGE_ACCOUNTS, fresh=True)
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, username: str, act: str) -> HttpResponse:
    """Close an account, open it again, or give a pass phrase for the next sign-in."""
    found = get_object_or_404(_people(), username=username)
    if act not in ACTS or not _offered(act, ACTS[act], found, request):
        raise Http404("nothing to do here")
    chosen = ACTS[act]
    form = WhyForm(request.POST or None, button=chosen.button)
    if request.method == "POST" and form.is_valid():
        try:
            phrase = chosen.action(by=_by(request), user=found, why=form.cleaned_data["why"])
        except AccountRefused as refused:
            form.add_error(None, str(refused))
        else:
            audit(f"account: {act}", request=request, account=username)
            if phrase:
                return _phrase(request, username, phrase, chosen.done)
            messages.success(request, chosen.done)
            return redirect("person", username)
    context = {"form": form, "act": chosen, "account": found, **PAGE}
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/person_act.html", context, status=status)


def _changed(request: HttpRequest, form: PersonForm) -> HttpResponse:
    """Save what a person changed of an account, and tell them so; raises AccountRefused or Stale."""
    username = form.instance.username
    role = change_account(by=_by(request), why=form.cleaned_data["why"], **form.changes)
    if role.now != role.before:
        audit("role changed", request=request, account=username, taken=role.before, given=role.now)
    messages.success(request, "The account is changed.")
    return redirect("person", username)


def _steps(found: Any) -> list[Step]:
    """What was done to an account, newest first, also where it is only the password that changed."""
    steps = []
    for before, row in pairs_shown(found.history.select_related("history_user")):
        who, why = str(row.history_user or "The system"), row.history_change_reason or ""
        bare = Step(row.history_date, who, why, None, row.history_page, "Changed", False, [])
        steps += steps_shown(User, [(before, row)]) or [bare]
    return steps[::-1]


def _offered(slug: str, act: Act, user: Any, request: HttpRequest) -> bool:
    """Whether this can be done to the account as it is; nobody does it to their own."""
    has_it = user.has_factor if slug == "second-factor" else True
    return bool(act.when_open == user.is_active and has_it and user.pk != request.user.pk)


def _by(request: HttpRequest) -> User:
    user: Any = request.user
    return User.objects.get(pk=user.pk)


def _phrase(request: HttpRequest, username: str, phrase: str, done: str) -> HttpResponse:
    """The pass phrase, on this answer alone: it is kept nowhere but as a hash."""
    context = {"username": username, "phrase": phrase, "done": done, "days": ONCE_DAYS, **PAGE}
    return render(request, "accounts/pass_phrase.html", context)
