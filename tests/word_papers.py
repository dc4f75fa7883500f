"""A text paper as the Word file that an office has: tables, lists, true numbers, links, pictures, cells
with paragraphs and lists in them. Made with python-docx alone, so that it owes nothing to our own writer."""

import io
import re
from copy import deepcopy

import docx
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from PIL import Image

from recommendations.reading.cells import clean
from recommendations.text import Items, parts

GAP = 3  # blank lines from which a picture was there
ITEM, NUMBERED, BOLD = (
    re.compile(r"[-•] +(.*)"),
    re.compile(r"(\d{1,3})\. (.+)"),
    re.compile(r"\*\*(.+?)\*\*"),
)


def as_word(text_paper: str) -> bytes:
    """The Word file of a text paper."""
    word = docx.Document()
    lines = text_paper.split("\n")
    groups, blank = list[list[str]](), 0
    for line in [*lines, ""]:
        if line.strip(" \u00a0"):
            if blank or not groups:
                _end(word, groups.pop() if groups else [], blank)
                groups.append([])
            groups[-1].append(line)
            blank = 0
        else:
            blank += 1
    _end(word, groups.pop() if groups else [], 0)
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()


def picture() -> io.BytesIO:
    """A small picture."""
    stream = io.BytesIO()
    Image.new("RGB", (8, 4), "grey").save(stream, "PNG")
    stream.seek(0)
    return stream


def _end(word: Document, group: list[str], blank: int) -> None:
    """Put lines that stand together, and then the picture whose place the blank lines keep."""
    held: list[str] = []
    for line in group:
        if held and _kind(line) == "prose" and _kind(held[0]) == "item" and line.startswith(" "):
            held[-1] += line  # an item that goes on
            continue
        if held and _kind(line) != _kind(held[0]):
            _put(word, _kind(held[0]), held)
            held = []
        held.append(line)
    if held:
        _put(word, _kind(held[0]), held)
    if group and blank >= GAP:
        word.add_paragraph().add_run().add_picture(picture())


def _kind(line: str) -> str:
    if "\t" in line:
        return "row"
    return "item" if ITEM.match(line) else "number" if NUMBERED.match(line) else "prose"


def _put(word: Document, kind: str, lines: list[str]) -> None:
    if kind == "row":
        _rows(word, [[cell.strip() for cell in line.split("\t")] for line in lines])
    elif kind == "item":
        for line in lines:
            _say(word.add_paragraph(style="List Bullet"), ITEM.match(line)[1])
    elif kind == "number":
        num = None
        for line in lines:
            number, words = NUMBERED.match(line).groups()
            num = num or new_list(word, int(number))
            paragraph = word.add_paragraph(style="List Number")
            paragraph._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = num
            _say(paragraph, words)
    else:
        _say(word.add_paragraph(), "\n".join(line.strip(" \u00a0") for line in lines))


def new_list(word: Document, start: int) -> int:
    """A list of its own that begins at the given number."""
    numbering = word.part.numbering_part.element
    style = word.styles["List Number"].element.pPr.numPr.numId.val
    rules = next(num.abstractNumId.val for num in numbering.num_lst if num.numId == style)
    num = numbering.add_num(rules)
    num.add_lvlOverride(0).add_startOverride(start)
    return num.numId


def _rows(word: Document, rows: list[list[str]]) -> None:
    """The rows go on with the table above them where only a page parted the two."""
    body = word.element.body
    above = Table(body[-2], word) if len(body) > 1 and body[-2].tag == qn("w:tbl") else None
    for cells in rows:
        if above is None or len(above.columns) != len(cells):
            if above is not None:
                word.add_paragraph()
            above = word.add_table(0, len(cells))
            above.style = "Table Grid"
        row = above.add_row()
        for cell, text in zip(row.cells, cells, strict=True):
            _fill(cell, text)
        if any("Police lead:" in cell for cell in cells) and cells[:2] == [cells[0], ""]:
            row.cells[0].merge(row.cells[1])
            for empty in row.cells[0].paragraphs[1:]:
                empty._p.getparent().remove(empty._p)


def _fill(cell: _Cell, text: str) -> None:
    first = cell.paragraphs[0]
    for part in parts(clean(text)):
        for words in part.items if isinstance(part, Items) else ["\n".join(part.lines)]:
            paragraph = first or cell.add_paragraph()
            first = None
            if isinstance(part, Items):
                paragraph.style = "List Bullet"
            _say(paragraph, words)


def _say(paragraph: Paragraph, text: str) -> None:
    """The words, bold where the text marks them, and parted into runs as Word parts them."""
    lines = [clean(line) if not BOLD.search(line) else line for line in text.split("\n")]
    for at, piece in enumerate(BOLD.split("\n".join(lines))):
        half = len(piece) // 2
        for run in (piece[:half], piece[half:]):
            paragraph.add_run(run).bold = bool(at % 2)


def tracked(paragraph: Paragraph, text: str, kind: str) -> None:
    """A run that was put in ("ins") or taken out ("del") while changes were tracked."""
    run = deepcopy(paragraph.add_run(text)._r)
    paragraph._p.remove(paragraph.runs[-1]._r)
    if kind == "del":
        for held in run.findall(qn("w:t")):
            held.tag = qn("w:delText")
    mark = OxmlElement(f"w:{kind}")
    mark.append(run)
    paragraph._p.append(mark)
