"""The pages on which a plan is worked on, and the page that tells how far a file is read."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from recommendations.models import Paper
from recommendations.reading.paper import Refused
from tests.conftest import FIXTURES, read_fixture
from tests.importing import write
from tests.test_paper_plan import FOURTH, NOVEMBER, apply, fourth, kept
from tracker.paper_reading import read_here
from tracker.paper_said import Said


@pytest.fixture
def office(administrator, client_of):
    read_fixture("2024-bodies.yaml", administrator)
    return client_of(administrator)


@pytest.fixture
def waiting(office, administrator) -> Paper:
    return kept(administrator)


def correction(paper: Paper) -> str:
    return f"/papers/{paper.key}/correct/update/{FOURTH}/"


def test_a_value_is_corrected_on_its_page_and_shown_in_the_plan(office, waiting, administrator):
    page = office.get(f"/papers/{waiting.key}/").content.decode()
    assert f'href="{correction(waiting)}"' in page
    form = office.get(correction(waiting))
    assert "Line " in form.content.decode()
    sent = {"narrative": "Put right.\r\n\r\n- a list", "status": "green"}
    done = office.post(correction(waiting), sent, follow=True).content.decode()
    assert "Corrected: Update on" in done
    assert f"Corrected by {administrator}" in done
    assert "Put right." in office.get(correction(waiting)).content.decode()
    waiting.refresh_from_db()
    apply(waiting, administrator)
    assert fourth().narrative == "Put right.\n\n- a list"


def test_a_status_of_another_scheme_is_refused_and_changes_nothing(office, waiting):
    page = office.post(correction(waiting), {"narrative": "x", "status": "with-force"})
    assert page.status_code == 422
    assert "Select a valid choice" in page.content.decode()
    waiting.refresh_from_db()
    assert Said.of(waiting.choices) == Said()


def test_values_that_cannot_stand_together_are_refused(office, waiting):
    address = f"/papers/{waiting.key}/correct/assessment/pab-2022-11-02/police-recorded-homicide-offences/"
    fields = {"trend": "Stable", "rank": "9", "out_of": "8", "against": "above", "note": ""}
    page = office.post(address, fields)
    assert page.status_code == 422
    assert "cannot stand together" in page.content.decode()
    assert office.post(address, fields | {"rank": "7"}).status_code == 302


@pytest.mark.parametrize("entry", ["update/pab-2022-11-02/id-2022/999", "theme/nothing", "nothing/x"])
def test_a_record_that_is_not_in_the_plan_has_no_page(entry, office, waiting):
    assert office.get(f"/papers/{waiting.key}/correct/{entry}/").status_code == 404


def test_what_says_which_record_it_is_cannot_be_corrected(office, waiting):
    page = office.get(f"/papers/{waiting.key}/correct/recommendation/id-2022/4/").content.decode()
    assert 'name="summary"' in page
    assert 'name="theme"' not in page


def test_conflicts_are_settled_one_by_one(office, waiting, administrator, editor):
    apply(waiting, administrator)
    for number in (4, 5):
        write(number, editor, narrative=f"Written by the office of {number}.")
    text = (FIXTURES / NOVEMBER).read_text().replace("abridged: true\n", "")
    again = kept(administrator, text.encode())
    url = f"/papers/{again.key}/"
    assert "2 in conflict" in office.get(url).content.decode()
    names = [f"take:update:pab-2022-11-02/id-2022/{number}:narrative" for number in (4, 5)]
    office.post(f"{url}conflicts/", dict(zip(names, ("take", "keep"), strict=True)))
    page = office.get(url).content.decode()
    assert "1 in conflict" in page
    assert "In conflict: 2" in page  # both stay on the page, one of them settled for the paper
    again.refresh_from_db()
    apply(again, administrator)
    assert fourth().narrative != "Written by the office of 4."


def test_the_file_again_under_another_name_is_the_paper_that_is_there(office, waiting):
    data = (FIXTURES / NOVEMBER).read_bytes()
    page = office.post("/papers/new/", {"file": SimpleUploadedFile("renamed.yaml", data)}, follow=True)
    assert page.redirect_chain[-1][0] == f"/papers/{waiting.key}/"
    assert f"read in before, as {NOVEMBER}" in page.content.decode()


def slowly(monkeypatch, outcome) -> None:
    """As if reading took so long that the page is on its way before its end."""

    def read_any(name, data, said, telling=lambda told: None):
        telling("page 1 of 2")
        telling("page <2> of 2")
        return outcome(name, data)

    monkeypatch.setattr("tracker.views.papers.SOON", 0)
    monkeypatch.setattr("tracker.background.read_any", read_any)


def told(office, name: str, data: bytes) -> str:
    page = office.post("/papers/new/", {"file": SimpleUploadedFile(name, data)})
    assert page.status_code == 200
    return b"".join(page.streaming_content).decode()


@pytest.fixture
def never_done(monkeypatch):
    """No reading is done before its page is asked for what it tells."""
    monkeypatch.setattr("tracker.background.Reading.done_within", lambda reading, seconds: False)


def test_the_page_tells_how_far_the_reading_is_and_where_the_plan_is(office, monkeypatch, never_done):
    slowly(monkeypatch, read_here)
    text = told(office, NOVEMBER, (FIXTURES / NOVEMBER).read_bytes())
    paper = Paper.objects.get(name=NOVEMBER)
    assert "<p>page 1 of 2</p>" in text
    assert "page &lt;2&gt; of 2" in text
    assert f'href="/papers/{paper.key}/"' in text
    assert text.rstrip().endswith("</html>")


def test_a_refusal_that_comes_late_is_told_on_that_page_and_keeps_nothing(office, monkeypatch, never_done):
    def refuses(name, data):
        raise Refused("It is <damaged>.")

    slowly(monkeypatch, refuses)
    text = told(office, NOVEMBER, b"x")
    assert "It is &lt;damaged&gt;. Nothing was kept." in text
    assert not Paper.objects.filter(name=NOVEMBER).exists()


def test_a_paper_that_older_readers_read_is_read_again(office, waiting):
    waiting.read_by, waiting.reading = "older", {"nothing": "that we know"}
    waiting.save()
    assert "added" in office.get(f"/papers/{waiting.key}/").content.decode()
