"""The places in a template that a written file fills: {office}, {title}, {subject}, {footer} and {paper}."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from lxml.etree import _Element as Element

from recommendations.writing.about import About
from recommendations.writing.word_xml import writable

PAPER = "{paper}"
NAMED = re.compile(r"\{(office|title|subject|footer)\}")
A4_TEXT = 9638  # twentieths of a point: an A4 page between margins of 2 cm


def fill(word: WordDocument, about: About) -> None:
    """Put the office, the title, the subject and the foot where the template names them."""
    said = {name: writable(getattr(about, name)) for name in ("office", "title", "subject", "footer")}
    for root in _roots(word):
        for paragraph in root.iter(qn("w:p")):
            _fill(paragraph, said)


def papers(word: WordDocument) -> list[Element]:
    """The paragraphs of the text that hold {paper} and nothing else."""
    held = word.element.body.findall(qn("w:p"))
    return [each for each in held if "".join(t.text or "" for t in _texts(each)).strip() == PAPER]


def put(place: Element, elements: list[Element]) -> None:
    """Put the elements where {paper} stands; a section that ends there ends after them."""
    for element in elements:
        place.addprevious(element)
    if place.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is None:
        place.getparent().remove(place)
    else:
        for run in place.findall(qn("w:r")):
            place.remove(run)


def text_width(place: Element) -> int:
    """The width of the text around {paper}, in twentieths of a point: the page's without its margins."""
    section = None
    for each in [place, *place.itersiblings()]:
        section = each if each.tag == qn("w:sectPr") else each.find(f"{qn('w:pPr')}/{qn('w:sectPr')}")
        if section is not None:
            break
    page = None if section is None else section.find(qn("w:pgSz"))
    margins = None if section is None else section.find(qn("w:pgMar"))
    if page is None or margins is None:
        return A4_TEXT
    asked = [(page, "w"), (margins, "left"), (margins, "right")]
    texts = [each.get(qn(f"w:{name}"), "") for each, name in asked]
    if not all(text.isdecimal() for text in texts):
        return A4_TEXT
    width, left, right = map(int, texts)
    return width - left - right if width - left - right > A4_TEXT // 4 else A4_TEXT


def _roots(word: WordDocument) -> Iterator[Element]:
    yield word.element.body
    for rel in word.part.rels.values():
        if not rel.is_external and rel.reltype.rpartition("/")[2] in ("header", "footer"):
            yield rel.target_part.element


def _texts(paragraph: Element) -> list[Element]:
    """The texts of a paragraph, without those of the text boxes that hang on it."""
    return [t for t in paragraph.iter(qn("w:t")) if next(t.iterancestors(qn("w:p"))) is paragraph]


def _fill(paragraph: Element, said: Mapping[str, str]) -> None:
    """Word parts a name over several runs as it likes: what replaces it goes into the first of them."""
    texts = _texts(paragraph)
    whole = "".join(text.text or "" for text in texts)
    for found in reversed(list(NAMED.finditer(whole))):
        at, put_in = 0, said[found[1]]
        for text in texts:
            held = text.text or ""
            start, end = max(found.start() - at, 0), min(found.end() - at, len(held))
            if start < end:
                text.text, put_in = held[:start] + put_in + held[end:], ""
                text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            at += len(held)
