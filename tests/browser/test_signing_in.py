"""Signing in as a browser does it: with a passkey of the machine, and without any script."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.test.utils import modify_settings

from tests.accounts.doing import code_of
from tests.browser.watching import Watch
from tests.conftest import PASSWORD, make_user

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MACHINE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def home(server: str) -> Iterator[str]:
    """The site under a name: browsers take passkeys for no address that is a number."""
    with modify_settings(ALLOWED_HOSTS={"append": "localhost"}):
        yield server.replace("127.0.0.1", "localhost")


@pytest.fixture
def open_page(chromium: Browser, home: str, settings: Any) -> Iterator[Any]:
    settings.SECOND_FACTOR = settings.PUBLIC_PAGES = True
    watching, contexts = Watch(home), []

    def opened(**options: Any) -> Page:
        context = chromium.new_context(base_url=home, locale="en-GB", **options)
        contexts.append(context)
        watching.over(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()
    watching.check()


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def sign_in(page: Page, username: str) -> None:
    page.goto("/accounts/sign-in/")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Sign in")


def sign_out(page: Page) -> None:
    page.goto("/accounts/")
    press(page, "Sign out")


def with_machine(page: Page) -> Any:
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": MACHINE})
    return devtools


def test_a_passkey_is_added_and_stands_for_the_code_and_for_all_of_it(open_page):
    make_user("editor")
    page = open_page()
    with_machine(page)
    sign_in(page, "editor")
    page.goto("/meetings/new/")
    assert page.url.endswith("/accounts/second-factor/")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name of the passkey").fill("Office laptop")
    page.get_by_label("Sign in with this passkey alone").check()
    press(page, "Add a passkey")
    assert page.get_by_role("heading", level=1).inner_text() == "Recovery codes"
    assert page.locator(".codes code").count() == 10
    page.goto("/accounts/second-factor/")
    assert "Office laptop" in page.locator("main").inner_text()
    assert page.goto("/meetings/new/").status == 200

    sign_out(page)
    sign_in(page, "editor")
    assert page.url.endswith("/accounts/sign-in/code/")
    press(page, "Use a passkey")
    assert page.goto("/meetings/new/").url.endswith("/meetings/new/")

    sign_out(page)
    page.goto("/accounts/sign-in/?next=/statuses/")
    press(page, "Sign in with a passkey")
    assert page.url.endswith("/statuses/")
    assert page.goto("/meetings/new/").url.endswith("/meetings/new/")


def test_a_passkey_that_fails_says_so_in_the_page(open_page):
    page = open_page()
    with_machine(page)  # which has none
    page.goto("/accounts/sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("The passkey did not work").wait_for()


def test_password_and_code_need_no_script(open_page):
    make_user("editor")
    page = open_page(java_script_enabled=False)
    sign_in(page, "editor")
    page.goto("/accounts/second-factor/app/")
    secret = page.locator("main p code").inner_text()
    page.get_by_label("Code that the app shows now").fill(code_of(secret))
    press(page, "Set up")
    recovery = page.locator(".codes code").all_inner_texts()
    sign_out(page)
    sign_in(page, "editor")
    page.get_by_label("Code").fill(recovery[3])
    press(page, "Go on")
    assert page.goto("/meetings/new/").url.endswith("/meetings/new/")
