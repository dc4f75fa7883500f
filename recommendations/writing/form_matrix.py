"""The table of inspection reports: how many recommendations stand at each stage, and what they add up to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from recommendations.reading.document import Block, Paragraph, Row, Table
from recommendations.reading.issued_words import TITLE, TOTAL, TOTALS, UNKNOWN, YEAR, one_line
from recommendations.reading.paper import Counted
from recommendations.text import canonical
from recommendations.writing.form_text import merged

ALL, NOT_ACCEPTED = Counted.TOTAL.value, Counted.NOT_ACCEPTED.value
CAPTION = "Inspection reports and the stages of their recommendations"
Entry = dict[str, Any]


def stages_of(reports: Sequence[Entry]) -> list[str]:
    """The stages that any of the reports counts, in the order in which they first stand."""
    found = [stage for report in reports for stage in report.get("counts", {})]
    return [stage for stage in dict.fromkeys(found) if stage not in (ALL, NOT_ACCEPTED)]


def matrix(reports: Sequence[Entry]) -> list[Block]:
    """The table, and a sentence that says what its last row adds up."""
    stages = stages_of(reports)
    header = Row((YEAR, TITLE, TOTAL, *map(one_line, stages)))
    rows = [
        Row(
            (
                canonical(report.get("year", "")),
                one_line(report["title"]),
                _number(report.get("counts", {})),
                *(_figure(report.get("counts", {}).get(stage)) for stage in stages),
            )
        )
        for report in reports
    ]
    sums = {key: _sum(reports, key) for key in (ALL, NOT_ACCEPTED, *stages)}
    known = {key: value for key, value in sums.items() if value is not None}
    totals = merged((TOTALS, _number(known), *(_figure(sums[stage]) for stage in stages)), 2)
    each = 0.4 / max(len(stages), 5)
    widths = (0.09, 0.73 - each * len(stages), 0.18, *[each] * len(stages))
    return [Table((header, *rows, totals), CAPTION, widths), Paragraph(_sentence(reports, stages))]


def _sum(reports: Sequence[Entry], key: str) -> int | None:
    known = [report["counts"][key] for report in reports if key in report.get("counts", {})]
    return sum(known) if known else None


def _number(counts: Entry) -> str:
    refused = f" ({counts[NOT_ACCEPTED]} not accepted)" if NOT_ACCEPTED in counts else ""
    return f"{_figure(counts.get(ALL))}{refused}"


def _figure(value: int | None) -> str:
    return UNKNOWN if value is None else str(value)


def _sentence(reports: Sequence[Entry], stages: Sequence[str]) -> str:
    lacking = [r for r in reports if not {ALL, *stages} <= r.get("counts", {}).keys()]
    if not lacking:
        return "The last row adds up the rows above it."
    return (
        f"Every figure is known for {len(reports) - len(lacking)} of {len(reports)} reports. What is not"
        f" known is shown as {UNKNOWN}, which is not zero. The last row adds up the figures that are known."
    )
