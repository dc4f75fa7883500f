"""Makers of the elements of Word files, and the cleaning of texts from what XML cannot hold."""

from __future__ import annotations

import re
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml.etree import _Element as Element

UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
REPLACEMENT = "\ufffd"


def writable(text: str) -> str:
    """The text with U+FFFD for each character that XML cannot hold."""
    return UNWRITABLE.sub(REPLACEMENT, text)


def make(tag: str, *children: Element, **values: str | int) -> Element:
    """An element of Word's own namespace, `values` being its attributes (`id_` for `w:id`)."""
    element: Any = OxmlElement(f"w:{tag}")
    for name, value in values.items():
        element.set(qn(f"w:{name.rstrip('_')}"), str(value))
    for child in children:
        element.append(child)
    return element


def words(text: str) -> Element:
    """The run that holds a text; a newline is a line break."""
    run = make("r")
    for at, line in enumerate(writable(text).split("\n")):
        if at:
            run.append(make("br"))
        held = make("t")
        held.text = line
        held.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        run.append(held)
    return run


def paragraph(text: str, style: str, *properties: Element) -> Element:
    """A paragraph in a style, given by its id; `properties` in the order that the schema asks for."""
    return make("p", make("pPr", make("pStyle", val=style), *properties), *([words(text)] if text else []))
