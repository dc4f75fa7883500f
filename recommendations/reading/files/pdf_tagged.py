"""A tagged PDF read by its structure: headings, paragraphs, lists and tables as they were made. Runs apart.

Where Typst made the file, the text is what went in: each line that was wrapped keeps its blank, and one that
was ended on purpose ends in a no-break space. Lines of other programs are joined by rule.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence

from recommendations.reading.document import Block, Heading, Item, Paragraph, Picture, Row, Table
from recommendations.reading.files.pdf_joins import BULLETS, DASHES, Words, plain, without_soft
from recommendations.reading.files.pdf_marks import Piece
from recommendations.reading.files.pdf_tree import Mark, Node
from recommendations.reading.paper import Loss, Place
from recommendations.text import canonical

HEADING = re.compile(r"H([1-9])?$|Title$")
INLINE = frozenset(
    (
        "Span",
        "Quote",
        "Reference",
        "Link",
        "Em",
        "Strong",
        "Code",
        "Annot",
        "BibEntry",
        "Ruby",
        "Warichu",
        "Sub",
    )
)
NO_BREAK_SPACE = "\u00a0"
LABEL = re.compile(r"^\(?(.{1,12}?)[.):]?$")
NO_WORDS = "a picture without a description"
WHY_NO_WORDS = "what it shows is in no words"
Pieces = Callable[[Mark], Sequence[Piece]]


def place(page: int, name: str = "") -> Place:
    """A place on a page, ordered by the page."""
    return Place(page, page, name or f"page {page}")


class Tagged:
    """Turns nodes into blocks; counts tables, and names what it cannot read."""

    def __init__(self, pieces: Pieces, exact: bool, words: Words) -> None:
        self.losses: list[Loss] = []
        self._pieces, self._exact, self._words = pieces, exact, words
        self._tables = 0
        self._caption = ""  # of the table that follows
        self._page = 1  # that of the block read last

    def blocks(self, node: Node) -> Iterator[Block]:
        """The blocks of a node, in reading order."""
        run: list[Node | Mark] = []  # text that stands in a group without a paragraph around it
        for kid in node.kids:
            if isinstance(kid, tuple) or kid.kind in INLINE:
                run.append(kid)
                continue
            yield from self._paragraph(run)
            run = []
            if kid.kind == "Caption" and any(one.kind == "Table" for one in _within(node)):
                self._caption = " ".join(self._text(kid.kids).split())
            else:
                yield from self._block(kid)
        yield from self._paragraph(run)

    def _block(self, node: Node) -> Iterator[Block]:
        if heading := HEADING.match(node.kind):
            if text := " ".join(self._text(node.kids).split()):
                yield Heading(text, int(heading[1] or 1), self._where(node.kids))
        elif node.kind == "L":
            yield from self._list(node)
        elif node.kind == "Table":
            yield from self._table(node)
        elif node.kind == "Figure":
            yield from self._figure(node)
        elif node.kind in ("P", "Caption", "Note", "Formula", "TOCI", "Lbl", "LBody"):
            yield from self.blocks(Node(node.kind, kids=[*_lifted(node)]))
        elif node.kind != "Artifact":
            yield from self.blocks(node)

    def _paragraph(self, kids: Sequence[Node | Mark]) -> Iterator[Block]:
        if text := canonical(self._text(kids)):
            yield Paragraph(text, self._where(kids))

    def _figure(self, node: Node) -> Iterator[Block]:
        if any(one.kind == "Table" for one in _within(node)):
            yield from self.blocks(node)
            return
        if alt := " ".join((node.alt or node.actual or "").split()):
            yield Picture(alt, self._where(node.kids))
        else:
            self.losses.append(Loss(place(self._page_of(node)), NO_WORDS, WHY_NO_WORDS))

    def _list(self, node: Node) -> Iterator[Block]:
        for entry in node.kids:
            if isinstance(entry, tuple) or entry.kind not in ("LI", "L"):
                yield from self.blocks(Node("Div", kids=[entry]))
            elif entry.kind == "L":
                yield from self._list(entry)
            else:
                yield from self._item(entry)

    def _item(self, entry: Node) -> Iterator[Block]:
        """An item's own text, then the items within it."""
        label = ""
        own: list[Node | Mark] = []
        inner: list[Node] = []
        for kid in entry.kids:
            if not isinstance(kid, tuple) and kid.kind == "Lbl":
                label = self._text(kid.kids).strip()
            elif not isinstance(kid, tuple) and kid.kind == "L":
                inner.append(kid)
            elif not isinstance(kid, tuple) and kid.kind == "LBody":
                own += [one for one in kid.kids if isinstance(one, tuple) or one.kind != "L"]
                inner += [one for one in kid.kids if not isinstance(one, tuple) and one.kind == "L"]
            else:
                own.append(kid)
        if text := " ".join(self._text(own).split()):
            if not label:
                label, text = label_of(text)
            yield Item(text, number_of(label), self._where(own))
        for one in inner:
            yield from self._list(one)

    def _table(self, node: Node) -> Iterator[Block]:
        self._tables += 1
        rows: list[Row] = []
        caption, self._caption = self._caption, ""
        for one in _rows(node):
            if one.kind == "Caption":
                caption = " ".join(self._text(one.kids).split())
            elif cells := [cell for cell in _nodes(one) if cell.kind in ("TD", "TH")]:
                where = f"page {self._page_of(one)}, table {self._tables}, row {len(rows) + 1}"
                rows.append(self._row(cells, where))
        width = max((len(row.cells) for row in rows), default=0)
        if width:
            yield Table(tuple(_filled(row, width) for row in rows), caption)

    def _row(self, cells: Sequence[Node], where: str) -> Row:
        texts: list[str] = []
        spans: list[int] = []
        for cell in cells:
            texts += [self._cell(cell), *[""] * (cell.span - 1)]
            spans += [cell.span, *[1] * (cell.span - 1)]
        return Row(tuple(texts), where, tuple(spans))

    def _cell(self, node: Node) -> str:
        """The cell's paragraphs and lists; a table within it goes on as its cells."""
        told = ""
        before: Block | None = None
        for block in self.blocks(node):
            told += "\n" if isinstance(block, Item) and isinstance(before, Item) else "\n\n"
            match block:
                case Item():
                    told += f"{block.number}. {block.text}" if block.number else f"- {block.text}"
                case Table():
                    told += "\n".join(" ".join(row.cells) for row in block.rows)
                case Picture():
                    told += block.alt
                case Heading() | Paragraph():
                    told += block.text
            before = block
        return canonical(told)

    def _text(self, kids: Sequence[Node | Mark]) -> str:
        """The text of marks and of what stands in a line with them."""
        pieces = [*self._found(kids)]
        joined = self._exactly(pieces) if self._exact else self._by_rule(pieces)
        return without_soft(joined)

    def _found(self, kids: Sequence[Node | Mark]) -> Iterator[Piece]:
        for kid in kids:
            if isinstance(kid, tuple):
                yield from self._pieces(kid)
            elif kid.actual is not None and (held := [*self._found(kid.kids)]):
                first = held[0]
                yield Piece(kid.actual, first.x0, held[-1].x1, first.y, first.size)
            else:
                yield from self._found(kid.kids)

    def _exactly(self, pieces: Sequence[Piece]) -> str:
        told = ""
        last: Piece | None = None
        for piece in pieces:
            if last and _repeats(last, piece):
                continue
            if told.endswith(NO_BREAK_SPACE) and last and not on_line(last, piece):
                told = told[:-1] + "\n"
            told += plain(piece.text)
            last = piece
        return told

    def _by_rule(self, pieces: Sequence[Piece]) -> str:
        told = ""
        last: Piece | None = None
        for piece in pieces:
            text = plain(piece.text)
            if last is None:
                told = text
            elif on_line(last, piece):
                apart = piece.x0 - last.x1 > 0.18 * piece.size
                told += (" " if apart and told[-1:].strip() and text[:1].strip() else "") + text
            else:
                told = self._words.joined(told, text)
            last = piece
        return told

    def _page_of(self, node: Node) -> int:
        """The page on which the node begins; that of the node before where it is empty."""
        self._page = next(_pages(node), self._page)
        return self._page

    def _where(self, kids: Sequence[Node | Mark]) -> str:
        return f"page {self._page_of(Node('Span', kids=list(kids)))}"


