"""The lists of a Word file that is being written: true numbers, which Word counts and a reader can hear."""

from __future__ import annotations

import re

from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml.ns import qn
from docx.parts.numbering import NumberingPart
from lxml.etree import _Element as Element

from recommendations.writing.word_xml import make

COUNTED = re.compile(r"0|[1-9][0-9]{0,3}")
DASH = "–"
EMPTY = b'<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'


class Lists:
    """Gives each item the list that it belongs to; the rules are added to those of the template."""

    def __init__(self, word: WordDocument) -> None:
        self._root = _root(word)
        self._abstract = _next(self._root, "abstractNum", "abstractNumId")
        self._num = _next(self._root, "num", "numId")
        self._fixed: dict[str, int] = {}
        self._running, self._last = 0, -1
        self._bullet = self._list("bullet", DASH, 425)
        self._cell_bullet = self._list("bullet", DASH, 227)
        self._counted = self._add_rules("decimal", "%1.", 567)

    def bullet(self, *, in_cell: bool = False) -> Element:
        """The properties of an item without a number."""
        return _of_list(self._cell_bullet if in_cell else self._bullet)

    def numbered(self, printed: str, *, follows: bool) -> Element:
        """The properties of an item with a number; `follows`: the item stands directly after the one before.

        A number that is no figure, as "2.1" or "b", is the text of a list of its own.
        """
        if not COUNTED.fullmatch(printed):
            if printed not in self._fixed:
                self._fixed[printed] = self._list("decimal", f"{printed}.", 567)
            return _of_list(self._fixed[printed])
        if not (follows and int(printed) == self._last + 1):
            override = make("lvlOverride", make("startOverride", val=printed), ilvl=0)
            self._running = self._add_list(self._counted, override)
        self._last = int(printed)
        return _of_list(self._running)

    def _list(self, form: str, text: str, indent: int) -> int:
        return self._add_list(self._add_rules(form, text, indent))

    def _add_rules(self, form: str, text: str, indent: int) -> int:
        level = make(
            "lvl",
            make("start", val=1),
            make("numFmt", val=form),
            make("lvlText", val=text),
            make("lvlJc", val="left"),
            make("pPr", make("ind", left=indent, hanging=indent)),
            ilvl=0,
        )
        rules = make(
            "abstractNum", make("multiLevelType", val="singleLevel"), level, abstractNumId=self._abstract
        )
        # The schema asks for all rules before all lists.
        first = self._root.find(qn("w:num"))
        self._root.append(rules) if first is None else first.addprevious(rules)
        self._abstract += 1
        return self._abstract - 1

    def _add_list(self, rules: int, *overrides: Element) -> int:
        num = make("num", make("abstractNumId", val=rules), *overrides, numId=self._num)
        held = self._root.findall(qn("w:num"))
        held[-1].addnext(num) if held else self._root.append(num)
        self._num += 1
        return self._num - 1


def _of_list(num: int) -> Element:
    return make("numPr", make("ilvl", val=0), make("numId", val=num))


def _next(root: Element, tag: str, attribute: str) -> int:
    held = [each.get(qn(f"w:{attribute}"), "0") for each in root.findall(qn(f"w:{tag}"))]
    return 1 + max((int(each) for each in held if each.isdecimal()), default=0)


def _root(word: WordDocument) -> Element:
    """The rules for lists of the template; a template without any is given an empty set."""
    if not any(rel.reltype == RELATIONSHIP_TYPE.NUMBERING for rel in word.part.rels.values()):
        name = PackURI("/word/numbering.xml")
        part = NumberingPart.load(name, CONTENT_TYPE.WML_NUMBERING, EMPTY, word.part.package)
        word.part.relate_to(part, RELATIONSHIP_TYPE.NUMBERING)
    return word.part.numbering_part.element
