"""Reading Word files: as offices have them, as Word keeps what is not printed, and as damage leaves them."""

import io
import re
import zipfile
from collections.abc import Callable

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from performance.reading.text import read_text
from recommendations.reading.document import Document, Heading, Item, Paragraph, Picture, Table
from recommendations.reading.files.word import read_word
from recommendations.reading.paper import Refused
from recommendations.reading.read import read_sheet
from recommendations.reading.sheet import Sheet
from tests.papers import REAL_PAPERS, TEXTS, real
from tests.recommendations.test_reading_fixture_written import placeless
from tests.word_papers import as_word, new_list, picture, tracked

PARTS = ("title", "meeting", "next_meeting", "bodies", "reports", "notes")
W = nsdecls("w")


def read(build: Callable[[docx.document.Document], object]) -> Document:
    """The document read from a Word file that the function builds."""
    word = docx.Document()
    build(word)
    stream = io.BytesIO()
    word.save(stream)
    return read_word(stream.getvalue())


def body(xml: str) -> Document:
    """The document read from a text of this XML."""

    def build(word: docx.document.Document) -> None:
        held = parse_xml(f"<w:body {W} {nsdecls('wp', 'a', 'pic', 'r', 'm')} {MORE}>{xml}</w:body>")
        for element in reversed(list(held)):
            word.element.body.insert(0, element)

    return read(build)


MORE = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)


def p(*runs: str, properties: str = "") -> str:
    held = "".join(
        run if run.startswith("<") else f'<w:r><w:t xml:space="preserve">{run}</w:t></w:r>' for run in runs
    )
    return f"<w:p><w:pPr>{properties}</w:pPr>{held}</w:p>"


def tc(*content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(content) or '<w:p/>'}</w:tc>"


def tbl(*rows: str, grid: str = "") -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def rows(document: Document) -> list[tuple[str, ...]]:
    return [row.cells for block in document.blocks if isinstance(block, Table) for row in block.rows]


# Whole papers.


@pytest.mark.parametrize("name", [*TEXTS, *REAL_PAPERS])
def test_the_word_file_of_a_paper_gives_the_paper(name: str) -> None:
    text = TEXTS[name] if name in TEXTS else real(name).decode("utf-8-sig")
    document = read_word(as_word(text))
    told, expected = read_sheet(name, "", Sheet.of(document)), read_sheet(name, "", Sheet(text))
    for part in PARTS:
        assert placeless(getattr(told, part)) == placeless(getattr(expected, part))
    assert document.losses == ()
    assert {loss.what for loss in told.losses} == {loss.what for loss in expected.losses}


@pytest.mark.parametrize("name", [name for name in (*TEXTS, *REAL_PAPERS) if "board" in name])
def test_the_word_file_of_a_paper_gives_its_performance_report(name: str) -> None:
    text = TEXTS[name] if name in TEXTS else real(name).decode("utf-8-sig")
    told, expected = read_text(Sheet.of(read_word(as_word(text)))), read_text(Sheet(text))
    assert expected.priorities
    for part in ("priorities", "figures", "stated", "terms"):
        assert placeless(getattr(told, part)) == placeless(getattr(expected, part))


def test_a_paper_with_one_status_changed_is_another_paper() -> None:
    text = TEXTS["board.txt"]
    told = read_sheet("", "", Sheet.of(read_word(as_word(text.replace("\tAmber\n", "\tRed\n", 1)))))
    assert placeless(told.reports) != placeless(read_sheet("", "", Sheet(text)).reports)


# Paragraphs and what is in them.


def test_headings_by_style_by_what_it_is_based_on_and_by_outline() -> None:
    def build(word: docx.document.Document) -> None:
        word.add_heading("Title", 0)
        word.add_heading("Third", 3)
        word.styles.add_style("Chapter", 1).base_style = word.styles["Heading 2"]
        word.add_paragraph("Own", style="Chapter")
        outlined = word.add_paragraph("Outlined")
        outlined._p.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {W} w:val="3"/>'))
        word.add_paragraph("Text")

    assert read(build).blocks == (
        Heading("Title", 1), Heading("Third", 3), Heading("Own", 2), Heading("Outlined", 4),
        Paragraph("Text"),
    )  # fmt: skip


