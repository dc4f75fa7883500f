"""Where one is signed in: one's own list, ending the others, and what ends them by itself."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client

from recommendations.models import Session
from recommendations.signing_in.sessions import browser_of
from tests.accounts.doing import code_of, set_up_app, sign_in

PAGE, END = "/accounts/sessions/", "/accounts/sessions/end/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.5 Mobile/15E148 Safari/604.1"
)
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0"
)


def signed_in_with(agent: str, person, address: str = "192.0.2.7") -> Client:
    client = Client(HTTP_USER_AGENT=agent, REMOTE_ADDR=address)
    assert sign_in(client, person.username).status_code == 302
    return client


@pytest.fixture
def office(editor) -> Client:
    return signed_in_with(FIREFOX, editor)


@pytest.fixture
def phone(editor, office) -> Client:
    return signed_in_with(IPHONE, editor, "192.0.2.8")


def is_in(client: Client) -> bool:
    return client.get(PAGE).status_code == 200


def test_a_person_sees_where_they_are_signed_in_and_nobody_elses(office, phone, viewer):
    signed_in_with(EDGE, viewer)
    rows = list(csv.DictReader(io.StringIO(phone.get("/accounts/sessions.csv").content.decode())))
    assert {(row["browser"], row["address"]) for row in rows} == {
        ("Firefox on Windows", "192.0.2.7"),
        ("Safari on iPhone (this one)", "192.0.2.8"),
    }
    page = phone.get(PAGE).content.decode()
    assert "Signed in 2 times" in page
    for kept in Session.objects.all():
        assert kept.session_key not in page


def test_all_others_end_and_this_one_stays(office, phone, viewer):
    other = signed_in_with(EDGE, viewer)
    assert office.get(END).status_code == 405
    assert is_in(phone)
    page = office.post(END, follow=True).content.decode()
    assert "1 session ended" in page
    assert "Signed in 1 time" in page
    assert END not in page
    assert (is_in(office), is_in(phone), is_in(other)) == (True, False, True)


def test_setting_a_second_factor_up_or_removing_it_ends_the_others(office, phone, editor):
    secret, _ = set_up_app(office)
    assert (is_in(office), is_in(phone)) == (True, False)
    sign_in(phone, editor.username)
    assert phone.post("/accounts/sign-in/code/", {"code": code_of(secret, 1)}).status_code == 302
    assert is_in(phone)
    assert office.post("/accounts/second-factor/app/remove/").status_code == 302
    assert (is_in(office), is_in(phone)) == (True, False)


def test_signing_out_is_asked_first_and_is_on_every_page(office):
    assert "/accounts/sign-out/" in office.get("/").content.decode()
    assert "/accounts/sign-out/" not in Client().get("/accounts/sign-in/").content.decode()
    assert office.get("/accounts/sign-out/").status_code == 200
    assert is_in(office)
    office.post("/accounts/sign-out/")
    assert not is_in(office)
    assert not Session.objects.filter(person__isnull=False).exists()


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (FIREFOX, "Firefox on Windows"),
        (IPHONE, "Safari on iPhone"),
        (EDGE, "Edge on Windows"),
        ("curl/8.5.0", "Another program"),
        ("", "Another program"),
        ("<script>x</script> Firefox/1 Linux", "Firefox on Linux"),
    ],
)
def test_a_browser_is_called_what_people_call_it(agent, said):
    assert browser_of(agent) == said
