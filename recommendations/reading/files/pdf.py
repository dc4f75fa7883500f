"""A PDF as a document: by its structure, else by where letters and rules stand. Runs apart."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import TypeAlias

from pdfminer import settings
from pdfminer.pdfdocument import (
    PDFDocument,
    PDFEncryptionError,
    PDFPasswordIncorrect,
    PDFXRefFallback,
)
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFStream, resolve1, stream_value
from pdfminer.psexceptions import PSException

from recommendations.reading.document import Document
from recommendations.reading.files.pdf_guard import guarded
from recommendations.reading.files.pdf_joins import Words
from recommendations.reading.files.pdf_marks import Marks, Piece, Reader
from recommendations.reading.files.pdf_tagged import Tagged, on_line, place
from recommendations.reading.files.pdf_tree import Mark, Node, tree_of
from recommendations.reading.files.pdf_untagged import read_untagged
from recommendations.reading.paper import Loss, Place, Refused

Progress: TypeAlias = Callable[[str], None]
MOST_PAGES = 400
OUTSIDE = 0.05  # the part of the letters that may stand outside the structure for it to be trusted
EXACT = b"Typst"  # the maker whose marks hold each blank of the text
WHOLE = Place()
PASSWORD = "The PDF is protected by a password."
DAMAGED = "The PDF is damaged: {place} cannot be read."


@guarded()
def read_pdf(data: bytes, progress: Progress) -> Document:
    """The document of a PDF; `progress` is told "page 3 of 40". Raises Refused for what cannot be read."""
    if not data.lstrip().startswith(b"%PDF"):
        raise Refused("The file is no PDF.")
    if b"%%EOF" not in data[-2048:]:
        raise Refused("The PDF is cut off: its end is missing.")
    with _damage("its list of pages"):
        document = _opened(data)
        pages, losses = _pages(document)
        tree = tree_of(document, {page.pageid: number for number, page in enumerate(pages, 1)})
    losses += _streams(pages)
    if tree is not None:
        marks = [*_marks(pages, progress)]
        outside = sum(one.unmarked for one in marks)
        if outside <= OUTSIDE * (outside + sum(one.marked for one in marks)):
            return _tagged(document, tree, marks, losses)
    with _damage("a page"):
        read = read_untagged(data, progress)
    if not read.blocks and losses:
        raise Refused(DAMAGED.format(place="its text"))
    if not read.blocks:
        raise Refused("The PDF holds no text: its pages are pictures, as those of a scan are, or empty.")
    return Document(read.blocks, _in_order([*losses, *read.losses]))


@contextmanager
def _damage(what: str) -> Iterator[None]:
    """Whatever pdfminer makes of a damaged file is a refusal."""
    try:
        yield
    except (Refused, MemoryError, RecursionError):
        raise
    except PDFPasswordIncorrect:
        raise Refused(PASSWORD) from None
    except PDFEncryptionError:
        raise Refused("The PDF is protected in a way that cannot be read.") from None
    except Exception as error:
        raise Refused(DAMAGED.format(place=what)) from error


def _opened(data: bytes) -> PDFDocument:
    return PDFDocument(PDFParser(io.BytesIO(data)), caching=True)


def _pages(document: PDFDocument) -> tuple[list[PDFPage], list[Loss]]:
    pages: list[PDFPage] = []
    for page in PDFPage.create_pages(document):
        pages.append(page)
        if len(pages) > MOST_PAGES:
            raise Refused(f"The PDF has more than {MOST_PAGES} pages.")
    if not pages:
        raise Refused("The PDF has no pages.")
    losses = []
    stated = resolve1((resolve1(document.catalog.get("Pages")) or {}).get("Count"))
    if isinstance(stated, int) and stated > len(pages):
        why = f"the PDF is damaged: it has {stated} pages, and {len(pages)} can be read"
        losses.append(Loss(WHOLE, "pages that are missing", why))
    if any(isinstance(table, PDFXRefFallback) for table in document.xrefs):
        why = "the PDF is damaged: its list of parts had to be made anew"
        losses.append(Loss(WHOLE, "parts that may be missing", why))
    return pages, losses


def _streams(pages: Sequence[PDFPage]) -> list[Loss]:
    """Pages whose content is damaged: pdfminer would read its sound beginning, and say nothing."""
    losses = []
    for number, page in enumerate(pages, 1):
        try:
            with _strictly(), _damage(f"page {number}"):
                for content in page.contents:
                    stream = resolve1(content)
                    if not isinstance(stream, PDFStream):
                        raise PSException("no content")
                    stream_value(stream).get_data()
        except Refused:
            why = "the PDF is damaged there; what comes before the damage is read"
            losses.append(Loss(place(number), "the page from some place on", why))
    return losses


@contextmanager
def _strictly() -> Iterator[None]:
    held = settings.STRICT
    settings.STRICT = True
    try:
        yield
    finally:
        settings.STRICT = held


def _marks(pages: Sequence[PDFPage], progress: Progress) -> Iterator[Marks]:
    reader = Reader()
    for number, page in enumerate(pages, 1):
        progress(f"page {number} of {len(pages)}")
        with _damage(f"page {number}"):
            yield reader.read(page)


def _tagged(document: PDFDocument, tree: Node, marks: Sequence[Marks], losses: list[Loss]) -> Document:
    lacking: set[int] = set()
    words = Words()

    def pieces(mark: Mark) -> Sequence[Piece]:
        found = marks[mark[0] - 1].pieces.get(mark[1])
        if found is None:
            lacking.add(mark[0])
        return found or ()

    maker = resolve1((document.info[0] if document.info else {}).get("Creator", b""))
    exact = isinstance(maker, bytes) and maker.startswith(EXACT)
    if not exact:
        for page in marks:
            _learn(words, [piece for held in page.pieces.values() for piece in held])
    tagged = Tagged(pieces, exact, words)
    with _damage("its structure"):
        blocks = tuple(tagged.blocks(tree))
    losses += tagged.losses
    for number, page in enumerate(marks, 1):
        if number in lacking:
            losses.append(
                Loss(place(number), "text of the page", "the PDF is damaged: its structure names more")
            )
        if page.unmarked:
            why = "the structure of the PDF does not say where it belongs"
            losses.append(Loss(place(number), f"{page.unmarked} letters", why))
        if page.unknown:
            why = "the fonts of the PDF do not say which letters they are"
            losses.append(Loss(place(number), f"{page.unknown} letters", why))
        if not page.marked and not page.unmarked and not _drawn(number, tree):
            losses.append(Loss(place(number), "the page", "it is a picture or empty: it has no text"))
    return Document(blocks, _in_order(losses))


def _learn(words: Words, pieces: Sequence[Piece]) -> None:
    words.learn(piece.text for piece in pieces)
    for one, other in pairwise(pieces):
        words.see(one.text, other.text)
        if not on_line(one, other):
            words.count(one.text[-1:].isspace())


def _drawn(number: int, node: Node) -> bool:
    """Whether a page holds a picture that has words."""
    return (bool(node.alt) and _on_page(number, node)) or any(
        not isinstance(kid, tuple) and _drawn(number, kid) for kid in node.kids
    )


def _on_page(number: int, node: Node) -> bool:
    return any(kid[0] == number if isinstance(kid, tuple) else _on_page(number, kid) for kid in node.kids)


def _in_order(losses: Sequence[Loss]) -> tuple[Loss, ...]:
    return tuple(sorted(losses, key=lambda loss: loss.place))
