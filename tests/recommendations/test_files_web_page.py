"""Reading web pages as browsers and Word save them, and as damage and malice leave them."""

import codecs
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommendations.reading.cells import clean
from recommendations.reading.document import Block, Document, Heading, Item, Paragraph, Picture, Table
from recommendations.reading.files.flow import plain
from recommendations.reading.files.web_page import read_web_page
from recommendations.reading.paper import Refused
from recommendations.reading.read import read_sheet
from recommendations.reading.sheet import Sheet
from recommendations.text import canonical, to_html
from tests.papers import BOARD_TEXT
from tests.recommendations.test_reading_fixture_written import placeless


def blocks(html: str) -> tuple[Block, ...]:
    return read_web_page(html.encode()).blocks


def rows(html: str) -> list[tuple[str, ...]]:
    return [row.cells for block in blocks(html) if isinstance(block, Table) for row in block.rows]


def losses(html: str) -> dict[str, str]:
    return {loss.what: str(loss.place) for loss in read_web_page(html.encode()).losses}


# What a page prints.


def test_headings_paragraphs_and_line_breaks() -> None:
    assert blocks(
        "<title>no</title><h1>The <b>board</b>\n paper</h1>loose<p>One<br>two  &amp;\nthree &lt;p&gt;"
        "<p>next<div>in a <i>d</i>iv</div><p>new<br><br>one</p><h6>last</h6><p> &nbsp; </p><hr>end"
    ) == (
        Heading("The board paper", 1), Paragraph("loose"), Paragraph("One\ntwo & three <p>"),
        Paragraph("next"), Paragraph("in a div"), Paragraph("new"), Paragraph("one"), Heading("last", 6),
        Paragraph("end"),
    )  # fmt: skip


def test_lists_count_as_browsers_count_them() -> None:
    html = (
        "<ol start=3><li>a<li value=7><p>b</p><p>more</p><li>c<ul><li>d</ul>after</ol>"
        "<ol type=i><li>e<li><li>f</ol><ol type=A><li><b>g</b></ol>"
    )
    assert blocks(html) == (
        Item("a", "3"), Item("b", "7"), Paragraph("more"), Item("c", "8"), Item("d"), Paragraph("after"),
        Item("e", "i"), Item("f", "iii"), Item("g", "A"),
    )  # fmt: skip
    assert blocks("<ol reversed><li>a<li>b</ol>") == (Item("a"), Item("b"))
    assert losses("<ol reversed><li>a<li>b</ol>") == {"the numbers of a list that counts down": "line 1"}


def test_what_is_not_printed_is_passed_over_or_named() -> None:
    html = (
        "<style>p{}</style><script>var x = '<p>no</p>';</script><noscript>no</noscript>\n"
        "<nav>Home</nav><p hidden>secret</p><span style='display: none'>secret <b>too</b></span>\n"
        "<p>Text<del>gone</del><!-- note --></p><select><option>one</select>\n"
        "<iframe>frame</iframe><template><p>no</p></template><svg aria-label='A chart'><text>no</text></svg>"
    )
    assert blocks(html) == (Paragraph("Home"), Paragraph("Text"), Picture("A chart"))
    assert losses(html) == {
        "hidden text": "line 2",
        "text that was taken out": "line 3",
        "a list to choose from": "line 3",
        "a page within the page": "line 4",
    }


def test_pictures_keep_their_description_and_ornaments_are_passed_over() -> None:
    found = blocks("<p>Above <img alt='Searches\nby  month' src=x> below<img alt='' src=y></p><img src=z>")
    assert found == (Paragraph("Above below"), Picture("Searches by month"), Picture(""))
    assert losses("<table><tr><td>a<img src=x></table>") == {"a picture in a cell": "line 1"}


def test_what_word_saves_as_a_page() -> None:
    def item(mark: str, text: str) -> str:
        ignored = f"<span style='mso-list:Ignore'>{mark}<span style='font:7.0pt'>&nbsp;&nbsp; </span></span>"
        kept = f"<![if !supportLists]>{ignored}<![endif]>"
        return f"<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'>{kept}{text}<o:p></o:p></p>"

    html = (
        "<p class=MsoTitle>Title</p>"
        + item("·", "dot") + item("o", "ring") + item("4.", "four") + item("(b)", "bee")
        + "<p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal>soft&shy;hyphen ﬁne</p>"
        + "<div style='mso-element:comment-list'><p>a remark</p></div>"
        + "<!--[if gte mso 9]><xml>no</xml><![endif]-->"
    )  # fmt: skip
    assert blocks(html) == (
        Heading("Title", 1), Item("dot"), Item("ring"), Item("four", "4"), Item("bee", "b"),
        Paragraph("softhyphen fine"),
    )  # fmt: skip
    assert losses(html) == {"comments": "line 1"}


