"""Small records of performance made by hand: three forces, four measures, months of figures, one report."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from django.utils import timezone

from performance.models import (
    Assessment,
    Breakdown,
    Comment,
    Force,
    Group,
    Measure,
    Observation,
    PlannedAction,
    Priority,
    Source,
    StatedFigure,
    Target,
    Term,
)
from performance.periods import Period, month, months_ending
from recommendations.history import acting
from recommendations.models import Meeting, User
from tests.records import Records, some_records

# Addresses of `some_performance`.
PAGES = [
    "/performance/", "/performance/measures/", "/performance/measures/searches/",
    "/performance/measures/burglary/", "/performance/measures/officers/", "/performance/measures/unmeasured/",
    "/performance/disproportionality/", "/checks/", "/glossary/",
]  # fmt: skip


class Performance(NamedTuple):
    """`office` are the records of tests.records; the rest is told to its second meeting, 2 November 2022."""

    office: Records
    own: Force
    other: Force
    searches: Measure  # months, by ethnic group, per 1,000 residents
    burglary: Measure  # 12-month totals, per 1,000 residents
    officers: Measure  # a headcount on one day
    unmeasured: Measure  # named by a paper only
    priority: Priority
    source: Source


def observe(
    measure: Measure, force: Force, period: Period, value: float, group: Group | None = None, **fields: Any
) -> Observation:
    """One figure, with the history row of whoever acts."""
    return Observation.objects.create(
        measure=measure,
        force=force,
        group=group,
        start=period.start,
        end=period.end,
        numerator=value,
        **fields,
    )


def a_source(by: User, name: str = "figures.csv", **fields: Any) -> Source:
    """A file of figures that was brought in."""
    digest = f"{abs(hash(name)):x}".rjust(64, "0")
    now = timezone.now()
    return Source.objects.create(
        name=name, sha256=digest[-64:], content=b"x", uploaded_at=now, uploaded_by=by, applied_at=now,
        applied_by=by, **fields,
    )  # fmt: skip


def some_performance(by: User) -> Performance:
    """What the pages need, at two meetings and a draft; figures run past what the second reports."""
    office = some_records(by)
    with acting(by=by, why="Set up"):
        own = Force.objects.create(slug="ours", name="Our Force", is_own=True)
        other = Force.objects.create(slug="theirs", name="Their Force", is_similar=True)
        Force.objects.create(slug="third", name="Third Force", is_similar=True)
        groups = _ethnicity()
        priority = Priority.objects.create(
            slug="safer-streets", framework="The plan", heading="Safer streets", position=1
        )
        source = a_source(by, publisher="An open archive", is_open=True, note="A part of them only.")
        residents = Measure.objects.create(
            slug="residents", name="Residents", kind="count", span="day", breakdown=groups["White"].breakdown
        )
        _residents(residents, [own, other], groups, source)
        searches = Measure.objects.create(
            slug="searches", name="Searches", definition="Searches of people.", unit="searches", kind="rate",
            polarity="neither", span="month", per=1000, denominator=residents,
            breakdown=groups["White"].breakdown, asked_by=["review/1"], priority=priority, position=1,
        )  # fmt: skip
        _searches(searches, [own, other], groups, source)
        burglary = Measure.objects.create(
            slug="burglary", name="Burglary", unit="offences", kind="rate", polarity="lower", span="year",
            per=1000, denominator=residents, priority=priority, position=2,
        )  # fmt: skip
        for force, value in ((own, 900), (other, 1200)):
            for year in (2020, 2021, 2022):
                period = months_ending(date(year, 6, 30), 12)
                observe(burglary, force, period, value + 10 * (year - 2020), source=source)
        officers = Measure.objects.create(
            slug="officers", name="Officers", unit="officers", kind="count", polarity="higher", span="day",
            priority=priority, position=3,
        )  # fmt: skip
        observe(officers, own, Period(date(2022, 9, 30), date(2022, 9, 30)), 3255, source=source)
        unmeasured = Measure.objects.create(
            slug="unmeasured", name="Unmeasured", priority=priority, position=4
        )
        _told(office.second, priority, searches, burglary, officers, unmeasured)
    return Performance(office, own, other, searches, burglary, officers, unmeasured, priority, source)


def _ethnicity() -> dict[str, Group]:
    breakdown = Breakdown.objects.create(slug="ethnicity", name="Ethnic group")
    return {
        name: Group.objects.create(
            breakdown=breakdown, slug=name.lower(), name=name, position=place,
            is_base=name == "White", is_unknown=name == "Unknown",
        )
        for place, name in enumerate(("White", "Black", "Other", "Unknown"), 1)
    }  # fmt: skip


def _residents(measure: Measure, forces: list[Force], groups: dict[str, Group], source: Source) -> None:
    day = Period(date(2021, 3, 21), date(2021, 3, 21))
    for force in forces:
        for name, number in (("White", 90_000), ("Black", 9_000), ("Other", 1_000)):
            observe(measure, force, day, number, groups[name], source=source)


def _searches(measure: Measure, forces: list[Force], groups: dict[str, Group], source: Source) -> None:
    """Twenty-four months to December 2022, three of them after what the second meeting reports."""
    for force in forces:
        for number in range(24):
            period = month(2021 + number // 12, number % 12 + 1)
            for name, count in (("White", 90 + number % 5), ("Black", 30), ("Other", 0), ("Unknown", 20)):
                observe(measure, force, period, count, groups[name], source=source)


def _told(meeting: Meeting, priority: Priority, *measures: Measure) -> None:
    searches, burglary, officers, unmeasured = measures
    told = {"meeting": meeting}
    Assessment.objects.create(measure=searches, trend="Stable", position=1, **told)
    Assessment.objects.create(
        measure=burglary, trend="Increasing", rank=1, out_of=2, against="below", position=2, **told
    )
    Assessment.objects.create(measure=unmeasured, trend="Reducing", position=3, **told)
    for slug, name, value in (("target", "Target officers", 3291), ("temporary", "Temporary target", 3331)):
        Target.objects.create(measure=officers, slug=slug, name=name, value=value, **told)
    StatedFigure.objects.create(
        slug="share", label="Officers as a share of target", value=97.7, unit="%", measure=officers,
        compares="share-of-target", **told,
    )  # fmt: skip
    PlannedAction.objects.create(priority=priority, number=1, text="Search on good grounds only.", **told)
    Comment.objects.create(priority=priority, number=1, text="Compared with the MSG.", **told)
    Term.objects.create(slug="msg", term="MSG", meaning="Most similar group of forces.", **told)
