"""The lines of a text paper, and the account of which of them are read and which are not."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import zip_longest

from recommendations.reading.cells import clean, row_of
from recommendations.reading.document import Document, Heading, Item, Paragraph, Picture, Table
from recommendations.reading.paper import Loss, Place, Refused

LONGEST_LINE = 200_000  # characters
GAP_OF_PICTURE = 4  # blank lines, which is how a text paper shows that a picture was there

FOREIGN_FORMS = (
    (b"%PDF", "The file is a PDF; PDF papers are not read yet."),
    (b"PK\x03\x04", "The file is a ZIP archive, as Word and Excel files are; these are not read yet."),
)


def text_of(data: bytes) -> str:
    """The file as text with plain line ends; refuses what is no text at all."""
    for opening, sentence in FOREIGN_FORMS:
        if data.startswith(opening):
            raise Refused(sentence)
    if not data.strip():
        raise Refused("The file is empty.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Refused("The file is text in UTF-16: save it as UTF-8.")
    nul = data.find(b"\0")
    if nul >= 0:
        raise Refused(f"line {_line_at(data, nul)}: the file is not text, it holds a NUL byte.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(f"line {_line_at(data, error.start)}: the file is not text in UTF-8.") from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise Refused("The file is empty.")
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > LONGEST_LINE:
            raise Refused(
                f"line {number}: the line has {len(line):,} characters, at most {LONGEST_LINE:,} are read."
            )
    return text


def sha256_of(data: bytes) -> str:
    """The file's hash, by which a paper is known."""
    return hashlib.sha256(data).hexdigest()


def _line_at(data: bytes, position: int) -> int:
    return data.count(b"\n", 0, position) + 1


def span(numbers: Iterable[int]) -> Place:
    """The place from the first to the last of the given lines."""
    held = sorted(numbers)
    return Place(held[0], held[-1])


def at(line: int) -> Place:
    """The place of one line."""
    return Place(line, line)


class Sheet:
    """Numbered lines from 1. A reader takes the lines it reads and names the others as lost.

    Made of a text, or of a document: then `where` says where in the file each line stands, and the
    words of a cell are what the file holds, with no mark-up in them.
    """

    def __init__(self, text: str) -> None:
        # str.splitlines would also part at form feeds and U+2028 and so count other lines than an editor.
        self.lines = text.split("\n")
        self.losses: list[Loss] = []
        self.where: dict[int, str] = {}
        self._taken: set[int] = set()
        self._rows: dict[int, tuple[str, ...]] | None = None

    @classmethod
    def of(cls, document: Document) -> Sheet:
        """The document laid out as a text paper is: a line for each paragraph, item and row."""
        lines, where, rows = [""], dict[int, str](), dict[int, tuple[str, ...]]()

        def put(text: str, place: str) -> None:
            for line in text.split("\n"):
                lines.append(line)
                where[len(lines)] = place

        for block, following in zip_longest(document.blocks, document.blocks[1:]):
            match block:
                case Table():
                    for row in block.rows:
                        put("\t".join(" ".join(cell.split()) for cell in row.cells), row.where)
                        rows[len(lines)] = row.cells
                case Item():
                    put(f"{block.number}. {block.text}" if block.number else f"- {block.text}", block.where)
                case Picture():
                    lines += [""] * GAP_OF_PICTURE
                case Heading() | Paragraph():
                    put(block.text, block.where)
            if not (isinstance(block, Item) and isinstance(following, Item)):
                lines.append("")
        sheet = cls("\n".join(lines))
        sheet.where, sheet._rows = where, rows
        sheet.losses = list(document.losses)
        return sheet

    def __getitem__(self, number: int) -> str:
        return self.lines[number - 1]

    def cells(self, number: int) -> list[str]:
        """The words of each cell of a line: paragraphs and lists, no mark-up."""
        if self._rows is None:
            return [clean(cell) for cell in row_of(self[number])]
        return list(self._rows.get(number, (self[number],)))

    def words(self, text: str) -> str:
        """The words of a text taken from these lines, without mark-up where they may have any."""
        return clean(text) if self._rows is None else text

    @property
    def last(self) -> int:
        """The last line that is not blank."""
        return max((number for number, _ in self.written()), default=0)

    def written(self, first: int = 1, last: int | None = None) -> Iterator[tuple[int, str]]:
        """Number and text, trimmed of blanks but not of tabs, of each line that is not blank."""
        end = len(self.lines) if last is None else min(last, len(self.lines))
        for number in range(max(first, 1), end + 1):
            if self[number].strip():
                yield number, self[number].strip(" \u00a0")

    def blocks(self, first: int = 1, last: int | None = None) -> list[list[tuple[int, str]]]:
        """Written lines in groups that stand together, parted by blank lines."""
        groups: list[list[tuple[int, str]]] = []
        for number, line in self.written(first, last):
            if groups and groups[-1][-1][0] == number - 1:
                groups[-1].append((number, line))
            else:
                groups.append([(number, line)])
        return groups

    def take(self, *numbers: int) -> None:
        """Mark lines as read."""
        self._taken.update(numbers)

    def lose(self, place: Place, what: str, why: str) -> None:
        """Name something as not read; lines of the place need no other account."""
        self.losses.append(Loss(place, what, why))

    def unaccounted(self) -> list[int]:
        """Written lines that are neither read nor named as lost."""
        named = {number for loss in self.losses for number in range(loss.place.line, loss.place.last + 1)}
        return [number for number, _ in self.written() if number not in named and number not in self._taken]

    def lose_rest(self, what: str, why: str) -> None:
        """Name all lines not accounted for, neighbours together."""
        group: list[int] = []
        for number in self.unaccounted():
            if group and any(line in self._taken for line, _ in self.written(group[-1] + 1, number - 1)):
                self.lose(span(group), what, why)
                group = []
            group.append(number)
        if group:
            self.lose(span(group), what, why)

    def account(self) -> tuple[Loss, ...]:
        """All losses in the order of the paper."""
        return tuple(sorted(self.losses, key=lambda loss: (loss.place, loss.what)))
