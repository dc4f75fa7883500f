"""Ranks: where a force stands among its most similar group (MSG), 1st the best. Free of Django."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum
from typing import Literal

# The papers say "similar to the MSG average" and never how near that is; 5% is our reading of it.
SIMILAR = 0.05


@dataclass(frozen=True, slots=True)
class Rank:
    """A force's rank among those with a value, and its value against their plain mean.

    `rank` is 1 for the best whichever way is good; `against` says where the value lies, not whether
    that is good. `missing` names the forces without a value.
    """

    rank: int
    out_of: int
    tied: bool
    value: float
    average: float
    against: Literal["above", "similar", "below"]
    missing: tuple[str, ...]


def rank(values: Mapping[str, float | None], force: str, polarity: str) -> Rank | None:
    """The rank of a force among all that are given, itself among them; equal values share the best rank.

    `polarity` is "lower" or "higher": which value is the better. None where it is anything else, where
    the force has no value, or where no other has one. The average counts every force with a value once,
    the force itself included, whatever its size.
    """
    known = {name: value for name, value in values.items() if value is not None}
    value = known.get(force)
    if polarity not in ("lower", "higher") or value is None or len(known) < 2:
        return None
    average = fsum(known.values()) / len(known)
    better = [other for other in known.values() if (other < value if polarity == "lower" else other > value)]
    return Rank(
        rank=len(better) + 1,
        out_of=len(known),
        tied=list(known.values()).count(value) > 1,
        value=value,
        average=average,
        against=_against(value, average),
        missing=tuple(sorted(name for name, other in values.items() if other is None)),
    )


def _against(value: float, average: float) -> Literal["above", "similar", "below"]:
    if abs(value - average) <= SIMILAR * abs(average):
        return "similar"
    return "above" if value > average else "below"
