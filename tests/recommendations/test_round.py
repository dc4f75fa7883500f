"""The update round: what was touched is saved, what was typed is kept, and no colleague's edit is lost."""

from __future__ import annotations

import pytest
from django.test import Client

from recommendations.models import Update
from tests.records import ROUND, a_meeting, form_fields, opened, publish, steps, tell, told

PUBLISHED = "/meetings/pab-2022-11-02/round/"


@pytest.fixture
def client(records, editor, client_of) -> Client:
    return client_of(editor)


def test_saving_an_untouched_page_writes_nothing(records, client):
    before = Update.history.count()
    response = client.post(ROUND, opened(client))
    assert response.status_code == 302
    assert (Update.history.count(), Update.objects.filter(meeting=records.draft).count()) == (before, 0)


def test_the_status_is_the_last_one_and_the_narrative_is_new(client):
    sent = opened(client)
    assert {n: sent[f"r{n}-status"] for n in range(1, 7)} == {
        1: "amber", 2: "green", 3: "amber", 4: "red", 5: "", 6: "",
    }  # fmt: skip
    assert {sent[f"r{n}-narrative"] for n in range(1, 7)} == {""}


def test_the_last_narrative_stands_beside_the_new_one(records, client):
    page = client.get(ROUND).content.decode()
    assert "What was told second of 1" in page
    assert "What was told first of 4" in page
    assert "Last told, 3 August 2022" in page
    assert "Not reported before" in page
    assert "What was told first of 1" not in page


def test_another_draft_is_not_what_was_told_last(records, client):
    tell(a_meeting("2022-12-07"), records.numbers[1], "green", "Of another draft")
    assert "Of another draft" not in client.get(ROUND).content.decode()


def test_only_what_was_touched_is_saved(records, client, editor):
    sent = opened(client) | {"r1-narrative": "New words", "r2-status": "red", "save": "r2"}
    response = client.post(ROUND, sent)
    assert response["Location"] == f"{ROUND}?report=review#r2"
    assert (told(records, 1).narrative, told(records, 1).status.code) == ("New words", "amber")
    assert (told(records, 2).narrative, told(records, 2).status.code) == ("", "red")
    assert [told(records, number) for number in (3, 4, 5, 6)] == [None] * 4
    assert "Saved: 1, 2." in client.get(response["Location"]).content.decode()


def test_each_save_is_one_history_row_that_says_who_and_where(records, client, editor):
    client.post(ROUND, opened(client) | {"r1-narrative": "New words"})
    client.post(ROUND, opened(client) | {"r1-narrative": "Newer words"})
    rows = steps(told(records, 1))
    assert [(r.history_type, r.narrative) for r in rows] == [("+", "New words"), ("~", "Newer words")]
    assert {(r.history_user, r.history_page, r.history_paper) for r in rows} == {(editor, ROUND, None)}


def test_line_ends_of_a_browser_are_no_change(records, client):
    client.post(ROUND, opened(client) | {"r1-narrative": "One\r\n\r\n- two\r\n- three"})
    assert told(records, 1).narrative == "One\n\n- two\n- three"
    client.post(ROUND, opened(client) | {"r1-narrative": "One\r\n\r\n- two\r\n- three"})
    assert len(steps(told(records, 1))) == 1


def test_carrying_forward_needs_a_reason(records, client):
    sent = opened(client) | {"r1-carry": "on", "r2-narrative": "Kept all the same"}
    response = client.post(ROUND, sent)
    assert response.status_code == 422
    page = response.content.decode()
    assert "Recommendation 1: Give the reason why nothing changed." in page
    assert told(records, 1) is None
    assert told(records, 2).narrative == "Kept all the same"
    assert form_fields(response)["r1-carry"] == "on"


def test_carrying_forward_takes_the_last_update_over(records, client):
    sent = opened(client) | {"r1-carry": "on", "r1-carried_because": "The working group met again"}
    sent["r1-status"] = "green"  # carried unchanged: the choice beside it does not count
    assert client.post(ROUND, sent).status_code == 302
    update = told(records, 1)
    assert (update.narrative, update.status.code) == ("What was told second of 1", "amber")
    assert update.carried_because == "The working group met again"
    assert client.post(ROUND, opened(client)).status_code == 302
    assert len(steps(update)) == 1


def test_carrying_an_unknown_status_keeps_it_unknown(records, client):
    client.post(ROUND, opened(client) | {"r5-carry": "on", "r5-carried_because": "Still no word"})
    assert (told(records, 5).status, told(records, 5).narrative) == (None, "Told without a status")


def test_one_cannot_write_and_carry_at_once(records, client):
    sent = opened(client) | {
        "r1-carry": "on", "r1-carried_because": "Nothing new", "r1-narrative": "Something new after all",
    }  # fmt: skip
    response = client.post(ROUND, sent)
    assert response.status_code == 422
    assert "not both" in response.content.decode()
    assert form_fields(response)["r1-narrative"] == "Something new after all"
    assert told(records, 1) is None


def test_what_was_never_reported_cannot_be_carried(client):
    sent = opened(client)
    assert "r1-carried_because" in sent
    assert "r6-carried_because" not in sent


