"""Two edits of one text: each word that one person put in is there, each that one took out is gone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from recommendations.merging import END, MINE, THEIRS, Merged, marks_in, merge, merge_lines

WORDS = st.text(alphabet="abc é⟦.\n", max_size=30)
# Numbered words, so that every word of a text is another one.
COUNTED = st.integers(min_value=1, max_value=40).map(lambda n: [f"w{i}" for i in range(n)])


def test_a_worked_example():
    base = "The log goes live in March. Officers are trained. The panel meets in May."
    mine = "The log goes live in March. Officers and staff are trained. The panel meets in May."
    theirs = "The log went live in February. Officers are trained. The panel meets."
    assert merge(base, mine, theirs) == Merged(
        "The log went live in February. Officers and staff are trained. The panel meets.", 0
    )


def test_what_both_changed_is_marked_in_words_and_not_dropped():
    merged = merge("It is due in March.", "It is due in April.", "It is due in May.")
    assert merged == Merged(f"It is due in {THEIRS}May.{END}{MINE}April.{END}", 1)
    assert merged is not None
    assert marks_in(merged.text)
    assert not marks_in("[They wrote: nothing of the kind]")


def test_texts_of_both_where_there_was_none_stand_one_after_the_other():
    assert merge("", "Mine.\n", "Theirs.") == Merged("Theirs.\n\nMine.\n", 0)


def test_an_emptied_text_and_a_changed_one_are_marked():
    merged = merge("A word.", "", "A better word.")
    assert merged is not None
    assert merged.marked == 1
    assert "better" in merged.text


def test_texts_that_are_too_long_are_not_compared():
    assert merge("a " * 3000, "b " * 3000, "c " * 3000) is None


@given(base=WORDS, mine=WORDS)
def test_against_no_change_an_edit_stands(base, mine):
    assert merge(base, mine, base) == merge(base, base, mine) == Merged(mine, 0)


@given(base=WORDS, both=WORDS)
def test_the_same_edit_twice_is_that_edit(base, both):
    assert merge(base, both, both) == Merged(both, 0)


@given(base=WORDS, mine=WORDS, theirs=WORDS)
def test_no_word_that_somebody_put_in_is_lost(base, mine, theirs):
    merged = merge(base, mine, theirs)
    assert merged is not None
    kept = merged.text
    for mark in (THEIRS, MINE, END):
        kept = kept.replace(mark, " ")
    new = (set(mine.split()) | set(theirs.split())) - set(base.split())
    assert {word.strip(END) for word in new} <= {word.strip(END) for word in kept.split()} | {""}


@given(base=COUNTED, data=st.data())
def test_edits_of_different_parts_are_both_in_the_text(base, data):
    """Mine is before a word that both left alone, theirs after it."""
    middle = data.draw(st.integers(0, len(base) - 1))
    left, right = base[:middle], base[middle + 1 :]
    my_left = data.draw(st.lists(st.sampled_from([*left, "mine"]) if left else st.just("mine"), max_size=9))
    their_right = data.draw(
        st.lists(st.sampled_from([*right, "theirs"]) if right else st.just("theirs"), max_size=9)
    )

    def text(*parts: list[str]) -> str:
        return " ".join(chain_of(*parts))

    if len(set(my_left) - {"mine"}) + my_left.count("mine") < len(my_left):
        return  # a word of the base twice: another place of it may be taken for the one left alone
    if len(set(their_right) - {"theirs"}) + their_right.count("theirs") < len(their_right):
        return
    merged = merge_lines(base, [*my_left, base[middle], *right], [*left, base[middle], *their_right])
    assert text(merged) == text(my_left, [base[middle]], their_right)


def chain_of(*parts: list[str]) -> list[str]:
    return [word for part in parts for word in part]


def test_lists_are_put_together_line_by_line():
    base = ["Train officers", "Open the log", "Meet in May"]
    mine = ["Train officers", "Open the log in March", "Meet in May"]
    theirs = ["Train officers", "Open the log", "Meet in May", "Ask the public"]
    assert merge_lines(base, mine, theirs) == [
        "Train officers", "Open the log in March", "Meet in May", "Ask the public",
    ]  # fmt: skip
    assert merge_lines([], ["One"], ["Two"]) == ["Two", "One"]


LINES = st.lists(st.sampled_from("abcdef"), max_size=8)


@given(base=LINES, mine=LINES, theirs=LINES)
def test_no_line_that_somebody_put_in_is_lost(base, mine, theirs):
    assert (set(mine) | set(theirs)) - set(base) <= set(merge_lines(base, mine, theirs))
    assert merge_lines(base, mine, base) == merge_lines(base, base, mine) == mine
