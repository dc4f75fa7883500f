"""The words of the statuses: the office's own, with a reason for every change, and never markup."""

from __future__ import annotations

import pytest
from django.test import Client

from recommendations.models import Status
from recommendations.records import vocabulary
from recommendations.reference import SCHEMES, ensure
from tests.conftest import read_fixture
from tests.records import a_status, version


@pytest.fixture
def client(records, editor, client_of) -> Client:
    return client_of(editor)


def test_both_schemes_stand_in_the_order_of_the_papers(client):
    rows = client.get("/statuses.json").json()["rows"]
    assert [(row["scheme"], row["label"]) for row in rows] == [
        ("RAG", "Red"), ("RAG", "Amber"), ("RAG", "Green"),
        ("HMICFRS stages", "With Force"), ("HMICFRS stages", "With FLL"),
        ("HMICFRS stages", "With HMICFRS CoS"),
        ("HMICFRS stages", "Further work req."), ("HMICFRS stages", "Closed"),
    ]  # fmt: skip
    assert {row["meaning"] for row in rows} == {"Not defined by the papers or the office."}
    assert [row["label"] for row in rows if row["closed"] == "Yes"] == ["Closed"]


def test_the_office_words_a_status_with_a_reason(client, editor):
    given = {"label": "Off track", "meaning": "Will miss its date.", "why": "Agreed at the board"}
    given["version"] = str(version(a_status("red")))
    assert client.post("/statuses/rag/red/", given)["Location"] == "/statuses/"
    row = a_status("red").history.latest()
    assert (row.label, row.history_user, row.history_change_reason) == (
        "Off track",
        editor,
        "Agreed at the board",
    )
    assert row.history_page == "/statuses/rag/red/"
    page = client.get("/statuses/").content.decode()
    assert "Will miss its date." in page
    assert client.get("/reports/review.json").json()["rows"][3]["status"] == "Off track"
    assert client.get("/reports/review/?status=red").content.decode().count("Off track") > 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"label": "Off track", "why": ""}, "This field is required"),
        ({"label": "AMBER", "why": "x"}, "already has this label"),
        ({"label": "", "why": "x"}, "This field is required"),
    ],
)
def test_a_wording_without_reason_or_taken_is_refused(client, given, said):
    response = client.post("/statuses/rag/red/", {"meaning": "Kept as typed", **given})
    assert response.status_code == 422
    assert said in response.content.decode()
    assert "Kept as typed" in response.content.decode()
    assert a_status("red").label == "Red"


def test_a_label_is_text_wherever_it_stands(client, records):
    label = "\"><b>x&y'"
    given = {"label": label, "why": "Trial", "version": version(a_status("red"))}
    assert client.post("/statuses/rag/red/", given).status_code == 302
    Status.objects.filter(code="closed").update(label=label)
    for url in ("/", "/reports/review/", "/reports/review/1/", "/statuses/", "/meetings/pab-2022-11-02/",
                "/inspections/", "/meetings/pab-2023-02-01/round/", "/history/status/rag/red/",
                "/history/update/pab-2022-08-03/review/1/", "/statuses/rag/red/",
                "/reports/custody/"):  # fmt: skip
        page = client.get(url).content.decode()
        assert "<b>" not in page, url
        assert "&lt;b&gt;x&amp;y" in page, url


def test_viewers_read_the_words_and_get_no_way_to_change_them(viewer, records, client_of):
    page = client_of(viewer).get("/statuses/").content.decode()
    assert "/statuses/rag/red/" not in page
    assert "Change Red" not in page


def test_what_is_no_status_is_404(client):
    assert client.get("/statuses/rag/with-fll/").status_code == 404


def test_papers_are_read_by_their_own_words_after_the_office_chose_others(november):
    Status.objects.filter(code="with-fll").update(label="With the liaison lead")
    Status.objects.filter(code="red").update(label="Off track")
    assert read_fixture("2022-11-02-pab.yaml", november) == 0


def test_a_label_the_office_chose_comes_before_the_printed_one(db):
    Status.objects.filter(code="red").update(label="Off track")
    Status.objects.filter(code="amber").update(label="Red")
    assert vocabulary()["rag"] == {
        "red": "amber", "off track": "red", "amber": "amber", "green": "green",
    }  # fmt: skip


def test_a_migration_never_overwrites_the_offices_words(client):
    Status.objects.filter(code="red").update(label="Off track", tone="grey")
    before = Status.history.count()
    ensure()
    assert (a_status("red").label, Status.history.count()) == ("Off track", before)


def test_what_is_missing_is_put_back_with_history(db):
    a_status("green").delete()
    ensure()
    made = a_status("green")
    assert made.label == "Green"
    assert made.history.latest().history_change_reason == "Reference data of the product"
    assert Status.objects.count() == sum(len(statuses) for _, statuses in SCHEMES.values())
