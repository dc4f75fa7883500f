"""What no page may do, watched for: leave its host, break its policy, raise or log an error."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError


class Watch:
    """The faults of every page opened in the contexts it is set over."""

    def __init__(self, home: str) -> None:
        self.host = urlsplit(home).netloc
        self.faults: list[str] = []
        self.documents: set[str] = set()

    def over(self, context: BrowserContext) -> None:
        """Watch every page of a context."""
        context.on("request", self._request)
        context.on("console", self._console)
        context.on("weberror", self._error)

    def check(self) -> None:
        """Fail where anything was seen."""
        assert not self.faults, "; ".join(self.faults)

    def _request(self, request: Request) -> None:
        if request.is_navigation_request():
            self.documents.add(request.url)
        address = urlsplit(request.url)
        if address.scheme not in {"data", "about"} and address.netloc != self.host:
            self.faults.append(f"left the host for {request.url}")

    def _console(self, message: ConsoleMessage) -> None:
        # A page that answers 404, 409 or 422 is reported as a failed load of itself: that is no fault.
        answered = message.text.startswith("Failed to load resource: the server responded with a status of 4")
        if message.type == "error" and not (answered and message.location["url"] in self.documents):
            self.faults.append(f"console: {message.text}")

    def _error(self, error: WebError) -> None:
        self.faults.append(f"script: {error.error}")
