"""Numbered lists, the glossary, and the links inside them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from performance.reading.blocks import DEFINITION, ITEM, Block
from performance.reading.report import TermEntry, ToldEntry
from recommendations.reading.paper import Loss, Place
from recommendations.reading.sheet import at, span
from recommendations.reading.slugs import slug_of

LINK = re.compile(r"\[([^\[\]]*)\]\(([^()\s]*)\)")
NOWHERE = ("", "#")


def read_list(blocks: Sequence[Block], what: str) -> tuple[tuple[ToldEntry, ...], list[Loss]]:
    """The numbered items, with the lines that follow each; `what` is how the list is called in a loss.

    Numbers that leave a gap are kept as printed and the gap is named. A list in which they do not
    rise is lost whole, since no number could then say which item is meant. So is a list with cells.
    """
    lines = [row for block in blocks for row in block]
    place = span(line for line, _ in lines)
    if any("\t" in text for _, text in lines):
        return (), [Loss(place, what, "a table stands in it")]
    items: list[ToldEntry] = []
    for line, text in lines:
        if found := ITEM.fullmatch(text):
            items.append(ToldEntry(at(line), int(found[1]), found[2]))
        else:
            last = items.pop()
            items.append(ToldEntry(Place(last.place.line, line), last.number, f"{last.text} {text}"))
    numbers = [item.number for item in items]
    if numbers != sorted(set(numbers)) or not numbers[0]:
        return (), [Loss(place, what, f"its numbers run {_run(numbers)}")]
    losses = []
    if numbers != list(range(1, len(numbers) + 1)):
        losses.append(Loss(place, f"{what}: a number left out", f"its numbers run {_run(numbers)}"))
    cleaned = [_without_links(item.text, item.place) for item in items]
    told = tuple(ToldEntry(i.place, i.number, text) for i, (text, _) in zip(items, cleaned, strict=True))
    return told, losses + [loss for _, lost in cleaned for loss in lost]


def _run(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers))


def read_term(block: Block, seen: dict[str, Place]) -> tuple[TermEntry | None, list[Loss]]:
    """The term before the dash and its meaning after it; None where it has none or stands in `seen`."""
    text = " ".join(line for _, line in block)
    place = span(line for line, _ in block)
    found = DEFINITION.fullmatch(text)
    doubled = any(DEFINITION.match(line) for _, line in block[1:])
    if found is None or doubled or "\t" in text or not slug_of(found[1]):
        return None, [Loss(place, "a passage of the glossary", "it is not one term, a dash and its meaning")]
    if slug_of(found[1]) in seen:
        why = f"it stands already on {seen[slug_of(found[1])]}"
        return None, [Loss(place, f"the term “{found[1]}”", why)]
    meaning, losses = _without_links(found[2], place)
    seen[slug_of(found[1])] = place
    return TermEntry(place, found[1], meaning), losses


def _without_links(text: str, place: Place) -> tuple[str, list[Loss]]:
    """The text with each link's words in place of the link; an address that leads anywhere is a loss."""
    losses = [
        Loss(place, f"the address of the link “{words}”", "of a link only its words are read")
        for words, address in LINK.findall(text)
        if address not in NOWHERE
    ]
    return LINK.sub(r"\1", text), losses
