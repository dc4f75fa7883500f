"""The table of recommendations of a board paper: themes with their leads, wordings, updates, status words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from recommendations.reading import columns
from recommendations.reading.choices import NOTHING_SAID, Choices
from recommendations.reading.paper import (
    BodyEntry,
    ColumnMatch,
    Place,
    RecommendationEntry,
    Refused,
    TableMatch,
    ThemeEntry,
    UpdateEntry,
)
from recommendations.reading.row_values import (
    Words,
    bodies_in,
    heading_in,
    number_of,
    recommendation_of,
    settled_leads,
    status_of,
    theme_in,
    theme_key,
)
from recommendations.reading.sheet import Sheet, at

SET_BY = "The board paper"  # who set a due date where the table does not say


@dataclass(frozen=True, slots=True)
class TableRead:
    """What the table holds, and how the columns of each of its headers are read."""

    themes: tuple[ThemeEntry, ...]
    recommendations: tuple[RecommendationEntry, ...]
    bodies: tuple[BodyEntry, ...]
    tables: tuple[TableMatch, ...]


@dataclass
class _Walk:
    """Where the reading stands: the columns of the header above, the theme, the rows so far."""

    sheet: Sheet
    choices: Choices
    last: int
    header: Sequence[str] = ()
    columns: tuple[ColumnMatch, ...] = ()
    theme: str = ""
    themes: dict[str, ThemeEntry] = field(default_factory=dict)
    rows: dict[int, RecommendationEntry] = field(default_factory=dict)
    bodies: dict[str, BodyEntry] = field(default_factory=dict)
    tables: list[TableMatch] = field(default_factory=list)

    @property
    def places(self) -> dict[str, int]:
        """Where the column of each role stands."""
        return columns.places_of(self.columns)


def is_header(sheet: Sheet, line: int, chosen: Mapping[str, str]) -> bool:
    """Whether a line heads the table, its columns in whatever order."""
    return "\t" in sheet[line] and columns.is_header(sheet.cells(line), chosen)


def read_table(sheet: Sheet, header: int, last: int, choices: Choices = NOTHING_SAID) -> TableRead:
    """Themes and recommendations from the header row to the last row; other lines are left untaken."""
    if not is_header(sheet, header, choices.columns):
        raise ValueError("the header row names no columns")
    walk = _Walk(sheet, choices, last)
    for line, _ in sheet.written(header, last):
        cells = sheet.cells(line)
        if len(cells) > 1:
            _read_line(walk, cells, line)
    if not walk.rows:
        raise Refused(f"line {header}: the table of recommendations holds no recommendation.")
    found = sorted(walk.rows.values(), key=lambda row: row.number)
    themes, rows = settled_leads(walk.themes.values(), found)
    stripped = tuple(_without_heading(sheet, row, themes) for row in rows)
    return TableRead(themes, stripped, tuple(walk.bodies.values()), tuple(walk.tables))


def _read_line(walk: _Walk, cells: Sequence[str], line: int) -> None:
    if walk.header and _number_in(walk, cells) is not None:
        _read_row(walk, cells, line)
    elif columns.is_repeated(cells, walk.header):
        walk.sheet.take(line)
    elif is_header(walk.sheet, line, walk.choices.columns):
        _read_header(walk, cells, line)
    elif theme := theme_in(cells, at(line)):
        _add_theme(walk, theme)
        walk.sheet.take(line)
    elif heading := _heading_in(walk, cells, line):
        _read_heading(walk, heading, line)
    else:
        _read_row(walk, cells, line)


def _number_in(walk: _Walk, cells: Sequence[str]) -> int | None:
    place = walk.places[columns.NUMBER]
    return number_of(cells[place]) if place < len(cells) else None


def _read_header(walk: _Walk, cells: Sequence[str], line: int) -> None:
    """A table may go on under another header, its columns in another order."""
    found = columns.match(cells, walk.choices.columns)
    # A board paper follows one report, which its cover names.
    walk.columns = tuple(replace(column, role="") if column.role == "title" else column for column in found)
    walk.header = cells
    walk.sheet.take(line)
    walk.tables.append(TableMatch(at(line), walk.columns))
    for i, why in columns.unread(walk.columns, walk.choices.columns):
        walk.sheet.lose(at(line), f"the column {walk.columns[i].heading}", why)


def _add_theme(walk: _Walk, entry: ThemeEntry) -> None:
    key = theme_key(entry.name)
    other = walk.themes.setdefault(key, entry)
    walk.theme = other.name
    if not other.lead:
        walk.themes[key] = replace(other, lead=entry.lead)
    elif entry.lead and other.lead != entry.lead:
        raise Refused(f"line {entry.place.line}: {entry.name} has another lead on line {other.place.line}.")


def _heading_in(walk: _Walk, cells: Sequence[str], line: int) -> str:
    """The heading of a row that holds nothing else and stands right above a recommendation."""
    heading = heading_in(cells)
    at_text = next((i for i, cell in enumerate(cells) if cell), 0)
    if not heading or at_text not in (0, walk.places[columns.NUMBER], walk.places[columns.WORDING]):
        return ""
    following = next((number for number, _ in walk.sheet.written(line + 1, walk.last)), None)
    follows = following is not None and _number_in(walk, walk.sheet.cells(following)) is not None
    return heading if follows else ""


def _read_heading(walk: _Walk, heading: str, line: int) -> None:
    """A theme without a lead, unless it names a theme from further above that has one."""
    named = walk.themes.get(theme_key(heading))
    walk.sheet.take(line)
    if named is None:
        _add_theme(walk, ThemeEntry(at(line), heading))
    elif not named.lead:
        walk.theme = named.name
    elif named.name != walk.theme:
        what = f"the row “{heading}”"
        walk.sheet.lose(at(line), what, f"a stray sub-heading: what follows stays under {walk.theme}")


def _read_row(walk: _Walk, cells: Sequence[str], line: int) -> None:
    sheet, place = walk.sheet, walk.places[columns.NUMBER]
    # A row that is cut short may have lost its number's column too, so any number in it counts.
    if len(cells) != len(walk.columns):
        if any(number_of(cell) is not None for cell in cells[: place + 1]):
            raise Refused(f"line {line}: the row has {len(cells)} cells, the table has {len(walk.columns)}.")
        return
    printed = cells[place]
    number = number_of(printed)
    # A text over the whole table is a note; a number that is none may be of a recommendation.
    note = sum(map(bool, cells)) == 1 and (len(printed.split()) > 1 or not re.search(r"\d", printed))
    if printed and number is None and not note:
        raise Refused(f"line {line}: {' '.join(printed.split())[:40]} is no number of a recommendation.")
    if number is None:
        if any(cells):
            sheet.lose(at(line), "a row without a number", "its text belongs to no recommendation")
        return
    if number in walk.rows:
        raise Refused(f"line {line}: recommendation {number} stands already on {walk.rows[number].place}.")
    sheet.take(line)
    words = Words(at(line), {role: cells[i] for role, i in walk.places.items()})
    walk.rows[number] = _recommendation(walk, words, number)


def _recommendation(walk: _Walk, words: Words, number: int) -> RecommendationEntry:
    place = words.place

    def lose(what: str, why: str) -> None:
        walk.sheet.lose(place, what, why)

    theme = str(words.short("theme", f"the theme of recommendation {number}", lose) or walk.theme)
    if theme:
        theme = walk.themes.setdefault(theme_key(theme), ThemeEntry(place, theme)).name
    for body in bodies_in(words, lambda what, why: None):
        walk.bodies.setdefault(body.slug, body)
    entry = recommendation_of(words, number, theme, SET_BY, lose)
    return replace(entry, update=_update(walk, words, number, place))


def _update(walk: _Walk, words: Words, number: int, place: Place) -> UpdateEntry:
    if not words["status"]:
        why = "its cell is empty" if "status" in words.by_role else "the table has no column for it"
        walk.sheet.lose(place, f"the status of recommendation {number}", f"{why}: status unknown")
    return UpdateEntry(place, words["update"], status_of(words["status"], walk.choices.statuses))


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
