"""What Word files and web pages have in common: plain texts, cells of several parts, counts, parted tables.

Free of Django and of every library.
"""

from __future__ import annotations

from collections.abc import Iterable

from recommendations.reading.document import Table
from recommendations.text import canonical

SOFT_HYPHEN = "\u00ad"
LIGATURES = {
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0xFB05: "st",
    0xFB06: "st",
}
MOST_LETTERED, MOST_ROMAN = 780, 3999
ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
    (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def plain(text: str) -> str:
    """The text in lines without blank ones, ligatures taken apart, no soft hyphens, single spaces."""
    text = text.replace(SOFT_HYPHEN, "").translate(LIGATURES)
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return "\n".join(line for line in lines if line)


def text_of(parts: Iterable[tuple[str, str]]) -> str:
    """The canonical text of a cell's parts: neighbours of one kind are lines that follow each other."""
    pieces, before = list[str](), "prose"
    for kind, words in parts:
        pieces += ["\n" if kind == before != "prose" else "\n\n", words]
        before = kind
    return canonical("".join(pieces))


def joined(first: Table, second: Table) -> Table | None:
    """One table of two that were parted by hand: the second repeats the first's header; else None."""
    header = first.rows[0].cells
    if not any(header) or second.rows[0].cells != header:
        return None
    return Table((*first.rows, *second.rows[1:]), first.caption, first.widths)


def formed(count: int, form: str) -> str:
    """A count as the form prints it; forms that are not known print plain figures."""
    if form in ("lowerLetter", "upperLetter") and 0 < count <= MOST_LETTERED:
        printed = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
    elif form in ("lowerRoman", "upperRoman") and 0 < count <= MOST_ROMAN:
        printed = _roman(count)
    elif form == "none":
        return ""
    else:
        return f"{count:02}" if form == "decimalZero" else str(count)
    return printed.upper() if form.startswith("upper") else printed


def _roman(count: int) -> str:
    printed = ""
    for worth, letters in ROMAN:
        times, count = divmod(count, worth)
        printed += letters * times
    return printed
