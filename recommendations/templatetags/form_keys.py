"""The tag that every form has already, which now gives it a key too: so no form can be without one.

Settings make it a built-in in the place of Django's own `csrf_token`.
"""

from typing import Any
from uuid import uuid4

from django import template
from django.template.base import Parser, Token
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html
from django.utils.safestring import SafeString

from recommendations.form_keys import NAME

register = template.Library()


class KeyedTokenNode(CsrfTokenNode):
    """The token against forged forms, and the key of this form of this page."""

    def render(self, context: Any) -> SafeString:
        token = super().render(context)
        return format_html('{}<input type="hidden" name="{}" value="{}">', token, NAME, uuid4())


@register.tag
def csrf_token(parser: Parser, token: Token) -> KeyedTokenNode:
    """The hidden fields that every form which writes begins with."""
    return KeyedTokenNode()
