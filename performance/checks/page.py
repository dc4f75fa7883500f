"""Checks as their page shows them: one table, narrowed by what came of each comparison."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from performance.checks.agreement import Result
from performance.checks.rows import Check
from performance.report.headline import Count
from performance.sentences import number_words
from recommendations.meeting_slugs import meeting_when, split_meeting_slug
from recommendations.sitting import Sitting
from recommendations.tables import Column, Table, link

PAGE = "/checks/"
# What ?show= may ask for, the result it stands for, its shape and its words in a count.
SHOWS = {
    "differing": (Result.DIFFERS, "≠", "differing"),
    "unknown": (Result.UNKNOWN, "○", "not comparable"),
    "agreeing": (Result.AGREES, "✓", "agreeing"),
}
_SHAPES = {result: shape for result, shape, _ in SHOWS.values()}


def counts(checks: Sequence[Check], sitting: Sitting) -> list[Count]:
    """How many stated figures there are, and how many came to each result."""
    found = [Count(len(checks), _comparisons(len(checks)), sitting.link(PAGE))]
    for show, (result, _, words) in SHOWS.items():
        number = sum(check.agreement.result is result for check in checks)
        found.append(Count(number, words, sitting.link(PAGE, show=show) if number else ""))
    return found


def _comparisons(count: int) -> str:
    return f"comparison{'' if count == 1 else 's'}"


def narrowed(checks: Sequence[Check], show: str) -> list[Check]:
    """The checks with the result that `show` names; all of them for anything else."""
    if show not in SHOWS:
        return list(checks)
    return [check for check in checks if check.agreement.result is SHOWS[show][0]]


def result_words(check: Check) -> str:
    """What came of a comparison, like “differs by +1.2 points”."""
    found = check.agreement
    if found.result is Result.UNKNOWN:
        return "cannot be compared"
    if found.result is Result.AGREES:
        return "agrees"
    return f"differs by {difference_words(check)}"


def difference_words(check: Check) -> str:
    """The computed figure less the stated one with its sign, to the decimals of the stated one."""
    difference = round(check.agreement.difference or 0, check.decimals)
    unit = check.unit[:-1] if abs(difference) == 1 and check.unit.endswith("s") else check.unit
    return f"{'+' if difference > 0 else '−'}{number_words(abs(difference), unit)}"


def checks_table(checks: Sequence[Check]) -> Table[Check]:
    """One row a stated figure; each figure opens the records that it is made of."""
    columns: list[Column[Check]] = [
        Column("figure", "Figure", lambda c: c.what, row_header=True),
        Column("meeting", "Told to", lambda c: c.meeting, _meeting_cell),
        Column("stated", "As stated", lambda c: c.stated, lambda c: link(c.stated_url, c.stated_words)),
        Column("computed", "By the records", lambda c: c.computed, _computed_cell),
        Column("difference", "Difference", lambda c: c.agreement.difference, data_only=True),
        Column("unit", "Unit of the difference", lambda c: c.unit, data_only=True),
        Column("result", "Result", lambda c: c.agreement.result.value, _result_cell),
        Column("reason", "Why not compared", lambda c: c.reason, data_only=True),
        Column("note", "Note", lambda c: c.note, _note_cell),
    ]
    return Table(
        "checks",
        f"{len(checks)} {_comparisons(len(checks))}",
        columns,
        checks,
        empty="No comparison came to that.",
    )


def _computed_cell(check: Check) -> str:
    if check.computed is None:
        return '–<span class="visually-hidden"> not known</span>'
    return link(check.computed_url, check.computed_words)


def _result_cell(check: Check) -> str:
    shape = _SHAPES[check.agreement.result]
    words = escape(result_words(check))
    return f'<span class="result"><span aria-hidden="true">{shape}</span> {words}</span>'


def _note_cell(check: Check) -> str:
    """The reason first, as a sentence."""
    reason = f"{check.reason[0].upper()}{check.reason[1:]}." if check.reason else ""
    return escape(" ".join(text for text in (reason, check.note) if text))


def _meeting_cell(check: Check) -> str:
    parts: Any = split_meeting_slug(check.meeting)
    if parts is None:
        return "several meetings"
    _, day, day_known = parts
    return link(f"/meetings/{check.meeting}/", meeting_when(day, day_known))
