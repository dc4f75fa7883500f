"""A CSV file as a grid of texts. Free of Django.

Its own small reader, because the csv module cannot say on which line a quote was opened that is never closed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from recommendations.reading.files.grids import (
    MOST_CELLS,
    MOST_CHARACTERS,
    MOST_COLUMNS,
    MOST_IN_A_CELL,
    MOST_ROWS,
    TOO_LARGE,
    Grid,
)
from recommendations.reading.paper import Refused
from recommendations.writing.formulas import as_written

DELIMITERS = ",;\t"
SAMPLE = 50  # lines from which the delimiter is told
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_QUOTED = re.compile(r'"([^"]*+(?:""[^"]*+)*+)"')
_SAYS_DELIMITER = re.compile(r'"?sep=([,;\t])"?\n', re.I)  # how Excel is told


def read_comma(data: bytes) -> tuple[Grid, ...]:
    """The one table of a CSV file, with a comma, semicolon or tab between its cells; its title is "".

    UTF-8, UTF-16 with its mark at the beginning, or Windows-1252. An apostrophe that keeps a text of our
    own exports from being a formula is taken off. Raises Refused with the line of what cannot be read.
    """
    text = _text(data).replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise Refused("The file is empty.")
    if len(text) > MOST_CHARACTERS:
        raise Refused(f"The file is too long: {TOO_LARGE}")
    said = _SAYS_DELIMITER.match(text)
    rows: list[tuple[str, ...]] = [()] if said else []
    cells = 0
    for line, row in _rows(text, said.end() if said else 0, said[1] if said else _delimiter(text)):
        while row and not row[-1].strip():
            row.pop()
        cells += len(row)
        if any(len(cell) > MOST_IN_A_CELL for cell in row):
            raise Refused(f"line {line}: a cell has more than {MOST_IN_A_CELL:,} characters.")
        if row and (len(rows) >= MOST_ROWS or len(row) > MOST_COLUMNS or cells > MOST_CELLS):
            raise Refused(f"line {line}: {TOO_LARGE}")
        rows.append(tuple(map(as_written, row)))
    while rows and not rows[-1]:
        rows.pop()
    return (Grid("", tuple(rows)),)


def _text(data: bytes) -> str:
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        # Excel saves as Windows-1252 where it is not asked for UTF-8; but then anything could be text.
        text, at = _in_windows(data) if encoding == "utf-8" else ("", error.start)
        if at >= 0:
            raise Refused(f"line {_line(data, at)}: the file is not text in UTF-8 or Windows-1252.") from None
    if (nul := text.find("\0")) >= 0:
        line = _line(text[:nul].encode(), nul)
        raise Refused(f"line {line}: the file is not text, it holds a NUL byte.")
    return text


def _in_windows(data: bytes) -> tuple[str, int]:
    """The text in Windows-1252, and the position of the first byte that is none; -1 where all are."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        return "", error.start
    found = _CONTROL.search(text)
    return text, found.start() if found else -1


def _line(data: bytes, position: int) -> int:
    return len(re.findall(rb"\r\n|\r|\n", data[:position])) + 1


def _delimiter(text: str) -> str:
    """What parts the cells: of comma, semicolon and tab the one of which most lines have the same number."""
    lines = [line for line in _QUOTED.sub("", text[: 1 << 20]).split("\n") if line.strip()][:SAMPLE]

    def alike(delimiter: str) -> tuple[int, int]:
        counts = Counter(found for line in lines if (found := line.count(delimiter)))
        return max(((times, count) for count, times in counts.items()), default=(0, 0))

    return max(DELIMITERS, key=alike)


def _rows(text: str, at: int, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The cells of each record and the line on which it begins; a blank line is a record without cells."""
    plain = re.compile(rf"[^{delimiter}\n]*+")
    line = first = text.count("\n", 0, at) + 1
    row: list[str] = []
    while True:
        if text.startswith('"', at):
            found = _QUOTED.match(text, at)
            if not found:
                raise Refused(f"line {line}: the quote that opens there is never closed.")
            cell, begun = found[1].replace('""', '"'), line
            line += found[0].count("\n")
            end = text[found.end() : found.end() + 1]
            if end not in ("", "\n", delimiter):
                raise Refused(
                    f"line {begun}: the quoted cell that begins there ends on line {line} and is followed by"
                    f" “{end}”; a quote within quotes is written twice."
                )
        else:
            found = plain.match(text, at)
            assert found
            cell = found[0]
        row.append(cell)
        at = found.end()
        if not text.startswith(delimiter, at):
            yield first, row
            line += 1
            first, row = line, []
            if at + 1 >= len(text):
                return
        at += 1
