"""A document written as a Word file, through a template that an office may make its own.

Reading the file gives the document again, as `word_normal.normal` says what of it Word can hold.
"""

from __future__ import annotations

from recommendations.reading.document import Document
from recommendations.writing.about import About
from recommendations.writing.template import check_template, default_template
from recommendations.writing.word_blocks import Blocks
from recommendations.writing.word_file import describe, opened, saved
from recommendations.writing.word_normal import normal
from recommendations.writing.word_places import fill, papers, put, text_width
from recommendations.writing.word_styles import Styles


def write_word(document: Document, *, about: About, template: bytes | None = None) -> bytes:
    """The bytes of a Word file (.docx); the same document, about and template give the same bytes.

    Raises Refused for a template that `check_template` refuses, for a picture that is none, and for a
    table with more columns than Word holds.
    """
    if template is not None:
        check_template(template)
    word = opened(default_template() if template is None else template)
    own = word if template is None else opened(default_template())
    place = papers(word)[0]
    fill(word, about)
    styles = Styles(word, own)
    styles.set_language(about.language)
    put(place, Blocks(word, styles, text_width(place)).elements(normal(document)))
    describe(word, about)
    return saved(word)
