"""The performance report of a paper's tree laid out as the part of the document that a meeting gets.

`performance.reading.issued` reads it back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from performance.reading.blocks import ACTIONS, COMMENTS, SUMMARY
from performance.reading.issued_words import (
    BENCHMARK,
    CHARTS,
    FIGURES,
    GLOSSARY,
    HOLDS,
    MEANING,
    MEASURES,
    NO_FRAMEWORK,
    NONE,
    OTHER_FIGURES,
    PERFORMANCE,
    TERM,
    TREND,
)
from performance.writing.form_figures import FIGURE_WIDTHS, figures_of, figures_table
from recommendations.reading.dates import MONTHS, quarter_end
from recommendations.reading.document import Block, Heading, Paragraph, Picture
from recommendations.reading.issued_words import one_line
from recommendations.reading.paper import Refused
from recommendations.reading.slugs import slug_of
from recommendations.text import canonical
from recommendations.writing.form_text import table, told_blocks

Entry = dict[str, Any]


def performance(tree: Entry, charts: Mapping[str, Picture]) -> list[Block]:
    """The report; nothing where the tree has none. `charts` by the slug of their measure."""
    report = tree.get("performance")
    if report is None:
        return []
    blocks: list[Block] = [Heading(PERFORMANCE, 2)]
    if quarter := tree.get("meeting", {}).get("quarter"):
        blocks.append(Paragraph(_quarter(canonical(quarter))))
    if terms := report.get("terms"):
        rows = [(TERM, MEANING), *((one_line(t["term"]), canonical(t["meaning"])) for t in terms)]
        blocks += [Heading(GLOSSARY, 3), table(rows, (0.25, 0.75))]
    *under, others = figures_of(report)
    held = zip(report.get("priorities", ()), under, strict=True)
    for framework, group in groupby(held, _framework):
        blocks.append(Heading(framework, 3))
        for priority, figures in group:
            blocks += _priority(priority, figures_table(priority, figures), charts)
    if other_rows := figures_table({}, others):
        blocks += [Heading(OTHER_FIGURES, 3), table(other_rows, FIGURE_WIDTHS[len(other_rows[0])])]
    return blocks


def _framework(held: tuple[Entry, Any]) -> str:
    return one_line(held[0].get("framework", "")) or NO_FRAMEWORK


def holds(tree: Entry) -> dict[str, int]:
    """What the last table says that the report holds, by its labels."""
    held = tree.get("performance", {}).get("holds", {})
    return {label: held.get(key, 0) for key, label in HOLDS.items()}


def _quarter(quarter: str) -> str:
    try:
        end = quarter_end(quarter, 0)
    except Refused:
        return f"Quarter: {one_line(quarter)}"
    return f"Quarter ending {MONTHS[end.month - 1]} {end.year} ({quarter})"


def _priority(priority: Entry, figures: list[tuple[str, ...]], charts: Mapping[str, Picture]) -> list[Block]:
    heading = one_line(priority["heading"])
    blocks: list[Block] = [Heading(heading, 4)]
    if measures := priority.get("measures"):
        rows = [(MEASURES, TREND, BENCHMARK), *map(_measure, measures)]
        blocks += [Heading(SUMMARY, 5), table(rows, (0.45, 0.2, 0.35))]
    if figures:
        blocks += [Heading(FIGURES, 5), table(figures, FIGURE_WIDTHS[len(figures[0])])]
    blocks += _charts(priority, charts)
    for key, title in (("actions", ACTIONS), ("comments", COMMENTS)):
        if texts := priority.get(key):
            blocks += [Heading(title, 5), *told_blocks(texts, title)]
    return blocks


def _measure(entry: Entry) -> tuple[str, str, str]:
    trend, benchmark = (canonical(entry.get(key, "")) or NONE for key in ("trend", "benchmark"))
    return one_line(entry["measure"]), trend, benchmark


def _charts(priority: Entry, charts: Mapping[str, Picture]) -> list[Block]:
    """The charts of the priority's measures: the name, the picture, the sentence that says what it shows."""
    drawn = [(name, charts[slug_of(name)]) for name in measures_of(priority) if slug_of(name) in charts]
    blocks = [block for name, chart in drawn for block in _chart(name, chart)]
    return [Heading(CHARTS, 5), *blocks] if blocks else []


def _chart(name: str, chart: Picture) -> Iterator[Block]:
    yield Paragraph(name)
    yield chart
    if sentence := canonical(chart.alt):
        yield Paragraph(sentence)


def measures_of(priority: Entry) -> Sequence[str]:
    """The names of a priority's measures, each once: those assessed, then those with figures alone."""
    assessed = [one_line(measure["measure"]) for measure in priority.get("measures", ())]
    return list(dict.fromkeys([*assessed, *map(one_line, priority.get("figure_measures", ()))]))
