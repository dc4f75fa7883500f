"""The performance round: what was touched is saved, what was typed is kept, no colleague's edit is lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from performance.actions.report import Stale, Typed, save_report
from performance.models import Assessment, Comment, PlannedAction
from performance.report.parts import NOT_ASSESSED, digest, stands
from tests.conftest import make_user
from tests.performance.records import Performance
from tests.records import form_fields, opened, publish

LIST = "/meetings/pab-2023-02-01/performance/"
PAGE = f"{LIST}safer-streets/"
PUBLISHED = "/meetings/pab-2022-11-02/performance/safer-streets/"
BURGLARY = {
    "m-burglary-trend": "Reducing", "m-burglary-rank": "2", "m-burglary-out_of": "8",
    "m-burglary-against": "above", "m-burglary-note": "Since July",
}  # fmt: skip
TWO = "Patrol the parade.\r\n\r\n  Meet  the schools. \r\n"


@pytest.fixture
def client(measured, editor, client_of) -> Client:
    return client_of(editor)


@pytest.fixture
def colleague(measured, client_of) -> Client:
    other = make_user("administrator")
    other.name = "Cleo Colleague"
    other.save()
    return client_of(other)


def burglary(measured: Performance) -> Assessment | None:
    """What the draft is told of burglary so far."""
    return Assessment.objects.filter(meeting=measured.office.draft, measure=measured.burglary).first()


def texts(measured: Performance, model: Any = PlannedAction) -> list[tuple[int, str]]:
    """The draft's numbered texts."""
    told = model.objects.filter(meeting=measured.office.draft, priority=measured.priority)
    return list(told.order_by("number").values_list("number", "text"))


def rows_of_history() -> int:
    return sum(model.history.count() for model in (Assessment, PlannedAction, Comment))


def save(client: Client, page: str = PAGE, **typed: str) -> None:
    """Open the page, type these and save."""
    assert client.post(page, opened(client, page) | typed).status_code == 302


# Writing


def test_what_is_written_is_kept_as_it_was_meant(measured, client):
    save(client, **BURGLARY, **{"actions-lines": TWO, "comments-lines": "One comment"})
    row = burglary(measured)
    assert (row.trend, row.rank, row.out_of, row.against, row.note) == (
        "Reducing", 2, 8, "above", "Since July",
    )  # fmt: skip
    assert texts(measured) == [(1, "Patrol the parade."), (2, "Meet the schools.")]
    assert texts(measured, Comment) == [(1, "One comment")]
    assert Assessment.objects.filter(meeting=measured.office.draft).count() == 1


def test_the_history_says_who_and_where(measured, client, editor):
    save(client, **BURGLARY, **{"actions-lines": "Patrol"})
    steps = [burglary(measured).history.get(), PlannedAction.objects.get(text="Patrol").history.get()]
    assert {(s.history_type, s.history_user, s.history_page) for s in steps} == {("+", editor, PAGE)}


def test_saving_an_untouched_page_writes_nothing(client):
    before = rows_of_history()
    save(client)
    save(client, PUBLISHED)
    assert rows_of_history() == before


def test_a_page_comes_back_as_it_was_saved_and_saving_it_again_writes_nothing(client):
    save(client, **BURGLARY, **{"actions-lines": TWO})
    found = opened(client, PAGE)
    assert BURGLARY.items() <= found.items()
    assert found["actions-lines"] == "Patrol the parade.\nMeet the schools."
    before = rows_of_history()
    save(client)
    assert rows_of_history() == before


def test_only_what_differs_gets_a_new_history_row(measured, client):
    save(client, **BURGLARY, **{"actions-lines": TWO})
    before = rows_of_history()
    save(client, **{"actions-lines": "Patrol the parade.\nMeet two schools."})
    assert rows_of_history() == before + 1
    assert texts(measured) == [(1, "Patrol the parade."), (2, "Meet two schools.")]


def test_a_line_that_went_is_deleted_and_its_history_names_the_person(measured, client, editor):
    save(client, **{"actions-lines": TWO})
    save(client, **{"actions-lines": "Patrol the parade."})
    assert texts(measured) == [(1, "Patrol the parade.")]
    gone = PlannedAction.history.get(history_type="-")
    assert (gone.number, gone.text, gone.history_user) == (2, "Meet the schools.", editor)


