"""What the styles of a Word file make of a paragraph: a heading, an item of a list, a line of contents."""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from recommendations.reading.files.word_package import W, child, number, value

HEADING = re.compile(r"heading\s*([1-9])")
DESCRIPTION = "picture description"  # the style that stands for a picture which is not in the file
BODY_LEVEL = 9  # the outline level of what is no heading


class Styles:
    """The styles by their ids; a style has what it is based on has."""

    def __init__(self, root: Element | None) -> None:
        found = [] if root is None else root.findall(f"{W}style")
        self._held = {style.get(f"{W}styleId", ""): style for style in found}
        self.default = next(
            (
                id_
                for id_, style in self._held.items()
                if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true", "on")
            ),
            "",
        )

    def name(self, style: str) -> str:
        """The name of a style in small letters; names are the same in every language of Word, ids are not."""
        held = self._held.get(style)
        return ((value(held, "name") if held is not None else None) or style).lower()

    def is_contents(self, style: str) -> bool:
        """Whether paragraphs of the style are lines of a table of contents."""
        return self.name(style).startswith("toc ")

    def is_description(self, style: str) -> bool:
        """Whether paragraphs of the style say what a missing picture shows."""
        return self.name(style) == DESCRIPTION

    def heading(self, style: str, properties: Element | None) -> int:
        """The level of a heading from 1, 0 for other paragraphs."""
        for each in self._chain(style):
            name = self.name(each)
            if found := HEADING.fullmatch(name) or HEADING.fullmatch(each.lower()):
                return int(found[1])
            if name == "title":
                return 1
            outline = number(value(self._held.get(each), "pPr", "outlineLvl"), BODY_LEVEL)
            if 0 <= outline < BODY_LEVEL:
                return outline + 1
        outline = number(value(properties, "outlineLvl"), BODY_LEVEL)
        return outline + 1 if 0 <= outline < BODY_LEVEL else 0

    def numbering(self, style: str) -> Element | None:
        """The w:numPr that a style gives its paragraphs, None where it gives none."""
        for each in self._chain(style):
            found = child(self._held.get(each), "pPr", "numPr")
            if found is not None:
                return found
        return None

    def _chain(self, style: str) -> list[str]:
        """The style and what it is based on, the nearest first; a ring of styles ends where it closes."""
        chain = [style]
        while (based := value(self._held.get(chain[-1]), "basedOn")) and based not in chain:
            chain.append(based)
        return chain
