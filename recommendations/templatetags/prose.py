"""Template filters for the texts of papers and staff."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from recommendations.record_addresses import record_address
from recommendations.text import to_html

register = template.Library()


@register.filter
def prose(text: str) -> SafeString:
    """Paragraphs and lists of a plain text, everything in it escaped."""
    return mark_safe(to_html(text or ""))


@register.filter
def safe_html(html: str) -> SafeString:
    """HTML that statuses.py, tables.py or text.py built and escaped."""
    return mark_safe(html or "")


@register.filter
def history_of(record: object, kind: str) -> str:
    """The address of a record's history."""
    return record_address(kind, record)
