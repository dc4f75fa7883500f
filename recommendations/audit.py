"""The audit log: one line of JSON for each thing that somebody answerable may have to account for.

Who, what, when, from where. Never a secret and never what was typed: `tests/test_audit.py`. The lines go to
the logger `audit`, which the settings lead to a file of its own (AUDIT_LOG) or to standard error.
"""

from __future__ import annotations

import ipaddress
import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

LOG = logging.getLogger("audit")
WITHHELD = "withheld"
LONGEST = 200
SECRET = re.compile(
    r"pass|secret|token|session|cookie|code|otp|answer|credential|authorization", re.IGNORECASE
)
# Addresses of these packages can hold the key of a link that was sent to one person.
KEYS_IN_ADDRESS = re.compile(r"^(?:account|mfa|socialaccount|usersessions)_|^openid")

_request: ContextVar[HttpRequest | None] = ContextVar("audited request", default=None)


@contextmanager
def audited(request: HttpRequest) -> Iterator[None]:
    """Everything logged inside the block is told of this request, also by actions that know of none."""
    token = _request.set(request)
    try:
        yield
    finally:
        _request.reset(token)


def audit(event: str, *, request: HttpRequest | None = None, user: Any = None, **facts: Any) -> None:
    """Write one line: the event, who in which role, from which page and address, and what else is known.

    `user` is the one who acts, where it is not the person of the request. Facts are numbers, flags and short
    names; one whose name is that of a secret is withheld.
    """
    request = request or _request.get()
    who = user if user is not None else getattr(request, "user", None)
    line = {
        "time": timezone.now().isoformat(timespec="milliseconds"),
        "event": event,
        "who": who.get_username() if who is not None else "",
        "role": getattr(who, "role", ""),
        "page": _page(request) if request else "",
        "method": (request.method or "") if request else "",
        "from": remote_address(request) if request else "",
        **{f"fact_{name}" if name in _OWN else name: _plain(name, value) for name, value in facts.items()},
    }
    # ASCII alone: neither a line break of any alphabet nor a control character can forge a line.
    LOG.info(json.dumps(line, ensure_ascii=True))


_OWN = frozenset({"time", "event", "who", "role", "page", "method", "from"})


def audit_once_kept(event: str, *, by: Any, **facts: Any) -> None:
    """The same, once the writing in progress is kept: nothing is told of what was rolled back."""
    transaction.on_commit(partial(audit, event, user=by, request=_request.get(), **facts))


def remote_address(request: HttpRequest) -> str:
    """Where a request came from: as the one proxy in front saw it, else as this server did.

    What stands further left in X-Forwarded-For was sent by the client, who may write there what it likes.
    """
    given = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        given = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2] or given
    try:
        return str(ipaddress.ip_address(given.strip()))
    except ValueError:
        return ""


def _page(request: HttpRequest) -> str:
    """The address without its query, which may hold what was typed; the pattern where it may hold a key."""
    match = getattr(request, "resolver_match", None)
    if match is not None and KEYS_IN_ADDRESS.search(match.url_name or ""):
        return f"/{match.route}"[:LONGEST]
    return request.path[:LONGEST]


def _plain(name: str, value: Any) -> Any:
    if SECRET.search(name):
        return WITHHELD
    return value if value is None or isinstance(value, bool | int | float) else str(value)[:LONGEST]


@receiver(user_logged_in)
def _signed_in(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    audit("sign-in", request=request, user=user)


@receiver(user_logged_out)
def _signed_out(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    if user is not None:
        audit("sign-out", request=request, user=user)


@receiver(user_login_failed)
def _not_signed_in(sender: Any, credentials: Any, request: Any = None, **kwargs: Any) -> None:
    """People type their password where the name belongs: a name is told only where an account has it."""
    typed = credentials.get("username") or credentials.get("login") or ""
    known = get_user_model()._default_manager.filter(username=str(typed)[:150]).first()
    audit("sign-in failed", request=request, user=known, known=known is not None)
