"""Inspections by stage: as stated, as the records add up, and unknown where neither says."""

from __future__ import annotations

import csv
import html
import io
import re
from typing import Any

import pytest
from django.test import Client

from recommendations.models import PublishedCount, Recommendation
from tests.records import a_meeting, a_report, a_status, tell

STAGES = ("with-force", "with-fll", "with-hmicfrs-cos", "further-work", "closed")


@pytest.fixture
def client(records, viewer, client_of) -> Client:
    return client_of(viewer)


def lines(client: Client, query: str = "") -> dict[str, dict[str, Any]]:
    """The rows by title; whatever is asked for, the last row is the sum of what is known above it."""
    rows = client.get(f"/inspections.json{query}").json()["rows"]
    for key in ("recommendations", "not_placed", *STAGES):
        known = [row[key] for row in rows[:-1] if row[key] is not None]
        assert not rows or (rows[-1][key] or 0) == sum(known), key
    return {row["report"]: row for row in rows}


def stages(row: dict[str, Any]) -> list[int | None]:
    return [row[stage] for stage in STAGES]


def counts_and_links(client: Client, query: str = "") -> list[tuple[str, str, int]]:
    """Report, address and count of every linked figure of the matrix."""
    page = client.get(f"/inspections/{query}").content.decode()
    found = []
    for row in re.findall(r"<tr.*?</tr>", page[page.index('id="t-inspections"') :], re.S)[1:]:
        report = html.unescape(re.sub("<.*?>", "", re.findall(r'<th scope="row">(.*?)</th>', row)[0]))
        found += [
            (report, html.unescape(url), int(count))
            for url, count in re.findall(r'<a href="([^"]+)">(\d+)</a>', row)
        ]
    return found


def figure_behind(client: Client, report: str, url: str) -> int:
    """How many rows, or which published count, or which total, the link of a figure leads to."""
    response = client.get(url)
    assert response.status_code == 200, url
    page = response.content.decode()
    if url.startswith("/history/count/"):
        row = next(
            row for row in client.get(f"{url.rstrip('/')}.json").json()["rows"] if row["field"] == "Value"
        )
        return int(row["new"])
    if report == "Total":
        stage = url.partition("stage=")[2].split("&")[0]
        key = {"": "recommendations", "none": "not_placed"}.get(stage, stage)
        data = client.get(url.replace("/inspections/", "/inspections.json", 1)).json()["rows"]
        assert data[-1][key] == sum(row[key] or 0 for row in data[:-1])
        return data[-1][key]
    if 'class="empty" id="t-register"' in page:
        return 0
    return page[page.index('id="t-register"') :].count("<tr>") - 1


def test_counts_are_stated_or_added_up_or_unknown(client):
    found = lines(client)
    assert stages(found["Custody"]) == [0, 1, 0, 0, 1]
    assert stages(found["Bail"])[:2] == [2, 0]
    assert stages(found["Bail"])[4] == 1
    assert stages(found["Fraud"]) == [None] * 5
    assert [found[name]["recommendations"] for name in ("Custody", "Bail", "Fraud", "Total")] == [2, 3, 3, 8]
    assert [found[name]["not_placed"] for name in ("Custody", "Bail", "Fraud", "Total")] == [0, 3, 3, 6]


def test_unknown_is_a_dash_and_never_a_zero(client):
    page = client.get("/inspections/").content.decode()
    fraud = re.search(r"<tr><td[^>]*>2021-22</td>.*?</tr>", page, re.S)
    assert fraud[0].count("not known") == 5
    cells = list(csv.DictReader(io.StringIO(client.get("/inspections.csv").content.decode())))
    assert [cells[2][stage] for stage in STAGES] == [""] * 5
    assert "2 reports with 5 recommendations by stage; of 1 more report with 3 recommendations" in " ".join(
        page.split()
    )


@pytest.mark.parametrize("query", ["", "?meeting=pab-2022-11-02", "?stage=closed", "?year=2020-21"])
def test_every_figure_opens_what_makes_it(client, query):
    found = counts_and_links(client, query)
    assert len(found) > 4
    assert query != "?stage=closed" or "Total" not in dict.fromkeys(report for report, _, _ in found)
    for report, url, count in found:
        assert figure_behind(client, report, url) == count, (report, url)


def test_every_figure_of_november_opens_what_makes_it(november, viewer, client_of):
    reader = client_of(viewer)
    found = counts_and_links(reader)
    assert len(found) > 90
    for report, url, count in found:
        assert figure_behind(reader, report, url) == count, (report, url)


