"""Tables of a document as those of a Word file: header rows that repeat, rows that stay whole if short."""

from __future__ import annotations

from dataclasses import dataclass

from lxml.etree import _Element as Element

from recommendations.reading.document import Row, Table
from recommendations.reading.paper import Refused
from recommendations.text import Items, parts
from recommendations.writing.pdf_widths import TEXT_WIDTH, widths_of
from recommendations.writing.word_lists import Lists
from recommendations.writing.word_styles import Styles
from recommendations.writing.word_xml import make, paragraph, writable

MOST_COLUMNS = 63  # what Word holds
SHORT, SHORT_LINES = 900, 12  # letters and lines of a cell up to which a row is kept on one page
SIZE = 9.5  # points in which cells are set, for the estimate of their width
SHADE_HEADER, SHADE_GROUP = "D9D9D9", "F2F2F2"


@dataclass(frozen=True, slots=True)
class Tables:
    """Makes tables as wide as the text of the page, `width` in twentieths of a point."""

    styles: Styles
    lists: Lists
    width: int

    def table(self, table: Table) -> Element:
        """The table. Raises Refused for one with more columns than Word holds."""
        count = max(len(row.cells) for row in table.rows)
        if count > MOST_COLUMNS:
            raise Refused(f"A table has {count} columns; a Word file holds {MOST_COLUMNS} at most.")
        widths = self._widths(table, count)
        made = make(
            "tbl", self._properties(table), make("tblGrid", *(make("gridCol", w=width) for width in widths))
        )
        for at, row in enumerate(table.rows):
            made.append(self._row(row, widths, is_header=at == 0))
        return made

    def _widths(self, table: Table, count: int) -> list[int]:
        rows = [[*row.cells, *[""] * (count - len(row.cells))] for row in table.rows]
        # A cell that spans columns asks for no width in the first of them.
        alone = [cells for cells, row in zip(rows, table.rows, strict=True) if max(row.spans, default=1) < 2]
        stated = table.widths if len(table.widths) == count and min(table.widths) > 0 else ()
        found = widths_of(alone or rows, stated, SIZE)
        return [max(1, round(width * self.width / TEXT_WIDTH)) for width in found]

    def _properties(self, table: Table) -> Element:
        properties = make(
            "tblPr",
            make("tblStyle", val=self.styles.table),
            make("tblW", w=self.width, type="dxa"),
            make("tblLayout", type="fixed"),
            make(
                "tblLook",
                val="0420",
                firstRow=1,
                lastRow=0,
                firstColumn=0,
                lastColumn=0,
                noHBand=1,
                noVBand=1,
            ),
        )
        if table.caption:
            properties.append(make("tblCaption", val=writable(table.caption)))
            properties.append(make("tblDescription", val=writable(table.caption)))
        return properties

    def _row(self, row: Row, widths: list[int], *, is_header: bool) -> Element:
        spans = _spans(row)
        is_group = not is_header and any(span > 1 for _, span in spans)
        properties = make("trPr")
        if is_header or _is_short(row):
            properties.append(make("cantSplit"))
        if is_header:
            properties.append(make("tblHeader"))
        made = make("tr", properties) if len(properties) else make("tr")
        shade = SHADE_HEADER if is_header else SHADE_GROUP if is_group else ""
        for at, span in spans:
            made.append(self._cell(row.cells[at], sum(widths[at : at + span]), span, shade))
        return made

    def _cell(self, text: str, width: int, span: int, shade: str) -> Element:
        properties = make("tcPr", make("tcW", w=width, type="dxa"))
        if span > 1:
            properties.append(make("gridSpan", val=span))
        if shade:
            properties.append(make("shd", val="clear", color="auto", fill=shade))
        style = self.styles.cell_heading if shade else self.styles.cell
        made = make("tc", properties)
        for part in parts(text):
            if isinstance(part, Items):
                bullet = [self.lists.bullet(in_cell=True) for _ in part.items]
                made.extend(
                    paragraph(item, style, mark) for item, mark in zip(part.items, bullet, strict=True)
                )
            else:
                made.append(paragraph("\n".join(part.lines), style))
        if len(made) == 1:
            made.append(paragraph("", style))
        return made


def _spans(row: Row) -> list[tuple[int, int]]:
    """The place and the width of each cell; a cell takes in those to its right only where they are empty."""
    found, at = [], 0
    while at < len(row.cells):
        asked, span = (row.spans[at] if at < len(row.spans) else 1), 1
        while span < asked and at + span < len(row.cells) and not row.cells[at + span]:
            span += 1
        found.append((at, span))
        at += span
    return found


def _is_short(row: Row) -> bool:
    return all(len(cell) <= SHORT and cell.count("\n") < SHORT_LINES for cell in row.cells)
