"""Two people, one record: the second sees both texts, can merge them, and overwrites nothing unseen."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from recommendations.actions.versions import Stale, newest_version, save_changes
from recommendations.history import acting
from recommendations.models import Meeting
from tests.conftest import make_user
from tests.records import ROUND, a_status, form_fields, opened, publish, steps, tell, told, version

STATUS = "/statuses/rag/red/"
MEETING = "/meetings/pab-2023-02-01/change/"
COVER = "/meetings/pab-2023-02-01/cover/"
BASE = "The log goes live in March. Officers are trained. The panel meets in May."
MINE = "The log goes live in March. Officers and staff are trained. The panel meets in May."
THEIRS = "The log went live in February. Officers are trained. The panel meets in May."
BOTH = "The log went live in February. Officers and staff are trained. The panel meets in May."


@pytest.fixture
def client(records, editor, client_of) -> Client:
    return client_of(editor)


@pytest.fixture
def colleague(records, client_of) -> Client:
    other = make_user("administrator")
    other.name = "Cleo Colleague"
    with acting(by=other):
        other.save()
    return client_of(other)


def fields(page: Any) -> dict[str, str]:
    """What the form of a page sends as it stands, chosen options included."""
    text = page.content.decode()
    (form,) = re.findall(r'<form[^>]* method="post".*?</form>', text, re.S)
    form = form.replace("<form ", '<form method="post" ', 1)
    page.content = form.encode()
    sent = {name: unescape(value) for name, value in form_fields(page).items()}
    page.content = text.encode()
    for name, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        sent[name] = chosen[1] if chosen else ""
    return sent


def meaning(text: str) -> None:
    """The meaning of the status Red, as it was when both people began."""
    red = a_status("red")
    red.meaning = text
    with acting(by=None, why="Before"):
        red.save()


def test_a_page_that_was_saved_meanwhile_shows_both_and_who_and_when(client, colleague):
    meaning(BASE)
    mine = fields(client.get(STATUS)) | {"meaning": MINE, "why": "Staff too"}
    colleague.post(STATUS, fields(colleague.get(STATUS)) | {"meaning": THEIRS, "why": "It is live"})
    response = client.post(STATUS, mine)
    assert response.status_code == 409
    page = response.content.decode()
    assert re.search(r"What Cleo Colleague saved at \d\d:\d\d, \d+ \w+<", page)
    assert "<del>goes</del><ins>went</ins>" in page
    assert "<ins>and staff </ins>" in page or "<ins> and staff</ins>" in page
    assert a_status("red").meaning == THEIRS
    kept = fields(response)
    assert (kept["meaning"], kept["both-meaning"], kept["why"]) == (MINE, BOTH, "Staff too")


@pytest.mark.parametrize(("keep", "left"), [("mine", MINE), ("theirs", THEIRS), ("both", BOTH)])
def test_saving_after_seeing_both_is_a_decision(client, colleague, keep, left):
    meaning(BASE)
    mine = fields(client.get(STATUS)) | {"meaning": MINE, "why": "Staff too"}
    colleague.post(STATUS, fields(colleague.get(STATUS)) | {"meaning": THEIRS, "why": "It is live"})
    conflict = fields(client.post(STATUS, mine))
    assert client.post(STATUS, conflict | {"keep-meaning": keep}).status_code == 302
    assert a_status("red").meaning == left
    assert THEIRS in [row.meaning for row in a_status("red").history.all()]


def test_a_text_put_together_can_be_worked_on_before_it_is_saved(client, colleague):
    meaning(BASE)
    mine = fields(client.get(STATUS)) | {"meaning": MINE, "why": "Staff too"}
    colleague.post(STATUS, fields(colleague.get(STATUS)) | {"meaning": THEIRS, "why": "It is live"})
    conflict = fields(client.post(STATUS, mine))
    client.post(STATUS, conflict | {"keep-meaning": "both", "both-meaning": "Better than either"})
    assert a_status("red").meaning == "Better than either"


def test_places_that_both_changed_are_marked_and_not_saved_with_their_marks(client, colleague):
    meaning("It is due in March.")
    mine = fields(client.get(STATUS)) | {"meaning": "It is due in May.", "why": "x"}
    theirs = fields(colleague.get(STATUS)) | {"meaning": "It is due in April.", "why": "y"}
    colleague.post(STATUS, theirs)
    response = client.post(STATUS, mine)
    marked = "It is due in ⟦They wrote: April.⟧⟦You wrote: May.⟧"
    assert fields(response)["both-meaning"] == marked
    assert "1 place that both of you changed is marked" in response.content.decode()
    refused = client.post(STATUS, fields(response) | {"keep-meaning": "both"})
    assert refused.status_code == 422
    assert fields(refused)["meaning"] == marked
    assert a_status("red").meaning == "It is due in April."
    again = fields(refused) | {"meaning": "It is due in April or May."}
    assert client.post(STATUS, again).status_code == 302
    assert a_status("red").meaning == "It is due in April or May."


def test_what_only_they_changed_stays_theirs_without_a_question(records, client, colleague):
    mine = fields(client.get(MEETING)) | {"quarter": "Q4 2022/23"}
    colleague.post(MEETING, fields(colleague.get(MEETING)) | {"cover": "Venue: Town Hall"})
    assert client.post(MEETING, mine).status_code == 302
    records.draft.refresh_from_db()
    assert (records.draft.quarter, records.draft.cover) == ("Q4 2022/23", "Venue: Town Hall")


def test_beside_a_conflict_what_only_they_changed_is_shown_as_theirs(records, client, colleague):
    mine = fields(client.get(MEETING)) | {"quarter": "Q4 2022/23"}
    theirs = {"quarter": "Q2 2022/23", "cover": "Venue: Town Hall", "data_up_to": "2022-12-31"}
    colleague.post(MEETING, fields(colleague.get(MEETING)) | theirs)
    conflict = client.post(MEETING, mine)
    assert conflict.status_code == 409
    again = fields(conflict)
    assert (again["quarter"], again["cover"], again["data_up_to"]) == (
        "Q4 2022/23", "Venue: Town Hall", "2022-12-31",
    )  # fmt: skip
    assert client.post(MEETING, again).status_code == 302
    records.draft.refresh_from_db()
    assert (records.draft.quarter, records.draft.cover) == ("Q4 2022/23", "Venue: Town Hall")


def test_days_are_shown_in_words_and_have_nothing_to_put_together(client, colleague):
    mine = fields(client.get(MEETING)) | {"data_up_to": "2022-11-30"}
    colleague.post(MEETING, fields(colleague.get(MEETING)) | {"data_up_to": "2022-12-31"})
    page = client.post(MEETING, mine)
    assert "<ins>31 December 2022</ins>" in page.content.decode()
    assert "<ins>30 November 2022</ins>" in page.content.decode()
    assert "both-data_up_to" not in fields(page)


def test_the_cover_text_of_a_meeting_too(records, client, colleague):
    mine = fields(client.get(COVER)) | {"cover": "Venue: Guildhall"}
    colleague.post(COVER, fields(colleague.get(COVER)) | {"cover": "Venue: Town Hall"})
    conflict = client.post(COVER, mine)
    assert conflict.status_code == 409
    assert client.post(COVER, fields(conflict) | {"keep-cover": "both"}).status_code == 302
    records.draft.refresh_from_db()
    assert records.draft.cover == "Venue: Town Hall\n\nVenue: Guildhall"


def test_a_third_save_in_between_is_a_conflict_again(client, colleague):
    mine = fields(client.get(STATUS)) | {"meaning": "Mine", "why": "x"}
    colleague.post(STATUS, fields(colleague.get(STATUS)) | {"meaning": "Theirs", "why": "y"})
    conflict = fields(client.post(STATUS, mine))
    colleague.post(STATUS, fields(colleague.get(STATUS)) | {"meaning": "Theirs, better", "why": "z"})
    assert client.post(STATUS, conflict).status_code == 409
    assert a_status("red").meaning == "Theirs, better"


@pytest.mark.parametrize("shown", ["", "nonsense", "-1", "0", "99999999", "9" * 30])
def test_a_version_that_is_none_of_the_record_never_overwrites(client, colleague, shown):
    colleague.post(STATUS, fields(colleague.get(STATUS)) | {"meaning": "Theirs", "why": "y"})
    sent = fields(client.get(STATUS)) | {"meaning": "Mine", "why": "x", "version": shown}
    assert client.post(STATUS, sent).status_code in {409, 422}
    assert a_status("red").meaning == "Theirs"


def test_the_same_words_of_two_people_are_no_conflict_and_one_history_row(client, colleague):
    mine = fields(client.get(STATUS)) | {"meaning": "The same", "why": "x"}
    colleague.post(STATUS, fields(colleague.get(STATUS)) | {"meaning": "The same", "why": "y"})
    before = a_status("red").history.count()
    assert client.post(STATUS, mine).status_code == 302
    assert a_status("red").history.count() == before


def test_my_own_other_window_is_told_apart_from_a_colleague(client):
    one, two = fields(client.get(STATUS)), fields(client.get(STATUS))
    client.post(STATUS, one | {"meaning": "First window", "why": "x"})
    page = client.post(STATUS, two | {"meaning": "Second window", "why": "y"}).content.decode()
    assert "What you, in another window, saved at" in page


def test_a_meeting_published_meanwhile_keeps_what_was_typed(records, client, editor):
    mine = fields(client.get(MEETING)) | {"cover": "Typed for an hour"}
    publish(meeting=records.draft, by=editor)
    response = client.post(MEETING, mine)
    assert response.status_code == 409
    assert "published in the meantime" in response.content.decode()
    assert fields(response)["cover"] == "Typed for an hour"
    records.draft.refresh_from_db()
    assert records.draft.cover == ""


def test_a_meeting_moved_meanwhile_gives_back_what_was_typed(records, client, colleague):
    mine = opened(client) | {"r1-narrative": "Typed for an hour, before the day was changed"}
    colleague.post(MEETING, fields(colleague.get(MEETING)) | {"date": "2023-02-08"})
    response = client.post(ROUND, mine, headers={"Sec-Fetch-Site": "same-origin"})
    assert response.status_code == 404
    assert "Typed for an hour, before the day was changed" in response.content.decode()
    missing = client.post("/no/such/", mine, headers={"Sec-Fetch-Site": "same-origin"})
    assert missing.content.decode().replace("/no/such/", ROUND) == response.content.decode()


def test_text_of_people_is_never_markup(client, colleague):
    bad = "<script>alert(1)</script>\"'"
    meaning(f"{bad} base")
    mine = fields(client.get(STATUS)) | {"meaning": f"{bad} mine", "why": "x"}
    colleague.post(STATUS, fields(colleague.get(STATUS)) | {"meaning": f"{bad} theirs", "why": "y"})
    page = client.post(STATUS, mine).content.decode()
    assert "<script" not in page
    assert page.count("&lt;script&gt;") >= 4


# The action, without a page


def test_save_changes_gives_back_the_record_as_it_is_now(records, editor):
    began = version(records.draft)
    given = {"record": records.draft, "version": began, "by": editor, "why": "Trial", "page": "/trial/"}
    first = save_changes(values={"quarter": "Q1 2022/23", "cover": ""}, **given)
    second = save_changes(values={"quarter": "Q3 2022/23", "cover": "A venue"}, **given)
    assert (first.quarter, second.quarter, second.cover) == ("Q1 2022/23", "Q1 2022/23", "A venue")
    row = newest_version(second)
    assert (row.history_user, row.history_change_reason, row.history_page) == (editor, "Trial", "/trial/")
    with pytest.raises(Stale) as stale:
        save_changes(values={"quarter": "Q2 2022/23", "cover": "A venue"}, **given)
    (clash,) = stale.value.clashes
    assert (clash.name, clash.base, clash.mine, clash.theirs) == (
        "quarter", "Q3 2022/23", "Q2 2022/23", "Q1 2022/23",
    )  # fmt: skip
    assert Meeting.objects.get(pk=records.draft.pk).quarter == "Q1 2022/23"


@pytest.mark.django_db(transaction=True)
def test_of_writers_who_began_alike_one_is_first_and_the_others_are_told():
    user, red, ready = make_user("editor"), a_status("red"), Barrier(4)
    given = {"record": red, "version": version(red), "by": user, "page": STATUS}

    def write(text: str) -> str:
        try:
            ready.wait(timeout=20)
            save_changes(values={"meaning": text}, **given)
        except Stale as stale:
            return f"{stale.clashes[0].theirs} before me"
        finally:
            connection.close()
        return text

    with ThreadPoolExecutor(4) as pool:
        told_them = list(pool.map(write, ["one", "two", "three", "four"]))
    kept = a_status("red").meaning
    assert sorted(told_them) == sorted([kept, *[f"{kept} before me"] * 3])
    assert [row.meaning for row in red.history.exclude(meaning="")] == [kept]


# The update round


def round_conflict(records: Any, client: Client, colleague: Client) -> dict[str, str]:
    """The page that shows both narratives of recommendation 1, as its form would send it."""
    tell(records.draft, records.numbers[1], "amber", BASE)
    mine = opened(client) | {"r1-narrative": MINE}
    colleague.post(ROUND, opened(colleague) | {"r1-narrative": THEIRS, "r1-status": "green"})
    response = client.post(ROUND, mine)
    assert response.status_code == 409
    page = response.content.decode()
    assert "<del>goes</del><ins>went</ins>" in page
    return form_fields(response)


@pytest.mark.parametrize(("keep", "left"), [("mine", MINE), ("theirs", THEIRS), ("both", BOTH)])
def test_of_two_narratives_one_or_both_can_be_saved(records, client, colleague, keep, left):
    conflict = round_conflict(records, client, colleague)
    assert conflict["r1-both"] == BOTH
    assert client.post(ROUND, conflict | {"r1-keep": keep}).status_code == 302
    assert told(records, 1).narrative == left
    assert THEIRS in [row.narrative for row in steps(told(records, 1))]


def test_a_status_that_only_they_changed_stays_theirs(records, client, colleague):
    conflict = round_conflict(records, client, colleague)
    assert conflict["r1-status"] == "green"
    client.post(ROUND, conflict | {"r1-keep": "both"})
    assert told(records, 1).status.code == "green"


def test_a_narrative_with_marks_is_not_saved(records, client, colleague):
    conflict = round_conflict(records, client, colleague)
    marked = {"r1-keep": "both", "r1-both": "⟦They wrote: this⟧"}
    response = client.post(ROUND, conflict | marked)
    assert response.status_code == 422
    assert form_fields(response)["r1-narrative"] == "⟦They wrote: this⟧"
    assert told(records, 1).narrative == THEIRS
