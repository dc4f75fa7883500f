"""Reading PDFs that other programs made: without tags, scanned, damaged, protected."""

import io
from collections.abc import Callable
from hashlib import md5

import pdfplumber
import pytest
import typst
from pdfminer.arcfour import Arcfour
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import resolve1

from recommendations.reading.document import Document, Heading, Item, Paragraph, Table
from recommendations.reading.files.pdf import read_pdf
from recommendations.reading.files.pdf_joins import Words
from recommendations.reading.files.pdf_tagged import label_of, number_of
from recommendations.reading.paper import Refused

HEAD = '#set page("a5", margin: 15mm)\n#set text(size: 10pt, lang: "en")\n'


def pdf_of(source: str, *, tags: bool = False) -> bytes:
    made = typst.compile((HEAD + source).encode(), ignore_system_fonts=True, pdf_tags=tags)
    assert isinstance(made, bytes)
    return made


def read(source: str, *, tags: bool = False) -> Document:
    return read_pdf(pdf_of(source, tags=tags), lambda said: None)


def the_table(document: Document) -> Table:
    (table,) = [block for block in document.blocks if isinstance(block, Table)]
    return table


def test_text_is_headings_paragraphs_and_items() -> None:
    document = read(
        """
        = Oversight
        == Money
        There is enough for this year, and for most of the next one, if no more is asked for by then.

        Venue: Town Hall \\
        Day: 3 May

        - a survey
        - a meeting with all of those who were asked to come and with some of those who were not

        1. Patrol more.
        2. Ask the people who live there, and those who work there, what they see.
        """
    )
    assert document.blocks == (
        Heading("Oversight", 1),
        Heading("Money", 2),
        Paragraph(
            "There is enough for this year, and for most of the next one, if no more is asked for by then."
        ),
        Paragraph("Venue: Town Hall\nDay: 3 May"),
        Item("a survey"),
        Item("a meeting with all of those who were asked to come and with some of those who were not"),
        Item("Patrol more.", "1"),
        Item("Ask the people who live there, and those who work there, what they see.", "2"),
    )
    assert document.losses == ()
    assert {block.where for block in document.blocks} == {"page 1"}


LONG = "The figures of the third quarter were asked for. " * 12
CUT = f"""
#table(columns: (1cm, 1fr, 1fr), table.header([No.], [Recommendation], [Update]),
  [1], [Keep a log.], [{LONG}],
  [2], [Ask the public.], [{LONG}{LONG}],
  [], [Youth], [Lead: Ben Baker],
  [3], [Meet young people.], [{LONG}],
)
"""


@pytest.mark.parametrize("tags", [True, False])
def test_a_row_that_a_page_cuts_is_one_and_a_header_stands_once(tags: bool) -> None:
    document = read(CUT, tags=tags)
    table = the_table(document)
    assert [row.cells for row in table.rows] == [
        ("No.", "Recommendation", "Update"),
        ("1", "Keep a log.", LONG.strip()),
        ("2", "Ask the public.", f"{LONG}{LONG}".strip()),
        ("", "Youth", "Lead: Ben Baker"),
        ("3", "Meet young people.", LONG.strip()),
    ]
    assert next(row.where for row in table.rows) == "page 1, table 1, row 1"
    assert table.rows[-1].where.startswith("page 2, table 1, row 5")


def test_a_row_without_a_rule_at_the_foot_of_its_page_keeps_its_text() -> None:
    table = (
        "#table(columns: (1cm, 1fr), stroke: (x, y) => if y == {row} {{ {sides} }} else {{ 1pt }}, {cells})"
    )
    above = table.format(
        row=1,
        sides="(left: 1pt, right: 1pt, top: 1pt)",
        cells="[No.], [Text], [1], [Begins on this page and]",
    )
    below = table.format(
        row=0, sides="(left: 1pt, right: 1pt, bottom: 1pt)", cells="[], [Ends there.], [2], [Another.]"
    )
    assert [row.cells for row in the_table(read(f"{above}\n#pagebreak()\n{below}")).rows] == [
        ("No.", "Text"),
        ("1", "Begins on this page and\n\nEnds there."),
        ("2", "Another."),
    ]


def test_tables_are_counted_and_those_with_text_between_are_two() -> None:
    one = "#table(columns: 2, [A], [B], [1], [2])"
    document = read(f"{one}\nBetween them.\n{one}\n#pagebreak()\n{one}")
    tables = [block for block in document.blocks if isinstance(block, Table)]
    assert [table.rows[0].where for table in tables][:2] == [
        "page 1, table 1, row 1",
        "page 1, table 2, row 1",
    ]


def test_hyphens_that_a_line_put_in_go_and_those_of_words_stay() -> None:
    said = "to responsibilities of disproportionality for organisational multi-agency work " * 9
    pdf = pdf_of(f"#set page(width: 92mm)\n#set text(hyphenate: true)\n{said}")
    with pdfplumber.open(io.BytesIO(pdf)) as held:
        ends = [line[-1] for line in (held.pages[0].extract_text() or "").split("\n")]
    assert ends.count("-") + ends.count("\u2010") > 2
    assert read_pdf(pdf, lambda told: None).blocks == (Paragraph(said.strip()),)


