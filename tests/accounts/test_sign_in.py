"""Signing in with a password: what opens, what does not, and how often it may be tried."""

from __future__ import annotations

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client

from recommendations.actions.accounts import change_account, close_account, reopen_account
from recommendations.models import User
from recommendations.signing_in.adapters import WRONG, AccountAdapter
from tests.accounts.doing import SIGN_IN, code_of, set_up_app, sign_in, signed_in
from tests.conftest import PASSWORD
from tests.records import version


def said(response) -> str:
    return response.content.decode()


def test_who_signs_in_gets_where_they_wanted(viewer):
    assert sign_in(Client(), "viewer", to="/reports/")["Location"] == "/reports/"
    assert sign_in(Client(), "viewer")["Location"] == "/"
    assert sign_in(Client(), "viewer", to="https://elsewhere.example/")["Location"] == "/"


@pytest.mark.parametrize("username", ["nobody-here", "viewer", "closed"])
def test_whatever_is_wrong_is_told_in_the_same_words(viewer, administrator, editor, username):
    if username == "closed":
        username, password = "editor", PASSWORD
        close_account(by=administrator, user=editor, why="Left")
    else:
        password = "not the password at all"
    wrong = sign_in(Client(), username, password)
    assert wrong.status_code == 422
    assert WRONG in said(wrong)
    assert password not in said(wrong)
    assert said(wrong).count("error-message") == said(sign_in(Client(), "x y z", "p")).count("error-message")


def test_a_closed_account_opens_nothing_from_then_on_and_no_old_session_comes_back(administrator, editor):
    client = signed_in(editor)
    assert client.get("/meetings/").status_code == 200
    close_account(by=administrator, user=editor, why="Left")
    assert client.get("/meetings/")["Location"].startswith(SIGN_IN)
    reopen_account(by=administrator, user=editor, why="Came back")
    assert client.get("/meetings/")["Location"].startswith(SIGN_IN)


def test_another_role_ends_the_session_and_another_name_does_not(administrator, editor):
    client = signed_in(editor)
    given = {"by": administrator, "record": editor, "version": version(editor)}
    change_account(values={"name": "E. Ditor", "role": "editor"}, why="Spelling", **given)
    assert client.get("/meetings/").status_code == 200
    given["version"] = version(editor)
    change_account(values={"name": "E. Ditor", "role": "publisher"}, why="New duties", **given)
    assert client.get("/meetings/")["Location"].startswith(SIGN_IN)


def test_five_wrong_tries_are_enough_for_one_name_from_one_address(viewer, editor):
    client = Client()
    assert [sign_in(client, "viewer", "wrong").status_code for _ in range(6)] == [422] * 5 + [429]
    blocked = sign_in(client, "viewer")
    assert blocked.status_code == 429
    assert "Wait five minutes" in said(blocked)
    # neither another person nor the same person elsewhere is shut out with it
    assert sign_in(Client(), "editor").status_code == 302
    assert sign_in(Client(), "viewer", REMOTE_ADDR="192.0.2.9").status_code == 302


def test_without_the_limit_they_would_not_be(viewer, settings):
    settings.ACCOUNT_RATE_LIMITS = False
    client = Client()
    assert {sign_in(client, "viewer", "wrong").status_code for _ in range(8)} == {422}


def test_one_address_cannot_try_every_name(viewer):
    answers = [sign_in(Client(), f"name{n}", "wrong").status_code for n in range(21)]
    assert answers == [422] * 20 + [429]


def test_many_addresses_cannot_try_one_name_for_ever(viewer, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "password_name": "7/h/key"}
    answers = [
        sign_in(Client(), "viewer", "wrong", REMOTE_ADDR=f"192.0.2.{n}").status_code for n in range(1, 9)
    ]
    assert answers == [422] * 7 + [429]


def test_ones_own_code_does_not_begin_the_count_of_the_address_anew(viewer, editor, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "password_address": "4/5m/ip"}
    secret, _ = set_up_app(signed_in(editor))
    for _ in range(3):
        sign_in(Client(), "viewer", "wrong")
    client = Client()
    sign_in(client, "editor")
    assert client.post(f"{SIGN_IN}code/", {"code": code_of(secret, 1)}).status_code == 302
    assert [sign_in(Client(), "viewer", "wrong").status_code for _ in range(2)] == [422, 429]


def test_right_passwords_are_not_counted(viewer):
    assert {sign_in(Client(), "viewer").status_code for _ in range(12)} == {302}


def test_what_is_counted_lies_where_every_worker_finds_it(viewer, django_assert_num_queries):
    sign_in(Client(), "viewer", "wrong")
    with django_assert_num_queries(1):
        cache.get("anything")


def test_nobody_makes_their_own_account_nor_gets_a_password_by_mail(db, client):
    for address in ("/accounts/signup/", "/accounts/password/reset/", "/accounts/email/", "/accounts/login/"):
        assert client.get(address).status_code == 404
    assert not AccountAdapter().is_open_for_signup(None)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("fourteen chars", "password_too_short"),
        ("passwordpassword1", "password_easy"),
        ("Avon and Somerset 2026!", "password_easy"),
        ("Recommendations-Tracker", "password_easy"),
        ("PoliceAndCrimePanel1", "password_easy"),
        ("florence.nightingale1", "password_easy"),
        ("aaaaaaaaaaaaaaaaaaaa", "password_easy"),
        ("1234567890123456789", "password_easy"),
        ("qwertyuiopasdfghjkl1", "password_easy"),
    ],
)
def test_easy_passwords_are_refused_however_long(password, code):
    user = User(username="florence", name="Florence Nightingale")
    with pytest.raises(ValidationError) as refused:
        validate_password(password, user)
    assert code in {error.code for error in refused.value.error_list}


@pytest.mark.parametrize(
    "password", [PASSWORD, "seven wet umbrellas", "kettle-violin-ochre", "h2ws9-kqtmz-4vrpx-8ndyb"]
)
def test_others_are_taken(password):
    validate_password(password, User(username="florence", name="Florence Nightingale"))


def test_a_password_is_changed_by_who_knows_the_old_one(editor, client_of):
    client, other = signed_in(editor), signed_in(editor)
    new = "seven wet umbrellas"
    fields = {"oldpassword": "wrong", "password1": new, "password2": new}
    assert client.post("/accounts/password/", fields).status_code == 422
    fields["oldpassword"] = PASSWORD
    for bad in ("Avon and Somerset 2026!", PASSWORD):
        refused = client.post("/accounts/password/", {**fields, "password1": bad, "password2": bad})
        assert refused.status_code == 422
    changed = client.post("/accounts/password/", fields)
    assert changed["Location"] == "/accounts/"
    assert client.get("/meetings/").status_code == 200
    assert other.get("/meetings/")["Location"].startswith(SIGN_IN)
    assert sign_in(Client(), "editor", new).status_code == 302
    step = editor.history.latest()
    assert (step.history_user, step.history_change_reason) == (editor, "Password changed")


def test_a_password_hashed_in_an_older_way_is_hashed_anew(viewer, settings):
    old = viewer.password
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.ScryptPasswordHasher",
        *settings.PASSWORD_HASHERS,
    ]
    sign_in(Client(), "viewer")
    viewer.refresh_from_db()
    assert viewer.password != old
    assert sign_in(Client(), "viewer").status_code == 302
