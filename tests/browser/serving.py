"""One server and one Chromium for all tests of a session, wherever they stand."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django.db import connections
from django.test.utils import modify_settings
from pytest_django.live_server_helper import LiveServer

from tests.browser.flags import FLAGS, HOST

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def server(django_db_setup: None) -> Iterator[str]:
    """The address of the site, served from a thread for the whole session.

    pytest-django's own fixture empties the database after each test, which tests that only read need not pay.
    """
    # A kept connection would outlive its request and stand in the way of dropping the test database.
    connections.settings["default"]["CONN_MAX_AGE"] = 0
    with modify_settings(ALLOWED_HOSTS={"append": HOST}):
        served = LiveServer(HOST)
        yield served.url
        served.stop()


@pytest.fixture(scope="session")
def chromium(server: str) -> Iterator[Browser]:
    """Debian's Chromium, driven by Playwright; closed before the server, so that no connection stays open."""
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("Chromium is not on this machine")
    with pytest.MonkeyPatch.context() as patch, playwright.sync_playwright() as driver:
        # Playwright keeps an event loop in this thread; the tests' own reads are ordinary ones all the same.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = driver.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()
