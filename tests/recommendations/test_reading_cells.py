"""Mark-up of cells, and slugs."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommendations.reading.cells import clean, row_of
from recommendations.reading.slugs import slug_of

TAGS = [
    "p",
    "ul",
    "ol",
    "li",
    "b",
    "strong",
    "u",
    "br",
    "div",
    "span",
    "script",
    "style",
    "textarea",
    "blink",
]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("plain", "plain"),
        ("  two \t words\n here ", "two words here"),
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        ("<p>One.</p> <p>Two.</p>", "One.\n\nTwo."),
        ("<p>A:</p><ul><li>b</li><li>c</li></ul><p>D</p>", "A:\n\n- b\n- c\n\nD"),
        ('<p>A:</p> <ul style="x"> \u2022b; \u2022c. <p>D</p>', "A:\n\n- b;\n- c.\n\nD"),
        ("<ul><li>\u2022b</li><li>\u2022 c</li></ul>", "- b\n- c"),
        ("<ul><li><p>b</p></li></ul>", "- b"),
        ("<li></li>", ""),
        ("A: \u2022 b \u2022 c", "A:\n- b\n- c"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<b>bold</b><strong>er</strong> <u>under</u>", "bolder under"),
        ("R&amp;D &lt;5 &#8211; 6", "R&D <5 – 6"),
        ("R&D at 5 < 6 > 4", "R&D at 5 < 6 > 4"),
        ("half <open", "half <open"),
        ("a <!b> c <!-- d -->", "a <!b> c <!-- d -->"),
        ("soft\u00adhy&shy;phen", "softhyphen"),
        ("a\u00a0b&nbsp;c", "a b c"),
        ("<blink>kept</blink>", "kept"),
        ("<script>a <p>b</p></script>", "a\n\nb"),
        ("[the plan](#) of [note]", "the plan of [note]"),
        ("see <https://example.org/a>", "see https://example.org/a"),
        ("", ""),
    ],
)
def test_mark_up_becomes_clean_text(cell: str, text: str) -> None:
    assert clean(cell) == text


@given(
    st.lists(
        st.tuples(st.sampled_from(TAGS), st.booleans(), st.from_regex(r"[A-Za-z0-9]{1,8}", fullmatch=True))
    )
)
def test_no_tag_is_left_and_words_keep_their_order(parts: list[tuple[str, bool, str]]) -> None:
    cell = " ".join(f"<{'/' * closes}{tag}> {word}" for tag, closes, word in parts)
    text = clean(cell)
    assert not re.search(r"</?\w+>", text)
    assert [word for word in text.split() if word != "-"] == [word for _, _, word in parts]
    assert "\n\n\n" not in text
    assert text == text.strip()


@given(st.text())
def test_any_text_is_read_and_none_grows_white_space(cell: str) -> None:
    lines = clean(cell).split("\n")
    assert all(line == " ".join(line.split()) for line in lines)


def test_a_row_is_parted_at_tabs() -> None:
    assert row_of("\tStop and search\t Police lead: A \t") == ["", "Stop and search", "Police lead: A", ""]


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("PEEL 2018/19", "peel-2018-19"),
        ("The force’s response – Café's", "the-forces-response-cafes"),
        ("x" * 59 + " yy", "x" * 59),
        ("x" * 57 + " yy", "x" * 57 + "-yy"),
        ("x" * 58 + " y", "x" * 58 + "-y"),
        ("x" * 57 + " yy zz", "x" * 57 + "-yy"),
        ("x" * 57 + " yyy zz", "x" * 57),
        ("x" * 70, "x" * 60),
        ("—", ""),
    ],
)
def test_slugs_are_cut_at_a_words_end(title: str, slug: str) -> None:
    assert slug_of(title) == slug


@given(st.text(max_size=200))
def test_slugs_are_short_and_plain(title: str) -> None:
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", slug_of(title))
    assert len(slug_of(title)) <= 60