def test_what_a_paragraph_prints() -> None:
    found = body(
        p("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>co</w:t><w:softHyphen/><w:t>de</w:t></w:r>")
        + p("<w:r><w:t>x</w:t><w:noBreakHyphen/><w:t>y \u00adz</w:t></w:r>", " \ufb01ne o\ufb03ce \ufb05")
        + p('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>', " done")
        + p("<m:oMath><m:r><m:t>a=b</m:t></m:r></m:oMath>")
        + p("   ")
        + p(
            "<w:ruby><w:rt><w:r><w:t>above</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>base</w:t></w:r></w:rubyBase></w:ruby>"
        )
    )
    assert [block.text for block in found.blocks] == [
        "a b\ncode", "x-y z fine office st", "✓ done", "a=b", "base",
    ]  # fmt: skip
    assert found.losses == ()
    assert [block.where for block in found.blocks][-1] == "paragraph 5"


def test_text_in_links_controls_and_boxes_is_read() -> None:
    box = "<w:txbxContent>" + p("boxed") + tbl(tr(tc(p("c1")), tc(p("c2")))) + "</w:txbxContent>"
    found = body(
        p(
            "See ",
            "<w:hyperlink><w:r><w:t>the link</w:t></w:r></w:hyperlink>",
            "<w:smartTag><w:r><w:t>!</w:t></w:r></w:smartTag>",
        )
        + f"<w:sdt><w:sdtPr/><w:sdtContent>{p('controlled')}</w:sdtContent></w:sdt>"
        + "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr>"
        + f"<w:sdtContent>{p('Click here')}</w:sdtContent></w:sdt>"
        + p(
            "anchor",
            "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:wsp><wps:txbx>"
            f"{box}</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}"
            "</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>",
        )
    )
    assert [block.text for block in found.blocks] == [
        "See the link!", "controlled", "anchor", "boxed", "c1 c2",
    ]  # fmt: skip


def test_the_result_of_a_field_is_read_and_its_instruction_is_not() -> None:
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    chosen = (
        '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/>'
        '<w:listEntry w:val="Red"/><w:listEntry w:val="Green"/></w:ddList></w:ffData></w:fldChar></w:r>'
    )
    found = body(
        p(
            mark("begin"),
            "<w:r><w:instrText>IF </w:instrText></w:r>",
            "hidden",
            mark("separate"),
            "seen",
            mark("end"),
        )
        + p(chosen, mark("end"))
        + p(mark("begin"), "lost", "<w:r><w:instrText>REF</w:instrText></w:r>")
        + p("the rest is there")
    )
    assert [block.text for block in found.blocks] == ["seen", "Green", "the rest is there"]


def test_tracked_changes_read_as_if_they_were_accepted() -> None:
    def build(word: docx.document.Document) -> None:
        first = word.add_paragraph("Status ")
        tracked(first, "Red", "del")
        tracked(first, "Amber", "ins")
        tracked(first, " elsewhere", "moveFrom")
        joined = word.add_paragraph("One")
        joined._p.get_or_add_pPr().append(parse_xml(f"<w:rPr {W}><w:del/></w:rPr>"))
        word.add_paragraph("sentence")
        table = word.add_table(2, 1)
        table.cell(0, 0).text, table.cell(1, 0).text = "kept", "gone"
        table.rows[1]._tr.get_or_add_trPr().append(parse_xml(f"<w:del {W}/>"))

    found = read(build)
    assert found.blocks[:2] == (Paragraph("Status Amber"), Paragraph("One sentence"))
    assert rows(found) == [("kept",)]
    assert found.losses == ()


