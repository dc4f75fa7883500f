"""Recommendations of which only the number is known."""

import pytest

from recommendations.reading.paper import Counted, CountEntry, Place, RecommendationEntry, UpdateEntry
from recommendations.reading.placeholders import placeholders

HERE = Place(7, 7)


def counts(**at_status: int) -> list[CountEntry]:
    return [CountEntry(HERE, Counted.AT_STATUS, value, status) for status, value in at_status.items()]


@pytest.mark.parametrize(
    ("total", "at_status", "status"),
    [
        (3, {"Open": 3, "Closed": 0}, "Open"),
        (3, {"Open": 1, "Closed": 2}, None),
        (3, {"Open": 2}, None),
        (3, {}, None),
    ],
)
def test_a_status_is_given_only_where_one_holds_all(
    total: int, at_status: dict[str, int], status: str | None
) -> None:
    update = UpdateEntry(HERE, "", status) if status else None
    expected = tuple(RecommendationEntry(HERE, number, update=update) for number in (1, 2, 3))
    assert placeholders(total, counts(**at_status), HERE) == expected


def test_none_are_made_of_none() -> None:
    assert placeholders(0, counts(Open=0), HERE) == ()
