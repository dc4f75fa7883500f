"""An action plan: numbered actions in a table by portfolio, priority and outcome."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from recommendations.reading.cells import row_of
from recommendations.reading.dates import MONTH, month_end, month_number
from recommendations.reading.paper import (
    NOT_STATED,
    Paper,
    Place,
    RecommendationEntry,
    Refused,
    ReportEntry,
    Text,
    ThemeEntry,
)
from recommendations.reading.portfolios import portfolios
from recommendations.reading.sheet import Sheet, at, span
from recommendations.reading.slugs import slug_of
from recommendations.text import canonical

TITLE = re.compile(r"(?P<group>.+) Action Plan (?P<year>\d{4}-\d{2})")
LIFESPAN = re.compile(rf"-\s*({MONTH}) (\d{{4}}) lifespan\b")
HEADER = ["Priority", "Outcomes", "Action"]
LABEL = re.compile(r"\bACTION (\d{1,3})\b")
SENTENCE_END = (".", "!", "?", ".)")


@dataclass
class _Action:
    """One action while its cells are still being put together."""

    line: int
    last: int
    number: int
    row: int
    priority: list[str]
    outcome: list[str]
    words: list[str] = field(default_factory=list)


@dataclass
class _Table:
    """The actions so far, and for each row the portfolio printed beside it."""

    sheet: Sheet
    actions: list[_Action] = field(default_factory=list)
    rows: list[tuple[int, str, str]] = field(default_factory=list)
    priority: list[str] = field(default_factory=list)
    outcome: list[str] = field(default_factory=list)


def is_action_plan(sheet: Sheet) -> bool:
    """Whether the text opens with the title of an action plan."""
    return any(TITLE.fullmatch(line) for _, line in list(sheet.written())[:1])


def read_action_plan(name: str, sha256: str, sheet: Sheet) -> Paper:
    """The plan as one report with its actions; it is told to no meeting."""
    title_line, title = next(sheet.written())
    found = TITLE.fullmatch(title)
    header = next((n for n, line in sheet.written() if row_of(line)[1:] == HEADER), 0)
    if found is None or not header:
        raise Refused(f"The paper stops at line {sheet.last}, before its table of actions.")
    publisher = row_of(sheet[header])[0]
    sheet.take(title_line, header)
    due = _due(sheet, header)
    table = _read_rows(sheet, header)
    themes, names = portfolios(sheet, table.rows, publisher)
    report = ReportEntry(
        place=Place(title_line, sheet.last),
        slug=slug_of(f"{publisher} action plan {found['year']}"),
        title=title,
        scheme="rag",
        year_label=found["year"],
        publisher=publisher,
        themes=tuple(ThemeEntry(at(line), name) for name, line in themes.items()),
        recommendations=tuple(
            _entry(sheet, action, names[action.row], due, f"{publisher} {found['group']}")
            for action in table.actions
        ),
    )
    return Paper(name, sha256, title, reports=(report,))


def _due(sheet: Sheet, header: int) -> date | None:
    due = None
    open_lines = set(sheet.unaccounted())
    above = [number for number, _ in sheet.written(2, header - 1) if number in open_lines]
    for number in above:
        if due is None and (found := LIFESPAN.search(sheet[number])):
            due = month_end(int(found[2]), month_number(found[1]))
            sheet.take(number)
    open_lines = set(sheet.unaccounted())
    if rest := [number for number in above if number in open_lines]:
        sheet.lose(span(rest), "where the actions come from", "the tracker has no place for it")
    if due is None:
        sheet.lose(at(header), "when the actions are due", "no line above the table says it")
    return due


def _read_rows(sheet: Sheet, header: int) -> _Table:
    table = _Table(sheet)
    for line, _ in sheet.written(header + 1):
        cells = sheet.cells(line)
        if len(cells) == 1:
            continue
        if len(cells) != len(HEADER) + 1:
            raise Refused(f"line {line}: the row has {len(cells)} cells, the table has {len(HEADER) + 1}.")
        _read_row(table, line, cells)
    if not table.actions:
        raise Refused(f"The paper stops at line {sheet.last}, before the first action.")
    last = table.actions[-1]
    if last.last != sheet.last:
        raise Refused(f"The paper stops at line {sheet.last}, in a row that holds no action.")
    if not " ".join(last.words).endswith(SENTENCE_END):
        raise Refused(f"The paper stops at line {sheet.last}, in the middle of action {last.number}.")
    return table


def _read_row(table: _Table, line: int, cells: list[str]) -> None:
    portfolio, priority, outcome, text = cells
    if not (portfolio or text) and len(priority + outcome) < 2:
        table.sheet.lose(at(line), f"“{priority + outcome}”", "a stray letter between two pages")
        return
    if text and not LABEL.match(text) and not _opens(priority) and not portfolio and table.actions:
        _carry_on(table, line, cells)
        return
    table.rows.append((line, portfolio, f"{priority} {text}"))
    table.sheet.take(line)
    # A cell that goes on over a page break is one and the same for the actions on both sides of it.
    table.priority = _next_cell(table.priority, priority)
    table.outcome = _next_cell(table.outcome, outcome)
    opening, *labelled = LABEL.split(text)
    if opening.strip():
        number = table.actions[-1].number + 1 if table.actions else 1
        what = f"the label of action {number}"
        table.sheet.lose(at(line), what, "the action is unlabelled: its number follows from its place")
        _add(table, line, number, opening)
    for number_text, words in zip(labelled[::2], labelled[1::2], strict=True):
        _add(table, line, int(number_text), words)


def _opens(cell: str) -> bool:
    return bool(cell) and not cell[0].islower()


def _next_cell(held: list[str], cell: str) -> list[str]:
    if cell and held and not _opens(cell):
        held.append(cell)
    elif cell:
        return [cell]
    return held


def _carry_on(table: _Table, line: int, cells: list[str]) -> None:
    action = table.actions[-1]
    for held, cell in zip((action.priority, action.outcome, action.words), cells[1:], strict=True):
        if cell:
            held.append(cell)
    action.last = line
    table.sheet.take(line)


def _add(table: _Table, line: int, number: int, words: str) -> None:
    expected = table.actions[-1].number + 1 if table.actions else 1
    if number != expected:
        raise Refused(f"line {line}: action {number} stands where action {expected} is due.")
    row = len(table.rows) - 1
    table.actions.append(_Action(line, line, number, row, table.priority, table.outcome, [words.strip()]))


def _entry(sheet: Sheet, action: _Action, theme: str, due: date | None, group: str) -> RecommendationEntry:
    return RecommendationEntry(
        place=Place(action.line, action.last),
        number=action.number,
        theme=theme,
        wording=_text(action.words),
        priority=_text(action.priority),
        expected_outcome=_text(action.outcome),
        due=due,
        due_set_by=group if due else NOT_STATED,
    )


def _text(parts: list[str]) -> Text:
    """The parts of a cell as one text: items of a list begin a line, all else goes on."""
    pieces = ((("\n" if part.startswith("- ") else " ") + part) for part in parts)
    return canonical("".join(pieces)) or NOT_STATED
