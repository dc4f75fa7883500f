"""Plain text to HTML: nothing of it is ever markup, nothing of it is ever lost."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommendations.text import opening, to_html, word_diff

TEXT = st.text(
    alphabet=st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("<>&\"'-• \n\r\t"))
)
TAGS = re.compile(r"</?(?:p|br|ul|li|del|ins)>")


def shown(markup: str) -> str:
    """The text a browser shows of our own markup; fails where any other tag stands in it."""
    bare = TAGS.sub("", markup)
    assert "<" not in bare
    assert ">" not in bare
    return html.unescape(bare)


LINES = st.lists(st.tuples(st.sampled_from(["", "- ", "• ", "  "]), TEXT).map("".join)).map("\n".join)


@settings(deadline=None)
@given(st.one_of(TEXT, LINES))
def test_nothing_in_a_text_becomes_markup_and_no_word_is_lost(text):
    """The marks that begin the items of a list are the only thing that goes."""

    def words(given: str) -> str:
        return re.sub(r"[-•\s]", "", given)

    assert words(shown(to_html(text))) == words(text)


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("", ""),
        ("One", "<p>One</p>"),
        ("One\ntwo", "<p>One<br>two</p>"),
        ("One\n\ntwo", "<p>One</p><p>two</p>"),
        ("One\r\n \r\ntwo", "<p>One</p><p>two</p>"),
        ("Found:\n- one\n- two", "<p>Found:</p><ul><li>one</li><li>two</li></ul>"),
        ("• one\n• two\nAfter", "<ul><li>one</li><li>two</li></ul><p>After</p>"),
        ("- one\n  goes on\n- two", "<ul><li>one goes on</li><li>two</li></ul>"),
        ("-5 is no item", "<p>-5 is no item</p>"),
        ("<b>&", "<p>&lt;b&gt;&amp;</p>"),
        ("- <b>&\n  <i>", "<ul><li>&lt;b&gt;&amp; &lt;i&gt;</li></ul>"),
    ],
)
def test_paragraphs_and_lists(text, markup):
    assert to_html(text) == markup


@settings(deadline=None)
@given(TEXT, TEXT)
def test_a_comparison_holds_both_texts_whole(old, new):
    marked = word_diff(old, new)
    before = re.sub(r"<ins>.*?</ins>", "", marked, flags=re.S)
    after = re.sub(r"<del>.*?</del>", "", marked, flags=re.S)
    assert (shown(before), shown(after)) == (old, new)


def test_a_comparison_marks_words():
    assert word_diff("met in May", "met in June") == "met in <del>May</del><ins>June</ins>"
    assert word_diff("", "new") == "<ins>new</ins>"
    assert word_diff("old", "") == "<del>old</del>"
    assert word_diff("same", "same") == "same"


@settings(deadline=None)
@given(TEXT, st.integers(min_value=2, max_value=60))
def test_an_opening_is_short_and_a_beginning(text, limit):
    line = opening(text, limit)
    assert len(line) <= limit
    assert "\n" not in line
    if line.endswith("…") and not text.rstrip().endswith("…"):
        assert opening(text, 10**9).startswith(line[:-1])


def test_an_opening_ends_between_words():
    assert opening("- one two\n- three four", 100) == "one two three four"
    assert opening("one two three", 9) == "one two…"
    assert opening("one", 3) == "one"
