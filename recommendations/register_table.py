"""The register and its totals as tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from html import escape
from typing import Any
from urllib.parse import urlencode

from recommendations.clock import day_of
from recommendations.controls import chooser
from recommendations.models import Report
from recommendations.register import NO_THEME, Filters, Row, Totals
from recommendations.sitting import Sitting
from recommendations.statuses import NOT_REPORTED, NOT_REPORTED_HTML, UNKNOWN, UNKNOWN_HTML, StatusWord
from recommendations.tables import Column, Table, count_link
from recommendations.text import opening

FEW = 5  # columns that fit on a phone side by side
EMPTY = "No recommendation matches these filters."


def status_label(row: Row) -> str:
    """The status in words; what is not stated is said, never left blank."""
    if row.status:
        return row.status.label
    return UNKNOWN if row.reported else NOT_REPORTED


def status_cell(row: Row) -> str:
    """The status tag of a register row."""
    if row.status:
        return row.status.html
    return UNKNOWN_HTML if row.reported else NOT_REPORTED_HTML


def corrected_on(when: datetime) -> str:
    """The mark of what was corrected after it was published."""
    return f"Corrected on {day_of(when)}"


class _Cells:
    """How the cells of a register are written; what is the same in every row is made once."""

    def __init__(self, report: Report, sitting: Sitting, corrected: Mapping[int, datetime]) -> None:
        self.base = report.get_absolute_url()
        self.query = f"?{escape(sitting.query)}" if sitting.query else ""
        self.here = sitting.meeting.slug if sitting.meeting else ""
        self.tags: dict[str, str] = {}
        self.corrected = corrected

    def summary(self, row: Row) -> str:
        address = f"{self.base}{row.number}/{self.query}"
        summary = f'<a href="{address}">{escape(row.short)}</a>'
        when = self.corrected.get(row.id)
        if when is None:
            return summary
        mark = f'<a class="tag tag--corrected" href="{address}#corrected">{corrected_on(when)}</a>'
        return f"{summary}<p>{mark}</p>"

    def status(self, row: Row) -> str:
        code = row.status_code
        if code not in self.tags:
            self.tags[code] = status_cell(row)
        return self.tags[code]

    def narrative(self, row: Row) -> str:
        text = escape(opening(row.narrative))
        if not row.meeting or row.meeting == self.here:
            return text
        return f'{text}<p class="hint">Last told {row.meeting_when}</p>'


def register_table(
    report: Report,
    rows: list[Row],
    sitting: Sitting,
    filters: Filters,
    address: Callable[..., str],
    corrected: Mapping[int, datetime],
) -> Table[Row]:
    """The register. `address(**changes)` is this page's address with some of its query changed.

    `corrected` is when recommendations were corrected after the meeting was published, by id. On the page
    there is no column for themes or leads where no recommendation has one.
    """
    cells = _Cells(report, sitting, corrected)
    no_theme, no_lead = not any(r.theme for r in rows), not any(r.lead for r in rows)

    def sortable(key: str) -> dict[str, Any]:
        down = filters.sort == key and not filters.down
        order = ("descending" if filters.down else "ascending") if filters.sort == key else ""
        return {"sort_url": address(sort=f"-{key}" if down else key), "sorted": order}

    columns: list[Column[Row]] = [
        Column("number", "No.", lambda r: r.number, numeric=True, row_header=True, **sortable("number")),
        Column("summary", "Recommendation", lambda r: r.short, cells.summary),
        Column("wording", "Wording", lambda r: r.wording, data_only=True),
        Column("theme", "Theme", lambda r: r.theme, data_only=no_theme, **sortable("theme")),
        Column("lead", "Lead", lambda r: r.lead, data_only=no_lead, **sortable("lead")),
        Column("status", "Status", status_label, cells.status, **sortable("status")),
        Column("movement", "Movement", _movement_text, _movement_cell, **sortable("movement")),
        Column("narrative", "Update", lambda r: r.narrative, cells.narrative),
        Column("told", "Told to", lambda r: r.meeting, data_only=True),
        Column("corrected", "Corrected", lambda r: _moment(corrected.get(r.id)), data_only=True),
    ]
    caption = f"{len(rows)} recommendation{'' if len(rows) == 1 else 's'}"
    return Table("register", caption, columns, rows, look="table--register", empty=EMPTY)


def _moment(when: datetime | None) -> str:
    return when.isoformat() if when else ""


def _movement_text(row: Row) -> str:
    return row.movement.text


def _movement_cell(row: Row) -> str:
    return row.movement.html


def choosers(rows: list[Row], statuses: list[StatusWord], filters: Filters) -> str:
    """The lists of the filter form; one is left out where there is nothing to choose between."""
    themes = dict.fromkeys((r.theme_slug or NO_THEME, r.theme or "No theme") for r in rows)
    leads = sorted({row.lead for row in rows if row.lead})
    words = [(word.code, word.label) for word in statuses]
    words += [("unknown", UNKNOWN), ("none", NOT_REPORTED)]
    moved = [("yes", "Moved"), ("no", "Did not move")]
    told = [("yes", "Told to it"), ("no", "Not told to it")]
    lists = [
        chooser("theme", "Theme", themes, filters.theme) if len(themes) > 1 else "",
        chooser("lead", "Lead", [(name, name) for name in leads], filters.lead) if leads else "",
        chooser("status", "Status", words, filters.status),
        chooser("moved", "Moved", moved, filters.moved),
        chooser("told", "This meeting", told, filters.told),
    ]
    return "".join(lists)


def totals_table(
    report: Report, rows: list[Totals], statuses: list[StatusWord], sitting: Sitting
) -> Table[Totals]:
    """Themes by status; every number opens the rows it counts, whatever else the page is narrowed by."""
    base = report.get_absolute_url()
    at = {"meeting": sitting.meeting.slug} if sitting.meeting and sitting.asked else {}
    address = address_maker(base, at)
    links = {
        name: address_maker(f"{base.rstrip('/')}.{name.lower()}", at)(table="totals")
        for name in ("CSV", "JSON", "XLSX")
    }
    words = [(status.code, status.label) for status in statuses]
    codes = {code for row in rows for code in row.by_status}
    words += [(c, label) for c, label in (("unknown", UNKNOWN), ("none", NOT_REPORTED)) if c in codes]

    def counted(code: str, label: str) -> Column[Totals]:
        return Column(
            code,
            label,
            lambda row: row.by_status.get(code, 0),
            lambda row: count_link(row.by_status.get(code, 0), address(theme=row.theme_slug, status=code)),
            numeric=True,
        )

    columns: list[Column[Totals]] = [
        Column("theme", "Theme", lambda row: row.theme or "No theme", row_header=True),
        *(counted(code, label) for code, label in words),
        Column(
            "total",
            "Total",
            lambda row: row.total,
            lambda row: count_link(row.total, address(theme=row.theme_slug, status="")),
            numeric=True,
        ),
    ]
    look = "table--matrix table--few" if len(columns) <= FEW else "table--matrix"
    if len(rows) <= 2:  # one theme, or none: the rows would say the same twice
        return Table("totals", "By status", columns[1:], rows[-1:], look=look, links=links)
    return Table("totals", "By theme and status", columns, rows[:-1], rows[-1], look, links=links)


def address_maker(path: str, query: dict[str, str]) -> Callable[..., str]:
    """A function that gives the address of `path` with `query` changed by its keyword arguments."""

    def address(**changes: str) -> str:
        merged = {**query, **changes}
        given = "&".join([_encoded(name, value) for name, value in merged.items() if value])
        return f"{path}?{given}" if given else path

    return address


@lru_cache(maxsize=2000)
def _encoded(name: str, value: str) -> str:
    """One parameter of an address; a page repeats the same few in all its links."""
    return urlencode({name: value})