def test_soft_hyphens_and_ligatures_are_no_letters() -> None:
    document = read(
        "#set text(ligatures: true)\nThe offi#sym.hyph.soft;ce of ﬁnance aﬀords ﬂowers, and efficient staff."
    )
    assert document.blocks == (Paragraph("The office of finance affords flowers, and efficient staff."),)


def test_what_each_page_repeats_is_left_out() -> None:
    pages = "\n#pagebreak()\n".join(f"Text number {word}." for word in ("one", "two", "three"))
    document = read(
        '#set page(header: [Board paper], footer: context counter(page).display("1 of 1", both: true))\n'
        + pages
    )
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == [
        "Text number one.",
        "Text number two.",
        "Text number three.",
    ]


def test_columns_without_rules_are_named_as_lost() -> None:
    rows = ", ".join(f"[Row {number}], [{number} of ten], [Green]" for number in range(4))
    document = read(f"#table(columns: (1fr, 1fr, 1fr), stroke: none, {rows})")
    assert [(str(loss.place), loss.what) for loss in document.losses] == [
        ("page 1", "the columns of a table")
    ]


def test_a_page_that_is_a_picture_is_named_as_lost() -> None:
    document = read("Words.\n#pagebreak()\n#rect(width: 5cm, height: 5cm, fill: gray)\n#pagebreak()\nMore.")
    assert [(str(loss.place), loss.what) for loss in document.losses] == [("page 2", "the page")]


def test_progress_is_told_page_by_page() -> None:
    said: list[str] = []
    read_pdf(pdf_of("One.\n#pagebreak()\nTwo."), said.append)
    assert said == ["page 1 of 2", "page 2 of 2"]


def protected(password: str) -> bytes:
    """A PDF with a password for reading, encrypted the oldest way."""

    padding = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")
    padded = (password.encode() + padding)[:32]
    owner = Arcfour(md5(padded).digest()[:5]).encrypt(padded)
    key = md5(padded + owner + (-4 & 0xFFFFFFFF).to_bytes(4, "little") + b"0" * 16).digest()[:5]
    user = Arcfour(key).encrypt(padding)
    told, name = owner.hex().encode(), b"30" * 16
    return b"\n".join(
        (
            b"%PDF-1.4",
            b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj",
            b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj",
            b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj",
            b"4 0 obj<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>endobj" % (told, user.hex().encode()),
            b"trailer<</Root 1 0 R/Encrypt 4 0 R/ID[<%s><%s>]>>" % (name, name),
            b"%%EOF",
        )
    )


def test_files_that_cannot_be_read_are_refused() -> None:
    whole = pdf_of("Words. " * 50)
    many = pdf_of("#for n in range(401) { pagebreak(weak: false) }")
    for data, reason in (
        (b"PK\x03\x04", "The file is no PDF."),
        (whole[: len(whole) // 2], "The PDF is cut off: its end is missing."),
        (protected("secret"), "The PDF is protected by a password."),
        (many, "The PDF has more than 400 pages."),
        (b"%PDF-1.7\n%%EOF", "The PDF "),
    ):
        with pytest.raises(Refused, match=reason):
            read_pdf(data, lambda said: None)


@pytest.mark.parametrize("tags", [True, False])
def test_damage_to_a_page_is_named(tags: bool) -> None:
    data = pdf_of("First.\n#pagebreak()\n" + " ".join(f"Word {number}." for number in range(120)), tags=tags)
    _, page = PDFPage.create_pages(PDFDocument(PDFParser(io.BytesIO(data))))
    content = resolve1(page.contents[0]).get_rawdata()
    place = data.index(content) + len(content) // 2
    broken = data[:place] + bytes(byte ^ 0x55 for byte in data[place : place + 8]) + data[place + 8 :]
    damaged = read_pdf(broken, lambda said: None)
    assert {str(loss.place) for loss in damaged.losses} == {"page 2"}
    assert "the page from some place on" in {loss.what for loss in damaged.losses}
    assert damaged.blocks[0] == Paragraph("First.")
    assert damaged.blocks != read_pdf(data, lambda said: None).blocks


JOINS = (
    ("the word", "goes on", "the word goes on"),
    ("multi-", "agency", "multi-agency"),
    ("multi-", "Agency", "multi-Agency"),
    ("soft\u00ad", "ly", "softly"),
    ("search/", "seizure", "search/seizure"),
    ("this / ", "that", "this / that"),
    ("recom-", "mendation", "recommendation"),
    ("at https://example.org/a/", "long/path", "at https://example.org/a/long/path"),
)


@pytest.mark.parametrize(("line", "following", "joined"), JOINS)
def test_lines_are_joined(line: str, following: str, joined: str) -> None:
    words = Words()
    words.learn(["Each recommendation is one."])
    assert words.joined(line, following) == joined


@pytest.mark.parametrize(
    ("told", "of", "number"),
    [
        (number_of, "1.", "1"),
        (number_of, "(a)", "a"),
        (number_of, "•", ""),
        (number_of, "\uf0b7", ""),
        (number_of, "2.1", "2.1"),
    ],
)
def test_labels(told: Callable[[str], str], of: str, number: str) -> None:
    assert told(of) == number


def test_a_label_in_the_text_is_told_from_it() -> None:
    assert label_of("3. Patrol more.") == ("3.", "Patrol more.")
    assert label_of("Patrol more.") == ("", "Patrol more.")
