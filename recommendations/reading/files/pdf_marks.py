"""The marked pieces of a PDF's pages: the text that each mark of its structure stands for. Runs apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pdfminer.pdfcolor import PDFColorSpace
from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFGraphicState, PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import resolve1
from pdfminer.psparser import PSLiteral, literal_name
from pdfminer.utils import Matrix, apply_matrix_pt, decode_text

UNKNOWN = "\ufffd"


@dataclass(slots=True)
class Piece:
    """Text that stands together on one line: where it begins and ends, its height above the page's foot."""

    text: str
    x0: float
    x1: float
    y: float
    size: float


@dataclass(slots=True)
class Marks:
    """A page's pieces by mark, how many letters stand in no mark, and how many cannot be told."""

    pieces: dict[int, list[Piece]] = field(default_factory=dict)
    marked: int = 0
    unmarked: int = 0
    unknown: int = 0


@dataclass(slots=True)
class _Open:
    """What holds between the beginning and the end of a marked sequence."""

    mark: int | None = None
    artifact: bool = False
    instead: str | None = None  # the text that its letters stand for, "" once it is told
    inherits: bool = True
    reverse: bool = False
    held: list[tuple[str, float, float, float, float]] = field(default_factory=list)


class _Device(PDFTextDevice):
    """Takes letters where a page would be painted."""

    def __init__(self, manager: PDFResourceManager) -> None:
        super().__init__(manager)
        self.marks = Marks()
        self.open: list[_Open] = []

    def begin_tag(self, tag: PSLiteral, props: Any = None) -> None:
        over = self.open[-1] if self.open else _Open()
        props = resolve1(props)
        held = props if isinstance(props, dict) else {}
        mark, instead = resolve1(held.get("MCID")), resolve1(held.get("ActualText"))
        mine = _Open(over.mark, over.artifact, over.instead, reverse=over.reverse)
        if isinstance(mark, int):
            mine.mark = mark
            self.marks.pieces.setdefault(mark, [])
        if isinstance(instead, (bytes, str)):
            mine.instead = instead if isinstance(instead, str) else decode_text(instead)
            mine.inherits = False
        mine.artifact = over.artifact or literal_name(tag) == "Artifact"
        mine.reverse = over.reverse or literal_name(tag) == "ReversedChars"
        self.open.append(mine)

    def end_tag(self) -> None:
        if not self.open:
            return
        mine = self.open.pop()
        over = self.open[-1] if self.open else _Open()
        if mine.inherits:
            over.instead = mine.instead
        if over.reverse:
            over.held += mine.held
        elif mine.reverse:
            for letter in reversed(mine.held):
                self._put(mine, *letter)

    def render_char(
        self,
        matrix: Matrix,
        font: PDFFont,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        ncs: PDFColorSpace,
        graphicstate: PDFGraphicState,
    ) -> float:
        try:
            text = font.to_unichr(cid)
        except PDFUnicodeNotDefined:
            text = UNKNOWN
        advance = font.char_width(cid) * fontsize * scaling
        x0, y = apply_matrix_pt(matrix, (0, rise))
        x1, _ = apply_matrix_pt(matrix, (advance, rise))
        size = abs(fontsize) * max(abs(matrix[1]), abs(matrix[3]), 0.01)
        mine = self.open[-1] if self.open else _Open()
        if mine.instead is not None:
            text, mine.instead = mine.instead, ""
        if mine.reverse:
            mine.held.append((text, x0, x1, y, size))
        else:
            self._put(mine, text, x0, x1, y, size)
        return advance

    def _put(self, mine: _Open, text: str, x0: float, x1: float, y: float, size: float) -> None:
        seen = len(text.strip())
        if mine.artifact:
            return
        self.marks.unknown += text.count(UNKNOWN)
        if mine.mark is None:
            self.marks.unmarked += seen
            return
        self.marks.marked += seen
        pieces = self.marks.pieces[mine.mark]
        last = pieces[-1] if pieces else None
        if last and abs(last.y - y) < 0.1 and -0.5 * size < x0 - last.x1 < 0.15 * size:
            last.text += text
            last.x1 = x1
        else:
            pieces.append(Piece(text, x0, x1, y, size))


class _Interpreter(PDFPageInterpreter):
    """Knows the properties that a marked sequence names instead of giving them."""

    def do_BDC(self, tag: Any, props: Any) -> None:
        if isinstance(props, PSLiteral):
            named = resolve1(self.resources.get("Properties")) or {}
            props = named.get(literal_name(props))
        super().do_BDC(tag, props)


class Reader:
    """Reads one page after another; what they share, as fonts, is kept."""

    def __init__(self) -> None:
        manager = PDFResourceManager(caching=True)
        self._device = _Device(manager)
        self._interpreter = _Interpreter(manager, self._device)

    def read(self, page: PDFPage) -> Marks:
        """The page's marks."""
        self._device.marks, self._device.open = Marks(), []
        self._interpreter.process_page(page)
        return self._device.marks
