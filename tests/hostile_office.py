"""Word documents and workbooks whose content would fill the memory, fetch, run, or hide something."""

from __future__ import annotations

from tests.hostile_archives import noise
from tests.office_files import (
    DOCUMENT,
    EXCEL,
    KIND,
    RELS,
    ROWS,
    SHEET,
    STRINGS,
    STYLES,
    TYPES,
    XML,
    Parts,
    cell,
    document,
    excel_parts,
    excel_rows,
    external,
    paragraph,
    rels,
    types,
    word_parts,
    word_table,
    zipped,
)

OLE = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504)
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(10))
DOCTYPE = f"<!DOCTYPE laughs [{LAUGHS}]>"
ELSEWHERE = "https://example.org/t"


def far_cell() -> bytes:
    """One cell, in the last row and column that Excel has."""
    return zipped(excel_parts(f'<row r="1048576">{cell("XFD1048576", "Far")}</row>'))


def first_and_far_cell() -> bytes:
    """The first cell and the last one, with nothing between them."""
    return zipped(
        excel_parts(f'<row r="1">{cell("A1", "No.")}</row><row r="1048576">{cell("XFD1048576", "Far")}</row>')
    )


def far_row() -> bytes:
    """A table of recommendations whose last row is the last one that Excel has."""
    return zipped(excel_parts(excel_rows(ROWS) + f'<row r="1048576">{cell("A1048576", "3")}</row>'))


def merged() -> bytes:
    """Seventeen million cells merged into one."""
    more = '<mergeCells count="1"><mergeCell ref="A1:XFD1038"/></mergeCells>'
    return zipped(excel_parts(after=more))


def shared_strings() -> bytes:
    """One text of a megabyte, which five thousand cells share."""
    text = noise(1 << 20).decode()
    strings = f'{XML}<sst xmlns="{EXCEL}" count="4294967295" uniqueCount="1"><si><t>{text}</t></si></sst>'
    heads = "".join(f'<c r="{"ABCD"[i]}1" t="inlineStr"><is><t>{ROWS[0][i]}</t></is></c>' for i in range(4))
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"><v>{n - 1}</v></c>'
        + "".join(f'<c r="{column}{n}" t="s"><v>0</v></c>' for column in "BCD")
        + "</row>"
        for n in range(2, 1_700)
    )
    return zipped(excel_parts(f'<row r="1">{heads}</row>{rows}', strings=strings.encode()))


def _changed(parts: Parts, name: str, old: str, new: str) -> Parts:
    text = parts[name].decode()
    assert text.count(old) == 1
    return {**parts, name: text.replace(old, new).encode()}


def laughing(name: str) -> bytes:
    """A DOCTYPE with a thousand million laughs in a part of a Word document or a workbook."""
    parts = excel_parts(strings=f'{XML}<sst xmlns="{EXCEL}"/>'.encode())
    if name not in parts:
        parts = word_parts()
        parts[STYLES] = f'{XML}<w:styles xmlns:w="urn:x"/>'.encode()
    return zipped(_changed(parts, name, XML, f"{XML}{DOCTYPE}"))


def laughing_in(encoding: str, mark: bytes = b"", declared: str = "", name: str = DOCUMENT) -> bytes:
    """The same in the main part of a Word document, in another encoding."""
    text = word_parts()[name].decode().removeprefix(XML)
    opening = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    if encoding == "utf-7":
        content = (opening + DOCTYPE.replace("<", "+ADw-").replace("&", "+ACY-") + text).encode()
    else:
        content = mark + f"{opening}{DOCTYPE}{text}".encode(encoding)
    return zipped({**word_parts(), name: content})


def sound_in_utf16() -> bytes:
    """No DOCTYPE at all, in UTF-16: this is allowed in Office files."""
    text = word_parts()[DOCUMENT].decode().replace("UTF-8", "UTF-16")
    return zipped({**word_parts(), DOCUMENT: text.encode("utf-16")})


def macros_beside() -> bytes:
    """A program in a document that is said to have none."""
    return zipped({**word_parts(), "word/vbaProject.bin": OLE})


