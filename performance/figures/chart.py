"""What a chart is: a figure, the table of its values and the sentence that says what it shows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from recommendations.tables import Column, Table

# As many columns as stand side by side on a phone.
FEW = 3
# Inside a script element only these three could end it or begin a comment.
_UNSAFE = {ord(each): f"\\u{ord(each):04x}" for each in "<>&"}


@dataclass(frozen=True)
class Chart:
    """A chart for a page. `name` is part of HTML ids; `figure` has `data` and `layout`, or is empty."""

    name: str
    title: str
    figure: dict[str, Any]
    table: Table[Any]
    sentence: str

    def json(self) -> str:
        """The figure as compact JSON that can stand inside a script element of an HTML page.

        Raises ValueError for a number that JSON has no word for (NaN, infinity).
        """
        text = json.dumps(self.figure, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return text.translate(_UNSAFE)


@dataclass(frozen=True)
class TargetLine:
    """A value to reach, with the name it is known by."""

    name: str
    value: float


def look_of(columns: Sequence[Column[Any]]) -> str:
    """How a chart's table looks: with few columns it stays a table on a phone, else each cell is named."""
    return "table--matrix table--few" if sum(not column.data_only for column in columns) <= FEW else ""
