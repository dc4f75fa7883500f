"""Where sessions are kept (SESSION_ENGINE): in the database, each with the person who signed in.

Django's own, as its documentation extends it. What a session is known by stays on the server: a person's list
names the browser, the address and the times.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any, NamedTuple, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.http import HttpRequest
from django.utils import timezone

from recommendations.audit import remote_address
from recommendations.models.sessions import Session

SIGNED_IN_AT, SEEN_AT, BROWSER, ADDRESS = "signed_in_at", "seen_at", "browser", "address"
# Most browsers name others that they are like, so the first that is found is the one.
BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
SYSTEMS = {
    "iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows", "Mac OS": "Mac",
    "Linux": "Linux",
}  # fmt: skip


class SessionStore(db.SessionStore):
    """Django's sessions in the database, which note the person beside what they hold."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        kept = cast("Session", super().create_model_instance(data))
        kept.person_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        return kept


class SignedIn(NamedTuple):
    """One session of a person as their page shows it."""

    browser: str
    address: str
    since: datetime
    seen: datetime
    is_this: bool


def begin(request: HttpRequest) -> None:
    """Note from where a session was begun, and when."""
    now = int(timezone.now().timestamp())
    agent = request.META.get("HTTP_USER_AGENT", "")
    given = {SIGNED_IN_AT: now, SEEN_AT: now, BROWSER: browser_of(agent), ADDRESS: remote_address(request)}
    request.session.update(given)


def browser_of(agent: str) -> str:
    """What a browser says it is, in the few words people know it by."""
    browser = _first(BROWSERS, agent, r"/")
    system = _first(SYSTEMS, agent, "")
    return f"{browser} on {system}" if browser and system else browser or system or "Another program"


def _first(names: dict[str, str], agent: str, after: str) -> str:
    return next((said for name, said in names.items() if re.search(rf"\b{name}{after}", agent)), "")


def sessions_of(request: HttpRequest) -> list[SignedIn]:
    """Where the person who asks is signed in: here first, then where they were seen last."""
    person: Any = request.user
    found = [
        SignedIn(
            data.get(BROWSER, ""),
            data.get(ADDRESS, ""),
            datetime.fromtimestamp(data[SIGNED_IN_AT], UTC),
            datetime.fromtimestamp(data[SEEN_AT], UTC),
            kept.session_key == request.session.session_key,
        )
        for kept in Session.objects.filter(person=person.pk, expire_date__gt=timezone.now())
        if SIGNED_IN_AT in (data := kept.get_decoded())
    ]
    return sorted(found, key=lambda session: (session.is_this, session.seen), reverse=True)


def end_other_sessions(request: HttpRequest, person: Any) -> int:
    """Sign a person out everywhere but in this browser; how many sessions that were."""
    others = Session.objects.filter(person=person).exclude(session_key=request.session.session_key)
    return others.delete()[0]
