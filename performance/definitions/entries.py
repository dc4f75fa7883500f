"""The entries of a file of definitions: each node checked and turned into plain data. Free of Django."""

from __future__ import annotations

import re
from datetime import date

import yaml

from performance.definitions.defined import (
    BreakdownDefinition,
    ChangeDefinition,
    ForceDefinition,
    MeasureDefinition,
)
from performance.periods import Span
from performance.rates import Kind
from recommendations.reading.paper import Refused
from recommendations.reading.slugs import slug_of
from recommendations.reading.yaml_nodes import Fields, day_in, line_of, text_in

HEAD = ("author", "checker", "next_review")
FORCES = ("own", "similar")
BREAKDOWN = ("slug", "name", "groups", "base", "unknown")
MEASURE = (
    *("name", "definition", "why_it_matters", "unit", "kind", "polarity", "span", "per", "denominator"),
    *("breakdown", "words", "asked_by", "caution", *HEAD, "changes"),
)
CHANGE = ("from", "what", "rebases")
KINDS = tuple(map(str, Kind))
SPANS = tuple(map(str, Span))
POLARITIES = ("lower", "higher", "neither")
ASKED_BY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*/[1-9][0-9]{0,3}")
# What the records have room for.
LONGEST_MEASURE = 200
LONGEST_NAME = 100
LONGEST_SLUG = LONGEST_UNIT = 60


def place(file: str, line: int) -> str:
    """Where something stands, like "drugs.yaml, line 7"."""
    return f"{file}, line {line}"


def forces(file: str, node: yaml.Node) -> list[ForceDefinition]:
    """Our own force, and its most similar group after it. Raises Refused with the line."""
    fields = Fields(node, "forces", FORCES)
    own = fields.needed("own")
    similar = [
        ForceDefinition(place(file, line_of(item)), _named(item, "a force"))
        for item in fields.items("similar")
    ]
    return [ForceDefinition(place(file, line_of(own)), _named(own, "own"), is_own=True), *similar]


def breakdown(file: str, node: yaml.Node) -> BreakdownDefinition:
    """One breakdown with its groups. Raises Refused with the line."""
    fields = Fields(node, "a breakdown", BREAKDOWN)
    slug = fields.slug("slug")
    _check_length(fields.nodes["slug"], "slug", slug, LONGEST_SLUG)
    name = _named(fields.needed("name"), "name")
    groups = _groups(fields)
    base, unknown = (_one_of(fields, key, groups) if key in fields else "" for key in ("base", "unknown"))
    if base and base == unknown:
        raise _refused(fields.nodes["unknown"], f"{base} cannot be the base and unknown too")
    return BreakdownDefinition(place(file, fields.line), slug, name, groups, base, unknown)


def _groups(fields: Fields) -> tuple[str, ...]:
    fields.needed("groups")
    found: dict[str, str] = {}
    for node in fields.items("groups"):
        name = _named(node, "a group")
        if slug_of(name) in found:
            raise _refused(node, f"the group {name} stands twice")
        found[slug_of(name)] = name
    if not found:
        raise _refused(fields.nodes["groups"], "groups is empty")
    return tuple(found.values())


def measure(file: str, node: yaml.Node, head: Fields) -> MeasureDefinition:
    """One measure; who answers for it stands in the entry or at the head of its file.

    Raises Refused with the line.
    """
    fields = Fields(node, "a measure", MEASURE)
    kind = _one_of(fields, "kind", KINDS)
    _check_rate(fields, kind)
    return MeasureDefinition(
        at=place(file, fields.line),
        name=_named(fields.needed("name"), "name", LONGEST_MEASURE),
        definition=fields.text("definition"),
        why_it_matters=fields.text("why_it_matters"),
        unit=_short(fields.needed("unit"), "unit", LONGEST_UNIT),
        kind=kind,
        polarity=_one_of(fields, "polarity", POLARITIES),
        span=_one_of(fields, "span", SPANS),
        author=_short(_own_or_head(fields, head, "author"), "author"),
        checker=_short(_own_or_head(fields, head, "checker"), "checker"),
        next_review=day_in(_own_or_head(fields, head, "next_review"), "next_review"),
        per=fields.whole("per"),
        denominator=fields.slug("denominator") if "denominator" in fields else "",
        breakdown=fields.slug("breakdown") if "breakdown" in fields else "",
        words=tuple(_filled(item, "a word") for item in fields.items("words")),
        asked_by=tuple(_asked(item) for item in fields.items("asked_by")),
        caution=str(fields.stated("caution") or ""),
        changes=_changes(file, fields),
    )


def _check_rate(fields: Fields, kind: str) -> None:
    if kind == "rate":
        if not fields.whole("per"):
            raise _refused(fields.nodes["kind"], "a rate says per how many: per is missing or 0")
        return
    for key in ("per", "denominator"):
        if key in fields:
            raise _refused(fields.nodes[key], f"only a rate has the key “{key}”, and this is a {kind}")


def _changes(file: str, fields: Fields) -> tuple[ChangeDefinition, ...]:
    found: dict[date, ChangeDefinition] = {}
    for node in fields.items("changes"):
        entry = Fields(node, "a change", CHANGE)
        on = day_in(entry.needed("from"), "from")
        if on in found:
            raise _refused(entry.nodes["from"], f"two changes of {on}")
        at = place(file, entry.line)
        found[on] = ChangeDefinition(at, on, entry.text("what"), entry.flag("rebases"))
    return tuple(found.values())


def _asked(node: yaml.Node) -> str:
    text = text_in(node, "an entry of asked_by")
    if not ASKED_BY.fullmatch(text):
        raise _refused(node, f"asked_by should be like id-2022/36 and is {text[:40]}")
    return text


def _own_or_head(fields: Fields, head: Fields, key: str) -> yaml.Node:
    return head.nodes[key] if key in head and key not in fields else fields.needed(key)


def _one_of(fields: Fields, key: str, allowed: tuple[str, ...]) -> str:
    text = fields.text(key)
    if text not in allowed:
        raise _refused(fields.nodes[key], f"{key} should be one of {', '.join(allowed)} and is {text[:40]}")
    return text


def _named(node: yaml.Node, key: str, longest: int = LONGEST_NAME) -> str:
    """A name that a slug can be made of."""
    name = _short(node, key, longest)
    if not slug_of(name):
        raise _refused(node, f"{key} has neither letters nor figures")
    return name


def _short(node: yaml.Node, key: str, longest: int = LONGEST_NAME) -> str:
    text = _filled(node, key)
    _check_length(node, key, text, longest)
    return text


def _filled(node: yaml.Node, key: str) -> str:
    text = text_in(node, key)
    if not text:
        raise _refused(node, f"{key} is empty")
    return text


def _check_length(node: yaml.Node, key: str, text: str, longest: int) -> None:
    if len(text) > longest:
        raise _refused(node, f"{key} has more than {longest} characters")


def _refused(node: yaml.Node, why: str) -> Refused:
    return Refused(f"line {line_of(node)}: {why}.")
