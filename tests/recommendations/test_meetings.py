"""Meetings: setting one up, publishing it, and what each of them changed."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from recommendations.models import Meeting
from recommendations.sitting import CHOICES
from tests.records import a_body, a_meeting, tell, version

DRAFT = "/meetings/pab-2023-02-01/"


@pytest.fixture
def client(records, editor, client_of) -> Client:
    return client_of(editor)


def form(**given: str) -> dict[str, str]:
    return {
        "body": str(a_body().pk),
        "date": "2023-05-03",
        "quarter": "Q4 2022/23",
        "data_up_to": "2023-03-31",
        **given,
    }


def test_a_meeting_that_is_set_up_is_a_draft_with_history(client, editor):
    response = client.post("/meetings/new/", form())
    assert response["Location"] == "/meetings/pab-2023-05-03/"
    made = Meeting.objects.get(date="2023-05-03")
    assert made.is_draft
    row = made.history.get()
    assert (row.history_user, row.history_change_reason) == (editor, "Meeting set up")
    assert "It is a draft until it is published." in client.get(response["Location"]).content.decode()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"date": "2022-11-02"}, "already exists"),
        ({"date": "31 of May"}, "Enter a valid date"),
        ({"quarter": "Q5 2022/23"}, "Write the quarter like Q2 2022/23."),
        ({"body": ""}, "This field is required"),
    ],
)
def test_what_is_wrong_with_a_meeting_is_said_and_what_was_typed_stays(client, wrong, said):
    response = client.post("/meetings/new/", form(**wrong))
    page = response.content.decode()
    assert response.status_code == 422
    assert said in page
    assert 'value="2023-03-31"' in page
    assert Meeting.objects.count() == 3


def test_a_draft_can_change_and_what_is_published_keeps_its_date(client, records):
    assert 'value="2023-02-01"' in client.get(f"{DRAFT}change/").content.decode()
    sent = form(date="2023-02-08") | {"version": str(version(records.draft))}
    response = client.post(f"{DRAFT}change/", sent)
    assert response["Location"] == "/meetings/pab-2023-02-08/"
    records.draft.refresh_from_db()
    assert records.draft.history.first().history_change_reason == "Meeting changed"
    assert client.get("/meetings/pab-2022-11-02/change/").status_code == 404
    assert client.post("/meetings/pab-2022-11-02/change/", form()).status_code == 404


def test_what_changed_is_what_this_meeting_was_told_and_moved(client):
    rows = client.get("/meetings/pab-2022-11-02.json").json()["rows"]
    assert [(row["report"], row["number"], row["movement"]) for row in rows] == [
        ("Review", 1, "Up from Red"), ("Review", 3, "First update"), ("Review", 5, "First update"),
        ("Custody", 1, "First update"), ("Custody", 2, "First update"),
    ]  # fmt: skip


def test_what_another_body_was_told_in_between_is_not_this_meetings_change(client, records, editor):
    panel = a_meeting("2022-10-05", body=a_body("panel", "Panel"), published_by=editor)
    tell(panel, records.numbers[4], "green")
    rows = client.get("/meetings/pab-2022-11-02.json").json()["rows"]
    assert [row["number"] for row in rows if row["report"] == "Review"] == [1, 3, 5]


def test_the_first_meeting_has_nothing_to_be_compared_with(client):
    assert client.get("/meetings/pab-2022-08-03.json").json()["rows"] == []
    assert "there is nothing to compare it with" in client.get("/meetings/pab-2022-08-03/").content.decode()


def test_a_meeting_that_changed_nothing_says_so(client, records, editor):
    quiet = a_meeting("2022-12-07", published_by=editor)
    tell(quiet, records.numbers[1], "amber")
    assert (
        "No status changed since 2 November 2022." in client.get("/meetings/pab-2022-12-07/").content.decode()
    )


def test_a_meeting_shows_its_notes_its_quarter_and_its_data(client):
    page = client.get("/meetings/pab-2022-11-02/").content.decode()
    for text in ("Leadership", "<ul><li>one</li><li>two</li></ul>", "Q2 2022/23", "30 September 2022"):
        assert text in page
    assert "Told of</dt><dd>6 recommendations" in page
    assert "Leadership" not in client.get("/meetings/pab-2022-08-03/").content.decode()


def test_all_meetings_are_listed_by_body(client, viewer, client_of):
    a_meeting("2022-06-01", body=a_body("panel", "Police and Crime Panel"), day_known=False)
    rows = client.get("/meetings.json").json()["rows"]
    assert [(row["meeting"], row["date"], row["state"]) for row in rows] == [
        ("pab-2023-02-01", "2023-02-01", "Draft"),
        ("pab-2022-11-02", "2022-11-02", "Published"),
        ("pab-2022-08-03", "2022-08-03", "Published"),
        ("panel-2022-06", "2022-06", "Draft"),
    ]
    page = client.get("/meetings/").content.decode()
    assert "<caption>Police and Crime Panel</caption>" in page
    assert client.get("/meetings/panel-2022-06/").status_code == 200
    assert client.get("/meetings/panel-2022-06-01/").status_code == 404
    seen = client_of(viewer).get("/meetings.json").json()["rows"]
    assert [row["meeting"] for row in seen] == ["pab-2022-11-02", "pab-2022-08-03"]


@pytest.mark.parametrize(
    "slug", ["pab-2022-13-02", "pab-2022-02-30", "pab", "2022-11-02", "pab-2022-11-02-03"]
)
def test_what_is_no_meetings_address_is_404(client, slug):
    assert client.get(f"/meetings/{slug}/").status_code == 404
    assert client.get(f"/reports/?meeting={slug}").status_code == 404


# The strip that says which meeting a page shows


def test_a_page_is_as_at_the_latest_published_meeting(client):
    page = client.get("/reports/").content.decode()
    assert "Performance and Accountability Board, 2 November 2022</a>" in page
    assert "Latest meeting" in page
    strip = client.get("/reports/").context["strip"]
    assert strip["previous"] == {"url": "/reports/?meeting=pab-2022-08-03", "label": "3 August 2022"}
    assert strip["next"]["label"] == "1 February 2023"


def test_a_past_meeting_and_a_draft_are_marked(client):
    past = client.get("/reports/?meeting=pab-2022-08-03")
    assert "Past meeting" in past.content.decode()
    assert past.context["strip"]["previous"] is None
    draft = client.get("/reports/?meeting=pab-2023-02-01").content.decode()
    assert "Draft: not visible to Panel members" in draft
    assert client.get("/reports.json?meeting=pab-2023-02-01").json()["draft"] is True
    assert client.get("/reports.json").json()["draft"] is False


def test_viewers_are_offered_no_draft(viewer, records, client_of):
    strip = client_of(viewer).get("/reports/").context["strip"]
    assert strip["next"] is None
    assert re.findall('value="([^"]+)"', strip["choices"]) == ["pab-2022-11-02", "pab-2022-08-03"]


def test_the_strip_keeps_what_the_page_was_asked_for(client):
    strip = client.get("/reports/review/?theme=courts&meeting=pab-2022-08-03").context["strip"]
    assert strip["next"]["url"] == "/reports/review/?theme=courts&meeting=pab-2022-11-02"
    assert strip["keep"] == [("theme", "courts")]


def test_meetings_are_monthly_or_quarterly_or_many(client, records, editor):
    for month in range(1, 13):
        for year in (2019, 2020, 2021):
            a_meeting(f"{year}-{month:02d}-05", published_by=editor)
    strip = client.get("/reports/").context["strip"]
    assert strip["choices"].count("<option") == CHOICES
    assert client.get("/reports/?meeting=pab-2019-01-05").status_code == 200
