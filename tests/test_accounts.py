"""Accounts: made on the server, with a pass phrase that is long enough and never shown."""

from __future__ import annotations

from html import unescape
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from recommendations.models import User
from recommendations.roles import ROLES, Can

PHRASE = "a pass phrase nobody else has"


def make(name: str, role: str) -> str:
    out = StringIO()
    call_command("make_account", name, role=role, stdout=out)
    return out.getvalue().strip()


def test_an_account_is_made_and_made_anew(db, monkeypatch):
    monkeypatch.setenv("ACCOUNT_PASSWORD", PHRASE)
    assert make("ada", "editor") == "Made ada, editor."
    assert make("ada", "viewer") == "Changed ada, viewer."
    user = User.objects.get()
    assert (user.role, user.check_password(PHRASE)) == ("viewer", True)
    assert PHRASE not in user.password


@pytest.mark.parametrize("phrase", ["", "short", "12345678901234"])
def test_a_pass_phrase_that_is_short_is_refused(db, monkeypatch, phrase):
    monkeypatch.setenv("ACCOUNT_PASSWORD", phrase)
    with pytest.raises(CommandError, match=r"ACCOUNT_PASSWORD: .*at least 15 characters"):
        make("ada", "viewer")
    assert not User.objects.exists()


def test_an_unknown_role_is_refused(db, monkeypatch):
    monkeypatch.setenv("ACCOUNT_PASSWORD", PHRASE)
    with pytest.raises(CommandError, match="invalid choice"):
        make("ada", "owner")


@pytest.mark.parametrize("role", ROLES)
def test_the_account_page_says_what_one_may_do(request, role, client_of):
    page = unescape(client_of(request.getfixturevalue(role)).get("/accounts/").content.decode())
    for can in Can:
        assert (str(can)[1:] in page) == (can in ROLES[role]), can


def test_who_is_not_signed_in_is_told_so(client_of):
    assert "You are not signed in." in client_of(None).get("/accounts/").content.decode()


def test_signing_out_ends_it(viewer, client_of):
    client = client_of(viewer)
    assert client.post("/accounts/sign-out/").status_code == 302
    assert client.get("/reports/").status_code == 302


def test_a_wrong_password_says_so_and_keeps_the_name(viewer, client_of):
    page = client_of(None).post("/accounts/sign-in/", {"login": "viewer", "password": "not it at all"})
    assert "The username or the password is wrong." in page.content.decode()
    assert 'value="viewer"' in page.content.decode()
    assert "not it at all" not in page.content.decode()
