"""Headers that every response carries: pages, files, static files, redirects, refusals and errors.

Django and django-csp set most of them; what they set on some answers only is completed here, outermost.
The policy of permissions is one line that never differs, so no package is kept for it.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

# What browsers let a page ask for; this site asks for nothing.
DENIED = (
    "accelerometer",
    "autoplay",
    "bluetooth",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "gamepad",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "screen-wake-lock",
    "serial",
    "storage-access",
    "usb",
    "xr-spatial-tracking",
)
# Passkeys, which this site's own pages use and no other's.
OWN = ("publickey-credentials-create", "publickey-credentials-get")
PERMISSIONS = ", ".join([*(f"{name}=()" for name in DENIED), *(f"{name}=(self)" for name in OWN)])


class FrameMiddleware:
    """Sets what is not set yet; stands before all others, so that no answer passes it by."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        headers = {
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
            "Permissions-Policy": PERMISSIONS,
            "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
            "Cross-Origin-Resource-Policy": "same-origin",
            "X-Frame-Options": settings.X_FRAME_OPTIONS,
        }
        for name, value in headers.items():
            response.setdefault(name, value)
        return response
