"""Whether a stated figure and a computed one agree, as far as the stated one is given. Free of Django."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Result(StrEnum):
    """What comes of a comparison."""

    AGREES = "agrees"
    DIFFERS = "differs"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Agreement:
    """What comes of a comparison, and the computed figure less the stated one, in their unit."""

    result: Result
    difference: float | None = None


def agreement(stated: float, computed: float | None, decimals: int) -> Agreement:
    """Whether the computed figure, rounded to the decimals of the stated one, is the stated one.

    Exactly half way counts as agreeing, whichever way the paper rounds. Without a computed figure
    nothing is known.
    """
    if computed is None:
        return Agreement(Result.UNKNOWN)
    difference = computed - stated
    slack = 1e-9 * max(1.0, abs(stated))
    agrees = abs(difference) <= 0.5 * 10.0**-decimals + slack
    return Agreement(Result.AGREES if agrees else Result.DIFFERS, difference)


def decimals_of(stated: float) -> int:
    """How many decimals a figure is given with; one that ends in zeros was kept without them."""
    return len(f"{stated:.9f}".rstrip("0").partition(".")[2])
