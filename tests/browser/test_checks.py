"""The browser tests' own checks find what they are there to find."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import OpenAs
from tests.browser.page_checks import faults_of_headings, found_by_axe, scrolls_sideways
from tests.browser.watching import Watch

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("transactional_db")]
SIGN_IN = "/accounts/sign-in/"


@pytest.mark.parametrize(
    ("script", "fault"),
    [
        ("setTimeout(() => { throw new Error('astray') })", "astray"),
        ("console.error('all is lost')", "all is lost"),
        ("document.body.append(Object.assign(document.createElement('img'), {src: '/static/x.png'}))", "404"),
        ("fetch('http://example.org/').catch(() => 0)", "Content Security Policy"),
        ("document.body.setAttribute('style', 'color: red')", "Content Security Policy"),
        ("document.body.append(Object.assign(document.createElement('script'), {text: '1'}))", "Security"),
    ],
    ids=["error of a script", "error logged", "file that is not there", "request", "style", "script"],
)
def test_a_fault_of_a_page_is_seen(open_as: OpenAs, watch: Watch, script: str, fault: str) -> None:
    page = open_as()
    page.goto(SIGN_IN)
    watch.check()
    page.evaluate(script)
    page.wait_for_timeout(100)
    with pytest.raises(AssertionError, match=fault):
        watch.check()
    watch.faults.clear()


def test_a_request_to_another_host_is_seen_and_goes_nowhere(open_as: OpenAs, watch: Watch) -> None:
    page = open_as()
    playwright = pytest.importorskip("playwright.sync_api")
    with pytest.raises(playwright.Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://example.org/")
    with pytest.raises(AssertionError, match=r"left the host for http://example\.org/"):
        watch.check()
    watch.faults.clear()


def test_a_page_that_is_not_there_is_no_fault_of_its_own(open_as: OpenAs, watch: Watch) -> None:
    assert open_as().goto("/nothing-here/").status == 404
    watch.check()


def test_a_stranger_is_led_to_the_sign_in_page(open_as: OpenAs) -> None:
    page = open_as()
    page.goto("/reports/id-2022/")
    assert page.url.endswith("/accounts/sign-in/?next=/reports/id-2022/")


def test_faults_of_headings_are_found(open_as: OpenAs) -> None:
    page = open_as()
    page.set_content("<h1>a</h1><h2>b</h2><h3>c</h3><h2>d</h2>")
    assert faults_of_headings(page) == []
    page.set_content("<h2>a</h2><h1>b</h1><h1>c</h1><h3>d</h3>")
    assert len(faults_of_headings(page)) == 3


def test_what_is_wider_than_the_window_is_found_at_each_width(open_as: OpenAs) -> None:
    page = open_as()
    page.set_content('<meta name="viewport" content="width=device-width"><p>short</p>')
    assert scrolls_sideways(page) == []
    page.set_content('<p style="width: 600px">wide</p>')
    assert [fault[:9] for fault in scrolls_sideways(page)] == ["at 320 px", "at 390 px"]
    page.set_content('<div style="width: 300px; overflow-x: auto"><p style="width: 310px">wide</p></div>')
    assert len(scrolls_sideways(page)) == 4


def test_axe_finds_faults_of_each_kind(open_as: OpenAs, axe: Any) -> None:
    page = open_as()
    page.set_content(
        '<html lang="en"><title>t</title><main><h1>t</h1><input><h3>skipped</h3>'
        '<p style="color: #999">pale</p><a href="/a" style="font-size: 8px">a</a>'
        '<a href="/b" style="font-size: 8px">b</a></main></html>'
    )
    found = {fault.split()[0] for fault in found_by_axe(page, axe)}
    assert found >= {"label", "color-contrast", "heading-order", "target-size"}
