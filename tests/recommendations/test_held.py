"""What was typed survives a session that ended: it comes back with the refusal and can be sent again."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.conf import settings as site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from recommendations.models import Update
from tests.conftest import PASSWORD
from tests.records import ROUND, opened, told

HERE = {"Sec-Fetch-Site": "same-origin"}
TYPED = "One line, with <b> & “q”\r\n\r\n- and a list"
SIGN_IN = "/accounts/sign-in/"


@pytest.fixture
def page(records, editor) -> Client:
    """A browser that checks tokens, with an editor signed in."""
    client = Client(enforce_csrf_checks=True, headers=HERE)
    client.force_login(editor)
    return client


def fields(response: Any) -> dict[str, str]:
    """What the form of a held page sends, as a browser does."""
    form = re.search(r'<form method="post".*?</form>', response.content.decode(), re.S)
    assert form
    sent = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[0]))
    sent |= dict(re.findall(r'<textarea [^>]*name="([^"]+)"[^>]*>\n(.*?)</textarea>', form[0], re.S))
    return {name: unescape(value) for name, value in sent.items()}


def written(client: Client) -> dict[str, str]:
    """The round, filled in."""
    page = client.get(ROUND).content.decode()
    token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    return opened(client) | {
        "csrfmiddlewaretoken": token[1], "r1-narrative": TYPED, "r1-status": "green", "save": "r1",
    }  # fmt: skip


def sign_out(client: Client) -> None:
    """As after an hour: the session is gone, the other cookies are not."""
    del client.cookies[site.SESSION_COOKIE_NAME]


def test_what_was_typed_comes_back_when_the_session_has_ended(records, page):
    sent = written(page)
    sign_out(page)
    response = page.post(ROUND, sent)
    assert response.status_code == 403
    assert "no-store" in response["Cache-Control"]
    text = response.content.decode()
    assert "You are no longer signed in." in text
    assert "One line, with &lt;b&gt; &amp; “q”" in text
    assert told(records, 1) is None
    kept = fields(response)
    machine = {"csrfmiddlewaretoken", "form_key"}
    assert {n: v for n, v in kept.items() if n not in machine} == {
        n: v for n, v in sent.items() if n not in machine
    }


def test_signed_in_again_in_another_window_it_is_saved(records, page, editor):
    sent = written(page)
    sign_out(page)
    held = page.post(ROUND, sent)
    page.force_login(editor)
    assert page.post(ROUND, fields(held)).status_code == 302
    assert told(records, 1).narrative == TYPED.replace("\r\n", "\n")
    assert told(records, 1).status.code == "green"


def test_signing_in_changes_the_token_and_the_words_stay_all_the_same(records, page, editor):
    """Whoever signs in gets a new token: the first press is asked to be made again, with the new one."""
    sent = written(page)
    page.cookies[site.CSRF_COOKIE_NAME] = "a" * 32
    response = page.post(ROUND, sent)
    assert response.status_code == 403
    assert "You signed in again after this page was opened." in response.content.decode()
    assert told(records, 1) is None
    assert page.post(ROUND, fields(response)).status_code == 302
    assert told(records, 1).narrative == TYPED.replace("\r\n", "\n")


def test_the_address_with_its_question_is_kept(records, page):
    sent = written(page)
    sign_out(page)
    held = page.post(f"{ROUND}?report=review&left=1", sent).content.decode()
    assert f'action="{ROUND}?report=review&amp;left=1"' in held


@pytest.mark.parametrize(
    "said",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "http://testserver.elsewhere.example"},
        {"Origin": "null"},
        {},
    ],
)
def test_from_elsewhere_nothing_is_given_back(records, page, editor, said):
    sent = written(page)
    elsewhere = Client(enforce_csrf_checks=True, headers=said)
    elsewhere.cookies = page.cookies
    elsewhere.cookies[site.CSRF_COOKIE_NAME] = "a" * 32
    for _ in ("signed in", "nobody"):
        refused = elsewhere.post(ROUND, sent)
        assert refused.status_code == 403
        assert "One line" not in refused.content.decode()
        assert "This form was not taken" in refused.content.decode()
        elsewhere.cookies.pop(site.SESSION_COOKIE_NAME, None)


def test_a_browser_that_tells_the_origin_only_is_believed(records, page):
    sent = written(page)
    sign_out(page)
    page.defaults.clear()
    held = Client(headers={"Origin": "http://testserver"})
    held.cookies = page.cookies
    assert "One line" in held.post(ROUND, sent).content.decode()


def test_no_password_is_ever_given_back(records, page):
    sign_out(page)
    page.cookies[site.CSRF_COOKIE_NAME] = "a" * 32
    sent = {"username": "editor", "password": PASSWORD, "note": "Some words"}
    refused = page.post(SIGN_IN, sent)
    assert refused.status_code == 403
    assert "Some words" not in refused.content.decode()
    held = page.post(ROUND, sent | {"new_password1": PASSWORD, "otp_code": "123456"})
    text = held.content.decode()
    assert "Some words" in text
    assert PASSWORD not in text
    assert "123456" not in text
    assert "Passwords and codes are not shown here" in text


@pytest.mark.parametrize("address", [SIGN_IN, "/accounts/password/", "/accounts/second-factor/app/"])
def test_nothing_of_ones_own_account_is_ever_given_back(page, address):
    sent = {"note": "Some words", "oldpassword": PASSWORD}
    for client in (page, Client(headers=HERE)):
        text = client.post(address, sent).content.decode()
        assert "Some words" not in text
        assert PASSWORD not in text


def test_with_nothing_typed_there_is_nothing_to_hold(page):
    sign_out(page)
    assert page.post(ROUND, {"save": " "}).status_code == 403  # no token
    answered = Client(headers=HERE).post(ROUND, {"save": ""})
    assert answered["Location"].startswith(SIGN_IN)


def test_a_file_has_to_be_chosen_again(records, editor):
    client = Client(headers=HERE)
    file = SimpleUploadedFile("a.csv", b"what is in the file", "text/csv")
    held = client.post("/figures/new/", {"publisher": "An office of ours", "file": file}).content.decode()
    assert "An office of ours" in held
    assert "choose it once more" in held
    assert "what is in the file" not in held


def test_a_stranger_writes_nothing_by_it(records, page):
    sent = written(page)
    sign_out(page)
    page.post(ROUND, fields(page.post(ROUND, sent)))
    assert Update.objects.filter(meeting=records.draft).count() == 0