def test_what_is_not_read_is_named_once_with_its_place() -> None:
    def build(word: docx.document.Document) -> None:
        word.add_paragraph("Text")
        paragraph = word.add_paragraph("Noted")
        paragraph._p.append(parse_xml(f'<w:r {W}><w:footnoteReference w:id="2"/></w:r>'))
        paragraph._p.append(parse_xml(f'<w:r {W}><w:footnoteReference w:id="3"/></w:r>'))
        paragraph._p.append(parse_xml(f'<w:r {W}><w:commentReference w:id="0"/></w:r>'))
        word.add_paragraph().add_run("secret").font.hidden = True
        word.add_paragraph("1 Contents 3").style = word.styles.add_style("toc 1", 1)
        word.element.body.insert(0, parse_xml(f"<w:altChunk {W}/>"))
        word.add_table(1, 1).cell(0, 0).paragraphs[0].add_run().add_picture(picture())
        word.sections[0].header.paragraphs[0].text = "OFFICIAL"
        word.sections[0].footer.paragraphs[0].text = "Page 3 of 14"
        word.core_properties.title = "The paper"
        word.sections[0].first_page_header.paragraphs[0].text = "The paper\tText"

    assert {loss.what: str(loss.place) for loss in read(build).losses} == {
        "a file within the file": "after paragraph 0",
        "a footnote": "paragraph 2",
        "a comment": "paragraph 2",
        "hidden text": "paragraph 3",
        "the table of contents": "paragraph 3",
        "a picture in a cell": "table 1, row 1",
        "the page header: OFFICIAL": "the page header",
    }


def test_pictures_keep_their_description() -> None:
    def build(word: docx.document.Document) -> None:
        run = word.add_paragraph("Above").add_run()
        run.add_picture(picture())
        word.inline_shapes[0]._inline.docPr.set("descr", "A  chart\nof things")
        word.add_paragraph().add_run().add_picture(picture())

    assert read(build).blocks == (Paragraph("Above"), Picture("A chart of things"), Picture(""))
    drawn = "<w:drawing><wp:docPr id='1' name='x' {}/><wps:wsp/></w:drawing>".format
    assert body(p(f"<w:r>{drawn('')}</w:r>")).blocks == ()
    assert body(p(f"<w:r>{drawn('descr=' + chr(39) + 'An arrow' + chr(39))}</w:r>")).blocks == (
        Picture("An arrow"),
    )
    found = body(p("<w:r><w:object><v:shape alt='A sheet'/></w:object></w:r>"))
    assert (found.blocks, found.losses[0].what) == ((Picture("A sheet"),), "an embedded object")


# Lists.


def test_numbers_start_and_restart_and_bullets_have_none() -> None:
    def build(word: docx.document.Document) -> None:
        def item(text: str, num: int, level: int = 0) -> None:
            held = word.add_paragraph(text)._p.get_or_add_pPr().get_or_add_numPr()
            held.get_or_add_numId().val, held.get_or_add_ilvl().val = num, level

        numbering = word.part.numbering_part.element
        levels = [("decimal", "%1.", 3), ("lowerLetter", "(%2)", 1), ("upperRoman", "%1.%3", 4)]
        rules = parse_xml(
            f'<w:abstractNum {W} w:abstractNumId="77">'
            + "".join(
                f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
                f'<w:lvlText w:val="{text}"/></w:lvl>'
                for at, (form, text, start) in enumerate(levels)
            )
            + "</w:abstractNum>"
        )
        numbering.insert(0, rules)
        first, second = numbering.add_num(77), numbering.add_num(77)
        second.add_lvlOverride(0).add_startOverride(9)
        for text, level in [("a", 0), ("b", 1), ("c", 1), ("d", 0), ("e", 1), ("f", 2), ("", 0), ("g", 0)]:
            item(text, first.numId, level)
        item("h", second.numId)
        item("i", second.numId)
        word.add_paragraph("j", style="List Bullet")
        word.add_paragraph("k", style="List Number")
        item("no list", 0)

    assert read(build).blocks == (
        *(Item(*pair) for pair in zip("abcdef", ["3", "a", "b", "4", "a", "4.IV"], strict=True)),
        Item("g", "6"), Item("h", "9"), Item("i", "10"), Item("j"), Item("k", "1"), Paragraph("no list"),
    )  # fmt: skip


