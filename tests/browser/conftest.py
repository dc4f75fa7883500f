"""The browser tests' ground: one server and one Chromium a session, a new context a person, all watched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import time
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management import call_command

from recommendations.models import User
from recommendations.signing_in.session import CONFIRMED_AT
from recommendations.signing_in.sessions import ADDRESS, BROWSER, SEEN_AT, SIGNED_IN_AT, SessionStore
from tests.browser.records import Records, make_records
from tests.browser.watching import Watch

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

OpenAs = Callable[..., "Page"]


@pytest.fixture(scope="module")
def transactional_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The database of a module whose tests only read: emptied after the last of them, not after each.

    It bears the name by which pytest-django knows that a test needs the test database and not the real one.
    Tests that write ask for theirs with the mark `django_db(transaction=True)`.
    """
    with django_db_blocker.unblock():
        yield
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture(scope="module")
def records(transactional_db: None) -> Records:
    """Records made once for all tests of a module."""
    return make_records()


@pytest.fixture(scope="session")
def axe() -> Any:
    """axe, which finds what people with disabilities would stumble over."""
    return pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()


@pytest.fixture
def watch(server: str) -> Iterator[Watch]:
    """What the pages of this test did that no page may do; anything at all fails the test."""
    watching = Watch(server)
    yield watching
    watching.check()


@pytest.fixture
def open_as(chromium: Browser, server: str, watch: Watch) -> Iterator[OpenAs]:
    """A page of a browser of its own, signed in as a person or as nobody."""
    contexts = []

    def opened(user: User | None = None, **options: Any) -> Page:
        context = chromium.new_context(base_url=server, locale="en-GB", **options)
        contexts.append(context)
        watch.over(context)
        if user is not None:
            context.add_cookies(
                [{"name": django_settings.SESSION_COOKIE_NAME, "value": _session_of(user), "url": server}]
            )
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


def _session_of(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = django_settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session[SIGNED_IN_AT] = session[SEEN_AT] = session[CONFIRMED_AT] = int(time())
    session[BROWSER], session[ADDRESS] = "Chrome on Linux", "127.0.0.1"
    session.create()
    return str(session.session_key)
