"""What a web page holds, gathered while it is read: blocks of the text, and tables with their cells."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from recommendations.reading.document import Block, Heading, Item, Paragraph, Picture, Table
from recommendations.reading.files.flow import joined, plain, text_of
from recommendations.reading.files.web_tables import WebCell, WebTable
from recommendations.reading.paper import Loss, Place, Refused

MOST_NESTED = 50
GAP = re.compile(r"\n\s*\n")
# A number as Word prints it before an item: its bullets can be letters too, but have no point.
PRINTED = re.compile(r"\(?([0-9]+(?:\.[0-9]+)*|[A-Za-z]{1,5}(?=[.)]))[.):]*")


@dataclass(slots=True)
class _Cell:
    """A cell or a caption that is open: how many columns and rows it takes, what it holds so far."""

    columns: int
    rows: int
    parts: list[tuple[str, str]] = field(default_factory=list)


class Flow:
    """Texts come in as they stand; `flush` ends a run of them, as a block of the page or a part of a cell."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.losses: dict[str, Loss] = {}
        self._tables: list[WebTable] = []
        self._cells: list[_Cell | None] = []  # for each open table its open cell
        self._count = 0
        self._text: list[str] = []
        self._mark: list[str] = []
        self._pictures: list[str] = []
        self._line = 0  # where the run begins

    def put(self, text: str, line: int, *, is_mark: bool = False) -> None:
        """Take a text that is printed; a mark is what stands before an item."""
        self._line = self._line or line
        (self._mark if is_mark else self._text).append(text)

    def lose(self, line: int, what: str, why: str) -> None:
        """Name something as not read, once, where it first stands."""
        self.losses.setdefault(what, Loss(Place(line, line), what, why))

    def picture(self, alt: str, line: int) -> None:
        """Take a picture; it follows the run of text that it stands in."""
        if self._cell is not None:
            self.lose(line, "a picture in a cell", "a cell is read as text")
        else:
            self._line = self._line or line
            self._pictures.append(" ".join(plain(alt).split()))

    def flush(self, kind: str, number: str) -> bool:
        """End the run of text as an "item", a "heading 2" or, for "", as paragraphs; whether it has any."""
        whole = "".join(self._text)
        texts = [text for text in map(plain, GAP.split(whole)) if text]
        line, cell, where = " ".join(" ".join(texts).split()), self._cell, f"line {self._line}"
        if kind == "item":
            printed = PRINTED.fullmatch(plain("".join(self._mark)))
            number = number or (printed[1] if printed else "")
        if cell is not None:
            cell.parts += _parts(kind, texts, line, number)
        elif line and kind == "item":
            self.blocks.append(Item(line, number, where))
        elif line and kind:
            self.blocks.append(Heading(line, int(kind[-1]), where))
        else:
            self.blocks += [Paragraph(text, where) for text in texts]
        self.blocks += [Picture(alt, where) for alt in self._pictures]
        self._text, self._mark, self._pictures, self._line = [], [], [], 0
        return bool(line)

    @property
    def _cell(self) -> _Cell | None:
        return next((cell for cell in reversed(self._cells) if cell is not None), None)

    def open_table(self, line: int) -> None:
        """A table begins. Raises Refused for tables nested in tables beyond all sense."""
        if len(self._tables) >= MOST_NESTED:
            raise Refused(f"line {line}: tables are nested deeper than {MOST_NESTED}.")
        self._count += not self._tables
        self._tables.append(WebTable(f"table {self._count}", line))
        self._cells.append(None)

    def open_row(self, line: int) -> None:
        """A row begins."""
        if self._tables:
            self._tables[-1].rows.append((line, []))

    def open_cell(self, line: int, columns: int, rows: int) -> None:
        """A cell begins; outside a row it begins one."""
        if self._tables:
            if not self._tables[-1].rows:
                self.open_row(line)
            self._cells[-1] = _Cell(columns, rows)

    def close_cell(self, *, is_caption: bool) -> None:
        """The open cell ends."""
        if not self._tables or (cell := self._cells[-1]) is None:
            return
        self._cells[-1] = None
        text = text_of(cell.parts)
        if is_caption:
            self._tables[-1].caption = f"{self._tables[-1].caption}\n{text}".strip()
        else:
            self._tables[-1].rows[-1][1].append(WebCell(text, cell.columns, cell.rows))

    def close_table(self) -> None:
        """The table ends; one in a cell becomes lines of the cell."""
        if not self._tables:
            return
        held = self._tables.pop()
        self._cells.pop()
        if (cell := self._cell) is not None:
            texts = [
                held.caption,
                *(" ".join(cell.text for cell in row if cell.text) for _, row in held.rows),
            ]
            cell.parts += [("row", " ".join(text.split())) for text in texts if text]
            return
        rows = held.laid_out()
        if held.caption:
            self.blocks.append(Paragraph(held.caption, f"line {held.line}"))
        if rows:
            self._add(Table(tuple(rows), " ".join(held.caption.split())))

    def _add(self, table: Table) -> None:
        last = self.blocks[-1] if self.blocks else None
        whole = joined(last, table) if isinstance(last, Table) else None
        if whole is not None:
            self.blocks[-1] = whole
        else:
            self.blocks.append(table)


def _parts(kind: str, texts: list[str], line: str, number: str) -> list[tuple[str, str]]:
    if kind == "item" and number:
        return [("number", f"{number}. {line}".strip())]
    if kind == "item":
        return [("item", f"- {line}")] if line else []
    return [("prose", text) for text in texts]