# Tables.


def test_cells_over_columns_and_rows_keep_columns_aligned() -> None:
    assert rows(
        "<table><thead><tr><th>No.<th colspan=2>Text<th>RAG</thead>"
        "<tbody><tr><td rowspan=2>1<td>a<td>b<td>Red<tr><td>c<td>d<td>Green"
        "<tr><td colspan=4>Theme<tr><td rowspan=0>5<td>e<tr><td>f</table>"
    ) == [
        ("No.", "Text", "", "RAG"), ("1", "a", "b", "Red"), ("", "c", "d", "Green"), ("Theme", "", "", ""),
        ("5", "e"), ("", "f"),
    ]  # fmt: skip


def test_cells_hold_paragraphs_lists_and_tables() -> None:
    assert rows(
        "<table><tr><td><p>one<br>two</p><ul><li>a<li>b</ul>after<td><ol start=2><li>x<li>y</ol>"
        "<td>• c<br>• d<td><table><tr><td>n1<td>n2<tr><td>n3</table>end<td><h2>head</h2>text</table>"
    ) == [("one\ntwo\n\n- a\n- b\n\nafter", "2. x\n3. y", "- c\n- d", "n1 n2\nn3\n\nend", "head\n\ntext")]


def test_a_caption_and_places() -> None:
    found = blocks(
        "<p>a</p>\n<table>\n<caption>What\n<b>it</b> shows</caption>\n<tr><td>1\n<tr><td>2</table>\n<p>b"
    )
    assert isinstance(found[2], Table)
    assert found[1] == Paragraph("What it shows")
    assert found[2].caption == "What it shows"
    assert [row.where for row in found[2].rows] == ["line 5, table 1, row 1", "line 6, table 1, row 2"]
    assert (found[0].where, found[3].where) == ("line 1", "line 7")


def test_a_table_parted_by_hand_is_one() -> None:
    head = "<tr><th>No.<th>Text"
    assert len(blocks(f"<table>{head}<tr><td>1<td>a</table><br><table>{head}<tr><td>2<td>b</table>")) == 1
    assert len(blocks(f"<table>{head}<tr><td>1<td>a</table>x<table>{head}<tr><td>2<td>b</table>")) == 3


# Whole papers.


def as_page(text: str) -> str:
    """A text paper as a web page: a paragraph for lines that stand together, tables with their rows."""
    made, groups = [], text.split("\n\n")
    for group in groups:
        lines = [line for line in group.split("\n") if line.strip()]
        if any("\t" in line for line in lines):
            cells = ["".join(f"<td>{to_html(clean(cell))}" for cell in line.split("\t")) for line in lines]
            made.append(f"<table>{''.join(f'<tr>{row}' for row in cells)}</table>")
        elif lines:
            made.append("<p>" + "<br>".join(re.sub("<(https[^>]+)>", r"\1", line) for line in lines))
    return "\n".join(made)


def test_the_page_of_a_paper_gives_the_paper() -> None:
    sheet = Sheet.of(read_web_page(as_page(BOARD_TEXT).encode()))
    told = read_sheet("", "", sheet)
    expected = read_sheet("", "", Sheet(BOARD_TEXT))
    for part in ("title", "meeting", "next_meeting", "bodies", "reports"):
        assert placeless(getattr(told, part)) == placeless(getattr(expected, part))
    assert sheet.where[told.reports[0].recommendations[0].place.line] == "line 10, table 2, row 3"


CELLS = st.lists(
    st.text(st.characters(exclude_categories=["C"]), max_size=12) | st.just("- item"), max_size=5
)


def without_joins(text: str) -> str:
    """The text as it is read, ligatures taken apart."""
    return "\n\n".join(plain(part) for part in text.split("\n\n"))


