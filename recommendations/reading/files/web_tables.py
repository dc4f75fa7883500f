"""A table of a web page while it is read, and its rows with every cell under the heading of its column."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from recommendations.reading.document import Row
from recommendations.reading.paper import Refused

MOST_COLUMNS, MOST_CELLS = 256, 400_000
WHOLE = re.compile(r"\s*([0-9]{1,6})")


@dataclass(frozen=True, slots=True)
class WebCell:
    """A cell: its text, how many columns and how many rows it takes (0: all that follow)."""

    text: str
    columns: int
    rows: int


@dataclass
class WebTable:
    """A table, row by row; each row and the table itself know the line where they begin."""

    name: str
    line: int
    caption: str = ""
    rows: list[tuple[int, list[WebCell]]] = field(default_factory=list)

    def laid_out(self) -> list[Row]:
        """The rows. Raises Refused for a table too large to be one that somebody wrote."""
        rows: list[Row] = []
        taken: dict[int, int] = {}  # for each column how many rows a cell from above still takes
        cells = 0
        for line, held in self.rows:
            texts, spans = self._row(held, taken, line)
            cells += len(texts)
            if cells > MOST_CELLS:
                raise Refused(f"line {line}: the table has more than {MOST_CELLS} cells.")
            if texts:
                where = f"line {line}, {self.name}, row {len(rows) + 1}"
                rows.append(Row(tuple(texts), where, tuple(spans) if max(spans) > 1 else ()))
        return rows

    def _row(self, held: list[WebCell], taken: dict[int, int], line: int) -> tuple[list[str], list[int]]:
        texts: list[str] = []
        spans: list[int] = []

        def skip() -> None:
            while taken.get(len(texts), 0):
                taken[len(texts)] -= 1
                texts.append("")
                spans.append(1)

        for cell in held:
            skip()
            columns = max(1, cell.columns)
            if len(texts) + columns > MOST_COLUMNS:
                raise Refused(f"line {line}: the table has more than {MOST_COLUMNS} columns.")
            for column in range(len(texts), len(texts) + columns):
                taken[column] = (cell.rows or len(self.rows)) - 1
            texts += [cell.text, *[""] * (columns - 1)]
            spans += [columns, *[1] * (columns - 1)]
        skip()
        return texts, spans


def whole(text: str | None, default: int) -> int:
    """A whole number as an attribute begins with it, or the default."""
    found = WHOLE.match(text or "")
    return int(found[1]) if found else default
