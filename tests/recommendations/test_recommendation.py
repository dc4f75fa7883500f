"""One recommendation over the meetings, and the words for how a status moved."""

from __future__ import annotations

import pytest
from django.test import Client

from recommendations.statuses import StatusWord, movement

FIRST, SECOND = "pab-2022-08-03", "pab-2022-11-02"


@pytest.fixture
def client(records, viewer, client_of) -> Client:
    return client_of(viewer)


def test_a_trail_is_every_meetings_word_newest_first(client):
    trail = client.get("/reports/review/1.json").json()["rows"]
    assert [(t["meeting"], t["status"], t["movement"], t["narrative"]) for t in trail] == [
        (SECOND, "Amber", "Up from Red", "What was told second of 1"),
        (FIRST, "Red", "First update", "What was told first of 1"),
    ]
    earlier = client.get(f"/reports/review/1.json?meeting={FIRST}").json()["rows"]
    assert [told["meeting"] for told in earlier] == [FIRST]


def test_a_recommendation_nobody_reported_says_so(client):
    page = client.get("/reports/review/6/").content.decode()
    assert "No meeting has been told of this recommendation yet." in page
    assert "The published wording is not on record yet" in page


def test_an_update_without_a_status_is_unknown_and_in_no_count(client):
    assert client.get("/reports/review/5.json").json()["rows"][0]["status"] == "Unknown"
    for code in ("red", "amber", "green"):
        rows = client.get(f"/reports/review.json?status={code}").json()["rows"]
        assert 5 not in [row["number"] for row in rows]
    assert "Unknown" in client.get("/reports/review/5/").content.decode()


def a_word(code: str, tone: str = "") -> StatusWord:
    return StatusWord(0, "rag", code, code.capitalize(), tone or code, 1, False, "")


@pytest.mark.parametrize(
    ("before", "now", "kind", "text"),
    [
        ("red", "amber", "up", "Up from Red"),
        ("amber", "green", "up", "Up from Amber"),
        ("green", "red", "down", "Down from Green"),
        ("red", "red", "same", "No change"),
        ("red", None, "lost", "Now unknown, was Red"),
        (None, "red", "new", "Was unknown"),
        (None, None, "same", "No change"),
        ("blue", "red", "over", "Moved from Blue"),
        ("red", "grey", "over", "Moved from Red"),
        ("red", "closed", "up", "Up from Red"),
    ],
)
def test_each_movement_has_its_word(before, now, kind, text):
    moved = movement(True, a_word(before) if before else None, True, a_word(now) if now else None)
    assert (moved.kind, moved.text) == (kind, text)
    assert moved.moved == (kind != "same")


def test_silence_is_no_movement_and_a_first_update_is_one():
    assert (movement(False, None, False, None).kind, movement(False, None, False, None).moved) == (
        "none",
        False,
    )
    assert (movement(False, None, True, None).kind, movement(False, None, True, None).moved) == ("new", True)


def test_two_statuses_of_one_tone_move_without_a_direction():
    assert movement(True, a_word("a", "red"), True, a_word("b", "red")).kind == "over"
