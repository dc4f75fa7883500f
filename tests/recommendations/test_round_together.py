"""Two people on one update round: the second sees both texts, and nobody loses a word."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from recommendations.actions.updates import Stale, save_update
from recommendations.models import Update
from tests.conftest import make_user
from tests.records import ROUND, a_status, form_fields, opened, some_records, steps, told


@pytest.fixture
def client(records, editor, client_of) -> Client:
    return client_of(editor)


@pytest.fixture
def colleague(records, client_of) -> Client:
    other = make_user("administrator")
    other.name = "Cleo Colleague"
    other.save()
    return client_of(other)


def test_the_second_person_sees_both_texts_and_loses_neither(records, client, colleague):
    mine, theirs = opened(client), opened(colleague)
    assert colleague.post(ROUND, theirs | {"r1-narrative": "Theirs", "r1-status": "green"}).status_code == 302
    response = client.post(ROUND, mine | {"r1-narrative": "Mine", "r2-narrative": "Mine too"})
    assert response.status_code == 409
    page = response.content.decode()
    assert "What Cleo Colleague saved at" in page
    assert "Theirs" in page
    assert form_fields(response)["r1-narrative"] == "Mine"
    assert "Recommendation 1: somebody else saved this update in the meantime." in page
    assert told(records, 1).narrative == "Theirs"
    assert told(records, 2).narrative == "Mine too"


def test_saving_again_after_seeing_both_puts_mine_in_place_and_keeps_theirs_in_history(
    records, client, colleague
):
    mine, theirs = opened(client), opened(colleague)
    colleague.post(ROUND, theirs | {"r1-narrative": "Theirs"})
    conflict = client.post(ROUND, mine | {"r1-narrative": "Mine"})
    again = client.post(ROUND, form_fields(conflict))
    assert again.status_code == 302
    assert [row.narrative for row in steps(told(records, 1))] == ["Theirs", "Mine"]


def test_a_third_save_in_between_is_a_conflict_again(records, client, colleague):
    mine, theirs = opened(client), opened(colleague)
    colleague.post(ROUND, theirs | {"r1-narrative": "Theirs"})
    conflict = client.post(ROUND, mine | {"r1-narrative": "Mine"})
    colleague.post(ROUND, opened(colleague) | {"r1-narrative": "Theirs, better"})
    assert client.post(ROUND, form_fields(conflict)).status_code == 409
    assert told(records, 1).narrative == "Theirs, better"


def test_a_colleagues_row_that_i_did_not_touch_is_no_conflict_and_stays(records, client, colleague):
    mine, theirs = opened(client), opened(colleague)
    colleague.post(ROUND, theirs | {"r1-narrative": "Theirs", "r3-status": "green"})
    assert client.post(ROUND, mine | {"r2-narrative": "Mine"}).status_code == 302
    assert [told(records, n).narrative for n in (1, 2, 3)] == ["Theirs", "Mine", ""]
    assert told(records, 3).status.code == "green"


def test_a_change_of_theirs_on_an_update_of_mine_is_a_conflict_too(records, client, colleague):
    client.post(ROUND, opened(client) | {"r1-narrative": "First"})
    mine, theirs = opened(client), opened(colleague)
    colleague.post(ROUND, theirs | {"r1-narrative": "First, by them"})
    assert client.post(ROUND, mine | {"r1-narrative": "First, by me"}).status_code == 409
    assert client.post(ROUND, mine | {"r1-status": "green"}).status_code == 409
    assert told(records, 1).narrative == "First, by them"


def test_the_same_words_of_two_people_are_no_conflict(records, client, colleague):
    mine, theirs = opened(client), opened(colleague)
    colleague.post(ROUND, theirs | {"r1-narrative": "The same"})
    assert client.post(ROUND, mine | {"r1-narrative": "The same"}).status_code == 302
    assert len(steps(told(records, 1))) == 1


def test_a_double_click_makes_one_update_and_one_history_row(records, client):
    sent = opened(client) | {"r1-narrative": "Once", "save": "r1"}
    assert [client.post(ROUND, sent).status_code for _ in range(2)] == [302, 302]
    assert Update.objects.filter(meeting=records.draft).count() == 1
    assert len(steps(told(records, 1))) == 1


def test_a_double_click_on_a_correction_makes_one_history_row(records, client):
    client.post(ROUND, opened(client) | {"r1-narrative": "Once"})
    sent = opened(client) | {"r1-narrative": "Corrected"}
    assert [client.post(ROUND, sent).status_code for _ in range(2)] == [302, 302]
    assert [row.narrative for row in steps(told(records, 1))] == ["Once", "Corrected"]


@pytest.mark.parametrize("base", ["", "nonsense", "-1", "99999999", "99999999999999999999999"])
def test_a_base_that_is_not_the_newest_never_overwrites(records, client, colleague, base):
    colleague.post(ROUND, opened(colleague) | {"r1-narrative": "Theirs"})
    sent = opened(client) | {"r1-base": base, "r1-narrative": "Mine"}
    assert client.post(ROUND, sent).status_code in {409, 422}
    assert told(records, 1).narrative == "Theirs"


@pytest.mark.django_db(transaction=True)
def test_two_first_saves_at_the_same_moment_are_a_conflict_and_no_error():
    """Nobody had told the meeting anything; both began from that."""
    by = make_user("editor")
    records, ready = some_records(by), Barrier(2)
    given = {"meeting": records.draft, "recommendation": records.numbers[1], "base": 0, "by": by}

    def write(text: str) -> str:
        try:
            ready.wait(timeout=20)
            save_update(narrative=text, status=None, **given)
        except Stale as stale:
            return f"after {stale.current.narrative}"
        finally:
            connection.close()
        return text

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(write, ["One", "Two"]))
    kept = told(records, 1)
    assert sorted(said) == sorted([kept.narrative, f"after {kept.narrative}"])
    assert len(steps(kept)) == 1


def test_save_update_says_whether_it_wrote(records, editor):
    given = {
        "meeting": records.draft, "recommendation": records.numbers[1], "narrative": "Once",
        "status": a_status("red"), "by": editor,
    }  # fmt: skip
    assert save_update(**given, base=0) is True
    assert save_update(**given, base=0) is False
    with pytest.raises(Stale) as stale:
        save_update(**{**given, "narrative": "Twice"}, base=0)
    assert stale.value.current.narrative == "Once"
    assert stale.value.version.history_user == editor
