"""A meeting as it was published: what was shown then, and what was corrected since: date, old text, new."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from performance.models import Assessment, Comment, Measure, Priority
from recommendations.history import acting
from recommendations.models import (
    Addressee,
    Body,
    Lead,
    Meeting,
    ProgrammeNote,
    Publication,
    PublishedCount,
    Recommendation,
    Report,
    Status,
    Theme,
    Update,
)
from tests.conftest import read_in
from tests.records import a_meeting, tell
from tracker.as_published import read_snapshot
from tracker.publishing import publish

PAGE = "/meetings/pab-2022-11-02/as-published/"
REGISTER = "/reports/id-2022/?meeting=pab-2022-11-02"
FOUR = "/reports/id-2022/4/?meeting=pab-2022-11-02"
LATER = datetime(2031, 3, 3, 12, tzinfo=UTC)
ON = "3 March 2031"


@pytest.fixture
def meeting(november) -> Meeting:
    return Meeting.objects.select_related("body").get(date=date(2022, 11, 2))


@pytest.fixture(params=["viewer", "nobody"])
def reader(request, client_of, settings):
    """Those who see no draft: a member of the Panel, and anybody where published pages are public."""
    settings.PUBLIC_PAGES = True
    return client_of(request.getfixturevalue("viewer") if request.param == "viewer" else None)


def correct(row, by, at: datetime = LATER, **fields):
    """A correction of one record, as staff make it, at a later moment."""
    with acting(by=by, why="Put right", page="/somewhere/", at=at):
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()
    return row


def four() -> Update:
    return told(4)


def told(number: int) -> Update:
    """What the meeting of 2 November 2022 was told of a recommendation."""
    return Update.objects.get(
        meeting__date=date(2022, 11, 2),
        recommendation__report__slug="id-2022",
        recommendation__number=number,
    )


def text(page) -> str:
    """The words of a page's main part, marks of changes kept as [-old-] and {+new+}."""
    html = page.content.decode()
    html = html[html.index("<main") : html.index("</main>")]
    html = re.sub(r"<del>(.*?)</del>", r"[-\1-]", html, flags=re.S)
    html = re.sub(r"<ins>(.*?)</ins>", r"{+\1+}", html, flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_where_nothing_was_corrected_the_page_says_so_and_shows_everything(reader, meeting):
    said = text(reader.get(PAGE))
    assert "Nothing was corrected since." in said
    assert "Corrected 3" not in said
    assert "Stop and search: 14 rows" in said
    assert four().narrative.split("\n")[0][:40] in said
    assert Lead.objects.filter(meeting=meeting).first().name in said
    assert "Counts as stated" in said
    assert "Police recorded homicide offences" in said
    publication = Publication.objects.get(meeting=meeting)
    assert publication.sha256 in said
    assert f"link {publication.number}, {publication.head}" in said


def test_every_kind_of_correction_stands_once_beside_what_was_published(reader, meeting, editor):
    old = four()
    was = old.narrative
    correct(old, editor, narrative=f"Put right. {was}", status=Status.objects.get(code="green"))
    correct(Recommendation.objects.get(report__slug="id-2022", number=5), editor, summary="Another summary")
    correct(Theme.objects.get(slug="stop-and-search"), editor, name="Stops and searches")
    correct(Report.objects.get(slug="id-2022"), editor, title="Another title")
    correct(meeting, editor, quarter="Q3 2022/23")
    count = PublishedCount.objects.filter(meeting=meeting, counted="total").first()
    correct(count, editor, value=99)
    staged = PublishedCount.objects.filter(meeting=meeting, status__code="with-force").first()
    correct(staged, editor, value=98)
    assessment = Assessment.objects.filter(meeting=meeting).first()
    correct(assessment, editor, trend="Reducing")
    lead = Lead.objects.filter(meeting=meeting).first()
    correct(lead, editor, name="Somebody Else")
    with acting(by=editor, at=LATER):
        report = Report.objects.get(slug="id-2022")
        ProgrammeNote.objects.create(meeting=meeting, report=report, heading="New", slug="new", text="A note")
        told(6).delete()
        recommendation = Recommendation.objects.get(report__slug="id-2022", number=7)
        Addressee.objects.filter(recommendation=recommendation).delete()
        Addressee.objects.create(recommendation=recommendation, body=Body.objects.get(slug="cps"))
    page = reader.get(PAGE)
    said = text(page)
    snapshot = read_snapshot(Meeting.objects.get(pk=meeting.pk))
    assert (snapshot.count, len(snapshot.words)) == (13, 1)
    assert page.content.decode().count('<div class="correction">') == 12
    assert "13 corrections since" in said
    assert {each.when for found in snapshot.corrections.values() for each in found} == {LATER}
    for shown in (
        f"Corrected {ON} Narrative {{+Put right. +}}",
        f"Corrected {ON} Status [-",
        f"Corrected {ON} Summary",
        f"Changed {ON} The theme shown here as “Stop and search” reads “Stops and searches” since.",
        f"Corrected {ON} Name [-",
        f"Corrected {ON} Title",
        f"Corrected {ON} Quarter",
        f"Corrected {ON} Value",
        "{+Reducing+}",
        "{+Somebody Else+}",
        f"Corrected {ON} Bodies",
        f"Added {ON}",
        f"Taken out {ON}",
    ):
        assert shown in said, shown
    assert was[:60] in said
    # The control: the record itself no longer reads so.
    assert four().narrative != was


def test_a_correction_of_a_correction_carries_the_last_date_and_the_first_text(reader, meeting, editor):
    was = four().narrative
    correct(four(), editor, narrative="First correction, wholly other words.")
    correct(four(), editor, LATER + timedelta(days=1), narrative="Second correction, wholly other words.")
    correct(four(), editor, LATER + timedelta(days=2), carried_because="Said late")
    said = text(reader.get(PAGE))
    assert "Corrected 4 March 2031 Narrative" in said
    assert "First correction" not in said
    assert was[:60] in said


def test_a_correction_that_was_taken_back_is_none(reader, meeting, editor):
    was = four().narrative
    correct(four(), editor, narrative="Wrong")
    correct(four(), editor, LATER + timedelta(days=1), narrative=was)
    assert "Nothing was corrected since." in text(reader.get(PAGE))


def test_a_new_word_for_a_status_is_one_correction(reader, meeting, editor):
    correct(Status.objects.get(scheme__code="rag", code="red"), editor, label="Off track")
    correct(Status.objects.get(scheme__code="stages", code="with-force"), editor, label="At the force")
    said = text(reader.get(PAGE))
    assert "2 corrections since" in said
    assert f"Changed {ON} The status shown here as “Red” reads “Off track” since." in said
    assert "With Force" in said
    rows = reader.get("/meetings/pab-2022-11-02/as-published.json").json()["rows"]
    assert {(row["as_published"], row["now"]) for row in rows if row["kind"] == "status"} == {
        ("With Force", "At the force"),
        ("Red", "Off track"),
    }


def test_a_new_name_of_a_measure_or_priority_is_one_correction(reader, meeting, editor):
    correct(Measure.objects.get(slug="police-recorded-homicide-offences"), editor, name="Homicides")
    correct(Priority.objects.get(slug="reduce-murder-and-other-homicide"), editor, heading="Fewer murders")
    said = text(reader.get(PAGE))
    assert "2 corrections since" in said
    assert "Other corrections" not in said


def test_the_data_forms_hold_every_value_and_what_it_is_now(reader, meeting, editor):
    was = four().narrative
    correct(four(), editor, narrative="Put right")
    rows = reader.get("/meetings/pab-2022-11-02/as-published.json").json()["rows"]
    changed = [row for row in rows if row["what"]]
    assert [(row["key"], row["field"], row["now"]) for row in changed] == [
        ("pab-2022-11-02/id-2022/4", "narrative", "Put right")
    ]
    assert changed[0]["as_published"].split() == was.split()
    assert changed[0]["corrected"].startswith("2031-03-03T12:00")
    assert len([row for row in rows if row["kind"] == "update" and row["field"] == "status"]) == 42
    csv = reader.get("/meetings/pab-2022-11-02/as-published.csv").content.decode()
    assert csv.count("\n") > len(rows)
    assert "2031-03-03T12:00" in csv


def test_a_further_paper_for_a_published_meeting_shows_as_corrections(reader, meeting, november):
    further = (
        "paper: More\nholds: {bodies: 0, reports: 1, recommendations: 1, notes: 0}\n"
        "meeting: {body: pab, date: 2022-11-02}\nreports:\n"
        "  - slug: id-2022\n    title: X\n    scheme: rag\n    recommendations:\n"
        "      - {number: 4, status: Green, update: The paper says otherwise now}\n"
    )
    title = Report.objects.get(slug="id-2022").title
    read_in("more.yaml", further.replace("title: X", f"title: {title}").encode(), november)
    said = text(reader.get(PAGE))
    assert "The paper says otherwise now" in said
    assert "2 corrections since" in said
    assert "{+Green+}" in said


def test_what_no_reader_would_take_together_is_compared_all_the_same(reader, meeting, editor):
    """Nobody hides a correction behind counts that contradict each other, or a trend of their own."""
    correct(four(), editor, narrative="Put right")
    assessment = Assessment.objects.filter(meeting=meeting).first()
    correct(assessment, editor, trend="Falling at last")
    correct(PublishedCount.objects.filter(meeting=meeting, counted="total").first(), editor, value=99)
    said = text(reader.get(PAGE))
    assert "3 corrections since" in said
    assert "{+Falling at last+}" in said
    assert "{+Put right+}" in said


def test_a_meeting_published_before_snapshots_were_kept_says_so(client_of, viewer, records):
    client = client_of(viewer)
    assert "No snapshot was kept" in text(client.get(PAGE))
    assert client.get("/meetings/pab-2022-11-02/as-published.json").json()["rows"] == []


def test_drafts_have_no_such_page_and_are_in_none(reader, client_of, meeting, editor, november):
    draft = Meeting.objects.get(date=date(2023, 2, 7))
    assert reader.get("/meetings/pab-2023-02-07/as-published/").status_code == 404
    assert client_of(editor).get("/meetings/pab-2023-02-07/as-published/").status_code == 404
    pages = (PAGE, "/meetings/pab-2022-11-02/as-published.csv", REGISTER, FOUR)
    before = [_without_tokens(reader.get(page)) for page in pages]
    with acting(by=editor, why="Zebrafinch", at=LATER):
        priority = Priority.objects.first()
        Comment.objects.create(meeting=draft, priority=priority, number=1, text="Zebrafinch")
        for recommendation in Recommendation.objects.all():
            Update.objects.create(meeting=draft, recommendation=recommendation, narrative="Zebrafinch")
        Lead.objects.create(meeting=draft, theme=Theme.objects.first(), name="Zebrafinch")
        a_meeting("2022-12-07", body=meeting.body)  # nearer than the one that was announced
    assert [_without_tokens(reader.get(page)) for page in pages] == before
    # The control: what is corrected at the meeting itself does change the page.
    correct(four(), editor, narrative="Put right")
    assert _without_tokens(reader.get(PAGE)) != before[0]


def _without_tokens(page) -> bytes:
    return re.sub(rb'name="(csrfmiddlewaretoken|form_key)" value="[^"]*"', b"", page.content)


def test_the_meetings_page_leads_to_it(reader, client_of, editor, meeting):
    link = f'href="{PAGE}"'
    assert link in reader.get("/meetings/pab-2022-11-02/").content.decode()
    draft = client_of(editor).get("/meetings/pab-2023-02-07/").content.decode()
    assert "as-published" not in draft


def test_many_corrections_ask_no_more_than_few(client_of, viewer, meeting, editor):
    client = client_of(viewer)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(PAGE).status_code == 200
        return len(captured)

    updates = list(Update.objects.filter(recommendation__report__slug="id-2022"))
    correct(updates[0], editor, narrative="Put right")
    correct(updates[0].recommendation, editor, summary="Put right")
    few = queries()
    for update in updates:
        correct(update, editor, LATER + timedelta(days=1), narrative=f"Put right {update.pk}")
        correct(update.recommendation, editor, LATER, summary=f"Put right {update.pk}")
    assert queries() == few


# The register and a recommendation, as at the meeting


def test_a_register_as_at_a_meeting_marks_what_was_corrected_since(reader, meeting, editor):
    assert "Corrected on" not in text(reader.get(REGISTER))
    correct(four(), editor, narrative="Put right")
    page = reader.get(REGISTER).content.decode()
    mark = f'href="{FOUR}#corrected">Corrected on {ON}</a>'
    assert mark in page
    assert page.count("Corrected on") == 1
    rows = reader.get("/reports/id-2022.json?meeting=pab-2022-11-02").json()["rows"]
    assert [row["number"] for row in rows if row["corrected"]] == [4]


@pytest.mark.parametrize("field", ["summary", "theme"])
def test_what_stands_on_record_is_marked_too(field, reader, meeting, editor):
    found = Recommendation.objects.get(report__slug="id-2022", number=4)
    value = "Another summary" if field == "summary" else Theme.objects.exclude(pk=found.theme_id).first()
    was = str(getattr(found, field))
    correct(found, editor, **{field: value})
    assert f"Corrected on {ON}" in text(reader.get(REGISTER))
    page = reader.get(FOUR)
    said = text(page)
    assert 'id="corrected"' in page.content.decode()
    assert f"Corrected on {ON} This record was corrected after 2 November 2022 was published." in said
    assert f"[-{was}" in said or was in said


def test_a_text_that_fills_a_gap_corrects_nothing(reader, meeting, editor):
    found = Recommendation.objects.get(report__slug="id-2022", number=4)
    assert not found.wording
    correct(found, editor, wording="The published wording")
    assert "Corrected on" not in text(reader.get(REGISTER))
    assert "Corrected on" not in text(reader.get(FOUR))


def test_a_recommendations_page_marks_a_corrected_update_and_keeps_the_old_text(reader, meeting, editor):
    was = four().narrative
    correct(four(), editor, narrative="Wholly other words")
    page = reader.get(FOUR)
    said = text(page)
    assert f"Corrected on {ON}" in said
    assert 'id="corrected"' in page.content.decode()
    assert f"[-{' '.join(was.split())}-]" in " ".join(said.split())


@pytest.mark.parametrize("address", [REGISTER, FOUR])
def test_words_that_changed_since_are_said_with_what_they_read(address, reader, meeting, editor):
    assert "Changed on" not in text(reader.get(address))
    correct(Status.objects.get(scheme__code="rag", code="red"), editor, label="Off track")
    correct(Theme.objects.get(slug="stop-and-search"), editor, name="Stops and searches")
    correct(Status.objects.get(scheme__code="stages", code="closed"), editor, label="Shut")
    said = text(reader.get(address))
    assert f"Changed on {ON} Since 2 November 2022 was published the status “Red” reads “Off track”." in said
    assert "the theme “Stop and search” reads “Stops and searches”" in said
    assert "Shut" not in said


def test_what_is_corrected_before_publication_is_no_correction(client_of, editor, publisher, records):
    tell(records.draft, records.numbers[1], "green", "Draft words", by=editor)
    update = Update.objects.get(meeting=records.draft)
    correct(update, editor, datetime(2020, 1, 1, tzinfo=UTC), narrative="Better words")
    assert publish(meeting=records.draft, by=publisher)
    client = client_of(publisher)
    rows = client.get("/reports/review.json?meeting=pab-2023-02-01").json()["rows"]
    assert [row["corrected"] for row in rows if row["number"] == 1] == [""]
    assert "Nothing was corrected since." in text(client.get("/meetings/pab-2023-02-01/as-published/"))


def test_the_name_of_a_drafts_paper_is_in_no_reason_of_a_correction(reader, meeting, november, client_of):
    further = (
        "paper: Secret\nholds: {bodies: 0, reports: 1, recommendations: 1, notes: 0}\n"
        "meeting: {body: pab, date: 2023-02-07, draft: true}\nreports:\n"
        "  - slug: id-2022\n    title: X\n    scheme: rag\n    recommendations:\n"
        "      - {number: 4, summary: Reworded by the draft, status: Green, update: Zebrafinch}\n"
    )
    title = Report.objects.get(slug="id-2022").title
    read_in("zebrafinch.yaml", further.replace("title: X", f"title: {title}").encode(), november)
    page = reader.get(FOUR).content.decode()
    assert "Corrected on" in page
    assert "zebrafinch" not in page.lower()
    # The control: the office does see which paper it was.
    assert "zebrafinch" in client_of(november).get(FOUR).content.decode()
