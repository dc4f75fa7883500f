"""Places in the words of a file's own form: "page 3, table 2, row 5" for a line that nobody can see."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast

from recommendations.reading.paper import Place

Held = TypeVar("Held")
LINES = re.compile(r"\b([Ll])ines? (\d+)(?: to (\d+))?\b")


def name_of(first: int, last: int, where: Mapping[int, str]) -> str:
    """What the lines from first to last are called: one name, or two with "to" between; "" for unknown."""
    names = [where[line] for line in range(first, last + 1) if where.get(line)]
    if not names:
        return ""
    return names[0] if names[0] == names[-1] else f"{names[0]} to {names[-1]}"


def with_names(value: Held, where: Mapping[int, str]) -> Held:
    """The value with every place in it named, and every sentence of a loss that speaks of lines in words."""
    if not where:
        return value
    held: Any = value
    if isinstance(held, Place):
        return cast("Held", replace(held, name=name_of(held.line, held.last or held.line, where)))
    named: Any = value
    if isinstance(held, tuple):
        named = tuple(with_names(item, where) for item in held)
    elif is_dataclass(held) and not isinstance(held, type):
        changed = {f.name: with_names(getattr(held, f.name), where) for f in fields(held)}
        if "why" in changed:
            changed["why"] = in_words(changed["why"], where)
        named = replace(held, **changed)
    return cast("Held", named)


def in_words(sentence: str, where: Mapping[int, str]) -> str:
    """A sentence that names lines, with their names instead."""

    def named(found: re.Match[str]) -> str:
        name = name_of(int(found[2]), int(found[3] or found[2]), where)
        return (name[:1].upper() + name[1:] if found[1] == "L" else name) or found[0]

    return LINES.sub(named, sentence) if where else sentence
