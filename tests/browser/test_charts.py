"""Charts in a browser: drawn on scrolling under a strict policy, and what stands where they are not drawn."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.conftest import OpenAs
from tests.browser.page_checks import found_by_axe
from tests.browser.records import Records
from tests.browser.test_keyboard_and_print import tab_to
from tests.browser.watching import Watch

pdfplumber = pytest.importorskip("pdfplumber", reason="pdfplumber is not installed")
if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = [pytest.mark.browser, pytest.mark.looks]
REPORT = "/performance/"
MEASURE = "/performance/measures/stop-and-search/?figures=latest"
RATIOS = "/performance/disproportionality/?figures=latest"
CHARTS = {REPORT: 5, MEASURE: 2, RATIOS: 2}
LONE = "/performance/measures/ascend-appointments/"
PHONE, PAPER = {"width": 390, "height": 800}, {"width": 703, "height": 1000}
OVERFLOWING = "all => all.filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.textContent.slice(0, 60))"
LIBRARY = "**/plotly.min*.js"
BREACHES = """window.breaches = [];
document.addEventListener("securitypolicyviolation", e => window.breaches.push(e.effectiveDirective));"""


def opened(page: Page, address: str) -> Page:
    """The page at an address, which counts the breaches of its policy from its first line on."""
    page.add_init_script(BREACHES)
    assert page.goto(address).status == 200
    return page


def charts(page: Page) -> list[Locator]:
    """The charts of a page, top to bottom."""
    names = page.eval_on_selector_all("[data-chart]", "all => all.map(each => each.dataset.chart)")
    return [page.locator(f"figure[data-chart='{name}']") for name in names]


def scroll(page: Page) -> list[Locator]:
    """The charts of a page, each scrolled to and drawn, or given up."""
    found = charts(page)
    for chart in found:
        chart.scroll_into_view_if_needed()
        chart.and_(page.locator("[data-drawn], [data-failed]")).wait_for(state="attached")
    return found


def heights(page: Page) -> set[float]:
    """How high the places to draw in are."""
    return set(page.eval_on_selector_all(".chart__plot", "all => all.map(each => each.offsetHeight)"))


@pytest.mark.parametrize("address", CHARTS)
def test_every_chart_is_drawn_and_keeps_its_sentence(
    open_as: OpenAs, records: Records, axe: Any, address: str
) -> None:
    page = opened(open_as(records.people["viewer"]), address)
    assert found_by_axe(page, axe) == []
    drawn = scroll(page)
    assert len(drawn) == CHARTS[address]
    for chart in drawn:
        assert chart.get_attribute("data-drawn") == "1"
        assert chart.get_attribute("data-failed") is None
        assert chart.locator("svg.main-svg").first.is_visible()
        assert chart.locator(".main-svg .scatterlayer path").count() > 0
        caption = chart.locator("figcaption")
        assert len(caption.inner_text()) > 40
        image = chart.get_by_role("img", name=caption.inner_text(), exact=True)
        assert image.evaluate("image => image.matches('.chart__plot')")
    assert page.evaluate("window.breaches") == []
    assert found_by_axe(page, axe) == []


def letters(text: str) -> str:
    """A text without its spaces, which a PDF has no need to hold."""
    return "".join(text.split())


def letters_of(pdf: bytes) -> str:
    """Every letter of a PDF, in the order they were written."""
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        return letters("".join(char["text"] for page in document.pages for char in page.chars))


def test_a_chart_far_down_is_drawn_when_it_is_scrolled_to(open_as: OpenAs, records: Records) -> None:
    page = opened(open_as(records.people["viewer"]), REPORT)
    first, *_, last = charts(page)
    first.scroll_into_view_if_needed()
    first.and_(page.locator("[data-drawn]")).wait_for()
    assert last.get_attribute("data-drawn") is None
    last.scroll_into_view_if_needed()
    last.and_(page.locator("[data-drawn]")).wait_for()


@pytest.mark.parametrize("address", CHARTS)
def test_the_table_of_a_chart_opens_and_shuts(
    open_as: OpenAs, records: Records, axe: Any, address: str
) -> None:
    page = opened(open_as(records.people["viewer"]), address)
    for chart in charts(page):
        summary, rows = chart.locator("summary"), chart.locator("tbody tr")
        was_open = rows.first.is_visible()
        summary.click()
        assert rows.first.is_visible() is not was_open
        if was_open:
            summary.click()
        assert chart.locator("tbody tr:visible").count() == rows.count() > 0
        assert chart.locator("caption").inner_text().strip()
    assert page.locator(".chart__table:not([open])").count() == 0
    assert found_by_axe(page, axe) == []


def test_the_table_of_a_chart_opens_and_shuts_by_keyboard(open_as: OpenAs, records: Records) -> None:
    page = opened(open_as(records.people["viewer"]), MEASURE)
    chart = charts(page)[0]
    tab_to(page, ".chart__table > summary")
    assert not chart.locator("tbody").is_visible()
    page.keyboard.press("Enter")
    assert chart.locator("tbody").is_visible()
    page.keyboard.press("Space")
    assert not chart.locator("tbody").is_visible()


@pytest.mark.parametrize("address", CHARTS)
def test_without_scripts_sentence_and_table_stand_and_nothing_is_blank(
    open_as: OpenAs, records: Records, address: str
) -> None:
    page = open_as(records.people["viewer"], java_script_enabled=False)
    page.goto(address)
    assert heights(page) == {0}
    for chart in charts(page):
        assert chart.locator("figcaption").is_visible()
        if not chart.locator("details[open]").count():
            chart.locator("summary").click()
        assert chart.locator("tbody tr:visible").count() > 0
    assert page.locator(".main-svg").count() == 0
    if address == REPORT:
        assert page.locator(".measure__figure svg.sparkline:visible").count() == CHARTS[REPORT]


@pytest.mark.parametrize("address", CHARTS)
def test_where_the_library_does_not_load_the_page_is_as_without_scripts(
    open_as: OpenAs, records: Records, watch: Watch, address: str
) -> None:
    plain = open_as(records.people["viewer"], java_script_enabled=False)
    plain.goto(address)
    page = open_as(records.people["viewer"])
    page.route(LIBRARY, lambda route: route.abort())
    opened(page, address)
    for chart in scroll(page):
        assert chart.get_attribute("data-failed") == "1"
        assert chart.get_attribute("data-drawn") is None
    assert heights(page) == {0}
    assert page.get_by_role("img").count() == plain.get_by_role("img").count()
    assert page.locator("main").inner_text() == plain.locator("main").inner_text()
    assert watch.faults == ["console: Failed to load resource: net::ERR_FAILED"]
    watch.faults.clear()


def test_who_asks_for_less_motion_gets_none(open_as: OpenAs, records: Records) -> None:
    page = opened(open_as(records.people["viewer"], reduced_motion="reduce"), REPORT)
    assert page.evaluate("matchMedia('(prefers-reduced-motion: reduce)').matches")
    for chart in scroll(page):
        assert chart.get_attribute("data-drawn") == "1"
        assert page.evaluate("document.getAnimations().length") == 0
    assert page.eval_on_selector_all(
        "main *", "all => all.filter(e => getComputedStyle(e).scrollBehavior === 'smooth').length"
    ) == 0  # fmt: skip


@pytest.mark.parametrize("address", CHARTS)
def test_paper_has_sentence_and_rows_and_no_drawing(open_as: OpenAs, records: Records, address: str) -> None:
    page = opened(open_as(records.people["viewer"], viewport=PAPER), address)
    drawn = scroll(page)
    assert page.locator("details:not([open]) tbody tr:visible").count() == 0
    page.emulate_media(media="print")
    assert page.locator(".main-svg:visible").count() == 0
    assert heights(page) == {0}
    if address == REPORT:
        assert page.locator(".measure__figure svg.sparkline:visible").count() == CHARTS[REPORT]
    assert page.eval_on_selector_all(".table-box", OVERFLOWING) == []
    printed = letters_of(page.pdf(format="A4", prefer_css_page_size=True))
    for chart in drawn:
        assert chart.locator("figcaption").is_visible()
        rows = chart.locator("tbody th").all_text_contents()
        assert rows
        assert [said for said in rows if letters(said) not in printed] == []


@pytest.mark.parametrize("address", CHARTS)
def test_on_a_phone_each_figure_stands_with_the_name_of_its_column(
    open_as: OpenAs, records: Records, address: str
) -> None:
    page = opened(open_as(records.people["viewer"], viewport=PHONE), address)
    for chart in charts(page):
        if not chart.locator("details[open]").count():
            chart.locator("summary").click()
        if not chart.locator("thead th:visible").count():
            assert chart.locator("tbody td:visible").count() > 0
            assert chart.locator("tbody td:visible:not([data-label])").count() == 0


def test_a_chart_of_one_point_is_a_point_and_no_line(open_as: OpenAs, records: Records) -> None:
    page = opened(open_as(records.people["viewer"]), LONE)
    (chart,) = scroll(page)
    assert chart.locator(".scatterlayer .point").count() == 1
    assert chart.locator(".scatterlayer .js-line").count() == 0
    assert chart.locator("tbody tr").count() == 1


def test_a_chart_of_no_data_says_so_and_keeps_no_room(open_as: OpenAs, records: Records) -> None:
    page = opened(open_as(records.people["viewer"]), "/performance/measures/action-fraud-offences/")
    assert charts(page) == []
    assert page.locator(".chart__plot").count() == 0
    assert page.locator(".chart--empty").inner_text().startswith("No figures are on record")


def test_a_breach_of_the_policy_would_be_counted(open_as: OpenAs, records: Records, watch: Watch) -> None:
    page = opened(open_as(records.people["viewer"]), REPORT)
    scroll(page)
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('style'), {textContent: 'a {}'}))"
    )
    page.wait_for_function("window.breaches.length > 0")
    assert page.evaluate("window.breaches") == ["style-src-elem"]
    assert len(watch.faults) == 1
    watch.faults.clear()
