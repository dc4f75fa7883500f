"""A text as the blocks of a document."""

from __future__ import annotations

import re
from collections.abc import Sequence

from recommendations.reading.document import Block, Item, Paragraph, Row, Table
from recommendations.text import Items, Prose, canonical, parts

NUMBERED = re.compile(r"([1-9][0-9]{0,2})\. (\S.*)")
# A text that begins like an item of a list stands in a table: a reader could take its mark for the list's.
LIKE_ITEM = re.compile(r"(?:[-•–—*·▪◦‣]|\(?[0-9]+[.)]|\(?[A-Za-z][.)])(?:\s|$)")


def text_blocks(text: str) -> list[Block]:
    """The paragraphs and lists of a text; lines numbered from 1 on are a numbered list."""
    blocks: list[Block] = []
    for part in parts(text):
        if isinstance(part, Items):
            blocks += [Item(item) for item in part.items]
            continue
        numbered = _numbered(part)
        # Two such lists, one after the other, would be read as one.
        if numbered and not (blocks and isinstance(blocks[-1], Item) and blocks[-1].number):
            blocks += numbered
        else:
            blocks.append(Paragraph("\n".join(part.lines)))
    return blocks


def _numbered(part: Prose) -> list[Item]:
    """The items of a paragraph whose lines are numbered from 1 on; none of any other."""
    found = [NUMBERED.fullmatch(line) for line in part.lines]
    items = [Item(line[2], line[1]) for line in found if line and not LIKE_ITEM.match(line[2])]
    in_order = [item.number for item in items] == [str(number) for number in range(1, len(part.lines) + 1)]
    return items if in_order and len(items) > 1 else []


def told_blocks(texts: Sequence[str], heading: str) -> list[Block]:
    """Texts as a list numbered from 1; as a table where one is no single line."""
    told = [canonical(text) for text in texts]
    if all("\n" not in text and not LIKE_ITEM.match(text) for text in told):
        return [Item(text, str(number)) for number, text in enumerate(told, 1)]
    rows = [("No.", heading), *((str(number), text) for number, text in enumerate(told, 1))]
    return [table(rows, (0.08, 0.92))]


def table(rows: Sequence[Sequence[str]], widths: tuple[float, ...] = ()) -> Table:
    """A table without merged cells, under a heading that says what it is; the first row is its header."""
    return Table(tuple(Row(tuple(cells)) for cells in rows), widths=widths)


def merged(cells: Sequence[str], *spans: int) -> Row:
    """A row whose first cells take so many columns each, and the others one."""
    filled: list[str] = []
    widths: list[int] = []
    for cell, span in zip(cells, [*spans, *[1] * (len(cells) - len(spans))], strict=True):
        filled += [cell, *[""] * (span - 1)]
        widths += [span, *[1] * (span - 1)]
    return Row(tuple(filled), spans=tuple(widths))
