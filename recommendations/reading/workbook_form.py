"""The form of a whole paper as a workbook: its sheets, their columns, and how a value stands in a cell.

The writer (recommendations/writing/workbook.py) and the reader (workbook_tree.py) go by it. Free of Django.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from types import MappingProxyType
from typing import Any, Final

EMPTY, NONE = "(empty)", "(none)"
YES, NO = "yes", "no"
_MARKS = re.compile(r"\\*\((?:empty|none)\)")
_ITEM = re.compile(r"(?:[^\\;]|\\.?)+", re.S)
_WHOLE = re.compile(r"-?[0-9]{1,15}")
_NUMBER = re.compile(r"-?[0-9]{1,15}\.[0-9]{1,15}")


class Kind(Enum):
    """What a column holds. Days are texts, as 2022-11-02, or 2022-11 where the day is not known."""

    TEXT = "text"
    NUMBER = "number"
    YES_OR_NO = "yes or no"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Form:
    """A sheet: its title and its columns by their names, which are the keys of the YAML form.

    `refers` are the columns that say what a row belongs to; the other keys are those of the entry itself.
    """

    title: str
    columns: Mapping[str, Kind]
    refers: tuple[str, ...] = ()


def _form(title: str, texts: str, *, refers: str = "", **others: Kind) -> Form:
    named = {name: others.get(name, Kind.TEXT) for name in f"{refers} {texts}".split()}
    return Form(title, MappingProxyType(named), tuple(refers.split()))


PAPER: Final = _form("Paper", "value", refers="part fact")
BODIES: Final = _form("Bodies", "slug name short_name purpose chair members parent")
REPORTS: Final = _form(
    "Reports",
    "slug title year publisher scheme recommendations_made",
    recommendations_made=Kind.NUMBER,
)
THEMES: Final = _form("Themes", "name lead", refers="report")
RECOMMENDATIONS: Final = _form(
    "Recommendations",
    "number summary wording lead bodies priority expected_outcome due due_set_by status update",
    refers="report theme",
    number=Kind.NUMBER,
    bodies=Kind.LIST,
)
COUNTS: Final = _form("Counts", "counted value", refers="report", value=Kind.NUMBER)
NOTES: Final = _form("Notes", "report heading text")
PRIORITIES: Final = _form("Priorities", "framework heading figure_measures", figure_measures=Kind.LIST)
MEASURES: Final = _form("Measures", "measure trend benchmark", refers="framework heading")
TARGETS: Final = _form("Targets", "measure name value by", refers="framework heading", value=Kind.NUMBER)
ACTIONS: Final = _form("Actions", "text", refers="framework heading")
COMMENTS: Final = _form("Comments", "text", refers="framework heading")
FIGURES: Final = _form("Figures", "measure start end value of group", value=Kind.NUMBER, of=Kind.NUMBER)
STATED: Final = _form("Stated", "label value unit compares measure report note", value=Kind.NUMBER)
TERMS: Final = _form("Terms", "term meaning")
UNDER_PRIORITIES: Final = (MEASURES, TARGETS, ACTIONS, COMMENTS)
FORMS: Final = (
    PAPER, BODIES, REPORTS, THEMES, RECOMMENDATIONS, COUNTS, NOTES,
    PRIORITIES, MEASURES, TARGETS, ACTIONS, COMMENTS, FIGURES, STATED, TERMS,
)  # fmt: skip

# The parts of the sheet Paper: name there → key of the tree, and the facts that are no text.
PARTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "paper": "",
        "holds": "holds",
        "meeting": "meeting",
        "next meeting": "next_meeting",
        "performance holds": "performance",
    }
)
FACTS: Final[Mapping[str, str]] = MappingProxyType(
    {"title": "paper", "abridged": "abridged", "records as of": "records_as_of"}
)  # of part "paper"


def kind_of_fact(part: str, fact: str) -> Kind:
    """What stands beside a fact on the sheet Paper."""
    if part in ("holds", "performance holds"):
        return Kind.NUMBER
    return Kind.YES_OR_NO if fact in ("abridged", "draft") else Kind.TEXT


def told(value: Any) -> str | int | float | None:
    """What stands in the cell for a value of a paper's tree; None is an empty cell: it is not stated.

    A text that would be taken for a mark has a backslash before it, and in a list one before each ";".
    """
    match value:
        case None:
            return None
        case bool():
            return YES if value else NO
        case int() | float():
            return value
        case date():
            return value.isoformat()
        case list():
            items = [re.sub(r"[\\;]", r"\\\g<0>", str(told(item))) for item in value]
            return "; ".join(items) if items else NONE
    text = str(value)
    return EMPTY if not text else f"\\{text}" if _MARKS.fullmatch(text) else text


def value_of(cell: str, kind: Kind) -> Any:
    """The value that a filled cell stands for; what is not of the kind stays text, which is refused later."""
    match kind:
        case Kind.NUMBER if _WHOLE.fullmatch(cell.strip()):
            return int(cell)
        case Kind.NUMBER if _NUMBER.fullmatch(cell.strip()):
            return float(cell)
        case Kind.YES_OR_NO if (word := cell.strip().lower()) in (YES, NO, "true", "false"):
            return word in (YES, "true")
        case Kind.LIST:
            items = [] if cell.strip() == NONE else _ITEM.findall(cell)
            return [
                _text(re.sub(r"\\(.)", r"\1", item.strip(), flags=re.S)) for item in items if item.strip()
            ]
    return _text(cell)


def _text(cell: str) -> str:
    if cell == EMPTY:
        return ""
    return cell[1:] if cell.startswith("\\") and _MARKS.fullmatch(cell) else cell
