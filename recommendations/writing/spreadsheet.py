"""Sheets of plain cells as an Excel workbook (.xlsx). Free of Django, and of any library.

A workbook of texts and numbers is a handful of small XML parts in a ZIP archive. Writing them here keeps
a worker free of openpyxl (35 MB and a second, with NumPy and Pillow), and the same sheets give the same
bytes. Text is never a formula: each cell says that it is a string, and stays one when somebody edits it.
"""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape as markup
from typing import TypeAlias

from recommendations.writing.spreadsheet_parts import CORE, HEAD, RELATIONS, STYLES, Style, content_types

Value: TypeAlias = str | int | float | bool | None
MOST_IN_CELL = 32_767  # characters as Excel counts them, which is in UTF-16
MOST_DIGITS = 15  # of a number; Excel forgets the others
NARROWEST, WIDEST = 8, 60  # columns, in characters
LONGEST_TITLE = 31
FIXED_TIME = (1980, 1, 1, 0, 0, 0)  # of the parts of the archive: the same sheets give the same bytes
# What XML cannot hold or would change stands as _xHHHH_, and so does an underscore that would begin that.
_NO_XML = r"\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff"
_ESCAPED = re.compile(rf"[{_NO_XML}]|_(?=x[0-9A-Fa-f]{{4}}[_{_NO_XML}])")
_NOT_IN_TITLES = re.compile(rf"[\[\]:*?/\\{_NO_XML}\s]+")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with a row of headings; the last `totals` rows stay where they are when it is sorted."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Value]]
    totals: int = 0


def xlsx_of(sheets: Sequence[Sheet], *, title: str, language: str = "en-GB") -> bytes:
    """The workbook of at least one sheet; a text too long for a cell goes on in a column "wording (2)"."""
    names = titles_of([sheet.title for sheet in sheets])
    laid = [_laid_out(sheet) for sheet in sheets]
    parts = {
        "[Content_Types].xml": content_types(len(sheets)),
        "_rels/.rels": RELATIONS,
        "docProps/core.xml": CORE.format(title=_text(title), language=_text(language)),
        "xl/workbook.xml": _workbook(names, laid),
        "xl/_rels/workbook.xml.rels": _relations(len(sheets)),
        "xl/styles.xml": STYLES,
    }
    parts |= {f"xl/worksheets/sheet{n}.xml": _worksheet(sheet) for n, sheet in enumerate(laid, 1)}
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            part = zipfile.ZipInfo(name, FIXED_TIME)
            part.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(part, content.encode())
    return kept.getvalue()


def titles_of(wanted: Iterable[str]) -> list[str]:
    """Titles that Excel takes: each once, at most 31 characters, without the characters of references."""
    made: list[str] = []
    for title in wanted:
        plain = _shortened(_NOT_IN_TITLES.sub(" ", title).strip(" '"), LONGEST_TITLE)
        # Excel keeps the title History for itself.
        plain = plain if plain and plain.lower() != "history" else f"{plain} sheet".strip()
        name, number = plain, 1
        while name.casefold() in {other.casefold() for other in made}:
            number += 1
            name = f"{_shortened(plain, LONGEST_TITLE - len(f' {number}'))} {number}"
        made.append(name)
    return made


def _shortened(title: str, most: int) -> str:
    # Excel counts in UTF-16, so half a character may be left over.
    return title.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore").strip(" '")


def _laid_out(sheet: Sheet) -> Sheet:
    """The sheet with as many columns as its longest texts need, and no text longer than a cell."""
    rows = [[_pieces(value) for value in row] for row in sheet.rows]
    needed = [max((len(row[n]) for row in rows), default=1) for n in range(len(sheet.headings))]
    headings = [
        heading if n == 1 else f"{heading} ({n})"
        for heading, count in zip(sheet.headings, needed, strict=True)
        for n in range(1, count + 1)
    ]
    wide = [
        [
            value
            for cell, count in zip(row, needed, strict=True)
            for value in (*cell, *[None] * (count - len(cell)))
        ]
        for row in rows
    ]
    return Sheet(sheet.title, headings, wide, sheet.totals)


