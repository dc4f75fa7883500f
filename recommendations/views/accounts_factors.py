"""Second factors and the office's own account: set up and taken away by the person they belong to."""

from __future__ import annotations

from typing import Any

from allauth.mfa.base import views as factor
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkey
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as provider
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy

from recommendations.roles import WITH_SECOND_FACTOR, Can
from recommendations.signing_in.session import first_duty
from recommendations.views.accounts import PAGE, ours

GET_ONLY = ("GET", "HEAD")
_index = factor.IndexView.as_view(template_name="accounts/factors.html", extra_context=PAGE)
_work_account = social.ConnectionsView.as_view(template_name="accounts/work_account.html", extra_context=PAGE)


def _factors(request: HttpRequest) -> Any:
    """The second factors one has; who has one and did not show it in this session is asked to first."""
    user: Any = request.user
    missing = first_duty(request) == "mfa_index"
    if missing and Authenticator.objects.filter(user=user).exclude(type="recovery_codes").exists():
        return redirect(f"{reverse('mfa_reauthenticate')}?next={reverse('mfa_index')}")
    response: Any = _index(request)
    response.context_data |= {
        "missing": missing,
        "required": settings.SECOND_FACTOR and user.role in WITH_SECOND_FACTOR,
    }
    return response


def _work_account_where_set(request: HttpRequest) -> HttpResponse:
    """Connecting and disconnecting the office's own account, where the settings name a provider."""
    if settings.OIDC_APP is None:
        raise Http404("no provider is set")
    response: HttpResponse = _work_account(request)
    return response


factors = ours(_factors, Can.OWN_ACCOUNT, GET_ONLY)
app_add = ours(
    totp.ActivateTOTPView.as_view(template_name="accounts/app_add.html", extra_context=PAGE), Can.OWN_ACCOUNT
)
app_remove = ours(
    totp.DeactivateTOTPView.as_view(template_name="accounts/app_remove.html", extra_context=PAGE),
    Can.OWN_ACCOUNT,
)
codes = ours(
    recovery.ViewRecoveryCodesView.as_view(template_name="accounts/codes.html", extra_context=PAGE),
    Can.OWN_ACCOUNT,
    GET_ONLY,
)
codes_new = ours(
    recovery.GenerateRecoveryCodesView.as_view(template_name="accounts/codes_new.html", extra_context=PAGE),
    Can.OWN_ACCOUNT,
)
passkey_add = ours(
    passkey.AddWebAuthnView.as_view(template_name="accounts/passkey_add.html", extra_context=PAGE),
    Can.OWN_ACCOUNT,
)
passkey_remove = ours(
    passkey.RemoveWebAuthnView.as_view(
        template_name="accounts/passkey_remove.html",
        extra_context=PAGE,
        success_url=reverse_lazy("mfa_index"),
    ),
    Can.OWN_ACCOUNT,
)
work_account = ours(_work_account_where_set, Can.OWN_ACCOUNT)
work_sign_in = ours(provider.login, methods=("POST",))
work_back = ours(provider.callback, methods=GET_ONLY)
