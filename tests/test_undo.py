"""Undoing a whole paper: what nobody touched goes back, what somebody did stays and is listed."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from performance.models import Assessment, Measure, Priority
from recommendations import models
from recommendations.actions import undo as undoing_actions
from recommendations.actions.undo import Undone, undo_paper
from recommendations.actions.updates import save_update
from recommendations.history import acting
from recommendations.plan import PlanChanged
from recommendations.undoing import UndoPlan, plan_undo
from tests.conftest import FIXTURES, real_paper
from tests.conftest import read_in as read_in_and_publish
from tests.importing import FIRST, HEAD, NOVEMBER, census, write
from tests.records import a_body, a_meeting, a_recommendation, publish, tell
from tracker.paper_import import MODELS, plan_paper

# What was published stays on record, so papers are read in here as the administrator's page does: as drafts.
read_in = partial(read_in_and_publish, publish=False)


def read_fixture(name, by):
    return read_in(name, (FIXTURES / name).read_bytes(), by)


@pytest.fixture
def november(administrator):
    """The fixture of 2 November 2022 read in and not published yet; the administrator who did it."""
    read_fixture("2024-bodies.yaml", administrator)
    read_fixture("2022-11-02-pab.yaml", administrator)
    return administrator


SECOND = "          - {number: 2, summary: Second, bodies: [pab], status: Amber, update: Going on}\n"
SMALL = (HEAD + FIRST + SECOND).encode()
# The same report with another status and without the body, and with one recommendation more.
OTHERWISE = SMALL.replace(b"bodies: [pab], status: Amber", b"bodies: [], status: Green").replace(
    b"recommendations: 2", b"recommendations: 3"
)
THIRD = b"          - {number: 3, summary: Third, status: Red, update: New}\n"
NOT_RECORDS = {models.Paper, models.User, models.Scheme, models.Status, models.ChainForm, models.ChainLink}


def tables() -> list[Any]:
    """The models of the records: without their histories, and without what no paper writes."""
    found = [m for app in ("recommendations", "performance") for m in apps.get_app_config(app).get_models()]
    return [m for m in found if m not in NOT_RECORDS and not m.__name__.startswith("Historical")]


def live() -> dict[str, list[Any]]:
    """Every row of every record, ids included."""
    return {model.__name__: sorted(model.objects.values_list(), key=repr) for model in tables()}


def told() -> dict[str, list[Any]]:
    """The same without what a record of the same content may have another of: its id, and its moment."""
    found = {}
    for model in tables():
        fields = [
            field.name
            for field in model._meta.concrete_fields
            if field.remote_field is None and not field.primary_key and field.name != "published_at"
        ]
        rows = model.objects.values_list(*fields) if fields else [model.objects.count()]
        found[model.__name__] = sorted(rows, key=repr)
    return found


def paper(name: str) -> models.Paper:
    return models.Paper.objects.get(name=name)


def plan(name: str) -> UndoPlan:
    return plan_undo(paper(name), MODELS)


def undo(name: str, by: models.User) -> Undone:
    return undo_paper(paper=paper(name), by=by, kinds=MODELS, shown=plan(name).digest)


def names(records: Any) -> list[str]:
    return [record.name for record in records]


# What nobody touched


@pytest.mark.parametrize("source", ["2022-11-02-pab.yaml", NOVEMBER])
def test_a_paper_undone_leaves_the_records_as_they_were_and_can_be_applied_again(source, administrator):
    data = real_paper("2022-11-02") if source == NOVEMBER else (FIXTURES / source).read_bytes()
    before = live()
    written = read_in(source, data, administrator)
    applied = told()
    assert applied["Update"]
    assert applied["Assessment"]

    undone = undo(source, administrator)
    assert live() == before
    assert undone.stays == ()
    assert undone.gone + undone.back >= written
    found = paper(source)
    assert (found.is_applied, found.undone_by, found.meeting) == (False, administrator, None)

    assert read_in(source, data, administrator) == written
    assert told() == applied
    assert paper(source).is_applied


def test_a_paper_applied_again_can_be_undone_again(administrator):
    read_in("a.yaml", SMALL, administrator)
    before = live()
    for _ in range(3):
        read_in("b.yaml", OTHERWISE + THIRD, administrator)
        assert live() != before
        undo("b.yaml", administrator)
        assert live() == before


def test_what_a_paper_changed_is_again_what_it_was(november):
    before = live()
    read_in(NOVEMBER, real_paper("2022-11-02"), november)
    assert live() != before
    found = plan(NOVEMBER)
    wordings = [f for r in found.back if r.kind == "recommendation" for f in r.fields]
    assert {field.label for field in wordings} == {"Wording"}
    assert all(field.old and not field.new for field in wordings)
    undone = undo(NOVEMBER, november)
    assert live() == before
    assert (undone.back, undone.stays) == (len(found.back), ())
    assert plan_paper(name=NOVEMBER, data=real_paper("2022-11-02")).plan.of("conflict") == []


def test_the_history_says_who_undid_which_paper(administrator):
    read_in("a.yaml", SMALL, administrator)
    update = models.Update.objects.get(recommendation__number=1)
    undo("a.yaml", administrator)
    last = models.Update.history.filter(id=update.pk).latest("history_id")
    assert (last.history_type, last.history_user, last.history_paper) == ("-", administrator, paper("a.yaml"))
    assert (last.history_change_reason, last.history_page) == (
        "Undone: a.yaml",
        f"/papers/{paper('a.yaml').key}/undo/",
    )
    assert models.Update.history.filter(id=update.pk, history_type="+").exists()


def test_bodies_that_a_paper_took_off_a_recommendation_are_on_it_again(administrator):
    read_in("a.yaml", SMALL, administrator)
    before = live()
    read_in(
        "b.yaml", SMALL.replace(b"bodies: [pab], status: Amber", b"bodies: [], status: Green"), administrator
    )
    assert not models.Addressee.objects.exists()
    undo("b.yaml", administrator)
    assert live() == before
    undo("a.yaml", administrator)
    assert not any(live().values())


def test_undoing_twice_writes_nothing_the_second_time(administrator):
    read_in("a.yaml", SMALL, administrator)
    shown = plan("a.yaml").digest
    undo_paper(paper=paper("a.yaml"), by=administrator, kinds=MODELS, shown=shown)
    after = census()
    again = undo_paper(paper=paper("a.yaml"), by=administrator, kinds=MODELS, shown=shown)
    assert again == Undone()
    assert census() == after


def test_a_paper_that_made_bodies_under_each_other_is_undone(administrator):
    before = live()
    read_fixture("2024-bodies.yaml", administrator)
    assert models.Body.objects.filter(parent__isnull=False).exists()
    undo("2024-bodies.yaml", administrator)
    assert live() == before


def test_what_people_corrected_in_the_plan_goes_back_with_the_paper(administrator, editor):
    read_in("a.yaml", SMALL, administrator)
    found = paper("a.yaml")
    with acting(by=editor, why="Corrected", paper=found, page=f"/papers/{found.key}/plan/"):
        update = models.Update.objects.get(recommendation__number=1)
        update.narrative = "As the meeting really heard it"
        update.save()
    assert plan("a.yaml").stays == ()
    undo("a.yaml", administrator)
    assert not any(live().values())


def test_what_a_later_paper_changed_and_was_undone_is_the_first_papers_again(administrator, editor):
    """Also where the first paper's value was corrected in its plan, so that the undo names no paper."""
    read_in("a.yaml", SMALL, administrator)
    found = paper("a.yaml")
    with acting(by=editor, why="Corrected", paper=found, page=f"/papers/{found.key}/plan/"):
        update = models.Update.objects.get(recommendation__number=1)
        update.narrative = "As the meeting really heard it"
        update.save()
    with acting(by=administrator, why="Imported", paper=_another(administrator), page="/papers/"):
        update.narrative = "As the other paper has it"
        update.save()
    undo("other.yaml", administrator)
    update.refresh_from_db()
    assert update.narrative == "As the meeting really heard it"
    assert update.history.latest("history_id").history_paper is None
    assert plan("a.yaml").stays == ()
    undo("a.yaml", administrator)
    assert not any(live().values())


