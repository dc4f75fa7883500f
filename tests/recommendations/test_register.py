"""The register: every figure is the number of rows behind its link, today and at every past meeting."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.test import Client

from recommendations.models import Lead
from tests.records import a_body, a_meeting, a_recommendation, a_report, publish, tell

FIRST, SECOND, DRAFT = "pab-2022-08-03", "pab-2022-11-02", "pab-2023-02-01"


@pytest.fixture
def client(records, viewer, client_of) -> Client:
    return client_of(viewer)


def rows(client: Client, query: str = "") -> list[dict[str, Any]]:
    return client.get(f"/reports/review.json{query}").json()["rows"]


def numbers(client: Client, query: str = "") -> list[int]:
    return [row["number"] for row in rows(client, query)]


def table(page: str, name: str) -> str:
    found = re.search(rf'<table[^>]* id="t-{name}">.*?</table>', page, re.S)
    assert found, name
    return found[0]


def count_links(markup: str) -> list[tuple[str, int]]:
    """Links whose whole text is a number."""
    return [
        (html.unescape(url), int(count)) for url, count in re.findall(r'<a href="([^"]+)">(\d+)</a>', markup)
    ]


def rows_behind(client: Client, url: str, name: str = "register") -> int:
    response = client.get(url)
    assert response.status_code == 200, url
    page = response.content.decode()
    if f'<p class="empty" id="t-{name}">' in page:
        return 0
    return len(re.findall(r"<tr>", table(page, name).split("<tbody>")[1]))


# Status


def test_the_status_is_the_latest_at_or_before_the_meeting(client):
    def at(query: str) -> dict[int, str]:
        return {row["number"]: row["status"] for row in rows(client, query)}

    never = "Not yet reported"
    assert at("") == {1: "Amber", 2: "Green", 3: "Amber", 4: "Red", 5: "Unknown", 6: never}
    assert at(f"?meeting={SECOND}") == at("")
    assert at(f"?meeting={FIRST}") == {1: "Red", 2: "Green", 3: never, 4: "Red", 5: never, 6: never}


def test_movement_is_told_in_words(client):
    assert {row["number"]: row["movement"] for row in rows(client)} == {
        1: "Up from Red", 2: "No change", 3: "First update", 4: "No change", 5: "First update",
        6: "Not yet reported",
    }  # fmt: skip


def test_what_was_not_told_now_says_when_it_was_told_last(client):
    page = client.get("/reports/review/").content.decode()
    assert page.count("Last told") == 1
    assert 'What was told first of 4<p class="hint">Last told 3 August 2022</p>' in page
    assert [(row["told"], row["number"]) for row in rows(client)][3:] == [(FIRST, 4), (SECOND, 5), ("", 6)]


def test_an_older_meeting_published_late_does_not_overtake_a_newer_one(records, client, editor):
    late = a_meeting("2022-09-07")
    tell(late, records.numbers[1], "green", "Published late", by=editor)
    tell(late, records.numbers[4], "amber", "Published late", by=editor)
    publish(meeting=late, by=editor)
    assert {row["number"]: (row["status"], row["movement"]) for row in rows(client)}[1] == (
        "Amber",
        "Down from Green",
    )
    assert {row["number"]: row["status"] for row in rows(client)}[4] == "Amber"
    assert rows(client, "?meeting=pab-2022-09-07")[0]["status"] == "Green"
    assert rows(client, f"?meeting={FIRST}")[0]["status"] == "Red"


def test_what_another_body_was_told_counts_by_its_date(records, client, editor):
    panel = a_meeting("2022-10-05", body=a_body("panel", "Panel"), published_by=editor)
    tell(panel, records.numbers[4], "green", "Told to the Panel", by=editor)
    assert rows(client)[3]["status"] == "Green"
    assert rows(client, f"?meeting={FIRST}")[3]["status"] == "Red"


# Filters and order


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("status=amber", [1, 3]),
        ("status=unknown", [5]),
        ("status=none", [6]),
        ("status=green&theme=courts", []),
        ("theme=courts", [4, 5, 6]),
        ("lead=Bob+Later", [1, 2, 3]),
        ("lead=Ann+Early", []),
        (f"lead=Ann+Early&meeting={FIRST}", [1, 2, 3]),
        ("moved=yes", [1, 3, 5]),
        ("moved=no", [2, 4, 6]),
        ("moved=perhaps", [1, 2, 3, 4, 5, 6]),
        ("told=yes", [1, 2, 3, 5]),
        ("told=no", [4, 6]),
        ("q=WITHOUT status", [5]),
        ("q=told second", [1, 2, 3]),
        ("q=courts", [4, 5, 6]),
        ("q=bob thing", [1, 2, 3]),
        ("q=%20", [1, 2, 3, 4, 5, 6]),
        ("sort=-number", [6, 5, 4, 3, 2, 1]),
        ("sort=theme", [4, 5, 6, 1, 2, 3]),
        ("sort=lead", [1, 2, 3, 4, 5, 6]),
        ("sort=-lead", [6, 5, 4, 3, 2, 1]),
        ("sort=status", [5, 6, 4, 1, 3, 2]),
        ("sort=movement", [3, 5, 1, 2, 4, 6]),
        ("sort=nonsense", [1, 2, 3, 4, 5, 6]),
    ],
)
def test_filters_and_order(client, query, expected):
    assert numbers(client, f"?{query}") == expected


def test_words_far_down_a_text_are_found(records, client, editor):
    recommendation = a_recommendation(records.report, 7, wording="long " * 400 + "wording needle")
    tell(records.second, recommendation, "red", "long " * 400 + "narrative haystack", by=editor)
    assert numbers(client, "?q=needle") == [7]
    assert numbers(client, "?q=haystack") == [7]
    assert rows(client)[-1]["narrative"].endswith("narrative haystack")
    assert "haystack" not in client.get("/reports/review/").content.decode()


def test_filters_stay_in_every_link_of_the_page(client):
    page = client.get(f"/reports/review/?meeting={FIRST}&theme=courts&sort=-lead").content.decode()
    assert f"?meeting={FIRST}&amp;theme=courts&amp;sort=status" in page
    assert '<option value="courts" selected>' in page
    assert "3 of 6 recommendations match." in page
    assert 'aria-sort="descending"' in page


def test_no_match_is_said(client):
    page = client.get("/reports/review/?q=nothing+like+it").content.decode()
    assert "No recommendation matches these filters." in page


# Totals


@pytest.mark.parametrize("query", ["", f"?meeting={FIRST}", "?theme=courts", "?status=red&sort=-lead"])
def test_every_total_is_the_number_of_rows_behind_it(client, query):
    links = count_links(table(client.get(f"/reports/review/{query}").content.decode(), "totals"))
    assert len(links) > 5
    for url, count in links:
        assert rows_behind(client, url) == count, url


def test_totals_with_recommendations_outside_every_theme(records, client):
    for number in (7, 8):
        a_recommendation(records.report, number)
    page = client.get("/reports/review/").content.decode()
    assert "No theme" in page
    for url, count in count_links(table(page, "totals")):
        assert rows_behind(client, url) == count, url


def test_totals_add_up(client):
    cells = re.findall(r"<tr.*?</tr>", table(client.get("/reports/review/").content.decode(), "totals"), re.S)
    counted = [
        [int(re.sub("<.*?>", "", cell)) for cell in re.findall(r"<td.*?</td>", row)] for row in cells[1:]
    ]
    assert counted == [[0, 2, 1, 0, 0, 3], [1, 0, 0, 1, 1, 3], [1, 2, 1, 1, 1, 6]]


def test_the_real_shape_of_november(november, viewer, client_of):
    reader = client_of(viewer)
    page = reader.get("/reports/id-2022/").content.decode()
    for url, count in count_links(table(page, "totals")):
        assert rows_behind(reader, url) == count, url
    listed = reader.get("/reports/id-2022.json").json()["rows"]
    per_theme: dict[tuple[str, str], dict[str, int]] = {}
    for row in listed:
        counts = per_theme.setdefault((row["theme"], row["lead"]), {})
        counts[row["status"]] = counts.get(row["status"], 0) + 1
    assert per_theme == {
        ("Stop and search", "Vicks Hayward-Melen"): {"Amber": 7, "Red": 4, "Green": 3},
        ("Youth Justice", "Larisa Hunt"): {"Amber": 1, "Red": 6},
        ("OOCd", "Rebecca Marshall"): {"Amber": 6, "Red": 5},
        ("HR", "Esther Wride"): {"Amber": 10},
    }
    assert [row["number"] for row in listed] == [*range(1, 15), 19, 20, *range(24, 40), *range(64, 74)]


# Leads


def test_a_past_meeting_keeps_the_lead_it_had(client):
    assert rows(client)[0]["lead"] == "Bob Later"
    assert rows(client, f"?meeting={FIRST}")[0]["lead"] == "Ann Early"
    assert "Ann Early" in client.get(f"/reports/review/1/?meeting={FIRST}").content.decode()
    assert "Bob Later" in client.get("/reports/review/1/").content.decode()


def test_a_recommendations_own_lead_comes_before_its_themes(records, client):
    Lead.objects.create(recommendation=records.numbers[1], name="Own Lead", meeting=records.second)
    assert [row["lead"] for row in rows(client)[:2]] == ["Own Lead", "Bob Later"]
    assert rows(client, f"?meeting={FIRST}")[0]["lead"] == "Ann Early"
    assert "Own Lead" in client.get("/reports/review/1/").content.decode()


def test_a_lead_told_to_a_draft_counts_for_that_draft_alone(records, client, editor, client_of):
    between = a_meeting("2022-09-07")
    Lead.objects.create(theme=records.courts, name="Dan Draft", meeting=between)
    assert rows(client)[3]["lead"] == "Cem Steady"
    assert rows(client_of(editor), "?meeting=pab-2022-09-07")[3]["lead"] == "Dan Draft"
    publish(meeting=between, by=editor)
    assert rows(client)[3]["lead"] == "Dan Draft"


@pytest.mark.parametrize(
    "url", ["/reports/none/", "/reports/review/99/", "/reports/review/?meeting=pab-1999-01-01"]
)
def test_what_is_not_there_is_404(client, url):
    assert client.get(url).status_code == 404


def test_reports_count_what_is_on_record(client, records):
    a_report("empty", publisher="Nobody yet")
    page = client.get("/reports/").content.decode()
    for url, count in count_links(page):
        assert rows_behind(client, url) == count, url
    on_record = {r["title"]: r["on_record"] for r in client.get("/reports.json").json()["rows"]}
    assert on_record == {"Review": 6, "Custody": 2, "Bail": 3, "Fraud": 3, "Empty": 0}


def test_a_meeting_stays_chosen_through_the_links(client):
    page = client.get(f"/reports/?meeting={FIRST}").content.decode()
    assert f'href="/reports/review/?meeting={FIRST}"' in page
    page = client.get(f"/reports/review/?meeting={FIRST}").content.decode()
    assert f'href="/reports/review/1/?meeting={FIRST}"' in page


# Totals as data, and what papers state of stages


def test_the_totals_have_their_own_csv_and_json(client):
    page = client.get("/reports/review/").content.decode()
    assert 'href="/reports/review.csv?table=totals"' in page
    lines = client.get("/reports/review.csv?table=totals").content.decode().splitlines()
    assert lines[0] == "theme,red,amber,green,unknown,none,total"
    assert lines[-1].startswith("All themes,")
    assert lines[-1].endswith(",6")
    earlier = client.get(f"/reports/review.json?table=totals&meeting={FIRST}").json()["rows"][-1]
    assert (earlier["red"], earlier["none"]) == (2, 3)


def test_totals_open_what_they_count_however_the_page_is_narrowed(client):
    page = client.get("/reports/review/?q=nothing-has-this-word&status=red").content.decode()
    for url, count in count_links(table(page, "totals")):
        assert len(rows(client, url.removeprefix("/reports/review/"))) == count


def test_a_report_followed_by_stages_says_what_is_stated_and_what_is_not_placed(november, client_of):
    client = client_of(november)
    page = client.get("/reports/peel-2018-19/").content.decode()
    assert "5 recommendations, 5 not yet placed." in page
    url = "/history/count/pab-2022-11-02/peel-2018-19/at-status/with-fll/"
    assert f'<a href="{url}">4 With FLL</a>' in page
    assert client.get(url).status_code == 200
    unknown = client.get("/reports/custody-services-in-a-covid-19-environment/").content.decode()
    assert "No paper up to this meeting states its stages." in unknown
    assert "As stated in the paper" not in client.get("/reports/id-2022/").content.decode()
