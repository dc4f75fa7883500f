"""What a control chart says in words: the latest value, its limits, and what they were made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from performance.figures.chart import TargetLine
from performance.figures.parts import changes_sentence, values_of
from performance.sentences import (
    assurance_words,
    number_words,
    sign_of,
    signal_words,
    variation_words,
    when,
)
from performance.series import Reading
from performance.spc import (
    MIN_POINTS,
    Control,
    ControlPoint,
    Limits,
    Segment,
    Variation,
    assurance,
    variation,
)

_SHAPES = {
    Variation.IMPROVEMENT: "Diamonds mark improvement.",
    Variation.CONCERN: "Squares mark concern.",
    Variation.HIGH: "Triangles pointing up mark values higher than ordinary variation.",
    Variation.LOW: "Triangles pointing down mark values lower than ordinary variation.",
}


def signals_words(point: ControlPoint) -> str:
    """The rules that a point meets, in the order of their names; "" for none."""
    return ", ".join(signal_words(signal) for signal in sorted(point.signals))


def marked(control: Control, polarity: str) -> dict[Variation, list[ControlPoint]]:
    """The points that signal by what each would say if it were the latest, in the order of the words."""
    found: dict[Variation, list[ControlPoint]] = {}
    for segment in control.segments:
        for point in segment.points:
            alone = Control((replace(segment, points=(point,)),))
            if point.signals and (meaning := variation(alone, polarity)):
                found.setdefault(meaning, []).append(point)
    return dict(sorted(found.items()))


def is_drawn(limits: Limits, control: Control) -> bool:
    """Whether the lower limit is drawn: not below zero where no value is."""
    return limits.lower >= 0 or min(values_of(readings_of(control)), default=0) < 0


def readings_of(control: Control) -> list[Reading]:
    """All readings of the chart, earliest first, those of no value included."""
    return [point.reading for segment in control.segments for point in segment.points]


def control_sentence(
    title: str,
    control: Control,
    unit: str,
    polarity: str,
    targets: Sequence[TargetLine],
    changes: Sequence[tuple[date, str]],
) -> str:
    """What the chart shows, from the latest value to how its limits were made."""
    if not values_of(readings_of(control)):
        return f"No figures are on record: {title}."
    segment, latest = _latest(control)
    parts = [_said(control, latest, unit, polarity)]
    if segment.limits is None:
        parts.append("There are too few values next to one another for limits.")
    else:
        parts += _limits(segment.limits, control, unit)
        parts += [_target(segment.limits, target, unit, polarity) for target in targets]
    parts += [
        f"Limits begin anew {when(each.points[0].reading.period)}: {each.reason.strip().rstrip('.')}."
        for each in control.segments
        if each.reason
    ]
    parts += [_SHAPES[meaning] for meaning in marked(control, polarity)]
    if missing := sum(each.missing for each in control.segments):
        periods = "1 period is" if missing == 1 else f"{missing} periods are"
        parts.append(f"{periods} missing: nothing is computed across the gap.")
    return " ".join([*parts, changes_sentence(changes)]).strip()


def _latest(control: Control) -> tuple[Segment, ControlPoint]:
    return [
        (segment, point)
        for segment in control.segments
        for point in segment.points
        if point.reading.value is not None
    ][-1]


def _said(control: Control, latest: ControlPoint, unit: str, polarity: str) -> str:
    value = values_of([latest.reading])[0]
    said = f"{number_words(value, unit)} {when(latest.reading.period)}"
    found = variation(control, polarity)
    if found is None:
        return f"{said}."
    rules = f" ({signals_words(latest)})" if latest.signals else ""
    return f"{said}: {variation_words(found)[1]}{rules}."


def _limits(limits: Limits, control: Control, unit: str) -> list[str]:
    """The limits and what they are made of; which moving ranges are used is always said."""
    sign = sign_of(unit)
    low, high = number_words(limits.lower, sign), number_words(limits.upper, sign)
    count = limits.ranges_left_out
    used = f"{count} large ones left out" if count else "none left out"
    parts = [
        f"The mean is {number_words(limits.mean, sign)} and the natural limits are {low} to {high},"
        f" 2.66 mean moving ranges away ({used})."
    ]
    if not is_drawn(limits, control):
        parts.append("The lower limit is below zero and not drawn.")
    if limits.trial:
        parts.append(f"These are trial limits: made of {limits.points} values, not {MIN_POINTS} or more.")
    return parts


def _target(limits: Limits, target: TargetLine, unit: str, polarity: str) -> str:
    found = assurance(limits, target.value, polarity)
    judged = "" if found is None else f": {assurance_words(found)[1]}"
    return f"{target.name}, {number_words(target.value, sign_of(unit))}{judged}."
