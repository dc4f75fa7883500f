"""The template of written Word files: our own, made here, and what an office's own has to be like."""

from __future__ import annotations

from functools import lru_cache

import docx
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from recommendations.reading.files.archive import check_archive
from recommendations.reading.paper import Refused
from recommendations.writing.word_file import opened, saved
from recommendations.writing.word_places import PAPER, papers
from recommendations.writing.word_xml import make

FONT = "Arial"
MARGIN, WIDTH, HEIGHT = 20, 210, 297  # millimetres of an A4 page
HEADINGS = (18, 15, 13, 12, 11, 11, 11, 11, 11)  # points
KEPT = {
    *("normal", "header", "footer", "list bullet", "list number"),
    *("default paragraph font", "normal table", "no list"),
}
# What python-docx's own file carries and nobody needs.
DROPPED = {"thumbnail", "customXml", "stylesWithEffects", "webSettings", "numbering"}
EDGES = ("top", "left", "bottom", "right", "insideH", "insideV")
TABLE_STYLE = f"""
<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="PaperTable"><w:name w:val="Paper Table"/>
<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>
{"".join(f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="404040"/>' for edge in EDGES)}
</w:tblBorders><w:tblCellMar><w:top w:w="28" w:type="dxa"/><w:left w:w="85" w:type="dxa"/>
<w:bottom w:w="28" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>"""


@lru_cache(maxsize=1)
def default_template() -> bytes:
    """Our template: A4, a sans type, office and subject at the head of each page, its number at the foot."""
    word = docx.Document()
    for rels in (word.part.rels, word.part.package.rels):
        for id_ in [id_ for id_, rel in rels.items() if rel.reltype.rpartition("/")[2] in DROPPED]:
            del rels[id_]
    _styles(word)
    _page(word)
    word.add_paragraph(PAPER)
    word.core_properties.title = word.core_properties.author = word.core_properties.comments = ""
    return saved(word)


def _styles(word: WordDocument) -> None:
    root = word.styles.element
    for style in root.findall(qn("w:style")):
        name = style.find(qn("w:name")).get(qn("w:val")).lower()
        if name not in KEPT and not (name.startswith("heading ") and not name.endswith("char")):
            root.remove(style)
            continue
        for tag in ("w:link", "w:rPr", "w:numPr"):
            for held in list(style.iter(qn(tag))):
                held.getparent().remove(held)
    fonts = make("rFonts", ascii=FONT, hAnsi=FONT, cs=FONT, eastAsia=FONT)
    defaults = root.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}")
    defaults[:] = [make("rPr", fonts, make("sz", val=22), make("szCs", val=22))]
    normal = word.styles["Normal"].paragraph_format
    normal.space_after, normal.line_spacing = Pt(6), 1.1
    for level, size in enumerate(HEADINGS, 1):
        style = word.styles[f"Heading {level}"]
        style.font.size, style.font.bold, style.font.italic = Pt(size), True, level > 5
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(size), Pt(4)
        style.paragraph_format.keep_with_next = True
    _own_styles(word)


def _own_styles(word: WordDocument) -> None:
    """The styles of cells, of the table, and of what stands for a missing picture."""
    cell = word.styles.add_style("Paper Cell", WD_STYLE_TYPE.PARAGRAPH)
    cell.font.size, cell.paragraph_format.space_after = Pt(9.5), Pt(2)
    cell.paragraph_format.line_spacing = 1.0
    heading = word.styles.add_style("Paper Cell Heading", WD_STYLE_TYPE.PARAGRAPH)
    heading.base_style, heading.font.bold = cell, True
    heading.paragraph_format.keep_with_next = True
    description = word.styles.add_style("Picture Description", WD_STYLE_TYPE.PARAGRAPH)
    description.base_style, description.font.italic = word.styles["Normal"], True
    word.styles.element.append(parse_xml(TABLE_STYLE))


def _page(word: WordDocument) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Mm(WIDTH), Mm(HEIGHT)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(MARGIN)
    section.header_distance = section.footer_distance = Mm(MARGIN / 2)
    for name in ("Header", "Footer"):
        style = word.styles[name]
        style.font.size = Pt(9)
        for stop in list(style.element.iter(qn("w:tabs"))):
            stop.getparent().remove(stop)
        style.paragraph_format.tab_stops.add_tab_stop(Mm(WIDTH - 2 * MARGIN), WD_TAB_ALIGNMENT.RIGHT)
    section.header.paragraphs[0].text = "{office}\t{subject}"
    foot = section.footer.paragraphs[0]
    foot.text = "{footer}\tPage "
    for field, following in (("PAGE", " of "), ("NUMPAGES", "")):
        shown = make("t")
        shown.text = "1"
        foot._p.append(make("fldSimple", make("r", shown), instr=f" {field} "))
        if following:
            foot.add_run(following)


def check_template(data: bytes) -> None:
    """Refuse a template that cannot serve, or that would run or fetch anything when it is opened.

    Raises Refused with a sentence. Hyperlinks that a reader may follow are no fault.
    """
    check_archive(data)
    word = opened(data)
    for part in word.part.package.iter_parts():
        for rel in part.rels.values():
            if rel.is_external and rel.reltype.rpartition("/")[2] != "hyperlink":
                kind = rel.reltype.rpartition("/")[2]
                raise Refused(
                    f"The template fetches something from elsewhere ({kind} in {part.partname}): "
                    "save it without links to other files."
                )
    held = len(papers(word))
    if held != 1:
        found = f"{held} such paragraphs" if held else "no such paragraph"
        raise Refused(
            f"The template needs one paragraph of the text that is {PAPER} and no more: it has {found}."
        )
