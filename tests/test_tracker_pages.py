"""Somebody else's tracker: mapped on its page, applied as a new report, and known again the next time."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from recommendations.models import ColumnMapping, Meeting, Paper, Recommendation, Report, Update
from tests.conftest import read_fixture

HEAD = "Rec ref,What we were asked,Owner,Where we are,Progress,Due by\n"
ROWS = (
    "1,Keep a log.,Ann Archer,On track,A log is kept.,31/03/2024\n"
    "2,Ask the public.,Ben Baker,Parked,Nothing yet.,2024-06-30\n"
)
SAID = {"title": "A review of courts", "scheme": "rag", "year": "2023", "body": "pab", "day": "2023-05-03"}


@pytest.fixture
def office(administrator, client_of):
    read_fixture("2024-bodies.yaml", administrator)
    return client_of(administrator)


def upload(client, text: str, name: str = "tracker.csv") -> str:
    page = client.post("/papers/new/", {"file": SimpleUploadedFile(name, text.encode())})
    assert page.status_code == 302, page.content.decode()
    return page.url


def sent(client, url: str, **said: str) -> dict[str, str]:
    """What the form of how the file is read would send, with these values changed."""
    text = client.get(url).content.decode()
    form = text[text.index('action="' + url + 'reading/"') :]
    form = form[: form.index("</form>")]
    fields: dict[str, str] = {}
    for part in form.split("<select ")[1:]:
        name = part.split('name="')[1].split('"')[0]
        chosen = [o for o in part.split("</select>")[0].split("<option ")[1:] if " selected" in o]
        fields[name] = chosen[0].split('value="')[1].split('"')[0] if chosen else ""
    for part in form.split("<input ")[1:]:
        if 'name="' in part.split(">")[0] and 'type="hidden"' not in part.split(">")[0]:
            tag = part.split(">")[0]
            fields[tag.split('name="')[1].split('"')[0]] = (
                tag.split('value="')[1].split('"')[0] if 'value="' in tag else ""
            )
    fields.pop("save", None)
    return fields | said


def by_label(client, url: str, label: str) -> str:
    """The name of the field with this label."""
    text = client.get(url).content.decode()
    before = text[: text.rindex(label)]
    return before[before.rindex('<label for="id_') + len('<label for="id_') :].split('"')[0]


def test_a_tracker_is_mapped_applied_and_known_the_next_time(office, administrator):
    url = upload(office, HEAD + ROWS)
    page = office.get(url).content.decode()
    assert "Something is still to be said" in page
    assert "Apply this plan" not in page

    wording = by_label(office, url, "“What we were asked”")
    status = by_label(office, url, "“Where we are”")
    answered = office.post(
        f"{url}reading/", sent(office, url, **SAID, **{wording: "wording", status: "status"})
    )
    assert answered.status_code == 302, answered.content.decode()
    page = office.get(url).content.decode()
    assert "“Parked”" in page
    assert "Apply this plan" not in page

    fields = sent(office, url)
    assert fields[by_label(office, url, "“On track”")] == "green"
    assert fields[by_label(office, url, "“Parked”")] == ""
    fields[by_label(office, url, "“Parked”")] = "red"
    assert office.post(f"{url}reading/", fields).status_code == 302
    page = office.get(url).content.decode()
    digest = page.split('name="shown" value="')[1].split('"')[0]
    office.post(url, {"shown": digest, "publish": "1"})

    report = Report.objects.get(title="A review of courts")
    told = dict(Update.objects.values_list("recommendation__number", "status__code"))
    assert told == {1: "green", 2: "red"}
    first = Recommendation.objects.get(report=report, number=1)
    assert (first.wording, first.due.isoformat()) == ("Keep a log.", "2024-03-31")
    row = first.history.first()
    assert row.history_change_reason == "Imported from tracker.csv, row 2"
    kept = ColumnMapping.objects.get(report=report)
    assert kept.columns["What we were asked"] == "wording"
    assert kept.statuses == {"on track": "green", "parked": "red"}

    later = upload(office, HEAD + ROWS.replace("Nothing yet.", "Begun."), "tracker-june.csv")
    fields = sent(office, later)
    assert (fields["slug"], fields["body"], fields["day"]) == (report.slug, "pab", "")
    office.post(f"{later}reading/", fields | {"day": "2023-06-07"})
    page = office.get(later).content.decode()
    digest = page.split('name="shown" value="')[1].split('"')[0]
    office.post(later, {"shown": digest, "publish": "0"})
    assert Report.objects.filter(title="A review of courts").count() == 1
    assert Meeting.objects.called("pab-2023-06-07").get().is_draft
    assert Update.objects.get(meeting__date="2023-06-07", recommendation__number=2).narrative == "Begun."


def test_what_cannot_be_read_so_changes_nothing(office):
    url = upload(office, HEAD + ROWS)
    before = Paper.objects.get(name="tracker.csv").choices
    refused = office.post(f"{url}reading/", sent(office, url, title="", slug=""))
    assert refused.status_code == 422
    assert "Give the report a title" in refused.content.decode()
    assert Paper.objects.get(name="tracker.csv").choices == before


def test_a_table_of_something_else_is_refused(office):
    page = office.post("/papers/new/", {"file": SimpleUploadedFile("a.csv", b"Name,Age\nAnn,40\nBen,41\n")})
    assert page.status_code == 422
    assert "no table of recommendations" in page.content.decode()
    assert [paper.name for paper in Paper.objects.all()] == ["2024-bodies.yaml"]
