"""A paper's tree, the nested dicts and lists that its YAML form is, as nodes that know their lines.

So a workbook or an issued document is read by the readers of the YAML form, with each value in its place.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import yaml

from recommendations.reading.yaml_nodes import TAG


class Placed(NamedTuple):
    """A value of a tree and the line on which it stood; what is below it stands there too."""

    value: Any
    line: int


def plain_number(value: float) -> str:
    """A number as figures and a point, never with a power of ten: as YAML papers have it."""
    return f"{Decimal(repr(value)):f}"


def node_of(value: Any, line: int = 1) -> yaml.Node:
    """The node of a tree's value: dict, list, str, bool, int, float, date, or Placed around any of them."""
    if isinstance(value, Placed):
        return node_of(*value)
    mark = yaml.Mark("", 0, line - 1, 0, None, 0)
    match value:
        case dict():
            pairs = [(node_of(key, _line(held, line)), node_of(held, line)) for key, held in value.items()]
            return yaml.MappingNode(f"{TAG}map", pairs, mark, mark)
        case list():
            return yaml.SequenceNode(f"{TAG}seq", [node_of(held, line) for held in value], mark, mark)
        case bool():
            tag, text = "bool", "true" if value else "false"
        case int() | float():
            tag, text = type(value).__name__, plain_number(value)
        case date():
            tag, text = "timestamp", value.isoformat()
        case _:
            tag, text = "str", str(value)
    return yaml.ScalarNode(f"{TAG}{tag}", text, mark, mark)


def _line(value: Any, line: int) -> int:
    return value.line if isinstance(value, Placed) else line