def on_line(one: Piece, other: Piece) -> bool:
    return abs(one.y - other.y) < 0.6 * max(one.size, other.size) and other.x0 > one.x0 - one.size


def _repeats(one: Piece, other: Piece) -> bool:
    """Whether a piece is the mark on the letter before it: Typst says letter and mark of both."""
    return (
        0.01 < abs(one.y - other.y) < 0.6 * one.size
        and one.text.endswith(other.text)
        and unicodedata.category(other.text[-1]).startswith("M")
    )


def number_of(label: str) -> str:
    """What an item's label numbers it with, "" for a bullet."""
    if not label or all(sign in BULLETS + DASHES or not sign.isalnum() for sign in label) or label == "o":
        return ""
    found = LABEL.match(label)
    return found[1] if found else label


def label_of(text: str) -> tuple[str, str]:
    """A label that stands in the text of its item, and the rest."""
    found = re.match(rf"([{BULLETS}{DASHES}]|o(?= )|\(?(?:\d+|[a-z]|[ivx]+)[.)])\s*(?=\S)", text)
    return (found[1], text[found.end() :]) if found else ("", text)


def _rows(node: Node) -> Iterator[Node]:
    for kid in node.kids:
        if isinstance(kid, tuple):
            continue
        if kid.kind in ("TR", "Caption"):
            yield kid
        else:
            yield from _rows(kid)


def _nodes(node: Node) -> list[Node]:
    return [kid for kid in node.kids if not isinstance(kid, tuple)]


def _pages(node: Node) -> Iterator[int]:
    for kid in node.kids:
        if isinstance(kid, tuple):
            yield kid[0]
        else:
            yield from _pages(kid)


def _filled(row: Row, width: int) -> Row:
    more = width - len(row.cells)
    return Row(row.cells + ("",) * more, row.where, row.spans + (1,) * more)


def _within(node: Node) -> Iterator[Node]:
    for kid in node.kids:
        if not isinstance(kid, tuple):
            yield kid
            yield from _within(kid)


def _lifted(node: Node) -> Iterator[Node | Mark]:
    """What stands in a paragraph: text, and blocks that stand in it however deep."""
    for kid in node.kids:
        if isinstance(kid, tuple) or kid.kind in ("Figure", "Table", "L"):
            yield kid
        elif kid.actual is None and any(one.kind in ("Figure", "Table", "L") for one in _within(kid)):
            yield from _lifted(kid)
        else:
            yield Node("Span", kid.alt, kid.actual, kids=kid.kids)