def test_a_list_of_a_list_style_and_rules_in_a_ring() -> None:
    def build(word: docx.document.Document) -> None:
        numbering = word.part.numbering_part.element
        style = word.styles["List Number"].element
        linked = '<w:numStyleLink w:val="ListNumber"/>'
        numbering.insert(0, parse_xml(f'<w:abstractNum {W} w:abstractNumId="88">{linked}</w:abstractNum>'))
        num = numbering.add_num(88)
        paragraph = word.add_paragraph("linked")
        paragraph._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = num.numId
        ring = word.add_paragraph("ring")
        ring._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = num.numId
        word.styles["Normal"].base_style = word.styles["List Number"]
        assert style.pPr.numPr is not None

    assert read(build).blocks == (Item("linked", "1"), Item("ring", "2"))


def test_lists_in_cells_are_lines() -> None:
    def build(word: docx.document.Document) -> None:
        table = word.add_table(2, 2)
        cell = table.cell(0, 0)
        cell.text = "Before"
        for text in ("one", "two"):
            cell.add_paragraph(text, style="List Bullet")
        cell.add_paragraph("After\nbreak")
        num = new_list(word, 4)
        for at, text in enumerate(("four", "five")):
            numbered = table.cell(0, 1).paragraphs[0] if not at else table.cell(0, 1).add_paragraph()
            numbered.style, numbered.text = "List Number", text
            numbered._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = num
        counted = table.cell(1, 0).paragraphs[0]  # a column of numbers that Word counts: no text at all
        counted._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = num

    assert rows(read(build)) == [("Before\n\n- one\n- two\n\nAfter\nbreak", "4. four\n5. five"), ("6.", "")]


# Tables.


def test_merged_cells_keep_columns_aligned() -> None:
    found = body(
        tbl(
            tr(tc(p("No.")), tc(p("Text")), tc(p("RAG"))),
            tr(tc(p("Theme"), properties='<w:gridSpan w:val="2"/>'), tc(p("Lead"))),
            tr(tc(p("1"), properties='<w:vMerge w:val="restart"/>'), tc(p("a")), tc(p("Red"))),
            tr(tc(p("1"), properties="<w:vMerge/>"), tc(p("b")), tc(p("Green"))),
            tr(tc(p("x")), properties='<w:gridBefore w:val="1"/><w:gridAfter w:val="1"/>'),
        )
    )
    assert rows(found) == [
        ("No.", "Text", "RAG"), ("Theme", "", "Lead"), ("1", "a", "Red"), ("", "b", "Green"), ("", "x", ""),
    ]  # fmt: skip
    assert found.blocks[0].rows[1].spans == (2, 1, 1)


def test_edges_that_nearly_meet_are_one() -> None:
    """Somebody dragged the edge of one row by a millimetre: Word keeps a sliver of a column."""
    wide = '<w:gridSpan w:val="2"/>'
    found = body(
        tbl(
            tr(tc(p("No.")), tc(p("Text"), properties=wide), tc(p("RAG"))),
            tr(tc(p("1"), properties=wide), tc(p("a")), tc(p("Red"))),
            grid="".join(f'<w:gridCol w:w="{width}"/>' for width in (600, 60, 4000, 900)),
        )
    )
    assert rows(found) == [("No.", "Text", "RAG"), ("1", "a", "Red")]


def test_a_table_in_a_cell_becomes_lines_of_the_cell() -> None:
    inner = tbl(tr(tc(p("a")), tc(p("b"))), tr(tc(p("c")), tc()))
    assert rows(body(tbl(tr(tc(p("Above"), inner, p("Below")))))) == [("Above\n\na b\nc\n\nBelow",)]


def test_a_table_parted_by_hand_is_one_and_another_is_not() -> None:
    head = tr(tc(p("No.")), tc(p("Text")))
    parted = tbl(head, tr(tc(p("1")), tc(p("a")))) + p() + tbl(head, tr(tc(p("2")), tc(p("b"))))
    found = body(parted)
    assert len(found.blocks) == 1
    assert rows(found) == [("No.", "Text"), ("1", "a"), ("2", "b")]
    assert found.blocks[0].rows[2].where == "table 2, row 2"
    assert len(body(parted.replace(p(), p("between"))).blocks) == 3
    assert len(body(tbl(head) + p() + tbl(tr(tc(p("No.")), tc(p("Other"))))).blocks) == 2


