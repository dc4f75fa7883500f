"""YAML read as nodes that know their lines, so that every value can be checked and every fault named."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from typing import Any

import yaml

from recommendations.reading.paper import NOT_STATED, Place, Refused, Text
from recommendations.reading.sheet import at

# The C loader is many times faster, but not every build of PyYAML has it.
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DEEPEST = 12
TAG = "tag:yaml.org,2002:"
KINDS = {
    "str": "text",
    "int": "a number",
    "float": "a number with a point",
    "bool": "yes or no",
    "null": "nothing",
    "timestamp": "a date",
    "map": "a group of keys",
    "seq": "a list",
}
MONTH = re.compile(r"(\d{4})-(\d{2})")
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
WHOLE = re.compile(r"0|[1-9][0-9]{0,5}")
NUMBER = re.compile(r"(?:0|[1-9][0-9]{0,8})(?:\.[0-9]{1,20})?")


def root_of(text: str) -> yaml.Node:
    """The document's root; refuses what is not YAML, anchors and aliases, and nesting without end."""
    try:
        _refuse_tricks(text)
        root = yaml.compose(text, Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"line {mark.line + 1}: " if mark else ""
        raise Refused(f"{where}the file is not YAML: {error.problem or error.context}.") from None
    except yaml.YAMLError as error:
        reason = str(error).splitlines()[0]
        raise Refused(f"The file is not YAML: {reason}.") from None
    if root is None:
        raise Refused("The file is empty.")
    return root


def _refuse_tricks(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=LOADER):
        mark = event.start_mark
        line = mark.line + 1 if mark else 0
        if getattr(event, "anchor", None):
            raise Refused(f"line {line}: anchors and aliases are not read.")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            raise Refused(f"line {line}: lists and keys are nested too deep.")


def line_of(node: yaml.Node) -> int:
    """The line on which a node begins, counted from 1."""
    return int(node.start_mark.line) + 1


def place_of(node: yaml.Node) -> Place:
    """The place of a node's first line."""
    return at(line_of(node))


def _kind(node: yaml.Node) -> str:
    short = str(node.tag).removeprefix(TAG)
    return KINDS.get(short, str(node.tag))


def _refused(node: yaml.Node, key: str, wanted: str) -> Refused:
    return Refused(f"line {line_of(node)}: {key} should be {wanted} and is {_kind(node)}.")


class Fields:
    """The keys of one mapping. Each value is asked for once, by its type."""

    def __init__(self, node: yaml.Node, what: str, allowed: Collection[str] | None = None) -> None:
        if not isinstance(node, yaml.MappingNode) or node.tag != f"{TAG}map":
            raise _refused(node, what, KINDS["map"])
        self.what, self.line, self.place = what, line_of(node), place_of(node)
        self.nodes: dict[str, yaml.Node] = {}
        for key_node, value in node.value:
            key = text_in(key_node, f"a key of {what}")
            if allowed is not None and key not in allowed:
                raise Refused(f"line {line_of(key_node)}: {what} has no key “{key}”.")
            if key in self.nodes:
                raise Refused(f"line {line_of(key_node)}: the key “{key}” stands twice.")
            self.nodes[key] = value

    def __contains__(self, key: str) -> bool:
        return key in self.nodes

    def needed(self, key: str) -> yaml.Node:
        """The value of a key that must be there."""
        if key not in self.nodes:
            raise Refused(f"line {self.line}: {self.what} lacks the key “{key}”.")
        return self.nodes[key]

    def text(self, key: str) -> str:
        """The text of a key that must be there, and not be empty."""
        node = self.needed(key)
        text = text_in(node, key)
        if not text:
            raise Refused(f"line {line_of(node)}: {key} is empty.")
        return text

    def stated(self, key: str) -> Text:
        """The text of a key, or NOT_STATED where the key is left out."""
        return self.text(key) if key in self.nodes else NOT_STATED

    def slug(self, key: str) -> str:
        """A slug: words in small letters and figures, with hyphens between them."""
        slug = self.text(key)
        if not SLUG.fullmatch(slug):
            raise Refused(f"line {line_of(self.nodes[key])}: {key} is no slug: {slug[:40]}.")
        return slug

    def whole(self, key: str) -> int | None:
        """A whole number, or None where the key is left out."""
        return whole_in(self.nodes[key], key) if key in self.nodes else None

    def day(self, key: str) -> date | None:
        """A day, or None where the key is left out."""
        return day_in(self.nodes[key], key) if key in self.nodes else None

    def items(self, key: str) -> list[yaml.Node]:
        """The entries of a list; none where the key is left out."""
        if key not in self.nodes:
            return []
        node = self.nodes[key]
        if not isinstance(node, yaml.SequenceNode) or node.tag != f"{TAG}seq":
            raise _refused(node, key, KINDS["seq"])
        return list(node.value)

    def flag(self, key: str) -> bool:
        """Whether a key is there and says true."""
        if key not in self.nodes:
            return False
        node = self.nodes[key]
        if (
            not isinstance(node, yaml.ScalarNode)
            or node.value not in ("true", "false")
            or node.tag != f"{TAG}bool"
        ):
            raise Refused(f"line {line_of(node)}: {key} should be true or false.")
        return bool(node.value == "true")


def text_in(node: yaml.Node, key: str) -> str:
    """The text of a scalar, without the white space around it."""
    if not isinstance(node, yaml.ScalarNode) or node.tag != f"{TAG}str":
        hint = " in quotes" if isinstance(node, yaml.ScalarNode) else ""
        raise _refused(node, key, f"text{hint}")
    return str(node.value).strip()


def whole_in(node: yaml.Node, key: str) -> int:
    """A whole number of at most six figures."""
    if not isinstance(node, yaml.ScalarNode) or node.tag != f"{TAG}int":
        raise _refused(node, key, "a whole number")
    if not WHOLE.fullmatch(node.value):
        raise Refused(f"line {line_of(node)}: {key} should be figures without a sign.")
    return int(node.value)


def number_in(node: yaml.Node, key: str) -> float:
    """A number of at most nine figures, and twenty after a point; never below zero."""
    if not isinstance(node, yaml.ScalarNode) or node.tag not in (f"{TAG}int", f"{TAG}float"):
        raise _refused(node, key, "a number")
    if not NUMBER.fullmatch(node.value):
        raise Refused(f"line {line_of(node)}: {key} should be figures without a sign.")
    return float(node.value)


def day_in(node: yaml.Node, key: str) -> date:
    """A day, written 2022-11-02."""
    if not isinstance(node, yaml.ScalarNode) or node.tag not in (f"{TAG}timestamp", f"{TAG}str"):
        raise _refused(node, key, KINDS["timestamp"])
    return _date(node, node.value, key)


def day_or_month_in(node: yaml.Node, key: str) -> tuple[date, bool]:
    """A day, or the first day of a month written 2022-06; and whether the day is known."""
    if isinstance(node, yaml.ScalarNode) and MONTH.fullmatch(node.value):
        return _date(node, f"{node.value}-01", key), False
    return day_in(node, key), True


def _date(node: yaml.Node, text: str, key: str) -> date:
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(f"line {line_of(node)}: {key} is no date: {text[:40]}.") from None
