"""Accessibility, cookies, where to report a hole, what robots may read."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from tests.conftest import PASSWORD
from tests.test_settings import PRODUCTION, run

SECURITY = "/.well-known/security.txt"


def text(client, url: str) -> str:
    return client.get(url).content.decode()


def test_who_finds_a_hole_is_told_where_to_report_it(settings, client_of, db):
    settings.SECURITY_CONTACT = "https://office.example/security"
    got = client_of(None).get(SECURITY)
    assert got["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in got.content.decode().splitlines())
    assert fields["Contact"] == "https://office.example/security"
    assert fields["Canonical"] == f"http://testserver{SECURITY}"
    expires = datetime.fromisoformat(fields["Expires"])
    assert timedelta(days=30) < expires - timezone.now() < timedelta(days=365)


def test_without_a_contact_there_is_no_such_file(client_of, db):
    assert client_of(None).get(SECURITY).status_code == 404


def test_the_old_address_leads_to_the_new_one(client_of, db):
    assert client_of(None).get("/security.txt")["Location"] == SECURITY


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECURITY_CONTACT", "someone@office.example"),
        ("SECURITY_CONTACT", "mailto:a@office.example\nContact: mailto:b@elsewhere.example"),
        ("CONTACT_PAGE", "mailto:someone@office.example"),
        ("CONTACT_PAGE", "javascript:alert(1)"),
    ],
)
def test_a_contact_of_another_shape_stops_the_start(name, value):
    started = run("manage.py", "check", **PRODUCTION, **{name: value})
    assert started.returncode != 0
    assert f"{name} is " in started.stderr.splitlines()[-1]


def test_the_footer_of_every_page_leads_to_both_pages(client_of, db, editor):
    for client in (client_of(None), client_of(editor)):
        for url in ("/accounts/", "/accounts/sign-in/", "/no/such/page/", "/accessibility/", "/cookies/"):
            page = client.get(url, follow=True).content.decode()
            assert 'href="/accessibility/"' in page, url
            assert 'href="/cookies/"' in page, url


def test_the_statement_leads_to_the_offices_page_where_there_is_one(settings, client_of, db):
    assert "Tell the office, by the means" in text(client_of(None), "/accessibility/")
    settings.CONTACT_PAGE = "https://office.example/contact"
    page = text(client_of(None), "/accessibility/")
    assert '<a href="https://office.example/contact">Tell the office</a>' in page
    assert not re.search(r"[\w.+-]+@[\w-]+\.\w+", page)


def test_the_cookies_page_names_each_cookie_that_the_site_sets(client_of, viewer):
    client = client_of(None)
    client.get("/accounts/sign-in/")
    client.post("/accounts/sign-in/", {"login": "viewer", "password": PASSWORD})
    client.get("/accounts/")
    named = re.findall(r'<th scope="row"[^>]*>(.*?)</th>', text(client, "/cookies/"))
    assert sorted(named) == sorted(client.cookies)


@pytest.mark.parametrize(("public", "shut"), [(True, "/accounts/"), (False, "/")])
def test_robots_may_read_what_everybody_may(settings, client_of, db, public, shut):
    settings.PUBLIC_PAGES = public
    assert text(client_of(None), "/robots.txt") == f"User-agent: *\nDisallow: {shut}\n"
