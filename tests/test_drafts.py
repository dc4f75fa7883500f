"""Drafts: what is not published is found nowhere by those who may not see it and changes nothing for them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pytest
from django.test import Client

from recommendations.actions.updates import save_update
from recommendations.models import Lead, Meeting, ProgrammeNote, PublishedCount, Update, User
from recommendations.record_addresses import record_address
from tests.conftest import read_in
from tests.records import Records, a_body, a_meeting, a_recommendation, a_report, a_status, publish, tell

SECRET = "Zebrafinch"  # in every text of the drafts, and nowhere else
STRIPES = 98765  # the one figure only a draft states
# What a page leads to by asking: forms that are sent to be acted on open nothing.
LINK = re.compile(r'(?:href|<form(?![^>]*method="post")[^>]* action)="(/[^"#]*)')
READERS = ["viewer", "public"]
PAPER = f"""\
paper: {SECRET} paper
abridged: true
holds: {{bodies: 0, reports: 1, recommendations: 1, notes: 1}}
meeting: {{body: pab, date: 2022-12-07, quarter: Q3 2022/23}}
reports:
  - slug: review
    title: Review
    scheme: rag
    themes:
      - name: Searches
        lead: {SECRET} Smith
        recommendations:
          - number: 2
            status: Red
            update: {SECRET} told
notes:
  - report: review
    heading: {SECRET} heading
    text: {SECRET} text
