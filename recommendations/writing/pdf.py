"""A document as a PDF: tagged for screen readers (PDF/UA-1), set by Typst. Runs apart, free of Django.

What is normalised: runs of blanks are one, blanks around a line go; control characters become U+FFFD;
characters that only steer the setting (soft hyphens, zero-width spaces, ligature signs) are not kept as such;
levels of headings run from 1 to 6; rows are as long as the longest; a block without words is left out.
What runs from right to left is set, but its order may come back changed.
Everything else comes back from `read_pdf` as it was. Where no font has a character a box stands for it, the
character is still in the file, and the file does not claim to be PDF/UA.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import cache
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import Any

import typst

from recommendations.reading.document import Document, Heading, Item, Paragraph, Picture, Row, Table
from recommendations.reading.paper import Refused
from recommendations.text import Items, parts
from recommendations.writing.about import About
from recommendations.writing.pdf_widths import TEXT_WIDTH, breakable, widths_of

LOOK = Path(__file__).with_name("paper.typ")
LEVELS = 6
MANY_COLUMNS, SIZE, SMALL = 6, 9.5, 8.5  # from so many columns on, the text of a table is smaller
SHORT = 400  # letters up to which a row heads what follows it
STANDARD = "ua-1"
PNG, SVG, NOTHING = "png", "svg", ""
UNSEEN = "\u115f\u1160\u17b4\u17b5\u3164\uffa0"  # letters that are never printed
LIGATURES = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}


def write_pdf(document: Document, *, about: About) -> bytes:
    """The document as the bytes of a PDF, the same for the same document. Refused where Typst gives up."""
    problem = ""
    for form in (SVG, PNG, NOTHING):
        files = dict(_files(document, form))
        words = {"about": _about(about, document), "blocks": [*_blocks(document, files)]}
        for standards in ([STANDARD], []):
            try:
                return _set(words, files, standards)
            except typst.TypstError as error:
                problem = error.message
        if not files:
            break
    raise Refused(f"The PDF cannot be set: {problem}.")


def as_printed(text: str) -> str:
    """The text as the PDF holds it: line by line, blanks and steering characters normalised."""
    return "\n".join(" ".join(_kept(line).split()) for line in text.split("\n")).strip("\n")


def _kept(text: str) -> str:
    def kept(sign: str) -> str:
        kind = unicodedata.category(sign)
        if kind == "Cf" or sign in UNSEEN:
            return ""
        return "\ufffd" if kind in ("Cs", "Cc") and not sign.isspace() else sign

    return "".join(map(kept, text.translate(LIGATURES)))


def _set(words: dict[str, Any], files: dict[str, bytes], standards: list[str]) -> bytes:
    compile_files: Any = typst.compile  # its types know no files by name
    made = compile_files(
        {"main": LOOK.read_bytes(), **files},
        sys_inputs={"paper": json.dumps(words)},
        font_paths=_fonts(),
        ignore_system_fonts=True,  # the same on every machine
        pdf_standards=standards,
    )
    assert isinstance(made, bytes)
    return made


@cache
def _fonts() -> typst.Fonts:
    """Typst's own Libertinus, and DejaVu for what that lacks: matplotlib brings it, and is not imported."""
    found = find_spec("matplotlib")
    folders = [Path(found.origin).parent / "mpl-data" / "fonts" / "ttf"] if found and found.origin else []
    return typst.Fonts(include_system_fonts=False, font_paths=folders)


def _about(about: About, document: Document) -> dict[str, str]:
    words = {name: as_printed(value) for name, value in asdict(about).items()}
    first = next((as_printed(block.text) for block in document.blocks if isinstance(block, Heading)), "")
    language, _, region = about.language.partition("-")
    words["title"] = words["title"] or first or "Paper"
    words["running"] = words["office"]
    words["footer"] = words["footer"] or words["office"]
    return words | {"language": language or "en", "region": region or "GB"}


def _files(document: Document, form: str) -> Iterator[tuple[str, bytes]]:
    """The pictures by their file names: in the form asked for, else in the other."""
    for number, block in enumerate(document.blocks):
        if isinstance(block, Picture) and form:
            if block.svg and form == SVG:
                yield f"{number}.svg", block.svg
            elif block.png:
                yield f"{number}.png", block.png