def test_november_in_figures(november, viewer, client_of):
    rows = client_of(viewer).get("/inspections.json").json()["rows"]
    assert len(rows) == 36
    total = rows[-1]
    assert [total["report"], total["recommendations"], *stages(total)] == ["Total", 131, 24, 22, 19, 0, 3]
    known = [row for row in rows[:-1] if row["with-force"] is not None]
    assert (len(known), sum(row["recommendations"] for row in known)) == (20, 68)
    assert all(sum(stages(row)) == row["recommendations"] for row in known)
    assert {tuple(stages(row)) for row in rows[:-1] if row not in known} == {(None,) * 5}
    assert [row["not_accepted"] for row in rows[:-1] if row["not_accepted"]] == [1]


def test_a_later_meeting_that_states_nothing_keeps_what_was_stated(records, client, editor):
    a_meeting("2022-12-07", published_by=editor)
    assert stages(lines(client)["Bail"])[:2] == [2, 0]
    assert stages(lines(client)["Fraud"]) == [None] * 5


def test_at_an_earlier_meeting_nothing_is_known(client):
    found = lines(client, "?meeting=pab-2022-08-03")
    assert stages(found["Custody"]) == stages(found["Bail"]) == [None] * 5


def test_a_later_statement_takes_the_place_of_an_earlier_one(records, client, editor):
    later = a_meeting("2022-12-07", published_by=editor)
    PublishedCount.objects.create(
        meeting=later, report=records.inspection, counted="at-status", status=a_status("closed"), value=3
    )
    row = lines(client)["Bail"]
    assert row["closed"] == 3
    assert lines(client, "?meeting=pab-2022-11-02")["Bail"]["closed"] == 1


def test_once_staff_have_placed_all_of_them_the_records_count_at_later_meetings(records, client, editor):
    later = a_meeting("2022-12-07", published_by=editor)
    for recommendation in records.inspection.recommendations.all():
        tell(later, recommendation, "closed", by=editor)
    assert stages(lines(client)["Bail"]) == [0, 0, 0, 0, 3]
    assert stages(lines(client, "?meeting=pab-2022-11-02")["Bail"])[4] == 1


def test_differences_between_stated_and_on_record_are_said(records, client, editor):
    assert "3 recommendations, 3 not yet placed" in lines(client)["Bail"]["differences"]
    for number, stage in ((1, "with-force"), (2, "with-fll"), (3, "closed")):
        tell(records.second, records.inspection.recommendations.get(number=number), stage, by=editor)
    said = lines(client)["Bail"]["differences"]
    assert said == "With Force: 2 stated, 1 on record; With FLL: 0 stated, 1 on record"
    PublishedCount.objects.filter(counted="total", report=records.inspection).update(value=5)
    PublishedCount.objects.create(
        meeting=records.second, report=records.inspection, counted="not-accepted", value=1
    )
    said = lines(client)["Bail"]["differences"]
    for recommendation in Recommendation.objects.filter(report__slug="fraud"):
        tell(records.second, recommendation, "closed", by=editor)
    assert lines(client)["Total"]["not_placed"] == 0
    assert said.startswith("5 stated, 3 on record; ")
    assert said.endswith("; 1 not accepted")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?year=2021-22", ["Fraud", "Total"]),
        ("?stage=closed", ["Custody", "Bail", "Total"]),
        ("?stage=with-force", ["Bail", "Total"]),
        ("?stage=none", ["Bail", "Fraud", "Total"]),
        ("?year=2020-21&stage=none", ["Bail", "Total"]),
        ("?stage=nonsense", []),
    ],
)
def test_the_matrix_can_be_narrowed(client, query, expected):
    assert list(lines(client, query)) == expected


def test_a_report_without_recommendations_on_record_shows_what_was_stated(records, client):
    bare = a_report("bare", "stages", year_label="2022-23", position=9)
    for counted, status, value in (("total", None, 4), ("at-status", a_status("with-fll"), 4)):
        PublishedCount.objects.create(
            meeting=records.second, report=bare, counted=counted, status=status, value=value
        )
    row = lines(client)["Bare"]
    assert (row["recommendations"], row["with-fll"], row["on_record"]) == (4, 4, 0)
    for report, url, count in counts_and_links(client):
        if report == "Bare":
            assert figure_behind(client, report, url) == count, url


def test_a_report_without_recommendations_keeps_its_counts_at_later_meetings(records, client, editor):
    bare = a_report("bare", "stages")
    for code, value in (("with-fll", 4), ("closed", 0)):
        PublishedCount.objects.create(
            meeting=records.second, report=bare, counted="at-status", status=a_status(code), value=value
        )
    a_meeting("2022-12-07", published_by=editor)
    assert lines(client)["Bare"]["with-fll"] == 4
