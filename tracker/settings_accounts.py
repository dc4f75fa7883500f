"""Settings of signing in: django-allauth, what a password must be, limits, and the office's own accounts."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

APPS = [
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]
VALIDATION = "django.contrib.auth.password_validation"
FORMS = "recommendations.signing_in.forms"
# The one provider's name in addresses: /accounts/work-account/office/sign-in/
PROVIDER = "office"

PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": f"{VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": f"{VALIDATION}.CommonPasswordValidator"},
    {"NAME": "recommendations.signing_in.words.EasyWordsValidator"},
]
# Shared by all workers and machines, and its `add` takes place once whoever else tries: what counts failed
# sign-ins, and what knows that a one-time code was used, needs both. Files have no such `add`.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}


def provider_app(name: str, server_url: str, client_id: str, secret: str) -> dict[str, Any] | None:
    """The office's own accounts (Microsoft Entra ID, or any other that speaks OpenID Connect), where set."""
    if not (server_url and client_id and secret):
        return None
    return {
        "provider_id": PROVIDER,
        "name": name or "your work account",
        "client_id": client_id,
        "secret": secret,
        # What the token says is enough: its number of the person, and nothing else of them is asked for.
        "settings": {"server_url": server_url, "oauth_pkce_enabled": True, "fetch_userinfo": False},
    }


def form_targets(server_url: str) -> list[str]:
    """Where the browser may be sent on by the button that leads to the office's own accounts."""
    parts = urlsplit(server_url)
    return [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []


def account_settings(
    *, issuer: str, insecure: bool, proxies: int, provider: dict[str, Any] | None
) -> dict[str, Any]:
    """All that allauth is told. Nobody signs up, nothing is sent by e-mail, nothing is matched by it."""
    factor_forms = (
        *("authenticate", "reauthenticate", "activate_totp", "deactivate_totp"),
        *("generate_recovery_codes", "add_webauthn"),
        *("login_webauthn", "authenticate_webauthn", "reauthenticate_webauthn"),
    )
    return {
        "ACCOUNT_ADAPTER": "recommendations.signing_in.adapters.AccountAdapter",
        "ACCOUNT_USER_MODEL_EMAIL_FIELD": None,
        "ACCOUNT_LOGIN_METHODS": {"username"},
        "ACCOUNT_SIGNUP_FIELDS": ["username*", "password1*"],
        "ACCOUNT_EMAIL_VERIFICATION": "none",
        "ACCOUNT_LOGOUT_REDIRECT_URL": "home",
        # Ends with the browser; how long it lasts at most is settled on the server.
        "ACCOUNT_SESSION_REMEMBER": False,
        "ACCOUNT_FORMS": {
            "login": f"{FORMS}.SignInForm",
            "reauthenticate": f"{FORMS}.ConfirmForm",
            "change_password": f"{FORMS}.ChangePasswordForm",
        },
        # What `signing_in.adapters` counts: wrong passwords for one name from one address, from one address,
        # and for one name from anywhere. allauth's own count is left to the codes: a right code begins it
        # anew, also for the address.
        "ACCOUNT_RATE_LIMITS": {
            "password_here": "5/5m/key",
            "password_address": "20/5m/ip",
            "password_name": "50/h/key",
            "login_failed": "20/5m/ip,5/5m/key",
        },
        "ALLAUTH_TRUSTED_PROXY_COUNT": proxies,
        "MFA_ADAPTER": "recommendations.signing_in.adapters.FactorAdapter",
        "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
        "MFA_TOTP_ISSUER": issuer,
        # The clock of a phone may be half a minute off.
        "MFA_TOTP_TOLERANCE": 1,
        "MFA_PASSKEY_LOGIN_ENABLED": True,
        "MFA_RECOVERY_CODES_SHOW_ONCE": True,
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": insecure,
        "MFA_FORMS": {name: f"{FORMS}.{name.title().replace('_', '')}Form" for name in factor_forms},
        "SOCIALACCOUNT_ADAPTER": "recommendations.signing_in.adapters.ProviderAdapter",
        "SOCIALACCOUNT_AUTO_SIGNUP": False,
        "SOCIALACCOUNT_EMAIL_AUTHENTICATION": False,
        "SOCIALACCOUNT_STORE_TOKENS": False,
        "SOCIALACCOUNT_PROVIDERS": {"openid_connect": {"APPS": [provider] if provider else []}},
    }
