"""Whatever document is written as a Word file, reading the file gives it back."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommendations.reading.document import (
    Block,
    Document,
    Heading,
    Item,
    Paragraph,
    Picture,
    Row,
    Table,
)
from recommendations.reading.files.archive import check_archive
from recommendations.reading.files.word import read_word
from recommendations.text import canonical
from recommendations.writing.about import About
from recommendations.writing.word import write_word
from recommendations.writing.word_normal import normal

ABOUT = About("Board paper", "Office of the Commissioner", "Board, 3 May 2023", footer="Official")
LETTERS = st.characters(exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]).filter(
    lambda c: c != "\u00ad" and not 0xFB00 <= ord(c) <= 0xFB06 and ord(c) & 0xFFFE != 0xFFFE
)
WORDS = st.text(LETTERS, min_size=1, max_size=8) | st.sampled_from(
    [
        "=cmd|' /C calc'!A1",
        "_x0041_",
        "<p>",
        "</w:t>",
        "&amp;",
        "“so”",
        "😀",
        "שלום",
        "1.",
        "-",
        "•x",
        "%1",
        "]]>",
    ]
)
LINES = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
PROSE = LINES.filter(lambda line: canonical(line) == line)
LISTS = st.lists(LINES.map(lambda line: f"- {line}"), min_size=1, max_size=3).map("\n".join)
CELLS = st.lists(PROSE | LISTS | st.just("word " * 200), max_size=4).map("\n\n".join).map(canonical)
HEADINGS = st.builds(Heading, LINES, st.integers(1, 9))
PARAGRAPHS = st.lists(LINES, min_size=1, max_size=3).map("\n".join).map(Paragraph)
NUMBERS = st.integers(0, 40).map(str) | st.sampled_from(["9999", "10000", "2.1", "b", "iv", "007"])
ITEMS = st.builds(Item, LINES, st.just("") | NUMBERS)


@st.composite
def lists(draw: st.DrawFn) -> list[Block]:
    """Items whose numbers run on, as those of a paper do."""
    start = draw(st.integers(0, 12))
    return [Item(text, str(start + at)) for at, text in enumerate(draw(st.lists(LINES, max_size=4)))]


@st.composite
def tables(draw: st.DrawFn) -> list[Block]:
    """A table, some of its rows short, some with cells over several columns; a paragraph follows it."""
    count = draw(st.integers(1, 5))
    rows = [Row(tuple(draw(st.lists(CELLS, min_size=count, max_size=count))))]
    for _ in range(draw(st.integers(0, 4))):
        cells = tuple(draw(st.lists(CELLS, min_size=1, max_size=count)))
        rows.append(Row(cells))
        if draw(st.booleans()) and len(cells) == count:
            span = draw(st.integers(1, count))
            spans = (span, *[1] * (count - 1))
            rows.append(Row((cells[0], *[""] * (span - 1), *cells[span:]), spans=spans))
    widths = draw(st.just(()) | st.lists(st.floats(0.1, 9), min_size=count, max_size=count).map(tuple))
    return [Table(tuple(rows), draw(st.just("") | LINES), widths), Paragraph("after the table")]


SINGLE = (HEADINGS | PARAGRAPHS | ITEMS | st.builds(Picture, st.just("") | LINES)).map(lambda block: [block])
DOCUMENTS = st.lists(SINGLE | lists() | tables(), max_size=6).map(
    lambda groups: Document(tuple(block for group in groups for block in group))
)
# Anything at all: control characters, halves of characters, blank lines, empty blocks, equal tables in a row.
ANY = st.text(max_size=30) | st.sampled_from(
    ["", "a\n\nb", "\x00\x0b\x1f", "\ud800", "ﬁn\u00adal", "- a\n\n\n- b\nc"]
)
ANY_BLOCKS = st.one_of(
    st.builds(Heading, ANY, st.integers(-3, 30)),
    st.builds(Paragraph, ANY),
    st.builds(Item, ANY, st.text(max_size=3)),
    st.builds(Picture, ANY),
    st.lists(st.lists(ANY, max_size=3).map(lambda cells: Row(tuple(cells))), max_size=3).map(
        lambda rows: Table(tuple(rows))
    ),
)
ANY_DOCUMENTS = st.lists(ANY_BLOCKS | st.just(Table((Row(("No.",)),))), max_size=8).map(
    lambda blocks: Document(tuple(blocks))
)


def again(document: Document) -> Document:
    return read_word(write_word(document, about=ABOUT))


@settings(max_examples=60)
@given(DOCUMENTS)
def test_reading_what_was_written_gives_the_same_document(document: Document) -> None:
    assert again(document) == document


@settings(max_examples=60)
@given(ANY_DOCUMENTS)
def test_what_word_cannot_hold_is_made_normal_and_nothing_else_is(document: Document) -> None:
    assert again(document) == normal(document)
    assert normal(normal(document)) == normal(document)


@settings(max_examples=10)
@given(DOCUMENTS)
def test_the_file_is_a_plain_archive_and_the_same_each_time(document: Document) -> None:
    data = write_word(document, about=ABOUT)
    check_archive(data)
    assert data == write_word(document, about=ABOUT)


SAMPLE = Document(
    (
        Heading("A paper", 1),
        Paragraph("Two\nlines"),
        Item("first", "1"),
        Item("fourth", "4"),
        Item("a dot"),
        Table((Row(("No.", "Text")), Row(("1", "one\n\n- a\n- b")), Row(("Theme", ""), spans=(2, 1)))),
        Picture("A chart"),
    )
)


@pytest.mark.parametrize("left_out", range(len(SAMPLE.blocks)))
def test_a_document_with_a_block_less_is_another(left_out: int) -> None:
    assert again(SAMPLE) == SAMPLE
    blocks = SAMPLE.blocks[:left_out] + SAMPLE.blocks[left_out + 1 :]
    assert again(replace(SAMPLE, blocks=blocks)) != SAMPLE


def test_one_letter_in_one_cell_makes_another_document() -> None:
    table = SAMPLE.blocks[5]
    assert isinstance(table, Table)
    rows = (table.rows[0], Row(("1", "one\n\n- a\n- c")), table.rows[2])
    blocks = (*SAMPLE.blocks[:5], replace(table, rows=rows), *SAMPLE.blocks[6:])
    assert again(replace(SAMPLE, blocks=blocks)) != SAMPLE


def test_places_are_those_of_word() -> None:
    found = again(SAMPLE).blocks
    assert [getattr(block, "where", "") for block in found] == [
        *[f"paragraph {number}" for number in range(1, 6)], "", "paragraph 6",
    ]  # fmt: skip
    table = found[5]
    assert isinstance(table, Table)
    assert [row.where for row in table.rows] == [f"table 1, row {number}" for number in (1, 2, 3)]
    assert table.rows[2].spans == (2, 1)
