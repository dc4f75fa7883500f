"""Access: each view declares what it takes to open it, and a view that declares nothing stays shut."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control

from recommendations.held import hold
from recommendations.roles import NOBODY, SIGNED_IN, Can
from recommendations.signing_in.confirming import ask_again
from recommendations.signing_in.session import first_duty, is_fresh

View = TypeVar("View", bound=Callable[..., Any])


def needs(what: Can, *, fresh: bool = False) -> Callable[[View], View]:
    """Declare what a person must be able to do to open the view below.

    `fresh` for what must not be done from a screen somebody left: the password or a code is asked again
    unless it was given within the last five minutes.
    """

    def declare(view: View) -> View:
        declared: Any = view
        declared.needs = what
        declared.fresh = fresh
        return view

    return declare


def abilities(request: HttpRequest) -> frozenset[Can]:
    """What the person asking can do. Where published pages are open to the public, nobody can read too.

    Who has a password to choose or a second factor to show can do that, and no more than nobody besides.
    """
    user: Any = request.user
    public = NOBODY | {Can.READ} if settings.PUBLIC_PAGES else NOBODY
    if not user.is_authenticated:
        return public
    if first_duty(request):
        return public | SIGNED_IN
    return frozenset(can for can in Can if user.can(can))


class AccessMiddleware:
    """Settles access before any view runs, and keeps pages of signed-in people out of shared caches."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_cache=True)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """None lets the view run; else the page to go to first, or a 404 that looks like a missing page."""
        needed = getattr(view, "needs", None)
        if needed is None:
            raise Http404("this view declares no access")
        if needed in abilities(request):
            stale = getattr(view, "fresh", False) and not is_fresh(request)
            return ask_again(request) if stale else None
        user: Any = request.user
        if not user.is_authenticated:
            return hold(request, redirect_to_login(request.get_full_path()))
        if user.can(needed):
            return hold(request, redirect(first_duty(request)))
        raise Http404("not open to this role")


def page_context(request: HttpRequest) -> dict[str, Any]:
    """What the frame of every page needs to know of the person and the office."""
    user = getattr(request, "user", None)
    can = abilities(request) if user is not None else NOBODY
    return {
        "office_name": settings.OFFICE_NAME,
        "person": user if user is not None and user.is_authenticated else None,
        "can": {ability.name.lower(): True for ability in can},
    }
