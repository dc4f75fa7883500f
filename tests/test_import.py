"""Papers in: the facts of the real papers, from the fixture and from the paper alike, and nothing twice."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from recommendations import models
from tests.conftest import FIXTURES, read_fixture, read_in, real_paper
from tests.importing import NOVEMBER, census
from tracker.paper_import import plan_paper


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


def test_of_the_performance_report_only_what_has_no_place_is_listed_as_not_read(administrator):
    plan = plan_paper(name=NOVEMBER, data=real_paper("2022-11-02")).plan
    losses = [loss for loss in plan.losses if 92 <= loss.place.line <= 451]
    assert [loss.place.line for loss in losses] == sorted(loss.place.line for loss in losses)
    charts = [loss for loss in losses if "the chart" in loss.what]
    others = [loss.what for loss in losses if loss not in charts]
    assert len(charts) == 13
    assert [what.partition(":")[0] for what in others] == [
        *("a heading", "a heading", "a footnote"),
        "Police officer headcount, 30 September 2022",
    ]
    kinds = Counter(change.kind for change in plan.changes)
    assert (kinds["priority"], kinds["assessment"], kinds["target"]) == (11, 27, 2)
    assert (kinds["action"], kinds["comment"], kinds["term"], kinds["observation"]) == (63, 20, 14, 0)


def test_every_record_names_its_paper_and_line(november):
    paper = models.Paper.objects.get(name="2022-11-02-pab.yaml")
    for update in models.Update.objects.all():
        row = update.history.get()
        assert (row.history_user, row.history_paper) == (november, paper)
        assert row.history_change_reason.startswith("Imported from 2022-11-02-pab.yaml, line ")
