"""How the figures of a file differ from those on record."""

from __future__ import annotations

from dataclasses import dataclass

import pandas

from performance.observations.read import KEY
from performance.periods import Period

_VALUES = ["numerator", "denominator"]


@dataclass(frozen=True)
class Difference:
    """Figures that are new, that have other values and that are on record as they are.

    `changed` and `unchanged` have the `id` on record too, `changed` also old_numerator and old_denominator.
    """

    added: pandas.DataFrame
    changed: pandas.DataFrame
    unchanged: pandas.DataFrame


@dataclass(frozen=True, slots=True)
class Summary:
    """What a file holds of one measure: how many figures, of which forces and groups, from when to when."""

    measure: str
    figures: int
    forces: tuple[str, ...]
    groups: tuple[str, ...]
    first: Period
    last: Period

    def __str__(self) -> str:
        parts = [f"{self.figures:,} figure{'' if self.figures == 1 else 's'} of {self.measure}"]
        parts.append(f"{len(self.forces)} force{'' if len(self.forces) == 1 else 's'}")
        if self.groups:
            parts.append(f"{len(self.groups)} groups")
        reach = str(self.first) if self.first == self.last else f"{self.first} to {self.last}"
        return f"{', '.join(parts)}, {reach}"


def compare(incoming: pandas.DataFrame, held: pandas.DataFrame) -> Difference:
    """Figures as read beside those held, by measure, force, group and period; values equal exactly.

    `held` has the columns id, measure, force, group, start, end, numerator and denominator, each figure
    once. What is held and not in the file is let be: a file need not hold all.
    """
    old = held[["id", *KEY, *_VALUES]].rename(columns={name: f"old_{name}" for name in _VALUES})
    both = incoming.merge(old, on=KEY, how="left", validate="one_to_one")
    new = both["id"].isna()
    same = pandas.Series(True, index=both.index)
    for name in _VALUES:
        now, before = both[name], both[f"old_{name}"]
        same &= (now == before) | (now.isna() & before.isna())
    known = both.astype({"id": "Int64"})
    return Difference(
        added=both.loc[new, incoming.columns],
        changed=known[~new & ~same].astype({"id": "int64"}),
        unchanged=known.loc[~new & same, [*incoming.columns, "id"]].astype({"id": "int64"}),
    )


def summaries(frame: pandas.DataFrame) -> list[Summary]:
    """What a frame of figures holds of each measure, in the order of their slugs."""
    found = []
    for measure, rows in frame.groupby("measure"):
        days = zip(rows["end"].dt.date, rows["start"].dt.date, strict=True)
        periods = [Period(end, start) for end, start in days]
        forces, groups = sorted(set(rows["force"])), sorted(set(rows["group"]) - {""})
        found.append(
            Summary(str(measure), len(rows), tuple(forces), tuple(groups), min(periods), max(periods))
        )
    return found
