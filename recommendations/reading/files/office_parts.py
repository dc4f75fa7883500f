"""The parts of a Word or Excel file: what must not be in them, whoever opens them. Free of Django.

Ignored, because no reader here follows them: hyperlinks, links of a workbook to other workbooks, a
template on a drive, and the workbook that Word keeps behind a chart. Refused: all else that would be
fetched from elsewhere, what would run, and what hides a file in the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from recommendations.reading.paper import Refused

TYPES = "[Content_Types].xml"
MOST_TAGS = 1_000_000  # in a part that is read whole; sheets are read cell by cell, with limits of their own
MOST_OF_LIST = 5 << 20  # bytes of a part that lists types or links
OLE = bytes.fromhex("D0CF11E0A1B11AE1")
ZIP = b"PK\x03\x04"
XML_ENDINGS = (".xml", ".rels", ".vml")
ENCODINGS = {"utf-8", "utf8", "utf-16", "us-ascii", "ascii"}
DECLARED = re.compile(r"""<\?xml\b[^>]*?\bencoding\s*=\s*["']([^"']*)["']""")
DECLARATIONS = tuple(
    word.encode(encoding)
    for encoding in ("ascii", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
    for word in ("<!DOCTYPE", "<!ENTITY")
)
MACROS = "save the file without macros, as .docx or .xlsx"
EMBEDDED = "put what it shows into the document itself, as a table or a picture"
HARMLESS_LINKS = ("hyperlink", "externallink", "externallinkpath", "xlpathmissing", "xlstartup")
STRICT = "http://purl.oclc.org/ooxml/"


def check_parts(sizes: Mapping[str, int], contents: Iterable[tuple[str, bytes]]) -> None:
    """Refuse what no part of an Office file may hold. The parts are asked for one after the other."""
    nested, behind_charts = list[str](), set[str]()
    types, tags = _Types(), dict[str, int]()
    others = list[tuple[str, str]]()
    for name, content in contents:
        if name == TYPES or name.lower().endswith(".rels"):
            if sizes[name] > MOST_OF_LIST:
                raise Refused(f"The part {name} is larger than {MOST_OF_LIST >> 20} MB.")
            _check_xml(name, content)
            root = _root(name, content)
            if name == TYPES:
                types.read(root)
            else:
                behind_charts |= _check_links(name, root)
        elif content.startswith(OLE):
            others.append((name, "embedded"))
        else:
            if content.startswith(ZIP):
                nested.append(name)
            others.append((name, _declares(name, content)))
            tags[name] = content.count(b"<")
    types.check(sizes)
    for name, found in others:
        kind = types.of(name)
        _check_part(name, kind, found)
        if tags.get(name, 0) > MOST_TAGS and "spreadsheetml" not in kind and not kind.startswith("image/"):
            raise Refused(f"The part {name} holds more than any paper: over {MOST_TAGS:,} marks of XML.")
    for name in nested:
        if name.lower() not in behind_charts:
            raise Refused(f"The part {name} is a file of its own inside the file: {EMBEDDED}.")


def _check_part(name: str, kind: str, found: str) -> None:
    """Refuse a part for its type, its name, or what was found in it."""
    low = name.lower()
    if "vbaproject" in kind or low.endswith(("vbaproject.bin", "vbadata.xml")):
        raise Refused(f"The part {name} holds macros: {MACROS}.")
    if "activex" in kind or "/activex/" in low:
        raise Refused(f"The part {name} is a control that runs a program (ActiveX): take it out.")
    if "oleobject" in kind or found == "embedded":
        raise Refused(f"The part {name} is an embedded object of another program: {EMBEDDED}.")
    # A picture drawn in XML (SVG) may have a DOCTYPE: nobody here reads it.
    if found and not kind.startswith("image/"):
        raise Refused(found)


def _declares(name: str, content: bytes) -> str:
    """Why a part cannot be read as XML, for one that is XML or might be taken for it; "" for a sound one."""
    try:
        _check_xml(name, content, any_form=name.lower().endswith(XML_ENDINGS))
    except Refused as refused:
        return str(refused)
    return ""


def _check_xml(name: str, content: bytes, *, any_form: bool = True) -> None:
    if any(word in content for word in DECLARATIONS):
        raise Refused(
            f"The part {name} declares a document type or entities (DOCTYPE), as no Office file does."
        )
    if not any_form:
        return
    encoding = _encoding(content[:1000])
    if encoding not in ENCODINGS:
        raise Refused(f"The part {name} is encoded as {encoding[:40]!r}; Office files are in UTF-8.")


def _encoding(opening: bytes) -> str:
    """What the opening of an XML part says of its encoding, by its first bytes or in its first line."""
    if opening.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff", b"<\0\0\0", b"\0\0\0<", b"\0\0<\0", b"\0<\0\0")):
        return "utf-32"
    if opening.startswith(b"\x4c\x6f\xa7\x94"):
        return "ebcdic"
    wide = opening.startswith((b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<"))
    text = (opening.replace(b"\0", b"") if wide else opening).decode("latin-1")
    found = DECLARED.search(text)
    if found:
        return found[1].strip().lower()
    return "utf-16" if wide else "utf-8"


def _root(name: str, content: bytes) -> Element:
    try:
        root: Element = fromstring(content)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise Refused(f"The part {name} is no sound XML: the file is damaged.") from None
    return root


class _Types:
    """The types that the archive gives its parts, by ending and by name, in small letters."""

    def __init__(self) -> None:
        self.by_ending: dict[str, str] = {}
        self.by_name: dict[str, str] = {}

    def read(self, root: Element) -> None:
        """Take the types in; one thing may not be given two."""
        for element in root:
            kind = element.get("ContentType", "").lower()
            if "macroenabled" in kind:
                raise Refused(f"The file is made for macros: {MACROS}.")
            ending, part = element.get("Extension"), element.get("PartName")
            held, key = (self.by_ending, ending) if part is None else (self.by_name, part.lstrip("/"))
            if not key:
                continue
            if held.setdefault(key.lower(), kind) != kind:
                raise Refused(f"The part {TYPES} gives {key[:100]} two types.")

    def check(self, names: Iterable[str]) -> None:
        """Every Office file has types."""
        if not (self.by_ending or self.by_name):
            raise Refused(f"The part {TYPES} is missing or empty: the file is no sound Office file.")

    def of(self, name: str) -> str:
        """The type of a part, "" where none is given."""
        ending = PurePosixPath(name).suffix.lstrip(".").lower()
        return self.by_name.get(name.lower()) or self.by_ending.get(ending, "")


def _check_links(name: str, root: Element) -> set[str]:
    """Refuse links that fetch; the names of the workbooks behind charts, in small letters."""
    packages = set[str]()
    for link in root:
        kind, target = link.get("Type", ""), link.get("Target", "")
        short = kind.rpartition("/")[2].lower()
        if kind.startswith(STRICT):
            raise Refused("The file is saved as Strict Open XML: save it as an ordinary .docx or .xlsx.")
        if link.get("TargetMode", "").lower() == "external" or _leads_out(target):
            _check_external(name, short, target)
        elif short == "package" and "/charts/_rels/" in f"/{name.lower()}":
            base = "/" + name.lower().replace("/_rels/", "/")
            packages.add(urljoin(base, target.lower()).lstrip("/"))
    return packages


def _leads_out(target: str) -> bool:
    return bool(urlsplit_of(target)) or target.startswith(("//", "\\\\"))


def urlsplit_of(target: str) -> str:
    """The scheme of an address, "" for a path and for what is no address at all."""
    try:
        return urlsplit(target).scheme
    except ValueError:
        return "?"


def _check_external(name: str, short: str, target: str) -> None:
    if short in HARMLESS_LINKS:
        return
    if short == "attachedtemplate" and urlsplit_of(target) in ("", "file"):
        return
    what = {
        "attachedtemplate": "a template",
        "image": "a picture",
        "oleobject": "an object",
        "frame": "a frame",
        "subdocument": "another document",
    }.get(short, f"something ({short[:40]})")
    raise Refused(f"The part {name} would have {what} fetched from elsewhere: save the file with it inside.")
