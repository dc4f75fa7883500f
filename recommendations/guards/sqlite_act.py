"""What SQLite's triggers ask the program: who acts, why, when, from where, and for a SHA-256.

A connection that another program opened has none of these functions, so its writes are refused.
"""

from __future__ import annotations

import hashlib
from typing import Any

from recommendations.history import current_act, moment


def sha256(value: str | bytes | None) -> str | None:
    """The SHA-256 of a text or of bytes, in hexadecimal."""
    if value is None:
        return None
    return hashlib.sha256(value.encode() if isinstance(value, str) else value).hexdigest()


def _by() -> int | None:
    by = current_act().by
    return by.pk if by else None


def _paper() -> int | None:
    paper = current_act().paper
    return paper.pk if paper else None


def register(connection: Any, **kwargs: Any) -> None:
    """Give a new connection the functions that the triggers call."""
    if connection.vendor != "sqlite":
        return
    make = connection.connection.create_function
    make("record_sha256", 1, sha256, deterministic=True)
    make("act_at", 0, lambda: moment(current_act().at))
    make("act_by", 0, _by)
    make("act_why", 2, lambda table, pk: current_act().why_of(table, pk))
    make("act_paper", 0, _paper)
    make("act_page", 0, lambda: current_act().page)
