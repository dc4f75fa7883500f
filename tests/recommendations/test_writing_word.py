"""Written Word files: through our template and through an office's own."""

import io
import re
import zipfile
from collections.abc import Callable

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm
from PIL import Image

from recommendations.reading.document import Document, Heading, Item, Paragraph, Picture, Row, Table
from recommendations.reading.files.word import read_word
from recommendations.reading.paper import Refused
from recommendations.writing.about import About
from recommendations.writing.template import check_template, default_template
from recommendations.writing.word import write_word

ABOUT = About("Board paper", "Office of the Commissioner", "Board, 3 May 2023", "en-GB", "Official")
HEADER = Row(("No.", "Recommendation", "RAG"))
PAPER = Document(
    (
        Heading("Board paper", 1),
        Paragraph("Text"),
        Item("one", "3"),
        Item("dot"),
        Heading("Recommendations", 2),
        Table(
            (
                HEADER,
                Row(("Theme", "", ""), spans=(3, 1, 1)),
                Row(("1", "Short.", "Amber")),
                Row(("2", ("Long. " * 400).strip(), "Red")),
            ),
            "Recommendations and what became of them",
            (1, 8, 1),
        ),
    )
)


def opened(document: Document = PAPER, template: bytes | None = None) -> docx.document.Document:
    return docx.Document(io.BytesIO(write_word(document, about=ABOUT, template=template)))


def template(build: Callable[[docx.document.Document], object]) -> bytes:
    """A template of an office's own, made from an empty Word file."""
    word = docx.Document()
    build(word)
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()


def with_paper(word: docx.document.Document) -> None:
    word.add_paragraph("{paper}")


