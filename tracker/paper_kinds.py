"""What a file is, and the reader for it. Free of Django; runs where a stranger's file may be opened."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import yaml

from performance.reading.fixture import read_tree as read_report_tree
from performance.reading.text import read_text
from recommendations.apart import Progress
from recommendations.reading import tracker
from recommendations.reading.choices import Choices
from recommendations.reading.document import Document, Table
from recommendations.reading.files.grids import Grid
from recommendations.reading.files.kinds import Kind, kind_of
from recommendations.reading.fixture import read_tree
from recommendations.reading.paper import Loss, Place, Refused
from recommendations.reading.read import read_sheet
from recommendations.reading.sheet import Sheet, text_of
from recommendations.reading.yaml_nodes import root_of
from tracker.paper_form import is_issued, read_issued
from tracker.paper_reading import Read, Word, in_place, with_losses

NO_TABLE = "It holds no table of recommendations: no row names a column of numbers or recommendations."


def read_kind(name: str, data: bytes, choices: Choices, progress: Progress) -> Read:
    """What a file of that name holds. Raises Refused."""
    kind = kind_of(name, data)
    match kind:
        case Kind.YAML:
            return _tree(name, data, root_of(text_of(data)), is_fixture=True)
        case Kind.TEXT:
            return _sheet(name, data, Sheet(text_of(data)), choices)
        case Kind.CSV | Kind.XLSX:
            return _grids(name, data, kind, choices)
        case _:
            return _document(name, data, _opened(kind, data, progress), choices)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _tree(name: str, data: bytes, root: yaml.Node, *, is_fixture: bool = False) -> Read:
    paper = read_tree(name, _sha256(data), root)
    return Read(paper, read_report_tree(root), is_fixture=is_fixture)


def _sheet(name: str, data: bytes, sheet: Sheet, choices: Choices) -> Read:
    paper = read_sheet(name, _sha256(data), sheet, choices)
    return Read(paper, read_text(sheet, choices.columns), tables=paper.tables)


def _opened(kind: Kind, data: bytes, progress: Progress) -> Document:
    """The document in a Word file, a PDF or a web page; each reader is imported where it is needed."""
    match kind:
        case Kind.DOCX:
            from recommendations.reading.files.archive import check_archive
            from recommendations.reading.files.word import read_word

            check_archive(data)
            return read_word(data)
        case Kind.PDF:
            from recommendations.reading.files.pdf import read_pdf

            return read_pdf(data, progress)
        case _:
            from recommendations.reading.files.web_page import read_web_page

            return read_web_page(data)


def _document(name: str, data: bytes, document: Document, choices: Choices) -> Read:
    """An issued paper; else a paper of a kind that is known; else a tracker in the tables of a document."""
    if is_issued(document):
        root, where, losses = read_issued(document)
        return with_losses(in_place(lambda: _tree(name, data, root), where), (*document.losses, *losses))
    sheet = Sheet.of(document)
    grids = _grids_in(document)
    try:
        return in_place(lambda: _sheet(name, data, sheet, choices), sheet.where)
    except Refused as refused:
        if not tracker.is_tracker(grids):
            raise
        read = _tracker(name, data, grids, choices, ())
        why = f"It is read as a list of recommendations. As a board paper it is not whole: {refused}"
        return with_losses(read, (*document.losses, Loss(Place(), "the form of the paper", why)))


def _grids_in(document: Document) -> tuple[Grid, ...]:
    tables = [block for block in document.blocks if isinstance(block, Table)]
    return tuple(
        Grid(f"table {number}", tuple(row.cells for row in table.rows))
        for number, table in enumerate(tables, 1)
    )


def _grids(name: str, data: bytes, kind: Kind, choices: Choices) -> Read:
    """A workbook that holds a whole paper; else a tracker."""
    losses: tuple[Loss, ...] = ()
    if kind is Kind.XLSX:
        from recommendations.reading.files.archive import check_archive
        from recommendations.reading.files.workbook import read_workbook
        from recommendations.reading.workbook_tree import is_paper_workbook, tree_of_workbook

        check_archive(data)
        grids, losses = read_workbook(data)
        if is_paper_workbook(grids):
            root, where = tree_of_workbook(grids)
            return with_losses(in_place(lambda: _tree(name, data, root), where), losses)
    else:
        from recommendations.reading.files.comma import read_comma

        grids = read_comma(data)
    if not tracker.is_tracker(grids):
        raise Refused(NO_TABLE)
    return _tracker(name, data, grids, choices, losses)


def _tracker(
    name: str, data: bytes, grids: Sequence[Grid], choices: Choices, losses: tuple[Loss, ...]
) -> Read:
    found = tracker.read_tracker(name, _sha256(data), grids, choices)
    words = tuple(Word(w.word, w.count, w.place) for w in found.words)
    read = Read(found.paper, is_tracker=True, tables=found.tables, words=words, asks=found.asks)
    return with_losses(read, losses)
