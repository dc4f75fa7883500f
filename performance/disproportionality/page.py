"""Disproportionality as its page shows it: charts, sentences and tables of each measure by group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any

from performance.chart_html import chart_html
from performance.disproportionality.group_rates import Move, moved
from performance.disproportionality.read import Section
from performance.figures import Chart, ratio_chart, ratios_over_time
from performance.figures.ratios import ratio_words
from performance.models import Measure
from performance.periods import Period
from performance.rri import JUDGED_FROM, SHOWN_FROM, Index, Interval, Judgement, Row
from performance.sentences import judgement_words, number_words, when
from recommendations.sitting import LATER, Sitting
from recommendations.tables import Column, Table

PAGE = "/performance/disproportionality/"
JUDGED = (Judgement.HIGHER, Judgement.LOWER, Judgement.NO_DIFFERENCE)
_MOVES = {
    Move.UP: "clearly higher than",
    Move.DOWN: "clearly lower than",
    Move.UNCLEAR: "not clearly different from that",
}


@dataclass(frozen=True)
class Shown:
    """One measure on the page; `ratios`, `time` and `forces` are HTML."""

    section: Section
    url: str
    says: str
    ratios: str
    time: str
    forces: str
    changes: list[str]
    computed: list[str]


def show(section: Section, sitting: Sitting) -> Shown:
    """A measure with its charts, for a reader at this sitting."""
    url = sitting.link(section.measure.get_absolute_url())
    if section.index is None:
        return Shown(section, url, "", "", "", "", [], [])
    return Shown(
        section,
        url,
        _says(section),
        _ratios(section, section.index),
        _time(section, sitting),
        forces_table(section, sitting).html() if len(section.forces) > 1 else "",
        changes(section),
        computed(section),
    )


def _says(section: Section) -> str:
    """How many are compared, where that may be said, and that the window is not whole, where it is not."""
    said = []
    if section.index is not None and section.index.known is not None:
        unit = section.measure.unit or "events"
        said.append(f"{number_words(section.index.known)} {unit} of known group, {section.window}.")
    if section.window is not None and not section.window.is_complete:
        said.append("Fewer than twelve months can be compared.")
    return " ".join(said)


def _ratios(section: Section, found: Index) -> str:
    """The chart with its table open; the table alone where nothing can be drawn."""
    title = f"{section.measure.name}, {section.window}"
    chart = ratio_chart(f"{section.measure.slug}-ratios", title, found, base_name=found.base.name)
    return chart_html(chart, open_table=True) + ("" if chart.figure else chart.table.html())


def _time(section: Section, sitting: Sitting) -> str:
    if not section.over_time:
        return ""
    chart = time_chart(section)
    links = table_links(sitting, "time")
    return chart_html(replace(chart, table=replace(chart.table, links=links)))


def time_chart(section: Section) -> Chart:
    """The ratio of each group in each whole window; what is kept back or missing is left out."""
    series: dict[str, list[tuple[Period, Interval | None]]] = {}
    for period, found in section.over_time:
        for row in _compared(found):
            series.setdefault(row.name, []).append((period, row.interval))
    return ratios_over_time(f"{section.measure.slug}-time", f"{section.measure.name} over time", series)


def table_links(sitting: Sitting, table: str) -> dict[str, str]:
    """Where a table of this page is found as CSV, as JSON and as XLSX."""
    figures = LATER if sitting.later_figures else ""
    return {
        fmt.upper(): sitting.link(f"{PAGE.rstrip('/')}.{fmt}", figures=figures, table=table)
        for fmt in ("csv", "json", "xlsx")
    }


def _compared(found: Index) -> list[Row]:
    return [row for row in found.rows if row.slug != found.base.slug]


def changes(section: Section) -> list[str]:
    """How each group's ratio stands beside those of earlier windows, where they can be judged."""
    if section.index is None:
        return []
    found = []
    for row in _compared(section.index):
        said = [_changed(row, period, index) for period, index in section.earlier]
        if row.interval and any(said):
            ratio = ratio_words(row.interval.ratio)
            found.append(f"{row.name} {ratio}: {'; '.join(text for text in said if text)}.")
    return found


def _changed(now: Row, period: Period, then: Index) -> str:
    """Whether a group's ratio clearly changed since an earlier window; "" where one cannot be judged."""
    row = next(each for each in then.rows if each.slug == now.slug)
    if not (now.interval and row.interval and {now.judgement, row.judgement} <= set(JUDGED)):
        return ""
    move = _MOVES[moved(now.interval, row.interval)]
    return f"{move} {when(period)} ({ratio_words(row.interval.ratio)})"


def computed(section: Section) -> list[str]:
    """How the ratios are made, with the words of this measure."""
    measure, index = section.measure, section.index
    if index is None:
        return []
    base, unit = index.base.name, measure.unit or "events"
    return [
        _rate_words(section),
        f"Ratio (Relative Rate Index): the group’s rate divided by the {base} rate. 1 is the same rate as"
        f" {base}, 2 twice the rate, ½ half of it.",
        f"95% interval: exp(ln ratio ± 1.96 × √({_variance(measure)})), where a and b are the {unit} in the"
        f" group and in {base}. Where it holds 1, there is no clear difference.",
        f"With fewer than {JUDGED_FROM} {unit} in the group or in {base} the ratio is shown and not judged."
        f" Counts under {SHOWN_FROM} are not shown, nor is a second one that would give them away.",
        "A change is called clear where the logarithms of the two ratios are further apart than 1.96 times"
        " the standard error of their difference.",
        f"Over time, each point is twelve months, shown where {base} and the group have all of them.",
    ]


