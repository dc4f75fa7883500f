"""The recommendations that ask for a measure, as far as they are on record."""

from __future__ import annotations

from django.db.models import Q

from performance.models import Measure
from recommendations.models import Recommendation
from recommendations.related import Related


def asking(measure: Measure) -> list[Related]:
    """Links to the recommendations that the measure's definition names, in its order."""
    pairs = [key.split("/") for key in measure.asked_by]
    if not pairs:
        return []
    wanted = Q()
    for report, number in pairs:
        wanted |= Q(report__slug=report, number=int(number))
    found = Recommendation.objects.filter(wanted).select_related("report")
    return [Related(r.get_absolute_url(), f"Recommendation {r.number} of {r.report}") for r in found]
