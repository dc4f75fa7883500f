"""What goes into a PDF comes out of it: any document, written and read again."""

import re
import unicodedata
from typing import Any

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from recommendations.reading.document import Block, Document, Heading, Item, Paragraph, Picture, Row, Table
from recommendations.reading.files.pdf import read_pdf
from recommendations.reading.sheet import Sheet, text_of
from recommendations.text import canonical
from recommendations.writing.about import About
from recommendations.writing.pdf import as_printed, write_pdf
from tests.papers import BOARD, real

ABOUT = About("A paper", "An office", footer="At the foot")
LETTERS = st.sampled_from("abcdefgh nopqrst uvw XYZ 0123456789 éßłőñ £€½ „“”‘’ –— …")
MARK_UP = st.sampled_from("#*_$<>\\`@~=-+/[](){}'\"&%^|;:.,!?")
FOREIGN = st.characters(min_codepoint=0x20, max_codepoint=0x2FFF, exclude_categories=("C", "M", "Z")).filter(
    lambda sign: unicodedata.bidirectional(sign) not in RIGHT_TO_LEFT
)
WORDS = st.text(st.one_of(LETTERS, LETTERS, LETTERS, MARK_UP, FOREIGN), min_size=1, max_size=30)
LONG_WORD = st.integers(60, 200).map(lambda length: ("unbreakable" * 20)[:length])
RIGHT_TO_LEFT = ("R", "AL", "AN", "RLE", "RLO", "RLI")
SENTENCES = st.lists(st.one_of(WORDS, WORDS, WORDS, WORDS, LONG_WORD), min_size=1, max_size=12).map(" ".join)


def one_line(text: str) -> str:
    return " ".join(as_printed(text).split())


LINE = st.one_of(WORDS, SENTENCES).map(one_line).filter(bool)
PROSE = st.lists(LINE.filter(lambda text: canonical(text) == text), min_size=1, max_size=3).map("\n".join)
PARAGRAPH = PROSE.filter(lambda text: canonical(text) == text)
ITEMS = st.lists(LINE, min_size=1, max_size=4).map(lambda items: "\n".join(f"- {item}" for item in items))
CELL = st.one_of(
    st.just(""), PROSE, st.lists(st.one_of(PROSE, ITEMS), max_size=3).map("\n\n".join), LINE
).map(canonical)
NUMBERS = st.integers(1, 99).map(str) | st.sampled_from(("a", "b", "iv", "2.1"))


@st.composite
def tables(draw: st.DrawFn) -> Table:
    columns = draw(st.integers(1, 6))
    rows = draw(st.lists(st.lists(CELL, min_size=columns, max_size=columns), min_size=1, max_size=5))
    made = []
    for row in rows:
        spans = [1] * columns
        if columns > 2 and draw(st.integers(0, 3)) == 0:
            row, spans = [row[0], "", *row[2:]], [2, *spans[1:]]
        made.append(Row(tuple(row), spans=tuple(spans)))
    return Table(tuple(made), draw(st.just("") | LINE))