def _rate_words(section: Section) -> str:
    measure = section.measure
    unit = measure.unit or "events"
    if measure.denominator is None or section.people_counted is None:
        return f"Rate: {unit} out of the people of the same group at the stage before."
    people = measure.denominator.name.lower()
    return (
        f"Rate: {unit} {_during(section)} for every 1,000 {people} of the same group, as counted on"
        f" {section.people_counted}, whatever the year of the {unit}."
    )


def _during(section: Section) -> str:
    window = section.window
    if window is None or window.is_complete:
        return when(window.whole) if window else ""
    return f"in {window}"


def _variance(measure: Measure) -> str:
    """What stands under the root: shares of people who are counted once each vary less."""
    return "1/a − 1/people + 1/b − 1/people" if measure.kind == "percentage" else "1/a + 1/b"


def forces_table(section: Section, sitting: Sitting) -> Table[Any]:
    """The ratio of each group in each force of the MSG, our own first."""
    index = section.index
    names = [] if index is None else [(row.slug, row.name) for row in _compared(index)]
    base = "" if index is None else index.base.name

    def of_group(slug: str, name: str) -> Column[tuple[str, Index]]:
        def value(force: tuple[str, Index]) -> float | None:
            interval = next(row for row in force[1].rows if row.slug == slug).interval
            return interval.ratio if interval else None

        return Column(slug, name, value, lambda force: _ratio_cell(value(force)), numeric=True)

    return Table(
        f"{section.measure.slug}-forces",
        f"Times the {base} rate, {section.window}, by force",
        [
            Column("force", "Force", lambda force: force[0], row_header=True),
            *[of_group(slug, name) for slug, name in names],
        ],
        section.forces,
        look="table--matrix table--few table--ratios",
        links=table_links(sitting, "forces"),
    )


def _ratio_cell(ratio: float | None) -> str:
    if ratio is None:
        return '–<span class="visually-hidden"> not shown</span>'
    return escape(ratio_words(ratio))


@dataclass(frozen=True)
class Line:
    """One group in the tables that are read elsewhere; no row is that of the unknown group."""

    measure: str
    force: str
    period: str
    start: str
    end: str
    group: str
    row: Row | None
    unknown: float | None = None

    @property
    def interval(self) -> Interval | None:
        return self.row.interval if self.row else None


def data_table(sections: Sequence[Section], which: str) -> Table[Any]:
    """What CSV and JSON hold: our own force; with "forces" the MSG too; with "time" every whole window.

    Windows overlap, so those over time come without counts: one taken off another would give months away.
    """
    columns = [*_place_columns(), *([] if which == "time" else _count_columns()), *_ratio_columns()]
    rows = [line for section in sections for line in _lines(section, which)]
    return Table("disproportionality", "Relative Rate Index by group", columns, rows)


def _place_columns() -> list[Column[Line]]:
    return [
        Column("measure", "Measure", lambda line: line.measure),
        Column("force", "Force", lambda line: line.force),
        Column("period", "Period", lambda line: line.period),
        Column("start", "First day", lambda line: line.start),
        Column("end", "Last day", lambda line: line.end),
        Column("group", "Group", lambda line: line.group),
    ]


def _count_columns() -> list[Column[Line]]:
    def rate(line: Line) -> float | None:
        return None if line.row is None or line.row.rate is None else 1000 * line.row.rate

    return [
        Column("events", "Counted", lambda line: line.row.events if line.row else line.unknown),
        Column("people", "People", lambda line: line.row.people if line.row else None),
        Column("rate_per_1000", "Rate per 1,000", rate),
    ]


def _ratio_columns() -> list[Column[Line]]:
    def judgement(line: Line) -> str:
        if line.row:
            return judgement_words(line.row.judgement)[1]
        return "in no rate" if line.unknown is not None else judgement_words(Judgement.SUPPRESSED)[1]

    return [
        Column("ratio", "Ratio", lambda line: line.interval.ratio if line.interval else None),
        Column("low", "95% from", lambda line: line.interval.low if line.interval else None),
        Column("high", "95% to", lambda line: line.interval.high if line.interval else None),
        Column("judgement", "Judgement", judgement),
    ]


def _lines(section: Section, which: str) -> Iterator[Line]:
    if section.index is None or section.window is None:
        return
    first, last = section.window.periods[0], section.window.periods[-1]
    window = (str(section.window), first.start, last.end)
    own_name = section.forces[0][0]
    found = {
        "forces": [(force, window, index) for force, index in section.forces],
        "time": [(own_name, (str(p), p.start, p.end), index) for p, index in section.over_time],
    }.get(which, [(own_name, window, section.index)])
    for force, (period, start, end), index in found:
        place = (section.measure.name, force, period, start.isoformat(), end.isoformat())
        yield from (Line(*place, row.name, row) for row in index.rows)
        if which != "time" and (index.unknown_suppressed or index.unknown is not None):
            yield Line(*place, "Unknown", None, index.unknown)
