"""A PDF without tags: tables by their rules, headings by their letters, paragraphs by the space
between them. Runs apart.

Read one column of text down the page. What a page repeats at its head and foot is left out.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import pdfplumber
from pdfplumber.page import Page

from recommendations.reading.document import Block, Document, Heading, Item, Paragraph
from recommendations.reading.files.pdf_joins import without_soft
from recommendations.reading.files.pdf_lines import Line, lines_of
from recommendations.reading.files.pdf_prose import Part, Setting, parts_of
from recommendations.reading.files.pdf_rows import goes_on, join, table_of
from recommendations.reading.files.pdf_ruled import Ruled, tables_of
from recommendations.reading.paper import Loss, Place
from recommendations.text import canonical

EDGE = 0.09  # the part of a page at its head and foot in which it repeats what every page says
PAGE_NUMBER = re.compile(r"(?:page\s*)?(\d+)(?:\s*(?:of|/)\s*\d+)?$", re.IGNORECASE)
LARGER = 1.12  # times the size of the text from which letters are a heading's
LONGEST_HEADING, LEVELS = 140, 6
PICTURE = 60.0  # points; what is smaller is an ornament
STROKES = 25  # curves from which they are a drawing
COLUMNS_IN = 3  # lines with gaps at the same places, which is how a table without rules looks
Words: TypeAlias = list[Line]


@dataclass(slots=True)
class Sheet:
    """What stands on a page: text and tables from top to bottom."""

    number: int
    height: float
    parts: list[Words | Ruled] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)


def read_untagged(data: bytes, progress: Callable[[str], None]) -> Document:
    """The document of a PDF without tags; raises what pdfplumber raises for a damaged one."""
    sheets = []
    setting = Setting()
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            progress(f"page {page.page_number} of {len(pdf.pages)}")
            sheets.append(_sheet(page))
            page.close()
    _without_repeated(sheets)
    held = [run for sheet in sheets for run in _runs(sheet)]
    for lines, in_cell in held:
        setting.learn(lines, in_cell=in_cell)
    for lines, _ in held:
        setting.see(lines)
    blocks = tuple(_blocks(sheets, setting))
    return Document(blocks, tuple(loss for sheet in sheets for loss in sheet.losses))


def _lose(sheet: Sheet, what: str, why: str) -> None:
    sheet.losses.append(Loss(Place(sheet.number, sheet.number, f"page {sheet.number}"), what, why))


def _sheet(page: Page) -> Sheet:
    sheet = Sheet(page.page_number, float(page.height))
    tables, letters = tables_of(page)
    lines = lines_of(letters)
    for table in tables:
        above = [line for line in lines if line.bottom <= table.top + 2]
        if above:
            sheet.parts.append(above)
        sheet.parts.append(table)
        lines = [line for line in lines if line.bottom > table.top + 2]
    if lines:
        sheet.parts.append(lines)
    turned = sum(not one.get("upright", True) for one in page.chars)
    if turned:
        _lose(sheet, f"{turned} letters", "they are turned")
    unknown = sum(one["text"].startswith("(cid:") for one in page.chars)
    if unknown:
        _lose(sheet, f"{unknown} letters", "the fonts of the PDF do not say which letters they are")
    pictures = [
        one for one in page.images if min(one["x1"] - one["x0"], one["bottom"] - one["top"]) > PICTURE
    ]
    if not page.chars:
        _lose(sheet, "the page", "it is a picture: it has no text" if page.images else "it has no text")
    elif pictures or len(page.curves) > STROKES:
        _lose(sheet, "a picture", "what it shows is in no words")
    return sheet


def _runs(sheet: Sheet) -> Iterator[tuple[Sequence[Line], bool]]:
    """Lines that stand below one another, and whether they stand in a cell."""
    for part in sheet.parts:
        if isinstance(part, Ruled):
            yield from ((cell.lines, True) for row in part.rows for cell in row.cells)
        else:
            yield part, False


def _without_repeated(sheets: Sequence[Sheet]) -> None:
    """Take out the lines that pages repeat at their head and foot, and the numbers of pages."""

    def key(line: Line) -> tuple[str, int]:
        return re.sub(r"\d+", "0", line.text), round(line.top / 4)

    def at_edge(sheet: Sheet, line: Line) -> bool:
        return line.bottom < EDGE * sheet.height or line.top > (1 - EDGE) * sheet.height

    counts = Counter(
        one
        for sheet in sheets
        for one in {
            key(line)
            for part in sheet.parts
            if not isinstance(part, Ruled)
            for line in part
            if at_edge(sheet, line)
        }
    )
    for sheet in sheets:
        for part in sheet.parts:
            if not isinstance(part, Ruled):
                part[:] = [
                    line
                    for line in part
                    if not at_edge(sheet, line)
                    or not (2 <= counts[key(line)] >= 0.4 * len(sheets) or _numbers(sheet, line))
                ]
        sheet.parts[:] = [part for part in sheet.parts if isinstance(part, Ruled) or part]


def _numbers(sheet: Sheet, line: Line) -> bool:
    found = PAGE_NUMBER.match(line.text)
    return found is not None and int(found[1]) == sheet.number


def _blocks(sheets: Sequence[Sheet], setting: Setting) -> Iterator[Block]:
    sizes = Counter[float]()
    for sheet in sheets:
        for lines, _ in _runs(sheet):
            for line in lines:
                sizes[round(line.size * 2) / 2] += len(line.text)
    body = sizes.most_common(1)[0][0] if sizes else 10.0
    texts = [part for sheet in sheets for part in sheet.parts if not isinstance(part, Ruled)]
    large = {round(line.size * 2) / 2 for part in texts for line in part if line.size >= LARGER * body}
    levels = {size: level for level, size in enumerate(sorted(large, reverse=True)[: LEVELS - 1], 1)}
    tables = 0
    running: Ruled | None = None
    for sheet in sheets:
        for part in sheet.parts:
            if isinstance(part, Ruled):
                if running and part is sheet.parts[0] and goes_on(running, part):
                    join(running, part, setting)
                    continue
                if running:
                    tables += 1
                    yield table_of(running, tables, setting)
                running = part
            else:
                if running:
                    tables += 1
                    yield table_of(running, tables, setting)
                    running = None
                yield from _text(sheet, part, setting, levels, body)
    if running:
        yield table_of(running, tables + 1, setting)


def _text(
    sheet: Sheet, lines: Words, setting: Setting, levels: dict[float, int], body: float
) -> Iterator[Block]:
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    where = f"page {sheet.number}"
    _name_columns(sheet, lines)
    for part in parts_of(lines, left, right, setting, in_cell=False):
        text = without_soft("\n".join(part.texts))
        level = _level(part, levels, body)
        if part.number is not None:
            yield Item(" ".join(text.split()), part.number, where)
        elif level:
            yield Heading(" ".join(text.split()), level, where)
        else:
            yield Paragraph(canonical(text), where)


def _level(part: Part, levels: dict[float, int], body: float) -> int:
    """The level of a heading, 0 for text: by size, then bold letters on a line of their own."""
    size = min(line.size for line in part.lines)
    length = sum(len(line.text) for line in part.lines)
    if part.number is not None or length > LONGEST_HEADING:
        return 0
    if size >= LARGER * body:
        return levels.get(round(size * 2) / 2, len(levels) or 1)
    bold = all(line.bold for line in part.lines) and len(part.lines) <= 2
    return len(levels) + 1 if bold and not part.texts[-1].endswith((".", ",", ";")) else 0


def _name_columns(sheet: Sheet, lines: Words) -> None:
    """Lines that have gaps at the same places look like a table without rules: its columns cannot be told."""
    places = Counter(round(x / 6) for line in lines for x in line.gaps)
    if any(count + places[place + 1] >= COLUMNS_IN for place, count in places.items()):
        _lose(sheet, "the columns of a table", "no rules part them; its lines are read as text")