def test_rows_and_cells_in_controls_are_read() -> None:
    cell = f"<w:sdt><w:sdtPr/><w:sdtContent>{tc(p('Amber'))}</w:sdtContent></w:sdt>"
    row = f"<w:sdt><w:sdtPr/><w:sdtContent>{tr(tc(p('1')), cell)}</w:sdtContent></w:sdt>"
    assert rows(body(tbl(row))) == [("1", "Amber")]


# Files that are none, or damaged.


def changed(part: str, change: Callable[[bytes], bytes | None]) -> bytes:
    """A Word file with one of its parts changed, or left out."""
    old, stream = zipfile.ZipFile(io.BytesIO(as_word("Text\n\na\tb"))), io.BytesIO()
    assert part in old.namelist()
    with zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            data = change(old.read(name)) if name == part else old.read(name)
            if data is not None:
                new.writestr(name, data)
    return stream.getvalue()


MAIN = "word/document.xml"
DOCTYPE = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'
WIDE = b'<w:tcPr><w:gridSpan w:val="99999"/>'


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no ZIP archive"),
        (b"PK\x03\x04 and no more", "no ZIP archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "password, or of a Word before 2007"),
        (changed(MAIN, lambda _: None), "holds no document"),
        (changed(MAIN, lambda data: data[:-40]), "word/document.xml is damaged at line"),
        (changed(MAIN, lambda data: data.replace(b"w:body", b"w:bodi")), "holds no text"),
        (changed(MAIN, lambda data: data.replace(b"<w:document", DOCTYPE + b"<w:document", 1)), "a document"),
        (changed("word/styles.xml", lambda _: b"no xml"), "word/styles.xml is damaged"),
        (changed("word/numbering.xml", lambda _: b""), "word/numbering.xml is damaged"),
        (changed(MAIN, lambda data: data.replace(b"<w:tcPr>", WIDE)), "Table 1 has more than 256 columns"),
        (changed(MAIN, lambda data: data.replace(b"<w:body>", b"<w:body>" + b"<w:sdt>" * 999)), "too deep"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(data: bytes, said: str) -> None:
    with pytest.raises(Refused, match=re.escape(said)):
        read_word(data)


def test_entities_are_not_expanded_and_strict_files_are_read() -> None:
    strict = changed(
        MAIN,
        lambda data: data.replace(
            b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        ),
    )
    assert read_word(strict).blocks[0] == Paragraph("Text")
    bare = changed("word/styles.xml", lambda _: f"<w:styles {W}/>".encode())
    assert read_word(bare).blocks[0] == Paragraph("Text")


def outcome(data: bytes) -> str:
    """What reading comes to, in a sentence."""
    try:
        return f"{len(read_word(data).blocks)} blocks are read."
    except Refused as refused:
        return str(refused)


WHOLE = as_word(TEXTS["board.txt"])


@settings(max_examples=50)
@given(st.data())
def test_a_damaged_file_is_read_or_refused(data: st.DataObject) -> None:
    """Bytes of the document's own XML are changed; whatever comes of it is a document or a refusal."""
    archive, stream = zipfile.ZipFile(io.BytesIO(WHOLE)), io.BytesIO()
    part = data.draw(
        st.sampled_from([MAIN, "word/styles.xml", "word/numbering.xml", "word/_rels/document.xml.rels"])
    )
    content = bytearray(archive.read(part))
    tags = [found.span() for found in re.finditer(rb'</?w:\w+|"[^"]*"', content)]
    for _ in range(data.draw(st.integers(1, 4))):
        start, end = data.draw(st.sampled_from(tags))
        filler = data.draw(st.sampled_from([b"0", b"9", b" ", b"x", b"<", b'"', b"-"]))
        at = data.draw(st.integers(start, min(end, len(content)) - 1))
        content[at : at + 1] = filler
    with zipfile.ZipFile(stream, "w") as new:
        for name in archive.namelist():
            new.writestr(name, bytes(content) if name == part else archive.read(name))
    assert outcome(stream.getvalue()).endswith(".")
