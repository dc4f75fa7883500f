"""Writing what the files of definitions say into the records, row by row, with history.

Nothing is ever deleted. A force that the files no longer name counts as similar no more, a group that
its breakdown no longer names is its base no more; both stay, because figures hang off them. What only
a person or a paper recorded stays as it is: other measures, a measure's priority, changes of other days.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from performance.definitions.defined import (
    BreakdownDefinition,
    ChangeDefinition,
    Definitions,
    MeasureDefinition,
)
from performance.models import Breakdown, Force, Group, Measure, MeasureChange
from recommendations.history import acting, because
from recommendations.reading.slugs import slug_of

AS_DEFINED = (
    *("name", "definition", "why_it_matters", "unit", "kind", "polarity", "span", "per"),
    *("caution", "author", "checker", "next_review"),
)


@dataclass
class Loaded:
    """What loading did: a line for each record added or changed, and how many were as defined already."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0

    def __str__(self) -> str:
        return f"{len(self.added)} added, {len(self.changed)} changed, {self.unchanged} unchanged."


@transaction.atomic
def load_definitions(*, definitions: Definitions, by: Any) -> Loaded:
    """Make the records say what the definitions say, writing only what differs."""
    loading = _Loading()
    with acting(by=by, why="Definitions loaded", page="load_measures"):
        loading.forces(definitions)
        for breakdown in definitions.breakdowns:
            loading.breakdown(breakdown)
        # What others are counted per is a count itself, and has to be there before them.
        for measure in sorted(definitions.measures, key=lambda m: bool(m.denominator)):
            loading.measure(measure)
    return loading.done


class _Loading:
    """One loading: what it has done so far, and the ids of what it has settled."""

    def __init__(self) -> None:
        self.done = Loaded()
        self.ids: dict[tuple[type, str], int] = {}

    def forces(self, definitions: Definitions) -> None:
        held = {force.slug: force for force in Force.objects.all()}
        named = {force.slug: force for force in definitions.forces}
        for slug, row in held.items():
            if named and slug not in named and (row.is_own or row.is_similar):
                self._settle(row, {"is_own": False, "is_similar": False}, "No file names it")
        wanted = [
            (
                held.get(slug) or Force(slug=slug),
                {"name": force.name, "is_own": force.is_own, "is_similar": not force.is_own},
                _defined_in(force),
            )
            for slug, force in named.items()
        ]
        self._settle_all(wanted, "is_own")

    def breakdown(self, defined: BreakdownDefinition) -> None:
        row = Breakdown.objects.filter(slug=defined.slug).first() or Breakdown(slug=defined.slug)
        self._settle(row, {"name": defined.name}, _defined_in(defined))
        self.ids[Breakdown, defined.slug] = row.pk
        held = {group.slug: group for group in row.groups.all()}
        wanted = []
        for position, name in enumerate(defined.groups, 1):
            group = held.pop(slug_of(name), None) or Group(breakdown=row, slug=slug_of(name))
            fields = {
                "name": name,
                "position": position,
                "is_base": name == defined.base,
                "is_unknown": name == defined.unknown,
            }
            wanted.append((group, fields, _defined_in(defined)))
        for group in held.values():
            if group.is_base:
                self._settle(group, {"is_base": False}, _defined_in(defined))
        self._settle_all(wanted, "is_base")

    def measure(self, defined: MeasureDefinition) -> None:
        row = Measure.objects.filter(slug=defined.slug).first() or Measure(slug=defined.slug)
        fields = {name: getattr(defined, name) for name in AS_DEFINED} | {
            "denominator_id": self.ids.get((Measure, defined.denominator)),
            "breakdown_id": self.ids.get((Breakdown, defined.breakdown)),
            "column_words": list(defined.words),
            "asked_by": list(defined.asked_by),
        }
        self._settle(row, fields, _defined_in(defined))
        self.ids[Measure, defined.slug] = row.pk
        for change in defined.changes:
            self._change(row, change)

    def _change(self, measure: Measure, defined: ChangeDefinition) -> None:
        held = MeasureChange.objects.filter(measure=measure, on=defined.on).first()
        row = held or MeasureChange(measure=measure, on=defined.on)
        self._settle(row, {"what": defined.what, "rebases": defined.rebases}, _defined_in(defined))

    def _settle_all(self, wanted: Iterable[tuple[Any, dict[str, Any], str]], only_one: str) -> None:
        """Settle rows of which one alone may be marked: the one that was gives it up first."""
        for row, fields, why in sorted(wanted, key=lambda each: bool(each[1][only_one])):
            self._settle(row, fields, why)

    def _settle(self, row: Any, fields: dict[str, Any], why: str) -> None:
        """Give a row these values, and write it if it is new or any of them differs."""
        differing = [name for name, value in fields.items() if getattr(row, name) != value]
        what = row._meta.verbose_name
        is_new = row.pk is None
        if not is_new and not differing:
            self.done.unchanged += 1
            return
        for name in differing:
            setattr(row, name, fields[name])
        with because(why):
            row.save()
        if is_new:
            self.done.added.append(f"{what} {row}")
        else:
            labels = [str(row._meta.get_field(name.removesuffix("_id")).verbose_name) for name in differing]
            self.done.changed.append(f"{what} {row} ({', '.join(labels)})")


def _defined_in(defined: Any) -> str:
    return f"Defined in {defined.at}"
