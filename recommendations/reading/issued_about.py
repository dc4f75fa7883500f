"""The last part of an issued paper: what it holds, and what its other tables have no room for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from recommendations.reading.document import Heading
from recommendations.reading.issued_blocks import (
    Line,
    Numbered,
    Section,
    Where,
    at,
    columns,
    sections,
    table_in,
    whole,
)
from recommendations.reading.issued_words import (
    ABOUT,
    ABRIDGED_ROW,
    BODIES,
    BODY_COLUMNS,
    CONTENT_COLUMNS,
    CONTENTS,
    COUNT_COLUMNS,
    COUNTS,
    DETAIL_COLUMNS,
    DETAIL_FIELDS,
    DETAILS,
    FORM,
    FORM_ROW,
    MEETING_ROWS,
    PAPER_ROW,
    REPORT_COLUMNS,
    REPORTS,
    SCHEMES,
    UNKNOWN,
    YES,
    one_line,
    row_label,
)
from recommendations.reading.node_tree import Placed
from recommendations.reading.paper import Refused
from recommendations.text import Items, parts

Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report as the table of reports has it; `listed` is None where it has no table of its own."""

    line: int
    fields: Entry
    listed: int | None

    @property
    def title(self) -> str:
        """Its title, "" where the table gives none."""
        return str(self.fields["title"].value) if "title" in self.fields else ""


@dataclass(frozen=True, slots=True)
class About:
    """What the last part says. Reports are known by their position in the paper, from 1."""

    contents: dict[str, Placed]
    where: Where
    bodies: list[Placed] = field(default_factory=list)
    reports: dict[int, ReportRow] = field(default_factory=dict)
    counts: dict[int, Entry] = field(default_factory=dict)
    details: dict[tuple[int, int], Entry] = field(default_factory=dict)

    def holds(self, label: str) -> Placed:
        """How many of something the paper says that it holds."""
        said = self.contents.get(label)
        if said is None:
            return Placed(0, self.contents[FORM_ROW].line)
        return Placed(whole(said.value, said.line, self.where, label), said.line)

    def check(self, label: str, found: int, part: str) -> None:
        """Raises Refused where the paper holds another number of something than it says."""
        states, line = self.holds(label)
        if states != found:
            raise Refused(
                f"{at(line, self.where)}: the paper states {states} under “{label}”,"
                f" its part “{part}” holds {found}."
            )

    def meeting(self, *, following: bool) -> Entry:
        """What the last table says of the meeting, or of the one that follows; empty where there is none."""
        labels = {key: row_label(key, following=following) for key in MEETING_ROWS}
        held = {key: self.contents[label] for key, label in labels.items() if label in self.contents}
        if "draft" in held:
            held["draft"] = Placed(held["draft"].value == YES, held["draft"].line)
        return dict(held)

    @property
    def is_abridged(self) -> bool:
        """Whether the paper holds short words only."""
        return ABRIDGED_ROW in self.contents and self.contents[ABRIDGED_ROW].value == YES

    @property
    def title(self) -> Placed:
        """The paper's own title."""
        if PAPER_ROW not in self.contents:
            line = self.contents[FORM_ROW].line
            raise Refused(f"{at(line, self.where)}: the table lacks the row “{PAPER_ROW}”.")
        return self.contents[PAPER_ROW]


def contents_in(blocks: Sequence[Numbered]) -> list[Line]:
    """The rows of the table that says what the paper holds; none where the paper has no such table."""
    held = [section for section in sections(_last_part(blocks), 3) if section.text == CONTENTS]
    return table_in(held[-1].blocks, CONTENT_COLUMNS) if held else []


def _last_part(blocks: Sequence[Numbered]) -> list[Numbered]:
    starts = [
        number
        for number, (_, block) in enumerate(blocks)
        if isinstance(block, Heading) and block.level == 2 and one_line(block.text) == ABOUT
    ]
    return list(blocks[starts[-1] :]) if starts else []


