"""One stated figure beside what the records give: a function for each kind of figure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from performance.checks.agreement import Agreement, Result, agreement, decimals_of
from performance.models import Assessment, MeasureChange, StatedFigure, Target
from performance.observed import Observed
from performance.periods import day_words
from performance.ranks import Rank
from performance.sentences import listed, number_words, ordinal, sign_of, when
from performance.standing import others, rank_by_figures, standing
from recommendations.models import Meeting
from recommendations.record_addresses import record_address


@dataclass(frozen=True)
class Check:
    """A stated figure and a computed one, each in words and with the address of its records.

    `meeting` is the slug of the meeting that was told, "" where there are several. `reason` says why
    the two cannot be compared, where they cannot. `unit` is that of the difference, `decimals` the
    stated figure's.
    """

    what: str
    meeting: str
    stated: float
    stated_words: str
    stated_url: str
    computed: float | None
    computed_words: str
    computed_url: str
    agreement: Agreement
    unit: str = ""
    decimals: int = 0
    reason: str = ""
    note: str = ""


def reach_of(meeting: Meeting) -> date:
    """The last day that the figures of a meeting's paper cover."""
    return meeting.data_up_to or meeting.date


def up_to(seen: Observed, day: date) -> Observed:
    """What had been observed by a day: a meeting's statement is not held against later figures."""
    points = {
        key: tuple(point for point in series if point.period.end <= day)
        for key, series in seen.points.items()
    }
    return replace(seen, points=points)


def shares(stated: StatedFigure, seen: Observed, targets: Sequence[Target]) -> Iterator[Check]:
    """The latest figure as a percentage of each target; where one target fits, the others say which."""
    points = seen.series(_measure(stated), seen.forces.own)
    if not points or not targets:
        missing = "no target is on record" if points else "no figure is on record"
        yield _stated(stated, None, reason=missing)
        return
    counted = points[-1]
    found = [(t, 100 * counted.numerator / t.value) for t in targets if t.value]
    fits = [t.name for t, share in found if _agrees(stated, share)]
    for target, share in found:
        note = f"{number_words(counted.numerator)} of {number_words(target.value)}, {when(counted.period)}."
        if fits and target.name not in fits:
            note += f" The stated figure fits another target: {listed(fits)}."
        yield _stated(stated, share, what=f"{stated.label}: {target.name}", note=note)


def _agrees(stated: StatedFigure, computed: float) -> bool:
    return agreement(stated.value, computed, decimals_of(stated.value)).result is Result.AGREES


def sum_of_groups(stated: StatedFigure, seen: Observed) -> Check:
    """The sum of all groups in the latest period in which any was counted."""
    measure = _measure(stated)
    series = [(g.name, seen.series(measure, seen.forces.own, g.slug)) for g in seen.groups_of(measure)]
    periods = [point.period for _, points in series for point in points]
    if not periods:
        return _stated(stated, None, reason="no figure by group is on record")
    last = max(periods)
    counts = [(name, p.numerator) for name, points in series for p in points if p.period == last]
    missing = [name for name, _ in series if name not in {known for known, _ in counts}]
    if missing:
        return _stated(stated, None, reason=f"no figure is on record of {listed(missing)}")
    note = f"{' + '.join(number_words(count) for _, count in counts)}, {when(last)}."
    return _stated(stated, sum(count for _, count in counts), note=note)


def recommendations_told(stated: StatedFigure, told: int) -> Check:
    """How many recommendations of the report the meeting was told of."""
    report: Any = stated.report
    check = _stated(
        stated,
        told or None,
        reason="" if told else "no recommendation told to that meeting is on record",
        note=f"Recommendations of {report} that the same meeting was told of.",
    )
    return replace(check, computed_url=f"/reports/{report.slug}/?meeting={stated.meeting.slug}&told=yes")


def _measure(stated: StatedFigure) -> Any:
    return stated.measure


def _stated(
    stated: StatedFigure, computed: float | None, *, what: str = "", reason: str = "", note: str = ""
) -> Check:
    decimals = decimals_of(stated.value)
    measure = stated.measure.get_absolute_url() if stated.measure else ""
    return Check(
        what or stated.label,
        stated.meeting.slug,
        stated.value,
        number_words(stated.value, sign_of(stated.unit)),
        record_address("stated", stated),
        computed,
        "" if computed is None else number_words(computed, sign_of(stated.unit)),
        f"{measure}?meeting={stated.meeting.slug}",
        agreement(stated.value, computed, decimals),
        "points" if stated.unit == "%" else stated.unit,
        decimals,
        reason,
        " ".join(text for text in (note, stated.note) if text),
    )


def rank_check(told: Assessment, seen: Observed, changes: Sequence[MeasureChange]) -> Check:
    """A stated rank beside the rank by the figures on record, where these are of the same period."""
    measure, stated = told.measure, told.rank or 0
    own = standing(measure, seen, changes)
    found = rank_by_figures(own, others(own, seen, changes), seen.forces.own_name)
    period = own.latest.period if own.latest else None
    reason = "" if period else "no figures are on record"
    if period and found is None:
        reason = _no_rank(measure.polarity)
    elif found and found.out_of != told.out_of:
        reason = f"figures of {found.out_of} forces are on record, not of {told.out_of}"
    elif period and period.end != reach_of(told.meeting):
        reason = f"figures end {period.end:%B %Y}; the paper reports {_reported(told.meeting)}"
    return Check(
        f"Rank: {measure.name}",
        told.meeting.slug,
        stated,
        f"{ordinal(stated)} of {told.out_of}",
        record_address("assessment", told),
        found.rank if found else None,
        f"{ordinal(found.rank)} of {found.out_of}, {period}" if found else "",
        f"{measure.get_absolute_url()}?meeting={told.meeting.slug}",
        agreement(stated, found.rank if found and not reason else None, 0),
        "places",
        reason=reason,
        note=_average(told, found) if found and not reason else "",
    )


def _no_rank(polarity: str) -> str:
    if polarity not in ("lower", "higher"):
        return "it is not settled which way is better"
    return "no other force has a figure of the same period"


def _reported(meeting: Meeting) -> str:
    return meeting.quarter or f"up to {day_words(reach_of(meeting))}"


def _average(told: Assessment, found: Rank) -> str:
    if not told.against or told.against == found.against:
        return ""
    return f"Stated as {told.get_against_display()}; by the figures it is {found.against}."


def latest_of(rows: Iterable[Any], key: str) -> list[Any]:
    """The first row of each value of an attribute: the latest, where rows come newest first."""
    found: dict[Any, Any] = {}
    for row in rows:
        found.setdefault(getattr(row, key), row)
    return list(found.values())
