"""The office's own accounts (OpenID Connect): they open what a person connected to them, and nothing else.

The provider is one of these tests: its answers are given where allauth would fetch them, and its token is
signed with a key of its own.
"""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from recommendations.actions.accounts import close_account
from recommendations.models import User
from recommendations.signing_in.adapters import NOT_CONNECTED, WRONG, ProviderAdapter
from tests.accounts.doing import code_of, set_up_app, sign_in, signed_in
from tracker import settings_accounts

SERVER = "https://login.provider.example/tenant/v2.0"
START, BACK = "/accounts/work-account/office/sign-in/", "/accounts/work-account/office/back/"
KEY = "a key of the provider in these tests, long enough"


class Answer:
    """What the provider answers."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.told, self.status_code, self.headers = told, 200, {"content-type": "application/json"}
        self.text = ""

    def json(self) -> dict[str, Any]:
        return self.told

    def raise_for_status(self) -> None:
        pass


class Provider:
    """Stands in for the session by which allauth asks the provider; keeps what was asked."""

    def __init__(self) -> None:
        self.person, self.email = "person-1", "editor@office.example"
        self.asked: list[str] = []

    def __enter__(self) -> Provider:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def get(self, url: str, **kwargs: Any) -> Answer:
        self.asked.append(url)
        return Answer(
            {
                "issuer": SERVER,
                "authorization_endpoint": "https://login.provider.example/authorize",
                "token_endpoint": "https://login.provider.example/token",
                "userinfo_endpoint": "https://login.provider.example/userinfo",
                "jwks_uri": "https://login.provider.example/keys",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            }
        )

    def request(self, method: str, url: str, **kwargs: Any) -> Answer:
        self.asked.append(url)
        now = int(time.time())
        claims = {
            "iss": SERVER, "aud": "the-client", "iat": now, "exp": now + 60,
            "sub": self.person, "email": self.email, "email_verified": True, "name": "Somebody",
        }  # fmt: skip
        token = jwt.encode(claims, KEY, algorithm="HS256", headers={"kid": "1"})
        return Answer({"access_token": "x", "token_type": "Bearer", "id_token": token})


@pytest.fixture
def provider(settings, monkeypatch) -> Provider:
    app = settings_accounts.provider_app("the office's account", SERVER, "the-client", "the-secret")
    settings.OIDC_APP = app
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    made = Provider()
    monkeypatch.setattr(ProviderAdapter, "get_requests_session", lambda self: made)
    return made


def go(client: Client, process: str = "login", to: str = "") -> Any:
    """Press the button, come back from the provider; the answer."""
    sent = client.post(f"{START}?process={process}&next={to}")
    assert sent.status_code == 302, sent.content
    there = urlsplit(sent["Location"])
    assert f"{there.scheme}://{there.netloc}" == "https://login.provider.example"
    state = parse_qs(there.query)["state"][0]
    return client.get(BACK, {"code": "from-the-provider", "state": state})


def messages_after(client: Client, response: Any) -> str:
    return client.get(response["Location"]).content.decode().replace("&#x27;", "'")


def test_a_work_account_opens_nothing_until_its_person_connected_it(provider, editor):
    """Neither by the e-mail address that somebody here may have, nor by making an account."""
    client = Client()
    refused = go(client)
    assert refused["Location"] == "/accounts/sign-in/"
    assert NOT_CONNECTED in messages_after(client, refused)
    assert client.get("/reports/")["Location"].startswith("/accounts/sign-in/")
    assert User.objects.count() == 1
    assert not SocialAccount.objects.exists()


def connected(user: User) -> None:
    client = signed_in(user)
    assert go(client, "connect")["Location"] == "/accounts/work-account/"


def test_connected_after_signing_in_it_signs_in(provider, editor):
    connected(editor)
    client = Client()
    assert go(client, to="/reports/")["Location"] == "/reports/"
    assert client.get("/meetings/new/").status_code == 200
    assert client.get("/").context["person"] == editor


def test_of_the_person_only_the_providers_number_is_kept(provider, editor):
    connected(editor)
    go(Client())
    kept = SocialAccount.objects.get()
    assert (kept.uid, kept.extra_data) == ("person-1", {})
    assert not any("userinfo" in url for url in provider.asked)


def test_one_work_account_is_one_persons(provider, editor, viewer):
    connected(editor)
    client = signed_in(viewer)
    refused = go(client, "connect")
    assert "belongs to somebody else here" in messages_after(client, refused)
    assert SocialAccount.objects.get().user == editor


def test_disconnected_it_opens_nothing_any_more(provider, editor):
    connected(editor)
    client = signed_in(editor)
    account = SocialAccount.objects.get()
    assert client.post("/accounts/work-account/", {"account": account.pk}).status_code == 302
    assert go(Client())["Location"] == "/accounts/sign-in/"


def test_a_closed_account_is_not_opened_by_it(provider, editor, administrator):
    connected(editor)
    close_account(by=administrator, user=editor, why="Left")
    client = Client()
    refused = go(client)
    assert refused["Location"] == "/accounts/sign-in/"
    assert WRONG in messages_after(client, refused)
    assert client.get("/reports/")["Location"].startswith("/accounts/sign-in/")


@pytest.mark.parametrize(("counts", "leads"), [(False, "/accounts/second-factor/"), (True, None)])
def test_its_second_factor_counts_only_where_the_settings_say_so(provider, editor, settings, counts, leads):
    connected(editor)
    settings.SECOND_FACTOR, settings.OIDC_SECOND_FACTOR = True, counts
    client = Client()
    go(client)
    assert client.get("/meetings/new/").get("Location") == leads


def test_who_has_a_second_factor_here_is_asked_for_it(provider, editor, settings):
    settings.SECOND_FACTOR = settings.OIDC_SECOND_FACTOR = True
    client = signed_in(editor)
    secret, _ = set_up_app(client)
    go(client, "connect")
    other = Client()
    assert go(other)["Location"] == "/accounts/sign-in/code/"
    assert other.get("/reports/")["Location"].startswith("/accounts/sign-in/")
    assert other.post("/accounts/sign-in/code/", {"code": code_of(secret, 1)}).status_code == 302
    assert Authenticator.objects.count() == 2


def test_what_goes_wrong_at_the_provider_ends_on_the_sign_in_page(provider, editor):
    client = Client()
    sent = client.post(START)
    state = parse_qs(urlsplit(sent["Location"]).query)["state"][0]
    for answer in ({"error": "access_denied", "state": state}, {"code": "x", "state": "another"}, {}):
        refused = client.get(BACK, answer)
        assert refused["Location"] == "/accounts/sign-in/"
        assert "did not work" in messages_after(client, refused)


def test_where_no_provider_is_set_none_of_it_is_there(db, client, editor):
    assert client.post(START).status_code == 404
    assert client.get(BACK).status_code == 404
    assert client.get("/accounts/work-account/").status_code == 302
    assert signed_in(editor).get("/accounts/work-account/").status_code == 404
    assert "work account" not in client.get("/accounts/sign-in/").content.decode()


def test_settings_need_all_of_it():
    assert settings_accounts.provider_app("", SERVER, "id", "") is None
    assert settings_accounts.provider_app("", "", "id", "secret") is None
    app = settings_accounts.provider_app("", SERVER, "id", "secret")
    assert app is not None
    assert app["name"] == "your work account"
    assert settings_accounts.form_targets(SERVER) == ["https://login.provider.example"]
    assert settings_accounts.form_targets("") == []


def test_the_button_is_there_once_a_provider_is_set(provider, db):
    sign_in_page = Client().get("/accounts/sign-in/").content.decode()
    assert "Sign in with the office&#x27;s account" in sign_in_page
    assert f'action="{START}"' in sign_in_page
    assert sign_in(Client(), "x").status_code == 422
