"""Archives that trick whoever unpacks them, made from a sound Word document or workbook."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib

from tests.office_files import DAY, DOCUMENT, RELS, TYPES, excel_parts, word_parts, zipped

LOCAL, LISTED, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"


def _word() -> bytes:
    return zipped(word_parts())


def _patched(data: bytes, at: int, form: str, value: int) -> bytes:
    made = bytearray(data)
    struct.pack_into(form, made, at, value)
    return bytes(made)


def _header(data: bytes, mark: bytes, name: str) -> int:
    """Where the header of a part stands: before its bytes (LOCAL) or in the list (LISTED)."""
    at, size = -1, 30 if mark == LOCAL else 46
    while (at := data.index(mark, at + 1)) >= 0:
        if data[at + size :].startswith(name.encode()):
            return at
    raise AssertionError


def high_ratio() -> bytes:
    """A part that unpacks to a thousand times its size."""
    return zipped({**word_parts(), "word/theme/theme1.xml": bytes(40 << 20)})


def noise(size: int) -> bytes:
    """Hexadecimal digits, always the same, which pack to half their size: no ratio gives them away."""
    return random.Random(size).randbytes(size // 2).hex().encode()


def too_large() -> bytes:
    """Parts that are fine one by one, and together more than 100 MB."""
    blank = noise(1 << 20) + b" " * (40 << 20)
    return zipped({**word_parts(), **{f"word/header{n}.xml": blank for n in range(3)}})


def part_too_large() -> bytes:
    """One part of 51 MB."""
    return zipped({**word_parts(), "word/header1.xml": noise(1 << 20) + b" " * (50 << 20)})


def lies_about_size() -> bytes:
    """A part listed as 100 bytes that unpacks to 30 MB."""
    data = zipped({**word_parts(), "word/header1.xml": bytes(30 << 20)})
    data = _patched(data, _header(data, LOCAL, "word/header1.xml") + 22, "<L", 100)
    return _patched(data, _header(data, LISTED, "word/header1.xml") + 24, "<L", 100)


def listed_twice() -> bytes:
    """Two hundred parts in the list, all of them the same bytes: sizes add up without end."""
    data = _word()
    end = data.index(END)
    start = struct.unpack_from("<L", data, end + 16)[0]
    at = _header(data, LISTED, DOCUMENT)
    following = data.index(LISTED, at + 1)
    entry = data[at:following]
    more = b"".join(entry.replace(b"document", b"docum%03d" % n) for n in range(200))
    count = struct.unpack_from("<H", data, end + 10)[0] + 200
    tail = struct.pack("<4s4H2LH", END, 0, 0, count, count, end - start + len(more), start, 0)
    return data[:end] + more + tail


def quoted_overlap(parts: int = 40, kernel: int = 1 << 20) -> bytes:
    """Each part quotes the header of the next one and then shares its bytes (D. Fifield, 2019)."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(bytes(kernel)) + packer.flush()
    content, body, entries = bytes(kernel), packed, []
    for number in reversed(range(parts)):
        name = b"word/part%03d.xml" % number
        fields = struct.pack(
            "<HHHHHLLLHH", 20, 0, 8, 0, 33, zlib.crc32(content), len(body), len(content), 16, 0
        )
        header = LOCAL + fields + name
        entries.append((name, fields, len(body)))
        # A stored block of deflate holds the header, and after it goes on what the next part holds.
        quote = struct.pack("<BHH", 0, len(header), len(header) ^ 0xFFFF)
        body, content = quote + header + body, header + content
    data, listed, at = body[5:], b"", 0
    for name, fields, _ in reversed(entries):
        at = data.index(LOCAL, at)
        listed += (
            LISTED + struct.pack("<H", 20) + fields[:-2] + struct.pack("<HHHHLL", 0, 0, 0, 0, 0, at) + name
        )
        at += 1
    return data + listed + struct.pack("<4s4H2LH", END, 0, 0, parts, parts, len(listed), len(data), 0)


def other_name() -> bytes:
    """A part that is called otherwise where it stands than in the list."""
    data = _word()
    at = _header(data, LOCAL, DOCUMENT) + 30
    return data[:at] + b"word/document.xmx" + data[at + 17 :]


def encrypted_part() -> bytes:
    """A part marked as encrypted, as a ZIP program does."""
    data = _word()
    data = _patched(data, _header(data, LOCAL, DOCUMENT) + 6, "<H", 1)
    return _patched(data, _header(data, LISTED, DOCUMENT) + 8, "<H", 1)


def doubled() -> bytes:
    """Two parts whose names differ in a capital letter only."""
    return zipped({**word_parts(), "word/Document.xml": b"<other/>"})


def path_out() -> bytes:
    """A part that would be unpacked outside."""
    return zipped({**word_parts(), "../../evil.xml": b"<a/>"})


def absolute_path() -> bytes:
    """A part with a path from the root."""
    return zipped({**word_parts(), "/etc/evil.xml": b"<a/>"})


def link() -> bytes:
    """A part that is a symbolic link."""
    data = zipped({**word_parts(), "word/link.xml": b"/etc/passwd"})
    return _patched(data, _header(data, LISTED, "word/link.xml") + 38, "<L", 0o120777 << 16)


def before() -> bytes:
    """Other bytes before the archive, with all places moved by as much, so that it is sound."""
    file = io.BytesIO(b"PK\x03\x04" + bytes(60))
    with zipfile.ZipFile(file, "a") as archive:
        for name, content in word_parts().items():
            archive.writestr(zipfile.ZipInfo(name, DAY), content)
    return file.getvalue()


def after() -> bytes:
    """A second file behind the first one."""
    return _word() + b"<script>alert(1)</script>"


def two_lists() -> bytes:
    """Two whole archives, one behind the other: which one is read depends on who reads."""
    return _word() + zipped(excel_parts())


def large_form() -> bytes:
    """An archive whose end is written as for more than 4 GB."""
    data = _word()
    end = data.index(END)
    wide = b"PK\x06\x06" + struct.pack("<QHHLLQQQQ", 44, 45, 45, 0, 0, 4, 4, 0, 0)
    return data[:end] + wide + struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1) + data[end:]


def packed_otherwise() -> bytes:
    """Parts packed with bzip2."""
    return zipped(word_parts(), zipfile.ZIP_BZIP2)


def many_parts() -> bytes:
    """More parts than any paper has."""
    return zipped({**word_parts(), **{f"word/media/{n}.png": b"" for n in range(2_000)}})


def cut() -> bytes:
    """The first two thirds of a file."""
    data = _word()
    return data[: len(data) * 2 // 3]


def no_office() -> bytes:
    """An archive of other things."""
    return zipped({"readme.txt": b"Read me.", "figures.csv": b"a,b\n1,2\n"})


def without_types() -> bytes:
    """A Word document without the list of its types but for its name."""
    return zipped({RELS: word_parts()[RELS], DOCUMENT: word_parts()[DOCUMENT], TYPES: b"<Types/>"})
