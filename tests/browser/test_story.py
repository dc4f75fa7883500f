"""The main job from end to end, as an administrator, an editor and a viewer do it in a browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from recommendations.models import User
from tests.browser.conftest import OpenAs
from tests.conftest import FIXTURES, PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
REGISTER = "/reports/id-2022/"
NOVEMBER = "Performance and Accountability Board, 2 November 2022"
FEBRUARY = "Performance and Accountability Board, 7 February 2023"
TOLD = "The search log went live in January. Each scrutiny panel has had its first sample."


def press(page: Page, name: str, within: Locator | None = None) -> None:
    """Press a button and wait for the page it leads to."""
    with page.expect_navigation():
        (within or page.locator("main")).get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    """Follow a link by its words and wait for the page it leads to."""
    with page.expect_navigation():
        page.get_by_role("link", name=name, exact=True).first.click()


def sign_in(page: Page, role: str) -> None:
    """Sign in by hand, from the home page."""
    page.goto("/")
    page.get_by_label("Username").fill(role)
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Sign in")
    assert page.get_by_role("heading", level=1).inner_text() == "Where things stand"


def row(page: Page, number: int) -> Locator:
    """A row of the register by the recommendation's number."""
    return page.locator(".table--register tbody tr").filter(
        has=page.get_by_role("rowheader", name=str(number), exact=True)
    )


def item(page: Page, number: int) -> Locator:
    """A recommendation's part of the update round."""
    return page.locator(f"#r{number}")


def read_paper_in(page: Page) -> None:
    follow(page, "Papers")
    follow(page, "Read a paper in")
    page.get_by_label("Board paper").set_input_files(FIXTURES / "2022-11-02-pab.yaml")
    press(page, "Read this paper")
    assert page.get_by_role("heading", name="What applying it will do").is_visible()
    counts = page.locator("ul.counts").inner_text()
    added = int(re.search(r"(\d+) added", counts)[1])
    assert added > 42 + 36 + 13
    assert "0 changed" in counts
    assert "0 in conflict" in counts
    press(page, "Apply this plan")
    assert page.get_by_role("status").inner_text() == f"{added} records written."
    assert "applying it writes nothing" in page.locator("main").inner_text()
    assert page.locator("a[href*='/update/pab-2022-11-02/id-2022/']").count() == 42


def write_two_updates(page: Page) -> None:
    follow(page, "Meetings")
    follow(page, "7 February 2023")
    assert page.get_by_text("Draft: not visible to Panel members").is_visible()
    follow(page, "Write the updates")
    assert page.locator("#written").inner_text() == "0 of 42 written"
    item(page, 4).get_by_label("Update for this meeting").fill(TOLD)
    item(page, 4).get_by_label("Green").check()
    press(page, "Save recommendation 4")
    assert page.url.endswith("#r4")
    assert page.locator("#written").inner_text() == "1 of 42 written"
    item(page, 5).get_by_label("Carry the last update forward unchanged").check()
    item(page, 5).get_by_label("Reason for carrying it forward").fill("The panel has not met since.")
    press(page, "Save recommendation 5")
    assert page.locator("#written").inner_text() == "2 of 42 written"
    assert item(page, 4).get_by_label("Update for this meeting").input_value() == TOLD


def see_nothing_of_the_draft(page: Page) -> None:
    for address in ("/meetings/pab-2023-02-07/", f"{REGISTER}?meeting=pab-2023-02-07"):
        assert page.goto(address).status == 404
    page.goto(REGISTER)
    assert "Red" in row(page, 4).inner_text()
    page.goto(f"{REGISTER}4/")
    assert page.locator(".trail > li").count() == 1
    assert TOLD not in page.content()


def publish(page: Page, meeting: str, updates: int, by: User, left: int = 0) -> None:
    page.goto(f"/meetings/{meeting}/")
    follow(page, "Publish")
    main = page.locator("main").inner_text()
    assert f"{updates} updates will be open to everyone" in main
    assert f"{by}: " in main
    if left:
        links = page.locator(".notice--warning a[href*='report=id-2022']")
        assert links.text_content().endswith(f": {left}")
    press(page, "Publish")
    assert "The meeting is published" in page.get_by_role("status").inner_text()


def see_what_moved(page: Page) -> None:
    page.goto("/")
    assert FEBRUARY in page.locator(".strip").inner_text()
    moved = page.locator("section[aria-labelledby=h-changes] tbody tr")
    assert moved.count() == 1
    assert "Up from Red" in moved.inner_text()
    page.goto(REGISTER)
    assert "Green" in row(page, 4).inner_text()
    assert "Up from Red" in row(page, 4).inner_text()
    assert "No change" in row(page, 5).inner_text()
    assert "Last told 2 November 2022" in row(page, 6).inner_text()
    with page.expect_navigation():
        row(page, 4).get_by_role("link").click()
    told = page.locator(".trail > li")
    assert [li.get_by_role("heading").inner_text() for li in told.all()] == [FEBRUARY, NOVEMBER]
    assert TOLD in told.first.inner_text()
    assert "Green" in told.first.inner_text()
    assert "Red" in told.last.inner_text()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_paper_is_read_in_and_a_meeting_written_and_published(
    open_as: OpenAs, administrator: User, editor: User, publisher: User, viewer: User, scripts: bool
) -> None:
    people = (administrator, editor, publisher, viewer)
    pages = {person.role: open_as(java_script_enabled=scripts) for person in people}
    for role, page in pages.items():
        sign_in(page, role)
    read_paper_in(pages["administrator"])
    publish(pages["publisher"], "pab-2022-11-02", 64, administrator)
    write_two_updates(pages["editor"])
    see_nothing_of_the_draft(pages["viewer"])
    publish(pages["publisher"], "pab-2023-02-07", 2, editor, left=40)
    see_what_moved(pages["viewer"])


def test_the_second_of_two_editors_sees_both_texts(open_as: OpenAs, november: User, editor: User) -> None:
    first, second = open_as(november), open_as(editor)
    for page, text in ((first, "Written by A."), (second, "Written by B.")):
        page.goto("/meetings/pab-2023-02-07/round/")
        item(page, 4).get_by_label("Update for this meeting").fill(text)
    press(first, "Save recommendation 4")
    press(second, "Save recommendation 4")
    assert "somebody else saved this update" in second.get_by_role("alert").inner_text()
    assert "Written by A." in item(second, 4).locator(".notice--warning").inner_text()
    typed = item(second, 4).get_by_label("Update for this meeting")
    assert typed.input_value() == "Written by B."
    first.reload()
    assert item(first, 4).get_by_label("Update for this meeting").input_value() == "Written by A."
    press(second, "Save recommendation 4")
    assert second.get_by_role("alert").count() == 0
    first.reload()
    assert item(first, 4).get_by_label("Update for this meeting").input_value() == "Written by B."
