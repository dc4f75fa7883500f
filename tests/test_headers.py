"""Headers of every answer there can be, and cookies over https, as the site runs in production."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

from tests.conftest import PASSWORD
from tests.test_settings import PRODUCTION, run
from tracker.middleware.headers import DENIED, OWN, PERMISSIONS

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
FRAME = "tracker.middleware.headers.FrameMiddleware"


@pytest.fixture
def https(settings) -> Any:
    """The settings as HTTPS_ONLY sets them."""
    settings.HTTPS_ONLY = settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 63072000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    settings.PUBLIC_PAGES = True
    return settings


def fail(*args: Any, **kwargs: Any) -> None:
    raise RuntimeError("the inside of the program")


def answers(editor: Client, nobody: Client) -> dict[str, Any]:
    """One answer of each kind that the site gives."""
    asked: dict[str, tuple[Client, str, str, dict[str, Any]]] = {
        "page": (editor, "GET", "/", {}),
        "public page": (nobody, "GET", "/reports/", {}),
        "csv": (editor, "GET", "/reports.csv", {}),
        "xlsx": (editor, "GET", "/reports.xlsx", {}),
        "json": (nobody, "GET", "/reports.json", {}),
        "file": (editor, "GET", "/meetings/pab-2022-11-02/paper.yaml", {}),
        "feed": (nobody, "GET", "/meetings.rss", {}),
        "static": (nobody, "HEAD", "/static/tracker.css", {}),
        "static script": (nobody, "HEAD", "/static/plotly.min.js", {}),
        "static, not there": (nobody, "GET", "/static/none.css", {}),
        "robots": (nobody, "GET", "/robots.txt", {}),
        "led away": (nobody, "GET", "/papers/", {}),
        "moved": (nobody, "GET", "/security.txt", {}),
        "without its slash": (nobody, "GET", "/reports", {}),
        "signed in": (nobody, "POST", "/accounts/sign-in/", {"login": "none", "password": PASSWORD}),
        "form with faults": (editor, "POST", "/meetings/new/", {}),
        "missing": (nobody, "GET", "/no/such/page/", {}),
        "not open": (editor, "GET", "/papers/", {}),
        "wrong method": (editor, "POST", "/reports/", {}),
        "no token": (Client(enforce_csrf_checks=True), "POST", "/accounts/sign-in/", {}),
    }
    found = {
        kind: client.generic(method, url, data=b"", secure=True) if method != "POST"
        else client.post(url, data, secure=True)
        for kind, (client, method, url, data) in asked.items()
    }  # fmt: skip
    tag = found["public page"]["ETag"]
    found["not changed"] = nobody.get("/reports/", secure=True, headers={"if-none-match": tag})
    found["to https"] = nobody.get("/", secure=False)
    found["another host"] = nobody.get("/", secure=True, headers={"host": "elsewhere.example"})
    return found


def faults(kind: str, response: Any) -> list[str]:
    """What an answer lacks."""
    found = [f"{kind}: {name}" for name, value in EVERYWHERE.items() if response.get(name) != value]
    policy = response.get("Content-Security-Policy", "")
    if "default-src 'none'" not in policy or "unsafe" in policy:
        found.append(f"{kind}: Content-Security-Policy {policy!r}")
    permissions = response.get("Permissions-Policy", "")
    if "camera=()" not in permissions or re.search(r"\*|https?:", permissions):
        found.append(f"{kind}: Permissions-Policy {permissions!r}")
    # Over http, and for a host that is not this site's, there is nothing to promise.
    if kind not in {"to https", "another host"} and not response.get("Strict-Transport-Security"):
        found.append(f"{kind}: Strict-Transport-Security")
    return found


def test_every_kind_of_answer_carries_every_header(https, monkeypatch, records, editor, client_of):
    found = answers(client_of(editor), client_of(None))
    monkeypatch.setattr("recommendations.views.reports.read_register", fail)
    broken = client_of(editor)
    broken.raise_request_exception = False
    found["broken"] = broken.get("/reports/review/", secure=True)
    statuses = {response.status_code for response in found.values()}
    assert statuses == {200, 301, 302, 304, 400, 403, 404, 405, 422, 500}
    assert [fault for kind, response in found.items() for fault in faults(kind, response)] == []


@pytest.mark.parametrize(
    ("taken_out", "missed"),
    [
        (FRAME, "page: Permissions-Policy"),
        ("csp.middleware.CSPMiddleware", "static: Content-Security-Policy"),
        ("django.middleware.security.SecurityMiddleware", "page: Strict-Transport-Security"),
    ],
)
def test_without_its_middleware_a_header_is_missed(https, records, client_of, taken_out, missed):
    https.MIDDLEWARE = [name for name in https.MIDDLEWARE if name != taken_out]
    client = client_of(None)
    found = faults("page", client.get("/", secure=True))
    found += faults("static", client.head("/static/tracker.css", secure=True))
    assert any(fault.startswith(missed) for fault in found)


def test_the_policy_allows_nothing_that_is_not_this_sites_own(client_of, db):
    policy = client_of(None).get("/accounts/sign-in/")["Content-Security-Policy"]
    directives = {part.split()[0]: part.split()[1:] for part in policy.split("; ")}
    assert directives.pop("default-src") == ["'none'"]
    assert directives.pop("object-src") == ["'none'"]
    assert directives.pop("base-uri") == ["'none'"]
    assert directives.pop("frame-ancestors") == ["'none'"]
    assert set(map(tuple, directives.values())) == {("'self'",)}
    assert not {"frame-src", "worker-src", "media-src", "font-src"} & set(
        directives
    )  # default-src covers them


def test_passkeys_are_for_this_site_and_the_rest_for_nobody():
    assert PERMISSIONS.count("=()") == len(DENIED)
    assert [part for part in PERMISSIONS.split(", ") if part.endswith("(self)")] == [
        f"{n}=(self)" for n in OWN
    ]


# What a browser may keep


def test_what_a_signed_in_person_gets_is_kept_nowhere(https, records, editor, client_of):
    found = answers(client_of(editor), client_of(None))
    signed_in = ("page", "csv", "xlsx", "file", "form with faults", "not open", "wrong method")
    assert {kind: found[kind]["Cache-Control"] for kind in signed_in} == dict.fromkeys(
        signed_in, "private, no-store"
    )


def test_signing_in_and_out_is_kept_nowhere_either(viewer, client_of):
    client = client_of(None)
    into = client.post("/accounts/sign-in/", {"login": "viewer", "password": PASSWORD})
    out = client.post("/accounts/sign-out/")
    assert {into["Cache-Control"], out["Cache-Control"]} == {"private, no-store"}


# Cookies

COOKIES = """
import json, django
from django.conf import settings
django.setup()
print(json.dumps({name: getattr(settings, name) for name in dir(settings) if "COOKIE" in name}))
"""


def cookies_of(**env: str) -> dict[str, Any]:
    shown = run("-c", COOKIES, **{**PRODUCTION, **env})
    assert shown.returncode == 0, shown.stderr
    return json.loads(shown.stdout)


def test_over_https_cookies_belong_to_this_host_alone():
    found = cookies_of()
    for cookie in ("SESSION", "CSRF"):
        assert found[f"{cookie}_COOKIE_NAME"].startswith("__Host-")
        assert found[f"{cookie}_COOKIE_SECURE"] is True
        assert found[f"{cookie}_COOKIE_HTTPONLY"] is True
        assert found[f"{cookie}_COOKIE_SAMESITE"] == "Lax"
        assert found[f"{cookie}_COOKIE_DOMAIN"] is None
        assert found[f"{cookie}_COOKIE_PATH"] == "/"


def test_over_plain_http_no_browser_would_take_the_prefix():
    found = cookies_of(HTTPS_ONLY="0")
    assert (found["SESSION_COOKIE_NAME"], found["CSRF_COOKIE_NAME"]) == ("session", "csrf")


def test_signing_in_sets_these_two_cookies_and_no_other(https, viewer, client_of):
    https.SESSION_COOKIE_NAME, https.CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    https.SESSION_COOKIE_SECURE = https.CSRF_COOKIE_SECURE = True
    client = client_of(None)
    client.get("/accounts/sign-in/", secure=True)
    client.post("/accounts/sign-in/", {"login": "viewer", "password": PASSWORD}, secure=True)
    assert set(client.cookies) == {"__Host-session", "__Host-csrf"}
    for name, cookie in client.cookies.items():
        assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax"), name
        assert (cookie["path"], cookie["domain"]) == ("/", ""), name
