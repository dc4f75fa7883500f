"""Papers in: the facts of the real papers, from the fixture and from the paper alike, and nothing twice."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from django.apps import apps
from django.db import DatabaseError

from recommendations import models
from recommendations.actions import papers as writing
from recommendations.actions.updates import save_update
from recommendations.reading.paper import Refused
from tests.conftest import FIXTURES, read_fixture, read_in, real_paper
from tracker.paper_import import PlanChanged, apply_paper, keep_paper, plan_paper

NOVEMBER = "2022-11-02-performance-and-accountability-board.txt"


def census() -> dict[str, int]:
    """How many rows every table of ours holds, history included."""
    return {
        model.__name__: model.objects.count() for model in apps.get_app_config("recommendations").get_models()
    }


@pytest.fixture(params=["fixture", "paper", "fixture then paper", "paper then fixture"])
def told_in_november(request, administrator):
    """The same meeting, read from our words, from the real paper, and from both in either order."""
    for source in request.param.split(" then "):
        if source == "fixture":
            read_fixture("2022-11-02-pab.yaml", administrator)
        else:
            read_in(NOVEMBER, real_paper("2022-11-02"), administrator)
    return request.param


def statuses_of(theme: str) -> Counter:
    updates = models.Update.objects.filter(recommendation__theme__name=theme)
    return Counter(updates.values_list("status__label", flat=True))


def test_the_facts_of_november(told_in_november):
    meeting = models.Meeting.objects.called("pab-2022-11-02").get()
    assert (meeting.body.name, meeting.quarter) == ("Performance and Accountability Board", "Q2 2022/23")
    assert meeting.data_up_to == date(2022, 9, 30)
    assert not meeting.is_draft
    following = models.Meeting.objects.called("pab-2023-02-07").get()
    assert following.is_draft

    rows = models.Recommendation.objects.filter(report__slug="id-2022").order_by("number")
    expected = [*range(1, 15), 19, 20, *range(24, 40), *range(64, 74)]
    assert list(rows.values_list("number", flat=True)) == expected
    assert statuses_of("Stop and search") == {"Amber": 7, "Red": 4, "Green": 3}
    assert statuses_of("Youth Justice") == {"Amber": 1, "Red": 6}
    assert statuses_of("OOCd") == {"Amber": 6, "Red": 5}
    assert statuses_of("HR") == {"Amber": 10}
    leads = dict(models.Lead.objects.values_list("theme__name", "name"))
    assert leads == {
        "Stop and search": "Vicks Hayward-Melen",
        "Youth Justice": "Larisa Hunt",
        "OOCd": "Rebecca Marshall",
        "HR": "Esther Wride",
    }


def test_the_inspections_of_november(told_in_november):
    counts = models.PublishedCount.objects.filter(report__publisher="HMICFRS")
    by_stage = Counter()
    for label, value in counts.filter(counted="at-status").values_list("status__label", "value"):
        by_stage[label] += value
    assert by_stage == {
        "With Force": 24,
        "With FLL": 22,
        "With HMICFRS CoS": 19,
        "Further work req.": 0,
        "Closed": 3,
    }
    totals = dict(counts.filter(counted="total").values_list("report__slug", "value"))
    assert (len(totals), sum(totals.values())) == (35, 131)
    staged = set(counts.filter(counted="at-status").values_list("report__slug", flat=True))
    assert (len(staged), sum(totals[slug] for slug in staged)) == (20, 68)
    refused = counts.filter(counted="not-accepted").values_list("report__title", "value")
    assert [(title[:17], value) for title, value in refused] == [("Counter Terrorism", 1)]
    years = Counter(models.Report.objects.filter(publisher="HMICFRS").values_list("year_label", flat=True))
    assert years == {
        "2014-15": 1,
        "2017-18": 1,
        "2018-19": 3,
        "2019-20": 8,
        "2020-21": 8,
        "2021-22": 10,
        "2022-23": 4,
    }


def test_one_stage_places_all_and_a_split_places_none(told_in_november):
    updates = models.Update.objects.filter(recommendation__report__publisher="HMICFRS")
    whole = Counter(updates.values_list("recommendation__report__slug", "status__label"))
    assert whole["fraud-time-to-choose", "With Force"] == 4
    assert not any(slug == "peel-2018-19" for slug, _ in whole)
    assert models.Recommendation.objects.filter(report__slug="peel-2018-19").count() == 5
    assert models.Recommendation.objects.filter(report__publisher="HMICFRS").count() == 131


def test_the_fixture_then_the_paper_fills_in_wordings_and_changes_no_status(november):
    before = dict(models.Update.objects.values_list("pk", "status_id"))
    assert not models.Recommendation.objects.exclude(wording="").exists()
    read_in(NOVEMBER, real_paper("2022-11-02"), november)
    assert dict(models.Update.objects.values_list("pk", "status_id")) == before
    assert models.Recommendation.objects.exclude(wording="").count() == 42
    assert models.Recommendation.objects.exclude(summary="").count() == 42
    wording = models.Recommendation.objects.get(report__slug="id-2022", number=35).wording
    assert wording.startswith("Avon and Somerset Constabulary")


def test_an_abridged_paper_never_replaces_the_full_text(administrator):
    read_in(NOVEMBER, real_paper("2022-11-02"), administrator)
    full = dict(models.Update.objects.values_list("pk", "narrative"))
    read_fixture("2022-11-02-pab.yaml", administrator)
    assert dict(models.Update.objects.values_list("pk", "narrative")) == full
    assert models.Recommendation.objects.exclude(summary="").count() == 42


@pytest.mark.parametrize("paper", [path.name for path in sorted(FIXTURES.glob("*.yaml"))])
def test_a_fixture_read_twice_changes_nothing(paper, administrator):
    assert read_fixture(paper, administrator) > 0
    before = census()
    assert read_fixture(paper, administrator) == 0
    assert census() == before


@pytest.mark.parametrize("start", ["2019-02", "2020-10", "2022-06", "2022-11"])
def test_a_real_paper_read_twice_changes_nothing(start, administrator):
    data = real_paper(start)
    assert read_in("paper.txt", data, administrator) > 0
    before = census()
    assert read_in("renamed.txt", data, administrator) == 0
    assert census() == before


def test_the_action_plan_lives_in_the_same_models(administrator):
    read_in("plan.txt", real_paper("2020-10"), administrator)
    report = models.Report.objects.get(slug="apcc-action-plan-2020-21")
    assert report.recommendations.count() == 22
    assert report.recommendations.exclude(priority="").exclude(expected_outcome="").count() == 22
    assert set(report.recommendations.values_list("due", flat=True)) == {date(2021, 3, 31)}
    losses = models.Paper.objects.get().losses
    assert any("19" in what for _, what, _ in losses)


def test_the_june_update_gives_eight_notes_and_a_month_without_a_day(administrator):
    read_in("june.txt", real_paper("2022-06"), administrator)
    meeting = models.Meeting.objects.called("panel-2022-06").get()
    assert (meeting.when, meeting.notes.count()) == ("June 2022", 8)


def test_performance_tables_are_listed_as_not_read(administrator):
    losses = plan_paper(name=NOVEMBER, data=real_paper("2022-11-02")).plan.losses
    tables = [loss for loss in losses if "Measures Summary" in loss.what or "uplift" in loss.what]
    assert len(tables) == 11
    assert all(loss.place.line for loss in tables)


def test_every_record_names_its_paper_and_line(november):
    paper = models.Paper.objects.get(name="2022-11-02-pab.yaml")
    for update in models.Update.objects.all():
        row = update.history.get()
        assert (row.history_user, row.history_paper) == (november, paper)
        assert row.history_change_reason.startswith("Imported from 2022-11-02-pab.yaml, line ")


# What a person wrote


def write(number: int, by, meeting: str = "pab-2022-11-02", **told) -> None:
    recommendation = models.Recommendation.objects.get(report__slug="id-2022", number=number)
    found = models.Meeting.objects.called(meeting).get()
    current = models.Update.objects.filter(recommendation=recommendation, meeting=found).first()
    base = current.history.order_by("-history_id").first().history_id if current else 0
    status = current.status if current else None
    if "status" in told:
        status = models.Status.objects.get(code=told["status"])
    save_update(
        meeting=found,
        recommendation=recommendation,
        narrative=told.get("narrative", current.narrative if current else ""),
        status=status,
        base=base,
        by=by,
        why="Put right",
    )


def test_what_a_person_wrote_is_a_conflict_and_stays(november, editor):
    write(4, editor, narrative="Written by the office.")
    data = real_paper("2022-11-02")
    plan = plan_paper(name=NOVEMBER, data=data).plan
    (conflict,) = plan.of("conflict")
    assert conflict.key == "pab-2022-11-02/id-2022/4"
    assert [(f.field, f.old) for f in conflict.conflicts] == [("narrative", "Written by the office.")]
    read_in(NOVEMBER, data, november)
    told = models.Update.objects.get(recommendation__number=4, recommendation__report__slug="id-2022")
    assert told.narrative == "Written by the office."
    assert models.Update.objects.get(
        recommendation__number=5, recommendation__report__slug="id-2022"
    ).narrative


def test_one_field_of_a_record_can_conflict_while_another_is_taken(november, editor):
    write(4, editor, status="green")
    read_in(NOVEMBER, real_paper("2022-11-02"), november)
    told = models.Update.objects.get(recommendation__number=4, recommendation__report__slug="id-2022")
    assert told.status.code == "green"
    assert "data mapping" in told.narrative


# Whole or nothing


def test_apply_refuses_when_the_plan_shown_is_no_longer_the_plan(november, editor):
    data = real_paper("2022-11-02")
    paper = keep_paper(name=NOVEMBER, data=data, by=november)
    shown = plan_paper(name=NOVEMBER, data=data).plan.digest
    write(4, editor, narrative="Changed in between.")
    before = census()
    with pytest.raises(PlanChanged, match="changed after this plan was shown"):
        apply_paper(paper=paper, by=november, shown=shown)
    assert census() == before


@pytest.mark.parametrize("moment", ["in the middle", "at the very end"])
def test_an_import_that_dies_half_way_leaves_the_records_as_they_were(moment, administrator, monkeypatch):
    data = (FIXTURES / "2022-11-02-pab.yaml").read_bytes()
    paper = keep_paper(name="p.yaml", data=data, by=administrator)
    shown = plan_paper(name="p.yaml", data=data).plan.digest
    before = census()

    def dies(*args, **options):
        raise DatabaseError("the disk is full")

    if moment == "at the very end":
        monkeypatch.setattr(models.Paper, "save", dies)
    else:
        real = writing.bulk_create_with_history
        monkeypatch.setattr(
            writing,
            "bulk_create_with_history",
            lambda rows, model, **o: (dies if model is models.PublishedCount else real)(rows, model, **o),
        )
    with pytest.raises(DatabaseError):
        apply_paper(paper=paper, by=administrator, shown=shown)
    assert census() == before
    monkeypatch.undo()
    paper.refresh_from_db()
    assert apply_paper(paper=paper, by=administrator, shown=shown) > 400


@pytest.mark.parametrize("line", [40, 60, 75, 200, 480, 590])
def test_a_paper_cut_in_the_middle_changes_nothing(line, administrator):
    whole = real_paper("2022-11-02")
    cut = b"".join(whole.splitlines(keepends=True)[:line])
    before = census()
    with pytest.raises(Refused, match="line"):
        read_in(NOVEMBER, cut, administrator)
    assert census() == before


HEAD = """paper: A test paper
holds: {bodies: 1, reports: 1, recommendations: 2, notes: 0}
meeting: {body: pab, date: 2022-11-02}
bodies:
  - {slug: pab, name: Board}
