"""Columns of tables of recommendations, known by their headings."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommendations.reading.columns import (
    ROLES,
    SYNONYMS,
    fold,
    headings_of,
    is_header,
    is_repeated,
    is_tracker_header,
    match,
    needed,
    places_of,
    unread,
)
from recommendations.reading.paper import Refused

WORDS = [(word, role) for role, tiers in SYNONYMS.items() for tier in tiers for word in tier]


def roles(*headings: str, **chosen: str) -> list[str]:
    return [column.role for column in match(headings, chosen)]


@pytest.mark.parametrize(("word", "role"), WORDS)
def test_every_synonym_names_its_role_in_any_spelling(word: str, role: str) -> None:
    spelt = [word, word.upper(), word.replace(" ", "\n"), f" {word}: ", f"{word} (Oct22)", f"{word}s"]
    assert [roles(heading) for heading in spelt[:5]] == [[role]] * 5
    if word[-1].isalpha() and word[-1] != "s":
        assert roles(spelt[5]) == [role]


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("Update (Oct22)", "update"),
        ("Update October 2022", "update"),
        ("Updates – Q2 2022/23", "update"),
        ("Progress since last meeting", "update"),
        ("Lead comments", "update"),
        ("Comments / Updates", "update"),
        ("RAG/Status", "status"),
        ("Statuses", "status"),
        ("Status as at 2nd Nov 2022", "status"),
        ("Status at 30/09/2022", "status"),
        ("Owner of the action", "lead"),
        ("Name of the lead", ""),
        ("Outcome(s)", "expected_outcome"),
        ("Organisation(s)", "bodies"),
        ("Rec. No.", "number"),
        ("#", "number"),
        ("Number of recommendations", ""),
        ("Number of actions", ""),
        ("No. of actions", ""),
        ("Date of update", ""),
        ("Previous RAG", ""),
        ("Next update due", ""),
        ("Cost", ""),
        ("", ""),
        ("12", ""),
        ("The constabulary should keep a record and give the board an update", ""),
    ],
)
def test_headings_as_people_write_them(heading: str, role: str) -> None:
    assert roles(heading) == [role]


def test_the_surer_word_takes_the_role_wherever_it_stands() -> None:
    assert roles("Action", "Recommendation", "ID") == ["", "wording", "number"]
    assert roles("Ref", "No.", "Comments", "Update", "Progress") == ["", "number", "", "update", ""]
    assert roles("Status", "RAG") == ["status", ""]


def test_of_dated_columns_the_latest_is_read_and_the_status_beside_it() -> None:
    dated = roles("No", "Update (Jul22)", "RAG (Jul22)", "Update (Oct22)", "RAG (Oct22)", "Update (Dec21)")
    assert dated == ["number", "", "", "update", "status", ""]
    assert roles("No", "Update (Oct22)", "RAG", "Update (Jul22)", "RAG") == [
        "number", "update", "status", "", "",
    ]  # fmt: skip
    assert roles("No", "Update (Jul22)", "RAG", "Update (Oct22)", "RAG") == [
        "number", "", "", "update", "status",
    ]  # fmt: skip


def test_what_a_person_chose_wins() -> None:
    headings = ("Ref", "What", "Update", "Notes", "RAG")
    chosen = {"What": "wording", "Notes": "update", "RAG": ""}
    assert [c.role for c in match(headings, chosen)] == ["number", "wording", "", "update", ""]
    twice = match(headings, {"Update": "update", "Notes": "update"})
    assert [c.role for c in twice] == ["number", "", "update", "", "status"]
    with pytest.raises(Refused, match="“colour”, chosen for the column “RAG”, is no role of a column"):
        match(headings, {"RAG": "colour"})


def test_each_heading_is_its_own_so_that_a_person_can_choose_it() -> None:
    assert headings_of(("RAG", "RAG\n", "", "No")) == ("RAG", "RAG (2)", "Column 3", "No")
    assert [c.role for c in match(("RAG", "RAG", ""), {"RAG (2)": "status", "Column 3": "wording"})] == [
        "", "status", "wording",
    ]  # fmt: skip


def test_why_a_column_is_not_read() -> None:
    chosen = {"RAG": ""}
    columns = match(("No", "Action", "Recommendation", "RAG", "Cost"), chosen)
    assert unread(columns, chosen) == [
        (1, "the column Recommendation is read as Wording"),
        (3, "it is left out, as was chosen"),
        (4, "it is not known"),
    ]


def test_what_a_table_needs() -> None:
    assert needed(match(("Lead", "Status"), {})).startswith("Say which column")
    assert needed(match(("Action",), {})) == ""
    assert needed(match(("No",), {})) == ""


@pytest.mark.parametrize(
    ("cells", "board", "tracker"),
    [
        (("No.", "Recommendation", "Update (Oct22)", "RAG"), True, True),
        (("RAG", "Ref", "Action"), True, True),
        (("No.", "Recommendation", "Lead"), False, True),
        (("Action", "Owner"), False, True),
        (("No.", "RAG"), False, True),
        (("No.", "Recommendation"), False, False),
        (("Item No", "Item Name"), False, False),
        (("Local Measures", "Trend / Outlook", "Benchmark"), False, False),
        (("Priority", "Outcomes", "Action"), False, False),
        (("Year of recommendation and report titles", "Number of recommendations", "Closed"), False, False),
        (("1", "Keep a log of each search.", "A log is kept.", "Green"), False, False),
    ],
)
def test_which_rows_head_a_table(cells: tuple[str, ...], board: bool, tracker: bool) -> None:
    assert (is_header(cells, {}), is_tracker_header(cells, {})) == (board, tracker)


def test_a_header_repeated() -> None:
    assert is_repeated(("NO", "Updates (Oct22)"), ("No.", "Update (Oct22)"))
    assert not is_repeated(("NO", "Update (Jul22)"), ("No.", "Update (Oct22)"))


def test_folding() -> None:
    assert fold("Recommendations") == fold(" recommen\u00addation: ") == "recommendation"
    assert [fold(word) for word in ("Status", "Progress", "Agencies", "#", "Lead’s")] == [
        "status", "progress", "agency", "no", "lead",
    ]  # fmt: skip


@settings(max_examples=100)
@given(st.data())
def test_columns_in_any_order_spelt_in_any_way(data: st.DataObject) -> None:
    held = data.draw(st.lists(st.sampled_from(list(ROLES)), unique=True, min_size=1))
    named = [(data.draw(st.sampled_from([w for w, r in WORDS if r == role])), role) for role in held]
    extra = st.sampled_from(["Cost", "Date raised", "Previous RAG", "Link", "", "Movement", "Told to"])
    named += [(word, "") for word in data.draw(st.lists(extra, max_size=4))]
    shuffled = data.draw(st.permutations(named))
    matched = match([word for word, _ in shuffled], {})
    assert [column.role for column in matched] == [role for _, role in shuffled]


@settings(max_examples=100)
@given(
    st.lists(st.text(max_size=40), max_size=8),
    st.dictionaries(st.text(max_size=5), st.sampled_from(["", *ROLES])),
)
def test_any_headings_are_matched_each_role_once(headings: list[str], chosen: dict[str, str]) -> None:
    matched = match(headings, chosen)
    assert len(matched) == len(headings) == len({column.heading for column in matched})
    taken = [column.role for column in matched if column.role]
    assert len(taken) == len(set(taken))
    assert places_of(matched) == {c.role: i for i, c in enumerate(matched) if c.role}
    assert len(unread(matched, chosen)) == len(matched) - len(taken)
