"""What a Word file prints beside its text: headers and footers, named where they say anything more."""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from recommendations.reading.document import Block, Table
from recommendations.reading.files.word_package import Package, local
from recommendations.reading.files.word_text import Inline
from recommendations.reading.paper import Loss, Place

COUNTED = re.compile(r"(?:page|of|\d+|[\s/|,.–-])*", re.IGNORECASE)  # "Page 2 of 14"
WHY = "it stands on every page and is no part of the text"


def furniture(package: Package, blocks: list[Block]) -> list[Loss]:
    """The losses of headers and footers, one for all headers and one for all footers.

    Page numbers are none, nor words that the text or the file's own properties (title, author) hold too.
    """
    known = {" ".join(text.split()) for text in package.properties()}
    known |= {" ".join(b.text.split()) for b in blocks if not isinstance(b, Table) and hasattr(b, "text")}
    losses = []
    for kind in ("header", "footer"):
        said = {line for root in package.related(kind) for line in _lines(root)}
        more = sorted(line for line in said - known if not COUNTED.fullmatch(line))
        if more:
            losses.append(
                Loss(Place(name=f"the page {kind}"), f"the page {kind}: {'; '.join(more)[:200]}", WHY)
            )
    return losses


def _lines(root: Element) -> list[str]:
    """What stands in a header or footer, parted where its paragraphs, lines and tabs part it."""
    inline = Inline(lambda what, why: None)
    lines: list[str] = []
    for paragraph in root.iter():
        if local(paragraph) == "p":
            for tab in list(paragraph.iter("{*}tab", "{*}ptab")):
                tab.tag = tab.tag.rpartition("}")[0] + "}cr"
            lines += inline.read(paragraph).text.split("\n")
    return [line for line in lines if line]
