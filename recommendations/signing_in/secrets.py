"""Keys of second factors as they lie in the database: encrypted with a key made of SECRET_KEY.

Like sessions, they outlive a change of SECRET_KEY only where the old one is kept in SECRET_KEY_FALLBACKS.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def _keys() -> MultiFernet:
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([_key(str(secret)) for secret in secrets])


def _key(secret: str) -> Fernet:
    return Fernet(urlsafe_b64encode(sha256(f"second factor {secret}".encode()).digest()))


def hidden(text: str) -> str:
    """The text, encrypted."""
    return _keys().encrypt(text.encode()).decode()


def shown(text: str) -> str | None:
    """The text again; None where it was encrypted with another key."""
    try:
        return _keys().decrypt(text.encode()).decode()
    except InvalidToken:
        return None
