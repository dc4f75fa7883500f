"""A workbook that holds a whole paper (recommendations/writing/workbook.py) as the tree of its YAML form.

Free of Django. The readers of the YAML form read that tree; each row of the workbook is a line to them, and
what the lines are called says which sheet and row they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import yaml

from recommendations.reading import workbook_form as forms
from recommendations.reading.files.grids import Grid, place_in
from recommendations.reading.node_tree import Placed, node_of
from recommendations.reading.paper import Refused
from recommendations.reading.slugs import slug_of
from recommendations.reading.workbook_form import FACTS, FORMS, PARTS, Form, Kind, kind_of_fact, value_of

_FURTHER = re.compile(r"(.+) \(([1-9][0-9]*)\)", re.S)


class _Row(NamedTuple):
    """A row of a sheet: its line, its place in words, what it belongs to, and the values of its entry."""

    line: int
    place: str
    refers: tuple[str, ...]
    entry: dict[str, Placed]


class _Keys(dict[tuple[str, ...], Any]):
    """What rows may refer to, each once."""

    def put(self, row: _Row, key: tuple[str, ...], value: Any) -> None:
        if key in self:
            raise Refused(f"{row.place}: {_named(key)} stands there already.")
        self[key] = value

    def of(self, row: _Row, key: tuple[str, ...], form: Form) -> Any:
        if key not in self:
            raise Refused(f"{row.place}: {_named(key)} is not on the sheet “{form.title}”.")
        return self[key]


def is_paper_workbook(grids: Sequence[Grid]) -> bool:
    """Whether a workbook has the sheet that a whole paper begins with."""
    return any(
        grid.title == forms.PAPER.title and {*forms.PAPER.refers} <= {cell.strip() for cell in grid.rows[0]}
        for grid in grids
        if grid.rows
    )


def tree_of_workbook(grids: Sequence[Grid]) -> tuple[yaml.Node, dict[int, str]]:
    """The root of the paper's tree, and what each of its lines is called: sheet “Bodies”, row 5.

    Raises Refused with sheet and row for sheets, columns and references that are none of such a workbook;
    missing and wrong values are left to the readers of the tree.
    """
    named = {form.title: form for form in FORMS}
    for grid in grids:
        if grid.rows and grid.title not in named:
            raise Refused(f"{place_in(grid.title)}: a paper's workbook has no such sheet.")
    where: dict[int, str] = {}
    rows = {form.title: list(_rows_of(form, grids, where)) for form in FORMS}
    root = _facts(rows[forms.PAPER.title])
    root["bodies"] = _list(rows[forms.BODIES.title])
    root["reports"] = _reports(rows)
    root["notes"] = _list(rows[forms.NOTES.title])
    if performance := _performance(rows, root.pop("performance", None)):
        root["performance"] = performance
    return node_of(root), where


def _rows_of(form: Form, grids: Sequence[Grid], where: dict[int, str]) -> Iterator[_Row]:
    """The filled rows of a sheet. Lines are counted on over all sheets."""
    rows = next((grid.rows for grid in grids if grid.title == form.title), ())
    if not rows:
        return
    columns = _columns(form, rows[0])
    for number, cells in enumerate(rows, 1):
        line, place = len(where) + 1, place_in(form.title, row=number)
        where[line] = place
        if number == 1 or not any(cell.strip() for cell in cells):
            continue
        texts: dict[str, str] = {}
        for position, cell in enumerate(cells):
            name = columns[position] if position < len(columns) else ""
            if not name and cell.strip():
                raise Refused(f"{place}: “{cell.strip()[:40]}” stands in a column without a heading.")
            texts[name] = texts.get(name, "") + cell
        yield _row(form, texts, line, place)


def _row(form: Form, texts: Mapping[str, str], line: int, place: str) -> _Row:
    refers = tuple(str(value_of(texts.get(name, ""), Kind.TEXT)).strip() for name in form.refers)
    entry = {
        name: Placed(value_of(texts[name], kind), line)
        for name, kind in form.columns.items()
        if name not in form.refers and texts.get(name)
    }
    if form is forms.PAPER and "value" in entry:
        entry["value"] = Placed(value_of(texts["value"], kind_of_fact(*refers)), line)
    return _Row(line, place, refers, entry)


def _columns(form: Form, headings: Sequence[str]) -> list[str]:
    """The column that each heading names; "wording (2)" goes on with the text of "wording"."""
    place = place_in(form.title, row=1)
    columns: list[str] = []
    times: dict[str, int] = {}
    for heading in (cell.strip() for cell in headings):
        further = _FURTHER.fullmatch(heading)
        name, number = (further[1], int(further[2])) if further else (heading, 1)
        if name and name not in form.columns:
            raise Refused(
                f"{place}: there is no column “{heading[:40]}”; there are {', '.join(form.columns)}."
            )
        times[name] = times.get(name, 0) + 1
        if name and number != times[name]:
            raise Refused(f"{place}: the column “{heading[:40]}” stands twice or out of its order.")
        columns.append(name)
    for name in form.refers:
        if name not in columns:
            raise Refused(f"{place}: the column “{name}” is missing.")
    return columns


def _list(rows: Sequence[_Row]) -> list[Placed]:
    return [Placed(row.entry, row.line) for row in rows]


def _facts(rows: Sequence[_Row]) -> dict[str, Any]:
    """What stands on the sheet Paper, and under "performance" what the performance report holds."""
    root: dict[str, Any] = {}
    seen = _Keys()
    for row in rows:
        part, fact = row.refers
        if part not in PARTS or (not PARTS[part] and fact not in FACTS):
            raise Refused(f"{row.place}: {_named(row.refers)} is no part of a paper.")
        seen.put(row, row.refers, row)
        if "value" not in row.entry:
            continue
        key = PARTS[part]
        if key:
            root.setdefault(key, Placed({}, row.line)).value[fact] = row.entry["value"]
        else:
            root[FACTS[fact]] = row.entry["value"]
    return root


def _reports(rows: Mapping[str, Sequence[_Row]]) -> list[Placed]:
    reports, themes = _Keys(), _Keys()
    listed = []
    for row in rows[forms.REPORTS.title]:
        reports.put(row, (_text(row, "slug") or slug_of(_text(row, "title")),), row.entry)
        listed.append(Placed(row.entry, row.line))
    for row in rows[forms.THEMES.title]:
        theme: dict[str, Any] = row.entry
        themes.put(row, (*row.refers, _text(row, "name")), theme)
        reports.of(row, row.refers, forms.REPORTS).setdefault("themes", []).append(Placed(theme, row.line))
    for row in rows[forms.RECOMMENDATIONS.title]:
        entry = reports.of(row, row.refers[:1], forms.REPORTS)
        if row.refers[1]:
            entry = themes.of(row, row.refers, forms.THEMES)
        entry.setdefault("recommendations", []).append(Placed(row.entry, row.line))
    counted = _Keys()
    for row in rows[forms.COUNTS.title]:
        counts = reports.of(row, row.refers, forms.REPORTS).setdefault("counts", {})
        label = _text(row, "counted")
        counted.put(row, (*row.refers, label), row)
        counts[label] = row.entry.get("value", Placed("", row.line))
    return listed


def _performance(rows: Mapping[str, Sequence[_Row]], holds: Placed | None) -> Placed | None:
    performance: dict[str, Any] = {}
    lines: list[int] = []
    if holds is not None:
        performance["holds"] = holds
        lines.append(holds.line)
    priorities = _Keys()
    for row in rows[forms.PRIORITIES.title]:
        priorities.put(row, (_text(row, "framework"), _text(row, "heading")), row.entry)
    for form in forms.UNDER_PRIORITIES:
        for row in rows[form.title]:
            entry = priorities.of(row, row.refers, forms.PRIORITIES)
            is_text = form in (forms.ACTIONS, forms.COMMENTS)
            under = row.entry.get("text", Placed("", row.line)) if is_text else Placed(row.entry, row.line)
            entry.setdefault(form.title.lower(), []).append(under)
    for form in (forms.PRIORITIES, forms.FIGURES, forms.STATED, forms.TERMS):
        if rows[form.title]:
            performance[form.title.lower()] = _list(rows[form.title])
            lines.append(rows[form.title][0].line)
    return Placed(performance, min(lines)) if lines else None


def _text(row: _Row, name: str) -> str:
    return str(row.entry[name].value).strip() if name in row.entry else ""


def _named(key: tuple[str, ...]) -> str:
    return ", ".join(f"“{part[:60]}”" for part in key if part) or "nothing"
