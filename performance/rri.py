"""Relative Rate Index: the rate of each group against the rate of the base group. Free of Django."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import exp, fsum, log, sqrt

# Fewer events than this in either group: the ratio is shown and nothing is concluded from it.
JUDGED_FROM = 20
# Counts under this are not shown.
SHOWN_FROM = 5
# The standard normal quantile of a 95% interval.
_Z = 1.96


@dataclass(frozen=True, slots=True)
class Interval:
    """A ratio of rates with its 95% interval; no interval where nothing was counted in the group."""

    ratio: float
    low: float | None
    high: float | None


class Judgement(StrEnum):
    """What may be said of a group beside the base, or why nothing may."""

    BASE = "base"
    TOO_FEW = "too_few"
    SUPPRESSED = "suppressed"
    MISSING = "missing"
    HIGHER = "higher"
    LOWER = "lower"
    NO_DIFFERENCE = "no_difference"


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted in one group, out of how many people; None where nobody reported it."""

    slug: str
    name: str
    events: float | None
    people: float | None
    is_base: bool = False
    is_unknown: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One known group as it may be shown. `rate` is per person; `interval` is None for the base itself.

    `suppressed` says that its own count is kept back. The judgement says SUPPRESSED or MISSING where
    that holds of the group or, for want of anything to compare with, of the base.
    """

    slug: str
    name: str
    events: float | None
    people: float | None
    rate: float | None
    interval: Interval | None
    judgement: Judgement
    suppressed: bool


@dataclass(frozen=True, slots=True)
class Index:
    """The known groups in the order given, the base among them, and the totals that may be shown.

    `known` is all that was counted in known groups, `unknown` the rest, `unknown_share` its part of
    both (0 to 1). Each is None where nobody reported it or where it would give a suppressed count away.
    """

    rows: tuple[Row, ...]
    base: Row
    known: float | None
    unknown: float | None
    unknown_share: float | None
    unknown_suppressed: bool


def relative_rate(a: float, n_a: float, b: float, n_b: float, *, proportions: bool = False) -> Interval:
    """(a / n_a) / (b / n_b): the rate of a group against the base's, with a 95% interval.

    The interval is exp(ln RR ± 1.96·√(1/a + 1/b)), for counts of events in a population in which a
    person may be counted more than once (Rothman and Greenland, Modern Epidemiology). With `proportions`
    the events are some of the people, each once, and 1/n_a and 1/n_b are taken off under the root (Katz,
    Baptista, Azen and Pike, Biometrics 34, 1978). Without events in the group there is a ratio of 0 and
    no interval.

    Raises ValueError for people not above zero, negative events, a base without events and, for
    proportions, more events than people.
    """
    for events, people in ((a, n_a), (b, n_b)):
        _check(events, people, proportions)
    if not b:
        raise ValueError("nothing was counted in the base group: there is nothing to compare with")
    ratio = (a / n_a) / (b / n_b)
    if not a:
        return Interval(ratio, None, None)
    variance = (1 / a - 1 / n_a) + (1 / b - 1 / n_b) if proportions else 1 / a + 1 / b
    half = _Z * sqrt(variance)
    return Interval(ratio, exp(log(ratio) - half), exp(log(ratio) + half))


def _check(events: float | None, people: float | None, proportions: bool) -> None:
    if people is not None and not people > 0:
        raise ValueError(f"a rate needs people: {people:g} is not above zero")
    if events is not None and not events >= 0:
        raise ValueError(f"events cannot be negative: {events:g}")
    if proportions and events is not None and people is not None and events > people:
        raise ValueError(f"{events:g} events are more than the {people:g} people they happened to")


def suppress(counts: Mapping[str, float]) -> frozenset[str]:
    """Which cells of one total are kept back: every count under 5 and, where needed, the next smallest.

    A reader who takes the shown cells off the total gets the sum of those kept back. So one more cell
    goes with them where that sum gives them away: it is itself under 5, as for one cell alone, or for 3
    and 0, because a zero hides nothing; or it is as large as counts under 5 can make it, as 4 and 4.
    Equal counts go together: were one taken by its name, the choice would tell which was the smaller.
    Counts are whole numbers.
    """
    small = {key for key, count in counts.items() if count < SHOWN_FROM}
    others = {key: count for key, count in counts.items() if key not in small}
    if others and _gives_away([counts[key] for key in small]):
        small |= {key for key, count in others.items() if count == min(others.values())}
    return frozenset(small)


def _gives_away(kept_back: Sequence[float]) -> bool:
    """Whether the sum of the counts kept back tells what they are."""
    if not kept_back:
        return False
    total = fsum(kept_back)
    all_at_most = all(count == SHOWN_FROM - 1 for count in kept_back)
    return total < SHOWN_FROM or all_at_most


def index(groups: Sequence[Counted], *, proportions: bool = False) -> Index:
    """The rate of each known group against the base, with small counts kept back.

    The unknown group has no rate and no row; its count takes part in the suppression like any other.
    Where the base's count is kept back or was not reported, no group has a ratio.

    Raises ValueError unless exactly one group is the base and at most one is unknown, for a group given
    twice, and for counts and people that no rate can be made of (see `relative_rate`).
    """
    base, unknown = _base_and_unknown(groups)
    for group in groups:
        _check(group.events, None if group.is_unknown else group.people, proportions)
    counts = {group.slug: group.events for group in groups if group.events is not None}
    kept_back = suppress(counts)
    rows = {group.slug: _row(group, base, kept_back, proportions) for group in groups if not group.is_unknown}
    in_known = [counts[slug] for slug in rows if slug in counts]
    # Without the unknown count the known total is what its neighbours among the suppressed are read off.
    unknown_suppressed = unknown is not None and unknown.slug in kept_back
    closed = unknown_suppressed or _gives_away([counts[slug] for slug in kept_back])
    known = None if closed or not in_known else fsum(in_known)
    shown = None if unknown is None or unknown_suppressed else unknown.events
    share = None if known is None or shown is None or not known + shown else shown / (known + shown)
    return Index(tuple(rows.values()), rows[base.slug], known, shown, share, unknown_suppressed)


def _base_and_unknown(groups: Sequence[Counted]) -> tuple[Counted, Counted | None]:
    bases = [group for group in groups if group.is_base]
    unknown = [group for group in groups if group.is_unknown]
    if len(bases) != 1 or len(unknown) > 1 or bases == unknown:
        raise ValueError("groups are compared with exactly one base, which is known; at most one is unknown")
    if len({group.slug for group in groups}) < len(groups):
        raise ValueError("a group is given twice")
    return bases[0], unknown[0] if unknown else None


def _row(group: Counted, base: Counted, kept_back: frozenset[str], proportions: bool) -> Row:
    suppressed = group.slug in kept_back
    events = None if suppressed else group.events
    rate = None if events is None or group.people is None else events / group.people
    interval, judgement = _compared(group, base, kept_back, proportions)
    return Row(group.slug, group.name, events, group.people, rate, interval, judgement, suppressed)


def _compared(
    group: Counted, base: Counted, kept_back: frozenset[str], proportions: bool
) -> tuple[Interval | None, Judgement]:
    if {group.slug, base.slug} & kept_back:
        return None, Judgement.SUPPRESSED
    if group.events is None or group.people is None or base.events is None or base.people is None:
        return None, Judgement.MISSING
    if group.is_base:
        return None, Judgement.BASE
    found = relative_rate(group.events, group.people, base.events, base.people, proportions=proportions)
    return found, _judged(found, min(group.events, base.events))


def _judged(interval: Interval, fewest: float) -> Judgement:
    if fewest < JUDGED_FROM or interval.low is None or interval.high is None:
        return Judgement.TOO_FEW
    if interval.low > 1:
        return Judgement.HIGHER
    return Judgement.LOWER if interval.high < 1 else Judgement.NO_DIFFERENCE
