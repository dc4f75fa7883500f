"""The tables of recommendations of an issued paper, back into the reports of its tree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from recommendations.reading.issued_about import About
from recommendations.reading.issued_blocks import FIGURES, Line, Numbered, Section, at, sections, table_in
from recommendations.reading.issued_words import (
    IN_SHORT,
    LEAD,
    NOT_REPORTED,
    NUMBER,
    TEXT,
    one_line,
    theme_in,
)
from recommendations.reading.node_tree import Placed
from recommendations.reading.paper import Refused

Entry = dict[str, Any]
WIDTH = 4


def tables_of(
    part: Sequence[Numbered], expected: Sequence[int], about: About, name: str
) -> dict[int, list[Line]]:
    """The rows of each table of recommendations, by the position of its report; `expected` in their order."""
    held = [(section, rows) for section in sections(part, 3) if (rows := _updates(section))]
    if len(held) != len(expected):
        titles = [about.reports[number].title for number in expected]
        missing = [f"“{title}”" for title in titles if title not in [section.text for section, _ in held]]
        which = f" It lacks that of {', '.join(missing)}." if missing else ""
        raise Refused(
            f"The part “{name}” holds {len(held)} tables of recommendations, the paper states"
            f" {len(expected)}.{which}"
        )
    return {number: rows for number, (_, rows) in zip(expected, held, strict=True)}


def _updates(section: Section) -> list[Line]:
    return table_in(section.blocks, (NUMBER, TEXT)) or table_in(section.blocks, (NUMBER, IN_SHORT))


def read_updates(rows: Sequence[Line], position: int, about: About) -> Entry:
    """The keys `themes` and `recommendations` of a report; raises Refused where rows are missing."""
    bare: list[Placed] = []
    themes: list[tuple[Placed, list[Placed]]] = []
    is_short = rows[0].cells[1] == IN_SHORT
    lead: Placed | None = None
    count = 0
    for row in rows[1:]:
        cells = (*row.cells, *[""] * WIDTH)[:WIDTH]
        others = [cell for cell in cells[1:] if cell]
        if FIGURES.fullmatch(cells[0]):
            entry = _recommendation(Line(row.line, cells), lead, position, about, is_short)
            (themes[-1][1] if themes else bare).append(entry)
            lead, count = None, count + 1
        elif len(others) <= 1 and all(cell.startswith(LEAD) for cell in others):
            found = [Placed(one_line(cell.removeprefix(LEAD)), row.line) for cell in others]
            if cells[0]:
                theme: Entry = {"name": Placed(theme_in(one_line(cells[0])), row.line)}
                theme |= {"lead": found[0]} if found else {}
                themes.append((Placed(theme, row.line), []))
            lead = found[0] if found and not cells[0] else None
    _check_count(rows, count, position, about)
    return _reports_keys(bare, themes)


def _reports_keys(bare: list[Placed], themes: list[tuple[Placed, list[Placed]]]) -> Entry:
    for theme, entries in themes:
        theme.value.update({"recommendations": entries} if entries else {})
    return {
        **({"themes": [theme for theme, _ in themes]} if themes else {}),
        **({"recommendations": bare} if bare else {}),
    }


def _check_count(rows: Sequence[Line], count: int, position: int, about: About) -> None:
    report = about.reports[position]
    if report.listed != count:
        raise Refused(
            f"{at(rows[0].line, about.where)}: the paper states {report.listed} recommendations of"
            f" “{report.title}”, their table holds {count}."
        )


def _recommendation(row: Line, lead: Placed | None, position: int, about: About, is_short: bool) -> Placed:
    number, text, narrative, status = row.cells
    entry: Entry = {"number": int(number)}
    if text:
        entry["summary" if is_short else "wording"] = text
    if status != NOT_REPORTED or narrative:
        entry |= {"status": status} if status else {}
        entry |= {"update": narrative} if narrative or not status else {}
    if lead:
        entry["lead"] = lead
    told = about.details.get((position, int(number)), {})
    if "summary" in told and "wording" not in told and told["summary"].value == text:
        entry.pop("wording", None)
    return Placed(entry | told, row.line)