def _pieces(value: Value) -> list[Value]:
    """The value as the cells it takes."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        fits = math.isfinite(value) and abs(value) < 10**MOST_DIGITS
        return [value if fits else str(value)]
    if not isinstance(value, str) or len(value) * len("_x0000_") <= MOST_IN_CELL:
        return [value]
    pieces: list[Value] = []
    at = 0
    while at < len(value):
        size = min(MOST_IN_CELL, len(value) - at)
        while (units := len(_escaped(value[at : at + size]).encode("utf-16-le")) // 2) > MOST_IN_CELL:
            size = min(size - 1, size * MOST_IN_CELL // units)
        pieces.append(value[at : at + size])
        at += size
    return pieces


def _escaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def _text(text: str) -> str:
    return markup(_escaped(text), quote=False)


def _worksheet(sheet: Sheet) -> str:
    letters = [column_name(n) for n in range(1, len(sheet.headings) + 1)]
    first_total = len(sheet.rows) - sheet.totals
    rows = [_row(1, letters, sheet.headings, Style.HEADING, Style.HEADING)]
    for n, values in enumerate(sheet.rows):
        number, text = (Style.TOTAL_NUMBER, Style.TOTAL) if n >= first_total else (Style.NUMBER, Style.TEXT)
        rows.append(_row(n + 2, letters, values, number, text))
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>'
        for n, width in enumerate(_widths(sheet), 1)
    )
    return (
        f'{HEAD}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<dimension ref="A1:{letters[-1]}{len(rows)}"/>'
        '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" '
        'state="frozen"/><selection pane="bottomLeft"/></sheetView></sheetViews>'
        f"<cols>{columns}</cols><sheetData>{''.join(rows)}</sheetData>"
        f'<autoFilter ref="A1:{_last_filtered(sheet)}"/>'
        '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
        "<headerFooter><oddFooter>&amp;L&amp;A&amp;R&amp;P</oddFooter></headerFooter></worksheet>"
    )


def _row(number: int, letters: Sequence[str], values: Sequence[Value], numeric: Style, text: Style) -> str:
    cells = [
        _cell(f"{letter}{number}", value, numeric, text)
        for letter, value in zip(letters, values, strict=True)
        if value is not None and value != ""
    ]
    return f'<row r="{number}">{"".join(cells)}</row>'


def _cell(where: str, value: Value, numeric: Style, text: Style) -> str:
    match value:
        case bool():
            return f'<c r="{where}" s="{numeric}" t="b"><v>{int(value)}</v></c>'
        case int() | float():
            return f'<c r="{where}" s="{numeric}"><v>{value!r}</v></c>'
    # With QUOTED a text stays a text when somebody edits the cell: the apostrophe that Excel shows there.
    style = Style.QUOTED if text is Style.TEXT and not str(value)[0].isalpha() else text
    inner = f'<is><t xml:space="preserve">{_text(str(value))}</t></is>'
    return f'<c r="{where}" s="{style}" t="inlineStr">{inner}</c>'


def _widths(sheet: Sheet) -> Iterator[int]:
    for n, heading in enumerate(sheet.headings):
        longest = max(
            [
                len(heading) + 3,
                *(len(line) for row in sheet.rows for line in str(row[n] or "")[:2000].split("\n")),
            ]
        )
        yield min(max(longest + 2, NARROWEST), WIDEST)


def _last_filtered(sheet: Sheet) -> str:
    return f"{column_name(len(sheet.headings))}{1 + len(sheet.rows) - sheet.totals}"


def column_name(number: int) -> str:
    """The letters of a column, counted from 1."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _workbook(names: Sequence[str], sheets: Sequence[Sheet]) -> str:
    listed = "".join(
        f'<sheet name="{markup(name)}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(names, 1)
    )
    known = []
    for n, (name, sheet) in enumerate(zip(names, sheets, strict=True)):
        quoted = markup("'" + name.replace("'", "''") + "'")
        corner = re.sub(r"([A-Z]+)(\d+)", r"$\1$\2", _last_filtered(sheet))
        known.append(
            f'<definedName name="_xlnm._FilterDatabase" localSheetId="{n}" hidden="1">{quoted}!$A$1:{corner}'
            f'</definedName><definedName name="_xlnm.Print_Titles" localSheetId="{n}">{quoted}!$1:$1'
            "</definedName>"
        )
    return (
        f'{HEAD}<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        f'<bookViews><workbookView activeTab="0"/></bookViews><sheets>{listed}</sheets>'
        f"<definedNames>{''.join(known)}</definedNames></workbook>"
    )


def _relations(count: int) -> str:
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    sheets = "".join(
        f'<Relationship Id="rId{n}" Type="{base}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, count + 1)
    )
    return (
        f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{sheets}'
        f'<Relationship Id="rId{count + 1}" Type="{base}/styles" Target="styles.xml"/></Relationships>'
    )
