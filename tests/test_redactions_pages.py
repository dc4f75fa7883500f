"""The pages on which a name is taken out, what they answer for files that hold it, and the full export."""

from __future__ import annotations

import csv
import io
from zipfile import ZipFile

import pytest

from recommendations.actions.issuing import FORMS, issue_paper
from recommendations.models import Lead, Paper, Redaction, Update, User
from tests.conftest import make_user, read_in
from tests.records import form_fields, tell
from tracker.publishing import publish

NAME = "Pat Example"
LOOK, DO = "Look where the name stands", "Take the name out"
GIVEN = {
    "name": NAME, "instead": "[name removed]", "authority": "Court order", "reason": "A witness",
}  # fmt: skip
PAPER = (
    f"paper: Of {NAME}\nabridged: true\nholds: {{bodies: 0, reports: 0, recommendations: 0, notes: 0}}\n"
).encode()


@pytest.fixture
def office(records, administrator, client_of):
    lead = Lead.objects.first()
    lead.name = NAME
    lead.save()
    read_in("a.yaml", PAPER, administrator)
    return client_of(administrator)


def looked(office, **given):
    """What a person sends who looked where the name stands, and goes on."""
    return form_fields(office.post("/redactions/new/", GIVEN | given | {"save": LOOK})) | {"save": DO}


def test_first_it_says_where_the_name_stands_and_changes_nothing(office):
    page = office.post("/redactions/new/", GIVEN | {"save": LOOK})
    assert page.status_code == 200
    text = page.content.decode()
    assert "Where the name stands" in text
    assert "Take the name out" in text
    assert Lead.objects.filter(name=NAME).exists()
    assert not Redaction.objects.exists()


def test_a_look_that_is_refused_offers_to_look_again_and_not_to_take_out(office):
    page = office.post("/redactions/new/", GIVEN | {"authority": "", "save": "Look where the name stands"})
    assert page.status_code == 422
    assert 'value="Look where the name stands"' in page.content.decode()
    assert 'value="Take the name out"' not in page.content.decode()


def test_then_it_takes_it_out_and_says_how_much(office):
    page = office.post("/redactions/new/", looked(office), follow=True)
    assert page.redirect_chain == [("/redactions/", 302)]
    text = page.content.decode()
    assert "The name is taken out" in text
    assert "Court order" in text
    assert NAME not in text
    assert not Lead.objects.filter(name=NAME).exists()
    assert "Court order" in office.get("/redactions.csv").content.decode()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": "Pat"}, "at least 4"),
        ({"name": ""}, "required"),
        ({"authority": ""}, "required"),
        ({"reason": f"For {NAME}"}, "must not hold the name"),
        ({"name": "Nobody Anywhere"}, "stands nowhere"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_changed(wrong, said, office):
    page = office.post("/redactions/new/", looked(office) | wrong)
    assert page.status_code == 422
    assert said in page.content.decode()
    assert not Redaction.objects.exists()


@pytest.mark.parametrize("other", [{"name": "Zoe Other"}, {"instead": "X"}, {"seen": ""}, {"seen": "0" * 64}])
def test_what_nobody_was_shown_is_not_taken_out_but_shown(other, office, records, editor):
    tell(records.draft, records.numbers[6], "red", "By Zoe Other", by=editor)
    page = office.post("/redactions/new/", looked(office) | other)
    text = page.content.decode()
    assert page.status_code == 409
    assert "is not what you were shown" in text
    assert "Where the name stands" in text
    assert not Redaction.objects.exists()
    again = office.post("/redactions/new/", form_fields(page) | {"save": DO})
    assert again.status_code == 302
    assert Redaction.objects.count() == 1


def test_a_name_that_stands_nowhere_cannot_be_taken_out(office):
    page = office.post("/redactions/new/", GIVEN | {"name": "Nobody Anywhere", "save": LOOK})
    text = page.content.decode()
    assert "It stands nowhere." in text
    assert f'value="{DO}"' not in text


def test_a_file_that_holds_it_is_given_to_nobody_after(office):
    paper = Paper.objects.get()
    assert office.get(f"/papers/{paper.key}/file").status_code == 200
    office.post("/redactions/new/", looked(office))
    answer = office.get(f"/papers/{paper.key}/file")
    assert answer.status_code == 410
    assert "withheld" in answer.content.decode()


def test_what_was_published_with_it_is_withheld_and_the_page_of_differences_says_so(
    office, records, editor, client_of
):
    records.numbers[1].summary = f"Ask {NAME}"
    records.numbers[1].save()
    files = {form: f"paper: {NAME} {form}".encode() for form in FORMS}
    issue_paper(meeting=records.second, files=files, by=editor)
    tell(records.draft, records.numbers[1], "red", f"{NAME} told", by=editor)
    publish(meeting=records.draft, by=User.objects.get(role="publisher"))
    viewer = client_of(make_user("viewer"))
    as_published = "/meetings/pab-2023-02-01/as-published/"
    assert NAME in viewer.get(as_published).content.decode()
    office.post("/redactions/new/", looked(office))
    answer = viewer.get(as_published)
    assert (answer.status_code, NAME in answer.content.decode()) == (410, False)
    for form in FORMS:
        assert viewer.get(f"/meetings/pab-2022-11-02/paper/issued/1.{form}").status_code == 410
    differences = client_of(editor).get("/meetings/pab-2022-11-02/paper/differences/").content.decode()
    assert "withheld" in differences
    assert NAME not in differences


def test_the_export_holds_every_record_and_every_change_and_no_secret(office, administrator):
    update = Update.objects.first()
    update.narrative = "=HYPERLINK(1)"
    update.save()
    answer = office.get("/export.zip")
    archive = ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert archive.testzip() is None
    rows = list(csv.DictReader(io.StringIO(archive.read("records/recommendations_update.csv").decode())))
    assert len(rows) == Update.objects.count()
    assert "'=HYPERLINK(1)" in {row["narrative"] for row in rows}
    history = archive.read("history/recommendations_update.csv").decode()
    assert len(history.splitlines()) > Update.history.count()
    people = archive.read("records/recommendations_user.csv").decode()
    assert administrator.username in people
    assert "password" not in people
    assert administrator.password not in b"".join(archive.read(n) for n in archive.namelist()).decode()
    assert archive.read("chain.csv").decode().startswith("number,")


def test_the_page_says_what_the_export_holds(office):
    assert "/export.zip" in office.get("/export/").content.decode()
