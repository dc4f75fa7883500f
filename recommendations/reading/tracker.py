"""A tracker of somebody else's: a CSV file or workbook of recommendations with owners, statuses, narratives.

Free of Django. What its columns and status words mean is told by their names or by a person; what the file
does not say (which report it follows, which meeting was told) a person has to say before it can be read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from recommendations.reading import columns
from recommendations.reading.choices import NOTHING_SAID, Choices, TrackerChoice
from recommendations.reading.files.grids import Grid
from recommendations.reading.paper import (
    NOT_STATED,
    BodyEntry,
    Loss,
    MeetingEntry,
    Paper,
    Place,
    RecommendationEntry,
    Refused,
    ReportEntry,
    TableMatch,
    ThemeEntry,
    UpdateEntry,
)
from recommendations.reading.row_values import (
    MOST,
    Words,
    bodies_in,
    recommendation_of,
    settled_leads,
    stated,
    status_of,
    theme_key,
)
from recommendations.reading.slugs import slug_of
from recommendations.reading.tracker_rows import (
    RowReader,
    TrackerRow,
    TrackerTable,
    above_each,
    lose_around,
    place_of,
    tables_in,
)
from recommendations.reading.tracker_words import StatusFound, suggest_statuses, words_in

__all__ = ["StatusFound", "Tracker", "is_tracker", "read_tracker", "suggest_statuses"]

ASK_REPORT = "Say which report the tracker follows."
ASK_MEETING = "Say which meeting was told the updates, statuses and leads: who meets, and the day."
TOLD = (columns.UPDATE, columns.STATUS, columns.LEAD)


@dataclass(frozen=True, slots=True)
class Tracker:
    """What a file holds. `paper` is None while a person has still to say what `asks` says.

    `words` are its status words, `where` the name of each line that a place may speak of.
    """

    paper: Paper | None
    tables: tuple[TableMatch, ...]
    words: tuple[StatusFound, ...]
    asks: tuple[str, ...]
    where: Mapping[int, str]


@dataclass
class _Report:
    """A report while its rows are being read."""

    title: str
    slug: str
    place: Place
    themes: dict[str, ThemeEntry] = field(default_factory=dict)
    rows: dict[int, RecommendationEntry] = field(default_factory=dict)


@dataclass
class _Walk:
    """Where the reading stands: what was said of the file, and what was found in it so far."""

    choices: Choices
    reports: dict[str, _Report] = field(default_factory=dict)
    bodies: dict[str, BodyEntry] = field(default_factory=dict)
    losses: list[Loss] = field(default_factory=list)


def is_tracker(grids: Sequence[Grid], chosen: Mapping[str, str] = NOTHING_SAID.columns) -> bool:
    """Whether some sheet has, in its first twenty rows, one that heads a table of recommendations.

    That is: wordings or numbers, and statuses, updates or leads. `chosen` are roles given to headings.
    """
    return any(tables_in(grids, chosen))


def read_tracker(name: str, sha256: str, grids: Sequence[Grid], choices: Choices) -> Tracker:
    """The recommendations of every sheet that has a table of them.

    Raises Refused for a file that holds none, for a number that is none, and for one that stands twice.
    """
    tables = list(tables_in(grids, choices.columns))
    if not tables:
        raise Refused("The file holds no table of recommendations: no row at the top names its columns.")
    matches, words = tuple(table.match for table in tables), words_in(tables)
    where = {
        above + row: str(place_of(grid, above, row, row))
        for above, grid in above_each(grids)
        for row in range(1, len(grid.rows) + 1)
    }
    asks = _asks(tables, choices.tracker)
    if asks:
        return Tracker(None, matches, words, asks, where)
    walk = _Walk(choices)
    for table in tables:
        _read_table(walk, table)
    _lose_other_sheets(walk, grids, tables)
    reports = tuple(_entry(report, choices.tracker) for report in walk.reports.values() if report.rows)
    if not reports:
        raise Refused(f"{matches[0].place}: the table of recommendations holds no recommendation.")
    said = choices.tracker
    if not _has_meeting(said) and any(map(_needs_meeting, reports)):
        return Tracker(None, matches, words, (ASK_MEETING,), where)
    paper = Paper(
        name,
        sha256,
        f"Tracker of {reports[0].title or reports[0].slug}" if len(reports) == 1 else "Tracker of reports",
        meeting=MeetingEntry(Place(), said.body, said.day) if said.body and said.day else None,
        bodies=tuple(body for body in walk.bodies.values() if body.slug != said.body),
        reports=reports,
        losses=tuple(sorted(walk.losses, key=lambda loss: (loss.place, loss.what))),
        tables=matches,
    )
    return Tracker(paper, matches, words, (), where)


def _asks(tables: Sequence[TrackerTable], said: TrackerChoice) -> tuple[str, ...]:
    asks = [ask for table in tables if (ask := columns.needed(table.columns))]
    if not said.slug and not slug_of(said.title) and any(not _has(table, "title") for table in tables):
        asks.append(ASK_REPORT)
    if not _has_meeting(said) and any(_tells(table) for table in tables):
        asks.append(ASK_MEETING)
    return tuple(dict.fromkeys(asks))


def _has_meeting(said: TrackerChoice) -> bool:
    return bool(said.body and said.day)


def _has(table: TrackerTable, role: str) -> bool:
    return role in columns.places_of(table.columns)


def _tells(table: TrackerTable) -> bool:
    """Whether a row has an update, a status or a lead."""
    places = [i for role, i in columns.places_of(table.columns).items() if role in TOLD]
    return any(stated(cells[i]) for _, cells in table.written if table.may_state(cells) for i in places)


def _needs_meeting(report: ReportEntry) -> bool:
    leads = any(theme.lead for theme in report.themes)
    return leads or any(entry.lead or entry.update for entry in report.recommendations)


def _read_table(walk: _Walk, table: TrackerTable) -> None:
    lose_around(table, walk.choices.columns, walk.losses)
    if not _has(table, columns.NUMBER):
        what, why = "the numbers of the recommendations", "no column holds them: the order of the rows does"
        walk.losses.append(Loss(table.at(table.header), what, why))
    above, reader, reports = "", RowReader(table, walk.losses), dict[str, _Report]()
    for row in reader.rows():
        report = _report_of(walk, row.words)
        if report is None:
            why = "it names no report that can be kept, and no report was chosen for it"
            walk.losses.append(Loss(row.words.place, "a recommendation", why))
            continue
        reports[report.slug] = report
        above = _read_row(walk, report, row, above)
    for theme in reader.themes:
        of = [report for report in reports.values() if theme_key(theme.name) in report.themes]
        for report in of:
            _theme(report, theme)
        if not of:
            why = "no recommendation stands under it"
            walk.losses.append(Loss(theme.place, f"the theme “{theme.name}”", why))


def _read_row(walk: _Walk, report: _Report, row: TrackerRow, above: str) -> str:
    """Keep the recommendation of a row; gives the theme that it states; `above` is that of the row above."""
    place = row.words.place

    def lose(what: str, why: str) -> None:
        walk.losses.append(Loss(place, what, why))

    number = row.number or len(report.rows) + 1
    if number in report.rows:
        raise Refused(f"{place}: recommendation {number} stands already on {report.rows[number].place}.")
    printed = row.words.short("theme", f"the theme of recommendation {number}", lose)
    if above and "theme" in row.words.by_role and not row.words["theme"]:
        why = "its cell is empty: of cells merged over several rows the first holds the text"
        lose(f"the theme of recommendation {number}", why)
    theme = ThemeEntry(place, printed) if isinstance(printed, str) else row.theme
    if theme:
        theme = _theme(report, theme)
    for body in bodies_in(row.words, lambda what, why: None):
        walk.bodies.setdefault(body.slug, body)
    set_by = walk.choices.tracker.publisher or "The tracker"
    entry = recommendation_of(row.words, number, theme.name if theme else "", set_by, lose)
    report.rows[number] = replace(entry, update=_update(walk, row.words, number))
    return printed if isinstance(printed, str) else ""


def _report_of(walk: _Walk, words: Words) -> _Report | None:
    """The report that a row is of: the one it names, else the one that a person chose."""
    said, title = walk.choices.tracker, stated(words["title"])
    if isinstance(title, str) and (not slug_of(title) or len(title) > MOST["title"]):
        return None
    chosen = said.slug or slug_of(said.title)
    slug = slug_of(title) if isinstance(title, str) else chosen
    if isinstance(title, str) and said.slug and slug == slug_of(said.title):
        slug = said.slug
    if not slug:
        return None
    named = title if isinstance(title, str) else said.title
    return walk.reports.setdefault(slug, _Report(named, slug, words.place))


def _theme(report: _Report, entry: ThemeEntry) -> ThemeEntry:
    """The theme as the report knows it; raises Refused where it has another lead already."""
    key = theme_key(entry.name)
    held = report.themes.setdefault(key, entry)
    if held.lead and entry.lead and held.lead != entry.lead:
        raise Refused(f"{entry.place}: {entry.name} has another lead on {held.place}.")
    if not held.lead:
        report.themes[key] = replace(held, lead=entry.lead)
    return report.themes[key]


def _update(walk: _Walk, words: Words, number: int) -> UpdateEntry | None:
    narrative = words[columns.UPDATE] if stated(words[columns.UPDATE]) else ""
    status = status_of(words[columns.STATUS], walk.choices.statuses)
    if not narrative and status is None:
        return None
    if not stated(words[columns.STATUS]):
        why = "its cell is empty" if columns.STATUS in words.by_role else "no column holds it"
        what = f"the status of recommendation {number}"
        walk.losses.append(Loss(words.place, what, f"{why}: status unknown"))
    return UpdateEntry(words.place, narrative, status)


def _entry(report: _Report, said: TrackerChoice) -> ReportEntry:
    found = sorted(report.rows.values(), key=lambda entry: entry.number)
    themes, rows = settled_leads(report.themes.values(), found)
    return ReportEntry(
        report.place,
        report.slug,
        report.title,
        said.scheme,
        year_label=said.year or NOT_STATED,
        publisher=said.publisher or NOT_STATED,
        themes=themes,
        recommendations=rows,
    )


def _lose_other_sheets(walk: _Walk, grids: Sequence[Grid], tables: Sequence[TrackerTable]) -> None:
    for above, grid in above_each(grids):
        if any(map(any, grid.rows)) and all(table.above != above for table in tables):
            place = place_of(grid, above, 1, len(grid.rows))
            walk.losses.append(Loss(place, "the whole sheet", "no row at its top heads such a table"))
