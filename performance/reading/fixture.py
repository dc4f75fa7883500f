"""The performance report in the YAML form of a paper: the key `performance`."""

from __future__ import annotations

from datetime import date

import yaml

from performance.reading.benchmarks import benchmark_of, trend_of
from performance.reading.report import (
    COMPARES,
    LONGEST_NAME,
    LONGEST_SHORT_NAME,
    LONGEST_UNIT,
    AssessmentEntry,
    FigureEntry,
    PerformanceReport,
    PriorityEntry,
    StatedEntry,
    TargetEntry,
    TermEntry,
    ToldEntry,
)
from recommendations.reading.paper import Refused
from recommendations.reading.slugs import slug_of
from recommendations.reading.yaml_nodes import (
    Fields,
    day_in,
    line_of,
    number_in,
    place_of,
    root_of,
    text_in,
    whole_in,
)

PERFORMANCE = ("holds", "priorities", "figures", "stated", "terms")
PRIORITY = ("framework", "heading", "measures", "figure_measures", "targets", "actions", "comments")
MEASURE = ("measure", "trend", "benchmark")
TARGET = ("measure", "name", "value", "by")
FIGURE = ("measure", "start", "end", "value", "of", "group")
STATED = ("label", "value", "unit", "compares", "measure", "report", "note")
TERM = ("term", "meaning")


def read_yaml(text: str) -> PerformanceReport:
    """The performance report that a YAML text holds; empty without the key. Raises Refused with the line."""
    return read_tree(root_of(text))


def read_tree(root: yaml.Node) -> PerformanceReport:
    """The performance report in the tree of a paper's YAML form."""
    paper = Fields(root, "the paper")
    if "performance" not in paper:
        return PerformanceReport()
    fields = Fields(paper.nodes["performance"], "performance", PERFORMANCE)
    report = PerformanceReport(
        tuple(_priority(node) for node in fields.items("priorities")),
        tuple(_figure(node) for node in fields.items("figures")),
        tuple(_stated(node, _reports(paper)) for node in fields.items("stated")),
        tuple(_term(node) for node in fields.items("terms")),
    )
    _check_holds(fields, report)
    return report


def _reports(paper: Fields) -> set[str]:
    """The slugs of the reports that the paper itself describes."""
    reports = [Fields(node, "a report") for node in paper.items("reports")]
    return {r.slug("slug") if "slug" in r else slug_of(r.text("title")) for r in reports}


def _check_holds(fields: Fields, report: PerformanceReport) -> None:
    """A file cut at the end of an entry is sound YAML still: only its own count gives it away."""
    found = {
        "priorities": len(report.priorities),
        "measures": sum(len(priority.measures) for priority in report.priorities),
        "actions": sum(len(priority.actions) for priority in report.priorities),
        "comments": sum(len(priority.comments) for priority in report.priorities),
        "terms": len(report.terms),
        "figures": len(report.figures),
        "stated": len(report.stated),
    }
    holds = Fields(fields.needed("holds"), "holds", tuple(found))
    for key, count in found.items():
        states = whole_in(holds.needed(key), key)
        if states != count:
            line = line_of(holds.nodes[key])
            raise Refused(f"line {line}: the file states {states} {key} and holds {count}.")


def _priority(node: yaml.Node) -> PriorityEntry:
    fields = Fields(node, "a priority", PRIORITY)
    return PriorityEntry(
        fields.place,
        _name(fields, "framework") if "framework" in fields else "",
        _name(fields, "heading"),
        measures=tuple(_assessment(item) for item in fields.items("measures")),
        targets=tuple(_target(item) for item in fields.items("targets")),
        actions=_told(fields, "actions"),
        comments=_told(fields, "comments"),
        figure_measures=tuple(text_in(item, "a measure") for item in fields.items("figure_measures")),
    )


def _assessment(node: yaml.Node) -> AssessmentEntry:
    fields = Fields(node, "a measure", MEASURE)
    trend = trend_of(str(fields.stated("trend") or ""))
    benchmark = benchmark_of(str(fields.stated("benchmark") or ""))
    if trend is None:
        raise _another_form(
            fields, "trend", "Stable, Increasing or Reducing, with a note in brackets or without"
        )
    if benchmark is None:
        raise _another_form(fields, "benchmark", "like 3rd/8 MSG (below MSG average rates)")
    rank, out_of, against = benchmark
    return AssessmentEntry(fields.place, _name(fields, "measure"), trend[0], rank, out_of, against, trend[1])


def _another_form(fields: Fields, key: str, wanted: str) -> Refused:
    return Refused(f"line {line_of(fields.nodes[key])}: {key} should be {wanted}.")


def _target(node: yaml.Node) -> TargetEntry:
    fields = Fields(node, "a target", TARGET)
    value = number_in(fields.needed("value"), "value")
    name = _name(fields, "name", LONGEST_SHORT_NAME)
    return TargetEntry(fields.place, _name(fields, "measure"), name, value, fields.day("by"))


def _told(fields: Fields, key: str) -> tuple[ToldEntry, ...]:
    told = []
    for number, node in enumerate(fields.items(key), 1):
        text = text_in(node, key)
        if not text:
            raise Refused(f"line {line_of(node)}: an entry of {key} is empty.")
        told.append(ToldEntry(place_of(node), number, text))
    return tuple(told)


def _figure(node: yaml.Node) -> FigureEntry:
    fields = Fields(node, "a figure", FIGURE)
    start, end = _day(fields, "start"), _day(fields, "end")
    if end < start:
        raise Refused(f"line {line_of(fields.nodes['end'])}: the period ends before it starts.")
    denominator = number_in(fields.nodes["of"], "of") if "of" in fields else None
    if denominator == 0:
        raise Refused(f"line {line_of(fields.nodes['of'])}: of is zero: nothing can be a part of nothing.")
    return FigureEntry(
        fields.place,
        _name(fields, "measure"),
        start,
        end,
        number_in(fields.needed("value"), "value"),
        denominator,
        str(fields.stated("group") or ""),
    )


def _day(fields: Fields, key: str) -> date:
    return day_in(fields.needed(key), key)


def _stated(node: yaml.Node, reports: set[str]) -> StatedEntry:
    fields = Fields(node, "a stated figure", STATED)
    compares = fields.text("compares")
    if compares not in COMPARES:
        raise Refused(f"line {line_of(fields.nodes['compares'])}: compares should be {', '.join(COMPARES)}.")
    if ("measure" in fields) == ("report" in fields):
        raise Refused(f"line {fields.line}: a stated figure is of a measure or of a report, one of the two.")
    if "report" in fields and fields.slug("report") not in reports:
        raise Refused(f"line {line_of(fields.nodes['report'])}: the paper describes no such report.")
    return StatedEntry(
        fields.place,
        _name(fields, "label"),
        number_in(fields.needed("value"), "value"),
        _name(fields, "unit", LONGEST_UNIT) if "unit" in fields else "",
        compares,
        measure=_name(fields, "measure") if "measure" in fields else "",
        report=fields.slug("report") if "report" in fields else "",
        note=str(fields.stated("note") or ""),
    )


def _term(node: yaml.Node) -> TermEntry:
    fields = Fields(node, "a term", TERM)
    return TermEntry(fields.place, _name(fields, "term", LONGEST_SHORT_NAME), fields.text("meaning"))


def _name(fields: Fields, key: str, longest: int = LONGEST_NAME) -> str:
    """A name that is no longer than the records have room for."""
    name = fields.text(key)
    if len(name) > longest:
        raise Refused(f"line {line_of(fields.nodes[key])}: {key} has more than {longest} characters.")
    return name
