"""The structure tree of a tagged PDF as plain nodes, in reading order. Runs apart.

pdfplumber reads the tree too, but it leaves out elements without content (an empty cell) and parts the
text of an element from the elements in it, so that neither columns nor order are certain.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdftypes import PDFObjRef, resolve1
from pdfminer.psparser import PSLiteral, literal_name
from pdfminer.utils import decode_text

from recommendations.reading.paper import Refused

DEEPEST, MOST = 80, 400_000
ROLE_STEPS = 8  # a role may be named by a role, and these in a circle
Mark: TypeAlias = tuple[int, int]  # the number of the page from 1, and the mark on it


@dataclass(slots=True)
class Node:
    """An element: its standard type, what it says of itself, and what is in it."""

    kind: str
    alt: str | None = None
    actual: str | None = None
    span: int = 1
    kids: list[Node | Mark] = field(default_factory=list)


def tree_of(document: PDFDocument, pages: Mapping[object, int]) -> Node | None:
    """The tree's root, or None for a PDF without one. `pages` gives the number of each page by its id."""
    root = resolve1(document.catalog.get("StructTreeRoot"))
    if not isinstance(root, dict):
        return None
    found = Node("Document")
    _Tree(pages, root).into(found, root.get("K"), None, 0)
    return found if found.kids else None


class _Tree:
    def __init__(self, pages: Mapping[object, int], root: dict[str, Any]) -> None:
        self.pages = pages
        roles = resolve1(root.get("RoleMap"))
        classes = resolve1(root.get("ClassMap"))
        self.roles: dict[str, Any] = roles if isinstance(roles, dict) else {}
        self.classes: dict[str, Any] = classes if isinstance(classes, dict) else {}
        self.seen: set[int] = set()
        self.count = 0

    def into(self, parent: Node, kids: Any, page: Any, depth: int) -> None:
        """Put what stands in an element into its node."""
        if depth > DEEPEST:
            raise Refused("The structure of the PDF is nested too deep to read.")
        held = resolve1(kids)
        for kid in held if isinstance(held, list) else [kids]:
            self.count += 1
            if self.count > MOST:
                raise Refused("The structure of the PDF has too many parts to read.")
            if isinstance(kid, PDFObjRef):
                if kid.objid in self.seen:
                    continue
                self.seen.add(kid.objid)
            self._put(parent, resolve1(kid), page, depth)

    def _put(self, parent: Node, kid: Any, page: Any, depth: int) -> None:
        if isinstance(kid, int):
            self._mark(parent, kid, page)
        elif isinstance(kid, dict) and "S" in kid:
            node = self._node(kid)
            parent.kids.append(node)
            if "K" in kid:
                self.into(node, kid["K"], kid.get("Pg", page), depth + 1)
        elif isinstance(kid, dict) and isinstance(mark := resolve1(kid.get("MCID")), int):
            self._mark(parent, mark, kid.get("Pg", page))

    def _mark(self, parent: Node, mark: int, page: Any) -> None:
        number = self.pages.get(page.objid) if isinstance(page, PDFObjRef) else None
        if number is not None:
            parent.kids.append((number, mark))

    def _node(self, kid: dict[str, Any]) -> Node:
        kind = literal_name(kid["S"]) if isinstance(kid["S"], PSLiteral) else ""
        for _ in range(ROLE_STEPS):
            role = resolve1(self.roles.get(kind))
            if not isinstance(role, PSLiteral) or literal_name(role) == kind:
                break
            kind = literal_name(role)
        return Node(kind, _text(kid.get("Alt")), _text(kid.get("ActualText")), self._span(kid))

    def _span(self, kid: dict[str, Any]) -> int:
        for key in ("A", "C"):
            given = resolve1(kid.get(key))
            for one in given if isinstance(given, list) else [given]:
                held = resolve1(one)
                if isinstance(held, PSLiteral):
                    held = resolve1(self.classes.get(literal_name(held)))
                if isinstance(held, dict) and isinstance(span := resolve1(held.get("ColSpan")), int):
                    return min(max(span, 1), 100)
        return 1


def _text(value: Any) -> str | None:
    value = resolve1(value)
    if isinstance(value, bytes):
        return decode_text(value)
    return value if isinstance(value, str) else None
