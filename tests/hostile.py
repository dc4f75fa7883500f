"""Every hostile file: how it is made, the name it comes under, and what its refusal has to speak of.

`python -m tests.hostile FOLDER` writes them all, to try them by hand.
"""

from __future__ import annotations

import codecs
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from tests import hostile_archives as archives
from tests import hostile_office as office
from tests import hostile_pdfs as pdfs
from tests import hostile_texts as texts
from tests.office_files import DOCUMENT, RELS, STRINGS, STYLES, TYPES, excel_parts, word_parts, zipped


class Hostile(NamedTuple):
    """A file that is to be refused; `says` is a pattern that the sentence of its refusal holds."""

    name: str
    make: Callable[[], bytes]
    says: str

    @property
    def key(self) -> str:
        """What a test calls it."""
        made = self.make
        words = made.func.__name__ if isinstance(made, partial) else made.__name__
        given = [str(word) for word in made.args] if isinstance(made, partial) else []
        return "-".join([self.name, words, *given])


def _text(content: bytes) -> bytes:
    return content


def _of(text: bytes) -> Callable[[], bytes]:
    return partial(_text, text)


def word() -> bytes:
    """The sound document that the hostile ones are made from."""
    return zipped(word_parts())


def workbook() -> bytes:
    """The sound workbook that the hostile ones are made from."""
    return zipped(excel_parts())


