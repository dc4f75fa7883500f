"""Recommendations of which a paper states how many there are, but not what they say."""

from __future__ import annotations

from collections.abc import Sequence

from recommendations.reading.paper import Counted, CountEntry, Place, RecommendationEntry, UpdateEntry


def placeholders(total: int, counts: Sequence[CountEntry], place: Place) -> tuple[RecommendationEntry, ...]:
    """Numbers 1 to `total` without words; with a status only where one status holds them all."""
    at_one = [c.status for c in counts if c.counted is Counted.AT_STATUS and c.value == total]
    update = UpdateEntry(place, "", at_one[0]) if total and len(at_one) == 1 else None
    return tuple(RecommendationEntry(place, number, update=update) for number in range(1, total + 1))
