"""Figures, targets and stated figures of a report: which priority they stand under, and their rows."""

from __future__ import annotations

from typing import Any

from performance.reading.issued_words import (
    COMPARES,
    FIGURE,
    FIGURE_COLUMNS,
    MEASURE,
    OF_REPORT,
    STATED,
    TARGET,
    number_text,
    period_text,
)
from recommendations.reading.issued_words import in_words, one_line
from recommendations.text import canonical

Entry = dict[str, Any]
Cells = tuple[str, ...]
# The last column is for notes; a table without any has one column fewer.
FIGURE_WIDTHS = {5: (0.12, 0.25, 0.25, 0.13, 0.25), 6: (0.1, 0.19, 0.19, 0.12, 0.18, 0.22)}


def figures_of(report: Entry) -> list[tuple[list[Entry], list[Entry]]]:
    """Figures and stated figures for each priority in turn, and at the end those that stand under none."""
    priorities = report.get("priorities", [])
    under: dict[str, int] = {}
    for at, priority in enumerate(priorities):
        names = [*(entry["measure"] for entry in priority.get("measures", ()))]
        for name in (*names, *priority.get("figure_measures", ())):
            under.setdefault(one_line(name), at)
    figures = _parted(report.get("figures", []), under, len(priorities))
    stated = _parted(report.get("stated", []), under, len(priorities))
    return list(zip(figures, stated, strict=True))


def _parted(entries: list[Entry], under: dict[str, int], last: int) -> list[list[Entry]]:
    """The entries by the priority of their measure; all at the end where that would change their order."""
    places = [under.get(one_line(entry.get("measure", "")), last) for entry in entries]
    if places != sorted(places):
        places = [last] * len(entries)
    return [[e for e, at in zip(entries, places, strict=True) if at == place] for place in range(last + 1)]


def figures_table(priority: Entry, held: tuple[list[Entry], list[Entry]]) -> list[Cells]:
    """The rows of a priority's table of figures, its header first; none where there is nothing for it."""
    figures, stated = held
    targets = priority.get("targets", [])
    rows = [*map(_figure, figures), *map(_target, targets), *map(_stated, stated)]
    told = [one_line(name) for name in priority.get("figure_measures", ())]
    assessed = {one_line(entry["measure"]) for entry in priority.get("measures", ())}
    # A row of its own says which measures are followed by figures where the other rows do not say it.
    if priority and told != figure_measures(rows, assessed):
        rows += [(MEASURE, name, "", "", "", "") for name in told or [""]]
    columns = len(FIGURE_COLUMNS) if any(row[-1] for row in rows) else len(FIGURE_COLUMNS) - 1
    return [row[:columns] for row in (FIGURE_COLUMNS, *rows)] if rows else []


def figure_measures(rows: list[Cells], assessed: set[str]) -> list[str]:
    """The measures of a table's figures and targets that are not assessed."""
    names = [row[1] for row in rows if row[0] in (FIGURE, TARGET)]
    return [name for name in dict.fromkeys(names) if name not in assessed]


def _figure(entry: Entry) -> Cells:
    of = f" of {number_text(entry['of'])}" if "of" in entry else ""
    return (
        FIGURE,
        one_line(entry["measure"]),
        one_line(entry.get("group", "")),
        f"{number_text(entry['value'])}{of}",
        period_text(entry["start"], entry["end"]),
        "",
    )


def _target(entry: Entry) -> Cells:
    by = in_words(entry["by"]) if "by" in entry else ""
    return TARGET, one_line(entry["measure"]), one_line(entry["name"]), number_text(entry["value"]), by, ""


def _stated(entry: Entry) -> Cells:
    of_report = "report" in entry
    return (
        OF_REPORT if of_report else STATED,
        one_line(entry["report" if of_report else "measure"]),
        one_line(entry["label"]),
        f"{number_text(entry['value'])} {one_line(entry.get('unit', ''))}".strip(),
        COMPARES[entry["compares"]],
        canonical(entry.get("note", "")),
    )
