"""The glossary, and texts whose terms lead to it."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.glossary import linked
from performance.models import Term
from tests.records import a_meeting

TERMS = {"MSG": "msg", "Serious violence": "serious-violence", "Violence": "violence", "ASP": "asp"}
TAGS = re.compile(r"<[^>]+>")


def targets(html: str) -> list[tuple[str, str]]:
    return re.findall(r'<a href="/glossary/#([^"]+)">([^<]*)</a>', html)


def test_the_first_use_of_each_term_is_a_link():
    html = linked("The MSG: above the MSG average. Not ASP.", TERMS)
    assert html == (
        'The <a href="/glossary/#msg">MSG</a>: above the MSG average. Not <a href="/glossary/#asp">ASP</a>.'
    )


def test_of_terms_that_overlap_the_longest_is_meant_and_never_one_inside_the_other():
    html = linked("Serious violence fell; serious violence again. Violence is wider.", TERMS)
    assert targets(html) == [("serious-violence", "Serious violence"), ("violence", "Violence")]
    assert html.endswith('<a href="/glossary/#violence">Violence</a> is wider.')
    assert targets(linked("The charge rate.", {"Charge": "c", "Charge rate": "r"})) == [("r", "charge rate")]


def test_only_whole_words_count_and_capitals_where_a_term_is_in_capitals():
    assert targets(linked("MSGs, asp, GASP and nonviolence", TERMS)) == []
    assert targets(linked("a serious\n violence unit", TERMS)) == [("serious-violence", "serious\n violence")]


def test_a_link_stays_at_the_meeting():
    assert linked("MSG", TERMS, "meeting=pab-2022-11-02") == (
        '<a href="/glossary/?meeting=pab-2022-11-02#msg">MSG</a>'
    )


def test_a_term_of_signs_is_found_as_it_is_written():
    assert targets(linked("A (C++) and a.b", {"(C++)": "c", "a.b": "d"})) == [("c", "(C++)"), ("d", "a.b")]
    assert linked("axb", {"a.b": "d"}) == "axb"


def test_without_terms_a_text_is_escaped():
    assert linked("<b>MSG</b> & more", {}) == "&lt;b&gt;MSG&lt;/b&gt; &amp; more"
    assert linked("x", {" ": "none"}) == "x"


@given(st.lists(st.sampled_from([*TERMS, "<b>", "&", " ", "serious", "\n", "“no”", "MSGs", "msg"])))
def test_what_a_reader_sees_is_the_text_and_no_term_is_linked_twice(words):
    text = " ".join(words)
    html = linked(text, TERMS)
    assert unescape(TAGS.sub("", html)) == text
    found = [slug for slug, _ in targets(html)]
    assert len(found) == len(set(found))


@pytest.fixture
def reader(measured, viewer, client_of):
    return client_of(viewer)


def test_each_term_stands_at_its_place_with_its_meaning_and_history(reader):
    page = reader.get("/glossary/").content.decode()
    assert '<span id="msg">MSG</span>' in page
    assert "Most similar group of forces." in page
    assert 'href="/history/term/pab-2022-11-02/msg/"' in page


def test_the_latest_meaning_up_to_the_meeting_counts_and_no_draft(reader, measured, editor, client_of):
    for meeting, meaning in (
        (measured.office.draft, "A draft of it."),
        (measured.office.first, "As it was told first."),
        (a_meeting("2022-10-05", published_by=editor), "As it was told between."),
    ):
        Term.objects.create(meeting=meeting, slug="msg", term="MSG", meaning=meaning)

    def meaning_at(client, query=""):
        return [row["meaning"] for row in client.get(f"/glossary.json{query}").json()["rows"]]

    assert meaning_at(reader) == ["Most similar group of forces."]
    assert meaning_at(reader, "?meeting=pab-2022-10-05") == ["As it was told between."]
    assert meaning_at(reader, "?meeting=pab-2022-08-03") == ["As it was told first."]
    assert meaning_at(client_of(editor), "?meeting=pab-2023-02-01") == ["A draft of it."]


def test_a_meaning_leads_to_other_terms_and_not_to_itself(reader, measured):
    Term.objects.create(
        meeting=measured.office.second, slug="asp", term="ASP", meaning="One of its MSG, ASP."
    )
    page = reader.get("/glossary/?meeting=pab-2022-11-02").content.decode()
    assert 'One of its <a href="/glossary/?meeting=pab-2022-11-02#msg">MSG</a>, ASP.' in page


def test_an_empty_glossary_says_so(reader):
    assert "No paper up to this meeting explains a term." in (
        reader.get("/glossary/?meeting=pab-2022-08-03").content.decode()
    )


def test_more_terms_take_no_more_queries(
    reader, measured, django_assert_num_queries, django_assert_max_num_queries
):
    def many(start: int) -> None:
        for n in range(start, start + 4):
            Term.objects.create(meeting=measured.office.second, slug=f"t{n}", term=f"Term {n}", meaning="MSG")

    many(0)
    reader.get("/glossary/")
    with django_assert_max_num_queries(8) as few:
        reader.get("/glossary/")
    many(10)
    with django_assert_num_queries(len(few)):
        reader.get("/glossary/")