def _another(by: models.User) -> models.Paper:
    """Another paper, applied a moment ago."""
    now = timezone.now()
    return models.Paper.objects.create(
        name="other.yaml",
        sha256="0" * 64,
        content=b"",
        uploaded_at=now,
        uploaded_by=by,
        applied_at=now,
        applied_by=by,
    )


# What somebody touched


def test_what_a_person_wrote_since_stays_with_all_it_needs(administrator, editor):
    read_in("a.yaml", SMALL, administrator)
    first = models.Recommendation.objects.get(number=1)
    save_update(
        meeting=models.Meeting.objects.get(),
        recommendation=first,
        narrative="Put right by the office",
        status=None,
        base=first.updates.get().history.latest("history_id").history_id,
        by=editor,
    )
    stays = {record.kind: record for record in plan("a.yaml").stays}
    assert "changed since by Test editor, " in stays["update"].why
    assert "still needed by update “Recommendation 1 at Board, 2 November 2022" in stays["recommendation"].why
    assert set(stays) == {"update", "recommendation", "theme", "report", "meeting", "body"}

    undone = undo("a.yaml", administrator)
    assert len(undone.stays) == 6
    assert models.Update.objects.get().narrative == "Put right by the office"
    assert models.Recommendation.objects.get() == first
    assert not models.Addressee.objects.exists()
    found = paper("a.yaml")
    assert (found.is_applied, found.meeting) == (False, models.Meeting.objects.get())


