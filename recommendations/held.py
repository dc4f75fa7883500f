"""What was typed survives a session that ended: it is given back with the refusal, ready to be sent again.

Nothing of it is kept on the server, and nothing is written. It is given back only where the browser says
that a page of this very site sent it: from anywhere else, a page full of words would be a stranger's.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_cache_control

from recommendations.form_keys import NAME
from recommendations.roles import Can

NEVER = frozenset({"csrfmiddlewaretoken", NAME})
SECRET = re.compile(r"(^|[-_])(\w*password|passphrase|secret|credential|otp|code)", re.IGNORECASE)
LONG = 40  # characters from which on a text is shown in a field of several lines


class Typed(NamedTuple):
    """One field as it was sent."""

    name: str
    value: str

    @property
    def label(self) -> str:
        """The field's name in words: of a round's "r12-narrative", "Recommendation 12: narrative"."""
        words = re.sub(r"^r(\d+)-", r"recommendation \1: ", self.name)
        return words.replace("_", " ").replace("-", " ").capitalize()

    @property
    def is_text(self) -> bool:
        """Whether somebody wrote it, as against chose it, or the page brought it along."""
        return bool(re.search(r"\s", self.value.strip())) or len(self.value) > LONG or "\n" in self.value

    @property
    def rows(self) -> int:
        """How many lines its field shows."""
        return min(12, 2 + self.value.count("\n") + len(self.value) // 70)


class HeldMiddleware:
    """Gives back what was typed where the address of a form is no longer there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        return (gone_page(request) or response) if response.status_code == 404 else response


def hold(request: HttpRequest, way: HttpResponseRedirect) -> HttpResponse:
    """The way to where a person signs in; what was typed is held meanwhile, and they come back to it."""
    return held_page(request, way.url) or way


def held_page(request: HttpRequest, first: str = "") -> HttpResponse | None:
    """A 403 that holds all that was typed, with a form that sends it again; None where that is not due.

    `first` is the address where something has to be done before.
    """
    return None if _signs_in(request) else _held(request, 403, first=first)


def gone_page(request: HttpRequest) -> HttpResponse | None:
    """A 404 that holds all that was typed: its address may have changed while somebody wrote.

    It is the same whether there is nothing at the address or nothing for this person.
    """
    return None if request.path.startswith("/accounts/") else _held(request, 404, gone=True)


def _held(request: HttpRequest, status: int, **context: Any) -> HttpResponse | None:
    if request.method != "POST" or not _from_here(request):
        return None
    typed = [
        Typed(name, str(value))
        for name, values in request.POST.lists()
        if name not in NEVER and not SECRET.search(name)
        for value in values
    ]
    if not any(field.value.strip() for field in typed):
        return None
    context |= {
        "typed": [field for field in typed if field.is_text],
        "chosen": [field for field in typed if not field.is_text],
        "files": bool(request.FILES),
        "left_out": any(SECRET.search(name) for name in request.POST),
        "address": request.get_full_path(),
    }
    response = render(request, "held.html", context, status=status)
    patch_cache_control(response, private=True, no_store=True)
    return response


def refused_token(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The answer to a form whose token is stale, as after signing in again, or is none of ours."""
    return held_page(request) or render(request, "403_csrf.html", status=403)


def _from_here(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this site sent it; one that says nothing is not believed."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = urlsplit(request.headers.get("Origin", ""))
    return (origin.scheme, origin.netloc) == (request.scheme, request.get_host())


def _signs_in(request: HttpRequest) -> bool:
    """Whether the form is one of signing in or of one's own account, which holds secrets."""
    match = request.resolver_match
    return match is None or getattr(match.func, "needs", Can.SIGN_IN) in {Can.SIGN_IN, Can.OWN_ACCOUNT}
