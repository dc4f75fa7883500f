"""Signing in and out, the password, and the page of one's own account."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.webauthn import views as passkey
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import pluralize
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from recommendations.access import abilities, needs
from recommendations.audit import audit
from recommendations.clock import minute_of
from recommendations.form_keys import tells_repeats_itself
from recommendations.pages import answer
from recommendations.roles import Can
from recommendations.signing_in.session import first_duty
from recommendations.signing_in.sessions import SignedIn, end_other_sessions, sessions_of
from recommendations.sitting import Sitting
from recommendations.tables import Column, Table

PAGE = {"section": "account"}
READ_AND_POST = ("GET", "HEAD", "POST")
TOO_OFTEN = {"too_many_login_attempts", "rate_limited"}


def ours(
    view: Callable[..., Any], what: Can = Can.SIGN_IN, methods: Sequence[str] = READ_AND_POST
) -> Callable[..., HttpResponse]:
    """A view of allauth's as one of ours: it declares what it needs, and a refused form is no 200."""

    @needs(what)
    @tells_repeats_itself
    @require_http_methods(list(methods))
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = view(request, *args, **kwargs)
        context = getattr(response, "context_data", None) or {}
        context["provider"] = settings.OIDC_APP
        for form in (context.get("form"), context.get("webauthn_form")):
            if request.method == "POST" and form is not None and form.errors:
                codes = {error.code for errors in form.errors.as_data().values() for error in errors}
                response.status_code = 429 if codes & TOO_OFTEN else 422
        return response

    return opened


sign_in = ours(account.LoginView.as_view(template_name="accounts/sign_in.html", extra_context=PAGE))
sign_in_code = ours(
    factor.AuthenticateView.as_view(template_name="accounts/sign_in_code.html", extra_context=PAGE)
)
sign_in_passkey = ours(passkey.LoginWebAuthnView.as_view())
sign_out = ours(account.LogoutView.as_view(template_name="accounts/sign_out.html", extra_context=PAGE))

confirm = ours(
    account.ReauthenticateView.as_view(template_name="accounts/confirm.html", extra_context=PAGE),
    Can.OWN_ACCOUNT,
)
confirm_code = ours(
    factor.ReauthenticateView.as_view(template_name="accounts/confirm.html", extra_context=PAGE),
    Can.OWN_ACCOUNT,
)
confirm_passkey = ours(
    passkey.ReauthenticateWebAuthnView.as_view(
        template_name="accounts/confirm_passkey.html", extra_context=PAGE
    ),
    Can.OWN_ACCOUNT,
)
password = ours(
    account.PasswordChangeView.as_view(template_name="accounts/password.html", extra_context=PAGE),
    Can.OWN_ACCOUNT,
)


@needs(Can.OWN_ACCOUNT)
@require_safe
def own_sessions(request: HttpRequest, fmt: str = "html") -> HttpResponse:
    """Where one is signed in, with a button that ends all but this."""
    rows = sessions_of(request)
    columns: list[Column[SignedIn]] = [
        Column("browser", "Browser", _browser, row_header=True),
        Column("address", "Address", lambda s: s.address),
        Column("since", "Signed in", lambda s: s.since.isoformat(), lambda s: minute_of(s.since)),
        Column("seen", "Last seen", lambda s: s.seen.isoformat(), lambda s: minute_of(s.seen)),
    ]
    caption = f"Signed in {len(rows)} time{pluralize(len(rows))}"
    table = Table("sessions", caption, columns, rows)
    return answer(
        request,
        "accounts/sessions.html",
        table=table,
        sitting=Sitting(),
        fmt=fmt,
        title="Where you are signed in",
        others=len(rows) - 1,
        **PAGE,
    )


def _browser(session: SignedIn) -> str:
    return f"{session.browser} (this one)" if session.is_this else session.browser


@needs(Can.OWN_ACCOUNT)
@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    ended = end_other_sessions(request, request.user)
    audit("other sessions ended", request=request, count=ended)
    messages.success(request, f"Signed out everywhere else: {ended} session{pluralize(ended)} ended.")
    return redirect("own-sessions")


@needs(Can.SIGN_IN)
@require_safe
def own_account(request: HttpRequest) -> HttpResponse:
    """Who is signed in, what the role allows, and the way out."""
    able = abilities(request)
    context = {
        **PAGE,
        "role": getattr(request.user, "role", ""),
        "abilities": [str(can) for can in Can if can in able],
        "duty": first_duty(request) if request.user.is_authenticated else "",
        "provider": settings.OIDC_APP,
    }
    return render(request, "accounts/account.html", context)
