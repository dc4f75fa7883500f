"""Damaged papers of every form, each known by its form and a number: the same number is the same damage.

Some are damaged as bytes, which a check sum or a parser notices; the others inside, where it takes a reader:
in a part of an archive that is packed again, in a stream of a PDF, in the lines of a text.
"""

from __future__ import annotations

import io
import random
import re
import zipfile
import zlib
from collections.abc import Callable

from tests.office_files import Parts, zipped
from tests.sound_papers import FORMS, sound

STREAM = re.compile(rb"(?<!end)stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
ODD = [
    "\0",
    "\x0b",
    "\u202e",
    "\ufeff",
    "\ud7ff",
    "\u0301",
    "<",
    "&",
    "]]>",
    '"',
    "\t",
    "\n",
    "9" * 30,
    " " * 99,
]


def damaged(form: str, number: int) -> bytes:
    """The damaged paper of a form with that number; never the sound one."""
    chance = random.Random(f"{form}-{number}")
    whole = sound(form)
    kinds = (_bytes, *INSIDE.get(FORMS[form][0], (_lines,)))
    made = whole
    while made == whole:
        made = chance.choice(kinds)(whole, chance)
    return made


def _bytes(data: bytes, chance: random.Random) -> bytes:
    """The bytes cut, flipped, repeated, left out, or in another order."""
    at, size = chance.randrange(len(data)), chance.choice([1, 3, 40, 900, len(data) // 3])
    piece = data[at : at + size]
    how = chance.randrange(6)
    if how == 0:
        return data[:at]
    if how == 1:
        return data[:at] + data[at + size :]
    if how == 2:
        return data[:at] + piece * chance.choice([2, 3, 20]) + data[at + size :]
    if how == 3:
        flipped = bytearray(data)
        for _ in range(chance.choice([1, 2, 10, 100])):
            flipped[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        return bytes(flipped)
    if how == 4:
        return data[:at] + chance.randbytes(chance.choice([1, 8, 500])) + data[at + size :]
    blocks = [data[start : start + 512] for start in range(0, len(data), 512)]
    chance.shuffle(blocks)
    return b"".join(blocks)


def _lines(data: bytes, chance: random.Random) -> bytes:
    """A text whose lines are left out, doubled, exchanged, run together or odd."""
    lines = data.decode().split("\n")
    for _ in range(chance.choice([1, 1, 2, 6])):
        at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        how = chance.randrange(8)
        if how == 0:
            del lines[at : at + chance.choice([1, 1, 5])]
        elif how == 1:
            lines[at:at] = [lines[other]] * chance.choice([1, 2, 50])
        elif how == 2:
            lines[at], lines[other] = lines[other], lines[at]
        elif how == 3:
            lines[at : at + 2] = [" ".join(lines[at : at + 2])]
        elif how == 4:
            lines[at] = _odd(lines[at], chance)
        elif how == 5:
            cells = lines[at].split("\t")
            chance.shuffle(cells)
            lines[at] = "\t".join(cells[: chance.choice([1, 9])])
        elif how == 6:
            lines[at] = lines[at].lstrip() if chance.random() < 0.5 else "  " + lines[at]
        else:
            end = chance.randrange(len(lines) + 1)
            section = lines[at:end]
            chance.shuffle(section)
            lines[at:end] = section
        lines = lines or [""]
    return "\n".join(lines).encode(errors="replace")


def _odd(text: str, chance: random.Random) -> str:
    """A text with a letter, a number or a piece of it changed."""
    at, end = sorted((chance.randrange(len(text) + 1), chance.randrange(len(text) + 1)))
    how = chance.randrange(5)
    if how == 0:
        return text[:at] + chance.choice(ODD) + text[at:]
    if how == 1:
        return text[:at] + text[end:]
    if how == 2:
        return text[:end] + text[at:]
    if how == 3:
        numbers = chance.choice(["0", "-1", "7", "99999999999999999999", "1e9", "\u0664", "NaN", ""])
        return re.sub(r"\d+", lambda found: numbers if chance.random() < 0.3 else found[0], text)
    return text[:at] + text[at:end][::-1] + text[end:]


def _marked_up(text: str, chance: random.Random) -> str:
    """XML or HTML with an element left out, doubled, moved, emptied, unclosed, or with odd words."""
    pieces = re.split(r"(<[^<>]*>)", text)
    for _ in range(chance.choice([1, 1, 3, 10])):
        at, other = chance.randrange(len(pieces)), chance.randrange(len(pieces))
        how = chance.randrange(6)
        if how == 0:
            pieces[at] = ""
        elif how == 1:
            pieces[at] *= 2
        elif how == 2:
            pieces[at], pieces[other] = pieces[other], pieces[at]
        elif how == 3:
            pieces[at] = _odd(pieces[at], chance)
        else:
            _whole_element(pieces, at, chance)
    return "".join(pieces)


def _whole_element(pieces: list[str], at: int, chance: random.Random) -> None:
    """Leave out, double or move an element with all that is in it: the mark-up stays sound."""
    tags = [(n, p) for n, p in enumerate(pieces) if n >= at and p.startswith("<") and p[1:2].isalpha()]
    first, opening = next(((n, tag) for n, tag in tags if not tag.endswith("/>")), (-1, ""))
    if first < 0:
        return
    name = re.split(r"[\s>/]", opening[1:])[0]
    depth = 0
    for last in range(first, len(pieces)):
        tag = pieces[last]
        if re.match(rf"<{re.escape(name)}[\s>]", tag) and not tag.endswith("/>"):
            depth += 1
        elif tag == f"</{name}>":
            depth -= 1
        if depth == 0:
            element = pieces[first : last + 1]
            place = chance.randrange(len(pieces) + 1)
            if chance.random() < 0.6:
                del pieces[first : last + 1]
            if chance.random() < 0.6:
                pieces[place:place] = element
            return


def _part(data: bytes, chance: random.Random) -> bytes:
    """A part of an archive, changed inside and packed again: no check sum gives it away."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts: Parts = {name: archive.read(name) for name in archive.namelist()}
    # Mostly the part that holds the words.
    names = sorted(parts)
    words = [name for name in names if re.search(r"document\.xml$|sheet\d+\.xml$|sharedStrings", name)]
    name = chance.choice(words if words and chance.random() < 0.7 else names)
    how = chance.random()
    if how < 0.1:
        del parts[name]
    elif how < 0.2:
        parts[name] = _bytes(parts[name], chance) if parts[name] else b"<a/>"
    else:
        text = _marked_up(parts[name].decode("utf-8", "replace"), chance)
        parts[name] = text.encode("utf-8", "replace")
    return zipped(parts)


def _stream(data: bytes, chance: random.Random) -> bytes:
    """A stream of a PDF, changed inside and packed again, in the same room where it fits."""
    found = chance.choice([*STREAM.finditer(data)])
    try:
        content, is_packed = zlib.decompress(found[1]), True
    except zlib.error:
        content, is_packed = found[1], False
    if chance.random() < 0.5:
        changed = _lines_of_bytes(content, chance)
    else:
        changed = _bytes(content, chance) if content else b"q"
    packed = zlib.compress(changed, 9) if is_packed else changed
    if len(packed) <= len(found[1]):
        packed = packed.ljust(len(found[1]), b"\0" if is_packed else b" ")
    return data[: found.start(1)] + packed + data[found.end(1) :]


def _lines_of_bytes(data: bytes, chance: random.Random) -> bytes:
    return _lines(data.decode("latin-1").encode(), chance).decode().encode("latin-1", "replace")


def _object(data: bytes, chance: random.Random) -> bytes:
    """A word or a number of a PDF's objects changed, such as a length, a place or a reference."""
    words = [*re.finditer(rb"/[A-Za-z]+|\d+(?: 0 R)?|<<|>>|\[|\]", data)]
    made = data
    for found in chance.sample(words, chance.choice([1, 1, 4])):
        new = chance.choice([b"0", b"7 0 R", b"-1", b"9" * 12, b"<<", b"]", b"null", b"/Kids", b""])
        new = new.ljust(len(found[0]))[: len(found[0])] if len(found[0]) > 1 else new[:1] or b" "
        made = made[: found.start()] + new + made[found.end() :]
    return made


def _page(data: bytes, chance: random.Random) -> bytes:
    return _marked_up(data.decode(), chance).encode("utf-8", "replace")


Damage = Callable[[bytes, random.Random], bytes]
INSIDE: dict[str, tuple[Damage, ...]] = {
    "docx": (_part, _part, _part),
    "xlsx": (_part, _part, _part),
    "pdf": (_stream, _stream, _object),
    "html": (_page, _page, _page, _lines),
}
