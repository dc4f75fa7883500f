"""What all pages have in common: their data, their caching, their number of queries, their headers."""

from __future__ import annotations

import csv
import html
import io
import re
from typing import Any

import pytest
from django.test import Client

from recommendations.history import acting
from recommendations.models import (
    Lead,
    Paper,
    ProgrammeNote,
    Recommendation,
    Update,
)
from tests.records import (
    OFFICE,
    PAGES,
    a_meeting,
    a_recommendation,
    tell,
)

# page, name of its table, the keys whose values stand in the page as they are
TABLES = {
    "/home": ("home", ["status", "now"]),
    "/reports": ("reports", ["year", "title", "publisher", "scheme", "on_record"]),
    "/reports/review": ("register", ["number", "summary", "theme", "lead", "status", "movement"]),
    "/reports/custody": ("register", ["number", "summary", "status", "movement"]),
    "/inspections": (
        "inspections",
        ["year", "report", "recommendations", "with-force", "closed", "not_placed"],
    ),
    "/meetings/pab-2022-11-02": ("changes", ["report", "number", "summary", "status", "movement"]),
    "/statuses": ("statuses", ["scheme", "label", "meaning", "closed"]),
    "/papers": ("papers", ["paper", "file", "uploaded_by"]),
}


@pytest.fixture
def client(office_with_papers) -> Client:
    return office_with_papers


def rows_of(page: str, name: str) -> list[str]:
    """The text of each row of a table, totals last."""
    table = re.search(rf'<table[^>]* id="t-{name}">.*?</table>', page, re.S)[0]
    body = table.split("</thead>")[1]
    return [
        html.unescape(re.sub(r"\s+", " ", re.sub("<.*?>", " ", row)))
        for row in re.findall(r"<tr.*?</tr>", body, re.S)
    ]


def plain(value: object) -> str:
    return " ".join(str(value).split())


@pytest.mark.parametrize("page", TABLES)
def test_csv_and_json_hold_the_rows_of_the_page(client, page):
    name, keys = TABLES[page]
    shown = rows_of(client.get("/" if page == "/home" else f"{page}/").content.decode(), name)
    told = client.get(f"{page}.json").json()["rows"]
    lines = list(csv.DictReader(io.StringIO(client.get(f"{page}.csv").content.decode(), newline="")))
    assert len(shown) == len(told) == len(lines) > 1
    for text, row, line in zip(shown, told, lines, strict=True):
        for key in keys:
            assert row[key] is None or plain(row[key]) in text, key
            assert line[key] == ("" if row[key] is None else str(row[key])), key
        assert list(line) == list(row)