def test_what_a_colleague_wrote_at_another_meeting_holds_the_recommendation(administrator, editor):
    read_in("a.yaml", SMALL, administrator)
    later = a_meeting("2023-02-07", body=models.Body.objects.get())
    tell(later, models.Recommendation.objects.get(number=2), "green", "Done", by=editor)
    undone = undo("a.yaml", administrator)
    held = {record.kind: record.why for record in undone.stays}
    assert "7 February 2023" in held["recommendation"]
    assert list(models.Recommendation.objects.values_list("number", flat=True)) == [2]
    assert models.Meeting.objects.get() == later
    # It stays whole: with the body it is addressed to, which nobody wrote since.
    assert models.Addressee.objects.get().recommendation.number == 2


def test_a_meeting_that_a_person_published_stays(administrator, editor):
    read_in("a.yaml", SMALL, administrator, publish=False)
    publish(meeting=models.Meeting.objects.get(), by=editor)
    undone = undo("a.yaml", administrator)
    assert {record.kind for record in undone.stays} == {"meeting", "body"}
    assert not models.Update.objects.exists()
    assert not models.Meeting.objects.get().is_draft


def test_a_published_meeting_stays_with_its_snapshot_and_says_what_was_taken_out(administrator, client_of):
    read_in_and_publish("a.yaml", SMALL, administrator)
    kept = bytes(models.Publication.objects.get().content)
    undone = undo("a.yaml", administrator)
    assert {record.kind for record in undone.stays} == {"meeting", "body"}
    assert not models.Update.objects.exists()
    assert bytes(models.Publication.objects.get().content) == kept
    page = client_of(administrator).get("/meetings/pab-2022-11-02/as-published/").content.decode()
    assert page.count(">Taken out ") == 2
    assert "Begun" in page


def test_what_another_paper_changed_since_stays_and_says_by_which(administrator):
    read_in("a.yaml", SMALL, administrator)
    read_in("b.yaml", SMALL.replace(b"status: Red", b"status: Green"), administrator)
    (update,) = [r for r in plan("a.yaml").stays if r.kind == "update"]
    assert "from the paper b.yaml" in update.why


@pytest.mark.parametrize("order", [("a", "b"), ("b", "a")])
def test_papers_are_undone_in_any_order(order, administrator):
    read_in("a.yaml", SMALL, administrator)
    more = SMALL.replace(b"recommendations: 2", b"recommendations: 3").replace(
        b"status: Red", b"status: Green"
    )
    read_in("b.yaml", more + THIRD, administrator)
    undo(f"{order[0]}.yaml", administrator)
    assert models.Update.objects.filter(status__code="green").count() == (1 if order[0] == "a" else 0)
    undone = undo(f"{order[1]}.yaml", administrator)
    assert undone.stays == ()
    assert not any(live().values())


