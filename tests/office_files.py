"""Word and Excel files put together by hand, part by part: small, the same each time, sound until changed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

DAY = (2023, 5, 3, 0, 0, 0)
TYPES, RELS = "[Content_Types].xml", "_rels/.rels"
DOCUMENT, STYLES = "word/document.xml", "word/styles.xml"
WORKBOOK, SHEET, STRINGS = "xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OPC = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
EXCEL = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
KIND = "application/vnd.openxmlformats-officedocument."
ROWS = (
    ("No.", "Recommendation", "Update", "RAG"),
    ("1", "Keep a log of each search.", "A log is kept.", "Green"),
    ("2", "Ask the public.", "Nothing new.", "Amber"),
)
Parts = dict[str, bytes]


def zipped(parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The parts as an archive, in their order."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            part = zipfile.ZipInfo(name, DAY)
            part.compress_type = method
            archive.writestr(part, content)
    return file.getvalue()


def types(kinds: Mapping[str, str], defaults: str = "") -> bytes:
    """The part that lists the types of the others."""
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in kinds.items()
    )
    return (
        f'{XML}<Types xmlns="{OPC}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{defaults}{overrides}</Types>'
    ).encode()


def rels(*links: tuple[str, str], more: str = "") -> bytes:
    """A part of links, each a type and a target."""
    made = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(links, 1)
    )
    return f'{XML}<Relationships xmlns="{OPC}/relationships">{made}{more}</Relationships>'.encode()


def external(kind: str, target: str) -> str:
    """A link to something elsewhere."""
    return f'<Relationship Id="rId99" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="External"/>'


def word_parts(body: str = "", kind: str = "document.main") -> Parts:
    """The parts of a Word document: a table of two recommendations, or another body."""
    return {
        TYPES: types({DOCUMENT: f"{KIND}wordprocessingml.{kind}+xml"}),
        RELS: rels(("officeDocument", DOCUMENT)),
        DOCUMENT: document(body or word_table(ROWS)),
        "word/_rels/document.xml.rels": rels(),
    }


def document(body: str) -> bytes:
    """The main part of a Word document."""
    return f'{XML}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'.encode()


def paragraph(text: str) -> str:
    """A paragraph of Word."""
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def word_table(rows: tuple[tuple[str, ...], ...]) -> str:
    """A table of Word."""
    made = "".join(
        f"<w:tr>{''.join(f'<w:tc>{paragraph(cell)}</w:tc>' for cell in row)}</w:tr>" for row in rows
    )
    grid = "<w:gridCol/>" * len(rows[0])
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{made}</w:tbl>"


def excel_parts(rows: str = "", after: str = "", strings: bytes = b"") -> Parts:
    """The parts of a workbook: a sheet of two recommendations, or other rows; `after` stands below them."""
    made: Parts = {
        TYPES: types(
            {
                WORKBOOK: f"{KIND}spreadsheetml.sheet.main+xml",
                SHEET: f"{KIND}spreadsheetml.worksheet+xml",
                **({STRINGS: f"{KIND}spreadsheetml.sharedStrings+xml"} if strings else {}),
            }
        ),
        RELS: rels(("officeDocument", WORKBOOK)),
        WORKBOOK: (
            f'{XML}<workbook xmlns="{EXCEL}" xmlns:r="{OFFICE}">'
            '<sheets><sheet name="Tracker" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ).encode(),
        "xl/_rels/workbook.xml.rels": rels(
            ("worksheet", "worksheets/sheet1.xml"),
            *([("sharedStrings", "sharedStrings.xml")] * bool(strings)),
        ),
        SHEET: (
            f'{XML}<worksheet xmlns="{EXCEL}"><sheetData>{rows or excel_rows(ROWS)}</sheetData>'
            f"{after}</worksheet>"
        ).encode(),
    }
    return {**made, STRINGS: strings} if strings else made


def excel_rows(rows: tuple[tuple[str, ...], ...]) -> str:
    """Rows of a sheet, their texts in the cells themselves."""
    return "".join(
        f'<row r="{n}">{"".join(cell(f"{chr(65 + i)}{n}", text) for i, text in enumerate(row))}</row>'
        for n, row in enumerate(rows, 1)
    )


def cell(at: str, text: str) -> str:
    """A cell of a sheet."""
    return f'<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>'
