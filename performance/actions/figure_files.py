"""Files of figures: keeping one, planning what it would write, and writing it.

Reading a file needs pandas, which takes seconds to import and 65 MB: it is imported where a file is
read, so that a server that reads none goes without.
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from itertools import repeat
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from performance.actions.bulk import change_with_history
from performance.files.told import About
from performance.files.vocabulary import vocabulary
from performance.models import Force, Group, Measure, Observation, Source
from recommendations.actions.bulk import AT_ONCE, create_with_reasons
from recommendations.history import acting, current_act
from recommendations.plan import PlanChanged
from recommendations.reading.paper import Refused

if TYPE_CHECKING:
    import pandas

    from performance.observations.columns import Match
    from performance.observations.compare import Difference
    from performance.observations.read import Read
    from performance.observations.sheet import Sheet

KEY = ["measure", "force", "group", "start", "end"]


@dataclass(frozen=True)
class Choice:
    """What a person says of a file: what its columns are, by heading, and what no column of it gives."""

    columns: Mapping[str, str] = field(default_factory=dict)
    measure: str = ""
    force: str = ""
    period: str = ""


@dataclass(frozen=True)
class Planned:
    """A file of figures read and compared with the records.

    `read` and `difference` are None where the problems that come first leave nothing to read or compare.
    """

    sheet: Sheet
    match: Match
    read: Read | None = None
    difference: Difference | None = None

    @cached_property
    def digest(self) -> str:
        """A hash over everything that would be written, and over what it would replace; "" for nothing."""
        return _digest(self.difference) if self.difference else ""

    @property
    def problems(self) -> list[str]:
        """What stands in the way of writing it, in sentences."""
        return [*self.match.problems, *map(str, self.read.problems if self.read else ())]

    @property
    def counts(self) -> dict[str, int]:
        """How many observations are added, changed and unchanged, and how many cells are blank."""
        found, blank = self.difference, self.read.blank if self.read else 0
        if found is None:
            return {"added": 0, "changed": 0, "unchanged": 0, "blank": blank}
        frames = {"added": found.added, "changed": found.changed, "unchanged": found.unchanged}
        return {verdict: len(frame) for verdict, frame in frames.items()} | {"blank": blank}

    @cached_property
    def holds(self) -> list[str]:
        """What the file holds of each measure, in words."""
        from performance.observations.compare import summaries

        return [str(found) for found in summaries(self.read.frame)] if self.read else []

    @property
    def writes(self) -> int:
        """How many observations applying it would write."""
        return self.counts["added"] + self.counts["changed"]


@transaction.atomic
def keep_source(*, name: str, data: bytes, about: About, by: Any) -> Source:
    """The Source row of a file, made where the file is new and is a table. Raises Refused.

    A file is known by its content, not by its name.
    """
    from performance.observations import sheet

    sheet.read(name, data)
    return _kept(name, data, about, by)


def _kept(name: str, data: bytes, about: About, by: Any) -> Source:
    digest = hashlib.sha256(data).hexdigest()
    found = Source.objects.filter(sha256=digest).first()
    if found:
        return found
    with acting(by=by, why="Uploaded", page="/figures/"):
        return Source.objects.create(
            name=name,
            sha256=digest,
            content=data,
            publisher=about.publisher,
            is_open=about.is_open,
            note=about.note,
            uploaded_at=timezone.now(),
            uploaded_by=by,
        )


def plan_observations(*, name: str, data: bytes, choice: Choice) -> Planned:
    """Read a file and compare it with the records; changes nothing. Raises Refused for what is no table."""
    from performance.observations import columns, compare, read, sheet

    table, words = sheet.read(name, data), vocabulary()
    match = columns.match(list(table.frame.columns), words, choice.columns)
    if match.problems:
        return Planned(table, match)
    defaults = read.Defaults(measure=choice.measure, force=choice.force, period=choice.period)
    found = read.read(table, match, words, defaults=defaults, today=timezone.localdate())
    if found.problems:
        return Planned(table, match, found)
    measures = list(found.frame["measure"].unique())
    held = Observation.objects.filter(measure__slug__in=measures).to_frame()
    return Planned(table, match, found, compare.compare(found.frame, held))


def _digest(difference: Difference) -> str:
    from pandas.util import hash_pandas_object

    made = hashlib.sha256()
    values = ["numerator", "denominator"]
    for frame, names in (
        (difference.added, [*KEY, *values]),
        (difference.changed, [*KEY, "id", *values, "old_numerator", "old_denominator"]),
    ):
        made.update(hash_pandas_object(frame[names], index=False).to_numpy().tobytes())
        made.update(b"/")
    return made.hexdigest()


def apply_observations(*, source: Source, by: Any, shown: str, choice: Choice) -> int:
    """Write a kept file: all of it or nothing. `shown` is the digest of the plan the person saw.

    Returns how many observations were written. Raises Refused where the file has problems, PlanChanged
    where the plan is no longer the one shown.
    """
    return max(applying(source=source, by=by, shown=shown, choice=choice), default=0)


def applying(*, source: Source, by: Any, shown: str, choice: Choice) -> Generator[int]:
    """`apply_observations` a step at a time: yields how many are written so far.

    One transaction, which ends with the last step: closed before that, it leaves nothing behind.
    """
    with acting(by=by, why=f"Imported from {source.name}", page=f"/figures/{source.key}/"):
        planned = plan_observations(name=source.name, data=bytes(source.content), choice=choice)
        if not planned.problems and planned.digest != shown:
            raise PlanChanged
        yield from _written(planned, source, by)


def import_observations(
    *, name: str, data: bytes, about: About, choice: Choice, by: Any, progress: Callable[[int, int], None]
) -> Planned:
    """Keep a file and write it in one go; nothing at all where it holds nothing new.

    `progress` is told again and again how many observations are written, and of how many. Returns the
    plan that was written. Raises Refused where the file is no table or has problems.
    """
    with acting(by=by, why=f"Imported from {name}", page="/figures/"):
        planned = plan_observations(name=name, data=data, choice=choice)
        if planned.writes or planned.problems:
            for written in _written(planned, _kept(name, data, about, by), by):
                progress(written, planned.writes)
    return planned


def _written(planned: Planned, source: Source, by: Any) -> Generator[int]:
    """Write a plan; yields how many observations are written so far."""
    if planned.difference is None:
        others = len(planned.problems) - 1
        raise Refused(planned.problems[0] + (f" And {others} more." if others else ""))
    added, changed = planned.difference.added, planned.difference.changed
    with acting(by=by, why=f"Imported from {source.name}", page=f"/figures/{source.key}/") as act:
        yield from _writing(added, _Rows(added, source).create)
        for written in _writing(changed, _Rows(changed, source).change):
            yield len(added) + written
        if source.applied_at is None:
            source.applied_at, source.applied_by = act.at, by
            source.save(update_fields=["applied_at", "applied_by"])


def _writing(frame: pandas.DataFrame, write: Callable[[pandas.DataFrame], None]) -> Generator[int]:
    """Write the rows of a frame, some thousands at a time; yields how many are written."""
    for first in range(0, len(frame), AT_ONCE):
        some = frame.iloc[first : first + AT_ONCE]
        with _collector_at_rest():
            write(some)
        yield first + len(some)


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Without Python's search for cycles: rows make none, and looking for them takes a third of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class _Rows:
    """Turns rows of a frame into observations of one source."""

    def __init__(self, frame: pandas.DataFrame, source: Source) -> None:
        measures = list(frame["measure"].unique())
        self.source = source
        self.measures = dict(Measure.objects.filter(slug__in=measures).values_list("slug", "pk"))
        self.forces = dict(Force.objects.values_list("slug", "pk"))
        groups = Group.objects.filter(breakdown__measures__slug__in=measures)
        self.groups = {
            (measure, slug): pk
            for measure, slug, pk in groups.values_list("breakdown__measures__slug", "slug", "pk")
        }

    def create(self, frame: pandas.DataFrame) -> None:
        """Write these rows as new observations."""
        groups = zip(frame["measure"], frame["group"], strict=True)
        columns: dict[str, Iterable[Any]] = {
            "measure_id": frame["measure"].map(self.measures).tolist(),
            "force_id": frame["force"].map(self.forces).tolist(),
            "group_id": [self.groups[pair] if pair[1] else None for pair in groups],
            "start": frame["start"].dt.date.tolist(),
            "end": frame["end"].dt.date.tolist(),
            "source_id": repeat(self.source.pk, len(frame)),
        }
        columns["numerator"], columns["denominator"] = zip(*_values(frame), strict=True)
        # Given in the order of the fields, values make a row in half the time that they take by name.
        fields = [field.attname for field in Observation._meta.concrete_fields]
        given = [columns.get(name) or repeat(None, len(frame)) for name in fields]
        why = current_act().why
        reasons = [f"{why}, row {row}" for row in frame["row"].tolist()]
        create_with_reasons(Observation, [Observation(*row) for row in zip(*given, strict=True)], reasons)

    def change(self, frame: pandas.DataFrame) -> None:
        """Write the new values of these rows; from now on they come from this source."""
        ids = frame["id"].tolist()
        new = {
            pk: {"numerator": numerator, "denominator": denominator, "source": self.source, "paper": None}
            for pk, (numerator, denominator) in zip(ids, _values(frame), strict=True)
        }
        change_with_history(new, dict(zip(ids, frame["row"].tolist(), strict=True)))


def _values(frame: pandas.DataFrame) -> list[tuple[float, float | None]]:
    """Numerators and denominators, None where there is none."""
    below = [None if value != value else value for value in frame["denominator"].tolist()]
    return list(zip(frame["numerator"].tolist(), below, strict=True))
