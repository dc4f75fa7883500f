"""The second factor: asked of those who can change what others read, and of everybody who has one."""

from __future__ import annotations

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from recommendations.actions.accounts import open_account
from recommendations.models import User
from recommendations.roles import ROLES, WITH_SECOND_FACTOR
from recommendations.signing_in.session import SECOND_FACTOR_OF
from tests.accounts.doing import SIGN_IN, code_of, set_up_app, sign_in, signed_in
from tests.conftest import PASSWORD
from tests.records import some_records

FACTORS = "/accounts/second-factor/"


@pytest.fixture
def asked(settings):
    """Where the site asks for a second factor, as it does unless it is told not to."""
    settings.SECOND_FACTOR = True


def test_who_can_change_what_others_read_needs_one():
    assert set(ROLES) - {"viewer"} == WITH_SECOND_FACTOR


@pytest.mark.parametrize("role", sorted(WITH_SECOND_FACTOR))
def test_without_one_a_session_opens_nothing_but_the_way_to_it(asked, request, role):
    client = signed_in(request.getfixturevalue(role))
    for address in ("/", "/reports/", "/meetings/new/", "/statuses/"):
        assert client.get(address)["Location"] == FACTORS, address
    assert client.post("/meetings/new/", {})["Location"] == FACTORS
    assert client.get("/no/such/address/").status_code == 404
    assert client.get(FACTORS).status_code == 200
    assert "Your role needs a second factor" in client.get(FACTORS).content.decode()
    assert "Show a second factor first" in client.get("/accounts/").content.decode()


def test_what_the_role_does_not_open_stays_hidden_meanwhile(asked, editor):
    client = signed_in(editor)
    assert client.get("/papers/").status_code == 404
    assert client.get("/accounts/people/").status_code == 404


def test_it_is_not_asked_where_the_setting_is_off_nor_of_viewers(settings, editor, viewer):
    assert signed_in(editor).get("/meetings/new/").status_code == 200  # the guard off
    settings.SECOND_FACTOR = True
    assert signed_in(viewer).get("/reports/").status_code == 200


def test_without_one_a_session_sees_no_draft_where_pages_are_public(asked, settings, editor):
    some_records(editor)
    settings.PUBLIC_PAGES = True
    client = signed_in(editor)
    assert client.get("/meetings/pab-2022-11-02/").status_code == 200
    assert client.get("/meetings/pab-2023-02-01/").status_code == 404
    assert "2023" not in client.get("/meetings/").content.decode().replace("2023-02", "2023")
    settings.SECOND_FACTOR = False
    assert client.get("/meetings/pab-2023-02-01/").status_code == 200


def test_an_app_is_set_up_and_asked_for_from_then_on(asked, editor):
    client = signed_in(editor)
    secret, recovery = set_up_app(client)
    assert client.get("/meetings/new/").status_code == 200
    assert len(set(recovery)) == 10

    other = Client()
    assert sign_in(other, "editor", to="/meetings/new/")["Location"] == "/accounts/sign-in/code/"
    assert other.get("/meetings/new/")["Location"].startswith(SIGN_IN)  # not signed in yet
    assert other.post("/accounts/sign-in/code/", {"code": "000000"}).status_code == 422
    # the code of the set-up was shown before; the next one is taken too
    right = other.post("/accounts/sign-in/code/", {"code": code_of(secret, 1)})
    assert right["Location"] == "/meetings/new/"
    assert other.get("/meetings/new/").status_code == 200


def forget_allauths_note(monkeypatch):
    """allauth itself notes a used code for half a minute; a code one step ahead is right for longer."""
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.TOTP._mark_code_used", lambda self, code: True)


def used_twice(secret: str, typed: str) -> list[int]:
    """The answers to a code, and to the same as somebody else types it who saw it."""
    answers = []
    for code in (code_of(secret, 1), typed):
        client = Client()
        sign_in(client, "editor")
        answers.append(client.post("/accounts/sign-in/code/", {"code": code}).status_code)
    return answers


@pytest.mark.parametrize("between", ["", " "])
def test_a_code_is_taken_once(asked, editor, monkeypatch, between):
    secret, _ = set_up_app(signed_in(editor))
    forget_allauths_note(monkeypatch)
    code = code_of(secret, 1)
    assert used_twice(secret, f"{code[:3]}{between}{code[3:]}") == [302, 422]


def test_without_our_note_it_would_be_taken_twice(asked, editor, monkeypatch):
    secret, _ = set_up_app(signed_in(editor))
    forget_allauths_note(monkeypatch)
    monkeypatch.setattr("recommendations.signing_in.forms.taken_once", lambda authenticator, code: code)
    assert used_twice(secret, code_of(secret, 1)) == [302, 302]


def test_a_code_of_a_minute_ago_is_not_taken(asked, editor):
    secret, _ = set_up_app(signed_in(editor))
    client = Client()
    sign_in(client, "editor")
    for steps in (-3, 3):
        assert client.post("/accounts/sign-in/code/", {"code": code_of(secret, steps)}).status_code == 422


def test_codes_are_not_tried_for_ever(asked, editor):
    set_up_app(signed_in(editor))
    client = Client()
    sign_in(client, "editor")
    answers = [client.post("/accounts/sign-in/code/", {"code": f"00000{n}"}).status_code for n in range(6)]
    assert answers == [422] * 5 + [429]


