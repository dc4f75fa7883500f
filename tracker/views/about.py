"""What every site owes whoever comes by: accessibility, cookies, where to report a hole, robots."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from recommendations.access import needs
from recommendations.roles import Can

TEXT = "text/plain; charset=utf-8"
# Whoever reads security.txt may rely on it for so long; RFC 9116 wants less than a year.
SECURITY_DAYS = 180


@needs(Can.SIGN_IN)
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """How far everybody can use the site, what was tested, and what was not."""
    return render(request, "accessibility.html", {"contact_page": settings.CONTACT_PAGE})


@needs(Can.SIGN_IN)
@require_safe
def cookies(request: HttpRequest) -> HttpResponse:
    """The two cookies: what each is for and how long it stays."""
    context = {
        "session_name": settings.SESSION_COOKIE_NAME,
        "csrf_name": settings.CSRF_COOKIE_NAME,
        "idle_minutes": settings.SESSION_IDLE_SECONDS // 60,
        "life_hours": settings.SESSION_LIFE_SECONDS // 3600,
        "csrf_days": settings.CSRF_COOKIE_AGE // 86400,
    }
    return render(request, "cookies.html", context)


@needs(Can.SIGN_IN)
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Where a security hole is reported (RFC 9116); nothing is there where the office has set nothing."""
    if not settings.SECURITY_CONTACT:
        raise Http404("no contact is set")
    midnight = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {midnight + timedelta(days=SECURITY_DAYS):%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en",
        f"Canonical: {request.build_absolute_uri()}",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type=TEXT)


@needs(Can.SIGN_IN)
@require_safe
def security_at_the_top(request: HttpRequest) -> HttpResponse:
    """The address of older days leads to the one of today."""
    return redirect("security", permanent=True)


@needs(Can.SIGN_IN)
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines may read what everybody may read; where that is nothing, they need not try."""
    shut = "/accounts/" if settings.PUBLIC_PAGES else "/"
    return HttpResponse(f"User-agent: *\nDisallow: {shut}\n", content_type=TEXT)
