"""The words of one paragraph of a Word file, as a reader of the printed page sees them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from recommendations.reading.files.flow import plain
from recommendations.reading.files.word_package import W, child, chosen, is_on, local, number, value

FIXED = {"tab": " ", "ptab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# What was taken out while changes were tracked, and what gives instructions instead of words.
PASSED_OVER = {"pPr", "rPr", "sdtPr", "sdtEndPr", "del", "moveFrom", "delText", "instrText", "delInstrText"}
PICTURES = {"pic", "chart", "relIds", "imagedata", "blip", "contentPart"}
NOTES = {
    "footnoteReference": "a footnote",
    "endnoteReference": "an endnote",
    "commentReference": "a comment",
}
SYMBOLS = {0xF0FC: "✓", 0xF0FE: "☑", 0xF0FB: "✗", 0xF0FD: "☒", 0xF0A8: "☐", 0xF0B7: "•", 0xF0A7: "▪"}
Lose = Callable[[str, str], None]  # told what is not read, and why


@dataclass
class Words:
    """What a paragraph holds: its words, the text boxes that hang on it, and its pictures' descriptions."""

    text: str = ""
    boxes: list[Element] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)


@dataclass
class _Field:
    """A field of which the instruction or, later, the result is being read; a list has its choice."""

    choice: str
    in_result: bool = False


class Inline:
    """Reads paragraph after paragraph: a field may go on from one to the next."""

    def __init__(self, lose: Lose) -> None:
        self._lose = lose
        self._fields: list[_Field] = []
        self._pieces: list[str] = []
        self._words = Words()

    def read(self, paragraph: Element) -> Words:
        """The words of a paragraph, plain; what is not read is told."""
        self._pieces, self._words = [], Words()
        self._walk(paragraph)
        # An instruction ends with its paragraph: a file that never ends one loses no words by it.
        self._fields = [held for held in self._fields if held.in_result]
        self._words.text = plain("".join(self._pieces))
        return self._words

    def _walk(self, node: Element) -> None:
        for each in node:
            name = local(each)
            if name in PASSED_OVER:
                continue
            if name in FIXED:
                self._put(FIXED[name])
            elif name == "t":
                text = each.text or ""
                kept = each.get("{http://www.w3.org/XML/1998/namespace}space") == "preserve"
                self._put((text if kept else text.strip(" \t\r\n")).replace("\n", " "))
            elif name == "AlternateContent":
                picked = chosen(each)
                if picked is not None:
                    self._walk(picked)
            elif name in ("drawing", "pict", "object"):
                self._drawing(each, name)
            elif name in NOTES:
                self._lose(NOTES[name], "notes and comments are not read")
            elif name == "r" and is_on(each, "rPr", "vanish"):
                if "".join(each.itertext(f"{W}t")).strip():
                    self._lose("hidden text", "it is not printed")
            elif name == "sdt":
                self._control(each)
            elif name == "sym":
                self._symbol(each)
            elif name == "fldChar":
                self._field(each)
            elif name == "ruby":
                base = child(each, "rubyBase")
                if base is not None:
                    self._walk(base)
            else:
                self._walk(each)

    def _put(self, text: str) -> None:
        if all(held.in_result for held in self._fields):
            self._pieces.append(text)

    def _control(self, control: Element) -> None:
        """A content control, unless it shows nothing but what should be filled in."""
        content = child(control, "sdtContent")
        if content is not None and not is_on(control, "sdtPr", "showingPlcHdr"):
            self._walk(content)

    def _symbol(self, symbol: Element) -> None:
        try:
            code = int(symbol.get(f"{W}char", ""), 16)
        except ValueError:
            code = 0
        if code not in SYMBOLS:
            self._lose(
                f"a symbol of the font {symbol.get(f'{W}font', '')[:40]}", "the font alone says what it is"
            )
        self._put(SYMBOLS.get(code, "\ufffd"))

    def _field(self, mark: Element) -> None:
        kind = mark.get(f"{W}fldCharType")
        if kind == "begin":
            self._fields.append(_Field(_choice(mark)))
        elif kind == "separate" and self._fields:
            self._fields[-1].in_result = True
        elif kind == "end" and self._fields:
            self._put(self._fields.pop().choice)

    def _drawing(self, drawing: Element, name: str) -> None:
        boxes, held = list[Element](), set[str]()
        _look(drawing, boxes, held)
        self._words.boxes += boxes
        alt = " ".join(plain(_alt(drawing)).split())
        if name == "object":
            self._lose("an embedded object", "only its picture is printed")
        if held & PICTURES or name == "object" or (alt and not boxes):
            self._words.pictures.append(alt)


def _look(node: Element, boxes: list[Element], held: set[str]) -> None:
    """Gather the text boxes of a drawing, and the names of what else it is made of."""
    for each in node:
        name = local(each)
        held.add(name)
        if name == "txbxContent":
            boxes.append(each)
        elif name == "AlternateContent":
            picked = chosen(each)
            if picked is not None:
                _look(picked, boxes, held)
        else:
            _look(each, boxes, held)


def _alt(drawing: Element) -> str:
    for each in drawing.iter():
        if local(each) == "docPr":
            return each.get("descr") or each.get("title") or ""
        if local(each) == "shape" and each.get("alt"):
            return str(each.get("alt"))
    return ""


def _choice(mark: Element) -> str:
    """What was chosen in a list to choose from, of which the file holds only the number."""
    held = child(mark, "ffData", "ddList")
    entries = [] if held is None else held.findall(f"{W}listEntry")
    picked = number(value(held, "result"), 0)
    return (entries[picked].get(f"{W}val") or "") if 0 <= picked < len(entries) else ""
