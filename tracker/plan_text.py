"""A plan as lines of text, for the terminal."""

from collections.abc import Iterator

from recommendations.plan import Value
from recommendations.text import opening
from tracker.paper_import import VERDICTS, Planned


def plan_lines(planned: Planned) -> Iterator[str]:
    """The plan, a heading for each verdict, one line a record or field, and every loss with its place.

    Raises NotYet where somebody has still to say how to read the paper.
    """
    plan, _ = planned.settled
    yield f"{planned.paper.name}: {planned.paper.title}"
    for verdict in VERDICTS:
        changes = plan.of(verdict)
        yield f"\n{verdict.capitalize()}: {len(changes)}"
        if verdict == "unchanged":
            continue
        for change in changes:
            yield f"  {change.place}: {change.label}"
            for field in change.changes:
                yield f"    {field.field}: {_short(field.old)} → {_short(field.new)}"
            for field in change.conflicts:
                old, new = _short(field.old), _short(field.new)
                yield f"    {field.field}, written by staff since, is kept: {old} ≠ {new}"
            for mine in change.corrected:
                yield f"    {mine.field}, corrected by {mine.name}: {_short(mine.paper)} → {_short(mine.new)}"
    yield f"\nNot read: {len(plan.losses)}"
    for loss in plan.losses:
        yield f"  {loss.place}: {loss.what}: {loss.why}"


def _short(value: Value) -> str:
    if value is None or value == "":
        return "(nothing)"
    return f"“{opening(', '.join(value) if isinstance(value, tuple) else str(value), 70)}”"
