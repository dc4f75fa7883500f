"""Accounts of others: made, changed, closed, opened again by administrators, with a fresh sign-in."""

from __future__ import annotations

import csv
import io
import json
import re
import time
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from recommendations.actions import accounts
from recommendations.models import User
from recommendations.versions import VersionedForm
from recommendations.views.accounts_people import _state
from tests.accounts.doing import SIGN_IN, set_up_app, sign_in, signed_in
from tests.conftest import make_user
from tests.records import form_fields, version

PEOPLE = "/accounts/people/"
NEW = {"username": "ada", "name": "Ada Lovelace", "role": "editor"}


@pytest.fixture
def client(administrator, client_of) -> Client:
    return client_of(administrator)


def phrase_on(response) -> str:
    found = re.search(r'class="pass-phrase"><code>([\w-]+)</code>', response.content.decode())
    assert found, response.content.decode()
    return found[1]


def test_an_account_is_made_and_its_pass_phrase_shown_once(client, administrator):
    made = client.post(f"{PEOPLE}new/", NEW)
    phrase = phrase_on(made)
    assert made.status_code == 200
    assert "no-store" in made["Cache-Control"]
    user = User.objects.get(username="ada")
    assert (user.name, user.role, user.must_change_password) == ("Ada Lovelace", "editor", True)
    assert user.check_password(phrase)
    assert phrase not in user.password
    for page in (f"{PEOPLE}ada/", PEOPLE, "/accounts/"):
        assert phrase not in client.get(page).content.decode()
    step = user.history.get()
    assert (step.history_user, step.history_change_reason) == (administrator, "Account made")
    assert sign_in(Client(), "ada", phrase).status_code == 302


def test_a_pass_phrase_runs_out_and_the_administrator_sees_when(client, monkeypatch):
    phrase = phrase_on(client.post(f"{PEOPLE}new/", NEW))
    user = User.objects.get(username="ada")
    ends = user.pass_phrase_ends
    assert timedelta(days=6, hours=23) < ends - timezone.now() <= timedelta(days=7)
    said = f"{timezone.localtime(ends).day} {timezone.localtime(ends):%B %Y}"
    assert f"it runs out on {said}" in client.get(PEOPLE).content.decode()
    for moment, opens in ((ends - timedelta(seconds=1), True), (ends, False)):
        with monkeypatch.context() as later:
            later.setattr(timezone, "now", lambda moment=moment: moment)
            assert user.check_password(phrase) is opens
            assert user.check_password("not " + phrase) is False
    with monkeypatch.context() as later:
        later.setattr(timezone, "now", lambda: ends)
        assert sign_in(Client(), "ada", phrase).status_code == 422
        assert _state(user) == f"Open, pass phrase ran out on {said}"
    renewed = phrase_on(client.post(f"{PEOPLE}ada/pass-phrase/", {"why": "Ran out"}))
    assert sign_in(Client(), "ada", renewed).status_code == 302
    assert User.objects.get(username="ada").pass_phrase_ends is not None


@pytest.mark.parametrize(
    "fields",
    [{"username": "Editor"}, {"username": "new"}, {"username": "a b"}, {"username": ""}, {"role": "owner"}],
)
def test_what_cannot_be_an_account_is_none(client, editor, fields):
    before = User.objects.count()
    assert client.post(f"{PEOPLE}new/", NEW | fields).status_code == 422
    assert User.objects.count() == before


def test_the_list_is_a_table_and_a_file(client, editor, viewer):
    signed = signed_in(viewer)
    set_up_app(signed)
    page = client.get(PEOPLE).content.decode()
    assert 'href="/accounts/people/editor/"' in page
    rows = list(csv.DictReader(io.StringIO(client.get("/accounts/people.csv").content.decode())))
    assert [(row["username"], row["second_factor"]) for row in rows] == [
        ("administrator", "No"), ("editor", "No"), ("viewer", "Yes"),
    ]  # fmt: skip
    told = json.loads(client.get("/accounts/people.json").content)
    assert {row["state"] for row in told["rows"]} == {"Open"}
    assert "password" not in client.get("/accounts/people.json").content.decode()


def test_name_and_role_are_changed_with_a_reason(client, editor, administrator):
    fields = {"name": "E. Ditor", "role": "publisher", "version": version(editor)}
    assert client.post(f"{PEOPLE}editor/", fields).status_code == 422
    assert client.post(f"{PEOPLE}editor/", {**fields, "why": "New duties"})["Location"] == f"{PEOPLE}editor/"
    editor.refresh_from_db()
    assert (editor.name, editor.role) == ("E. Ditor", "publisher")
    page = client.get(f"{PEOPLE}editor/").content.decode()
    assert "New duties" in page
    assert "(was: editor)" in page


