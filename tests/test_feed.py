"""The feed of published meetings: valid, the newest first, and never a draft."""

from __future__ import annotations

from datetime import timedelta

import pytest
from defusedxml import ElementTree
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.http import parse_http_date

from recommendations.changes import read_changes
from recommendations.models import Meeting
from recommendations.published import published_meetings
from recommendations.sitting import resolve
from tests.records import a_body, a_meeting, a_recommendation, a_report, publish, tell

ATOM = "{http://www.w3.org/2005/Atom}"


def feed(client: Client, **extra):
    response = client.get("/meetings.rss", **extra)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/rss+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)


def items(client: Client) -> list[dict[str, str]]:
    return [{part.tag: part.text or "" for part in item} for item in feed(client).iter("item")]


@pytest.fixture
def client(records, viewer, client_of) -> Client:
    return client_of(viewer)


def test_each_published_meeting_is_an_item_the_newest_first(client, records):
    found = items(client)
    assert [item["title"] for item in found] == [
        "Performance and Accountability Board, 2 November 2022",
        "Performance and Accountability Board, 3 August 2022",
    ]
    assert found[0]["link"] == "http://testserver/meetings/pab-2022-11-02/"
    assert found[0]["guid"] == found[0]["link"]
    assert found[0]["description"] == (
        "Told of 6 recommendations; 5 moved since 3 August 2022. Quarter reported: Q2 2022/23."
    )
    assert found[1]["description"].startswith(
        "Told of 3 recommendations; the first meeting of this body on record."
    )
    assert all(item["pubDate"] for item in found)


def test_the_newest_is_the_one_published_last_whatever_its_date(client, records, editor):
    publish(meeting=a_meeting("2021-01-05", body=a_body("panel", "Panel")), by=editor)
    found = items(client)
    assert found[0]["title"] == "Panel, 5 January 2021"


def test_the_feed_says_where_it_is_and_what_it_is_of(client):
    channel = feed(client).find("channel")
    (itself,) = channel.findall(f"{ATOM}link")
    assert (itself.get("rel"), itself.get("href")) == ("self", "http://testserver/meetings.rss")
    assert channel.findtext("link") == "http://testserver/meetings/"
    assert channel.findtext("title") == "Published meetings"
    assert feed(client).get("version") == "2.0"


def test_links_are_those_of_the_address_it_was_asked_at(client, settings):
    settings.ALLOWED_HOSTS = ["tracker.example.org"]
    asked = feed(client, headers={"host": "tracker.example.org"}, secure=True)
    links = [link.text for link in asked.iter("link") if link.text]
    assert links
    assert all(link.startswith("https://tracker.example.org/") for link in links)


@pytest.mark.parametrize("role", ["viewer", "editor", "administrator"])
def test_a_draft_is_in_nobodys_feed(role, records, request, client_of):
    person = request.getfixturevalue(role)
    tell(records.draft, a_recommendation(records.report, 7), "green", "Zebrafinch", by=person)
    found = items(client_of(person))
    assert len(found) == 2
    assert not [item for item in found if "2023" in str(item)]
    publish(meeting=records.draft, by=person)
    assert items(client_of(person))[0]["title"].endswith("1 February 2023")


@pytest.mark.parametrize("is_open", [True, False])
def test_it_is_read_by_who_may_read(is_open, records, settings, client_of):
    settings.PUBLIC_PAGES = is_open
    assert client_of(None).get("/meetings.rss").status_code == (200 if is_open else 302)


def test_names_are_text_whatever_stands_in_them(client, editor):
    body = a_body("odd", "<b>Board</b> & \x0bCo ]]>")
    publish(meeting=a_meeting("2023-01-05", body=body), by=editor)
    assert items(client)[0]["title"] == "<b>Board</b> & Co ]]>, 5 January 2023"


def test_without_meetings_it_is_an_empty_feed(viewer, client_of):
    assert items(client_of(viewer)) == []


def test_the_page_of_meetings_names_it(client):
    page = client.get("/meetings/").content.decode()
    assert '<link rel="alternate" type="application/rss+xml"' in page.split("</head>")[0]
    assert '<a href="/meetings.rss">' in page


def test_a_meeting_published_long_ago_says_so(client, records):
    first = items(client)[1]["pubDate"]
    assert abs(parse_http_date(_gmt(first)) - records.first.published_at.timestamp()) <= 1


def _gmt(day: str) -> str:
    return day.replace("+0000", "GMT")


def test_it_counts_as_the_pages_do(records, editor, viewer, rf):
    """The feed walks all meetings at once; the pages ask for one at a time."""
    panel = a_body("panel", "Panel")
    stages = a_report("stages", "stages")
    staged = [a_recommendation(stages, n) for n in range(1, 4)]
    between = a_meeting("2022-09-01", body=panel, published_by=editor)
    same_day = a_meeting("2022-11-02", body=panel, published_by=editor)
    last = a_meeting("2023-03-01", published_by=editor)
    for meeting, told in (
        (between, {1: "green", 2: "red"}),
        (same_day, {1: "amber", 6: "red"}),
        (last, {1: "amber", 3: "", 6: "green"}),
    ):
        for number, status in told.items():
            tell(meeting, records.numbers[number], status, by=editor)
    for meeting, status in ((between, "with-force"), (records.first, ""), (last, "with-fll")):
        tell(meeting, staged[0], status, by=editor)
    tell(records.draft, staged[1], "closed", by=editor)
    found = published_meetings(10)
    assert len(found) == 5
    for item in found:
        request = rf.get("/")
        request.user = viewer
        sitting = resolve(request, item.meeting.slug)
        assert (item.previous.pk if item.previous else None) == (
            sitting.previous.pk if sitting.previous else None
        )
        assert (item.moved or 0) == len(read_changes(sitting)), item.meeting
        assert item.told == item.meeting.updates.count()


def test_it_asks_no_more_of_the_database_for_many_meetings(client, records, editor):
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert items(client)
        return len(captured)

    few = asked()
    day = records.first.date
    for n in range(1, 9):
        tell(
            a_meeting((day + timedelta(days=n)).isoformat(), published_by=editor),
            records.numbers[1],
            "red",
            by=editor,
        )
    assert Meeting.objects.count() == 11
    assert asked() == few
