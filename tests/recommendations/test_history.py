"""History: who, when, why and from where, for every write, and the address of every record's past."""

from __future__ import annotations

import pytest
from django.test import Client

from recommendations import models
from recommendations.actions.accounts import make_account
from recommendations.history import acting, current_act
from recommendations.models import Addressee, Body, Recommendation, Update, User
from recommendations.record_addresses import record_address
from tests.records import a_body, a_status, a_theme


@pytest.fixture
def client(records, editor, client_of) -> Client:
    return client_of(editor)


def test_everything_inside_an_act_carries_its_facts(db, editor):
    with acting(by=editor, why="Because", page="/x/") as act:
        body = Body.objects.create(slug="one", name="One")
        body.name = "Uno"
        body.save()
        body.delete()
    rows = list(Body.history.filter(slug="one").order_by("history_id"))
    assert [row.history_type for row in rows] == ["+", "~", "-"]
    facts = {(r.history_user, r.history_change_reason, r.history_page, r.history_date) for r in rows}
    assert facts == {(editor, "Because", "/x/", act.at)}


def test_outside_an_act_the_system_acts_and_acts_do_not_leak(db, editor):
    with pytest.raises(ZeroDivisionError), acting(by=editor, why="Because"):
        raise ZeroDivisionError
    assert (current_act().by, current_act().why) == (None, "")
    body = Body.objects.create(slug="one", name="One")
    assert body.history.get().history_user is None


def test_an_act_within_an_act_gives_way_again(editor):
    with acting(by=editor, why="Outer"):
        with acting(by=None, why="Inner"):
            assert current_act().why == "Inner"
        assert current_act().why == "Outer"


def test_the_page_shows_each_step_with_words_marked(client, records, editor):
    with acting(by=editor, why="Clearer words", page="/x/"):
        records.numbers[1].summary = "Do thing one"
        records.numbers[1].save()
    page = client.get("/history/recommendation/review/1/").content.decode()
    assert "Do thing <del>1</del><ins>one</ins>" in page
    assert "Test editor: Clearer words" in page
    rows = client.get("/history/recommendation/review/1.json").json()["rows"]
    assert [(row["verb"], row["old"], row["new"]) for row in rows if row["field"] == "Summary"] == [
        ("Changed", "Do thing 1", "Do thing one"), ("Created", "", "Do thing 1"),
    ]  # fmt: skip


def test_foreign_keys_dates_and_flags_are_told_in_words(client, records):
    rows = client.get("/history/update/pab-2022-11-02/review/1.json").json()["rows"]
    told = {row["field"]: row["new"] for row in rows}
    assert told["Status"] == "Amber"
    assert told["Meeting"] == "Performance and Accountability Board, 2 November 2022"
    rows = client.get("/history/meeting/pab-2022-11-02.json").json()["rows"]
    told = {(row["verb"], row["field"]): row["new"] for row in rows}
    assert told["Created", "Date"] == "2 November 2022"
    assert told["Created", "Day known"] == "yes"
    assert told["Changed", "Published by"] == "Test editor"


def test_a_save_that_changed_nothing_is_no_step(client, records):
    records.numbers[1].save()
    verbs = {row["verb"] for row in client.get("/history/recommendation/review/1.json").json()["rows"]}
    assert verbs == {"Created"}


def test_whom_a_recommendation_is_addressed_to_is_in_its_history(client, records, editor):
    bodies = [a_body("cps", "Crown Prosecution Service"), a_body("yots", "Youth Offending Teams")]
    with acting(by=editor, why="From the report"):
        for body in bodies:
            Addressee.objects.create(recommendation=records.numbers[1], body=body)
    with acting(by=editor, why="Asked in error"):
        Addressee.objects.get(body=bodies[1]).delete()
    rows = client.get("/history/recommendation/review/1.json").json()["rows"]
    assert [(r["why"], r["old"], r["new"]) for r in rows if r["field"] == "Addressed to"] == [
        ("Asked in error", "Youth Offending Teams", ""),
        ("From the report", "", "Crown Prosecution Service, Youth Offending Teams"),
    ]
    assert "Crown Prosecution Service" in client.get("/reports/review/1/").content.decode()


def test_what_history_names_may_be_gone_and_is_then_said(client, records):
    theme = a_theme(records.report, "short-lived")
    for one in (theme, None):
        records.numbers[5].theme = one
        records.numbers[5].save()
    gone = theme.pk
    theme.delete()
    page = client.get("/history/recommendation/review/5/").content.decode()
    assert f"no longer on record ({gone})" in page


def every_record() -> list[tuple[str, models.Report]]:
    kinds = {
        "report": models.Report, "theme": models.Theme, "recommendation": Recommendation, "lead": models.Lead,
        "meeting": models.Meeting, "update": Update, "note": models.ProgrammeNote,
        "count": models.PublishedCount, "body": Body, "status": models.Status,
    }  # fmt: skip
    return [(kind, record) for kind, model in kinds.items() for record in model.objects.all()]


def test_every_record_has_an_address_that_leads_to_it(client, records):
    models.Lead.objects.create(recommendation=records.numbers[1], name="Own", meeting=records.first)
    found = every_record()
    assert {kind for kind, _ in found} == {
        "report", "theme", "recommendation", "lead", "meeting", "update", "note", "count", "body", "status",
    }  # fmt: skip
    addresses = {}
    for kind, record in found:
        url = record_address(kind, record)
        response = client.get(url)
        assert response.status_code == 200, url
        assert response.context["record"] == record
        addresses[url] = record
    assert len(addresses) == len(found)


@pytest.mark.parametrize(
    "address",
    [
        "user/editor", "paper/x", "report/none", "recommendation/review/x", "recommendation/review",
        "recommendation/review/1/2", "update/pab-2022-11-02/review/99", "update/x/review/1",
        "lead/review/searches",
        "lead/pab-2022-11-02/review/none", "count/pab-2022-11-02/bail", "status/rag", "meeting/pab",
        "recommendation/review/99999999999999999999", "note/pab-2022-11-02/review/none", "theme/review/none",
        "count/pab-2022-11-02/bail/at-status/none", "body/none",
    ],
)  # fmt: skip
def test_what_has_no_history_is_404(client, address):
    assert client.get(f"/history/{address}/").status_code == 404
    assert client.get(f"/history/{address}.csv").status_code == 404


def test_accounts_keep_history_without_passwords(db):
    assert make_account(username="ada", role="viewer", password="first pass phrase") is True
    assert make_account(username="ada", role="editor", password="second pass phrase") is False
    user = User.objects.get(username="ada")
    assert (user.role, user.check_password("second pass phrase")) == ("editor", True)
    rows = user.history.order_by("history_id")
    assert [(row.role, row.history_change_reason) for row in rows] == [
        ("viewer", "Account set up on the server"), ("editor", "Account set up on the server"),
    ]  # fmt: skip


def test_a_status_that_was_relabelled_reads_as_it_is_called_now(client, records):
    status = a_status("amber")
    status.label = "At risk"
    status.save()
    rows = client.get("/history/update/pab-2022-11-02/review/1.json").json()["rows"]
    assert {row["new"] for row in rows if row["field"] == "Status"} == {"At risk"}
