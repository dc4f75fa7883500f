"""A table declared once and given as HTML, CSV, XLSX and JSON: the same rows and columns in all of them.

Free of Django. Rows are whatever the columns know how to read. Pages with hundreds of rows are
built here with plain string joining, because a template node for each cell costs several times
as much; every value is escaped by `text_cell` unless a column says how its cell is written.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any, Generic, TypeVar

from recommendations.writing.formulas import disarmed
from recommendations.writing.spreadsheet import Sheet, Value, xlsx_of

R = TypeVar("R")


@dataclass(frozen=True)
class Column(Generic[R]):
    """One column. `value` is what CSV, XLSX and JSON hold; `cell` the inner HTML.

    Whoever writes a cell escapes it.
    """

    key: str
    heading: str
    value: Callable[[R], Any]
    cell: Callable[[R], str] | None = None
    numeric: bool = False
    row_header: bool = False
    data_only: bool = False
    sort_url: str = ""
    sorted: str = ""  # "ascending" or "descending" where the table is sorted by this column


@dataclass(frozen=True)
class Table(Generic[R]):
    """Columns, rows, an optional last row of totals, and what to say where there are no rows."""

    name: str
    caption: str
    columns: Sequence[Column[R]]
    rows: Sequence[R]
    total: R | None = None
    look: str = ""
    empty: str = "Nothing to show."
    links: dict[str, str] = field(default_factory=dict)  # {"CSV": url, "JSON": url}

    def html(self) -> str:
        """The table as HTML, or the sentence for an empty one."""
        if not self.rows:
            return f'<p class="empty" id="t-{self.name}">{escape(self.empty)}</p>'
        shown = [column for column in self.columns if not column.data_only]
        # A matrix stays a table on a narrow screen; in other tables each cell has to name its column there.
        cells = [_cell(column, named="table--matrix" not in self.look) for column in shown]
        body = "".join([f"<tr>{''.join([cell(row) for cell in cells])}</tr>" for row in self.rows])
        foot = ""
        if self.total is not None:
            total = self.total
            foot = f'<tfoot><tr class="total">{"".join([cell(total) for cell in cells])}</tr></tfoot>'
        return (
            f'<div class="table-box"><table class="table {self.look}" id="t-{self.name}">'
            f"<caption>{escape(self.caption)}{self._links()}</caption><thead><tr>"
            f"{''.join(map(_heading, shown))}</tr></thead><tbody>{body}</tbody>{foot}</table></div>"
        )

    def _links(self) -> str:
        if not self.links:
            return ""
        links = " ".join(
            f'<a href="{escape(url)}">{name}<span class="visually-hidden"> of this table</span></a>'
            for name, url in self.links.items()
        )
        return f' <span class="caption-links">{links}</span>'

    def data(self) -> list[dict[str, Any]]:
        """The rows as dicts by column key, the total last."""
        return [{c.key: c.value(row) for c in self.columns} for row in self._all_rows()]

    def csv(self) -> str:
        """The rows as CSV with a heading line; text that a spreadsheet would run as a formula is disarmed."""
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow([column.key for column in self.columns])
        values = [column.value for column in self.columns]
        writer.writerows([[_plain(value(row)) for value in values] for row in self._all_rows()])
        return out.getvalue()

    def xlsx(self, title: str = "") -> bytes:
        """The rows as an Excel workbook with the same headings as the CSV; its document title is `title`."""
        values = [column.value for column in self.columns]
        rows = [[_in_workbook(value(row)) for value in values] for row in self._all_rows()]
        headings = [column.key for column in self.columns]
        sheet = Sheet(self.caption, headings, rows, totals=int(self.total is not None))
        return xlsx_of([sheet], title=title or self.caption)

    def json(self, **about: Any) -> str:
        """An object with `about` (the title, the meeting, …) and `rows`."""
        return json.dumps({**about, "rows": self.data()}, ensure_ascii=False, default=str)

    def _all_rows(self) -> list[R]:
        return [*self.rows, *([] if self.total is None else [self.total])]


def _cell(column: Column[R], named: bool) -> Callable[[R], str]:
    """What writes this column's cell of a row; all that is the same in every row is settled here, once."""
    label = f' data-label="{escape(column.heading)}"' if named else ""
    opening = f"<td{_num(column)}{label}>"
    closing = "</td>"
    if column.row_header:
        opening, closing = f'<th scope="row"{_num(column)}>', "</th>"
    if (inner := column.cell) is not None:
        return lambda row: f"{opening}{inner(row)}{closing}"
    value = column.value
    return lambda row: f"{opening}{text_cell(value(row))}{closing}"


def text_cell(value: object) -> str:
    """A value as the text of a cell, escaped; nothing for None."""
    return "" if value is None else escape(str(value))


def _num(column: Column[Any]) -> str:
    return ' class="num"' if column.numeric else ""


def _heading(column: Column[Any]) -> str:
    sort = f' aria-sort="{column.sorted}"' if column.sorted else ""
    text = escape(column.heading)
    if column.sort_url:
        text = f'<a href="{escape(column.sort_url)}">{text}</a>'
    return f'<th scope="col"{_num(column)}{sort}>{text}</th>'


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return disarmed(value)
    return "" if value is None else value


def _in_workbook(value: Any) -> Value:
    return value if value is None or isinstance(value, str | int | float) else str(value)


def link(url: str, text: object) -> str:
    """An HTML link with both parts escaped."""
    return f'<a href="{escape(url)}">{escape(str(text))}</a>'


def count_link(count: int | None, url: str) -> str:
    """A count that opens the rows it counts; plain without rows or address; a dash where it is not known."""
    if count is None:
        return '–<span class="visually-hidden"> not known</span>'
    return link(url, count) if count and url else str(count)
