"""By keyboard alone, and on paper."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from recommendations.models import Update
from tests.browser.conftest import OpenAs
from tests.browser.records import Records

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.looks]
REGISTER = "/reports/id-2022/"
ROUND = "/meetings/pab-2023-02-07/round/"
# What has the focus: how it is called, whether an outline shows it, and whether something lies over it.
FOCUSED = """() => {
    const e = document.activeElement, box = e.getClientRects()[0], style = getComputedStyle(e);
    const over = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(4, box.height / 2));
    return {
        name: `${e.tagName.toLowerCase()} ${e.id} ${e.textContent.trim().slice(0, 40)}`,
        page: e === document.body,
        outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
        seen: box.width > 0 && over !== null && (e.contains(over) || over.contains(e)
            || [...(e.labels || [])].some(label => label.contains(over))),
    }
}"""


def walk(page: Page, key: str = "Tab", most: int = 60) -> list[dict]:
    """What has the focus at each press of the key, until it leaves the page."""
    stops = []
    for _ in range(most):
        page.keyboard.press(key)
        stop = page.evaluate(FOCUSED)
        if stop["page"]:
            break
        stops.append(stop)
    return stops


def tab_to(page: Page, selector: str, most: int = 100) -> None:
    """Press the tab key until the element that the selector names has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"{selector} is not reached by the tab key")


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_the_skip_link_comes_first_and_leads_to_the_main_part(open_as: OpenAs, records: Records) -> None:
    page = open_as(records.people["viewer"])
    page.goto(REGISTER)
    link = page.get_by_role("link", name="Skip to main content")
    assert link.bounding_box()["x"] < 0
    page.keyboard.press("Tab")
    assert link.evaluate("link => link === document.activeElement")
    assert link.bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize(
    "address",
    ["/", REGISTER, f"{REGISTER}6/", "/inspections/", "/meetings/new/", ROUND, "/papers/new/", "/accounts/"],
)
@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
def test_whatever_has_the_focus_shows_it(open_as: OpenAs, records: Records, address: str, key: str) -> None:
    page = open_as(records.people["administrator"])
    page.goto(address)
    stops = walk(page, key)
    assert len(stops) > 8
    assert [stop["name"] for stop in stops if not stop["outlined"]] == []
    assert [stop["name"] for stop in stops if not stop["seen"]] == []


def test_an_update_is_written_by_keyboard_alone(open_as: OpenAs, records: Records) -> None:
    page = open_as(records.people["editor"])
    page.goto(ROUND)
    tab_to(page, "[name=r1-narrative]")
    page.keyboard.type("Typed without a mouse.")
    tab_to(page, "[name=r1-status]")
    page.keyboard.press("ArrowDown")
    tab_to(page, "button[value=r1]")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    update = Update.objects.get(meeting__date="2023-02-07", recommendation__number=1)
    assert (update.narrative, update.status.code) == ("Typed without a mouse.", "green")


def test_an_error_is_reached_and_its_link_leads_to_the_field(open_as: OpenAs, records: Records) -> None:
    page = open_as(records.people["editor"])
    page.goto("/meetings/new/")
    tab_to(page, "main button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tab_to(page, ".error-summary a")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "body"


def test_the_register_prints_its_words_and_leaves_out_what_only_a_screen_can_do(
    open_as: OpenAs, records: Records
) -> None:
    page = open_as(records.people["editor"])
    page.goto(f"{REGISTER}?meeting=pab-2023-02-07")
    assert page.locator(".masthead nav").is_visible()
    assert page.locator("form.filters").is_visible()
    page.emulate_media(media="print")
    assert page.locator(".table--register .status").count() == 42
    words = page.locator(".table--register .status:visible").all_inner_texts()
    assert {word.split()[-1] for word in words} == {"Red", "Amber", "Green", "Unknown"}
    for hidden in (".masthead nav", "form", ".skip-link", ".footer__links", ".strip__steps"):
        assert [e for e in page.locator(hidden).all() if e.is_visible()] == []
    assert page.get_by_text("Draft: not visible to Panel members").is_visible()
    assert page.locator(".print-only").is_visible()
    style = "all => [...new Set(all.map(one => getComputedStyle(one).{}))]"
    heads = page.eval_on_selector_all(".table--register thead", style.format("display"))
    assert heads == ["table-header-group"]
    assert page.eval_on_selector_all("body *", style.format("color")) == ["rgb(0, 0, 0)"]


@pytest.mark.parametrize("address", [REGISTER, "/inspections/"])
def test_the_long_tables_print_over_several_pages(open_as: OpenAs, records: Records, address: str) -> None:
    page = open_as(records.people["viewer"])
    page.goto(address)
    pdf = page.pdf(format="A4", prefer_css_page_size=True)
    assert pdf.startswith(b"%PDF")
    assert 1 < pages_of(pdf) < 12