"""


@pytest.fixture
def reader(request, viewer, client_of, settings) -> Client:
    """A viewer, or nobody where published pages are open to the public."""
    settings.PUBLIC_PAGES = request.param == "public"
    return client_of(viewer if request.param == "viewer" else None)


def pages(client: Client) -> dict[str, bytes]:
    """Every page that links reach from home, with its .csv and .json, as they are now.

    A page as at another meeting, filtered or sorted is opened too, but its links are not followed on.
    """
    found: dict[str, bytes] = {}
    ahead = ["/", "/reports/review/?q=told", "/reports/review/?told=no", "/reports/review/?status=none"]
    while ahead:
        url = ahead.pop()
        if url in found or url.startswith(("/accounts/", "/static/")):
            continue
        response = client.get(url)
        assert response.status_code == 200, url
        found[url] = response.content
        if "html" in response["Content-Type"] and "?" not in url:
            ahead += [html.unescape(link) for link in LINK.findall(response.content.decode())]
    return found


def naming(client: Client, word: str) -> list[str]:
    return [url for url, content in pages(client).items() if word.encode() in content]


def draft_everything(records: Records, meeting: Meeting, by: User) -> Iterator[str]:
    """Fill a draft with the secret in every text; the addresses that only its readers may open."""
    meeting.quarter = SECRET
    meeting.save()
    records.report.refresh_from_db()
    for number in (1, 6):
        update = tell(
            meeting,
            records.numbers[number],
            "green",
            f"{SECRET} told",
            by=by,
            carried_because=f"{SECRET} why",
        )
        yield record_address("update", update)
    note = ProgrammeNote.objects.create(
        meeting=meeting, report=records.report, heading=SECRET, slug=SECRET.lower(), text=f"{SECRET} text"
    )
    yield record_address("note", note)
    count = PublishedCount.objects.create(
        meeting=meeting, report=records.inspection, counted="total", value=STRIPES
    )
    yield record_address("count", count)
    for place in ({"theme": records.searches}, {"recommendation": records.numbers[5]}):
        lead = Lead.objects.create(name=f"{SECRET} Smith", meeting=meeting, **place)
        yield record_address("lead", lead)
    slug = meeting.slug
    yield record_address("meeting", meeting)
    yield f"/meetings/{slug}/"
    yield f"/meetings/{slug}.csv"
    yield f"/meetings/{slug}.json"
    yield f"/meetings/{slug}.xlsx"
    yield f"/meetings/{slug}/packet/"
    yield f"/meetings/{slug}/paper/"
    for page in ("/", "/home.csv", "/reports/", "/reports/review/", "/reports/review.json", "/inspections/"):
        yield f"{page}?meeting={slug}"
    yield f"/reports/review/1/?meeting={slug}"


def three_drafts(records: Records) -> list[Meeting]:
    """A draft after the latest meeting, one between two published ones, and one of another body."""
    return [
        records.draft,
        a_meeting("2022-09-07"),
        a_meeting("2022-10-05", body=a_body("panel", "Police and Crime Panel")),
    ]


@pytest.mark.parametrize("reader", READERS, indirect=True)
def test_drafts_change_no_byte_of_what_readers_get(records, reader, editor):
    drafts = three_drafts(records)
    before = pages(reader)
    for meeting in drafts:
        list(draft_everything(records, meeting, editor))
    after = pages(reader)
    assert [url for url in before | after if before.get(url) != after.get(url)] == []
    assert len(before) > 60
    assert not any(
        SECRET.encode() in content or str(STRIPES).encode() in content for content in after.values()
    )


def test_editors_find_all_that_a_draft_says(records, editor, client_of):
    """The control: the same crawl finds the secret where the person may see drafts."""
    addresses = list(draft_everything(records, records.draft, editor))
    client = client_of(editor)
    assert {client.get(url).status_code for url in addresses} == {200}
    whole = "".join(content.decode(errors="replace") for content in pages(client).values())
    for text in ("told", "why", "text", "Smith"):
        assert f"{SECRET} {text}" in whole
    assert f"<dd>{SECRET}</dd>" in whole  # the quarter
    assert str(STRIPES) in whole


@pytest.mark.parametrize("reader", READERS, indirect=True)
def test_a_drafts_addresses_are_as_if_they_did_not_exist(records, reader, editor):
    addresses = [
        url for meeting in three_drafts(records) for url in draft_everything(records, meeting, editor)
    ]
    missing = reader.get("/meetings/pab-1999-01-01/")
    assert missing.status_code == 404
    for url in addresses:
        response = reader.get(url)
        assert response.status_code == 404, url
        assert response.content.decode().replace(html.escape(url), "") == missing.content.decode().replace(
            "/meetings/pab-1999-01-01/", ""
        )


@pytest.mark.parametrize("reader", READERS, indirect=True)
@pytest.mark.parametrize(
    "query",
    [f"q={SECRET}", f"lead={SECRET}+Smith", "lead=&q=smith", "told=yes&q=zebra", f"status=green&q={SECRET}"],
)
def test_no_filter_finds_a_draft(records, reader, editor, query):
    list(draft_everything(records, records.draft, editor))
    assert reader.get(f"/reports/review.json?{query}").json()["rows"] == []


@pytest.mark.parametrize("reader", READERS, indirect=True)
def test_a_paper_read_in_as_a_draft_is_not_seen(records, reader, administrator, client_of):
    before = pages(reader)
    assert read_in(f"{SECRET}.yaml", PAPER.encode(), administrator, publish=False)
    assert Update.objects.filter(narrative=f"{SECRET} told").exists()
    after = pages(reader)
    assert [url for url in before | after if before.get(url) != after.get(url)] == []
    assert naming(client_of(administrator), SECRET)


@pytest.mark.parametrize("reader", READERS, indirect=True)
def test_before_anything_is_published_nothing_is_told(db, reader, editor):
    report = a_report()
    recommendation = a_recommendation(report)
    meeting = a_meeting("2022-09-07", quarter=SECRET)
    tell(meeting, recommendation, "red", SECRET, by=editor)
    Lead.objects.create(recommendation=recommendation, name=SECRET, meeting=meeting)
    assert naming(reader, SECRET) == []
    assert [row["status"] for row in reader.get("/reports/review.json").json()["rows"]] == [
        "Not yet reported"
    ]


def test_a_draft_shows_itself_and_no_other_draft(records, editor, client_of):
    other = a_meeting("2022-12-07")
    tell(other, records.numbers[1], "green", "Of the other draft", by=editor)
    tell(records.draft, records.numbers[2], "red", "Of this draft", by=editor)
    rows = client_of(editor).get("/reports/review.json?meeting=pab-2023-02-01").json()["rows"]
    assert [row["narrative"] for row in rows[:2]] == ["What was told second of 1", "Of this draft"]
    trail = client_of(editor).get("/reports/review/1.json?meeting=pab-2023-02-01").json()["rows"]
    assert "Of the other draft" not in [told["narrative"] for told in trail]


def test_editors_start_from_what_is_published(records, editor, client_of):
    tell(records.draft, records.numbers[1], "green", SECRET, by=editor)
    client = client_of(editor)
    assert client.get("/reports/review.json").json()["meeting"] == "pab-2022-11-02"
    assert SECRET not in client.get("/reports/review/").content.decode()


def written(records: Records, narrative: str, editor: User, why: str = "") -> None:
    """What the office writes on recommendation 1 for the draft of February 2023."""
    update = Update.objects.filter(meeting=records.draft, recommendation=records.numbers[1]).first()
    save_update(
        meeting=records.draft,
        recommendation=records.numbers[1],
        narrative=narrative,
        status=a_status("green"),
        base=update.history.latest().history_id if update else 0,
        by=editor,
        why=why,
    )


@pytest.mark.parametrize("reader", READERS, indirect=True)
def test_the_drafts_of_an_update_stay_the_offices_own(records, reader, editor, client_of):
    written(records, f"{SECRET} at first", editor)
    written(records, f"{SECRET} at second", editor)
    written(records, "What was published", editor)
    publish(meeting=records.draft, by=editor)
    assert naming(reader, SECRET) == []
    url = "/history/update/pab-2023-02-01/review/1"
    rows = reader.get(f"{url}.json").json()["rows"]
    assert [row["new"] for row in rows if row["field"] == "Narrative"] == ["What was published"]
    assert [row["old"] for row in rows if row["field"] == "Narrative"] == [""]
    whole = client_of(editor).get(f"{url}.json").json()["rows"]
    assert [row["new"] for row in whole if row["field"] == "Narrative"] == [
        "What was published", f"{SECRET} at second", f"{SECRET} at first",
    ]  # fmt: skip


@pytest.mark.parametrize("reader", READERS, indirect=True)
def test_a_correction_after_publication_shows_old_and_new(records, reader, editor):
    written(records, "What was published", editor)
    publish(meeting=records.draft, by=editor)
    records.draft.refresh_from_db()
    written(records, "What was corrected", editor, why="A word was wrong")
    page = reader.get("/reports/review/1/").content.decode()
    assert "Changed 1 time since publication" in page
    assert "<del>published</del><ins>corrected</ins>" in page
    assert "A word was wrong" in page
    rows = reader.get("/history/update/pab-2023-02-01/review/1.json").json()["rows"]
    assert [(r["old"], r["new"], r["why"]) for r in rows if r["field"] == "Narrative"] == [
        ("What was published", "What was corrected", "A word was wrong"),
        ("", "What was published", ""),
    ]


@pytest.mark.parametrize("reader", READERS, indirect=True)
def test_an_update_added_after_publication_says_so(records, reader, editor):
    publish(meeting=records.draft, by=editor)
    written(records, "Told late", editor, why="Left out by mistake")
    rows = reader.get("/history/update/pab-2023-02-01/review/1.json").json()["rows"]
    assert {row["verb"] for row in rows} == {"Added after publication"}
    assert "Changed 1 time since publication" in reader.get("/reports/review/1/").content.decode()


def test_the_public_is_told_that_staff_wrote_and_not_who(records, settings, viewer, client_of):
    settings.PUBLIC_PAGES = True
    url = "/history/update/pab-2022-11-02/review/1"
    for address in (f"{url}/", f"{url}.csv", f"{url}.json"):
        assert "Test editor" not in client_of(None).get(address).content.decode()
        assert "OPCC staff" in client_of(None).get(address).content.decode()
        assert "Test editor" in client_of(viewer).get(address).content.decode()


def test_a_meeting_that_is_published_opens_to_readers(records, viewer, editor, client_of):
    written(records, "What was published", editor)
    client = client_of(viewer)
    assert client.get("/meetings/pab-2023-02-01/").status_code == 404
    publish(meeting=records.draft, by=editor)
    assert client.get("/meetings/pab-2023-02-01/").status_code == 200
    assert client.get("/reports/review.json").json()["meeting"] == "pab-2023-02-01"


@pytest.mark.parametrize("reader", READERS, indirect=True)
def test_a_lead_first_told_to_a_draft_is_seen_once_a_published_meeting_was_told_the_same(
    records, reader, administrator
):
    early = PAPER.replace("2022-12-07", "2022-09-07")
    read_in("early.yaml", early.encode(), administrator, publish=False)
    read_in("late.yaml", PAPER.encode(), administrator, publish=True)
    assert reader.get("/reports/review.json").json()["rows"][1]["lead"] == f"{SECRET} Smith"