def test_recovery_codes_are_shown_once_and_each_is_taken_once(asked, editor):
    client = signed_in(editor)
    _, recovery = set_up_app(client)
    again = client.get("/accounts/second-factor/codes/").content.decode()
    assert "10 codes left" in again
    assert not any(code in again for code in recovery)

    for answer in (302, 422):
        other = Client()
        sign_in(other, "editor")
        assert other.post("/accounts/sign-in/code/", {"code": recovery[0]}).status_code == answer

    made = client.post("/accounts/second-factor/codes/new/")
    assert made["Location"] == "/accounts/second-factor/codes/"
    anew = client.get(made["Location"]).context["unused_codes"]
    assert not set(anew) & set(recovery)


def test_no_key_lies_readable_in_the_database(asked, editor):
    secret, recovery = set_up_app(signed_in(editor))
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    assert not any(code in kept for code in recovery)


def test_with_another_secret_key_no_code_is_right_and_with_the_old_one_kept_it_is(asked, editor, settings):
    secret, _ = set_up_app(signed_in(editor))
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another"
    client = Client()
    sign_in(client, "editor")
    assert client.post("/accounts/sign-in/code/", {"code": code_of(secret)}).status_code == 422
    settings.SECRET_KEY_FALLBACKS = [old]
    assert client.post("/accounts/sign-in/code/", {"code": code_of(secret)}).status_code == 302


def test_who_takes_the_last_one_away_has_to_set_another_up(asked, editor):
    client = signed_in(editor)
    set_up_app(client)
    assert client.get("/meetings/new/").status_code == 200
    assert client.post("/accounts/second-factor/app/remove/")["Location"] == FACTORS
    assert client.get("/meetings/new/")["Location"] == FACTORS
    assert not Authenticator.objects.exists()


def test_a_session_that_did_not_show_it_has_to(asked, editor):
    before = signed_in(editor)
    secret, _ = set_up_app(before)
    kept = before.session
    del kept[SECOND_FACTOR_OF]
    kept.save()
    assert before.get("/meetings/new/")["Location"] == FACTORS
    assert before.get(FACTORS)["Location"] == f"/accounts/confirm/code/?next={FACTORS}"
    shown = before.post(f"/accounts/confirm/code/?next={FACTORS}", {"code": code_of(secret, 1)})
    assert shown["Location"] == FACTORS
    assert before.get("/meetings/new/").status_code == 200


def test_the_second_factor_of_another_is_worth_nothing(asked, editor, publisher):
    """A sign-in that got as far as the code, and then another person's with the password alone."""
    secret, _ = set_up_app(signed_in(editor))
    client = Client()
    sign_in(client, "editor")
    assert client.post("/accounts/sign-in/code/", {"code": code_of(secret, 1)}).status_code == 302
    shown = client.session[SECOND_FACTOR_OF]
    client.post("/accounts/sign-out/")
    sign_in(client, "publisher")
    kept = client.session
    kept[SECOND_FACTOR_OF] = shown
    kept.save()
    assert client.get("/meetings/new/")["Location"] == FACTORS


def test_the_picture_is_a_drawing_in_the_page(asked, editor):
    client = signed_in(editor)
    page = client.get("/accounts/second-factor/app/").content.decode()
    drawing = re.search(r"<svg.*?</svg>", page, re.DOTALL)
    assert drawing
    assert "style=" not in page
    assert "data:" not in page
    assert client.session["mfa.totp.secret"] in page


def test_a_pass_phrase_given_out_opens_only_the_page_to_choose_a_password(administrator, asked):
    phrase = open_account(by=administrator, username="ada", name="Ada", role="editor")
    client = Client()
    assert sign_in(client, "ada", phrase, to="/reports/")["Location"] == "/reports/"
    assert client.get("/reports/")["Location"] == "/accounts/password/"
    assert "for once" in client.get("/accounts/password/").content.decode()
    fields = {"oldpassword": phrase, "password1": PASSWORD, "password2": PASSWORD}
    assert (
        client.post("/accounts/password/", fields | {"password1": phrase, "password2": phrase}).status_code
        == 422
    )
    assert client.post("/accounts/password/", fields)["Location"] == FACTORS
    assert sign_in(Client(), "ada", phrase).status_code == 422
    assert not User.objects.get(username="ada").must_change_password


def test_whoever_left_the_screen_is_asked_again_before_anything_is_taken_away(asked, editor, monkeypatch):
    client = signed_in(editor)
    set_up_app(client)
    later = time.time() + 6 * 60
    monkeypatch.setattr("recommendations.signing_in.session.time.time", lambda: later)
    for address in ("app/remove/", "codes/new/", "passkey/"):
        asked_again = client.post(f"{FACTORS}{address}")
        assert asked_again["Location"].startswith("/accounts/confirm/?next="), address
    assert Authenticator.objects.count() == 2


NO_PASSKEYS = [
    *("", "x", "null", "1", "[]", '"a"', "{}", '{"response": 1}', '{"response": {"userHandle": "4pyT"}}'),
    '{"id": "x", "rawId": "x", "type": "public-key", "response": {"userHandle": "MQ", "signature": "", '
    '"clientDataJSON": "", "authenticatorData": ""}}',
]


@pytest.mark.parametrize("credential", NO_PASSKEYS)
def test_what_is_no_passkey_is_told_so_and_breaks_nothing(db, editor, credential):
    client = Client()
    client.get("/accounts/sign-in/passkey/", headers={"accept": "application/json"})
    answered = client.post("/accounts/sign-in/passkey/", {"credential": credential})
    assert answered["Location"] == SIGN_IN
    assert client.get("/reports/")["Location"].startswith(SIGN_IN)
    adding = signed_in(editor)
    adding.get(f"{FACTORS}passkey/")
    assert adding.post(f"{FACTORS}passkey/", {"credential": credential}).status_code == 422
    assert not Authenticator.objects.exists()
