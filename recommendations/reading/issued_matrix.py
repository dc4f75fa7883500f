"""The table of inspection reports of an issued paper, back into the reports of its tree."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from recommendations.reading.issued_about import About
from recommendations.reading.issued_blocks import Line, Numbered, at, before, table_in, whole
from recommendations.reading.issued_words import INSPECTIONS, PUBLISHER, TITLE, TOTAL, UNKNOWN, YEAR, one_line
from recommendations.reading.node_tree import Placed
from recommendations.reading.paper import Counted, Refused
from recommendations.reading.slugs import slug_of

NUMBER = re.compile(rf"([0-9]{{1,6}}|{UNKNOWN})(?: \(([0-9]{{1,6}}) not accepted\))?")
Entry = dict[str, Any]


def read_matrix(part: Sequence[Numbered], expected: Sequence[int], about: About) -> dict[int, Placed]:
    """The reports by their position in the paper; raises Refused where a row is missing or no number."""
    rows = table_in(before(part, 3), (YEAR, TITLE, TOTAL))
    if len(rows) != len(expected) + 2:  # the header and the totals
        place = at(rows[0].line, about.where) if rows else f"The part “{INSPECTIONS}”"
        raise Refused(
            f"{place}: the paper states {len(expected)} inspection reports,"
            f" their table holds {max(len(rows) - 2, 0)} above its totals."
        )
    stages = rows[0].cells[3:]
    return {
        number: Placed(_report(row, stages, number, about), row.line)
        for number, row in zip(expected, rows[1:-1], strict=True)
    }


def _report(row: Line, stages: Sequence[str], position: int, about: About) -> Entry:
    year, title, total, *figures = (*row.cells, *[""] * 3)[: len(stages) + 3]
    if len(row.cells) < len(stages) + 3:
        raise Refused(f"{at(row.line, about.where)}: the row has fewer cells than its table has columns.")
    known = about.reports.get(position)
    if known is None:
        name = one_line(title)
        fields: Entry = {"slug": slug_of(name), "title": name, "scheme": "stages", "publisher": PUBLISHER}
    else:
        fields = dict(known.fields)
    if year:
        fields["year"] = year
    counts = _stated(total, row.line, about)
    for stage, figure in zip(stages, figures, strict=True):
        if figure not in ("", UNKNOWN):
            counts[one_line(stage)] = whole(figure, row.line, about.where, f"the number at “{stage}”")
    return fields | ({"counts": counts} if counts else {})


def _stated(text: str, line: int, about: About) -> Entry:
    found = NUMBER.fullmatch(text or UNKNOWN)
    if found is None:
        raise Refused(f"{at(line, about.where)}: “{text[:40]}” is no number of recommendations.")
    counts: Entry = {} if found[1] == UNKNOWN else {Counted.TOTAL.value: int(found[1])}
    return counts | ({Counted.NOT_ACCEPTED.value: int(found[2])} if found[2] else {})
