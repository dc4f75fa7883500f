"""A paper's tree laid out as a document, and read back from one: both apps together. Free of Django.

What was read is laid out again, and every line of the document that this does not give is named as lost: so
nothing that somebody wrote into an issued paper is passed over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import yaml

from performance.reading.fixture import read_tree as read_report_tree
from performance.reading.fixture_write import tree_of as tree_of_report
from performance.reading.issued import read_performance
from performance.writing.form import holds, performance
from recommendations.reading.document import Document, Heading, Item, Paragraph, Picture, Table
from recommendations.reading.fixture import read_tree
from recommendations.reading.fixture_write import tree_of
from recommendations.reading.issued import is_issued, open_issued, read_recommendations
from recommendations.reading.issued_blocks import Where, numbered
from recommendations.reading.issued_words import one_line
from recommendations.reading.node_tree import node_of
from recommendations.reading.paper import Loss, Place, Refused
from recommendations.reading.places import in_words
from recommendations.text import canonical, opening
from recommendations.writing import form

__all__ = ["document_of", "is_issued", "read_issued"]

NO_CHARTS: Mapping[str, Picture] = MappingProxyType({})
IssuedTree = tuple[yaml.Node, dict[int, str], tuple[Loss, ...]]


def document_of(tree: dict[str, Any], *, charts: Mapping[str, Picture] = NO_CHARTS) -> Document:
    """The paper that a tree holds, as a meeting gets it. `charts` are by the slug of their measure."""
    blocks = [
        *form.opening(tree),
        *form.updates(tree),
        *performance(tree, charts),
        *form.inspections(tree),
        *form.notes(tree),
        *form.about(tree, holds(tree)),
    ]
    return Document(tuple(blocks))


def read_issued(document: Document) -> IssuedTree:
    """The root of an issued paper's tree, what its lines are called, and what of the document is not in it.

    Raises Refused for a paper that was cut or damaged: its last table says what it holds.
    """
    issued = open_issued(document)
    tree = read_recommendations(issued)
    told, charts = read_performance(issued)
    root = node_of(tree | told)
    try:
        read = tree_of(read_tree("", "", root)) | tree_of_report(read_report_tree(root))
    except Refused as refused:
        raise Refused(in_words(str(refused), issued.where)) from None
    return root, issued.where, _losses(document, read, charts, issued.where)


class _Line(NamedTuple):
    """A line of a document: what it says, whatever its place, and how to call it."""

    line: int
    says: tuple[object, ...]
    text: str


def _lines(document: Document) -> Iterator[_Line]:
    """Every line that says something."""
    for line, block in numbered(document)[0]:
        match block:
            case Table():
                for number, row in enumerate(block.rows, line):
                    cells = tuple(text for cell in row.cells if (text := canonical(cell)))
                    if cells:
                        yield _Line(number, ("row", *cells), " | ".join(cells))
            case Heading():
                yield _Line(line, ("heading", block.level, one_line(block.text)), block.text)
            case Item():
                text = one_line(block.text)
                yield _Line(line, ("item", block.number, text), f"{block.number} {text}".strip())
            case Paragraph():
                if text := canonical(block.text):
                    yield _Line(line, ("paragraph", text), text)
            case Picture():
                yield _Line(line, ("picture", one_line(block.alt)), f"the picture “{block.alt}”")


def _losses(document: Document, read: dict[str, Any], charts: set[int], where: Where) -> tuple[Loss, ...]:
    """What stands in the document and not in its tree laid out anew, and the other way round."""
    held = [line for line in _lines(document) if line.line not in charts]
    anew = list(_lines(document_of(read)))
    left = Counter(line.says for line in anew)
    losses = []
    for line in held:
        if left[line.says]:
            left[line.says] -= 1
        else:
            place = Place(line.line, line.line, where.get(line.line, ""))
            losses.append(Loss(place, opening(line.text), "it is in no place that is known"))
    for line in anew:
        if left[line.says]:
            left[line.says] -= 1
            losses.append(
                Loss(Place(), opening(line.text), "a line of the paper's own that is missing from it")
            )
    return tuple(losses)
