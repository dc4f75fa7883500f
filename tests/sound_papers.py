"""Sound papers of every form, made by the writers from one text paper: what damage begins with."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from html import escape

from performance.reading.fixture_write import tree_of as tree_of_report
from recommendations.reading.document import Document, Heading, Item, Paragraph, Table
from recommendations.reading.fixture_write import tree_of, yaml_of
from recommendations.writing.about import About
from tests.office_files import ROWS, excel_parts, excel_rows, word_parts, word_table, zipped
from tests.papers import BOARD_TEXT, PLAN_TEXT, PROGRAMME_TEXT
from tracker.paper_form import document_of
from tracker.paper_reading import read_here

ABOUT = About("Oversight Board", "Office of the Commissioner")
TRACKER = (*ROWS, *((str(n), f"Recommendation {n}.", f"“Update” {n}, told.", "Red") for n in range(3, 30)))


@cache
def sound(form: str) -> bytes:
    """The sound paper of a form."""
    return FORMS[form][1]()


def name_of(form: str) -> str:
    """The name that a paper of a form comes under."""
    return f"paper.{FORMS[form][0]}"


@cache
def _tree() -> dict[str, object]:
    read = read_here("board.txt", BOARD_TEXT.encode())
    assert read.paper is not None
    return tree_of(read.paper) | tree_of_report(read.report)


def _issued() -> Document:
    return document_of(_tree())


def _word() -> bytes:
    from recommendations.writing.word import write_word

    return write_word(_issued(), about=ABOUT)


def _pdf() -> bytes:
    from recommendations.writing.pdf import write_pdf

    return write_pdf(_issued(), about=ABOUT)


def _workbook() -> bytes:
    from recommendations.writing.workbook import write_workbook

    return write_workbook(_tree(), about_title="Oversight Board")


def _html() -> bytes:
    """The issued paper as a web page."""
    made = ["<!doctype html><html><head><title>Oversight Board</title></head><body>"]
    for block in _issued().blocks:
        match block:
            case Heading():
                made.append(f"<h{block.level}>{escape(block.text)}</h{block.level}>")
            case Table():
                rows = ("".join(f"<td>{_broken(cell)}</td>" for cell in row.cells) for row in block.rows)
                made.append(f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>")
            case Item() if block.number:
                made.append(f'<ol start="{block.number}"><li>{escape(block.text)}</li></ol>')
            case Item():
                made.append(f"<ul><li>{escape(block.text)}</li></ul>")
            case Paragraph():
                made.append(f"<p>{escape(block.text)}</p>")
    return "\n".join([*made, "</body></html>"]).encode()


def _broken(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _csv() -> bytes:
    rows = (",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in TRACKER)
    return "\n".join(rows).encode()


# The ending of each form's name, and how its sound paper is made.
FORMS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "text": ("txt", BOARD_TEXT.encode),
    "plan": ("txt", PLAN_TEXT.encode),
    "programme": ("txt", PROGRAMME_TEXT.encode),
    "yaml": ("yaml", lambda: yaml_of(_tree()).encode()),
    "word": ("docx", _word),
    "pdf": ("pdf", _pdf),
    "workbook": ("xlsx", _workbook),
    "page": ("html", _html),
    "tracker-csv": ("csv", _csv),
    "tracker-xlsx": ("xlsx", lambda: zipped(excel_parts(excel_rows(TRACKER)))),
    "tracker-docx": ("docx", lambda: zipped(word_parts(word_table(TRACKER)))),
}
