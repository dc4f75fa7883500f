"""The packet for the Panel: what changed at a meeting, in words, with a count of what has no room."""

from __future__ import annotations

import html
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from performance.models import Assessment, Measure, Priority
from recommendations.models import Meeting, User
from tests.records import Records, a_recommendation, a_report, tell
from tracker.packet import MOVES

PACKET = "/meetings/pab-2022-11-02/packet/"
DRAFT = "/meetings/pab-2023-02-01/packet/"


@pytest.fixture
def client(records, viewer, client_of) -> Client:
    return client_of(viewer)


def text(client: Client, url: str = PACKET) -> str:
    """The main part of the page as a person reads it."""
    page = client.get(url)
    assert page.status_code == 200
    main = page.content.decode().split("<main")[1].split("</main>")[0]
    return " ".join(html.unescape(re.sub("<.*?>", " ", main)).split())


def moves(client: Client, url: str = PACKET) -> list[list[str]]:
    """The cells of each recommendation that moved."""
    page = client.get(url).content.decode()
    rows = page.split("<tbody>")[1].split("</tbody>")[0].split("</tr>")[:-1] if "<tbody>" in page else []
    return [
        [
            " ".join(html.unescape(re.sub("<.*?>", " ", cell)).split())
            for cell in re.split("</t[dh]>", row)[:-1]
        ]
        for row in rows
    ]


def test_it_tells_how_many_stand_where_and_stood_before(client):
    page = text(client)
    assert "What changed since 3 August 2022" in page
    assert (
        "Performance and Accountability Board, 2 November 2022 , Q2 2022/23, figures up to 30 September 2022"
        in page
    )
    assert "■ Red 1 (was 2) ▲ Amber 2 (was 0) ● Green 1 (was 1)" in page
    assert "2 of 6 not reported to this meeting" in page


def test_it_lists_what_moved_with_both_statuses_in_words(client):
    found = {(number, what): way for number, what, way in moves(client)}
    assert found["1", "Do thing 1 Review. What was told second of 1"] == "Red → Amber ▲ Up from Red"
    assert found["5", "Do thing 5 Review. Told without a status"] == "Not yet reported → Unknown First update"
    assert found["2", "Do thing 2 Custody."] == "Not yet reported → Closed First update"
    assert len(found) == 5
    assert "1 moved up; 4 have their first update or status." in text(client)


def test_what_moved_down_comes_first(client, records, editor, client_of):
    tell(records.draft, records.numbers[1], "green", "Better", by=editor)
    tell(records.draft, records.numbers[2], "red", "Worse", by=editor)
    tell(records.draft, records.numbers[6], "red", "New", by=editor)
    office = client_of(editor)
    assert [(row[0], row[2]) for row in moves(office, DRAFT)] == [
        ("2", "Green → Red ▼ Down from Green"),
        ("1", "Amber → Green ▲ Up from Amber"),
        ("6", "Not yet reported → Red First update"),
    ]
    assert "1 moved down; 1 moved up; 1 has its first update or status." in text(office, DRAFT)


def test_stages_and_performance_and_where_to_read_more(client, records):
    page = text(client)
    assert (
        "8 recommendations in 3 reports: With Force 2, With FLL 1, With HMICFRS CoS 0, Further work req. 0, "
        "Closed 2, at no stage that is known 3." in page
    )
    assert "No performance report has been told to a meeting up to this one." in page
    assert "This meeting: http://testserver/meetings/pab-2022-11-02/" in page


def test_measures_going_the_way_not_wanted_are_named(client, records):
    priority = Priority.objects.create(slug="p", framework="Plan", heading="Streets")
    for n, (trend, polarity) in enumerate(
        [*[("Increasing", "lower")] * 7, ("Reducing", "lower"), ("Increasing", "")], 1
    ):
        measure = Measure.objects.create(
            slug=f"m{n}", name=f"Measure {n}", priority=priority, polarity=polarity
        )
        Assessment.objects.create(measure=measure, meeting=records.second, trend=trend, position=n)
    page = text(client)
    assert (
        "Performance, Q2 2022/23 9 measures assessed, 8 increasing, 1 reducing, 7 going the way not wanted"
        in page
    )
    names = "; ".join(f"Measure {n}" for n in range(1, 6))
    assert f"Going the way not wanted: {names}; and 2 more." in page


def test_what_has_no_room_is_counted_and_its_address_given(client, records, editor):
    more(records, editor, 30)
    assert len(moves(client)) == MOVES
    assert f"{35 - MOVES} more moved : http://testserver/meetings/pab-2022-11-02/" in text(client)
    assert len(client.get("/meetings/pab-2022-11-02/packet.json").json()["rows"]) == 35


def more(records: Records, by: User, count: int) -> None:
    """More recommendations with a first update at the second meeting."""
    for number in range(100, 100 + count):
        tell(records.second, a_recommendation(records.report, number), "red", "Told", by=by)


def test_the_table_beside_it_is_that_of_the_meetings_changes(client):
    meeting = client.get("/meetings/pab-2022-11-02.csv").content
    assert client.get("/meetings/pab-2022-11-02/packet.csv").content == meeting
    assert client.get("/meetings/pab-2022-11-02/packet.json").json()["title"].startswith("What changed: ")


def test_the_first_meeting_has_nothing_to_compare_with(client):
    page = text(client, "/meetings/pab-2022-08-03/packet/")
    assert "This is the first meeting of this body on record" in page
    assert "(was" not in page


def test_a_meeting_that_changed_nothing_says_so(records, editor, client_of):
    page = text(client_of(editor), DRAFT)
    assert "No status changed since 2 November 2022." in page
    assert "Draft: not visible to Panel members" in page


@pytest.mark.parametrize(
    "url", [DRAFT, "/meetings/pab-2023-02-01/packet.csv", "/meetings/pab-1999-01-01/packet/"]
)
def test_a_draft_has_no_packet_for_a_viewer(url, client):
    assert client.get(url).status_code == 404


def test_what_people_wrote_is_text(client, records, editor):
    odd = a_recommendation(a_report("odd", title="<i>Odd</i>"), summary="<b>Do</b> & be")
    tell(records.second, odd, "red", "<script>1</script>", by=editor)
    page = client.get(PACKET).content.decode()
    assert "&lt;b&gt;Do&lt;/b&gt; &amp; be" in page
    assert "&lt;script&gt;1" in page
    assert "<i>Odd" not in page


def test_the_meeting_leads_to_it(client):
    assert f'href="{PACKET}"' in client.get("/meetings/pab-2022-11-02/").content.decode()


def test_it_asks_no_more_of_the_database_for_many_moves(client, records, editor):
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(PACKET).status_code == 200
        return len(captured)

    few = asked()
    more(records, editor, 12)
    assert Meeting.objects.count() == 3
    assert asked() == few
