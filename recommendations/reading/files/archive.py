"""Word and Excel files are ZIP archives: what is in one, looked at with care before anything opens it.

Other readers forgive an archive much, and then two of them see two different files in it. Here it must be
what it says: one list of parts, each part once, in bytes of its own, unpacking to what the list states.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from recommendations.reading.files.office_parts import check_parts
from recommendations.reading.paper import Refused

MOST_PARTS = 2_000
MOST_UNPACKED, MOST_PART = 100 << 20, 50 << 20  # bytes
MOST_RATIO, RATIO_FROM = 200, 1 << 20  # how many times its packed size a part of at least 1 MB may unpack to
END = struct.Struct("<4s4H2LH")
CENTRAL = struct.Struct("<4s6H3L5H2L")
LOCAL = struct.Struct("<4s5H3L2H")
ENCRYPTED, SIZES_LATER, UTF8 = (
    0x2041,
    0x8,
    0x800,
)  # flags of a part; the first is three, any of which hides it
STORED, DEFLATED = 0, 8
REGULAR = (0, 0x4000, 0x8000)  # kinds of files in Unix: none said, folder, file
OTHER_NAME = 0x7075  # an extra field that gives a part another name
ZIP64 = 0x0001
FULL = 0xFFFFFFFF
DAMAGED = "The archive is damaged, or was cut"


class Part(NamedTuple):
    """One part of an archive, as its list states it; `data` to `data + packed` are its bytes."""

    name: str
    method: int
    crc: int
    packed: int
    size: int
    start: int
    data: int


def check_archive(data: bytes) -> None:
    """Refuse an Office file that is no plain archive, is too large, or holds what is not to be opened.

    Raises Refused with a sentence that names the part.
    """
    parts = parts_of(data)
    _check_sizes(parts)
    check_parts({part.name: part.size for part in parts}, _contents(data, parts))


def parts_of(data: bytes) -> list[Part]:
    """The parts that the archive lists, nothing unpacked. Raises Refused where list and parts disagree."""
    count, start, end = _list_of_parts(data)
    parts, at = [], start
    for number in range(1, count + 1):
        if at + CENTRAL.size > end:
            raise Refused(f"{DAMAGED}: its list ends before part {number} of {count}.")
        part, at = _part(data, at, number)
        parts.append(part)
    if at != end:
        raise Refused(f"{DAMAGED}: its list holds more than the {count} parts that it counts.")
    _check_names(parts)
    _check_ranges(parts, start)
    return parts


def unpacked(data: bytes, part: Part, most: int = MOST_PART) -> bytes:
    """The content of a part; what is larger than `most` or not what the list states is refused."""
    if part.size > most:
        raise Refused(f"The part {part.name} is larger than {_size(most)} unpacked.")
    packed = memoryview(data)[part.data : part.data + part.packed]
    if part.method == STORED:
        content, whole = bytes(packed), True
    else:
        stream = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            content = stream.decompress(packed, part.size + 1)
            whole = stream.eof or not stream.decompress(stream.unconsumed_tail, 1)
        except zlib.error:
            raise Refused(f"{DAMAGED}: the part {part.name} cannot be unpacked.") from None
    if len(content) > part.size or not whole:
        raise Refused(f"The part {part.name} unpacks to more than the archive says.")
    if len(content) < part.size or zlib.crc32(content) != part.crc:
        raise Refused(f"{DAMAGED}: the part {part.name} is not what its list says.")
    return content


def _contents(data: bytes, parts: list[Part]) -> Iterator[tuple[str, bytes]]:
    for part in parts:
        yield part.name, unpacked(data, part)


def _list_of_parts(data: bytes) -> tuple[int, int, int]:
    """How many parts there are, and where their list begins and ends."""
    end = len(data) - END.size
    if end < 0 or data[end : end + 4] != b"PK\x05\x06":
        if data.rfind(b"PK\x05\x06") >= 0:
            raise Refused("After the end of the archive stand bytes that are none of it.")
        raise Refused(f"{DAMAGED}: the list of its parts is missing.")
    _, disk, list_disk, here, count, size, start, comment = END.unpack_from(data, end)
    if data[max(end - 20, 0) : end].startswith(b"PK\x06\x07"):
        raise Refused("The archive is made as for more than 4 GB (ZIP64), which no paper needs.")
    if not (comment or disk or list_disk) and start + size < end:
        raise Refused("Before the archive, or before its list, stand bytes that are none of it.")
    if comment or disk or list_disk or here != count or start + size != end:
        raise Refused(f"{DAMAGED}: the list of its parts is not where it says.")
    if count > MOST_PARTS:
        raise Refused(f"The archive holds {count:,} parts; at most {MOST_PARTS:,} are read.")
    if not count:
        raise Refused("The archive is empty.")
    return count, start, end


def _part(data: bytes, at: int, number: int) -> tuple[Part, int]:
    """The part that the list states at a position, and where the list goes on."""
    told = CENTRAL.unpack_from(data, at)
    signature, made, _, flags, method, _, _, crc, packed, size = told[:10]
    name_size, extra_size, comment_size, disk, _, attributes, start = told[10:]
    if signature != b"PK\x01\x02" or disk:
        raise Refused(f"{DAMAGED}: its list cannot be read at part {number}.")
    raw = data[at + CENTRAL.size : at + CENTRAL.size + name_size]
    name = _name(raw, flags, number)
    extra = data[at + CENTRAL.size + name_size : at + CENTRAL.size + name_size + extra_size]
    if FULL in (packed, size, start):
        raise Refused(f"The part {name} is listed as larger than 4 GB (ZIP64), which no paper needs.")
    if flags & ENCRYPTED:
        raise Refused(f"The part {name} is encrypted: save the file without a password.")
    if method not in (STORED, DEFLATED) or (method == STORED and packed != size):
        raise Refused(f"The part {name} is packed in a way that no Office program uses.")
    if made >> 8 == 3 and (attributes >> 16) & 0xF000 not in REGULAR:
        raise Refused(f"The part {name} is a link or a device, not a file.")
    if any(kind == OTHER_NAME and value[5:] != raw for kind, value in _extras(extra)):
        raise Refused(f"The part {name} has a second name in the archive.")
    part = Part(name, method, crc, packed, size, start, _data(data, start, raw, told, name))
    return part, at + CENTRAL.size + name_size + extra_size + comment_size


def _name(raw: bytes, flags: int, number: int) -> str:
    try:
        name = raw.decode("utf-8" if flags & UTF8 else "cp437")
    except UnicodeDecodeError:
        raise Refused(f"{DAMAGED}: the name of part {number} cannot be read.") from None
    if not name or not name.isprintable():
        raise Refused(f"Part {number} of the archive has a name that cannot be shown.")
    if name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/"):
        raise Refused(f"The part {name[:100]} has a path as its name, which leads out of the archive.")
    return name


def _data(data: bytes, start: int, raw: bytes, told: tuple[int, ...], name: str) -> int:
    """Where the bytes of a part begin, after a header of its own that must agree with the list."""
    if start + LOCAL.size > len(data) or data[start : start + 4] != b"PK\x03\x04":
        raise Refused(f"{DAMAGED}: the part {name} is not where its list says.")
    _, _, flags, method, _, _, crc, packed, size, name_size, extra_size = LOCAL.unpack_from(data, start)
    named = start + LOCAL.size
    if data[named : named + name_size] != raw:
        raise Refused(f"The part {name} has another name where it stands than in the list.")
    extra = data[named + name_size : named + name_size + extra_size]
    if FULL in (packed, size):
        wide = next((value for kind, value in _extras(extra) if kind == ZIP64 and len(value) >= 16), b"")
        size, packed = struct.unpack("<QQ", wide[:16]) if wide else (size, packed)
    later = flags & SIZES_LATER and not (crc or packed or size)
    if flags & ENCRYPTED or method != told[4] or not (later or (crc, packed, size) == told[7:10]):
        raise Refused(f"The part {name} is another where it stands than in the list.")
    return int(named + name_size + extra_size)


def _extras(extra: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and value of each extra field; an end that is cut is passed over, as everybody does."""
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        yield kind, extra[4 : 4 + size]
        extra = extra[4 + size :]


