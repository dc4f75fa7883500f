"""Sessions end: an hour after the last request, twelve hours after signing in, whatever the browser keeps.

The times are kept in the session itself, on the server. That somebody is still there is written down once a
minute at most, and not while somebody else writes: SQLite has one writer at a time, and a page that is only
read waits for none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.base import UpdateError
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from recommendations.audit import audit
from recommendations.signing_in.sessions import SEEN_AT, SIGNED_IN_AT, begin

PATIENCE_MS = 100


def listen() -> None:
    """Note every sign-in; once, when the site starts."""
    user_logged_in.connect(_begin, dispatch_uid="tracker.sessions")


def _begin(sender: Any, request: Any, **kwargs: Any) -> None:
    """Note when the session began and where; take away those that nobody came back to."""
    begin(request)
    request.session.clear_expired()


class SessionMiddleware:
    """Ends sessions that are over, and keeps what signed-in people get out of every cache.

    After it `request.session_ended` is "idle", "age" or "elsewhere" where a session was ended just now,
    else "".
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked: Any = request
        signed_in = request.user.is_authenticated
        ended = asked.session_ended = (_over(asked.session) or _seen(asked.session)) if signed_in else ""
        if ended:
            _end(request, ended)
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


def _seen(session: Any) -> str:
    """Note that somebody is there, where that is due; "elsewhere" if the session was ended meanwhile."""
    now, before = int(timezone.now().timestamp()), session[SEEN_AT]
    if now - before < settings.SESSION_SEEN_SECONDS:
        return ""
    session[SEEN_AT] = now
    try:
        with _hardly_waiting():
            session.save()
    except UpdateError as error:
        if not isinstance(error.__context__, OperationalError):
            return "elsewhere"
        session[SEEN_AT] = before  # somebody writes: the next request notes it
    session.modified = False
    return ""


@contextmanager
def _hardly_waiting() -> Iterator[None]:
    """SQLite gives up at once where somebody else writes, instead of waiting its turn."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        before = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(before)}")