def test_what_an_undo_took_back_is_not_brought_back_by_the_next(administrator):
    """a says red, b green; b is undone, so red counts; c says amber, and undone gives red, not green."""
    read_in("a.yaml", SMALL, administrator)
    read_in("b.yaml", SMALL.replace(b"status: Red", b"status: Green"), administrator)
    undo("b.yaml", administrator)
    read_in("c.yaml", SMALL.replace(b"status: Red", b"status: Amber"), administrator)
    undo("c.yaml", administrator)
    assert models.Update.objects.get(recommendation__number=1).status.code == "red"
    undone = undo("a.yaml", administrator)
    assert (undone.back, undone.stays) == (0, ())
    assert not any(live().values())


def test_what_goes_back_to_a_persons_words_is_theirs_at_the_next_import(november, editor):
    write(4, editor, narrative="Written by the office.")
    update = models.Update.objects.get(recommendation__number=4, recommendation__report__slug="id-2022")
    read_in(NOVEMBER, real_paper("2022-11-02"), november)
    with acting(by=november, why="Taken", paper=paper(NOVEMBER), page="/papers/"):
        update.narrative = "As the paper has it"
        update.save()
    undo(NOVEMBER, november)
    update.refresh_from_db()
    assert update.narrative == "Written by the office."
    again = plan_paper(name=NOVEMBER, data=real_paper("2022-11-02")).plan
    assert [c.key for c in again.of("conflict")] == ["pab-2022-11-02/id-2022/4"]


def test_a_measure_that_was_defined_since_stays_with_its_priority(november, editor):
    measure = Measure.objects.filter(priority__isnull=False).first()
    with acting(by=editor, why="Defined"):
        measure.definition = "What is counted"
        measure.save()
    undo("2022-11-02-pab.yaml", november)
    assert Measure.objects.get() == measure
    assert Priority.objects.get() == measure.priority
    assert not Assessment.objects.exists()


def test_what_the_meeting_got_as_a_paper_holds_the_meeting(administrator):
    read_in("a.yaml", SMALL, administrator)
    with acting(by=administrator, why="Issued"):
        models.IssuedPaper.objects.create(
            meeting=models.Meeting.objects.get(),
            issued_at=timezone.now(),
            issued_by=administrator,
        )
    (meeting,) = [r for r in undo("a.yaml", administrator).stays if r.kind == "meeting"]
    assert "still needed by issued paper “" in meeting.why
    assert models.Meeting.objects.exists()


def test_many_that_point_at_one_are_counted(administrator, editor):
    read_in("a.yaml", SMALL, administrator)
    report = models.Report.objects.get()
    for number in range(3, 8):
        a_recommendation(report, number)
    (held,) = [r for r in plan("a.yaml").stays if r.kind == "report"]
    assert held.why.endswith("and 3 more")


# Whole or nothing


@pytest.mark.parametrize("moment", ["_leave_meetings", "_delete", "_write"])
def test_an_undo_that_dies_half_way_leaves_everything_as_it_was(moment, administrator, monkeypatch):
    """After some records were put back, between those deleted, and at the last that is made again."""
    read_in("a.yaml", SMALL, administrator)
    read_in("b.yaml", OTHERWISE + THIRD, administrator)
    before, counted = live(), census()
    real = getattr(undoing_actions, moment)

    def dies(*args, **options):
        if moment == "_leave_meetings" or (
            args[0] is models.Recommendation if moment == "_delete" else any(r.again for r in args[-1])
        ):
            raise DatabaseError("the disk is full")
        return real(*args, **options)

    monkeypatch.setattr(undoing_actions, moment, dies)
    with pytest.raises(DatabaseError, match="disk"):
        undo("b.yaml", administrator)
    assert (live(), census()) == (before, counted)
    monkeypatch.undo()
    assert paper("b.yaml").is_applied
    undone = undo("b.yaml", administrator)
    assert (undone.gone, undone.back) == (2, 2)


