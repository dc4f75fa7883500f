"""What tests of accounts do over and over: sign in as people do, and show the code an app would show."""

from __future__ import annotations

import time
from unittest import mock

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from recommendations.models import User
from tests.conftest import PASSWORD

SIGN_IN = "/accounts/sign-in/"


def sign_in(client: Client, username: str, password: str = PASSWORD, *, to: str = "", **extra):
    """What the sign-in page answers."""
    address = f"{SIGN_IN}?next={to}" if to else SIGN_IN
    return client.post(address, {"login": username, "password": password}, **extra)


def code_of(secret: str, steps: int = 0) -> str:
    """What an authenticator app shows now, or so many half minutes later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def set_up_app(client: Client) -> tuple[str, list[str]]:
    """Set an authenticator app up as a person does; its key, and the recovery codes shown."""
    page = client.get("/accounts/second-factor/app/")
    secret = page.context["form"].secret
    # A test's own transaction never ends, and what waits for that has to be done within the request.
    with mock.patch("django.db.transaction.on_commit", lambda done: done()):
        done = client.post("/accounts/second-factor/app/", {"code": code_of(secret)})
    assert done["Location"] == "/accounts/second-factor/codes/", done.content
    return secret, client.get(done["Location"]).context["unused_codes"]


def signed_in(user: User, **extra) -> Client:
    """A client in which this person signed in with the password, by the page."""
    client = Client()
    assert sign_in(client, user.username, **extra).status_code == 302
    return client