@pytest.fixture
def roles_told(monkeypatch) -> list[tuple[str, str]]:
    """What the audit log is told of roles: which was taken, which given."""
    told: list[tuple[str, str]] = []

    def tell(event: str, **facts: Any) -> None:
        if event == "role changed":
            told.append((facts["taken"], facts["given"]))

    monkeypatch.setattr("recommendations.views.accounts_people.audit", tell)
    return told


@pytest.fixture
def colleague(client_of) -> Client:
    return client_of(User.objects.create_user("cleo", "x", role="administrator", name="Cleo Colleague"))


def opened(client: Client) -> dict[str, str]:
    """What the page of the editor's account sends if nothing is touched."""
    return form_fields(client.get(f"{PEOPLE}editor/"))


def test_an_account_that_was_changed_meanwhile_is_not_overwritten(client, colleague, editor, roles_told):
    mine = opened(client) | {"name": "Ed Itor", "role": "viewer", "why": "Fewer duties"}
    theirs = opened(colleague) | {"role": "publisher", "why": "New duties"}
    assert colleague.post(f"{PEOPLE}editor/", theirs).status_code == 302
    conflict = client.post(f"{PEOPLE}editor/", mine)
    assert conflict.status_code == 409
    page = conflict.content.decode()
    assert "What Cleo Colleague saved at" in page
    editor.refresh_from_db()
    assert (editor.name, editor.role) == ("Test editor", "publisher")
    kept = form_fields(conflict)
    assert (kept["name"], kept["role"], kept["why"]) == ("Ed Itor", "viewer", "Fewer duties")
    assert client.post(f"{PEOPLE}editor/", kept).status_code == 302  # a decision: they have seen both
    editor.refresh_from_db()
    assert (editor.name, editor.role) == ("Ed Itor", "viewer")
    assert roles_told == [("editor", "publisher"), ("publisher", "viewer")]


def test_of_a_role_that_was_changed_meanwhile_only_the_name_is_corrected(
    client, colleague, editor, roles_told
):
    mine = opened(client) | {"name": "Ed Itor", "why": "Spelling"}
    colleague.post(f"{PEOPLE}editor/", opened(colleague) | {"role": "publisher", "why": "New duties"})
    assert client.post(f"{PEOPLE}editor/", mine).status_code == 302
    editor.refresh_from_db()
    assert (editor.name, editor.role) == ("Ed Itor", "publisher")
    assert roles_told == [("editor", "publisher")]


@pytest.mark.parametrize("shown", ["", "0", "nonsense", "99999999"])
def test_a_version_that_the_account_never_had_overwrites_nothing(client, editor, shown):
    sent = opened(client) | {"role": "publisher", "why": "x", "version": shown}
    assert client.post(f"{PEOPLE}editor/", sent).status_code in {409, 422}
    editor.refresh_from_db()
    assert editor.role == "editor"


def test_without_the_version_a_stale_page_would_overwrite(client, colleague, editor, monkeypatch):
    mine = opened(client) | {"role": "viewer", "why": "Fewer duties"}
    colleague.post(f"{PEOPLE}editor/", opened(colleague) | {"role": "publisher", "why": "New duties"})
    newest = property(lambda form: VersionedForm.changes.fget(form) | {"version": version(form.instance)})
    monkeypatch.setattr("recommendations.account_forms.PersonForm.changes", newest, raising=False)
    assert client.post(f"{PEOPLE}editor/", mine).status_code == 302
    editor.refresh_from_db()
    assert editor.role == "viewer"


def test_an_account_is_closed_and_opened_again(client, editor):
    assert client.post(f"{PEOPLE}editor/close/", {"why": ""}).status_code == 422
    assert client.post(f"{PEOPLE}editor/close/", {"why": "Left"}).status_code == 302
    assert "Closed" in client.get(f"{PEOPLE}editor/").content.decode()
    assert not User.objects.get(username="editor").has_usable_password()
    assert client.get(f"{PEOPLE}editor/close/").status_code == 404
    assert client.get(f"{PEOPLE}editor/pass-phrase/").status_code == 404
    phrase = phrase_on(client.post(f"{PEOPLE}editor/reopen/", {"why": "Came back"}))
    assert sign_in(Client(), "editor", phrase).status_code == 302
    assert User.objects.get(username="editor").history.count() >= 2