def test_an_undo_is_refused_when_the_records_changed_since_it_was_shown(administrator, editor):
    read_in("a.yaml", SMALL, administrator)
    shown = plan("a.yaml").digest
    tell(
        a_meeting("2023-02-07", body=a_body()),
        models.Recommendation.objects.get(number=1),
        "green",
        by=editor,
    )
    before = live()
    with pytest.raises(PlanChanged):
        undo_paper(paper=paper("a.yaml"), by=administrator, kinds=MODELS, shown=shown)
    assert live() == before


def test_planning_an_undo_asks_no_more_for_many_records_than_for_few(administrator):
    few = (
        HEAD.replace("A report", "Another").replace("a-report", "another").replace("2022-11-02", "2022-08-03")
    )
    read_in("few.yaml", (few + FIRST + SECOND).encode(), administrator)
    read_in("many.yaml", _many(40), administrator)

    def asked(name: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert len(plan(name).gone) > 4
        return len(captured)

    assert asked("many.yaml") <= asked("few.yaml") + 2


def _many(count: int) -> bytes:
    rows = [
        f"          - {{number: {n}, summary: Number {n}, bodies: [pab], status: Red, update: Begun}}\n"
        for n in range(1, count + 1)
    ]
    return (HEAD.replace("recommendations: 2", f"recommendations: {count}") + "".join(rows)).encode()


# The page


@pytest.fixture
def office(administrator, client_of):
    return client_of(administrator)


def test_the_page_shows_what_goes_what_goes_back_and_what_stays_then_does_it(office, november, editor):
    read_in(NOVEMBER, real_paper("2022-11-02"), november)
    write(4, editor, narrative="Written <b>by the office</b>.")
    url = f"/papers/{paper(NOVEMBER).key}/undo/"
    before = live()
    page = office.get(url).content.decode()
    assert "1 stays" in page
    assert "changed since by Test editor" in page
    assert live() == before

    shown = page.split('name="shown" value="')[1].split('"')[0]
    done = office.post(url, {"shown": shown}, follow=True)
    text = done.content.decode()
    assert "This paper is undone: 0 records taken away" in text
    assert "1 record stayed" in text
    assert office.get(url).status_code == 404
    assert office.post(url, {"shown": shown}).status_code == 404


def test_an_outdated_page_is_refused_and_shown_anew(office, november, editor):
    url = f"/papers/{paper('2022-11-02-pab.yaml').key}/undo/"
    shown = office.get(url).content.decode().split('name="shown" value="')[1].split('"')[0]
    write(4, editor, narrative="Meanwhile.")
    page = office.post(url, {"shown": shown}, follow=True)
    assert "changed after this plan was shown" in page.content.decode()
    assert page.redirect_chain[0][0] == url
    assert paper("2022-11-02-pab.yaml").is_applied


@pytest.mark.parametrize("role", ["viewer", "editor"])
def test_only_who_reads_papers_in_may_undo_one(role, november, request, client_of):
    client = client_of(request.getfixturevalue(role))
    url = f"/papers/{paper('2022-11-02-pab.yaml').key}/undo/"
    assert client.get(url).status_code == 404
    assert client.post(url, {"shown": plan("2022-11-02-pab.yaml").digest}).status_code == 404
    assert paper("2022-11-02-pab.yaml").is_applied


def test_the_name_of_an_undone_drafts_paper_is_not_seen(administrator, viewer, client_of):
    read_in("a.yaml", SMALL, administrator)
    text = SMALL.replace(b"2022-11-02", b"2023-02-07").replace(b"summary: First", b"summary: Other")
    read_in("secret-name.yaml", text, administrator, publish=False)
    client, url = client_of(viewer), "/history/recommendation/a-report/1/"
    assert "secret-name" not in client.get(url).content.decode()
    undo("secret-name.yaml", administrator)
    assert "secret-name" not in client.get(url).content.decode()