def made_for_macros() -> bytes:
    """A document of the type that may have macros, named as one that may not."""
    return zipped(_changed(word_parts(), TYPES, f"{KIND}wordprocessingml.document.main", MACROS))


MACROS = "application/vnd.ms-word.document.macroEnabled.main"


def hidden_macros() -> bytes:
    """A program under the name of a picture."""
    kind = {DOCUMENT: f"{KIND}wordprocessingml.document.main+xml"}
    parts = {**word_parts(), "word/media/a.png": b"\x89PNG"}
    parts[TYPES] = types({**kind, "word/media/a.png": "application/vnd.ms-office.vbaProject"})
    return zipped(parts)


def embedded_object() -> bytes:
    """An object of another program, under the name of a picture."""
    default = '<Default Extension="png" ContentType="image/png"/>'
    kind = {DOCUMENT: f"{KIND}wordprocessingml.document.main+xml"}
    return zipped({**word_parts(), TYPES: types(kind, default), "word/media/a.png": OLE})


def control() -> bytes:
    """A control that runs a program."""
    return zipped({**word_parts(), "word/activeX/activeX1.xml": b"<ax/>"})


def file_in_file() -> bytes:
    """A Word document inside a Word document."""
    return zipped({**word_parts(), "word/embeddings/Document1.docx": zipped(word_parts())})


def behind_a_chart() -> bytes:
    """The workbook that Word keeps behind a chart: this is allowed, and not opened."""
    more = {
        "word/embeddings/Sheet1.xlsx": zipped(excel_parts()),
        "word/charts/chart1.xml": f"{XML}<c/>".encode(),
        "word/charts/_rels/chart1.xml.rels": rels(("package", "../embeddings/Sheet1.xlsx")),
    }
    return zipped({**word_parts(), **more})


def linked(kind: str, target: str = ELSEWHERE) -> bytes:
    """A Word document that links to something elsewhere."""
    return zipped({**word_parts(), "word/_rels/document.xml.rels": rels(more=external(kind, target))})


def linked_workbook() -> bytes:
    """A workbook that takes values from another: allowed, and not followed."""
    parts = excel_parts()
    link = f'{XML}<externalLink xmlns="{EXCEL}"/>'.encode()
    more = {
        "xl/externalLinks/externalLink1.xml": link,
        "xl/externalLinks/_rels/externalLink1.xml.rels": rels(more=external("externalLinkPath", ELSEWHERE)),
    }
    return zipped({**parts, **more})


def strict() -> bytes:
    """A document in the strict form of the standard."""
    strict_rels = word_parts()[RELS].replace(
        b"http://schemas.openxmlformats.org/officeDocument/2006/",
        b"http://purl.oclc.org/ooxml/officeDocument/",
    )
    return zipped({**word_parts(), RELS: strict_rels})


def many_cells(rows: int = 60_000) -> bytes:
    """A table of hundreds of thousands of cells, each of them another."""
    body = tuple((str(n), f"{n * 2654435761 % 9973:x}", f"{n * 40503 % 7919:x}", "") for n in range(rows))
    return zipped(word_parts(word_table((ROWS[0], *body))))


def nested_tables(depth: int = 500) -> bytes:
    """Tables in tables."""
    opening = "<w:tbl><w:tr><w:tc>" * depth
    closing = "<w:p/></w:tc></w:tr></w:tbl>" * depth
    return zipped({**word_parts(), DOCUMENT: document(f"{opening}{paragraph('Deep')}{closing}")})


def no_main_part() -> bytes:
    """A Word document whose main part is missing."""
    parts = word_parts()
    del parts[DOCUMENT]
    return zipped(parts)


def no_sheet() -> bytes:
    """A workbook whose sheet is missing."""
    parts = excel_parts()
    del parts[SHEET]
    return zipped(parts)


def strings_lacking() -> bytes:
    """Cells that point to texts that are not there."""
    rows = excel_rows(ROWS) + '<row r="4"><c r="A4" t="s"><v>7</v></c></row>'
    return zipped(excel_parts(rows, strings=f'{XML}<sst xmlns="{EXCEL}"/>'.encode()))


LAUGHING = (DOCUMENT, STRINGS, STYLES, TYPES, RELS)
