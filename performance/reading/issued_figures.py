"""The rows of figures, targets and stated figures of an issued paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from performance.reading.issued_words import (
    COMPARES,
    FIGURE,
    FIGURE_COLUMNS,
    MEASURE,
    OF_REPORT,
    STATED,
    TARGET,
    number_of,
    period_of,
)
from recommendations.reading.issued_blocks import Line, Where, at, columns
from recommendations.reading.node_tree import Placed
from recommendations.reading.paper import Refused

Entry = dict[str, Any]
CODES = {words: code for code, words in COMPARES.items()}


@dataclass(slots=True)
class FigureRows:
    """What a table of figures holds. `told` names measures that rows of their own name, None without such."""

    figures: list[Placed] = field(default_factory=list)
    targets: list[Placed] = field(default_factory=list)
    stated: list[Placed] = field(default_factory=list)
    followed: list[Placed] = field(default_factory=list)
    told: list[Placed] | None = None

    def measures(self, assessed: set[str]) -> list[Placed]:
        """The measures that are followed by figures and not assessed."""
        if self.told is not None:
            return [name for name in self.told if name.value]
        held = {name.value: name for name in reversed(self.followed) if name.value not in assessed}
        return list(dict(reversed(held.items())).values())


def read_figures(rows: Sequence[Line], where: Where) -> FigureRows:
    """The rows below a header of FIGURE_COLUMNS; raises Refused for a value of another form."""
    read = FigureRows()
    for row in rows:
        cells = columns(row, FIGURE_COLUMNS)
        measure = Placed(cells["Of"], row.line)
        match cells["What"]:
            case str(what) if what == FIGURE:
                read.figures.append(Placed(_figure(cells, row.line, where), row.line))
                read.followed.append(measure)
            case str(what) if what == TARGET:
                read.targets.append(Placed(_target(cells, row.line, where), row.line))
                read.followed.append(measure)
            case str(what) if what in (STATED, OF_REPORT):
                read.stated.append(Placed(_stated(cells, row.line, where), row.line))
            case str(what) if what == MEASURE:
                read.told = [*(read.told or []), measure]
    return read


def _number(text: str, line: int, where: Where) -> int | float:
    value = number_of(text)
    if value is None:
        raise Refused(f"{at(line, where)}: “{text[:40]}” is no number.")
    return value


def _figure(cells: dict[str, str], line: int, where: Where) -> Entry:
    period = period_of(cells["When"])
    if period is None:
        raise Refused(f"{at(line, where)}: “{cells['When'][:40]}” is no period.")
    value, _, of = cells["Value"].partition(" of ")
    return {
        "measure": cells["Of"],
        "start": period[0],
        "end": period[1],
        "value": _number(value, line, where),
        **({"of": _number(of, line, where)} if of else {}),
        **({"group": cells["Name"]} if cells["Name"] else {}),
    }


def _target(cells: dict[str, str], line: int, where: Where) -> Entry:
    by = period_of(cells["When"])
    if cells["When"] and (by is None or by[0] != by[1]):
        raise Refused(f"{at(line, where)}: “{cells['When'][:40]}” is no day.")
    return {
        "measure": cells["Of"],
        "name": cells["Name"],
        "value": _number(cells["Value"], line, where),
        **({"by": by[0]} if by else {}),
    }


def _stated(cells: dict[str, str], line: int, where: Where) -> Entry:
    value, _, unit = cells["Value"].partition(" ")
    if cells["When"] not in CODES:
        raise Refused(f"{at(line, where)}: “{cells['When'][:40]}” is nothing to compare a figure with.")
    return {
        "label": cells["Name"],
        "value": _number(value, line, where),
        **({"unit": unit} if unit else {}),
        "compares": CODES[cells["When"]],
        "report" if cells["What"] == OF_REPORT else "measure": cells["Of"],
        **({"note": cells["Note"]} if cells["Note"] else {}),
    }
