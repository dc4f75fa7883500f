"""What signing in tells: the session remembers it, and the audit log is told of it, without secrets."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import authentication_step_completed, password_changed
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
from allauth.socialaccount.signals import social_account_added, social_account_removed
from django.conf import settings
from django.contrib.auth.signals import user_logged_in

from recommendations.audit import audit
from recommendations.signing_in.session import confirm, forget_second_factor, prove_second_factor
from recommendations.signing_in.sessions import end_other_sessions

RECOVERY = Authenticator.Type.RECOVERY_CODES


def _signed_in(sender: Any, request: Any, **kwargs: Any) -> None:
    confirm(request)


def _step_completed(sender: Any, request: Any, method: str, user: Any, **facts: Any) -> None:
    """One proof of who somebody is, at sign-in or when asked again."""
    if facts.get("reauthenticated"):
        confirm(request)
        audit("confirmed", request=request, user=user, by=method)
    if method == "mfa" or (method == "socialaccount" and settings.OIDC_SECOND_FACTOR):
        prove_second_factor(request, user)


def _factor_added(sender: Any, request: Any, user: Any, authenticator: Any, **kwargs: Any) -> None:
    """Whoever sets a second factor up has just shown it; whoever is signed in elsewhere has not."""
    if authenticator.type != RECOVERY:
        prove_second_factor(request, user)
        end_other_sessions(request, user)
    audit("second factor added", request=request, user=user, kind=authenticator.type)


def _factor_removed(sender: Any, request: Any, user: Any, authenticator: Any, **kwargs: Any) -> None:
    if not Authenticator.objects.filter(user=user).exclude(type=RECOVERY).exists():
        forget_second_factor(request)
    if authenticator.type != RECOVERY:
        end_other_sessions(request, user)
    audit("second factor removed", request=request, user=user, kind=authenticator.type)


def _factor_reset(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    audit("recovery made anew", request=request, user=user)


def _factor_failed(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    audit("second factor failed", request=request, user=user)


def _password_changed(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    audit("password changed", request=request, user=user)


def _work_account_added(sender: Any, request: Any, sociallogin: Any, **kwargs: Any) -> None:
    audit("work account connected", request=request, user=sociallogin.user)


def _work_account_removed(sender: Any, request: Any, socialaccount: Any, **kwargs: Any) -> None:
    audit("work account disconnected", request=request, user=socialaccount.user)


def listen() -> None:
    """Start listening; once, when the site starts."""
    heard = (
        (user_logged_in, _signed_in),
        (authentication_step_completed, _step_completed),
        (authenticator_added, _factor_added),
        (authenticator_removed, _factor_removed),
        (authenticator_reset, _factor_reset),
        (authentication_failed, _factor_failed),
        (password_changed, _password_changed),
        (social_account_added, _work_account_added),
        (social_account_removed, _work_account_removed),
    )
    for signal, receiver in heard:
        signal.connect(receiver, dispatch_uid=f"recommendations.signing_in{receiver.__name__}")
