"""The pages of a meeting's paper: who sees what, producing, issuing, comparing; template and cover text."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from recommendations.actions.issuing import DEFAULT, issue_paper
from recommendations.history import acting
from recommendations.models import IssuedPaper, Meeting, PaperTemplate, User
from recommendations.reading.fixture_write import yaml_of
from recommendations.reading.paper import Refused
from tests.conftest import ROOT
from tests.importing import census
from tests.records import a_recommendation, publish, tell, version
from tracker import issuing
from tracker.issuing_apart import FORMS
from tracker.views import issuing as views
from tracker.views import paper_template

PAPER, DRAFT = "/meetings/pab-2022-11-02/paper/", "/meetings/pab-2023-02-01/paper/"
KINDS = {"docx": "wordprocessingml", "pdf": "application/pdf", "xlsx": "spreadsheetml", "yaml": "yaml"}


def made(meeting: Meeting) -> dict[str, bytes]:
    """A paper's files as the child makes them, but for the three that are no text."""
    text = yaml_of(issuing.paper_now(meeting).tree).encode()
    return {form: text if form == "yaml" else f"{form} of {meeting.slug}".encode() for form in FORMS}


@pytest.fixture(autouse=True)
def quick(monkeypatch) -> None:
    """What the child does is tested where it is; here its files stand for themselves."""
    monkeypatch.setattr(views, "make_all", lambda *, meeting: made(meeting))
    monkeypatch.setattr(views, "make_file", lambda *, meeting, form: made(meeting)[form])


@pytest.fixture
def client(editor, client_of) -> Client:
    got: Client = client_of(editor)
    return got