def repacked(data: bytes, change: Callable[[dict[str, bytes]], object]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()


def png(width: int, height: int) -> bytes:
    stream = io.BytesIO()
    Image.new("L", (width, height), 128).save(stream, "PNG")
    return stream.getvalue()


# What makes a file easy to read.


def test_headings_and_lists_are_true_ones() -> None:
    word = opened()
    assert [(p.style.name, p.text) for p in word.paragraphs[:5]] == [
        ("Heading 1", "Board paper"), ("Normal", "Text"), ("List Number", "one"), ("List Bullet", "dot"),
        ("Heading 2", "Recommendations"),
    ]  # fmt: skip
    assert all(p._p.pPr.numPr is not None for p in word.paragraphs[2:4])


def test_the_header_of_a_table_repeats_and_only_long_rows_break() -> None:
    (table,) = opened().tables
    marks = [{child.tag.split("}")[1] for child in row._tr.get_or_add_trPr()} for row in table.rows]
    assert marks == [{"cantSplit", "tblHeader"}, {"cantSplit"}, {"cantSplit"}, set()]
    said = table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
    assert said == "Recommendations and what became of them"
    widths = [column.width for column in table.columns]
    assert widths[1] > 4 * widths[0]
    assert abs(sum(widths) - Mm(170)) < Mm(1)
    assert table.style.name == "Paper Table"


def test_language_title_and_no_moment_of_making_are_stated() -> None:
    word = opened()
    assert word.styles.element.find(f".//{qn('w:docDefaults')}//{qn('w:lang')}").get(qn("w:val")) == "en-GB"
    properties = word.core_properties
    assert (properties.title, properties.subject, properties.author) == (
        ABOUT.title,
        ABOUT.subject,
        ABOUT.office,
    )
    assert (properties.language, properties.created, properties.modified) == ("en-GB", None, None)


def test_head_and_foot_say_whose_paper_it_is_and_which_page() -> None:
    word = opened()
    assert word.sections[0].header.paragraphs[0].text == "Office of the Commissioner\tBoard, 3 May 2023"
    foot = word.sections[0].footer.paragraphs[0]
    assert foot.text.startswith("Official\tPage ")
    assert re.findall(r'instr=" (\w+) "', foot._p.xml) == ["PAGE", "NUMPAGES"]
    assert read_word(write_word(PAPER, about=ABOUT)).losses == ()


def test_what_xml_cannot_hold_is_marked_also_in_what_the_file_says_of_itself() -> None:
    about = About("a\x00b", "c\x0bd", footer="e\ud800")
    word = docx.Document(io.BytesIO(write_word(Document((Paragraph("f\x07g"),)), about=about)))
    assert word.paragraphs[0].text == "f\ufffdg"
    assert word.core_properties.title == "a\ufffdb"
    assert word.sections[0].footer.paragraphs[0].text.startswith("e\ufffd")


# Pictures.


def test_a_picture_keeps_its_description_and_fits_the_page() -> None:
    document = Document(
        (Picture("Searches by month", png=png(4000, 1000)), Picture("Tall", png=png(100, 9000)))
    )
    word = opened(document)
    wide, tall = word.inline_shapes
    assert abs(wide.width - 4 * wide.height) < 4
    assert abs(wide.width - Mm(170)) < Mm(1)
    assert tall.height <= Mm(170)
    assert wide._inline.docPr.get("descr") == "Searches by month"
    assert read_word(write_word(document, about=ABOUT)) == document


def test_what_is_no_picture_is_refused() -> None:
    for data in (b"no picture", b"\x89PNG\r\n\x1a\n", png(5, 5)[:40]):
        with pytest.raises(Refused, match="“A chart” is no picture"):
            write_word(Document((Picture("A chart", png=data),)), about=ABOUT)


def test_a_table_that_word_cannot_hold_is_refused() -> None:
    with pytest.raises(Refused, match="64 columns"):
        write_word(Document((Table((Row(("x",) * 64),)),)), about=ABOUT)


# Templates.


def test_our_own_template_serves() -> None:
    check_template(default_template())
    assert write_word(PAPER, about=ABOUT, template=default_template()) == write_word(PAPER, about=ABOUT)


def test_a_bare_word_file_serves_and_takes_the_styles_it_lacks() -> None:
    def build(word: docx.document.Document) -> None:
        for style in list(word.styles):
            if style.name in ("Heading 2", "List Number", "List Bullet"):
                style.delete()
        section = word.sections[0]
        section.page_width, section.page_height = section.page_height, section.page_width
        section.header.paragraphs[0].add_run("{off")
        section.header.paragraphs[0].add_run("ice}: {title}")
        word.add_paragraph("For {subject}.")
        with_paper(word)
        word.add_paragraph("{footer} end")

    word = opened(template=template(build))
    assert word.sections[0].header.paragraphs[0].text == "Office of the Commissioner: Board paper"
    texts = [p.text for p in word.paragraphs if p.text]
    assert (texts[0], texts[-1]) == ("For Board, 3 May 2023.", "Official end")
    assert {"Heading 2", "List Number", "List Bullet", "Paper Table"} <= {style.name for style in word.styles}
    assert len({style.style_id for style in word.styles}) == len(word.styles)
    wide = sum(column.width for column in word.tables[0].columns)
    section = word.sections[0]
    assert abs(wide - (section.page_width - section.left_margin - section.right_margin)) < Mm(1)
    found = read_word(write_word(PAPER, about=ABOUT, template=template(build)))
    assert found.blocks[1:-1] == PAPER.blocks


def test_styles_are_found_by_name_whatever_their_id_is() -> None:
    def build(word: docx.document.Document) -> None:
        word.styles["Heading 1"].element.set(qn("w:styleId"), "berschrift1")
        word.styles["Normal"].element.set(qn("w:styleId"), "PaperTable")
        with_paper(word)

    data = write_word(PAPER, about=ABOUT, template=template(build))
    assert docx.Document(io.BytesIO(data)).paragraphs[0]._p.pPr.pStyle.val == "berschrift1"
    assert read_word(data).blocks == PAPER.blocks


def test_a_section_that_ends_with_the_paper_is_kept() -> None:
    def build(word: docx.document.Document) -> None:
        with_paper(word)
        word.add_section()
        word.add_paragraph("After")

    word = opened(template=template(build))
    assert len(word.sections) == 2
    assert word.paragraphs[-1].text == "After"


def test_a_template_of_words_own_kind_serves() -> None:
    def to_template(parts: dict[str, bytes]) -> None:
        name = "[Content_Types].xml"
        parts[name] = parts[name].replace(b"document.main+xml", b"template.main+xml")

    data = repacked(default_template(), to_template)
    check_template(data)
    assert read_word(write_word(PAPER, about=ABOUT, template=data)).blocks == PAPER.blocks


KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
REL = f'<Relationship Id="x9" Type="{KINDS}/{{}}" Target="{{}}" TargetMode="External"/>'


def linked(kind: str, target: str) -> bytes:
    def change(parts: dict[str, bytes]) -> None:
        name = "word/_rels/document.xml.rels"
        rel = REL.format(kind, target).encode()
        parts[name] = parts[name].replace(b"</Relationships>", rel + b"</Relationships>")

    return repacked(default_template(), change)


def with_macro(parts: dict[str, bytes]) -> None:
    name = "[Content_Types].xml"
    macro = b'<Override PartName="/word/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/>'
    parts[name] = parts[name].replace(b"</Types>", macro + b"</Types>")
    parts["word/vbaProject.bin"] = b"macro"


def twice(word: docx.document.Document) -> None:
    with_paper(word)
    with_paper(word)


def in_a_cell(word: docx.document.Document) -> None:
    word.add_table(1, 1).cell(0, 0).text = "{paper}"


def without_text(parts: dict[str, bytes]) -> None:
    parts["word/document.xml"] = b"<x/>"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"no Word file", "archive"),
        (repacked(default_template(), lambda parts: parts.pop("word/document.xml")), "no Word file"),
        (repacked(default_template(), without_text), "no Word file"),
        (repacked(default_template(), with_macro), "macro"),
        (
            linked("attachedTemplate", "file:///C:/office/letter.dotx"),
            "attachedTemplate in /word/document.xml",
        ),
        (linked("attachedTemplate", "https://example.org/letter.dotx"), "a template fetched from elsewhere"),
        (linked("image", "https://example.org/logo.png"), "a picture fetched from elsewhere"),
        (template(lambda word: word.add_paragraph("Here comes {paper}")), "no such paragraph"),
        (template(in_a_cell), "no such paragraph"),
        (template(twice), "2 such paragraphs"),
    ],
)
def test_a_template_that_cannot_serve_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(Refused, match=re.escape(said)):
        check_template(data)
    with pytest.raises(Refused, match=re.escape(said)):
        write_word(PAPER, about=ABOUT, template=data)


def test_a_hyperlink_in_a_template_is_no_fault() -> None:
    check_template(linked("hyperlink", "https://example.org/"))


def test_placeholders_in_text_boxes_are_filled_once() -> None:
    def build(word: docx.document.Document) -> None:
        box = "<w:txbxContent><w:p><w:r><w:t>{title}!</w:t></w:r></w:p></w:txbxContent>"
        box = f"<v:shape><v:textbox>{box}</v:textbox></v:shape>"
        paragraph = word.add_paragraph("{office}")
        vml = 'xmlns:v="urn:schemas-microsoft-com:vml"'
        paragraph._p.append(parse_xml(f"<w:r {nsdecls('w')} {vml}><w:pict>{box}</w:pict></w:r>"))
        with_paper(word)

    found = read_word(write_word(Document(()), about=ABOUT, template=template(build)))
    assert found.blocks == (Paragraph("Office of the Commissioner"), Paragraph("Board paper!"))
