"""The key `performance` of a paper's YAML form, written: reading it gives an equal report but for places."""

from __future__ import annotations

from typing import Any

from performance.reading.report import (
    AssessmentEntry,
    FigureEntry,
    PerformanceReport,
    PriorityEntry,
    StatedEntry,
    TargetEntry,
)

AGAINST = {"above": "above", "similar": "similar to", "below": "below"}
SUFFIXES = {1: "st", 2: "nd", 3: "rd"}
Entry = dict[str, Any]


def tree_of(report: PerformanceReport) -> Entry:
    """The report under the key `performance`; an empty dict for an empty report.

    Items of lists are numbered from 1 when they are read: numbers that leave a gap are not in this form.
    """
    if not (report.priorities or report.figures or report.stated or report.terms):
        return {}
    whole = {
        "holds": {
            "priorities": len(report.priorities),
            "measures": sum(len(priority.measures) for priority in report.priorities),
            "actions": sum(len(priority.actions) for priority in report.priorities),
            "comments": sum(len(priority.comments) for priority in report.priorities),
            "terms": len(report.terms),
            "figures": len(report.figures),
            "stated": len(report.stated),
        },
        "priorities": [_priority(priority) for priority in report.priorities],
        "figures": [_figure(figure) for figure in report.figures],
        "stated": [_stated_figure(stated) for stated in report.stated],
        "terms": [{"term": term.term, "meaning": term.meaning} for term in report.terms],
    }
    return {"performance": _stated(whole)}


def trend_text(trend: str, note: str) -> str:
    """Trend and note as the papers print them, "Stable (100%)"; "" where neither is stated."""
    return f"{trend} ({note})".strip() if note else trend


def benchmark_text(rank: int | None, out_of: int | None, against: str) -> str:
    """Rank and side of the average as the papers print them, "3rd/8 MSG (below MSG average rates)"."""
    if rank is None or out_of is None:
        return ""
    suffix = "th" if rank % 100 in (11, 12, 13) else SUFFIXES.get(rank % 10, "th")
    side = f" ({AGAINST[against]} MSG average rates)" if against else ""
    return f"{rank}{suffix}/{out_of} MSG{side}"


def _stated(entry: Entry) -> Entry:
    """The entry without what is not stated."""
    return {key: value for key, value in entry.items() if value not in ("", None, [])}


def _number(value: float | None) -> float | int | None:
    return int(value) if value is not None and value == int(value) else value


def _priority(priority: PriorityEntry) -> Entry:
    return _stated(
        {
            "framework": priority.framework,
            "heading": priority.heading,
            "measures": [_assessment(measure) for measure in priority.measures],
            "figure_measures": list(priority.figure_measures),
            "targets": [_target(target) for target in priority.targets],
            "actions": [told.text for told in priority.actions],
            "comments": [told.text for told in priority.comments],
        }
    )


def _assessment(entry: AssessmentEntry) -> Entry:
    return _stated(
        {
            "measure": entry.measure,
            "trend": trend_text(entry.trend, entry.note),
            "benchmark": benchmark_text(entry.rank, entry.out_of, entry.against),
        }
    )


def _target(entry: TargetEntry) -> Entry:
    return _stated(
        {"measure": entry.measure, "name": entry.name, "value": _number(entry.value), "by": entry.by}
    )


def _figure(entry: FigureEntry) -> Entry:
    return _stated(
        {
            "measure": entry.measure,
            "start": entry.start,
            "end": entry.end,
            "value": _number(entry.value),
            "of": _number(entry.denominator),
            "group": entry.group,
        }
    )


def _stated_figure(entry: StatedEntry) -> Entry:
    return _stated(
        {
            "label": entry.label,
            "value": _number(entry.value),
            "unit": entry.unit,
            "compares": entry.compares,
            "measure": entry.measure,
            "report": entry.report,
            "note": entry.note,
        }
    )
