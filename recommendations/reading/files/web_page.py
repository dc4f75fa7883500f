"""A web page, saved from a browser or from Word, read into a document."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from html.parser import HTMLParser

from recommendations.reading.document import Document
from recommendations.reading.files.flow import formed
from recommendations.reading.files.web_flow import Flow
from recommendations.reading.files.web_tables import whole
from recommendations.reading.files.web_text import text_of_page
from recommendations.reading.paper import Refused

VOID = {
    *("area", "base", "br", "col", "embed", "hr", "img"),
    *("input", "link", "meta", "param", "source", "track", "wbr"),
}
LOST = {
    "select": "a list to choose from",
    "iframe": "a page within the page",
    "object": "an embedded object",
    "video": "a film",
    "audio": "a recording",
}
UNSEEN = {"head", "title", "script", "style", "template", "noscript", "rt", "rp", "svg", *LOST}
BLOCKS = {
    *("html", "body", "main", "header", "footer", "nav", "section", "article", "aside", "search", "address"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "hgroup", "p", "pre", "div", "center", "blockquote", "hr"),
    *("ul", "ol", "menu", "li", "dl", "dt", "dd", "figure", "figcaption", "details", "summary", "dialog"),
    *("form", "fieldset", "legend", "table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th"),
}
CLOSES = {  # what a tag ends that is still open, and what it does not look beyond
    "li": ({"li"}, {"ul", "ol", "menu"}),
    "dt": ({"dt", "dd"}, {"dl"}),
    "dd": ({"dt", "dd"}, {"dl"}),
    "td": ({"td", "th", "caption"}, {"tr", "table"}),
    "th": ({"td", "th", "caption"}, {"tr", "table"}),
    "tr": ({"tr", "caption"}, {"table"}),
    **dict.fromkeys(("thead", "tbody", "tfoot"), ({"thead", "tbody", "tfoot", "tr", "caption"}, {"table"})),
}
CELLS = frozenset(("td", "th", "caption"))
PARTS_OF_TABLE = frozenset(("table", "thead", "tbody", "tfoot", "tr"))
LETTERS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
NOTES = re.compile(r"mso-element\s*:\s*(comment|footnote|endnote)-list", re.IGNORECASE)
MARK = re.compile(r"mso-list\s*:\s*ignore", re.IGNORECASE)  # where Word prints the number of an item
HEADING = re.compile(r"h[1-6]")
ITEM = re.compile(r"mso-list\s*:\s*l\d", re.IGNORECASE)
SPACE = re.compile(r"[ \t\n\f\r]+")
TAG = re.compile(r"<[A-Za-z/!?]")
DEEPEST = 1000


def read_web_page(data: bytes) -> Document:
    """The document in a web page. Raises Refused, with the line, for what is none or is nested too deep."""
    text = text_of_page(data)
    _refuse_open_comment(text)
    _refuse_open_tag(text)
    page = _Page()
    try:
        page.feed(text)
        page.close()
    except AssertionError as error:  # what html.parser raises for a declaration that it does not know
        raise Refused(f"line {page.getpos()[0]}: the page holds a declaration that is not known.") from error
    page.end()
    if not page.flow.blocks:
        raise Refused("The page holds no text.")
    return Document(tuple(page.flow.blocks), tuple(page.flow.losses.values()))


def _refuse_open_comment(text: str) -> None:
    """A comment without an end hides the rest of the page; html.parser would look for it again and again."""
    opened = text.find("<!--", text.rfind("-->") + 1)
    if opened >= 0:
        line = text.count("\n", 0, opened) + 1
        raise Refused(f"line {line}: a comment opens there and is never closed.")


def _refuse_open_tag(text: str) -> None:
    """A page that was cut within a tag, for the same reason."""
    opened = TAG.search(text, text.rfind(">") + 1)
    if opened:
        line = text.count("\n", 0, opened.start()) + 1
        raise Refused(f"line {line}: a tag opens there and is never closed.")


@dataclass(slots=True)
class _Open:
    """An element that is open: whether its text is printed, and what it makes of it."""

    tag: str
    unseen: str = ""  # what is lost of it if it holds text; "-" for what nobody misses
    kind: str = ""  # "item" or "heading 2"
    number: str = ""
    mark: bool = False
    form: str = ""  # how a list counts
    count: int = 0


class _Page(HTMLParser):
    """Goes through the page once, with a list of the open elements: nesting costs no call within a call."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.flow = Flow()
        self._open = [_Open("")]
        self._counts: Counter[str] = Counter()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in BLOCKS:
            self._flush()
            self._close_up_to({"p"}, {"table", *CELLS})
        if tag in CLOSES:
            self._close_up_to(*CLOSES[tag])
        if tag not in VOID:
            self._push(tag, given)
        elif not self._open[-1].unseen:
            self._void(tag, given)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        # Browsers take <p/> for <p>; elements of Word's own and of drawings mean what they say.
        if tag not in VOID and (tag not in BLOCKS or self._open[-1].unseen):
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self._flush()
        within = {"table"} if tag in CELLS or tag in PARTS_OF_TABLE else {"table", *CELLS}
        self._close_up_to({tag}, within)

    def handle_data(self, data: str) -> None:
        held, line = self._open[-1], self.getpos()[0]
        if held.unseen:
            if data.strip() and held.unseen != "-":
                self.flow.lose(line, held.unseen, "it is no part of the text that is printed")
            return
        before = data[: len(data) - len(data.lstrip())].count("\n")
        kept = data if self._counts["pre"] else SPACE.sub(" ", data)
        self.flow.put(kept, line + before if data.strip() else 0, is_mark=held.mark)

    def end(self) -> None:
        """Close what the page leaves open."""
        if self.cdata_elem is not None:
            why = f"its <{self.cdata_elem}> is never closed"
            self.flow.lose(self.getpos()[0], "the rest of the page", why)
        self._flush()
        while len(self._open) > 1:
            self._pop()

    def _void(self, tag: str, given: dict[str, str]) -> None:
        line = self.getpos()[0]
        if tag == "br":
            self.flow.put("\n", 0)
        elif tag == "embed":
            self.flow.lose(line, LOST["object"], "only the text of the page itself is read")
        elif tag == "img" and given.get("alt") != "":  # an empty one says that it is ornament
            self.flow.picture(given.get("alt", ""), line)

    def _push(self, tag: str, given: dict[str, str]) -> None:
        line, above = self.getpos()[0], self._open[-1]
        if len(self._open) > DEEPEST:
            raise Refused(f"line {line}: the page is nested deeper than {DEEPEST} elements.")
        opened = _Open(tag, above.unseen, above.kind, above.number, above.mark)
        self._open.append(opened)
        self._counts[tag] += 1
        if above.unseen:
            return
        style = given.get("style", "")
        opened.unseen = _unseen(tag, given, style)
        if tag == "svg":
            self.flow.picture(given.get("aria-label", ""), line)
        if opened.unseen:
            return
        opened.mark = above.mark or bool(MARK.search(style))
        if tag in CELLS or tag in PARTS_OF_TABLE:
            opened.kind = opened.number = ""
            self._open_table(tag, given)
        elif tag in ("ol", "ul", "menu"):
            opened.kind = opened.number = ""
            self._begin_list(opened, given)
        elif tag == "li":
            opened.kind, opened.number = "item", self._next_number(given)
        elif HEADING.fullmatch(tag):
            opened.kind = f"heading {tag[1]}"
        elif tag == "p" and "msotitle" in given.get("class", "").lower().split():
            opened.kind = "heading 1"
        elif tag == "p" and ITEM.search(style):
            opened.kind = "item"
        elif tag == "q":
            self.flow.put("“", 0)

    def _open_table(self, tag: str, given: dict[str, str]) -> None:
        line = self.getpos()[0]
        if tag == "table":
            self.flow.open_table(line)
        elif tag == "tr":
            self.flow.open_row(line)
        elif tag in CELLS:
            self.flow.open_cell(line, whole(given.get("colspan"), 1), whole(given.get("rowspan"), 1))

    def _begin_list(self, opened: _Open, given: dict[str, str]) -> None:
        if opened.tag == "ol" and "reversed" in given:
            why = "only lists that count up are numbered"
            self.flow.lose(self.getpos()[0], "the numbers of a list that counts down", why)
        elif opened.tag == "ol":
            opened.form = LETTERS.get(given.get("type", ""), "decimal")
            opened.count = whole(given.get("start"), 1) - 1

    def _next_number(self, given: dict[str, str]) -> str:
        """The number of an item that begins; "" in a list without numbers."""
        for above in reversed(self._open[:-1]):
            if above.form:
                above.count = whole(given.get("value"), above.count + 1)
                return formed(above.count, above.form)
            if above.tag in ("ol", "ul", "menu", *CELLS):
                break
        return ""

    def _close_up_to(self, tags: set[str], within: set[str]) -> None:
        """Close the innermost of the tags that is open, and all in it, looking no further than `within`."""
        if not any(self._counts[tag] for tag in tags):
            return
        for at in range(len(self._open) - 1, 0, -1):
            if self._open[at].tag in tags:
                while len(self._open) > at:
                    self._pop()
                return
            if self._open[at].tag in within:
                return

    def _pop(self) -> None:
        closed = self._open[-1]
        if closed.tag in BLOCKS:
            self._flush()
        self._open.pop()
        self._counts[closed.tag] -= 1
        if closed.unseen:
            return
        if closed.tag == "q":
            self.flow.put("”", 0)
        elif closed.tag in CELLS:
            self.flow.close_cell(is_caption=closed.tag == "caption")
        elif closed.tag == "table":
            self.flow.close_table()

    def _flush(self) -> None:
        held = self._open[-1]
        if self.flow.flush(held.kind, held.number) and held.kind == "item":
            for each in reversed(self._open):  # what follows in the same item is a paragraph
                if each.kind == "item":
                    each.kind = each.number = ""
                if each.tag == "li":
                    break


def _unseen(tag: str, given: dict[str, str], style: str) -> str:
    """What is lost with an element whose text is not printed; "" for one that is read."""
    if tag in UNSEEN:
        return LOST.get(tag, "-")
    if notes := NOTES.search(style):
        return f"{notes[1].lower()}s"
    if tag == "del":
        return "text that was taken out"
    return "hidden text" if "hidden" in given or HIDDEN.search(style) else ""