def test_a_correction_of_a_carried_update_is_no_longer_carried(records, client):
    client.post(ROUND, opened(client) | {"r1-carry": "on", "r1-carried_because": "Nothing new"})
    sent = opened(client) | {"r1-narrative": "Something came"}
    del sent["r1-carry"]
    assert client.post(ROUND, sent).status_code == 302
    assert (told(records, 1).narrative, told(records, 1).carried_because) == ("Something came", "")


def test_an_emptied_update_is_refused_and_the_page_says_why(records, client):
    client.post(ROUND, opened(client) | {"r6-narrative": "A slip", "r6-status": "red"})
    response = client.post(ROUND, opened(client) | {"r6-narrative": "", "r6-status": ""})
    assert response.status_code == 422
    assert (
        "Recommendation 6: Write what the meeting is told, or choose a status." in response.content.decode()
    )
    assert told(records, 6).narrative == "A slip"


def test_a_status_of_another_scheme_is_refused(records, client):
    response = client.post(ROUND, opened(client) | {"r1-status": "with-force", "r1-narrative": "Text kept"})
    assert response.status_code == 422
    assert form_fields(response)["r1-narrative"] == "Text kept"
    assert told(records, 1) is None


def test_after_an_error_every_text_is_still_there(records, client):
    sent = opened(client) | {
        "r1-carry": "on",
        "r2-narrative": "Second",
        "r3-narrative": "Third, with <b> & “q”",
    }
    response = client.post(ROUND, sent)
    page = form_fields(response)
    assert page["r2-narrative"] == "Second"
    assert page["r3-narrative"] == "Third, with &lt;b&gt; &amp; “q”"


def test_a_page_that_held_one_recommendation_changes_only_that_one(records, client):
    client.post(ROUND, {"r1-base": "0", "r1-status": "green", "r1-narrative": "Alone", "r2-status": "red"})
    assert told(records, 1).narrative == "Alone"
    assert told(records, 2) is None


# What was published


def test_a_published_meeting_needs_a_reason(records, client):
    sent = opened(client, PUBLISHED) | {"r1-narrative": "Corrected words"}
    response = client.post(PUBLISHED, sent)
    assert response.status_code == 422
    assert "Recommendation 1: This meeting is published: give the reason" in response.content.decode()
    assert form_fields(response)["r1-narrative"] == "Corrected words"
    assert client.post(PUBLISHED, sent | {"r1-why": "A word was wrong"}).status_code == 302
    update = Update.objects.get(meeting=records.second, recommendation=records.numbers[1])
    assert update.narrative == "Corrected words"
    assert steps(update)[-1].history_change_reason == "A word was wrong"


def test_a_reason_alone_changes_nothing(records, client):
    before = Update.history.count()
    assert client.post(PUBLISHED, opened(client, PUBLISHED) | {"r1-why": "None"}).status_code == 302
    assert Update.history.count() == before


def test_a_draft_asks_for_no_reason(client):
    assert "r1-why" not in opened(client)


def test_a_page_opened_before_publication_still_needs_a_reason(records, client, editor):
    sent = opened(client) | {"r1-narrative": "Typed before"}
    publish(meeting=records.draft, by=editor)
    response = client.post(ROUND, sent)
    assert response.status_code == 422
    assert form_fields(response)["r1-narrative"] == "Typed before"
    assert told(records, 1) is None


# How far one is


def test_the_page_counts_what_is_written(client):
    assert "0 of 6 written" in client.get(ROUND).content.decode()
    client.post(ROUND, opened(client) | {"r1-narrative": "One", "r4-status": "green"})
    assert "2 of 6 written" in client.get(ROUND).content.decode()


def test_what_is_left_can_be_shown_alone(client):
    client.post(ROUND, opened(client) | {"r1-narrative": "One", "r4-status": "green"})
    left = client.get(f"{ROUND}?left=1")
    named = {name.split("-")[0] for name in form_fields(left)} - {"form_key"}
    assert sorted(named) == ["r2", "r3", "r5", "r6"]
    assert "2 of 6 written" in left.content.decode()


def test_after_saving_what_is_left_stays_shown_alone(client):
    sent = opened(client, f"{ROUND}?left=1") | {"r2-narrative": "Two", "save": "r2"}
    assert client.post(f"{ROUND}?left=1", sent)["Location"] == f"{ROUND}?report=review&left=1#r2"


def test_when_all_is_written_nothing_is_left(records, client, editor):
    for recommendation in records.numbers.values():
        tell(records.draft, recommendation, "red", by=editor)
    page = client.get(f"{ROUND}?left=1").content.decode()
    assert "Every recommendation of this report has its update" in page


def test_the_report_this_body_was_told_of_comes_first_and_others_can_be_chosen(records, client):
    page = client.get(f"{ROUND}?report=bail")
    assert "r3-status" in form_fields(page)
    assert "with-force" in page.content.decode()
    assert client.get(ROUND).context["report"].slug == "review"


def test_an_unknown_report_and_an_empty_register_say_so(client, records):
    assert "No report with recommendations is on record yet." in (
        client.get(f"{ROUND}?report=nonsense").content.decode()
    )


def test_an_anchor_that_is_none_of_the_pages_is_not_followed(client):
    sent = opened(client) | {"save": "//elsewhere.example"}
    assert client.post(ROUND, sent)["Location"] == f"{ROUND}?report=review"
