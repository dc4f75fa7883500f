"""What a file is: its content says it, and its name has to agree. Free of Django."""

from __future__ import annotations

import re
from enum import Enum
from pathlib import PurePath

from recommendations.reading.files.archive import parts_of, unpacked
from recommendations.reading.paper import Refused

OPENING = 1 << 16  # bytes from which most is told
MOST_TYPES = 1 << 20  # bytes of the part that lists the types of the others
BLANKS = b"\0 \t\r\n\f\v"
BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
OLE = bytes.fromhex("D0CF11E0A1B11AE1")
ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
# Atomic throughout: a page of nothing but comments must not be parted in every way there is.
PAGE = re.compile(rb"(?:<!--(?>.*?-->)\s*+)*+<(?:!doctype\s+html|html|head|body|title|meta)\b", re.I | re.S)
XML = re.compile(rb"<\?xml\b")
TAG = re.compile(rb"<[A-Za-z!/]")


class Kind(Enum):
    """The kinds of files that are read; the value is the kind in words."""

    TEXT = "a plain text"
    YAML = "a YAML paper"
    CSV = "a CSV file"
    XLSX = "an Excel workbook"
    DOCX = "a Word document"
    PDF = "a PDF"
    HTML = "a web page"


ENDINGS = {
    ".txt": Kind.TEXT,
    ".yaml": Kind.YAML,
    ".yml": Kind.YAML,
    ".csv": Kind.CSV,
    ".tsv": Kind.CSV,
    ".xlsx": Kind.XLSX,
    ".docx": Kind.DOCX,
    ".pdf": Kind.PDF,
    ".html": Kind.HTML,
    ".htm": Kind.HTML,
}
TEXTS = (Kind.TEXT, Kind.YAML, Kind.CSV)
READ = "papers are read from .docx, .pdf, .xlsx, .csv, .tsv, .html, .txt and .yaml files"
MACROS = "save it without macros, as .docx or .xlsx"
AS_OFFICE = "save it as .docx or .xlsx"
AS_PAPER = "put what it says into a document, not a picture of it"
# What begins so is read by nobody here: what it is called, and what to do.
FOREIGN: tuple[tuple[bytes, str, str], ...] = (
    (
        OLE,
        "an old Word or Excel file, or one with a password (both look alike)",
        "save it as .docx or .xlsx, without a password",
    ),
    (b"{\\rtf", "a document in rich text (RTF)", "save it as .docx"),
    (b"\x89PNG", "a picture (PNG)", AS_PAPER),
    (b"\xff\xd8\xff", "a picture (JPEG)", AS_PAPER),
    (b"GIF8", "a picture (GIF)", AS_PAPER),
    (b"II*\0", "a picture (TIFF)", AS_PAPER),
    (b"MM\0*", "a picture (TIFF)", AS_PAPER),
    (b"\x7fELF", "a program", READ),
    (b"\xcf\xfa\xed\xfe", "a program", READ),
    (b"\xca\xfe\xba\xbe", "a program", READ),
    (b"\x1f\x8b", "a packed file (gzip)", "unpack it first"),
    (b"BZh", "a packed file (bzip2)", "unpack it first"),
    (b"\xfd7zXZ", "a packed file (xz)", "unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "an archive (7z)", "unpack it first"),
    (b"Rar!", "an archive (RAR)", "unpack it first"),
    (b"MIME-Version:", "a web page in one file (MHTML)", "save it as .html"),
)
# Old or foreign endings whose files look like something that is read.
OTHER_ENDINGS = {
    ".docm": f"A Word document for macros (.docm) is not read: {MACROS}.",
    ".xlsm": f"An Excel workbook for macros (.xlsm) is not read: {MACROS}.",
    ".dotm": f"A Word template for macros (.dotm) is not read: {MACROS}.",
    ".xltm": f"An Excel template for macros (.xltm) is not read: {MACROS}.",
    ".xlsb": "A binary Excel workbook (.xlsb) is not read: save it as .xlsx.",
    ".doc": "An old Word file (.doc) is not read: save it as .docx.",
    ".xls": "An old Excel file (.xls) is not read: save it as .xlsx.",
    ".rtf": "A document in rich text (.rtf) is not read: save it as .docx.",
    ".odt": "An OpenDocument text (.odt) is not read: save it as .docx.",
    ".ods": "An OpenDocument spreadsheet (.ods) is not read: save it as .xlsx.",
}
OFFICE: tuple[tuple[bytes, Kind | str], ...] = (
    (b"macroEnabled", f"The file is made for macros: {MACROS}."),
    (b"wordprocessingml.document.main+xml", Kind.DOCX),
    (b"spreadsheetml.sheet.main+xml", Kind.XLSX),
    (b"wordprocessingml.template.main+xml", "The file is a Word template: save it as a document (.docx)."),
    (b"spreadsheetml.template.main+xml", "The file is an Excel template: save it as a workbook (.xlsx)."),
    (b"presentationml.", "The file is a presentation: save what it says as .docx or .pdf."),
)


def kind_of(name: str, data: bytes) -> Kind:
    """The kind of a file of that name. Raises Refused where name and content disagree, or nothing is read."""
    ending = PurePath(name.lower()).suffix
    if not data.strip(BLANKS):
        raise Refused("The file is empty.")
    found = _by_content(data)
    if ending in OTHER_ENDINGS:
        raise Refused(OTHER_ENDINGS[ending])
    if ending not in ENDINGS:
        called = f"ends in {ending[:20]}" if ending else "has no ending"
        raise Refused(f"The name of the file {called}: {READ}.")
    named = ENDINGS[ending]
    if named is found or (found is Kind.TEXT and named in TEXTS):
        return named
    if named is Kind.HTML and found is Kind.TEXT and TAG.search(data, 0, OPENING):
        return named
    is_ = "damaged, or something else" if found is None else found.value
    instead = "" if found is None else "rename it, or "
    raise Refused(f"The file is named {ending} and is {is_}: {instead}save it as {named.value}.")


def _by_content(data: bytes) -> Kind | None:
    """What the content is; TEXT for any text that is no web page, None for bytes that say nothing."""
    opening = data[:OPENING]
    for mark in BOMS:
        opening = opening.removeprefix(mark)
    for mark, what, instead in FOREIGN:
        if opening.startswith(mark):
            raise Refused(f"The file is {what}: {instead}.")
    if opening.startswith(ZIP):
        return _office(data)
    if opening.startswith(b"MZ") and b"\0" in opening:
        raise Refused(f"The file is a program: {READ}.")
    _refuse_pictures_in_boxes(opening)
    if opening.lstrip(BLANKS).startswith(b"%PDF-"):
        return Kind.PDF
    # UTF-16 is plain to see without its zeros; whoever reads the text minds how it is encoded.
    plain = opening.replace(b"\0", b"").lstrip(BLANKS)
    if XML.match(plain):
        if b"<html" in plain:
            return Kind.HTML
        raise Refused(f"The file is XML, and of no kind that is read: {AS_OFFICE}.")
    if PAGE.match(plain):
        return Kind.HTML
    return Kind.TEXT if _is_text(data) else None


def _refuse_pictures_in_boxes(opening: bytes) -> None:
    what = {b"WEBP": "a picture (WebP)"}.get(opening[8:12]) if opening.startswith(b"RIFF") else None
    if opening[4:8] == b"ftyp":
        what = "a picture or a film"
    if opening.startswith(b"BM") and b"\0" in opening[:32]:
        what = "a picture (BMP)"
    if what:
        raise Refused(f"The file is {what}: {AS_PAPER}.")


def _is_text(data: bytes) -> bool:
    """Whether it may be text at all: few bytes that no text has. UTF-16 has a mark, and zeros."""
    if data.startswith(BOMS):
        return True
    opening = data[: 1 << 12]
    odd = sum(byte < 9 or 13 < byte < 27 for byte in opening)
    return odd * 10 < len(opening)


def _office(data: bytes) -> Kind:
    """Word document or Excel workbook, by the types that its parts are of. Raises Refused."""
    parts = {part.name: part for part in parts_of(data)}
    if any(name.lower().endswith("vbaproject.bin") for name in parts):
        raise Refused(f"The file holds macros: {MACROS}.")
    if "mimetype" in parts:
        _refuse_open_document(bytes(unpacked(data, parts["mimetype"], most=1000)))
    if "[Content_Types].xml" not in parts:
        raise Refused(f"The file is a ZIP archive that is no Word document and no Excel workbook: {READ}.")
    types = unpacked(data, parts["[Content_Types].xml"], most=MOST_TYPES).replace(b"\0", b"")
    for mark, found in OFFICE:
        if mark in types:
            if isinstance(found, str):
                raise Refused(found)
            return found
    raise Refused(f"The file is an Office file that is no Word document and no Excel workbook: {AS_OFFICE}.")


def _refuse_open_document(kind: bytes) -> None:
    if b"opendocument.text" in kind:
        raise Refused("The file is an OpenDocument text (.odt): save it as .docx.")
    if b"opendocument.spreadsheet" in kind:
        raise Refused("The file is an OpenDocument spreadsheet (.ods): save it as .xlsx.")
    raise Refused(f"The file is an archive of another program: {READ}.")
