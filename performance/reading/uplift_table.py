"""The table of the officer uplift: one figure, its targets, and the share the paper works out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from performance.reading.blocks import Block
from performance.reading.report import FigureEntry, StatedEntry, TargetEntry, ToldEntry
from recommendations.reading.cells import row_of
from recommendations.reading.dates import DAY, day_in
from recommendations.reading.paper import Loss
from recommendations.reading.sheet import at

HEADCOUNT = "Police officer headcount"
CURRENT, SHARE = "Current officers", "Current officers as % of target"
TARGETS = ("Target officers", "Temporary uplift target")
WHOLE = re.compile(r"\d{1,3}(?:,\d{3})+|\d{1,6}")
PERCENT = re.compile(r"(\d{1,3}(?:\.\d+)?)%")


@dataclass(slots=True)
class Uplift:
    """What the table holds of the measure HEADCOUNT."""

    figures: list[FigureEntry] = field(default_factory=list)
    targets: list[TargetEntry] = field(default_factory=list)
    stated: list[StatedEntry] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)


def read_uplift(rows: Block, section: str, day: date) -> Uplift:
    """The officers on `day`, the last of the quarter; a row with another label or value is lost."""
    read, seen = Uplift(), set[str]()
    for line, text in rows:
        label, *values = row_of(text)
        if label in seen or len(values) != 1 or not _take(read, line, label, values[0], day):
            why = "its label stands twice" if label in seen else "its label or its value is not known"
            read.losses.append(Loss(at(line), f"{section}: the row “{label}”", why))
        seen.add(label)
    return read


def _take(read: Uplift, line: int, label: str, value: str, day: date) -> bool:
    whole, percent = WHOLE.fullmatch(value), PERCENT.fullmatch(value)
    if label == CURRENT and whole:
        read.figures.append(FigureEntry(at(line), HEADCOUNT, day, day, _number(value)))
    elif label in TARGETS and whole:
        read.targets.append(TargetEntry(at(line), HEADCOUNT, label, _number(value)))
    elif label == SHARE and percent:
        share = float(percent[1])
        read.stated.append(StatedEntry(at(line), label, share, "%", "share-of-target", HEADCOUNT))
    else:
        return False
    return True


def _number(text: str) -> float:
    return float(text.replace(",", ""))


def with_days(targets: Sequence[TargetEntry], comments: Sequence[ToldEntry]) -> tuple[TargetEntry, ...]:
    """The targets, each with the day where a comment gives its value followed by "by" and a day."""
    return tuple(_with_day(target, comments) for target in targets)


def _with_day(target: TargetEntry, comments: Sequence[ToldEntry]) -> TargetEntry:
    dated = re.compile(rf"\b{target.value:,.0f} by ({DAY.pattern})", re.IGNORECASE)
    for comment in comments:
        if found := dated.search(comment.text):
            return replace(target, by=day_in(found[1], comment.place.line))
    return target
