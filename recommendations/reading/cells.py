"""The text of a table cell, freed of its mark-up."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

LINK = re.compile(r"\[([^\[\]]*)\]\(#\)")
BARE_ADDRESS = re.compile(r"<(https?://[^<>\s]+)>")
NO_TAG = re.compile(r"<(?!/?[A-Za-z][^<>]*>)")
BULLET = "\u2022"
SOFT_HYPHEN = "\u00ad"
PARAGRAPHS = {"p", "div", "ul", "ol", "table", "tr", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6"}


class _Cell(HTMLParser):
    """Gathers runs of text: each has the break before it and says whether it is an item of a list."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._runs: list[tuple[str, str, str]] = []
        self._break, self._mark, self._held = "", "", ""

    def _begin(self, gap: str, mark: str) -> None:
        if text := " ".join(self._held.split()):
            self._runs.append((self._break, self._mark, text))
            self._break = ""
        self._break, self._mark, self._held = max(self._break, gap, key=len), mark, ""

    def set_cdata_mode(self, elem: str, **_: Any) -> None:
        """Read on: text inside a script or a style would otherwise keep its tags."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "li":
            self._begin("\n", "- ")
        elif tag == "br":
            self._begin("\n", "")
        elif tag in PARAGRAPHS and not self._opens_item():
            self._begin("\n\n", "")

    def _opens_item(self) -> bool:
        return bool(self._mark) and not self._held.strip()

    def handle_endtag(self, tag: str) -> None:
        if tag in PARAGRAPHS:
            self._begin("\n\n", "")
        elif tag == "li":
            self._begin("\n", "")

    def handle_data(self, data: str) -> None:
        first, *items = data.split(BULLET)
        self._held += first
        for item in items:
            self._begin("\n", "- ")
            self._held += item

    def text(self) -> str:
        self.close()
        self._begin("", "")
        return "".join(gap * bool(i) + mark + text for i, (gap, mark, text) in enumerate(self._runs))


def clean(cell: str) -> str:
    """Paragraphs parted by a blank line, items of lists as lines "- item", entities decoded, no tags."""
    cell = LINK.sub(r"\1", BARE_ADDRESS.sub(r"\1", cell.replace(SOFT_HYPHEN, "")))
    parser = _Cell()
    parser.feed(NO_TAG.sub("&lt;", cell))
    return parser.text().replace(SOFT_HYPHEN, "")


def row_of(line: str) -> list[str]:
    """The cells of a table's row, which the text papers part with tabs."""
    return [cell.strip() for cell in line.split("\t")]
