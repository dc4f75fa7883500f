"""The table of recommendations of a board paper: themes with their leads, wordings, updates, status words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from recommendations.reading.cells import clean, row_of
from recommendations.reading.paper import (
    NOT_STATED,
    RecommendationEntry,
    Refused,
    Text,
    ThemeEntry,
    UpdateEntry,
)
from recommendations.reading.sheet import Sheet, at

LEAD = "Police lead:"
NUMBER = re.compile(r"([1-9][0-9]{0,3})\.?")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each column stands, counted from 0, and how many cells a row has."""

    number: int
    wording: int
    update: int
    rag: int
    names: tuple[str, ...]

    @property
    def others(self) -> list[int]:
        """Columns of which nothing is known."""
        return [
            i for i in range(len(self.names)) if i not in (self.number, self.wording, self.update, self.rag)
        ]


def columns_of(line: str) -> Columns | None:
    """The columns that a header row names, in whatever order; None for any other line."""
    names = row_of(line)
    try:
        update = next(i for i, name in enumerate(names) if re.match(r"Update\b", name))
        number, wording, rag = (names.index(name) for name in ("No.", "Recommendation", "RAG"))
    except (StopIteration, ValueError):
        return None
    return Columns(number, wording, update, rag, tuple(names))


def read_table(sheet: Sheet, header: int, last: int) -> tuple[list[ThemeEntry], list[RecommendationEntry]]:
    """Themes and recommendations from the header row to the last row; other lines are left untaken."""
    columns = columns_of(sheet[header])
    if columns is None:
        raise ValueError("the header row names no columns")
    sheet.take(header)
    for i in columns.others:
        sheet.lose(at(header), f"the column {columns.names[i] or 'without a name'}", "it is not known")
    themes: list[ThemeEntry] = []
    rows: list[RecommendationEntry] = []
    theme = ""
    for line, text in sheet.written(header + 1, last):
        cells = row_of(sheet[line])
        numbered = len(cells) > columns.number and NUMBER.fullmatch(cells[columns.number])
        if LEAD in text and not numbered:
            entry = _theme(cells, line)
            _add_theme(themes, entry)
            sheet.take(line)
            theme = entry.name
        elif columns_of(sheet[line]) == columns:
            sheet.take(line)
        elif len(cells) > 1:
            row = _row(sheet, columns, cells, line, theme)
            if row is not None:
                _refuse_doubled(rows, row)
                rows.append(row)
    if not rows:
        raise Refused(f"line {header}: the table of recommendations holds no recommendation.")
    stripped = [_without_heading(sheet, row, themes) for row in rows]
    return themes, sorted(stripped, key=lambda row: row.number)


def _theme(cells: Sequence[str], line: int) -> ThemeEntry:
    texts = [clean(cell) for cell in cells]
    at_lead = next(i for i, text in enumerate(texts) if LEAD in text)
    before, _, lead = texts[at_lead].partition(LEAD)
    names = [text for text in (*texts[:at_lead], before.strip(), *texts[at_lead + 1 :]) if text]
    if len(names) != 1:
        raise Refused(f"line {line}: a row with a police lead names {len(names)} themes, it should name one.")
    return ThemeEntry(at(line), names[0], lead.strip() or NOT_STATED)


def _add_theme(themes: list[ThemeEntry], entry: ThemeEntry) -> None:
    for other in themes:
        if other.name == entry.name and other.lead != entry.lead:
            raise Refused(
                f"line {entry.place.line}: {entry.name} has another lead on line {other.place.line}."
            )
        if other.name == entry.name:
            return
    themes.append(entry)


def _row(
    sheet: Sheet, columns: Columns, cells: list[str], line: int, theme: str
) -> RecommendationEntry | None:
    # A row that is cut short may have lost its number's column too, so any number in it counts.
    if len(cells) != len(columns.names):
        if any(NUMBER.fullmatch(cell) for cell in cells[: columns.number + 1]):
            raise Refused(f"line {line}: the row has {len(cells)} cells, the table has {len(columns.names)}.")
        return None
    printed = cells[columns.number]
    found = NUMBER.fullmatch(printed)
    if printed and not found:
        raise Refused(f"line {line}: {printed[:40]} is no number of a recommendation.")
    if not found:
        if any(cells):
            sheet.lose(at(line), "a row without a number", "its text belongs to no recommendation")
        return None
    sheet.take(line)
    return RecommendationEntry(
        place=at(line),
        number=int(found[1]),
        theme=theme,
        wording=_wording(sheet, cells[columns.wording], line, found[1]),
        update=_update(sheet, cells[columns.update], cells[columns.rag], line, found[1]),
    )


def _wording(sheet: Sheet, cell: str, line: int, number: str) -> Text:
    wording = clean(cell)
    if not wording:
        sheet.lose(at(line), f"the wording of recommendation {number}", "its cell is empty")
    return wording or NOT_STATED


def _update(sheet: Sheet, narrative: str, printed: str, line: int, number: str) -> UpdateEntry:
    status = clean(printed)
    if not status:
        sheet.lose(at(line), f"the status of recommendation {number}", "its cell is empty: status unknown")
    return UpdateEntry(at(line), clean(narrative), status or None)


def _refuse_doubled(rows: Sequence[RecommendationEntry], row: RecommendationEntry) -> None:
    for other in rows:
        if other.number == row.number:
            raise Refused(f"{row.place}: recommendation {row.number} stands already on {other.place}.")


def _without_heading(
    sheet: Sheet, row: RecommendationEntry, themes: Sequence[ThemeEntry]
) -> RecommendationEntry:
    """The row without another theme's name that strayed into the opening of its wording."""
    if not isinstance(row.wording, str):
        return row
    for theme in themes:
        opening = re.match(rf"{re.escape(theme.name)}\s+(?=\w)", row.wording, re.IGNORECASE)
        # "Stop and search powers must …" opens with the name and is no sub-heading: a sentence must follow.
        if theme.name != row.theme and opening and row.wording[opening.end()].isupper():
            what = f"“{opening[0].strip()}” before the wording of recommendation {row.number}"
            sheet.lose(row.place, what, "a stray sub-heading: it is taken off the wording")
            return replace(row, wording=row.wording[opening.end() :])
    return row