def test_an_emptied_assessment_is_taken_away_and_its_history_stays(measured, client, editor):
    save(client, **BURGLARY)
    save(client, **dict.fromkeys(BURGLARY, ""))
    assert burglary(measured) is None
    assert Assessment.history.get(history_type="-").history_user == editor


def test_the_numbers_a_paper_gave_are_kept(measured, client):
    told = {"meeting": measured.office.draft, "priority": measured.priority}
    for number, text in ((4, "Four\nin two lines"), (7, "Seven")):
        PlannedAction.objects.create(number=number, text=text, **told)
    assert opened(client, PAGE)["actions-lines"] == "Four in two lines\nSeven"
    save(client, **{"actions-lines": "Four in two lines\nSeven, changed\nNew"})
    assert texts(measured) == [(4, "Four\nin two lines"), (7, "Seven, changed"), (8, "New")]


# What was told last


def test_what_was_told_last_stands_beside_the_empty_form(measured, client):
    page = client.get(PAGE).content.decode()
    assert "Last told, 2 November 2022" in page
    assert "1st of 2, the lowest rate; for this measure lower is better." in page
    assert "Increasing, which for this measure is the wrong way." in page
    assert "<li>Search on good grounds only.</li>" in page
    assert page.count("Not reported before") == 1  # officers: a target only
    sent = opened(client, PAGE)
    assert {sent[name] for name in ("m-burglary-trend", "actions-lines", "comments-lines")} == {""}


def test_another_draft_is_not_what_was_told_last(measured, client, editor):
    save(client, **{"actions-lines": "Of a draft"})
    later = measured.office.draft
    later.pk, later.date = None, "2023-03-01"
    later.save()
    assert (
        "Of a draft" not in client.get("/meetings/pab-2023-03-01/performance/safer-streets/").content.decode()
    )


def test_the_last_texts_can_be_carried_forward_unchanged(measured, client):
    save(client, **{"actions-carry": "on", "comments-carry": "on"})
    assert texts(measured) == [(1, "Search on good grounds only.")]
    assert texts(measured, Comment) == [(1, "Compared with the MSG.")]


def test_one_cannot_write_and_carry_at_once(measured, client):
    sent = opened(client, PAGE) | {"actions-carry": "on", "actions-lines": "New after all"}
    response = client.post(PAGE, sent)
    assert response.status_code == 422
    assert "not both" in response.content.decode()
    assert form_fields(response)["actions-lines"] == "New after all"
    assert texts(measured) == []


def test_where_nothing_was_told_before_nothing_can_be_carried(client):
    assert "carry" not in client.get(PUBLISHED).content.decode()


# What cannot be saved


@pytest.mark.parametrize(
    ("rank", "out_of", "says"),
    [
        ("3", "2", "Burglary: Rank 3 cannot be out of 2."),
        ("3", "", "Burglary: Give both the rank and out of how many, or neither."),
        ("", "8", "Burglary: Give both the rank and out of how many, or neither."),
        ("0", "8", "Burglary: Ensure this value is greater than or equal to 1."),
        ("first", "8", "Burglary: Enter a whole number."),
    ],
)
def test_a_bad_rank_is_refused_and_every_text_is_kept(measured, client, rank, out_of, says):
    typed = {"m-burglary-rank": rank, "m-burglary-out_of": out_of, "m-burglary-trend": "Stable"}
    response = client.post(PAGE, opened(client, PAGE) | typed | {"actions-lines": "One\nTwo"})
    assert response.status_code == 422
    assert says in response.content.decode()
    assert (typed | {"actions-lines": "One\nTwo"}).items() <= form_fields(response).items()
    assert burglary(measured) is None
    assert texts(measured) == []


def test_a_published_meeting_needs_a_reason(measured, client):
    sent = opened(client, PUBLISHED) | {"m-burglary-rank": "2"}
    response = client.post(PUBLISHED, sent)
    assert response.status_code == 422
    assert "This meeting is published: give the reason for the change." in response.content.decode()
    assert form_fields(response)["m-burglary-rank"] == "2"
    assert client.post(PUBLISHED, sent | {"why": "Read wrongly"}).status_code == 302
    row = Assessment.objects.get(meeting=measured.office.second, measure=measured.burglary)
    assert (row.rank, row.history.latest().history_change_reason) == (2, "Read wrongly")


