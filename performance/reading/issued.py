"""The performance report of an issued paper, back into the key `performance` of its tree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from performance.reading.blocks import ACTIONS, COMMENTS, SUMMARY
from performance.reading.issued_figures import FigureRows, read_figures
from performance.reading.issued_words import (
    BENCHMARK,
    CHARTS,
    FIGURE_COLUMNS,
    FIGURES,
    HOLDS,
    MEANING,
    MEASURES,
    NO_FRAMEWORK,
    NONE,
    PERFORMANCE,
    TERM,
    TREND,
)
from recommendations.reading.document import Item, Paragraph, Picture, Table
from recommendations.reading.issued import Issued
from recommendations.reading.issued_blocks import (
    Line,
    Numbered,
    Section,
    at,
    before,
    columns,
    sections,
    table_in,
)
from recommendations.reading.issued_words import NUMBER, TEXT, one_line
from recommendations.reading.node_tree import Placed
from recommendations.reading.paper import Refused

Entry = dict[str, Any]


@dataclass(slots=True)
class ReadReport:
    """The report's tree as far as it is read, and the lines of its charts, which hold no records."""

    priorities: list[Placed] = field(default_factory=list)
    figures: list[Placed] = field(default_factory=list)
    stated: list[Placed] = field(default_factory=list)
    terms: list[Placed] = field(default_factory=list)
    charts: set[int] = field(default_factory=set)


def read_performance(issued: Issued) -> tuple[Entry, set[int]]:
    """The key `performance`, or an empty dict where the paper has no report; and the lines of its charts.

    Raises Refused where the report holds more or less than the paper says.
    """
    holds = {key: issued.about.holds(label) for key, label in HOLDS.items()}
    if not any(count.value for count in holds.values()):
        return {}, set()
    part = issued.part(PERFORMANCE, needed=True)
    read = ReadReport()
    for section in sections(part, 3):
        _section(read, section, issued)
    told = {
        "priorities": read.priorities,
        "figures": read.figures,
        "stated": read.stated,
        "terms": read.terms,
    }
    found = {key: len(entries) for key, entries in told.items()}
    for key in ("measures", "actions", "comments"):
        found[key] = sum(len(priority.value.get(key, ())) for priority in read.priorities)
    for key, label in HOLDS.items():
        issued.about.check(label, found[key], PERFORMANCE)
    return {"performance": {"holds": holds} | {key: held for key, held in told.items() if held}}, read.charts


def _section(read: ReadReport, section: Section, issued: Issued) -> None:
    """The glossary, the figures of no priority, or the priorities of a framework."""
    opening = before(section.blocks, 4)
    if terms := table_in(opening, (TERM, MEANING)):
        read.terms += [Placed(_filled(row, ("term", "meaning")), row.line) for row in terms[1:]]
    elif others := table_in(opening, FIGURE_COLUMNS[:-1]):
        _add(read, read_figures(others[1:], issued.where))
    else:
        named = section.text != NO_FRAMEWORK
        framework = {"framework": Placed(section.text, section.line)} if named else {}
        for heading in sections(section.blocks, 4):
            read.priorities.append(_priority(read, framework, heading, issued))


def _add(read: ReadReport, rows: FigureRows) -> None:
    read.figures += rows.figures
    read.stated += rows.stated


def _filled(row: Line, names: Sequence[str]) -> Entry:
    """The cells of a row by name, without those that are empty."""
    return {name: cell for name, cell in zip(names, row.cells, strict=False) if cell}


def _priority(read: ReadReport, framework: Entry, heading: Section, issued: Issued) -> Placed:
    entry: Entry = framework | {"heading": Placed(heading.text, heading.line)}
    under: dict[str, Section] = {}
    for section in sections(heading.blocks, 5):
        under.setdefault(section.text, section)
    if SUMMARY in under:
        rows = table_in(under[SUMMARY].blocks, (MEASURES, TREND, BENCHMARK))
        entry["measures"] = [_measure(row) for row in rows[1:]]
    if FIGURES in under:
        rows = table_in(under[FIGURES].blocks, FIGURE_COLUMNS[:-1])
        figures = read_figures(rows[1:], issued.where)
        assessed = {measure.value.get("measure") for measure in entry.get("measures", ())}
        _add(read, figures)
        entry |= {"targets": figures.targets, "figure_measures": figures.measures(assessed)}
    if CHARTS in under:
        names = {measure.value.get("measure") for measure in entry.get("measures", ())}
        names |= {measure.value for measure in entry.get("figure_measures", ())}
        read.charts |= {under[CHARTS].line, *_chart_lines(under[CHARTS].blocks, names)}
    for key, title in (("actions", ACTIONS), ("comments", COMMENTS)):
        if title in under:
            entry[key] = _told(under[title], issued)
    return Placed({key: value for key, value in entry.items() if value != []}, heading.line)


def _measure(row: Line) -> Placed:
    held = _filled(row, ("measure", "trend", "benchmark"))
    none = [key for key in ("trend", "benchmark") if held.get(key, "").casefold() == NONE.casefold()]
    return Placed({key: text for key, text in held.items() if key not in none}, row.line)


def _told(section: Section, issued: Issued) -> list[Placed]:
    """The numbered texts of a list, in a table where one of them is no single line."""
    found: list[tuple[str, Placed]] = []
    for line, block in section.blocks:
        if isinstance(block, Item) and block.number:
            found.append((block.number, Placed(one_line(block.text), line)))
        elif isinstance(block, Table):
            rows = table_in([Numbered(line, block)], (NUMBER, section.text))
            told = [(row.line, columns(row, (NUMBER, TEXT))) for row in rows[1:]]
            found += [(cells[NUMBER], Placed(cells[TEXT], number)) for number, cells in told]
    for expected, (number_text, entry) in enumerate(found, 1):
        if number_text != str(expected):
            raise Refused(
                f"{at(entry.line, issued.where)}: the number “{number_text[:20]}” stands where"
                f" {expected} of “{section.text}” should."
            )
    return [entry for _, entry in found]


def _chart_lines(blocks: Sequence[Numbered], names: set[str]) -> Iterator[int]:
    """The lines of charts: a measure's name, its picture, where that is read at all, and one sentence."""
    expects: tuple[type, ...] = ()
    for line, block in blocks:
        if isinstance(block, Paragraph) and one_line(block.text) in names:
            expects = (Picture, Paragraph)
        elif isinstance(block, expects):
            expects = () if isinstance(block, Paragraph) else (Paragraph,)
        else:
            expects = ()
            continue
        yield line
