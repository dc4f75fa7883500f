"""Sessions end: an hour after the last request, twelve hours after signing in, whatever the browser keeps.

The times are kept in the session itself, on the server. That somebody is still there is written down once a
minute at most, because each writing makes every other writer of SQLite wait.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from recommendations.audit import audit

SIGNED_IN_AT, SEEN_AT = "signed_in_at", "seen_at"


def listen() -> None:
    """Note every sign-in; once, when the site starts."""
    user_logged_in.connect(_begin, dispatch_uid="tracker.sessions")


def _begin(sender: Any, request: Any, **kwargs: Any) -> None:
    """Note when the session began; take away those that nobody came back to."""
    now = int(timezone.now().timestamp())
    request.session[SIGNED_IN_AT] = request.session[SEEN_AT] = now
    request.session.clear_expired()


class SessionMiddleware:
    """Ends sessions that are over, and keeps what signed-in people get out of every cache.

    After it `request.session_ended` is "idle" or "age" where a session was ended just now, else "".
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        signed_in = request.user.is_authenticated
        ended = _over(request.session) if signed_in else ""
        asked: Any = request
        asked.session_ended = ended
        if ended:
            _end(request, ended)
        elif signed_in:
            _seen(request.session)
        response = self.get_response(request)
        if (signed_in and not ended) or request.user.is_authenticated:
            response["Cache-Control"] = "private, no-store"
        return response


def _over(session: Any) -> str:
    """Why a session is over. One that does not say when it began is: it was made before this was asked."""
    now = timezone.now().timestamp()
    if now - session.get(SIGNED_IN_AT, 0) >= settings.SESSION_LIFE_SECONDS:
        return "age"
    return "idle" if now - session.get(SEEN_AT, 0) >= settings.SESSION_IDLE_SECONDS else ""


def _end(request: HttpRequest, why: str) -> None:
    audit("session ended", request=request, why=why)
    request.session.flush()
    request.user = AnonymousUser()


def _seen(session: Any) -> None:
    now = int(timezone.now().timestamp())
    if now - session[SEEN_AT] >= settings.SESSION_SEEN_SECONDS:
        session[SEEN_AT] = now
