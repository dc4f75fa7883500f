"""A sheet of a workbook, or a CSV file, as rows of texts. Free of Django."""

from __future__ import annotations

from dataclasses import dataclass

# What a file of tables may hold; a board paper needs far less.
MOST_ROWS, MOST_COLUMNS, MOST_CELLS, MOST_CHARACTERS = 20_000, 200, 400_000, 20_000_000
MOST_IN_A_CELL = 200_000  # characters
TOO_LARGE = (
    f"there is more than is read: at most {MOST_ROWS:,} rows and {MOST_COLUMNS} columns, with {MOST_CELLS:,}"
    f" cells and {MOST_CHARACTERS // 1_000_000} million characters in all."
)


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet: its title, "" for a CSV file, and its rows; row n of the file stands at index n - 1.

    A blank row is empty, and no row ends with empty cells.
    """

    title: str
    rows: tuple[tuple[str, ...], ...]


def place_in(title: str, cell: str = "", row: int = 0) -> str:
    """A sheet, and a cell or a row of it, in words: sheet “Bodies”, row 5."""
    named = f"sheet “{title}”" if title else ""
    within = f"cell {cell}" if cell else f"row {row}" if row else ""
    return ", ".join(part for part in (named, within) if part)