BLOCKS: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, LINE, st.integers(1, 6)),
    st.builds(Paragraph, PARAGRAPH),
    st.builds(Item, LINE, st.just("") | NUMBERS),
    st.builds(Picture, LINE, svg=st.just(b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')),
    tables(),
)
# A page without any word is named as a loss, so each begins with some.
DOCUMENTS = st.lists(BLOCKS, max_size=6).map(lambda blocks: Document((Paragraph("Begin."), *blocks)))


def again(document: Document) -> Document:
    return read_pdf(write_pdf(document, about=ABOUT), lambda said: None)


@pytest.fixture
def _untagged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write PDFs as programs do that know nothing of tags."""
    compiled = typst.compile

    def without_tags(*args: Any, **kwargs: Any) -> bytes:
        return compiled(*args, **kwargs | {"pdf_tags": False, "pdf_standards": []})

    monkeypatch.setattr(typst, "compile", without_tags)


@given(DOCUMENTS)
@settings(max_examples=25)
def test_any_document_comes_back(document: Document) -> None:
    assert again(document) == document


def test_a_comparison_that_would_let_all_pass_is_none() -> None:
    document = Document((Paragraph("Begin."), Table((Row(("No.", "Text")), Row(("1", "One.\n\nTwo."))))))
    changed = Document((Paragraph("Begin."), Table((Row(("No.", "Text")), Row(("1", "One.\nTwo."))))))
    assert again(document) == document
    assert again(document) != changed


ONLY_UNCOMMON = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=12)


@given(ONLY_UNCOMMON)
@settings(max_examples=25)
def test_no_letter_breaks_the_paper(text: str) -> None:
    """What no font has, and what stands in no line by itself, may be lost; what stands beside it may not."""
    read = again(Document((Paragraph("Before."), Paragraph(text), Paragraph("After."))))
    assert read.blocks[0] == Paragraph("Before.")
    assert read.blocks[-1] == Paragraph("After.")


def board(rows: int) -> Document:
    """A table over pages: a merged row for each ten, long cells, lists."""
    held = [Row(("No.", "Recommendation", "Update (Apr23)", "RAG"))]
    for number in range(1, rows + 1):
        if number % 10 == 1:
            held.append(
                Row((f"Theme {number}", "", f"Police lead: Ann Archer {number}", ""), spans=(2, 1, 2, 1))
            )
        update = f"Step {number} is taken. " + "The office asks for figures each month. " * (number % 7)
        lists = "\n\n- a survey of those who came\n- a meeting in the town hall, to which everyone was asked"
        told = update.strip() + lists * (number % 3 == 0) + "\n\nMore in June." * (number % 4 == 0)
        held.append(Row((str(number), f"Keep log {number} of each search. " * 5 + "End.", told, "Amber")))
    return Document((Heading("Update", 1), Paragraph("What was done since May."), Table(tuple(held))))


def test_a_long_table_is_one_with_its_rows_whole() -> None:
    document = board(45)
    assert again(document) == document


@pytest.mark.usefixtures("_untagged")
def test_the_same_without_tags() -> None:
    document = board(45)
    pdf = write_pdf(document, about=ABOUT)
    assert b"StructTreeRoot" not in pdf
    assert read_pdf(pdf, lambda said: None) == document


def november() -> Document:
    """The real paper as blocks: its rows as tables, its other lines as paragraphs and items."""
    sheet = Sheet(text_of(real(BOARD)))
    blocks: list[Block] = [Heading("Performance and Accountability Board", 1)]
    rows: list[Row] = []
    for number, line in sheet.written():
        cells = tuple(canonical(cell) for cell in sheet.cells(number))
        if rows and len(cells) != len(rows[0].cells):
            blocks.append(Table(tuple(rows)))
            rows = []
        if len(cells) > 1:
            rows.append(Row(cells))
        elif found := re.match(r"(\d+)\. (.+)", line):
            blocks.append(Item(one_line(sheet.words(found[2])), found[1]))
        elif text := canonical(sheet.words(line)):
            blocks.append(Item(text[2:]) if text.startswith("- ") else Paragraph(text))
    return Document((*blocks, *([Table(tuple(rows))] if rows else [])))


def tables_of(document: Document) -> list[list[tuple[str, ...]]]:
    return [[row.cells for row in block.rows] for block in document.blocks if isinstance(block, Table)]


def check_november(document: Document, read: Document) -> None:
    """Every table cell by cell: 42 recommendations with their status, 20 inspections with their stages."""
    assert tables_of(read) == tables_of(document)
    rows = [cells for table in tables_of(read) for cells in table]
    rated = [cells for cells in rows if len(cells) == 4 and cells[3] in ("Red", "Amber", "Green")]
    assert len(rated) == 42
    assert len({cells[0] for cells in rated}) == 42
    staged = [cells for cells in rows if len(cells) == 7 and cells[1].isdigit()]
    assert len(staged) == 20
    assert sum(int(cells[1]) for cells in staged) == 68


def test_the_real_paper_comes_back() -> None:
    document = november()
    read = again(document)
    check_november(document, read)
    assert read == document


@pytest.mark.usefixtures("_untagged")
def test_the_real_paper_comes_back_without_tags() -> None:
    document = november()
    read = again(document)
    check_november(document, read)
    assert read.losses == ()