@pytest.mark.parametrize(
    "page", [*TABLES, "/meetings", "/reports/review/1", "/history/update/pab-2022-11-02/review/1"]
)
def test_each_table_says_what_it_is(client, page):
    answer = client.get(f"{page}.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert re.fullmatch(r'inline; filename="[\w.-]+\.csv"', answer["Content-Disposition"])
    answer = client.get(f"{page}.json")
    assert answer["Content-Type"] == "application/json; charset=utf-8"
    assert list(answer.json()) == ["title", "meeting", "draft", "rows"]


def test_the_pages_lead_to_their_data_as_filtered(client):
    page = client.get("/reports/review/?status=amber&meeting=pab-2022-11-02").content.decode()
    url = html.unescape(re.search(r'<a href="([^"]+)">This page as CSV</a>', page)[1])
    assert url == "/reports/review.csv?status=amber&meeting=pab-2022-11-02"
    assert len(client.get(url).content.decode().splitlines()) == 3
    page = client.get("/").content.decode()
    for kind in ("CSV", "JSON"):
        url = re.search(rf'<a href="([^"]+)">This page as {kind}</a>', page)[1]
        assert client.get(url).status_code == 200


def test_a_register_in_json_has_the_keys_that_are_promised(client):
    row = client.get("/reports/review.json").json()["rows"][0]
    keys = ("number", "summary", "theme", "lead", "status", "narrative", "wording")
    assert {key: row[key] for key in keys} == {
        "number": 1, "summary": "Do thing 1", "theme": "Searches", "lead": "Bob Later", "status": "Amber",
        "narrative": "What was told second of 1", "wording": "",
    }  # fmt: skip


def test_inspections_in_csv_end_with_the_totals_of_november(november, client_of):
    text = client_of(november).get("/inspections.csv").content.decode()
    lines = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(lines) == 36
    stages = ["with-force", "with-fll", "with-hmicfrs-cos", "further-work", "closed"]
    assert [lines[-1][key] for key in ("report", "recommendations", *stages)] == [
        "Total", "131", "24", "22", "19", "0", "3",
    ]  # fmt: skip
    unknown = [line for line in lines[:-1] if line["with-force"] == ""]
    assert len(unknown) == 15
    assert {line[stage] for line in unknown for stage in stages} == {""}


def test_what_a_spreadsheet_would_run_is_disarmed(client, records):
    for number, text in enumerate(("=1+1", "+1", "-1", "@SUM(A1)", "\t=1"), 10):
        tell(records.second, a_recommendation(records.report, number, summary=text), "red", f"{text} told")
    lines = list(csv.DictReader(io.StringIO(client.get("/reports/review.csv").content.decode(), newline="")))
    for line in lines[6:]:
        assert line["summary"].startswith("'")
        assert line["narrative"].startswith("'")
    assert client.get("/reports/review.json").json()["rows"][6]["summary"] == "=1+1"


def test_text_of_people_is_never_markup(client, records, editor):
    bad = "<script>alert(1)</script>\"'"
    Recommendation.objects.filter(number=1).update(
        summary=bad, wording=bad, priority=bad, expected_outcome=bad
    )
    Update.objects.update(narrative=bad, carried_because=bad)
    ProgrammeNote.objects.update(heading=bad, text=bad)
    Lead.objects.update(name=bad)
    editor.name = bad
    editor.save()
    records.report.title = records.searches.name = records.second.body.name = bad
    for record in (records.report, records.searches, records.second.body):
        with acting(by=editor, why=bad):
            record.save()
    for page in (*PAGES, *OFFICE, f"/reports/review/?q={bad}&lead={bad}", "/history/body/pab/"):
        text = client.get(page).content.decode()
        assert "<script>" not in text, page
        assert not re.search(r'="[^"<>]*<', text), page


# Caching


@pytest.fixture
def public(records, client_of, settings) -> Client:
    """The client of somebody who is not signed in, where published pages are open to everyone."""
    settings.PUBLIC_PAGES = True
    return client_of(None)


def test_a_page_that_did_not_change_is_not_sent_again(public):
    client = public
    for page in [*PAGES[:-1], "/reports/review.csv", "/inspections.json"]:
        tag = client.get(page)["ETag"]
        again = client.get(page, headers={"if-none-match": tag})
        assert (again.status_code, again.content) == (304, b""), page


def test_a_page_that_changed_is_sent_again(public, records):
    client = public
    tag = client.get("/reports/review/")["ETag"]
    Update.objects.filter(meeting=records.second).update(narrative="Changed")
    assert client.get("/reports/review/", headers={"if-none-match": tag}).status_code == 200


def test_pages_are_kept_in_no_shared_cache(public):
    for page in (*PAGES[:4], "/reports.csv", "/no/such/page/"):
        kept = public.get(page)["Cache-Control"]
        assert sorted(kept.split(", ")) == ["no-cache", "private"], page


# Everywhere


def test_in_an_empty_database_every_page_opens(db, administrator, viewer, client_of, settings):
    settings.PUBLIC_PAGES = True
    for client in (client_of(administrator), client_of(viewer), client_of(None)):
        for page in ("/", "/reports/", "/inspections/", "/meetings/", "/statuses/", "/accounts/"):
            assert client.get(page).status_code == 200, page
        for page in ("/home.csv", "/reports.json", "/inspections.csv", "/meetings.json"):
            assert client.get(page).status_code == 200, page
    assert Paper.objects.count() == 0
    assert "No paper has been read in yet." in client_of(administrator).get("/papers/").content.decode()
    assert "No report has been read in yet." in client_of(viewer).get("/reports/").content.decode()
    assert "No meeting is on record yet." in client_of(viewer).get("/meetings/").content.decode()
    assert client_of(viewer).get("/inspections.csv").content.decode().splitlines()[1:] == []


def test_a_round_without_any_report_says_so(db, editor, client_of):
    a_meeting("2023-02-01")
    page = client_of(editor).get("/meetings/pab-2023-02-01/round/").content.decode()
    assert "No report with recommendations is on record yet." in page


def test_no_page_carries_an_address_of_mail_or_of_another_site(client):
    for page in (*PAGES, *OFFICE, "/no/such/page/"):
        text = client.get(page).content.decode()
        assert not re.search(r"[\w.+-]+@[\w-]+\.\w+", text), page
        assert set(re.findall(r"https?://[\w.-]+", text)) <= {"http://testserver"}, page
        assert not re.search(r"""(?:src|href|action)=["']?(?:https?:)?//""", text), page


def every_answer(client: Client, stranger: Client) -> list[Any]:
    """One answer of every kind: page, data, form, refused, sign in, missing, not allowed, not changed."""
    tag = stranger.get("/statuses/")["ETag"]
    return [
        *(client.get(page) for page in (*PAGES, *OFFICE, "/reports.csv", "/reports.json")),
        client.get("/no/such/page/"), client.get("/meetings/none/"), stranger.get("/papers/"),
        stranger.get("/accounts/sign-in/"), client.post("/reports/"), client.post("/meetings/new/"),
        stranger.get("/statuses/", headers={"if-none-match": tag}), client.head("/"),
        Client(enforce_csrf_checks=True).post("/accounts/sign-in/"),
    ]  # fmt: skip


def test_every_answer_says_what_a_page_may_load(client, public):
    answers = every_answer(client, public)
    assert {answer.status_code for answer in answers} == {200, 302, 304, 403, 404, 405, 422}
    for answer in answers:
        policy = answer.get("Content-Security-Policy", "")
        assert "default-src 'none'" in policy, (answer.request["PATH_INFO"], answer.status_code)
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer.get("X-Frame-Options") == "DENY" or answer.status_code == 304
        assert answer["Referrer-Policy"] == "same-origin"


def test_no_page_holds_script_or_style_of_its_own(client):
    """The policy would block them: what is written in the page has to be in the stylesheet."""
    for page in (*PAGES, *OFFICE):
        text = client.get(page).content.decode()
        assert not re.search(r"<style|<script(?![^>]* src=)| style=| on\w+=", text), page


def test_an_error_of_the_program_is_a_page_that_tells_nothing(client, settings, monkeypatch):
    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("the inside of the program")

    monkeypatch.setattr("recommendations.views.reports.read_register", fail)
    client.raise_request_exception = False
    response = client.get("/reports/review/")
    assert response.status_code == 500
    assert "Something went wrong" in response.content.decode()
    assert "inside of the program" not in response.content.decode()
