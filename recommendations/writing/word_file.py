"""Word files opened to be written into, and saved so that the same content is the same bytes."""

from __future__ import annotations

import io
import zipfile

import docx
from docx.document import Document as WordDocument
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from lxml.etree import LxmlError

from recommendations.reading.paper import Refused
from recommendations.writing.about import About
from recommendations.writing.word_xml import writable

TYPES = "[Content_Types].xml"
TEMPLATE, DOCUMENT = b"wordprocessingml.template.main+xml", b"wordprocessingml.document.main+xml"
FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest that an archive can state
BROKEN = (zipfile.BadZipFile, OpcError, LxmlError, KeyError, ValueError, AttributeError, TypeError)
NO_WORD = "The template is no Word file, or a damaged one."
UNSETTLED = ("dcterms:created", "dcterms:modified", "cp:revision", "cp:lastModifiedBy")


def opened(data: bytes) -> WordDocument:
    """A Word file or a Word template (.dotx) as a document. Raises Refused for what is neither."""
    try:
        word = docx.Document(io.BytesIO(_as_document(data)))
    except BROKEN as error:
        raise Refused(NO_WORD) from error
    if word.element.tag != qn("w:document") or word.element.find(qn("w:body")) is None:
        raise Refused(NO_WORD)
    return word


def describe(word: WordDocument, about: About) -> None:
    """Say in the file's properties what it is; when and by whom it was made is not said."""
    properties = word.core_properties
    properties.title, properties.subject = writable(about.title)[:255], writable(about.subject)[:255]
    properties.author, properties.comments = writable(about.office)[:255], writable(about.footer)[:255]
    properties.language, properties.keywords, properties.category = about.language, "", ""


def saved(word: WordDocument) -> bytes:
    """The file's bytes: the same document gives the same ones."""
    element = word.core_properties._element
    for name in UNSETTLED:
        for held in element.findall(qn(name)):
            element.remove(held)
    stream = io.BytesIO()
    word.save(stream)
    with zipfile.ZipFile(stream) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return _packed(parts)


def _as_document(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        types = archive.read(TYPES)
        if TEMPLATE not in types:
            return data
        parts = {name: archive.read(name) for name in archive.namelist()}
    return _packed({**parts, TYPES: types.replace(TEMPLATE, DOCUMENT)})


def _packed(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in parts.items():
            part = zipfile.ZipInfo(name, FIRST_DAY)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o600 << 16
            archive.writestr(part, data)
    return stream.getvalue()
