"""PDFs that would fill the memory or never end, put together by hand."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

CATALOG, PAGES = b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << >> >>"
FONTS = b"/Resources << /Font << /F1 5 0 R >> >>"
HELVETICA = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
TEXT = b"BT /F1 12 Tf 72 720 Td (Keep a log of each search.) Tj ET"


def pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """The objects, numbered from 1, as a file with its table of places."""
    body, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return bytes(body) + (
        b"xref\n0 %d\n0000000000 65535 f \n%b" % (size, table)
        + b"trailer\n<< /Size %d /Root 1 0 R %b >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, len(body))
    )


def stream(content: bytes, more: bytes = b"") -> bytes:
    """A stream with its length."""
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(content), more, content)


def plain(content: bytes = TEXT) -> bytes:
    """A sound PDF of one page."""
    return pdf(CATALOG, PAGES, PAGE.replace(b"/Resources << >>", FONTS), stream(content), HELVETICA)


def encrypted() -> bytes:
    """A PDF that needs a password."""
    secret = b"<< /Filter /Standard /V 2 /R 3 /Length 128 /P -3904 /O <%b> /U <%b> >>" % (
        b"5a" * 32,
        b"a5" * 32,
    )
    made = (CATALOG, PAGES, PAGE, stream(TEXT), HELVETICA, secret)
    return pdf(*made, trailer=b"/Encrypt 6 0 R /ID [<00112233> <00112233>]")


def packed_twice() -> bytes:
    """Two kilobytes of content that unpack to a megabyte, and that to a gigabyte."""
    block, times = b" " * (1 << 20), 1 << 10
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)  # what may stand again and again
    check = 1
    for _ in range(times):
        check = zlib.adler32(block, check)
    once = b"\x78\xda" + packed * times + b"\x03\0" + check.to_bytes(4, "big")
    content = stream(zlib.compress(once, 9), b"/Filter [/FlateDecode /FlateDecode]")
    return pdf(CATALOG, PAGES, PAGE, content)


def looping_pages() -> bytes:
    """A tree of pages whose branch is its root."""
    branch = b"<< /Type /Pages /Parent 2 0 R /Kids [2 0 R 3 0 R] /Count 2 >>"
    return pdf(CATALOG, branch, branch, stream(TEXT))


def many_pages(branches: int = 100, leaves: int = 1_000) -> bytes:
    """A hundred thousand pages."""
    first = 3 + branches
    made = [
        CATALOG,
        b"<< /Type /Pages /Kids [%b] /Count %d >>" % (_references(3, branches), branches * leaves),
    ]
    for branch in range(branches):
        kids = _references(first + branch * leaves, leaves)
        made.append(b"<< /Type /Pages /Parent 2 0 R /Kids [%b] /Count %d >>" % (kids, leaves))
    made += [b"<</Type/Page/Parent 3 0 R>>"] * (branches * leaves)
    return pdf(*made)


def _references(first: int, count: int) -> bytes:
    return b" ".join(b"%d 0 R" % number for number in range(first, first + count))


def own_length() -> bytes:
    """A stream whose length is the stream."""
    content = stream(TEXT).replace(b"/Length %d" % len(TEXT), b"/Length 4 0 R")
    return pdf(CATALOG, PAGES, PAGE, content)


def looping_object() -> bytes:
    """Objects that are each other."""
    return pdf(CATALOG, b"3 0 R", b"2 0 R")


def looping_tables() -> bytes:
    """A table of places whose earlier table is itself."""
    made = plain()
    return made.replace(b"/Root 1 0 R ", b"/Root 1 0 R /Prev %d" % made.rindex(b"xref\n0 "))


def deep_arrays(depth: int = 100_000) -> bytes:
    """An array in an array, a hundred thousand times."""
    kids = b"[" * depth + b"]" * depth
    return pdf(CATALOG, b"<< /Type /Pages /Kids %b /Count 1 >>" % kids, PAGE, stream(TEXT))


def deep_content(depth: int = 200_000) -> bytes:
    """The same in what is drawn."""
    return plain(b"BT /F1 12 Tf " + b"[" * depth + b" TJ ET")


def many_letters(count: int = 2_000_000) -> bytes:
    """A page of two million letters: small when packed, large as letters with a place each."""
    content = b"BT /F1 1 Tf 1 1 Td (" + b"a" * count + b") Tj ET"
    packed = stream(zlib.compress(content, 9), b"/Filter /FlateDecode")
    return pdf(CATALOG, PAGES, PAGE.replace(b"/Resources << >>", FONTS), packed, HELVETICA)


def many_lines(count: int = 200_000) -> bytes:
    """A page of two hundred thousand lines drawn, as many edges as a table might have."""
    drawn = b"".join(b"%d %d m %d 842 l S\n" % (n % 595, n % 842, n % 595) for n in range(count))
    packed = stream(zlib.compress(drawn, 9), b"/Filter /FlateDecode")
    return pdf(CATALOG, PAGES, PAGE.replace(b"/Resources << >>", FONTS), packed, HELVETICA)


def looping_form() -> bytes:
    """A drawing that draws itself twice."""
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /A 4 0 R >> >>"
    page = PAGE.replace(b"/Resources << >>", b"/Resources << /XObject << /A 4 0 R >> >>")
    return pdf(CATALOG, PAGES, page, stream(b"/A Do /A Do", form))


def huge_page() -> bytes:
    """A page as large as a country, with text in its corners."""
    page = PAGE.replace(b"595 842", b"999999999 999999999").replace(b"/Resources << >>", FONTS)
    content = b"BT /F1 9 Tf 1 1 Td (No.) Tj 999999990 999999990 Td (Update) Tj ET"
    return pdf(CATALOG, PAGES, page, stream(content), HELVETICA)


def nothing_but_a_picture() -> bytes:
    """A page that was scanned: no letter in it."""
    page = PAGE.replace(b"/Resources << >>", b"/Resources << /XObject << /A 5 0 R >> >>")
    picture = stream(bytes(64), b"/Type /XObject /Subtype /Image /Width 8 /Height 8 /BitsPerComponent 8")
    return pdf(CATALOG, PAGES, page, stream(b"q 500 0 0 800 0 0 cm /A Do Q"), picture)


def cut(parts: Sequence[int] = (2, 3)) -> bytes:
    """The first two thirds of a PDF."""
    made = plain()
    return made[: len(made) * parts[0] // parts[1]]