SIZE = "unpacks to more|larger than|more than"
OUTSIDE = "stand bytes that are none of it"
UNSOUND_PDF = "PDF|page|nested too deep"
ARCHIVES = (
    Hostile("a.docx", archives.high_ratio, "word/theme/theme1.xml unpacks to more than 200 times"),
    Hostile("a.docx", archives.too_large, "larger than 100 MB unpacked"),
    Hostile("a.docx", archives.part_too_large, "word/header1.xml is larger than 50 MB"),
    Hostile("a.docx", archives.lies_about_size, "word/header1.xml unpacks to more than the archive says"),
    Hostile("a.docx", archives.listed_twice, "word/docum000.xml has another name"),
    Hostile("a.docx", archives.quoted_overlap, "word/part000.xml and word/part001.xml share bytes"),
    Hostile("a.docx", archives.other_name, "word/document.xml has another name"),
    Hostile("a.docx", archives.encrypted_part, "word/document.xml is encrypted"),
    Hostile("a.docx", archives.doubled, "word/Document.xml stands twice"),
    Hostile("a.docx", archives.path_out, "evil.xml has a path as its name"),
    Hostile("a.docx", archives.absolute_path, "/etc/evil.xml has a path as its name"),
    Hostile("a.docx", archives.link, "word/link.xml is a link"),
    Hostile("a.docx", archives.before, OUTSIDE),
    Hostile("a.docx", archives.after, OUTSIDE),
    Hostile("a.docx", archives.two_lists, OUTSIDE),
    Hostile("a.docx", archives.large_form, "ZIP64"),
    Hostile("a.docx", archives.packed_otherwise, "packed in a way"),
    Hostile("a.docx", archives.many_parts, "at most 2,000"),
    Hostile("a.docx", archives.cut, "was cut"),
    Hostile("a.docx", archives.no_office, "no Word document and no Excel workbook"),
    Hostile("a.docx", archives.without_types, "no Word document and no Excel workbook"),
)
ENCODED = (
    ("utf-16-le", codecs.BOM_UTF16_LE, "UTF-16", DOCUMENT),
    ("utf-16-be", b"", "UTF-16", DOCUMENT),
    ("utf-16-le", b"", "", DOCUMENT),
    ("utf-32-le", codecs.BOM_UTF32_LE, "", DOCUMENT),
    ("latin-1", b"", "ISO-8859-1", DOCUMENT),
    ("utf-16-le", codecs.BOM_UTF16_LE, "UTF-16", RELS),
)
OFFICE = (
    *(Hostile("a.xlsx", partial(office.laughing, name), "DOCTYPE") for name in (STRINGS, TYPES, RELS)),
    *(Hostile("a.docx", partial(office.laughing, name), "DOCTYPE") for name in (DOCUMENT, STYLES)),
    *(Hostile("a.docx", partial(office.laughing_in, *how), "DOCTYPE") for how in ENCODED),
    Hostile("a.docx", partial(office.laughing_in, "utf-7", b"", "UTF-7"), "encoded as 'utf-7'"),
    Hostile("a.docx", partial(office.laughing_in, "cp037", b"", "IBM037"), "encoded as 'ebcdic'"),
    Hostile("a.docx", office.macros_beside, "holds macros"),
    Hostile("a.docx", office.made_for_macros, "made for macros"),
    Hostile("a.docx", office.hidden_macros, "word/media/a.png holds macros"),
    Hostile("a.docm", word, "for macros"),
    Hostile("a.xlsm", workbook, "for macros"),
    Hostile("a.docx", office.embedded_object, "word/media/a.png is an embedded object"),
    Hostile("a.docx", office.control, "ActiveX"),
    Hostile("a.docx", office.file_in_file, "word/embeddings/Document1.docx is a file of its own"),
    Hostile("a.docx", partial(office.linked, "image"), "a picture fetched from elsewhere"),
    Hostile("a.docx", partial(office.linked, "attachedTemplate"), "a template fetched from elsewhere"),
    Hostile("a.docx", partial(office.linked, "oleObject", "file:///a.xls"), "an object fetched"),
    Hostile("a.docx", partial(office.linked, "frame"), "a frame fetched from elsewhere"),
    Hostile("a.docx", office.strict, "Strict Open XML"),
    Hostile("a.docx", office.many_cells, "cells|rows|more than any paper"),
    Hostile("a.docx", office.nested_tables, "deep"),
    Hostile("a.docx", office.no_main_part, "holds no document"),
    Hostile("a.xlsx", office.far_cell, "row|column"),
    Hostile("a.xlsx", office.first_and_far_cell, "row|column"),
    Hostile("a.xlsx", office.merged, "no table of recommendations"),
    Hostile("a.xlsx", office.shared_strings, "characters|MB|larger"),
    Hostile("a.xlsx", office.no_sheet, "sheet|part"),
    Hostile("a.docx", lambda: office.OLE, "password"),
    Hostile("a.xlsx", lambda: office.OLE, "password"),
)
PDFS = (
    Hostile("a.pdf", pdfs.encrypted, "password|encrypted"),
    Hostile("a.pdf", pdfs.packed_twice, SIZE),
    Hostile("a.pdf", pdfs.looping_pages, UNSOUND_PDF),
    Hostile("a.pdf", pdfs.many_pages, "pages"),
    Hostile("a.pdf", pdfs.own_length, UNSOUND_PDF),
    Hostile("a.pdf", pdfs.looping_object, UNSOUND_PDF),
    Hostile("a.pdf", pdfs.looping_tables, UNSOUND_PDF),
    Hostile("a.pdf", pdfs.deep_arrays, "deep|PDF"),
    Hostile("a.pdf", pdfs.deep_content, "no text|names no meeting"),
    Hostile("a.pdf", pdfs.looping_form, "no text|names no meeting"),
    Hostile("a.pdf", pdfs.huge_page, "names no meeting"),
    Hostile("a.pdf", pdfs.nothing_but_a_picture, "no text"),
    Hostile("a.pdf", pdfs.cut, UNSOUND_PDF),
)
TEXTS = (
    *(Hostile("a.txt", partial(texts.endless_line, unit), "at most 200,000") for unit in (" ", "A (", "<a ")),
    *(
        Hostile("a.txt", partial(texts.long_lines, unit), "names no meeting")
        for unit in (
            "A ",
            "A (",
            "x Police and Crime Panel May 2020 ",
            "Contribution of Priority 1 \u2013 a ",
        )
    ),
    Hostile("a.csv", texts.quotes, "line|row|quote"),
    Hostile("a.csv", texts.huge_cell, "characters"),
    Hostile("a.csv", texts.open_quote, "line|row|quote"),
    Hostile("a.csv", texts.many_columns, "columns|cells"),
    Hostile("a.csv", texts.many_rows, "rows"),
    Hostile("a.yaml", texts.aliases, "anchors and aliases"),
    Hostile("a.yaml", texts.deep_yaml, "too deep"),
    Hostile("a.yaml", texts.deep_yaml_by_lines, "too deep"),
    Hostile("a.yaml", texts.huge_number, "figures without a sign|lacks the key"),
    Hostile("a.yaml", texts.yaml_object, "lacks the key|should be text"),
    Hostile("a.html", texts.deep_page, "deep|boxes|elements|tags"),
    Hostile("a.html", partial(texts.deep_page, "table"), "deep|boxes|elements|tags|tables"),
    Hostile("a.html", texts.huge_attribute, "table|text|characters|meeting"),
    Hostile("a.html", texts.wide_span, "span|cells|columns|table|meeting"),
    Hostile("a.html", texts.many_spans, "span|cells|columns"),
    Hostile("a.html", texts.comments, "comment opens there and is never closed"),
)
NAMES = (
    Hostile("a.docx", pdfs.plain, "named .docx and is a PDF: rename it, or save it as a Word document"),
    Hostile("a.pdf", word, "named .pdf and is a Word document"),
    Hostile("a.xlsx", word, "named .xlsx and is a Word document"),
    Hostile("a.txt", workbook, "named .txt and is an Excel workbook"),
    Hostile("a.csv", texts.wide_span, "named .csv and is a web page"),
    Hostile("a.docx", _of(b"Keep a log."), "named .docx and is a plain text"),
    Hostile("a.pdf", _of(bytes(range(9)) * 99), "named .pdf and is damaged"),
    Hostile("a.docx", _of(b"{\\rtf1 Keep}"), "rich text"),
    Hostile("a.docx", _of(b"\x89PNG\r\n\x1a\n"), "picture"),
    Hostile("a.docx", _of(b"MZ" + bytes(64)), "program"),
    Hostile("a.docx", _of(b"\x7fELF" + bytes(64)), "program"),
    Hostile("a.odt", _of(b"text"), "OpenDocument"),
    Hostile(
        "a.docx", lambda: zipped({"mimetype": b"application/vnd.oasis.opendocument.text"}), "OpenDocument"
    ),
    Hostile(
        "a.xlsx", lambda: zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), ".ods"
    ),
    Hostile("a.exe", _of(b"text"), "ends in .exe"),
    Hostile("paper", _of(b"text"), "has no ending"),
    Hostile("a.txt", _of(b""), "empty"),
    Hostile("a.txt", _of(b"\xef\xbb\xbf \n"), "empty"),
    Hostile("a.docx", _of(bytes(4096)), "empty"),
    Hostile("a.txt", _of("No.\tUpdate".encode("utf-16")), "UTF-16"),
)
# What is sound and small, and takes longer to read than anybody waits for.
ENDLESS = (
    Hostile("a.pdf", pdfs.many_letters, "takes longer than"),
    Hostile("a.pdf", pdfs.many_lines, "takes longer than"),
)
EVERY = (*ARCHIVES, *OFFICE, *PDFS, *TEXTS, *NAMES)
# Names that nobody gives a file on purpose.
PATHS = (
    "../a.docx",
    "/etc/a.docx",
    "..\\a.docx",
    "C:a.docx",
    "C:\\papers\\a.docx",
    "..",
    "a\0.docx",
    "a\n.docx",
    "a\x7f.docx",
    "paper\u202excod.exe",
    "paper\u2066.docx",
    "a\u2028.docx",
    "a\ud800.docx",
    f"{'a' * 251}.docx",
    "",
    "   ",
)


def main(folder: str) -> None:
    """Write every file into a folder."""
    for number, hostile in enumerate((*EVERY, *ENDLESS), 1):
        (Path(folder) / f"{number:03}-{hostile.name}").write_bytes(hostile.make())


if __name__ == "__main__":
    main(sys.argv[1])
