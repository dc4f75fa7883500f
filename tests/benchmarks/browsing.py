"""Two pages in Chromium, a fresh profile each try: the first visit, again from its cache, and later pages."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from tests.benchmarks.beside_dash import DASH, OURS, VISITS, Load, bytes_received, later_figure, visit_figures
from tests.benchmarks.figures import Figure
from tests.benchmarks.pages import DISPROPORTIONALITY, MEASURE_PAGE
from tests.benchmarks.serving import HOST
from tests.browser.flags import FLAGS

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, BrowserType, Page

TRIES = 5
LATER = (MEASURE_PAGE, DISPROPORTIONALITY)
TIMING = Path(__file__).with_name("timing.js")
# What has to be there to be read; every chart; every chart that is drawn.
SELECTORS: dict[str, dict[str, Any]] = {
    OURS: {
        "readable": ["h1", "article.measure h3", "article.measure svg.sparkline"],
        "chart": "[data-chart]",
        "drawn": "[data-drawn]:has(.js-line)",
    },
    DASH: {
        "readable": ["h1", "article h3", "article p"],
        "chart": ".dash-graph",
        "drawn": ".dash-graph:has(.js-line)",
    },
}


@dataclass(frozen=True)
class Site:
    """A server's page of charts, and who is signed in there."""

    name: str
    port: int
    path: str
    charts: int
    session: str = ""

    def address(self, path: str) -> str:
        return f"http://{HOST}:{self.port}{path}"


@dataclass
class Taken:
    """What every try took: loads by visit and site, bytes of later pages by their name."""

    loads: dict[tuple[str, str], list[Load]] = field(default_factory=lambda: defaultdict(list))
    later: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))


def chromium() -> str | None:
    """Where Chromium is, if it is there."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def browser_figures(ours: Site, dash: Site) -> Iterator[Figure]:
    """Every figure of both visits; that they are not measured where there is no Chromium."""
    path = chromium()
    if path is None:
        yield from (Figure(f"{visit}, beside Dash", "not measured: no Chromium") for visit in VISITS)
        return
    taken = _tried(path, (ours, dash))
    for visit in VISITS:
        yield from visit_figures(visit, taken.loads[visit, OURS], taken.loads[visit, DASH])
    for name, received in taken.later.items():
        yield later_figure(f"a later page: {name}", round(median(received)))


def _tried(path: str, sites: Sequence[Site]) -> Taken:
    # Only here: a machine without the packages of the browser tests has the other modules all the same.
    from playwright.sync_api import sync_playwright

    taken = Taken()
    with sync_playwright() as driver:
        for number in range(TRIES):
            for site in sites if number % 2 else reversed(sites):
                _try(driver.chromium, path, site, taken)
    return taken


def _try(browser: BrowserType, path: str, site: Site, taken: Taken) -> None:
    """Visit a site twice with a profile that is new, then its later pages."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        context = browser.launch_persistent_context(profile, executable_path=path, args=FLAGS)
        asked = SELECTORS[site.name] | {"charts": site.charts}
        context.add_init_script(f"({TIMING.read_text()})({json.dumps(asked)})")
        if site.session:
            context.add_cookies([{"name": "session", "value": site.session, "url": site.address("/")}])
        for visit in VISITS:
            taken.loads[visit, site.name].append(_load(context, site.address(site.path)))
        if site.name == OURS:
            for page in LATER:
                taken.later[page.name].append(_received(context, site.address(page.path)))
        context.close()


def _load(context: BrowserContext, address: str) -> Load:
    """Open an address, scroll until all its charts are drawn, and tell what it took."""
    page, finished = _new_page(context)
    page.goto(address, wait_until="commit")
    page.evaluate("benchNoted('first')")
    page.evaluate("benchScroll()")
    page.evaluate("benchNoted('all')")
    page.wait_for_load_state("networkidle")
    times = page.evaluate("benchTimes")
    painted = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    page.close()
    return Load(max(times["readable"], painted), times["first"], times["all"], bytes_received(finished))


def _received(context: BrowserContext, address: str) -> int:
    """The bytes of a page, all that it loads included."""
    page, finished = _new_page(context)
    page.goto(address, wait_until="networkidle")
    page.close()
    return bytes_received(finished)


def _new_page(context: BrowserContext) -> tuple[Page, list[dict[str, float]]]:
    """A page, and a list that every load it finishes is added to."""
    page = context.new_page()
    finished: list[dict[str, float]] = []
    session = context.new_cdp_session(page)
    session.on("Network.loadingFinished", lambda event: finished.append(event))
    session.send("Network.enable")
    return page, finished