def _blocks(document: Document, files: dict[str, bytes]) -> Iterator[dict[str, Any]]:
    """What Typst sets: blocks as plain data, items that stand together as one list."""

    def kind(numbered: tuple[int, Any]) -> object:
        number, block = numbered
        return bool(block.number) if isinstance(block, Item) else number + 2

    for _, group in groupby(enumerate(document.blocks), kind):
        held = list(group)
        number, block = held[0]
        if isinstance(block, Item):
            yield from _list([one for _, one in held if isinstance(one, Item)])
        elif isinstance(block, Heading) and (text := " ".join(as_printed(block.text).split())):
            yield {"kind": "heading", "level": min(max(block.level, 1), LEVELS), "text": _fits(text)}
        elif isinstance(block, Paragraph) and (text := as_printed(block.text)):
            following = document.blocks[number + 1 : number + 2]
            lines = [_fits(line) for line in text.split("\n") if line]
            yield {
                "kind": "paragraph",
                "lines": lines,
                "sticky": any(isinstance(b, Picture) for b in following),
            }
        elif isinstance(block, Table) and any(row.cells for row in block.rows):
            yield _table(block)
        elif isinstance(block, Picture):
            name = next((name for name in files if name.partition(".")[0] == str(number)), None)
            yield {
                "kind": "picture",
                "alt": " ".join(as_printed(block.alt).split()) or "A picture",
                "file": name,
            }


def _fits(text: str) -> str:
    return breakable(text, TEXT_WIDTH, 10.5)


def _list(items: Sequence[Item]) -> Iterator[dict[str, Any]]:
    held = [(as_printed(item.number), " ".join(as_printed(item.text).split())) for item in items]
    held = [(number, _fits(text)) for number, text in held if text]
    words = [text for _, text in held]
    if held and items[0].number:
        yield {"kind": "numbers", "labels": [number for number, _ in held], "items": words}
    elif held:
        yield {"kind": "bullets", "items": words}


def _table(table: Table) -> dict[str, Any]:
    columns = max(len(row.cells) for row in table.rows)
    size = SMALL if columns >= MANY_COLUMNS else SIZE
    texts = [
        [as_printed(cell) for cell in row.cells] + [""] * (columns - len(row.cells)) for row in table.rows
    ]
    # A merged row says nothing of the width that its columns need.
    plain = [cells for row, cells in zip(table.rows, texts, strict=True) if max(row.spans, default=1) == 1]
    widths = widths_of(plain or texts, table.widths if len(table.widths) == columns else (), size)
    rows = [_row(row, cells, widths, size) for row, cells in zip(table.rows, texts, strict=True)]
    for row, following in zip(rows, [*rows[1:], {"head": True}], strict=True):
        # Typst breaks down over a heading row that heads nothing, where a page ends beside it.
        row["head"] = row["head"] and not following["head"]
    return {
        "kind": "table",
        "caption": _fits(" ".join(as_printed(table.caption).split())),
        "widths": widths,
        "size": size,
        "heads": _short(texts[0]),
        "header": rows[0],
        "rows": rows[1:],
    }


def _row(row: Row, cells: list[str], widths: list[float], size: float) -> dict[str, Any]:
    """The cells with their spans; a cell takes in those to its right only where they are empty."""
    made: list[dict[str, Any]] = []
    at = 0
    while at < len(cells):
        asked = row.spans[at] if at < len(row.spans) else 1
        span = 1
        while span < asked and at + span < len(cells) and not cells[at + span]:
            span += 1
        width = sum(widths[at : at + span])
        made.append({"span": span, "parts": [_part(part, width, size) for part in parts(cells[at])]})
        at += span
    return {"cells": made, "head": _short(cells) and any(cell["span"] > 1 for cell in made)}


def _short(cells: list[str]) -> bool:
    """Whether a row may stand again on each page and be kept whole."""
    return len(cells) > 1 and sum(map(len, cells)) <= SHORT and max(map(len, cells)) <= SHORT // 2


def _part(part: Any, width: float, size: float) -> dict[str, Any]:
    if isinstance(part, Items):
        return {"kind": "items", "items": [breakable(item, width - 12, size) for item in part.items]}
    return {"kind": "lines", "lines": [breakable(line, width, size) for line in part.lines]}