def _check_names(parts: list[Part]) -> None:
    seen = set[str]()
    for part in parts:
        # The names of Office parts are the same in capital and in small letters.
        if part.name.lower() in seen:
            raise Refused(f"The part {part.name} stands twice in the archive.")
        seen.add(part.name.lower())


def _check_ranges(parts: list[Part], end: int) -> None:
    """Every part has bytes of its own, from the first byte of the file up to the list."""
    placed = sorted(parts, key=lambda part: part.start)
    if placed[0].start:
        raise Refused("Before the archive stand bytes that are none of it.")
    for part, following in pairwise(placed):
        if part.data + part.packed > following.start:
            raise Refused(f"The parts {part.name} and {following.name} share bytes of the archive.")
    if placed[-1].data + placed[-1].packed > end:
        raise Refused(f"The part {placed[-1].name} runs into the list of the archive.")


def _check_sizes(parts: list[Part]) -> None:
    for part in parts:
        if part.size > MOST_PART:
            raise Refused(f"The part {part.name} is larger than {_size(MOST_PART)} unpacked.")
        if part.size >= RATIO_FROM and part.size > MOST_RATIO * part.packed:
            raise Refused(f"The part {part.name} unpacks to more than {MOST_RATIO} times its size.")
    if sum(part.size for part in parts) > MOST_UNPACKED:
        raise Refused(f"The archive is larger than {_size(MOST_UNPACKED)} unpacked.")


def _size(most: int) -> str:
    return f"{most >> 20} MB" if most >= 1 << 20 else f"{most:,} bytes"