@settings(max_examples=60)
@given(st.lists(CELLS.map("\n".join).map(canonical), min_size=1, max_size=4).filter(any))
def test_texts_shown_as_html_are_read_as_they_were(texts: list[str]) -> None:
    html = "<table><tr>" + "".join(f"<td>{to_html(text)}" for text in texts) + "</table>"
    assert rows(html) == [tuple(map(canonical, map(without_joins, texts)))]


# Encodings.


@pytest.mark.parametrize(
    "data",
    [
        "<p>café – “so”".encode(),
        codecs.BOM_UTF8 + "<p>café – “so”".encode(),
        "<p>café – “so”".encode("utf-16"),
        codecs.BOM_UTF16_BE + "<p>café – “so”".encode("utf-16-be"),
        "<p>café – “so”".encode("cp1252"),
        "<meta charset=windows-1252><p>café – “so”".encode("cp1252"),
        "<meta http-equiv=x content='text/html; charset=iso-8859-1'><p>café – “so”".encode("cp1252"),
        "<meta charset='utf-16'><p>café – “so”".encode(),
        "<meta charset='none-such'><p>café – “so”".encode(),
        "<meta charset='rot13'><p>café – “so”".encode(),
    ],
)
def test_a_page_is_read_in_its_own_encoding(data: bytes) -> None:
    assert read_web_page(data).blocks == (Paragraph("café – “so”"),)


# Pages that are none, or hostile.


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "holds no text"),
        (b"<html><script>x</script>", "holds no text"),
        (b"<p>a\n\0b", "line 2: the page is not text, it holds a NUL byte"),
        (b"<meta charset=utf-8>\n<p>\xff", "line 2: the page is not text in UTF-8"),
        (b"<p>a\n<!-- b" + b"<!--" * 100_000, "line 2: a comment opens there and is never closed"),
        (b"<p>a\n" + b'<a b="' * 100_000, "line 2: a tag opens there and is never closed"),
        (b"<p>\x81\xff", "line 1: the page is not text in CP1252"),
        (b"<div>" * 100_000, "line 1: the page is nested deeper than 1000 elements"),
        (b"<b>" * 100_000 + b"text", "nested deeper than 1000"),
        (b"<table><tr><td>" * 60, "tables are nested deeper than 50"),
        (b"<table><tr><td colspan=999999>x</table>", "more than 256 columns"),
        (b"<table>" + (b"<tr><td colspan=250>x" * 2000) + b"</table>", "more than 400000 cells"),
    ],
)
def test_a_page_that_cannot_be_read_is_refused_in_a_sentence(data: bytes, said: str) -> None:
    with pytest.raises(Refused, match=said):
        read_web_page(data)


def test_a_script_that_never_ends_is_named() -> None:
    assert losses("<p>a</p>\n<script>var x;\n<p>b</p>").keys() == {"the rest of the page"}


TAGS = (
    "p",
    "table",
    "tr",
    "td",
    "th",
    "caption",
    "tbody",
    "ul",
    "ol",
    "li",
    "h1",
    "div",
    "span",
    "q",
    "pre",
    "dt",
)
PIECES = st.sampled_from(
    [f"<{slash}{tag}>" for tag in TAGS for slash in ("", "/")]
    + ["<td/>", "<br>", "&amp;", "1.", "\n", *["word"] * 9]
)
ODD = st.sampled_from(
    ["<!--", "-->", "<![if>", "<![x", "<!x>", "<?", "&#0;", "&#xD800;", "<", "<svg>", "</svg>", "<a b='"]
)


def said(document: Document) -> str:
    """All texts of a document."""
    held = [row.cells for block in document.blocks if isinstance(block, Table) for row in block.rows]
    return repr([held, *(block.text for block in document.blocks if hasattr(block, "text"))])


@settings(max_examples=80)
@given(st.lists(PIECES, max_size=40))
def test_no_word_is_lost_or_doubled_in_any_soup_of_tags(pieces: list[str]) -> None:
    document = read_web_page(" ".join(["first", *pieces]).encode())
    assert said(document).count("word") == pieces.count("word")
    assert document.losses == ()


def outcome(data: bytes) -> str:
    """What reading comes to, in a sentence."""
    try:
        return f"{len(read_web_page(data).blocks)} blocks are read."
    except Refused as refused:
        return str(refused)


@settings(max_examples=60)
@given(st.lists(PIECES | ODD, max_size=30))
def test_damaged_mark_up_is_read_or_refused(pieces: list[str]) -> None:
    assert outcome(" ".join(["first", *pieces]).encode()).endswith(".")
