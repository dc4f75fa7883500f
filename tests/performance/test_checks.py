"""Stated figures beside what the records give."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from performance.checks.agreement import Result, agreement, decimals_of
from performance.models import (
    Assessment,
    Breakdown,
    Group,
    Measure,
    Observation,
    StatedFigure,
    Target,
)
from performance.periods import Period, months_ending
from recommendations.models import PublishedCount
from tests.performance.records import observe
from tests.records import a_recommendation, a_report, a_status

DAY = Period(date(2022, 9, 28), date(2022, 9, 28))


# Whether two figures agree


@pytest.mark.parametrize(
    ("stated", "computed", "decimals", "result", "difference"),
    [
        (97.7, 100 * 3255 / 3331, 1, "agrees", 0.0184),
        (97.7, 100 * 3255 / 3291, 1, "differs", 1.2061),
        (40, 42, 0, "differs", 2),
        (24, 3 + 8 + 12 + 1, 0, "agrees", 0),
        (97.7, 97.75, 1, "agrees", 0.05),
        (97.7, 97.65, 1, "agrees", -0.05),
        (97.7, 97.7501, 1, "differs", 0.0501),
        (0, 0.5, 0, "agrees", 0.5),
        (1_000_000.1, 1_000_000.15, 1, "agrees", 0.05),
    ],
)
def test_figures_agree_as_far_as_the_stated_one_is_given(stated, computed, decimals, result, difference):
    found = agreement(stated, computed, decimals)
    assert found.result == result
    assert found.difference == pytest.approx(difference, abs=1e-4)


def test_nothing_is_known_without_a_computed_figure():
    assert agreement(5, None, 0) == agreement(7, None, 2)
    assert agreement(5, None, 0).result is Result.UNKNOWN


@given(st.integers(-10_000, 10_000), st.integers(0, 3), st.floats(-0.49, 0.49))
def test_a_rounded_figure_agrees_with_what_it_was_rounded_from(units, decimals, part):
    step = 10.0**-decimals
    assert agreement(round(units * step, decimals), (units + part) * step, decimals).result is Result.AGREES
    assert agreement(round(units * step, decimals), (units + 1) * step, decimals).result is Result.DIFFERS


@given(st.integers(0, 10**6), st.integers(0, 4))
def test_decimals_are_those_that_a_figure_is_written_with(units, decimals):
    stated = units / 10**decimals
    written = repr(stated).partition(".")[2].rstrip("0")
    assert decimals_of(stated) == len(written)


# The page


@pytest.fixture
def reader(measured, viewer, client_of):
    return client_of(viewer)


def rows(client, query: str = "") -> dict[str, dict]:
    return {row["figure"]: row for row in client.get(f"/checks.json{query}").json()["rows"]}


def state(measured, **fields):
    """One more stated figure, told to the second meeting."""
    return StatedFigure.objects.create(meeting=measured.office.second, **fields)


def test_a_share_of_a_target_is_held_against_each_target(reader):
    found = rows(reader)
    fits = found["Officers as a share of target: Temporary target"]
    other = found["Officers as a share of target: Target officers"]
    assert (fits["stated"], fits["result"]) == (97.7, "agrees")
    assert fits["computed"] == pytest.approx(97.7184, abs=1e-4)
    assert (other["result"], other["unit"]) == ("differs", "points")
    assert other["difference"] == pytest.approx(3255 / 3291 * 100 - 97.7)
    assert "3,255 of 3,291" in other["note"]
    assert "fits another target: Temporary target" in other["note"]
    page = reader.get("/checks/").content.decode()
    assert "differs by +1.2 points" in page
    assert 'href="/history/stated/pab-2022-11-02/share/">97.7%' in page
    assert 'href="/performance/measures/officers/?meeting=pab-2022-11-02">98.9%' in page


def test_a_share_is_of_the_figure_and_the_targets_of_its_own_meeting(reader, measured, editor, client_of):
    """A later headcount and a later target, of a draft or not, are not what the paper divided."""
    later = Period(date(2022, 12, 31), date(2022, 12, 31))
    observe(measured.officers, measured.own, later, 9999, source=measured.source)
    Target.objects.create(
        measure=measured.officers,
        meeting=measured.office.draft,
        slug="target",
        name="Target officers",
        value=1,
    )
    for client, query in (
        (reader, ""),
        (reader, "?figures=latest"),
        (client_of(editor), "?meeting=pab-2023-02-01"),
    ):
        found = rows(client, query)
        assert found["Officers as a share of target: Temporary target"]["result"] == "agrees"
        assert "3,255 of 3,291" in found["Officers as a share of target: Target officers"]["note"]


@pytest.mark.parametrize(
    ("gone", "reason"), [(Target, "no target is on record"), (Observation, "no figure is on record")]
)
def test_a_share_of_nothing_cannot_be_compared(gone, reason, reader, measured):
    gone.objects.filter(measure=measured.officers).delete()
    found = rows(reader)["Officers as a share of target"]
    assert (found["computed"], found["result"], found["reason"]) == (None, "unknown", reason)


@pytest.fixture
def scrutinised(measured):
    """24 cases, stated as such and counted by outcome."""
    breakdown = Breakdown.objects.create(slug="outcome", name="Outcome")
    names = ("Right", "Nearly", "Wrong", "None agreed")
    measure = Measure.objects.create(
        slug="cases", name="Cases", kind="count", unit="cases", span="day", breakdown=breakdown
    )
    for place, (name, count) in enumerate(zip(names, (3, 8, 12, 1), strict=True)):
        group = Group.objects.create(breakdown=breakdown, slug=f"o{place}", name=name, position=place)
        observe(measure, measured.own, DAY, count, group, source=measured.source)
    state(measured, slug="cases", label="Cases seen", value=24, unit="cases", compares="sum-of-groups",
          measure=measure, note="As in the text.")  # fmt: skip
    return measure


def test_groups_are_summed(reader, scrutinised):
    found = rows(reader)["Cases seen"]
    assert (found["computed"], found["result"]) == (24, "agrees")
    assert found["note"] == "3 + 8 + 12 + 1, on 28 September 2022. As in the text."


def test_a_group_without_a_figure_is_never_taken_for_zero(reader, scrutinised):
    scrutinised.observations.filter(group__name="Wrong").delete()
    found = rows(reader)["Cases seen"]
    assert (found["result"], found["reason"]) == ("unknown", "no figure is on record of Wrong")
    scrutinised.observations.all().delete()
    assert rows(reader)["Cases seen"]["reason"] == "no figure by group is on record"


def test_recommendations_told_are_counted_and_open_their_register(reader, measured):
    state(measured, slug="told", label="Followed", value=2, unit="recommendations",
          compares="recommendations-told", report=measured.office.report)  # fmt: skip
    found = rows(reader)["Followed"]
    assert (found["computed"], found["difference"], found["result"]) == (4, 2, "differs")
    page = reader.get("/checks/").content.decode()
    assert "differs by +2 recommendations" in page
    address = "/reports/review/?meeting=pab-2022-11-02&amp;told=yes"
    assert f'href="{address}"' in page
    listed = reader.get("/reports/review.json?meeting=pab-2022-11-02&told=yes").json()["rows"]
    assert len(listed) == 4


def test_a_meeting_told_of_none_of_them_cannot_be_compared(reader, measured):
    state(measured, slug="told", label="Followed", value=2, compares="recommendations-told",
          report=a_report("other"))  # fmt: skip
    assert rows(reader)["Followed"]["result"] == "unknown"


# Ranks


def rank(reader) -> dict:
    return rows(reader)["Rank: Burglary"]


def add_burglary(measured, force, value, end=date(2022, 9, 30)):
    observe(measured.burglary, force, months_ending(end, 12), value, source=measured.source)


def test_a_rank_by_older_figures_is_shown_and_not_compared(reader):
    found = rank(reader)
    assert (found["stated"], found["computed"], found["result"]) == (1, 1, "unknown")
    assert found["reason"] == "figures end June 2022; the paper reports Q2 2022/23"
    assert "1st of 2, 12 months to June 2022" in reader.get("/checks/").content.decode()


def test_a_rank_of_the_same_period_agrees_or_differs(reader, measured):
    add_burglary(measured, measured.own, 900)
    add_burglary(measured, measured.other, 1200)
    assert (rank(reader)["result"], rank(reader)["note"]) == ("agrees", "")
    Observation.objects.filter(
        end=date(2022, 9, 30), force=measured.other, measure=measured.burglary
    ).delete()
    add_burglary(measured, measured.other, 600)
    found = rank(reader)
    assert (found["computed"], found["difference"], found["result"]) == (2, 1, "differs")
    assert found["note"] == "Stated as below the MSG average; by the figures it is above."
    page = reader.get("/checks/").content.decode()
    assert "differs by +1 place<" in page
    assert 'href="/history/assessment/pab-2022-11-02/burglary/">1st of 2' in page


def test_a_rank_among_fewer_forces_is_not_compared(reader, measured):
    Assessment.objects.filter(measure=measured.burglary).update(out_of=8)
    assert rank(reader)["reason"] == "figures of 2 forces are on record, not of 8"


def test_a_rank_needs_figures_another_force_and_a_better_way(reader, measured):
    measured.burglary.polarity = "neither"
    measured.burglary.save()
    assert rank(reader)["reason"] == "it is not settled which way is better"
    measured.burglary.polarity = "lower"
    measured.burglary.save()
    Observation.objects.filter(measure=measured.burglary, force=measured.other).delete()
    assert rank(reader)["reason"] == "no other force has a figure of the same period"
    Observation.objects.filter(measure=measured.burglary).delete()
    assert rank(reader)["reason"] == "no figures are on record"


# Inspection reports


def test_stated_totals_are_held_against_stages_and_records(reader):
    found = {name: row for name, row in rows(reader).items() if name.startswith("Recommendations of")}
    assert [(r["stated"], r["computed"], r["result"]) for r in found.values()] == [
        (3, 3, "agrees"),
        (6, 6, "agrees"),
        (3, None, "unknown"),
    ]
    assert not any(name.startswith(("Bail", "Fraud", "Custody")) for name in rows(reader))


def test_a_report_that_does_not_add_up_has_a_row_of_its_own(reader, measured):
    PublishedCount.objects.create(
        meeting=measured.office.second, report=measured.office.inspection, counted="at-status",
        status=a_status("with-hmicfrs-cos"), value=4,
    )  # fmt: skip
    a_recommendation(measured.office.inspection, 4)
    found = rows(reader)
    assert found["Bail: sum of the stages"]["difference"] == 4
    assert found["Bail: recommendations on record"]["difference"] == 1
    assert 'href="/history/count/pab-2022-11-02/bail/total/">3<' in reader.get("/checks/").content.decode()


def test_the_counts_of_the_november_paper(november, viewer, client_of):
    found = rows(client_of(viewer))
    stages = found["Recommendations of 20 inspection reports with stages: sum of the stages"]
    every = found["Recommendations of 35 inspection reports: recommendations on record"]
    unknown = found["Recommendations of 15 inspection reports without stages: sum of the stages"]
    assert (stages["stated"], stages["computed"], stages["result"]) == (68, 68, "agrees")
    assert stages["note"].startswith("24 With Force + 22 With FLL + 19 With HMICFRS CoS + 0 ")
    assert (every["stated"], every["computed"], every["result"]) == (131, 131, "agrees")
    assert "not accepted: 1 of Counter Terrorism" in every["note"]
    assert (unknown["stated"], unknown["computed"], unknown["result"]) == (63, None, "unknown")
    told = found["Internal recommendations"]
    assert (told["stated"], told["computed"], told["difference"]) == (40, 42, 2)


# Narrowing, drafts, queries


def test_a_count_opens_what_it_counts(reader):
    page = reader.get("/checks/").content.decode()
    results = [row["result"] for row in rows(reader).values()]
    for show, result, words in (
        ("differing", "differs", "differing"),
        ("unknown", "unknown", "not comparable"),
        ("agreeing", "agrees", "agreeing"),
    ):
        number = results.count(result)
        assert f'<a href="/checks/?show={show}">{number} {words}</a>' in page
        assert {row["result"] for row in rows(reader, f"?show={show}").values()} == {result}
        assert len(rows(reader, f"?show={show}")) == number
    assert len(rows(reader, "?show=nonsense")) == len(results)


def test_a_draft_shows_in_no_check_of_a_viewer(reader, measured, editor, client_of):
    StatedFigure.objects.create(
        meeting=measured.office.draft, slug="share", label="Zebrafinch", value=98765,
        compares="share-of-target", measure=measured.officers,
    )  # fmt: skip
    Assessment.objects.create(measure=measured.officers, meeting=measured.office.draft, rank=1, out_of=8)
    PublishedCount.objects.create(
        meeting=measured.office.draft, report=measured.office.inspection, counted="total", value=98765
    )
    before = rows(reader)
    assert not any("Zebrafinch" in name or row["stated"] in (98765, 98768) for name, row in before.items())
    assert "Rank: Officers" not in before
    assert reader.get("/checks/?meeting=pab-2023-02-01").status_code == 404
    drafted = rows(client_of(editor), "?meeting=pab-2023-02-01")
    assert "Zebrafinch: Target officers" in drafted
    assert "Officers as a share of target: Target officers" not in drafted


def test_nothing_stated_is_said(reader):
    page = reader.get("/checks/?meeting=pab-2022-08-03").content.decode()
    assert "No paper up to this meeting stated a figure to check." in page


def test_more_figures_take_no_more_queries(reader, measured, scrutinised):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            reader.get("/checks/")
        return len(captured)

    add_one_of_each(measured, 0)
    few = queries()
    for n in range(1, 6):
        add_one_of_each(measured, n)
    assert queries() == few


def add_one_of_each(measured, n: int) -> None:
    measure = Measure.objects.create(
        slug=f"m{n}", name=f"M {n}", kind="rate", per=1000, denominator=measured.burglary.denominator,
        polarity="lower", span="year",
    )  # fmt: skip
    Assessment.objects.create(measure=measure, meeting=measured.office.second, rank=1, out_of=2)
    observe(measure, measured.own, months_ending(date(2022, 9, 30), 12), 9, source=measured.source)
    state(measured, slug=f"s{n}", label=f"S {n}", value=1, compares="share-of-target", measure=measure)
    Target.objects.create(measure=measure, meeting=measured.office.second, slug="t", name="T", value=5)
    report = a_report(f"r{n}")
    state(measured, slug=f"r{n}", label=f"R {n}", value=1, compares="recommendations-told", report=report)