reports:
  - slug: a-report
    title: A report
    scheme: rag
    themes:
      - name: One
        recommendations:
"""
FIRST = "          - {number: 1, summary: First, status: Red, update: Begun}\n"


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("{number: 2, status: Purple, update: x}", "Line 14: “Purple” is no status of the scheme “rag”"),
        ("{number: 1, status: Red, update: x}", "line 14"),
        ("{number: 2, due: 2022-11-31, due_set_by: us}", "line 14"),
        ("{number: 2, bodies: [nobody-known]}", "Line 14: “nobody-known” is a body"),
        ("{number: 2, colour: Red}", "line 14"),
    ],
)
def test_bad_input_names_its_line_and_changes_nothing(row, says, administrator):
    before = census()
    with pytest.raises(Refused, match=f"(?i){says}"):
        read_in("paper.yaml", f"{HEAD}{FIRST}          - {row}\n".encode(), administrator)
    assert census() == before


def test_a_status_left_out_is_unknown_never_green(administrator):
    rows = FIRST + "          - {number: 2, summary: Second, update: Told without a colour}\n"
    read_in("paper.yaml", (HEAD + rows).encode(), administrator)
    told = dict(models.Update.objects.values_list("recommendation__number", "status__label"))
    assert told == {1: "Red", 2: None}


def test_a_lead_follows_the_meeting_it_was_stated_to(administrator):
    def paper(when: str, lead: str) -> bytes:
        text = HEAD.replace("2022-11-02", when).replace("- name: One", f"- name: One\n        lead: {lead}")
        return (text + FIRST + FIRST.replace("1", "2")).encode()

    read_in("b.yaml", paper("2022-11-02", "Ann"), administrator)
    read_in("c.yaml", paper("2023-02-07", "Ann"), administrator)
    assert list(models.Lead.objects.values_list("name", "meeting__date")) == [("Ann", date(2022, 11, 2))]
    read_in("d.yaml", paper("2023-05-02", "Ben"), administrator)
    read_in("a.yaml", paper("2022-08-02", "Zoe"), administrator)
    assert list(models.Lead.objects.order_by("meeting__date").values_list("name", flat=True)) == [
        "Zoe",
        "Ann",
        "Ben",
    ]


def test_a_changed_paper_changes_what_it_states_and_nothing_else(administrator):
    rows = FIRST + "          - {number: 2, summary: Second, bodies: [pab], status: Red, update: Begun}\n"
    read_in("a.yaml", (HEAD + rows).encode(), administrator)
    again = (HEAD + rows).replace("bodies: [pab], status: Red", "bodies: [], status: Green")
    assert read_in("b.yaml", again.encode(), administrator) == 2
    second = models.Recommendation.objects.get(number=2)
    assert not second.addressees.exists()
    assert second.updates.get().status.code == "green"
    assert models.Addressee.history.filter(history_type="-").count() == 1


def test_a_draft_stays_a_draft(administrator):
    read_in("p.yaml", (HEAD + FIRST + FIRST.replace("1", "2")).encode(), administrator, publish=False)
    assert models.Meeting.objects.get().is_draft
    read_in("q.yaml", (HEAD + FIRST + FIRST.replace("1", "2") + "\n").encode(), administrator)
    assert models.Meeting.objects.get().is_draft
