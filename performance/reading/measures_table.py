"""A Measures Summary table: one assessment a row."""

from __future__ import annotations

import re

from performance.reading.benchmarks import benchmark_of, trend_of
from performance.reading.blocks import Block
from performance.reading.report import LONGEST_NAME, AssessmentEntry
from recommendations.reading.cells import row_of
from recommendations.reading.paper import Loss, Place
from recommendations.reading.sheet import at
from recommendations.reading.slugs import slug_of

MEASURES = re.compile(r"(?:\w+ )?Measures?")
TREND, BENCHMARK = "Trend / Outlook", "Benchmark"
Read = tuple[tuple[AssessmentEntry, ...], list[Loss]]


def is_header(line: str) -> bool:
    """Whether a row names the column of the measures, and trend or benchmark beside it."""
    first, *rest = row_of(line)
    return bool(MEASURES.fullmatch(first)) and bool({TREND, BENCHMARK} & set(rest))


def read_measures(rows: Block, section: str, seen: dict[str, Place]) -> Read:
    """The assessments of a table whose first row is its header, and what of it is not read.

    `seen` are the measures of the report so far, by slug; those read are added to it. A table whose
    header is not known is lost whole, a row of another width is lost, and a cell of another form alone.
    """
    (line, header), *body = rows
    columns = row_of(header)
    if not is_header(header) or len(set(columns)) < len(columns):
        place = Place(line, rows[-1][0])
        return (), [Loss(place, f"{section}: a table", "its header is not known")]
    losses = _columns(columns, line, section)
    entries = []
    for number, text in body:
        row = dict(zip(columns, row_of(text), strict=False))
        why = _fault(row_of(text), columns, seen)
        if why:
            losses.append(Loss(at(number), f"{section}: the measure “{row[columns[0]]}”", why))
            continue
        entry, lost = _assessment(at(number), row, columns[0])
        seen[slug_of(entry.measure)] = entry.place
        entries.append(entry)
        losses += lost
    return tuple(entries), losses


def _columns(columns: list[str], line: int, section: str) -> list[Loss]:
    missing = [name for name in (TREND, BENCHMARK) if name not in columns]
    strange = [name for name in columns[1:] if name not in (TREND, BENCHMARK)]
    return [
        *(Loss(at(line), f"{section}: the column {name}", "the table has none") for name in missing),
        *(Loss(at(line), f"{section}: the column {name}", "it is not known") for name in strange),
    ]


def _fault(cells: list[str], columns: list[str], seen: dict[str, Place]) -> str:
    slug = slug_of(cells[0])
    if len(cells) != len(columns):
        return f"its row has {len(cells)} of the table's {len(columns)} cells"
    if not slug or len(cells[0]) > LONGEST_NAME:
        return "it is no name"
    return f"it stands already on {seen[slug]}" if slug in seen else ""


def _assessment(place: Place, row: dict[str, str], name: str) -> tuple[AssessmentEntry, list[Loss]]:
    measure, losses = row[name], []
    trend = trend_of(row.get(TREND, ""))
    if trend is None:
        losses.append(
            Loss(place, f"{measure}: the trend “{row[TREND]}”", "it has another form than is known")
        )
        trend = "", ""
    benchmark = benchmark_of(row.get(BENCHMARK, ""))
    if benchmark is None:
        what = f"{measure}: the benchmark “{row[BENCHMARK]}”"
        losses.append(Loss(place, what, "it has another form than is known"))
        benchmark = None, None, ""
    rank, out_of, against = benchmark
    return AssessmentEntry(place, measure, trend[0], rank, out_of, against, trend[1]), losses