def test_a_forgotten_password_is_replaced_by_a_pass_phrase(client, editor):
    theirs = signed_in(editor)
    phrase = phrase_on(client.post(f"{PEOPLE}editor/pass-phrase/", {"why": "Forgotten"}))
    assert theirs.get("/meetings/")["Location"].startswith(SIGN_IN)
    assert sign_in(Client(), "editor").status_code == 422
    assert sign_in(Client(), "editor", phrase, to="/meetings/").status_code == 302
    page = client.get(f"{PEOPLE}editor/").content.decode()
    assert re.search("Test administrator.*: Forgotten", page)


def test_a_lost_second_factor_goes_and_the_password_with_it(client, editor):
    assert client.get(f"{PEOPLE}editor/second-factor/").status_code == 404  # has none
    theirs = signed_in(editor)
    set_up_app(theirs)
    phrase = phrase_on(client.post(f"{PEOPLE}editor/second-factor/", {"why": "Telephone lost"}))
    assert not Authenticator.objects.filter(user=editor).exists()
    assert theirs.get("/meetings/")["Location"].startswith(SIGN_IN)
    assert sign_in(Client(), "editor").status_code == 422
    assert sign_in(Client(), "editor", phrase)["Location"] == "/"


def test_nobody_does_it_to_themselves(client, administrator):
    fields = {"name": "Me", "role": "editor", "why": "Fewer duties", "version": version(administrator)}
    refused = client.post(f"{PEOPLE}administrator/", fields)
    assert refused.status_code == 422
    assert "You cannot change your own role." in refused.content.decode()
    assert "Account of Me" not in refused.content.decode()
    assert client.post(f"{PEOPLE}administrator/", {**fields, "role": "administrator"}).status_code == 302
    for act in ("close", "pass-phrase", "second-factor", "reopen"):
        assert client.post(f"{PEOPLE}administrator/{act}/", {"why": "x"}).status_code == 404
    for action in (accounts.close_account, accounts.renew_pass_phrase, accounts.take_second_factor):
        with pytest.raises(accounts.AccountRefused, match="You cannot"):
            action(by=administrator, user=administrator, why="x")
    administrator.refresh_from_db()
    assert (administrator.role, administrator.is_active) == ("administrator", True)


def test_of_two_administrators_who_close_each_other_one_stays(administrator):
    other = User.objects.create_user("other", "x", role="administrator")
    accounts.close_account(by=administrator, user=other, why="x")
    with pytest.raises(accounts.AccountRefused, match="no administrator any more"):
        accounts.close_account(by=other, user=administrator, why="x")
    assert User.objects.get(pk=administrator.pk).is_active


@pytest.mark.parametrize("role", ["viewer", "editor", "publisher"])
def test_others_find_nothing_there(role, client_of, administrator):
    client = client_of(make_user(role))
    for address in ("", "new/", "administrator/", "administrator/close/"):
        assert client.get(f"{PEOPLE}{address}").status_code == 404, address
        assert client.post(f"{PEOPLE}{address}", {"why": "x"}).status_code == 404, address


def test_after_five_minutes_the_password_is_asked_again_and_what_was_typed_is_kept(
    administrator, editor, monkeypatch
):
    client = signed_in(administrator)
    assert client.get(f"{PEOPLE}editor/close/").status_code == 200
    later = time.time() + 5 * 60 + 1
    monkeypatch.setattr("recommendations.signing_in.session.time.time", lambda: later)
    for address in (PEOPLE, "/accounts/people.csv", f"{PEOPLE}new/", f"{PEOPLE}editor/"):
        asked = client.get(address)
        assert asked["Location"].startswith("/accounts/confirm/?next="), address

    asked = client.post(f"{PEOPLE}editor/close/", {"why": "Left the office"})
    assert User.objects.get(username="editor").is_active
    assert client.post(asked["Location"], {"password": "wrong"}).status_code == 422
    assert User.objects.get(username="editor").is_active
    done = client.post(asked["Location"], {"password": "a long pass phrase for tests"})
    assert done["Location"] == f"{PEOPLE}editor/"
    closed = User.objects.get(username="editor")
    assert (closed.is_active, closed.history.latest().history_change_reason) == (False, "Left the office")
    assert client.get(PEOPLE).status_code == 200  # fresh again


def test_without_the_five_minutes_nothing_would_be_asked(administrator, monkeypatch):
    client = signed_in(administrator)
    monkeypatch.setattr("recommendations.access.is_fresh", lambda request: True)
    monkeypatch.setattr("recommendations.signing_in.session.time.time", lambda: time.monotonic() + 1e10)
    assert client.get(PEOPLE).status_code == 200


def test_a_wrong_password_is_asked_for_no_more_than_five_times(administrator):
    client = signed_in(administrator)
    answers = [client.post("/accounts/confirm/", {"password": "wrong"}).status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]
