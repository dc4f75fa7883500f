"""A form that is sent twice is written once: a double click, a reload, the way back and Save again.

Every form carries a key made for it when its page was made (templatetags/form_keys.py). What was sent, under
which key, by whom and where gives one row of FormKey, which lies in the same transaction as what the form
writes: so both are there or neither, and of two that arrive together the second waits for the first and
gets its answer. The same form with other words in it is another row: what was typed is never passed over.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any, TypeVar, cast
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from recommendations.history import before_the_first_act
from recommendations.models import FormKey, User
from recommendations.roles import Can

View = TypeVar("View", bound=Callable[..., Any])
NAME = "form_key"
KEPT = timedelta(days=1)
LONGEST = 500
# Seconds that whoever clicked twice waits for the answer to the first click, and how often it is looked for.
PATIENCE, PAUSE = 5, 0.05
SENT_TWICE = "This form was sent twice. It was saved once."


def tells_repeats_itself(view: View) -> View:
    """Mark a view that takes long, or tells how far it is, and so must hold no transaction meanwhile.

    What it does must be known by itself when it comes again: by a file's hash, by the digest of the plan
    that was shown, by how many there were.
    """
    marked: Any = view
    marked.tells_repeats_itself = True
    return view


class FormKeyMiddleware:
    """Answers a form that was sent before with the answer it got then. Stands last: access is settled."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """None lets the view run as ever; else its answer, or the one it gave before."""
        if getattr(view, "needs", Can.SIGN_IN) == Can.SIGN_IN or hasattr(view, "tells_repeats_itself"):
            return None
        key = _key(request)
        return None if key is None else _once(request, key, lambda: view(request, *args, **kwargs))


def _key(request: HttpRequest) -> UUID | None:
    """The name of what was sent; None where it carries no key, is no form, or is nobody's."""
    if request.method != "POST" or not request.user.is_authenticated or request.FILES:
        return None
    sent = request.POST.copy()
    sent.pop("csrfmiddlewaretoken", None)
    if not sent.get(NAME):
        return None
    named = (str(request.user.pk), request.get_full_path(), sent.urlencode())
    return UUID(bytes=sha256("\n".join(named).encode()).digest()[:16])


class SentBefore(Exception):
    """What was sent is written already, or being written by whoever came first."""


def _once(request: HttpRequest, key: UUID, view: Callable[[], HttpResponse]) -> HttpResponse:
    """Run the view, unless what was sent was written before. What is refused can be sent again."""

    def take() -> None:
        if FormKey.objects.filter(pk=key).exists():
            raise SentBefore
        by = cast("User", request.user)
        FormKey.objects.create(key=key, user=by, page=request.path[:300], sent_at=timezone.now(), answer="")

    if FormKey.objects.filter(pk=key).exists():
        return _answer_given(request, key)
    response = None
    try:
        with before_the_first_act(take):
            response = view()
    except SentBefore:
        return _answer_given(request, key)
    finally:
        _settle(key, response)
    return response


def _settle(key: UUID, response: HttpResponse | None) -> None:
    """Keep what was answered; where that was no way on, the form may be sent again."""
    kept = FormKey.objects.filter(pk=key, answer="").first()
    if kept is None:
        return
    with transaction.atomic():
        if isinstance(response, HttpResponseRedirect) and len(response.url) <= LONGEST:
            kept.answer = response.url
            kept.save()
            _forget(before=kept.sent_at - KEPT)
        else:
            kept.delete()


def _answer_given(request: HttpRequest, key: UUID) -> HttpResponse:
    """The way on that was answered first; the page of the form, where that takes too long to be known."""
    until = time.monotonic() + PATIENCE
    while not (found := FormKey.objects.filter(pk=key).values_list("answer", flat=True).first()):
        if found is None or time.monotonic() > until:
            break
        time.sleep(PAUSE)
    messages.info(request, SENT_TWICE)
    return HttpResponseRedirect(found or request.get_full_path())


def _forget(*, before: Any) -> None:
    """Old keys go, but for those that another request is about to take away."""
    old = FormKey.objects.select_for_update(skip_locked=True).filter(sent_at__lt=before)
    FormKey.objects.filter(pk__in=[key.pk for key in old]).delete()
