"""Signing in and out."""

from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from recommendations.access import needs
from recommendations.forms import SignInForm
from recommendations.roles import ROLES, Can

sign_in = needs(Can.SIGN_IN)(
    LoginView.as_view(
        template_name="accounts/sign_in.html",
        authentication_form=SignInForm,
        redirect_authenticated_user=True,
        extra_context={"section": "account"},
    )
)
sign_out = needs(Can.SIGN_IN)(LogoutView.as_view())


@needs(Can.SIGN_IN)
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Who is signed in, what the role allows, and the way out."""
    role = getattr(request.user, "role", "")
    context = {
        "section": "account",
        "role": role,
        "abilities": [str(can) for can in Can if can in ROLES.get(role, ())],
    }
    return render(request, "accounts/account.html", context)
