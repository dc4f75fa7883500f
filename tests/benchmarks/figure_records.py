"""Figures to measure with: thirty measures of one framework, and searches of people by ethnic group.

Every chart draws sixty values of twelve months each, which takes seventy-one months. Our own force has
figures of all measures; the forces of its MSG have them of the first measure and of searches, so that
the page of a measure and that of disproportionality are as full as they will be.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from itertools import chain
from random import Random
from typing import Any, NamedTuple

from performance import models
from performance.periods import Period, month
from recommendations.history import current_act
from recommendations.models import Meeting
from tests.benchmarks.pages import MEASURE
from tests.benchmarks.rows import with_history

FORCES = 43
OWN_AND_MSG = 8
PRIORITIES = 5
VALUES = 60
MONTHS = [month(2018 + number // 12, number % 12 + 1) for number in range(VALUES + 11)]
CENSUS = Period(date(2021, 3, 21), date(2021, 3, 21))
GROUPS = ("White", "Asian", "Black", "Mixed", "Other", "Unknown")
TRENDS = ("Increasing", "Stable", "Reducing")


class Defined(NamedTuple):
    """What figures are counted by; the first force is our own, `measures` are those of the framework."""

    forces: list[models.Force]
    groups: list[models.Group]
    residents: models.Measure
    searches: models.Measure
    measures: list[models.Measure]


def define(forces: int, measures: int) -> Defined:
    """Forces, ethnic groups and measures, half of them counts and half rates per 1,000 residents."""
    numbers = range(1, forces + 1)
    kept = with_history(
        models.Force,
        [
            {
                "slug": f"force-{n:02}",
                "name": f"Force {n}",
                "is_own": n == 1,
                "is_similar": 1 < n <= OWN_AND_MSG,
            }
            for n in numbers
        ],
    )
    (breakdown,) = with_history(models.Breakdown, [{"slug": "ethnicity", "name": "Ethnic group"}])
    groups = with_history(
        models.Group,
        [
            {
                "breakdown": breakdown,
                "slug": name.lower(),
                "name": name,
                "position": place,
                "is_base": name == "White",
                "is_unknown": name == "Unknown",
            }
            for place, name in enumerate(GROUPS)
        ],
    )
    residents, searches = _counted_by_group(breakdown)
    return Defined(kept, groups, residents, searches, _framework(measures, residents))


def _counted_by_group(breakdown: models.Breakdown) -> tuple[models.Measure, models.Measure]:
    told = {"kind": "count", "span": "day", "breakdown": breakdown}
    (residents,) = with_history(models.Measure, [{"slug": "residents", "name": "Residents", **told}])
    told = {"kind": "rate", "span": "month", "polarity": "neither", "per": 1000, "unit": "searches"}
    row = {"slug": "searches", "name": "Searches", "breakdown": breakdown, "denominator": residents, **told}
    (searches,) = with_history(models.Measure, [row])
    return residents, searches


def _framework(measures: int, residents: models.Measure) -> list[models.Measure]:
    priorities = with_history(
        models.Priority,
        [
            {"slug": f"priority-{n}", "framework": "The plan", "heading": f"Priority {n}", "position": n}
            for n in range(1, PRIORITIES + 1)
        ],
    )
    rate = {"kind": "rate", "per": 1000, "denominator": residents}
    return with_history(
        models.Measure,
        [
            {
                "slug": f"measure-{n:02}",
                "name": f"Recorded offences of kind {n}",
                "priority": priorities[n * PRIORITIES // (measures + 1)],
                "position": n,
                "definition": "Offences of this kind that the force recorded in the month.",
                "unit": "offences",
                "polarity": "lower" if n % 3 else "higher",
                "span": "month",
                **(rate if n % 2 else {"kind": "count"}),
            }
            for n in range(1, measures + 1)
        ],
    )


def fill(offices: int, measures: int) -> None:
    """The figures of one force and its MSG; with more than one office, those of all 43 forces."""
    defined = define(FORCES if offices > 1 else OWN_AND_MSG, measures)
    rows = chain(
        _by_group(defined, offices > 1),
        (
            (measure, force, None, period, count)
            for measure in defined.measures
            for force in defined.forces
            if offices > 1 or force.is_own or measure.slug == MEASURE
            for period, count in zip(MONTHS, counts(f"{measure.slug} {force.slug}"), strict=True)
        ),
    )
    origin = source()
    models.Observation.objects.bulk_create(
        (
            models.Observation(
                measure=measure,
                force=force,
                group=group,
                start=period.start,
                end=period.end,
                numerator=count,
                source=origin,
            )
            for measure, force, group, period, count in rows
        ),
        batch_size=5000,
    )
    for meeting in Meeting.objects.filter(body__slug__startswith="area-", date__year=2023, date__month=12):
        _told(meeting, defined.measures)


def _by_group(defined: Defined, all_forces: bool) -> Iterator[tuple[Any, ...]]:
    """Residents and searches by ethnic group."""
    for force in defined.forces if all_forces else defined.forces[:OWN_AND_MSG]:
        for place, group in enumerate(defined.groups):
            if not group.is_unknown:
                yield defined.residents, force, group, CENSUS, 1_000_000 // (1 + 10 * place)
            found = counts(f"{group.slug} {force.slug}")
            for period, count in zip(MONTHS, found, strict=True):
                yield defined.searches, force, group, period, count // (1 + place)


def counts(seed: str) -> list[int]:
    """A count a month, always the same for the same words."""
    random = Random(seed)
    return [400 + random.randrange(120) for _ in MONTHS]


def source() -> models.Source:
    """The file that figures are said to come from."""
    act = current_act()
    told = {"uploaded_at": act.at, "uploaded_by": act.by, "applied_at": act.at, "applied_by": act.by}
    return models.Source.objects.create(
        name="figures.csv", sha256=hashlib.sha256(b"").hexdigest(), content=b"", publisher="Nobody", **told
    )


def _told(meeting: Meeting, measures: list[models.Measure]) -> None:
    """What a meeting was told: trend and benchmark of each measure, actions, comments and terms."""
    random = Random(len(measures))
    with_history(
        models.Assessment,
        [
            {
                "measure": measure,
                "meeting": meeting,
                "trend": random.choice(TRENDS),
                "rank": 1 + place % 8,
                "out_of": 8,
                "against": ("below", "similar", "above")[place % 3],
                "position": place,
            }
            for place, measure in enumerate(measures)
        ],
    )
    priorities = {measure.priority_id for measure in measures}
    lines = [
        {"priority_id": priority, "meeting": meeting, "number": number, "text": f"Line {number} of the MSG."}
        for priority in sorted(filter(None, priorities))
        for number in (1, 2)
    ]
    with_history(models.PlannedAction, lines)
    with_history(models.Comment, lines)
    with_history(
        models.Term,
        [{"meeting": meeting, "slug": "msg", "term": "MSG", "meaning": "The most similar forces."}],
    )
