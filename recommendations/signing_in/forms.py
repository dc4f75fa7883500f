"""allauth's forms in our words and in our template pack."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from allauth.account.forms import ChangePasswordForm as AccountChangePasswordForm
from allauth.account.forms import LoginForm
from allauth.account.forms import ReauthenticateForm as PasswordAgainForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm as CodeForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeAgainForm
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.forms import GenerateRecoveryCodesForm as RecoveryCodesForm
from allauth.mfa.totp.forms import ActivateTOTPForm, DeactivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.cache import cache

from recommendations.forms import helper

CODE = "The six figures that your authenticator app shows now, or one of your recovery codes."
CODE_KEYS = {"inputmode": "numeric", "autocomplete": "one-time-code", "autocapitalize": "none"}
# Longer than any code is taken: the one of now, the one before and the one after it.
USED_SECONDS = 120


class Laid(forms.Form):
    """With our labels, no words inside the boxes, and one button."""

    button = ""
    labels: ClassVar[dict[str, str]] = {}
    hints: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
        self.helper = helper(self.button)


class SignInForm(Laid, LoginForm):
    """Name and password."""

    button = "Sign in"
    labels: ClassVar[dict[str, str]] = {"login": "Username", "password": "Password"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}


class ConfirmForm(Laid, PasswordAgainForm):
    """The password once more."""

    button = "Go on"
    labels: ClassVar[dict[str, str]] = {"password": "Your password"}


class ChangePasswordForm(Laid, AccountChangePasswordForm):
    """The present password, and another one twice."""

    button = "Change password"
    labels: ClassVar[dict[str, str]] = {
        "oldpassword": "Your present password",
        "password1": "New password",
        "password2": "New password once more",
    }
    hints: ClassVar[dict[str, str]] = {
        "password1": "15 letters or more. Three or four words that have nothing to do with each other are "
        "easy to keep in mind. Spaces count, and no figures or signs are asked for."
    }

    def clean_password1(self) -> str:
        """Another one: who was given a pass phrase for once does not keep it."""
        new: str = self.cleaned_data["password1"]
        if self.user.check_password(new):
            raise forms.ValidationError("This is your present password. Choose another one.")
        return new


def taken_once(authenticator: Any, code: str) -> str:
    """The code of an authenticator app, which is taken once for as long as it would be right."""
    of_app = authenticator.type == Authenticator.Type.TOTP
    figures = "".join(filter(str.isdigit, code))  # spaces do not make another code of it
    if of_app and not cache.add(f"code-used:{authenticator.pk}:{figures}", 1, USED_SECONDS):
        raise get_adapter().validation_error("incorrect_code")
    return code


class WithCode(Laid):
    """A code, typed on whatever keys give figures first."""

    button = "Go on"
    labels: ClassVar[dict[str, str]] = {"code": "Code"}
    hints: ClassVar[dict[str, str]] = {"code": CODE}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= CODE_KEYS


class AuthenticateForm(WithCode, CodeForm):
    """The code after the password."""

    def clean_code(self) -> str:
        """A code that nobody used before."""
        code = super().clean_code()
        return taken_once(self.authenticator, code)


class ReauthenticateForm(WithCode, CodeAgainForm):
    """A code once more."""

    def clean_code(self) -> str:
        """A code that nobody used before."""
        code = super().clean_code()
        return taken_once(self.authenticator, code)


class ActivateTotpForm(WithCode, ActivateTOTPForm):
    """The first code of an app that was just given its key."""

    button = "Set up"
    labels: ClassVar[dict[str, str]] = {"code": "Code that the app shows now"}
    hints: ClassVar[dict[str, str]] = {}


class DeactivateTotpForm(Laid, DeactivateTOTPForm):
    """Nothing but the button."""

    button = "Remove the authenticator app"


class GenerateRecoveryCodesForm(Laid, RecoveryCodesForm):
    """Nothing but the button."""

    button = "Make new recovery codes"


@contextmanager
def passkeys_only() -> Iterator[None]:
    """What cannot be read as a passkey is a wrong one: the parsers of it raise what they like."""
    try:
        yield
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, struct.error) as error:
        raise get_adapter().validation_error("incorrect_passkey") from error


class LoginWebauthnForm(LoginWebAuthnForm):
    """A passkey in the place of everything else."""

    def clean_credential(self) -> Any:
        """Whose it is."""
        with passkeys_only():
            return super().clean_credential()


class AuthenticateWebauthnForm(AuthenticateWebAuthnForm):
    """A passkey after the password."""

    def clean_credential(self) -> Any:
        """Whose it is."""
        with passkeys_only():
            return super().clean_credential()


class ReauthenticateWebauthnForm(ReauthenticateWebAuthnForm):
    """A passkey once more."""

    def clean_credential(self) -> Any:
        """Whose it is."""
        with passkeys_only():
            return super().clean_credential()


class AddWebauthnForm(Laid, AddWebAuthnForm):
    """What the browser makes, and what it is called; its button needs a script."""

    labels: ClassVar[dict[str, str]] = {
        "name": "Name of the passkey",
        "passwordless": "Sign in with this passkey alone",
    }
    hints: ClassVar[dict[str, str]] = {
        "name": "So that you tell it from others: “office laptop”.",
        "passwordless": "It then stands for your username, your password and the second factor together.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(form_tag=False)

    def clean(self) -> Any:
        """What the browser made."""
        with passkeys_only():
            return super().clean()
