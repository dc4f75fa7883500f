"""What is inside an Excel workbook (.xlsx): its sheets, shared texts and number formats, read with limits.

Its XML is read as a stream and never as a whole. openpyxl's own reading pads rows and columns (a 4 KB file
took 3.96 GB), keeps every shared text whatever its size, and changes those that hold "x005F_"; its tables of
number formats and its way with days are used, and its XML reader, which is that of defusedxml.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from xml.etree.ElementTree import Element

from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH
from openpyxl.xml.functions import iterparse

from recommendations.reading.files.grids import MOST_CHARACTERS
from recommendations.reading.paper import Refused

MOST_ELEMENTS = 1_500_000  # of all parts that are read; cells without a value are elements too
GENERAL = "General"
WORKSHEET, COMMENTS = "worksheet", ("comments", "threadedComment")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet as the workbook lists it; `kind` is "worksheet", "chartsheet", …"""

    title: str
    part: str
    kind: str
    is_hidden: bool


class Package:
    """The parts of a workbook. Whatever goes wrong while one is read is Refused."""

    def __init__(self, data: bytes, most: int = MOST_ELEMENTS) -> None:
        self._most = self._left = most
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, RuntimeError) as error:
            raise broken(error) from error
        self._names = {name.lower(): name for name in self._archive.namelist()}
        links = self.links("")
        self._book = next(
            (part for kind, part in links.values() if kind == "officeDocument"), "xl/workbook.xml"
        )

    def elements(self, part: str, held: Collection[str] = ()) -> Iterator[tuple[Element, str, bool]]:
        """Each element, its name and False as it begins, with its attributes alone; those named in `held`
        once more with True when all below them is there. Nothing else is kept.
        """
        path: list[Element] = []
        inside = 0
        if part.lower() not in self._names:
            raise broken(f"its part {part} is missing")
        try:
            with self._archive.open(self._names[part.lower()]) as source:
                for event, element in iterparse(source, events=("start", "end"), forbid_dtd=True):
                    name = element.tag.rpartition("}")[2]
                    if event == "start":
                        self._count()
                        path.append(element)
                        inside += bool(inside or name in held)
                        if inside <= 1:
                            yield element, name, False
                        continue
                    path.pop()
                    inside -= bool(inside)
                    if not inside:
                        if name in held:
                            yield element, name, True
                        if path:
                            path[-1].clear()
        except (Refused, MemoryError):
            raise
        # The readers of XML and of archives raise errors of many kinds.
        except Exception as error:
            raise broken(error) from error

    def _count(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise Refused(f"The workbook holds more than {self._most:,} cells and settings, empty ones too.")

    def links(self, part: str) -> dict[str, tuple[str, str]]:
        """Kind and part of each thing that a part refers to, by its name there; "" is the workbook itself."""
        folder, name = posixpath.split(part)
        listed = posixpath.join(folder, "_rels", f"{name}.rels")
        if listed.lower() not in self._names:
            return {}
        found = {}
        for element, kind, _ in self.elements(listed):
            if kind == "Relationship" and element.get("TargetMode") != "External":
                path = posixpath.normpath(posixpath.join("/", folder, element.get("Target", "")))
                known = element.get("Type", "").rpartition("/")[2]
                found[element.get("Id", "")] = (known, path.lstrip("/"))
        return found

    @cached_property
    def _told(self) -> tuple[tuple[SheetPart, ...], datetime]:
        links = self.links(self._book)
        sheets: list[SheetPart] = []
        epoch = WINDOWS_EPOCH
        for element, name, _ in self.elements(self._book):
            if name == "workbookPr" and element.get("date1904") in ("1", "true"):
                epoch = MAC_EPOCH
            if name == "sheet":
                link = next((v for key, v in element.attrib.items() if key.rpartition("}")[2] == "id"), "")
                kind, part = links.get(link, ("", ""))
                hidden = element.get("state", "visible") != "visible"
                sheets.append(SheetPart(element.get("name", ""), part, kind, hidden))
        if len({sheet.part for sheet in sheets}) < len(sheets):
            raise broken("two of its sheets are one part, or a sheet is missing")
        return tuple(sheets), epoch

    @property
    def sheets(self) -> tuple[SheetPart, ...]:
        """The sheets in their order."""
        return self._told[0]

    @property
    def epoch(self) -> datetime:
        """The day from which days are counted."""
        return self._told[1]

    def _part_of(self, kind: str) -> str:
        return next((part for known, part in self.links(self._book).values() if known == kind), "")

    @cached_property
    def texts(self) -> list[str]:
        """The texts that cells share."""
        texts: list[str] = []
        left = MOST_CHARACTERS
        if part := self._part_of("sharedStrings"):
            for element, name, whole in self.elements(part, ["si"]):
                if whole and name == "si":
                    texts.append(text_of(element))
                    left -= len(texts[-1])
                    if left < 0:
                        raise Refused(f"The workbook holds more than {MOST_CHARACTERS:,} characters.")
        return texts

    @cached_property
    def formats(self) -> list[str]:
        """The number format of each style, by its position."""
        known: dict[int, str] = dict(BUILTIN_FORMATS)
        formats: list[str] = []
        if part := self._part_of("styles"):
            for element, name, whole in self.elements(part, ["numFmts", "cellXfs"]):
                if whole and name == "numFmts":
                    known |= {int(f.get("numFmtId", 0)): f.get("formatCode", "") for f in element}
                elif whole and name == "cellXfs":
                    formats = [known.get(int(f.get("numFmtId", 0)), GENERAL) for f in element]
        return formats

    def commented(self, sheet: SheetPart) -> list[str]:
        """The addresses of cells with a comment."""
        found: dict[str, None] = {}
        for kind, part in self.links(sheet.part).values():
            if kind in COMMENTS:
                named = self.elements(part)
                found |= {
                    e.get("ref", ""): None for e, name, _ in named if name in COMMENTS or name == "comment"
                }
        return [address for address in found if address]

    def has_drawings(self, sheet: SheetPart) -> bool:
        """Whether pictures, charts or shapes lie over the cells; a layer for them may be empty."""
        layers = [part for kind, part in self.links(sheet.part).values() if kind == "drawing"]
        return any(name.endswith("Anchor") for part in layers for _, name, _ in self.elements(part))


def text_of(element: Element) -> str:
    """The text of a shared or inline string: of its runs too, and not of the readings given for them."""
    parts = []
    for child in element:
        name = child.tag.rpartition("}")[2]
        if name == "t":
            parts.append(child.text or "")
        elif name == "r":
            parts += [t.text or "" for t in child if t.tag.rpartition("}")[2] == "t"]
    return unescaped("".join(parts))


def unescaped(text: str) -> str:
    """The text with each _xHHHH_ as its character; what no text may hold (NUL, half a character) stays."""

    def character(found: re.Match[str]) -> str:
        code = int(found[1], 16)
        return found[0] if not code or 0xD800 <= code <= 0xDFFF else chr(code)

    return _ESCAPE.sub(character, text) if "_x" in text else text


def broken(error: object) -> Refused:
    """What is no workbook, in a sentence."""
    return Refused(f"This cannot be opened as an Excel workbook (.xlsx): {error}.")
