"""What is kept of a computation is kept by all that it was computed from, and by nothing else."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.computed import How, Points, charted, computed
from performance.periods import month
from performance.rates import Kind
from performance.series import Point

COUNT = How(Kind.COUNT, 1, "lower")
RATE = How(Kind.RATE, 1000, "lower")


def points(*values: float) -> Points:
    return tuple(Point(month(2020 + n // 12, n % 12 + 1), value) for n, value in enumerate(values))


def test_the_same_points_are_computed_once():
    assert computed(COUNT, points(1, 2, 3), None, ()) is computed(COUNT, points(1, 2, 3), None, ())


@pytest.mark.parametrize(
    "other",
    [
        (COUNT, points(1, 2, 4), None, ()),
        (How(Kind.COUNT, 1, "higher"), points(1, 2, 3), None, ()),
        (RATE, points(1, 2, 3), 50.0, ()),
        (COUNT, points(1, 2, 3), None, ((date(2020, 2, 1), "Counted anew"),)),
        (COUNT, points(1, 2), None, ()),
    ],
    ids=["value", "polarity", "kind", "change", "length"],
)
def test_whatever_differs_is_computed_anew(other):
    assert computed(*other) is not computed(COUNT, points(1, 2, 3), None, ())


def test_residents_are_counted_once_and_not_once_a_month():
    found = computed(RATE, points(*[5] * 12), 100.0, ())
    assert [r.value for r in found.charted] == [1000 * 60 / 100]
    assert [r.value for r in found.values] == [1000 * 5 / 100] * 12


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=40), st.sampled_from([COUNT, RATE]))
def test_what_is_kept_is_what_is_computed(values, how):
    found = computed(how, points(*values), 1000.0, ())
    assert found == computed.__wrapped__(how, points(*values), 1000.0, ())
    line = charted.__wrapped__(how, points(*values), 1000.0, (), found.is_rolled)
    assert found.charted == line