def test_a_page_opened_before_publication_still_needs_a_reason(measured, client, editor):
    sent = opened(client, PAGE) | BURGLARY
    publish(meeting=measured.office.draft, by=editor)
    response = client.post(PAGE, sent)
    assert response.status_code == 422
    assert form_fields(response)["m-burglary-note"] == "Since July"
    assert burglary(measured) is None


# Two people


def test_the_second_person_sees_both_texts_and_nothing_is_overwritten(measured, client, colleague):
    mine = opened(client, PAGE)
    save(colleague, **{"actions-lines": "Theirs"})
    response = client.post(PAGE, mine | BURGLARY | {"actions-lines": "Mine"})
    assert response.status_code == 409
    page = response.content.decode()
    assert "Planned actions: somebody else changed this in the meantime." in page
    assert "What Cleo Colleague saved at" in page
    assert "<ins>Theirs</ins>" in page
    assert "<ins>Mine</ins>" in page
    assert (BURGLARY | {"actions-lines": "Mine"}).items() <= form_fields(response).items()
    assert texts(measured) == [(1, "Theirs")]
    assert burglary(measured) is None


def test_saving_again_after_seeing_both_puts_mine_in_place(measured, client, colleague):
    mine = opened(client, PAGE)
    save(colleague, **{"m-burglary-trend": "Stable"})
    conflict = client.post(PAGE, mine | BURGLARY)
    assert conflict.status_code == 409
    assert client.post(PAGE, form_fields(conflict)).status_code == 302
    steps = burglary(measured).history.order_by("history_id")
    assert [step.trend for step in steps] == ["Stable", "Reducing"]


def test_a_third_save_in_between_is_a_conflict_again(measured, client, colleague):
    mine = opened(client, PAGE)
    save(colleague, **{"m-burglary-trend": "Stable"})
    conflict = client.post(PAGE, mine | BURGLARY)
    save(colleague, **{"m-burglary-trend": "Increasing"})
    assert client.post(PAGE, form_fields(conflict)).status_code == 409
    assert burglary(measured).trend == "Increasing"


def test_what_a_colleague_wrote_elsewhere_on_the_page_is_no_conflict_and_stays(measured, client, colleague):
    mine = opened(client, PAGE)
    save(colleague, **BURGLARY)
    assert (
        client.post(PAGE, mine | {"m-searches-trend": "Stable", "actions-lines": "Mine"}).status_code == 302
    )
    assert burglary(measured).rank == 2
    assert texts(measured) == [(1, "Mine")]


def test_what_a_colleague_took_away_is_a_conflict_too(measured, client, colleague):
    save(client, **BURGLARY)
    mine = opened(client, PAGE)
    save(colleague, **dict.fromkeys(BURGLARY, ""))
    response = client.post(PAGE, mine | {"m-burglary-trend": "Stable"})
    assert response.status_code == 409
    assert "They took all of it away." in response.content.decode()
    assert burglary(measured) is None


def test_two_edits_of_a_list_can_be_put_together(measured, client, colleague):
    save(client, **{"actions-lines": "Train officers\nOpen the log\nMeet in May"})
    mine = opened(client, PAGE)
    save(colleague, **{"actions-lines": "Train officers\nOpen the log\nMeet in May\nAsk the public"})
    typed = {"actions-lines": "Train all officers\nOpen the log\nMeet in May"}
    conflict = form_fields(client.post(PAGE, mine | typed))
    assert conflict["actions-lines"] == typed["actions-lines"]
    assert client.post(PAGE, conflict | {"actions-keep": "both"}).status_code == 302
    assert [text for _, text in texts(measured)] == [
        "Train all officers", "Open the log", "Meet in May", "Ask the public",
    ]  # fmt: skip


@pytest.mark.parametrize(("keep", "left"), [("theirs", ["Theirs"]), ("mine", ["Mine"])])
def test_of_two_lists_one_can_be_chosen(measured, client, colleague, keep, left):
    mine = opened(client, PAGE)
    save(colleague, **{"actions-lines": "Theirs"})
    conflict = form_fields(client.post(PAGE, mine | {"actions-lines": "Mine"}))
    assert client.post(PAGE, conflict | {"actions-keep": keep}).status_code == 302
    assert [text for _, text in texts(measured)] == left


