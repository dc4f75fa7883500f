"""Where allauth asks the site it runs in: who may come in, in which words, and what is written by whom."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from recommendations.actions.accounts import change_own_password
from recommendations.signing_in.qr import qr_svg
from recommendations.signing_in.secrets import hidden, shown
from recommendations.signing_in.session import first_duty, is_fresh

WRONG = "The username or the password is wrong. Both tell capital from small letters."
TOO_OFTEN = "Too many wrong tries. Wait five minutes and try again."
NOT_CONNECTED = (
    "That work account is connected to no account here. Sign in with your username and password, then "
    "connect it on the page of your account."
)
# What allauth says by the names of its own texts; of the others it says nothing.
SAID = {
    "account/messages/password_changed.txt": "Your password is changed.",
    "mfa/messages/totp_activated.txt": "The authenticator app is set up.",
    "mfa/messages/totp_deactivated.txt": "The authenticator app is removed.",
    "mfa/messages/recovery_codes_generated.txt": "New recovery codes are made. The old ones no longer work.",
    "mfa/messages/webauthn_added.txt": "The passkey is added.",
    "mfa/messages/webauthn_removed.txt": "The passkey is removed.",
    "socialaccount/messages/account_connected.txt": "Your work account is connected.",
    "socialaccount/messages/account_connected_updated.txt": "Your work account was connected already.",
    "socialaccount/messages/account_connected_other.txt": "That work account belongs to somebody else here.",
    "socialaccount/messages/account_disconnected.txt": "Your work account is no longer connected.",
}


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by administrators, and what is written has its history."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": WRONG,
        "incorrect_password": "This is not your password.",
        "enter_current_password": "This is not your present password.",
        "too_many_login_attempts": TOO_OFTEN,
        "rate_limited": TOO_OFTEN,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes their own account."""
        return False

    def is_reauthentication_required(self, *, app: str = "", **kwargs: Any) -> bool:
        """The same rule for allauth's own pages as for ours: the password or a code within five minutes."""
        return not is_fresh(context.request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try before it is made: of this name from this address, of the address, of the name.

        Only wrong ones stay counted. A name alone is not shut out soon, or anybody could shut others out.
        """
        name = str(credentials.get("username", "")).casefold()
        here = f"{self.get_client_ip(request)} {name}"
        tries = (("password_here", here), ("password_address", name), ("password_name", name))
        used = []
        for action, key in tries:
            usage = ratelimit.consume(request, app="allauth.account", action=action, key=key)
            if usage is None:
                raise ImmediateHttpResponse(ratelimit.respond_429(request))
            used += usage.usage
        self._login_failed_rl_usage = ratelimit.RateLimitUsage(usage=used)

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        """A closed account is told what a wrong password is told."""
        messages.error(request, WRONG)
        return redirect("sign-in")

    def set_password(self, user: Any, password: str) -> None:
        """Through the action, so that it has its history."""
        change_own_password(user=user, password=password)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """On to what is left to do, if anything is."""
        return reverse(first_duty(request) or "account")

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """In our words, or not at all."""
        said = message or SAID.get(message_template or "")
        if said:
            messages.add_message(request, level, said, extra_tags=extra_tags)


class FactorAdapter(DefaultMFAAdapter):
    """Second factors: kept encrypted, and named in our words."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "This code is wrong, or it was used already. Wait for the next one and type that.",
        "incorrect_passkey": "The passkey did not work. Try again.",
        "cannot_generate_recovery_codes": "Set up an authenticator app or a passkey first.",
    }

    def encrypt(self, text: str) -> str:
        """Who gets at the database, or at a backup, does not get the keys of the second factors."""
        return hidden(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The key again; with one that this site cannot read, every code is wrong."""
        text = shown(encrypted_text)
        if text is None:
            raise self.validation_error("incorrect_code")
        return text

    def build_totp_svg(self, url: str) -> str:
        """The QR code, drawn without a style attribute."""
        return qr_svg(url)

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """What a passkey is called until it is given a name."""
        return "Passkey"


class ProviderAdapter(DefaultSocialAccountAdapter):
    """The office's own accounts open only what a person here connected to them."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultSocialAccountAdapter.error_messages,
        "connected_other": SAID["socialaccount/messages/account_connected_other.txt"],
    }

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Nobody gets an account here by having one there."""
        return False

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: Any) -> Any:
        """Of what the provider tells only its number of the person is kept: no name, no e-mail address."""
        sociallogin.account.extra_data = {}
        sociallogin.email_addresses = []
        return sociallogin.user

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Stop at once where nobody connected that account; never look for somebody with the same e-mail."""
        if not sociallogin.is_existing and sociallogin.state.get("process") != "connect":
            raise ImmediateHttpResponse(_back(request, NOT_CONNECTED))

    def on_authentication_error(self, request: HttpRequest, provider: Any, **facts: Any) -> None:
        """Back to where it began, with a sentence; what went wrong is nothing people here could mend."""
        said = (
            f"Signing in with {provider.name if hasattr(provider, 'name') else 'that account'} did not work. "
        )
        raise ImmediateHttpResponse(_back(request, f"{said}Try again, or use your username and password."))


def _back(request: HttpRequest, said: str) -> HttpResponse:
    messages.error(request, said)
    return redirect("account" if request.user.is_authenticated else "sign-in")
