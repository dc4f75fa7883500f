"""The PDF that is written: what it says of itself, and that nothing in a document can spoil it."""

import io

import pdfplumber
import pytest
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfparser import PDFParser

from recommendations.reading.document import Document, Heading, Item, Paragraph, Picture, Row, Table
from recommendations.reading.files.pdf import read_pdf
from recommendations.writing.about import About
from recommendations.writing.pdf import as_printed, write_pdf
from recommendations.writing.pdf_widths import TEXT_WIDTH, breakable, width_of, widths_of

ABOUT = About("Oversight Board, 3 May 2023", "Office of Ourshire", "Meeting of 3 May", footer="Ourshire")
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90"><rect width="90" height="90"/></svg>'
ACCESSIBLE = b"pdfuaid:part"


def written(*blocks: Heading | Paragraph | Item | Table | Picture) -> bytes:
    return write_pdf(Document(blocks), about=ABOUT)


def words_of(pdf: bytes) -> str:
    with pdfplumber.open(io.BytesIO(pdf)) as held:
        return "\n".join(page.extract_text() for page in held.pages)


def test_it_says_what_it_is_and_is_made_for_screen_readers() -> None:
    pdf = written(Heading("Update", 1), Paragraph("Words."), Picture("A chart of burglaries.", svg=SVG))
    document = PDFDocument(PDFParser(io.BytesIO(pdf)))
    assert document.catalog["Lang"] in (b"en-GB", b"en")
    assert document.info[0]["Title"] == b"Oversight Board, 3 May 2023"
    assert document.info[0]["Author"] == b"Office of Ourshire"
    assert "CreationDate" not in document.info[0]
    assert ACCESSIBLE in pdf
    assert "Page 1 of 1" in words_of(pdf)
    assert "Ourshire" in words_of(pdf)


def test_the_same_document_is_the_same_file() -> None:
    blocks = (Heading("A", 1), Table((Row(("a", "b")), Row(("c", "d")))), Picture("One.", svg=SVG))
    assert written(*blocks) == written(*blocks)
    assert written(*blocks) != written(*blocks[1:])


def test_mark_up_is_text() -> None:
    told = (
        "#set text(red) *bold* _it_ $x$ <label> @cite \\ `code` = // comment /* none */ #sys.inputs ~ -- ---"
    )
    assert told in " ".join(words_of(written(Paragraph(told))).split("\n"))


def test_a_picture_that_cannot_be_drawn_is_its_words() -> None:
    for picture in (
        Picture("What it shows."),
        Picture("What it shows.", svg=b"<svg"),
        Picture("What it shows.", png=b"no"),
    ):
        pdf = written(Paragraph("Words."), picture)
        assert Picture("What it shows.") in read_pdf(pdf, lambda said: None).blocks
        assert ACCESSIBLE in pdf


@pytest.mark.parametrize("text", ["A smile \U0001f600 here", "\u4e2d\u6587 names", "private \ue000 use"])
def test_letters_that_no_font_has_come_back(text: str) -> None:
    assert read_pdf(written(Paragraph(text)), lambda said: None).blocks == (Paragraph(text),)


def test_control_characters_are_shown_as_unknown_ones() -> None:
    assert as_printed("a\x01b\tc  d\u00ad\n e") == "a\ufffdb c d\ne"
    read = read_pdf(written(Paragraph("a\x01b")), lambda said: None)
    assert read.blocks == (Paragraph("a\ufffdb"),)
    assert [loss.what for loss in read.losses] == ["1 letters"]


def test_a_long_word_stays_in_its_cell() -> None:
    word = "https://example.org/" + "a" * 150
    pdf = written(Table((Row(("No.", "Where", "RAG")), Row(("1", word, "Red")), Row(("2", "Short.", word)))))
    with pdfplumber.open(io.BytesIO(pdf)) as held:
        page = held.pages[0]
        rules = sorted({round(edge["x0"]) for edge in page.edges if edge["orientation"] == "v"})
        first = [letter for letter in page.chars if letter["text"] == "a"]
        assert max(letter["x1"] for letter in first) <= rules[-1] + 1
        crossing = [
            letter
            for letter in page.chars
            if letter["top"] < 700 and any(letter["x0"] + 1 < rule < letter["x1"] - 1 for rule in rules)
        ]
        assert crossing == []
    table = read_pdf(pdf, lambda said: None).blocks[0]
    assert isinstance(table, Table)
    assert table.rows[1].cells[1] == word


def test_a_row_that_heads_others_is_not_left_at_the_foot_of_a_page() -> None:
    rows = [Row(("No.", "Text", "RAG"))]
    for number in range(60):
        rows.append(Row((f"Theme {number}", "", "Lead"), spans=(2, 1, 1)))
        rows.append(Row((str(number), "A sentence that is told here. " * (1 + number % 5), "Red")))
    with pdfplumber.open(io.BytesIO(written(Table(tuple(rows))))) as held:
        assert len(held.pages) > 3
        for page in held.pages:
            lines = page.extract_text().split("\n")
            assert lines[-1].startswith("Ourshire Page")
            assert not lines[-2].startswith("Theme")
            assert any(line.startswith("No. Text RAG") for line in lines[:3])


def test_columns_are_wide_enough_for_their_words() -> None:
    rows = [["No.", "Recommendation", "RAG"], ["1", "A sentence that is told here. " * 9, "Amber"]]
    for parts in ((), (0.01, 0.98, 0.01)):
        widths = widths_of(rows, parts, 9.5)
        assert sum(widths) == pytest.approx(TEXT_WIDTH, abs=0.1)
        assert widths[2] > width_of("Amber", 9.5)
        assert widths[1] > widths[2] > 0
    many = widths_of([["Recommendation"] * 20], (), 9.5)
    assert sum(many) == pytest.approx(TEXT_WIDTH, abs=0.5)


def test_only_words_that_do_not_fit_may_break() -> None:
    assert breakable("a short line", 100, 10) == "a short line"
    broken = breakable("x" * 60 + " y", 130, 10)
    assert broken.replace("\u200b", "") == "x" * 60 + " y"
    assert broken.count("\u200b") == 14


def test_merged_rows_that_head_nothing_meet_the_end_of_a_page() -> None:
    merged = [Row((f"Theme {n}", "", "", ""), spans=(2, 1, 2, 1)) for n in range(3)]
    rows = (Row(("No.", "Recommendation", "Update", "RAG")), *merged, Row(("1", "a", "b", "c")))
    for above in range(20, 60, 3):
        document = Document((*[Paragraph("x")] * above, Heading("Heading", 3), Table((*rows, merged[0]))))
        pdf = write_pdf(document, about=ABOUT)
        assert read_pdf(pdf, lambda said: None).blocks[-1] == document.blocks[-1]
