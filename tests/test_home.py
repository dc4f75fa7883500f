"""Home: where things stand, what moved, and every number the count of the rows behind its link."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client

from tests.records import a_body, a_meeting, a_recommendation, a_report, tell


@pytest.fixture
def client(records, viewer, client_of) -> Client:
    return client_of(viewer)


def cards(client: Client, query: str = "") -> list[tuple[str, int, str, str]]:
    """Address, figure, status and change of each card."""
    page = client.get(f"/{query}").content.decode()
    return [
        (html.unescape(url), int(figure), re.sub("<.*?>", "", label).split(" ", 1)[1], change)
        for url, figure, label, change in re.findall(
            r'<a href="([^"]+)"><span class="card__figure">(\d+)</span> '
            r'<span class="card__label">(.*?)</span></a>'
            r'\s*<span class="hint">(.*?)</span>',
            page,
        )
    ]


def listed(client: Client, url: str) -> int:
    """How many rows the register behind an address has."""
    return len(client.get(url.replace("/?", ".json?", 1)).json()["rows"])


@pytest.mark.parametrize("query", ["", "?meeting=pab-2022-08-03", "?meeting=pab-2022-11-02"])
def test_every_card_is_the_number_of_rows_behind_it(client, query):
    found = cards(client, query)
    assert len(found) > 3
    for url, figure, _, _ in found:
        assert client.get(url).status_code == 200
        assert listed(client, url) == figure, url
    assert sum(figure for _, figure, _, _ in found) == 6


def test_the_cards_say_how_they_changed(client):
    assert [(label, figure, change) for _, figure, label, change in cards(client)] == [
        ("Red", 1, "−1 since the last meeting"),
        ("Amber", 2, "+2 since the last meeting"),
        ("Green", 1, "no change"),
        ("Unknown", 1, "+1 since the last meeting"),
        ("Not yet reported", 1, "−2 since the last meeting"),
    ]
    assert {change for *_, change in cards(client, "?meeting=pab-2022-08-03")} == {"first meeting"}


def test_a_meeting_asked_for_stays_in_the_links(client):
    assert all("meeting=pab-2022-08-03" in url for url, *_ in cards(client, "?meeting=pab-2022-08-03"))


def test_what_was_not_told_is_counted_and_opens(client):
    page = client.get("/").content.decode()
    found = re.search(r'<a href="([^"]+)">(\d+) of the 6 recommendations on record were not', page)
    assert found[2] == "2"
    assert listed(client, html.unescape(found[1])) == 2
    assert "The report makes 9: no paper on record speaks of the other 3." in page


def test_when_all_was_told_that_is_said(client, records):
    for number in (4, 6):
        tell(records.second, records.numbers[number], "red")
    page = client.get("/").content.decode()
    assert "All 6 recommendations on record were reported to this meeting." in page


def test_what_changed_is_listed_and_long_lists_are_cut(client, records):
    page = client.get("/").content.decode()
    assert "5 recommendations changed since 3 August 2022" in page
    for number in range(10, 40):
        tell(records.second, a_recommendation(records.report, number), "red")
    page = client.get("/").content.decode()
    assert '<a href="/meetings/pab-2022-11-02/">All 35 changes</a>' in page
    assert page[page.index('id="t-changes"') :].split("</table>")[0].count("<tr>") == 21


def test_inspections_by_stage_open_their_reports(client):
    page = client.get("/").content.decode()
    found = re.findall(r'<li><a href="(/inspections/\?stage=[^"]+)">(.*?)</a></li>', page)
    assert [int(re.sub("<.*?>", "", text).split()[-1]) for _, text in found] == [2, 1, 0, 0, 2]
    for url, text in found:
        rows = client.get(html.unescape(url).replace("/?", ".json?")).json()["rows"]
        stage = url.split("stage=")[1]
        assert (rows[-1][stage] if rows else 0) == int(re.sub("<.*?>", "", text).split()[-1]), url
    assert "8 recommendations in 3 reports" in page


def test_the_table_says_the_same_as_the_cards(client):
    rows = client.get("/home.json").json()["rows"]
    assert [(row["status"], row["now"], row["before"]) for row in rows] == [
        ("Red", 1, 2), ("Amber", 2, 0), ("Green", 1, 1), ("Unknown", 1, 0), ("Not yet reported", 1, 3),
    ]  # fmt: skip


def test_the_figures_of_the_meeting_before_open_their_rows_too(client):
    page = client.get("/").content.decode()
    table = page[page.index('id="t-home"') :].split("</table>")[0]
    links = re.findall(r'<a href="([^"]+)">(\d+)</a>', table)
    assert len(links) == 5 + 3  # five statuses now, three of them at the meeting before
    for url, figure in links:
        assert listed(client, html.unescape(url)) == int(figure), url


def test_november(november, viewer, client_of):
    reader = client_of(viewer)
    found = cards(reader)
    assert [(label, figure) for _, figure, label, _ in found] == [("Red", 15), ("Amber", 24), ("Green", 3)]
    for url, figure, _, _ in found:
        assert listed(reader, url) == figure


def test_a_meeting_that_was_told_nothing_shows_what_was_told_before(client, records, editor):
    a_meeting("2022-12-07", published_by=editor)
    a_meeting("2022-12-14", body=a_body("panel", "Panel"), published_by=editor)
    for query in ("?meeting=pab-2022-12-07", "?meeting=panel-2022-12-14"):
        assert [figure for _, figure, _, _ in cards(client, query)][:3] == [1, 2, 1]


def test_before_anything_is_on_record(db, viewer, administrator, client_of):
    assert "No meeting has been published yet." in client_of(viewer).get("/").content.decode()
    assert "Read a board paper in" not in client_of(viewer).get("/").content.decode()
    assert "Read a board paper in" in client_of(administrator).get("/").content.decode()
    assert client_of(viewer).get("/home.json").json()["rows"] == []


def test_a_first_meeting_without_recommendations_says_so(db, viewer, editor, client_of):
    a_meeting("2022-08-03", published_by=editor)
    a_report()
    page = client_of(viewer).get("/").content.decode()
    assert "no recommendation has been reported with a red, amber or green status" in page
    assert "No inspection report is on record yet." in page
