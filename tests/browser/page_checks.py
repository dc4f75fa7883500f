"""What holds for every page: what axe looks for, its headings, and its width."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

WIDTHS = (320, 390, 768, 1280)
RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
SIDEWAYS = """() => [...document.querySelectorAll('html, body, body *')]
    .filter(e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1
        && (e === document.documentElement || /auto|scroll/.test(getComputedStyle(e).overflowX)))
    .map(e => `${e.tagName.toLowerCase()}.${e.className}: ${e.scrollWidth} in ${e.clientWidth}`)"""


def found_by_axe(page: Page, axe: Any) -> list[str]:
    """What axe finds fault with, each with the first places."""
    return [
        f"{fault['id']} ({fault['help']}): " + "; ".join(node["html"][:160] for node in fault["nodes"][:3])
        for fault in axe.run(page, options=RULES).response["violations"]
    ]


def faults_of_headings(page: Page) -> list[str]:
    """One h1, and no level left out on the way down."""
    levels = page.eval_on_selector_all("h1, h2, h3, h4, h5, h6", "all => all.map(h => +h.tagName[1])")
    faults = [] if levels.count(1) == 1 else [f"{levels.count(1)} headings of level 1"]
    if levels[:1] != [1]:
        faults.append(f"the first heading is of level {levels[:1]}")
    skipped = [(top, low) for top, low in pairwise(levels) if low > top + 1]
    return faults + [f"a heading of level {low} follows one of level {top}" for top, low in skipped]


def scrolls_sideways(page: Page) -> list[str]:
    """What is wider than the window, at each width people read at."""
    faults = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        faults += [f"at {width} px, {found}" for found in page.evaluate(SIDEWAYS)]
    return faults
