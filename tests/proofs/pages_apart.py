"""Pages made with the test client, then shown in Chromium from memory: what they hold, and what they run.

So the records can be written and taken back in the test's own transaction, and a page with hostile texts can
be laid beside the same page with harmless ones.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page, Route

WATCH = """
window.hits = 0;
window.refused = [];
window.hit = () => { window.top.hits += 1; };
document.addEventListener('securitypolicyviolation', event => {
    window.top.refused.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
}, true);
"""
# Every element by its way from the root and the names of its attributes. What the drawing library makes of a
# label depends on its width in pixels: there only what pseudo-mark-up would make is counted.
ELEMENTS = """() => {
    const found = {}, add = name => found[name] = (found[name] || 0) + 1;
    for (const element of document.querySelectorAll('*')) {
        const drawn = element.closest('.plot-container');
        if (drawn) {
            const made = element.matches('a, image, script, foreignObject, tspan[style]');
            if (made) add(`drawn ${element.tagName}`);
            continue;
        }
        let way = '';
        for (let up = element; up; up = up.parentElement) way = `${up.localName}>${way}`;
        add(`${way} ${element.getAttributeNames().sort().join(' ')}`);
    }
    return found;
}"""
LIVE = """() => [...document.querySelectorAll('*')].flatMap(element => [...element.attributes]
    .filter(attribute => attribute.name.startsWith('on')
        || /^(href|src|action|formaction|data|xlink:href|poster|srcdoc)$/.test(attribute.name)
            && /^\\s*(?!https?:|#)[\\w+.-]*\\s*:/i.test(attribute.value))
    .map(attribute => `${element.localName} ${attribute.name}=${attribute.value}`))"""
DRAW = """async () => {
    document.querySelectorAll('details').forEach(each => each.open = true);
    for (const chart of document.querySelectorAll('[data-chart]')) {
        chart.scrollIntoView();
        for (let i = 0; i < 100 && !chart.dataset.drawn && !chart.dataset.failed; i++)
            await new Promise(done => setTimeout(done, 20));
    }
}"""


class Made(NamedTuple):
    """A page as the site made it."""

    url: str
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Seen:
    """What a page turned out to be."""

    elements: Counter[str] = field(default_factory=Counter)
    hits: int = 0
    refused: list[str] = field(default_factory=list)
    live: list[str] = field(default_factory=list)

    def faults(self, twin: Seen) -> list[str]:
        """What was run, what was added beside the twin, what the policy had to refuse."""
        return [
            *(f"{self.hits} scripts run" for _ in range(bool(self.hits))),
            *(f"added {name} {more}" for name, more in (self.elements - twin.elements).items()),
            *(f"refused {what}" for what in self.refused),
            *(f"live {what}" for what in self.live),
        ]


def made(client: Any, url: str) -> Made:
    """The answer to a request, in full."""
    answer = client.get(url)
    return Made(url, answer.status_code, dict(answer.headers.items()), answer.getvalue())


class Shelf:
    """Shows pages from memory under the address of the site, whose static files come from its server."""

    def __init__(self, context: BrowserContext, home: str) -> None:
        self.home, self.page = home, context.new_page()
        self.showing: Made | None = None
        self.asked: list[str] = []
        context.add_init_script(WATCH)
        context.route("**/*", self._answer)
        context.on("dialog", lambda dialog: (self.asked.append(dialog.message), dialog.dismiss()))
        self.page.on("console", self._console)

    def show(self, made: Made, *, policy: bool = True) -> Seen:
        """Open a page and let it do what it does; without its policy where a test asks what that prevents."""
        headers = {k: v for k, v in made.headers.items() if policy or k != "Content-Security-Policy"}
        self.showing, self.asked = made._replace(headers=headers), []
        page: Page = self.page
        page.goto(self.home + made.url, wait_until="load")
        page.evaluate(DRAW)
        return Seen(
            Counter(page.evaluate(ELEMENTS)),
            page.evaluate("window.hits"),
            [*page.evaluate("window.refused"), *self.asked],
            page.evaluate(LIVE),
        )

    def _answer(self, route: Route) -> None:
        request, showing = route.request, self.showing
        address = urlsplit(request.url)
        if showing and request.is_navigation_request() and request.url == self.home + showing.url:
            route.fulfill(status=showing.status, headers=showing.headers, body=showing.body)
        elif address.path.startswith("/static/"):
            route.continue_()
        else:
            self.asked.append(f"asked for {request.url}")
            route.abort()

    def _console(self, message: Any) -> None:
        failed = message.text.startswith("Failed to load resource: the server responded with a status of 4")
        if message.type == "error" and not failed:
            self.asked.append(f"console: {message.text}")
