"""The styles that a written Word file uses; what the office's template lacks comes from our own."""

from __future__ import annotations

from copy import deepcopy

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from lxml.etree import _Element as Element

from recommendations.writing.word_xml import make

BODY, BULLETS, NUMBERS = "normal", "list bullet", "list number"
DESCRIPTION, CELL, CELL_HEADING, TABLE = (
    "picture description",
    "paper cell",
    "paper cell heading",
    "paper table",
)


class Styles:
    """The ids of the styles in the template. Names are the same in every language of Word, ids are not."""

    def __init__(self, word: WordDocument, own: WordDocument) -> None:
        self._root, self._own = word.styles.element, own.styles.element
        self._ids = _ids(self._root)
        self.body, self.bullets, self.numbers = self._id(BODY), self._id(BULLETS), self._id(NUMBERS)
        self.description, self.cell, self.cell_heading = map(self._id, (DESCRIPTION, CELL, CELL_HEADING))
        self.table = self._id(TABLE)

    def heading(self, level: int) -> str:
        """The id of the style of a heading."""
        return self._id(f"heading {level}")

    def set_language(self, language: str) -> None:
        """State the language of all text that states none of its own."""
        defaults = _within(_within(_within(self._root, "docDefaults", 0), "rPrDefault", 0), "rPr", 0)
        for held in defaults.findall(qn("w:lang")):
            defaults.remove(held)
        defaults.append(make("lang", val=language))

    def _id(self, name: str) -> str:
        if name not in self._ids:
            self._add(next(style for style in self._own if _name(style) == name))
        return self._ids[name]

    def _add(self, ours: Element) -> None:
        """Copy one of our styles, and first what it is based on."""
        style, name = deepcopy(ours), _name(ours)
        based = style.find(qn("w:basedOn"))
        if based is not None:
            parent = next(each for each in self._own if each.get(qn("w:styleId")) == based.get(qn("w:val")))
            based.set(qn("w:val"), self._id(_name(parent)))
        following = style.find(qn("w:next"))
        if following is not None:
            following.set(qn("w:val"), self._ids.get(BODY, style.get(qn("w:styleId"))))
        id_ = style.get(qn("w:styleId"))
        while id_ in self._ids.values():
            id_ += "Paper"
        style.set(qn("w:styleId"), id_)
        self._ids[name] = id_
        self._root.append(style)


def _name(style: Element) -> str:
    name = style.find(qn("w:name"))
    return "" if name is None else name.get(qn("w:val"), "").lower()


def _ids(root: Element) -> dict[str, str]:
    return {_name(style): style.get(qn("w:styleId"), "") for style in root.findall(qn("w:style"))}


def _within(parent: Element, tag: str, at: int) -> Element:
    """The child of that name, made where there is none."""
    held = parent.find(qn(f"w:{tag}"))
    if held is None:
        held = make(tag)
        parent.insert(at, held)
    return held
