"""The glossary."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from performance.glossary import glossary_table, terms_at
from recommendations.access import needs
from recommendations.pages import answer
from recommendations.roles import Can
from recommendations.sitting import resolve


@needs(Can.READ)
@require_safe
def glossary(request: HttpRequest, fmt: str = "html") -> HttpResponse:
    """The terms that the papers explain."""
    sitting = resolve(request)
    table = glossary_table(terms_at(sitting), sitting)
    return answer(
        request, "glossary.html", table=table, sitting=sitting, fmt=fmt, title="Glossary", section="glossary"
    )
