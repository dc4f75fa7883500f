"""The text of a web page's file: its bytes in the encoding that it has."""

from __future__ import annotations

import codecs
import re

from recommendations.reading.paper import Refused

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
DECLARED = re.compile(rb"""<meta\b[^>]*?\bcharset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
OPENING = 4096  # bytes in which browsers look for the encoding
# What browsers take them for: the declarations of old programs are seldom meant as they stand.
TAKEN_FOR = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "utf-16": "utf-8",
    "utf-16-le": "utf-8",
    "utf-16-be": "utf-8",
}
KNOWN = re.compile(r"utf-8|cp125\d|iso8859-\d+|koi8-[ru]|mac-\w+|big5\w*|gb\w+|euc_\w+|shift_jis\w*|cp\d{3}")


def text_of_page(data: bytes) -> str:
    """The page as text with plain line ends. Raises Refused for what is no text, with the line."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _decoded(data[len(mark) :], encoding)
    found = DECLARED.search(data[:OPENING])
    declared = _encoding(found[1].decode("ascii", "replace")) if found else ""
    if declared:
        return _decoded(data, declared)
    try:
        return _decoded(data, "utf-8")
    except Refused:
        return _decoded(data, "cp1252")


def _encoding(name: str) -> str:
    """The encoding that a page declares; "" where it is not known."""
    try:
        encoding = codecs.lookup(name).name
    except LookupError:
        return ""
    encoding = TAKEN_FOR.get(encoding, encoding)
    return encoding if KNOWN.fullmatch(encoding) else ""


def _decoded(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Refused(f"line {line}: the page is not text in {encoding.upper()}.") from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    nul = text.find("\0")
    if nul >= 0:
        raise Refused(f"line {text.count(chr(10), 0, nul) + 1}: the page is not text, it holds a NUL byte.")
    return text
