"""What the audit log can be told of without a line in any view: refusals, and what is taken out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse

from recommendations.audit import audit, audited


class AuditMiddleware:
    """Tells the log of every refusal, and of every file that a signed-in person takes out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with audited(request):
            response = self.get_response(request)
            if refused(request, response):
                audit("refused", status=response.status_code)
            elif taken_out(request, response):
                match = request.resolver_match
                form = match.kwargs.get("fmt") or match.kwargs.get("form") if match else None
                audit("export", form=form or response.get("Content-Type", "").partition(";")[0])
        if response.streaming:
            told: Any = response
            told.streaming_content = _still_of(request, told.streaming_content)
        return response


def _still_of(request: HttpRequest, parts: Iterable[bytes]) -> Iterator[bytes]:
    """What a page that tells how far it is does while it is being sent, it does for its request as well."""
    with audited(request):
        yield from parts


def refused(request: HttpRequest, response: HttpResponse) -> bool:
    """403 and 429 always; 404 where a signed-in person asked for an address that this site has.

    What is hidden looks like what is missing, so a number that does not exist is told of as well.
    """
    if response.status_code in {403, 429}:
        return True
    return response.status_code == 404 and request.resolver_match is not None and _signed_in(request)


def taken_out(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether a signed-in person got data or a file, and not a page."""
    if request.method != "GET" or response.status_code not in {200, 206} or not _signed_in(request):
        return False
    match = request.resolver_match
    as_data = match is not None and match.kwargs.get("fmt", "html") != "html"
    return as_data or response.has_header("Content-Disposition")


def _signed_in(request: HttpRequest) -> bool:
    return bool(request.user.is_authenticated)
