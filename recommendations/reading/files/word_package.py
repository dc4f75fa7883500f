"""The parts of a Word file, parsed so that nothing is fetched and nothing is expanded."""

from __future__ import annotations

import io
import lzma
import posixpath
import re
import zipfile
import zlib

from lxml import etree
from lxml.etree import _Element as Element

from recommendations.reading.paper import Refused

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"  # how "Strict Open XML" names the same
PART_MOST = 64 << 20
OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
NUMBER = re.compile(r"-?[0-9]{1,9}")
OFF = ("0", "false", "off")
BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, NotImplementedError)


class Package:
    """A Word file. Raises Refused where it is none, or where a part that is asked for is damaged."""

    def __init__(self, data: bytes) -> None:
        if data.startswith(OLD_OR_LOCKED):
            raise Refused("The file is locked with a password, or of a Word before 2007: save it as .docx.")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except BROKEN as error:
            raise Refused("The file is no Word file: it is no ZIP archive, or a damaged one.") from error
        self.names = self._zip.namelist()
        self._main = next(iter(self._targets("", "officeDocument")), "word/document.xml")
        if self._main not in self.names:
            raise Refused("The file is no Word file: it holds no document.")
        self.root = self.parse(self._main)
        self.body = self.root.find(f"{W}body")
        if self.root.tag != f"{W}document" or self.body is None:
            raise Refused(f"The file is no Word file: its part {self._main} holds no text.")

    def related(self, kind: str) -> list[Element]:
        """The roots of the parts that the document refers to as "styles", "header" and the like."""
        return [self.parse(name) for name in self._targets(self._main, kind) if name in self.names]

    def first(self, kind: str) -> Element | None:
        """The first of the related parts, None where there is none."""
        return next(iter(self.related(kind)), None)

    def properties(self) -> list[str]:
        """What the file says of itself: title, subject, author and the like."""
        names = [name for name in self._targets("", "core-properties") if name in self.names]
        return [text.strip() for name in names for text in self.parse(name).itertext() if text.strip()]

    def parse(self, name: str) -> Element:
        """The root of a part; a document type is refused whatever it declares."""
        data = self._read(name)
        if STRICT in data:
            data = data.replace(STRICT, W[1:-1].encode())
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
        )
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            if "Excessive depth" in str(error):
                raise Refused(f"The part {name} is nested too deep to read.") from error
            line = getattr(error, "lineno", None) or 1
            raise Refused(f"The part {name} is damaged at line {line}: it is no well-formed XML.") from error
        if root.getroottree().docinfo.doctype:
            raise Refused(f"The part {name} declares a document type, which no Word file does.")
        return root

    def _read(self, name: str) -> bytes:
        try:
            with self._zip.open(name) as part:
                data = part.read(PART_MOST + 1)
        except RuntimeError as error:  # what zipfile raises for a part that asks for a password
            if isinstance(error, NotImplementedError):
                raise Refused(f"The part {name} is packed in a way that is not known.") from error
            raise Refused(f"The part {name} is locked with a password.") from error
        except BROKEN as error:
            raise Refused(f"The part {name} is damaged.") from error
        if len(data) > PART_MOST:
            raise Refused(f"The part {name} holds more than {PART_MOST >> 20} MB.")
        return data

    def _targets(self, part: str, kind: str) -> list[str]:
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        if rels not in self.names:
            return []
        return [
            posixpath.normpath(posixpath.join("/", folder, rel.get("Target", ""))).lstrip("/")
            for rel in self.parse(rels)
            if rel.get("Type", "").rpartition("/")[2] == kind and rel.get("TargetMode") != "External"
        ]


def local(element: Element) -> str:
    """The name of an element without its namespace; "" for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def child(element: Element | None, *names: str) -> Element | None:
    """The element down a path of names, None where a step is missing."""
    for name in names:
        if element is None:
            return None
        element = element.find(W + name)
    return element


def value(element: Element | None, *names: str) -> str | None:
    """The w:val down a path of names; None where there is no such element or no value."""
    found = child(element, *names)
    return None if found is None else found.get(f"{W}val")


def number(text: str | None, default: int) -> int:
    """A whole number as an attribute holds it, or the default for anything else."""
    return int(text) if text and NUMBER.fullmatch(text) else default


def is_on(element: Element | None, *names: str) -> bool:
    """Whether a switch is there and not turned off."""
    found = child(element, *names)
    return found is not None and found.get(f"{W}val", "1") not in OFF


def chosen(alternatives: Element) -> Element | None:
    """The one of several renderings that is read: the first choice, else the fallback."""
    held = [each for each in alternatives if local(each) in ("Choice", "Fallback")]
    return held[0] if held else None