def read_about(blocks: Sequence[Numbered], where: Where) -> About:
    """What the last part says; raises Refused where it is missing, or of a form that is not known."""
    said = [(row.line, columns(row, CONTENT_COLUMNS)) for row in contents_in(blocks)[1:]]
    what, value = CONTENT_COLUMNS
    contents = {cells[what]: Placed(cells[value], line) for line, cells in reversed(said)}
    if FORM_ROW not in contents:
        raise Refused(f"The paper was cut: it lacks the last table of its part “{ABOUT}”.")
    form, line = contents[FORM_ROW]
    if form != str(FORM):
        raise Refused(f"{at(line, where)}: the paper has the form {form[:20]}; what is read here is {FORM}.")
    held = {section.text: section for section in sections(_last_part(blocks), 3)}
    about = About(contents, where, _bodies(held.get(BODIES)))
    for row in _rows(held.get(REPORTS), REPORT_COLUMNS):
        _report(about, row)
    for row in _rows(held.get(COUNTS), COUNT_COLUMNS):
        cells = columns(row, COUNT_COLUMNS)
        number = whole(cells["Report"], row.line, where, "the number of a report")
        count = whole(cells["Number"], row.line, where, "a count")
        about.counts.setdefault(number, {})[cells["What"]] = Placed(count, row.line)
    for row in _rows(held.get(DETAILS), DETAIL_COLUMNS):
        _detail(about, row)
    return about


def _rows(section: Section | None, names: Sequence[str]) -> list[Line]:
    return table_in(section.blocks, names)[1:] if section else []


def _bodies(section: Section | None) -> list[Placed]:
    rows = table_in(section.blocks, ("Address", "Name")) if section else []
    found = []
    for row in rows[1:]:
        cells = columns(row, rows[0].cells)
        held = {BODY_COLUMNS[name]: text for name, text in cells.items() if name in BODY_COLUMNS and text}
        found.append(Placed(held, row.line))
    return found


def _report(about: About, row: Line) -> None:
    cells = columns(row, REPORT_COLUMNS)
    number = whole(cells["No."], row.line, about.where, "the number of a report")
    if number in about.reports or not 1 <= number <= about.holds("Reports").value:
        raise Refused(
            f"{at(row.line, about.where)}: the report {number} stands twice or is none of the paper."
        )
    if cells["Followed by"] not in SCHEMES:
        raise Refused(f"{at(row.line, about.where)}: a report is followed by RAG or by Stages.")
    told: Entry = {
        "slug": cells["Address"],
        "title": one_line(cells["Report"]),
        "scheme": SCHEMES[cells["Followed by"]],
        "year": cells["Year"],
        "publisher": cells["Publisher"],
    }
    fields = {key: Placed(text, row.line) for key, text in told.items() if text}
    if cells["Makes"] not in ("", UNKNOWN):
        made = whole(cells["Makes"], row.line, about.where, "how many recommendations a report makes")
        fields["recommendations_made"] = Placed(made, row.line)
    listed = None
    if cells["Listed"] not in ("", UNKNOWN):
        listed = whole(cells["Listed"], row.line, about.where, "how many recommendations are listed")
    about.reports[number] = ReportRow(row.line, fields, listed)


def _detail(about: About, row: Line) -> None:
    cells = columns(row, DETAIL_COLUMNS)
    report = whole(cells["Report"], row.line, about.where, "the number of a report")
    number = whole(cells["No."], row.line, about.where, "the number of a recommendation")
    key = DETAIL_FIELDS.get(cells["What"])
    if key is not None:
        value: Any = [*_listed(cells["Text"])] if key == "bodies" else cells["Text"]
        about.details.setdefault((report, number), {})[key] = Placed(value, row.line)


def _listed(text: str) -> Iterator[str]:
    for part in parts(text):
        yield from part.items if isinstance(part, Items) else part.lines


def positions(about: About) -> dict[str, list[int]]:
    """The positions of the paper's reports by scheme; those of which the annex is silent have stages."""
    found: dict[str, list[int]] = defaultdict(list)
    for number in range(1, about.holds("Reports").value + 1):
        row = about.reports.get(number)
        found[row.fields["scheme"].value if row else "stages"].append(number)
    return found
