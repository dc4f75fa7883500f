"""Asking a signed-in person once more who they are."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse


def ask_again(request: HttpRequest) -> HttpResponse:
    """To the page that asks; what was posted is kept with the session and done once the answer is right."""
    # allauth's models are there once all apps are, and this module is imported with the first of them.
    from allauth.account.adapter import get_adapter
    from allauth.account.internal.flows.reauthentication import suspend_request

    methods = get_adapter(request).get_reauthentication_methods(request.user)
    asked: HttpResponse = suspend_request(request, methods[0]["url"])
    return asked