def page(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status, url
    text: str = response.content.decode()
    return text


def correct(update: Any, by: User, **fields: Any) -> None:
    with acting(by=by, why="Put right"):
        for name, value in fields.items():
            setattr(update, name, value)
        update.save()


def test_the_page_counts_what_the_paper_holds_and_leads_to_it(client, records):
    text = page(client, PAPER)
    rows = dict(re.findall(r'<th scope="row">([^<]+)</th><td class="num"[^>]*>(.*?)</td>', text))
    assert rows["Updates: Review"] == ('<a href="/reports/review/?meeting=pab-2022-11-02&amp;told=yes">4</a>')
    assert rows["Inspection reports by stage"] == '<a href="/inspections/?meeting=pab-2022-11-02">3</a>'
    assert rows["Programme notes"] == '<a href="/meetings/pab-2022-11-02/">1</a>'
    assert rows["Charts"] == "0"
    told = client.get("/reports/review.json?meeting=pab-2022-11-02&told=yes").json()["rows"]
    assert len(told) == 4
    assert "It announces the next meeting: 1 February 2023." in text


def test_the_page_names_what_the_paper_lacks(client, records):
    text = page(client, DRAFT)
    assert (
        '<a href="/meetings/pab-2023-02-01/round/?report=review&amp;left=1">'
        "Review: 5 recommendations not written for this meeting</a>" in text
    )
    assert '<a href="/meetings/pab-2023-02-01/cover/">There is no cover text</a>' in text
    records.draft.cover = "Venue: Town Hall"
    records.draft.save()
    text = page(client, DRAFT)
    assert "There is no cover text" not in text
    assert "<p>Venue: Town Hall</p>" in text


@pytest.mark.parametrize("form", FORMS)
def test_a_form_is_produced_as_an_attachment_and_not_kept(client, records, form):
    before = census()
    response = client.get(f"/meetings/pab-2022-11-02/paper.{form}")
    assert response.status_code == 200
    assert response.content == made(records.second)[form]
    assert KINDS[form] in response["Content-Type"]
    assert response["Content-Disposition"] == f'attachment; filename="pab-2022-11-02.{form}"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert census() == before


def test_a_paper_that_cannot_be_written_is_a_notice(client, records, monkeypatch):
    def refused(**asked: Any) -> Any:
        raise Refused("Line 3 is <too> long.")

    monkeypatch.setattr(views, "make_file", refused)
    monkeypatch.setattr(views, "make_all", refused)
    before = census()
    for response in (
        client.get("/meetings/pab-2022-11-02/paper.pdf"),
        client.post(f"{PAPER}issue/", {"after": "0"}),
    ):
        assert response.status_code == 422
        assert "Line 3 is &lt;too&gt; long." in response.content.decode()
    assert census() == before


def test_the_paper_is_issued_and_its_files_are_given_as_they_were(client, records, editor):
    response = client.post(f"{PAPER}issue/", {"after": "0"}, follow=True)
    assert response.redirect_chain == [(PAPER, 302)]
    text = response.content.decode()
    assert "The paper is issued: it is kept as it is now." in text
    assert "Produced again from today's records, nothing differs." in text
    files = made(records.second)
    correct(records.second.updates.first(), editor, narrative="Quite another thing")
    for file in IssuedPaper.objects.get().files.all():
        assert file.sha256 in text
        got = client.get(f"{PAPER}issued/1.{file.form}")
        assert got.content == files[file.form]
        assert got["Content-Disposition"] == f'attachment; filename="pab-2022-11-02-issued-1.{file.form}"'
        assert got["X-Content-Type-Options"] == "nosniff"
        assert got["ETag"] == f'"{file.sha256}"'
        again = client.get(f"{PAPER}issued/1.{file.form}", headers={"if-none-match": got["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
    assert client.get(f"{PAPER}issued/2.docx").status_code == 404
    assert client.get(f"{PAPER}issued/0.docx").status_code == 404


@pytest.mark.parametrize("after", ["1", "", "x", "-1"])
def test_a_page_that_is_out_of_date_issues_nothing(client, records, after):
    response = client.post(f"{PAPER}issue/", {"after": after}, follow=True)
    assert "so nothing was issued now" in response.content.decode()
    assert not IssuedPaper.objects.exists()


def test_what_differs_is_named_on_the_page_and_in_its_data(client, records, editor):
    issue_paper(meeting=records.second, files=made(records.second), by=editor)
    assert "t-differences" not in page(client, PAPER)
    assert "nothing differs" in page(client, f"{PAPER}differences/")
    correct(records.second.updates.get(recommendation=records.numbers[1]), editor, narrative="What was said")
    text = page(client, PAPER)
    assert "would differ in 1 record:" in text
    assert "nothing differs" not in text
    for url in (PAPER, f"{PAPER}differences/"):
        shown = page(client, url)
        assert (
            '<a href="/history/update/pab-2022-11-02/review/1/">Update on Review, recommendation 1</a>'
            in shown
        )
        assert '<div class="diff">' in shown
        assert "<ins>" in shown
    row = {
        "record": "Update on Review, recommendation 1", "kind": "update", "what": "narrative",
        "issued": "What was told second of 1", "now": "What was said",
    }  # fmt: skip
    assert client.get("/meetings/pab-2022-11-02/paper/differences.json").json()["rows"] == [row]
    lines = client.get("/meetings/pab-2022-11-02/paper/differences.csv").content.decode()
    assert list(csv.DictReader(io.StringIO(lines, newline=""))) == [row]
    assert client.get("/meetings/pab-2022-11-02/paper/differences.xlsx").content.startswith(b"PK")
    assert client.get("/history/update/pab-2022-11-02/review/1/").status_code == 200


def test_an_earlier_paper_is_compared_when_it_is_asked_for(client, records, editor):
    issue_paper(meeting=records.second, files=made(records.second), by=editor)
    correct(records.second.updates.get(recommendation=records.numbers[1]), editor, narrative="What was said")
    issue_paper(meeting=records.second, files=made(records.second), by=editor)
    text = page(client, PAPER)
    assert text.index("Paper 2, issued") < text.index("Paper 1, issued")
    assert f'href="{PAPER}differences/?issued=1"' in text
    assert "nothing differs" in page(client, f"{PAPER}differences/")
    assert "1 difference in 1 record" in page(client, f"{PAPER}differences/?issued=1")
    page(client, f"{PAPER}differences/?issued=3", 404)
    page(client, f"{DRAFT}differences/", 404)


def test_of_many_differences_the_page_shows_the_first(client, records, editor):
    issue_paper(meeting=records.second, files=made(records.second), by=editor)
    for number in range(30, 55):
        tell(records.second, a_recommendation(records.report, number), "red", by=editor)
    text = page(client, PAPER)
    assert "The first 20 of 50 differences in 50 records" in text
    assert len(re.findall('<th scope="row">', page(client, f"{PAPER}differences/"))) == 50


def test_an_issued_paper_that_cannot_be_read_is_said_to_be_so(client, records, editor):
    files = dict.fromkeys(FORMS, b"paper: [cut")
    issue_paper(meeting=records.second, files=files, by=editor)
    assert "cannot be compared with today" in page(client, PAPER)
    assert "The two cannot be compared" in page(client, f"{PAPER}differences/")


def test_panel_members_get_the_issued_files_of_published_meetings_and_nothing_else(
    records, editor, viewer, client_of
):
    reader = client_of(viewer)
    page(reader, PAPER, 404)
    assert "as it was issued" not in page(reader, "/meetings/pab-2022-11-02/")
    issue_paper(meeting=records.second, files=made(records.second), by=editor)
    assert f'<a href="{PAPER}">The paper of this meeting, as it was issued</a>' in page(
        reader, "/meetings/pab-2022-11-02/"
    )
    text = page(reader, PAPER)
    assert re.findall(r'href="(/meetings/[^"]+)"', text) == [
        "/meetings/pab-2022-11-02/", *(f"{PAPER}issued/1.{form}" for form in FORMS),
    ]  # fmt: skip
    for word in ("Issue the paper", "Produce", "differ", "1 February 2023", "Test editor"):
        assert word not in text.split("<main")[1].split("</main>")[0], word
    assert reader.get(f"{PAPER}issued/1.pdf").status_code == 200
    for url in (
        f"{PAPER}differences/",
        "/meetings/pab-2022-11-02/paper.docx",
        "/meetings/pab-2022-11-02/cover/",
    ):
        page(reader, url, 404)
    assert reader.post(f"{PAPER}issue/", {"after": "1"}).status_code == 404
    assert IssuedPaper.objects.count() == 1


def test_the_issued_paper_of_a_draft_is_seen_by_its_writers_until_it_is_published(
    records, editor, viewer, client_of
):
    issue_paper(meeting=records.draft, files=made(records.draft), by=editor)
    reader, writer = client_of(viewer), client_of(editor)
    for url in (DRAFT, f"{DRAFT}issued/1.docx"):
        page(reader, url, 404)
        assert writer.get(url).status_code == 200
    publish(meeting=records.draft, by=editor)
    for url in (DRAFT, f"{DRAFT}issued/1.docx"):
        assert reader.get(url).status_code == 200


def test_a_paper_tells_of_the_next_draft_no_more_than_its_day(client, records, editor):
    records.draft.cover, records.draft.quarter = "Zebrafinch", "Q4 1999/00"
    records.draft.save()
    tell(records.draft, records.numbers[1], "green", "Zebrafinch told", by=editor)
    text = client.get("/meetings/pab-2022-11-02/paper.yaml").content.decode()
    assert "date: 2023-02-01" in text
    assert "Zebrafinch" not in text
    assert "1999" not in text


def test_the_pages_ask_as_much_of_the_database_for_many_records_as_for_few(client, records, editor):
    def asked() -> list[int]:
        counts = []
        for url in (PAPER, f"{PAPER}differences/"):
            with CaptureQueriesContext(connection) as captured:
                page(client, url)
            counts.append(len(captured.captured_queries))
        return counts

    def grow(first: int, last: int) -> None:
        for number in range(first, last):
            tell(records.first, a_recommendation(records.report, number), "red", by=editor)
            tell(records.second, a_recommendation(records.report, number + 500), "red", by=editor)
            issue_paper(meeting=records.second, files=made(records.second), by=editor)

    grow(20, 22)
    few = asked()
    grow(30, 36)
    assert asked() == few
    assert max(few) <= 50


# The cover text


def test_the_cover_of_a_draft_is_written_and_changed(client, records):
    url = "/meetings/pab-2023-02-01/cover/"
    assert list(client.get(url).context["form"].fields) == ["cover", "version"]
    sent = {"cover": "Venue: Town Hall\r\n\r\n- one\r\n- two", "version": version(records.draft)}
    response = client.post(url, sent)
    assert response["Location"] == DRAFT
    records.draft.refresh_from_db()
    assert records.draft.cover == "Venue: Town Hall\n\n- one\n- two"
    assert records.draft.history.first().history_change_reason == "Cover text changed"


def test_the_cover_of_a_published_meeting_is_changed_with_a_reason(client, records):
    url = "/meetings/pab-2022-11-02/cover/"
    refused = client.post(url, {"cover": "Venue: Guildhall"})
    assert refused.status_code == 422
    records.second.refresh_from_db()
    assert records.second.cover == ""
    sent = {"cover": "Venue: Guildhall", "version": version(records.second)}
    client.post(url, sent | {"why": "A wrong venue"})
    records.second.refresh_from_db()
    assert records.second.cover == "Venue: Guildhall"
    assert records.second.history.first().history_change_reason == "A wrong venue"
    assert "Venue: Guildhall" in page(client, "/history/meeting/pab-2022-11-02/")


def test_a_new_meeting_begins_with_the_last_cover_and_a_changed_one_keeps_its_own(client, records):
    assert "cover" not in client.get("/meetings/new/").context["form"].initial
    records.second.cover = "Venue: Town Hall"
    records.second.save()
    text = page(client, "/meetings/new/")
    assert "Venue: Town Hall</textarea>" in text
    assert f'<option value="{records.second.body_id}" selected>' in text
    sent = {"body": records.second.body_id, "date": "2023-05-03", "cover": "Venue: Guildhall\r\nRoom 2"}
    assert client.post("/meetings/new/", sent).status_code == 302
    assert Meeting.objects.called("pab-2023-05-03").get().cover == "Venue: Guildhall\nRoom 2"
    assert "Venue: Guildhall\nRoom 2</textarea>" in page(client, "/meetings/pab-2023-05-03/change/")


# The template


@pytest.fixture
def office(administrator, client_of, monkeypatch) -> Client:
    """An administrator's client; the child takes for a template what begins as one."""

    def check(data: bytes) -> None:
        if not data.startswith(b"PK"):
            raise Refused("It is no Word document.")

    monkeypatch.setattr(paper_template, "check_template", check)
    monkeypatch.setattr(paper_template, "default_template", lambda: b"PK our own")
    got: Client = client_of(administrator)
    return got


TEMPLATE = "/papers/template/"


def a_file(data: bytes, name: str = "letter head.docx") -> Any:
    file = io.BytesIO(data)
    file.name = name
    return file


def test_a_template_is_replaced_and_our_own_is_used_again(office):
    text = page(office, TEMPLATE)
    assert "<dd>The program&#x27;s own template</dd>" in text or "<dd>The program's own template</dd>" in text
    for word in ("{office}", "{title}", "{subject}", "{footer}", "{paper}"):
        assert f"<code>{word}</code>" in text
    assert office.get("/papers/template.docx").content == b"PK our own"
    response = office.post(TEMPLATE, {"file": a_file(b"PK theirs")}, follow=True)
    text = response.content.decode()
    assert response.redirect_chain == [(TEMPLATE, 302)]
    kept = PaperTemplate.objects.get()
    assert "<dd>letter head.docx</dd>" in text
    assert kept.sha256 in text
    got = office.get("/papers/template.docx")
    assert got.content == b"PK theirs"
    assert got["Content-Disposition"] == 'attachment; filename="letter head.docx"'
    office.post(TEMPLATE, {"act": "default"})
    office.post(TEMPLATE, {"act": "default"})
    assert [template.name for template in PaperTemplate.objects.all()] == [DEFAULT, "letter head.docx"]
    assert office.get("/papers/template.docx").content == b"PK our own"
    reasons = PaperTemplate.history.order_by("pk").values_list("history_change_reason", flat=True)
    assert list(reasons) == ["Template replaced", DEFAULT]


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("letter.docx", b"%PDF", "It is no Word document."),
        ("letter.docx", b"", "It is no Word document."),
        ("letter.dotm", b"PK", "ends in .docx"),
    ],
)
def test_a_file_that_can_be_no_template_changes_nothing(office, name, data, why):
    response = office.post(TEMPLATE, {"file": a_file(data, name)})
    assert response.status_code == 422
    assert why in response.content.decode()
    assert not PaperTemplate.objects.exists()


def test_no_file_and_a_large_one_change_nothing(office, settings):
    settings.PAPER_MAX_BYTES = 10
    for sent in ({}, {"file": a_file(b"PK" + b"1" * 10)}):
        assert office.post(TEMPLATE, sent).status_code == 422
    assert not PaperTemplate.objects.exists()


def test_our_own_template_that_cannot_be_made_is_a_message(office, monkeypatch):
    def refused() -> bytes:
        raise Refused("The program that writes papers gave up.")

    monkeypatch.setattr(paper_template, "default_template", refused)
    response = office.get("/papers/template.docx", follow=True)
    assert "The program that writes papers gave up." in response.content.decode()


def test_no_worker_holds_what_writes_papers():
    code = (
        "import os; os.environ.update(SECRET_KEY='x', DEBUG='1', DJANGO_SETTINGS_MODULE='tracker.settings');"
        "import django, sys; django.setup(); import tracker.urls;"
        "heavy = {'docx', 'typst', 'matplotlib', 'openpyxl', 'lxml', 'pdfplumber'} & set(sys.modules);"
        "sys.exit(', '.join(heavy) or None)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