def test_what_only_they_changed_of_an_assessment_stays_theirs(measured, client, colleague):
    save(client, **BURGLARY)
    mine = opened(client, PAGE)
    save(colleague, **{"m-burglary-rank": "7"})
    conflict = client.post(PAGE, mine | {"m-burglary-trend": "Stable"})
    assert conflict.status_code == 409
    assert client.post(PAGE, form_fields(conflict)).status_code == 302
    row = burglary(measured)
    assert (row.trend, row.rank) == ("Stable", 7)


def test_the_same_words_of_two_people_and_a_double_click_are_no_conflict(measured, client, colleague):
    mine = opened(client, PAGE) | BURGLARY | {"actions-lines": TWO}
    save(colleague, **BURGLARY, **{"actions-lines": TWO})
    before = rows_of_history()
    assert [client.post(PAGE, mine).status_code for _ in range(2)] == [302, 302]
    assert rows_of_history() == before


@pytest.mark.parametrize("base", ["", "nonsense", digest(("Stable", None, None, "", ""))])
def test_a_base_that_is_not_what_stands_never_overwrites(measured, client, colleague, base):
    save(colleague, **BURGLARY)
    sent = opened(client, PAGE) | {"m-burglary-trend": "Increasing", "m-burglary-base": base}
    assert client.post(PAGE, sent).status_code == 409
    assert burglary(measured).trend == "Reducing"


def test_a_page_that_held_one_part_changes_only_that_one(measured, client):
    client.post(PAGE, {"actions-base": digest(()), "actions-lines": "Alone", "m-burglary-trend": "Stable"})
    assert texts(measured) == [(1, "Alone")]
    assert burglary(measured) is None


def test_save_report_says_whether_it_wrote(measured, editor):
    given = {"meeting": measured.office.draft, "priority": measured.priority, "by": editor, "page": PAGE}
    stable = ("Stable", None, None, "", "")
    typed = {"m-burglary": Typed(stable, digest(NOT_ASSESSED))}
    assert [save_report(parts=typed, **given) for _ in range(2)] == [True, False]
    assert stands(given["meeting"], given["priority"])["m-burglary"] == stable
    left_alone = {"m-burglary": Typed(NOT_ASSESSED, digest(NOT_ASSESSED))}
    assert save_report(parts=left_alone, **given) is False
    with pytest.raises(Stale) as stale:
        save_report(parts={"m-burglary": Typed(NOT_ASSESSED, digest(()))}, **given)
    clash = stale.value.parts["m-burglary"]
    assert (clash.value, clash.version.history_user) == (stable, editor)


# Where it is found, and by whom


def test_the_list_says_how_much_of_each_priority_is_written(client):
    assert '<td data-label="Measures written">0 of 4</td>' in client.get(LIST).content.decode()
    save(client, **BURGLARY, **{"actions-lines": TWO})
    page = client.get(LIST).content.decode()
    assert "1 of 4 measures written" in page
    assert "Saved: Safer streets." not in page.split("<table")[1]
    assert '<td class="num" data-label="Planned actions">2</td>' in page
    assert f'href="{PAGE}"' in page
    assert f'href="{LIST}"' in client.get("/meetings/pab-2023-02-01/").content.decode()


def test_a_draft_is_shown_to_an_editor_and_to_no_viewer(measured, client, viewer, client_of):
    save(client, **{"m-searches-trend": "Zebrafinch rising", "actions-lines": "Zebrafinch action"})
    page = client.get("/performance/?meeting=pab-2023-02-01").content.decode()
    assert "Zebrafinch rising" in page
    assert "Zebrafinch action" in page
    reader = client_of(viewer)
    assert "Zebrafinch" not in reader.get("/performance/").content.decode()
    assert LIST not in reader.get("/meetings/pab-2022-11-02/").content.decode()
    for hidden in (LIST, PAGE, PUBLISHED, "/performance/?meeting=pab-2023-02-01"):
        assert reader.get(hidden).status_code == 404


def test_text_of_people_is_never_markup(measured, client, colleague):
    bad = "<script>alert(1)</script>\"'"
    mine = opened(client, PAGE)
    save(colleague, **{"actions-lines": bad, "m-burglary-trend": bad, "m-burglary-note": bad})
    response = client.post(PAGE, mine | {"actions-lines": f"{bad}!", "m-burglary-trend": "Stable"})
    assert response.status_code == 409
    assert "<script>" not in response.content.decode()
