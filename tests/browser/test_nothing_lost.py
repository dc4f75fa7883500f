"""What people do by habit or by mishap: two clicks, the way back, two tabs, a session that ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.conf import settings as site

from recommendations.models import Meeting, User
from tests.browser.conftest import OpenAs
from tests.browser.test_story import item, press
from tests.conftest import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROUND = "/meetings/pab-2023-02-07/round/"
UPDATE = "Update for this meeting"


def written(page: Page, number: int) -> str:
    """What the round holds of a recommendation, as somebody finds it who opens it now."""
    page.goto(ROUND)
    return item(page, number).get_by_label(UPDATE).input_value()


def test_two_clicks_make_one_meeting_and_no_error(open_as: OpenAs, november: User) -> None:
    page = open_as(november)
    page.goto("/meetings/new/")
    page.get_by_label("Who meets").select_option(label="Performance and Accountability Board")
    page.get_by_label("Date of the meeting").fill("2024-05-01")
    page.get_by_role("button", name="Save meeting").dblclick()
    page.wait_for_url("**/meetings/pab-2024-05-01/")
    assert Meeting.objects.filter(date="2024-05-01").count() == 1


def test_the_way_back_leads_to_the_page_as_it_is_now(open_as: OpenAs, november: User) -> None:
    """The browser keeps no page of somebody who is signed in, so it asks for it anew."""
    page = open_as(november)
    page.goto(ROUND)
    item(page, 4).get_by_label(UPDATE).fill("First")
    press(page, "Save recommendation 4")
    page.go_back()
    assert item(page, 4).get_by_label(UPDATE).input_value() == "First"
    item(page, 4).get_by_label(UPDATE).fill("First, and more")
    press(page, "Save recommendation 4")
    assert written(page, 4) == "First, and more"


def test_two_tabs_are_put_together(open_as: OpenAs, november: User) -> None:
    one = open_as(november)
    one.goto(ROUND)
    item(one, 4).get_by_label(UPDATE).fill("The log goes live in March. Officers are trained.")
    press(one, "Save recommendation 4")
    two = one.context.new_page()
    two.goto(ROUND)
    item(one, 4).get_by_label(UPDATE).fill("The log went live in March. Officers are trained.")
    press(one, "Save recommendation 4")
    item(two, 4).get_by_label(UPDATE).fill("The log goes live in March. Officers and staff are trained.")
    press(two, "Save recommendation 4")
    item(two, 4).get_by_label("Both put together, as it is in the next field").check()
    press(two, "Save recommendation 4")
    assert written(one, 4) == "The log went live in March. Officers and staff are trained."


def test_what_was_typed_outlives_the_session(open_as: OpenAs, november: User, editor: User) -> None:
    page = open_as(editor)
    page.goto(ROUND)
    item(page, 4).get_by_label(UPDATE).fill("Typed for an hour.\n\n- in Bath")
    page.context.clear_cookies(name=site.SESSION_COOKIE_NAME)
    press(page, "Save recommendation 4")
    assert "You are no longer signed in." in page.get_by_role("alert").inner_text()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in (opens in a new tab)").click()
    tab = opened.value
    tab.get_by_label("Username").fill(editor.username)
    tab.get_by_label("Password").fill(PASSWORD)
    press(tab, "Sign in")
    press(page, "Save again")
    press(page, "Save again")  # signing in gave the browser a new token
    assert "Saved: 4." in page.get_by_role("status").inner_text()
    assert written(page, 4) == "Typed for an hour.\n\n- in Bath"
