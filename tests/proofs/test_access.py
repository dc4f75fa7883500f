"""Every address, as everybody, by every method, is answered as the table of tests/test_roles.py says."""

from __future__ import annotations

from copy import deepcopy
from typing import NamedTuple

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, override_settings

from recommendations import access
from recommendations.models import User
from recommendations.roles import ADMINISTRATOR, NOBODY, ROLES, SIGNED_IN, Can
from tests.conftest import make_user
from tests.proofs.sizes import size
from tests.test_roles import DRAFTS, PEOPLE, RIGHTS, Site, a_site, answer, expected, let_go

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
CLOSED, FIRST = "whose account is closed", "administrator without second factor"
EVERYBODY = (*PEOPLE, CLOSED, FIRST)
# What a view itself refuses, whoever asks: access is settled before.
OTHER_METHODS = {"PUT", "PATCH", "DELETE", "OPTIONS"}


class Asked(NamedTuple):
    address: str
    person: str
    method: str


@pytest.fixture
def site(db) -> Site:
    """The site of tests/test_roles.py, and two people more."""
    made = a_site()
    closed = make_user("editor", username="closed")
    made.clients[CLOSED] = Client()
    made.clients[CLOSED].force_login(closed)
    closed.is_active = False
    closed.save()
    made.clients[FIRST] = Client()
    made.clients[FIRST].force_login(make_user("administrator", username="first"))
    return made


def got(site: Site, asked: Asked) -> str:
    """What is answered, in a transaction that leaves nothing behind."""
    told = override_settings(PUBLIC_PAGES=asked.person == "public", SECOND_FACTOR=asked.person == FIRST)
    client = site.clients[asked.person]
    cookies = deepcopy(client.cookies)
    with told, transaction.atomic():
        response: HttpResponse = client.generic(asked.method, site.url(asked.address))
        let_go(response)
        transaction.set_rollback(True)
    client.cookies = cookies  # who signs out is signed in again
    if response.status_code == 302 and response["Location"] == "/accounts/second-factor/":
        return "set up"
    return answer(response)


def declared(asked: Asked, needed: Can) -> str:
    """What has to be answered."""
    get, post = ((RIGHTS | DRAFTS)[asked.address]).split(" | ")
    person = {CLOSED: "nobody", FIRST: "administrator"}.get(asked.person, asked.person)
    if asked.person == FIRST and needed not in SIGNED_IN and needed in ADMINISTRATOR:
        return "set up"
    of_get = dict(zip(PEOPLE, expected(get), strict=True))[person]
    of_post = dict(zip(PEOPLE, expected(post), strict=True))[person]
    if asked.method == "POST":
        return of_post
    if asked.method not in OTHER_METHODS:
        return of_get
    can = {"nobody": NOBODY, "public": NOBODY | {Can.READ}}.get(person) or ROLES[person]
    if needed in can:
        return "405"
    return "404" if person in ROLES else "in"


def wrong(site: Site, asked: list[Asked]) -> list[tuple[Asked, str]]:
    """What is not answered as the table says."""
    found = []
    for each in asked:
        view = site_view(site, each.address)
        answered = got(site, each)
        if answered != declared(each, getattr(view, "needs", Can.READ)):
            found.append((each, answered))
    return found


def site_view(site: Site, address: str):
    from django.urls import resolve

    return resolve(site.url(address).partition("?")[0]).func


def every() -> list[Asked]:
    return [Asked(a, p, m) for a in (*RIGHTS, *DRAFTS) for p in EVERYBODY for m in METHODS]


def test_everybody_gets_at_every_address_what_the_table_says(site, proved):
    asked = every()
    some = asked[:: max(1, len(asked) // size(400, len(asked)))]
    found = wrong(site, some)
    assert found == []
    proved("every address as everybody by every method: other than the table", len(some), len(found))


def test_with_the_guard_off_the_same_test_fails(site, monkeypatch):
    """The negative control: everybody can do everything."""
    monkeypatch.setattr(access, "abilities", lambda request: frozenset(Can))
    asked = [each for each in every() if each.person == "viewer" and each.method == "GET"]
    assert len(wrong(site, asked)) > 20


def test_a_view_that_forgets_what_it_needs_is_found(site, monkeypatch):
    """The negative control of one view alone."""
    view = site_view(site, "/papers/")
    monkeypatch.setattr(view, "needs", Can.READ)
    assert wrong(site, [Asked("/papers/", "viewer", "GET")]) == [(Asked("/papers/", "viewer", "GET"), "200")]


def test_whose_account_is_closed_is_known_and_gets_nothing(site):
    assert User.objects.filter(username="closed", is_active=False).exists()
    assert got(site, Asked("/reports/", CLOSED, "GET")) == "in"
