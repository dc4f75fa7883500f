"""What a session has proved: that it is this person, how lately, and with a second factor."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from recommendations.roles import WITH_SECOND_FACTOR

# How long a password or code just given counts as “just now”.
FRESH_SECONDS = 5 * 60
CONFIRMED_AT, SECOND_FACTOR_OF = "confirmed_at", "second_factor_of"


def confirm(request: HttpRequest) -> None:
    """Note that the person has just shown who they are."""
    request.session[CONFIRMED_AT] = time.time()


def is_fresh(request: HttpRequest) -> bool:
    """Whether the person showed who they are within the last minutes."""
    return bool(time.time() - request.session.get(CONFIRMED_AT, 0) < FRESH_SECONDS)


def prove_second_factor(request: HttpRequest, user: Any) -> None:
    """Note that this person has shown a second factor in this session.

    The person is named: what a sign-in that went no further left behind is worth nothing to the next one.
    """
    request.session[SECOND_FACTOR_OF] = str(user.pk)


def forget_second_factor(request: HttpRequest) -> None:
    """Note that what was shown is no longer this person's second factor."""
    request.session.pop(SECOND_FACTOR_OF, None)


def first_duty(request: HttpRequest) -> str:
    """The name of the page where a signed-in person has something to do before anything else; else empty."""
    user: Any = request.user
    if user.must_change_password:
        return "account_change_password"
    needed = settings.SECOND_FACTOR and user.role in WITH_SECOND_FACTOR
    if needed and request.session.get(SECOND_FACTOR_OF) != str(user.pk):
        return "mfa_index"
    return ""
