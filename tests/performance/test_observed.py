"""What figures a page may show, and what they come to."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import RequestFactory

from performance.models import MeasureChange, Observation
from performance.observed import observed
from performance.periods import Period, month, months_ending
from performance.standing import others, rank_by_figures, standing
from recommendations.sitting import Sitting, resolve
from tests.performance.records import observe


@pytest.fixture
def sitting(measured, viewer):
    """As a viewer sees it: the latest published meeting, data up to September 2022."""
    return sitting_of(viewer)


def sitting_of(user, query: str = "") -> Sitting:
    request = RequestFactory().get(f"/{query}")
    request.user = user
    return resolve(request)


def test_figures_end_where_the_meeting_reports_to(measured, sitting):
    points = observed([measured.searches], sitting).series(measured.searches, "ours", "black")
    assert [points[0].period, points[-1].period] == [month(2021, 1), month(2022, 9)]


def test_without_a_meeting_nothing_is_shown(measured):
    assert observed([measured.searches], Sitting()).points == {}


def test_public_figures_are_shown_whole_to_who_asks_for_them(measured, viewer, editor):
    asked = sitting_of(viewer, "?figures=latest")
    assert observed([measured.searches], asked).series(measured.searches, "ours")[-1].period == month(
        2022, 12
    )
    measured.source.is_open = False
    measured.source.save()
    assert observed([measured.searches], asked).series(measured.searches, "ours")[-1].period == month(2022, 9)


def test_a_meeting_that_says_no_reach_shows_figures_up_to_its_day(measured, viewer):
    first = sitting_of(viewer, "?meeting=pab-2022-08-03")
    assert observed([measured.searches], first).series(measured.searches, "ours")[-1].period == month(2022, 7)


def test_a_whole_is_the_sum_of_its_groups_where_all_are_there(measured, sitting):
    held = Observation.objects.filter(measure=measured.searches, force=measured.own, end=date(2022, 3, 31))
    held.filter(group__slug="unknown").delete()
    seen = observed([measured.searches], sitting)
    by_month = {point.period: point.numerator for point in seen.series(measured.searches, "ours")}
    assert by_month[month(2021, 1)] == 90 + 30 + 0 + 20
    assert month(2022, 3) not in by_month


def test_people_are_the_known_groups_of_census_day(measured, sitting):
    seen = observed([measured.searches], sitting)
    whole = seen.people(measured.searches, "ours")
    assert whole is not None
    assert (whole.numerator, str(whole.period)) == (100_000, "21 March 2021")
    assert seen.people(measured.searches, "ours", "black").numerator == 9_000
    assert seen.people(measured.searches, "ours", "unknown") is None
    assert seen.people(measured.officers, "ours") is None


def test_reading_takes_the_same_queries_for_one_measure_and_for_four(
    measured, sitting, django_assert_num_queries
):
    for measures in ([measured.searches], [measured.searches, measured.burglary, measured.officers]):
        for measure in measures:
            measure.refresh_from_db()
            assert measure.denominator is None or measure.denominator.name
        with django_assert_num_queries(3):
            observed(measures, sitting, compare=True)


def test_monthly_rates_are_rolled_over_twelve_months_and_judged_month_by_month(measured, sitting):
    own = standing(measured.searches, observed([measured.searches], sitting), [])
    months = [90 + number % 5 + 50 for number in range(24)]
    expected = 1000 * sum(months[9:21]) / 100_000
    assert own.unit == "searches per 1,000 residents"
    assert own.latest.period == months_ending(date(2022, 9, 30), 12)
    assert own.latest.value == pytest.approx(expected)
    assert [r.value for r in own.values][:2] == pytest.approx([1.40, 1.41])
    assert own.control is not None
    assert own.is_rolled


def test_totals_of_twelve_months_stand_as_they_are_and_have_no_control_chart(measured, sitting):
    own = standing(measured.burglary, observed([measured.burglary], sitting), [])
    assert [r.value for r in own.charted] == pytest.approx([9.0, 9.1, 9.2])
    assert (own.control, own.is_rolled) == (None, False)
    assert own.change.difference == pytest.approx(0.1)


def test_a_rate_without_residents_is_shown_as_a_count(measured, sitting):
    Observation.objects.filter(measure__slug="residents").delete()
    own = standing(measured.burglary, observed([measured.burglary], sitting), [])
    assert [r.value for r in own.charted] == [900, 910, 920]
    assert own.unit == "offences"
    assert own.people is None


def test_limits_begin_anew_where_a_person_recorded_it(measured, sitting, editor):
    change = MeasureChange(measure=measured.searches, on=date(2022, 1, 1), what="New form", rebases=True)
    seen = observed([measured.searches], sitting)
    assert len(standing(measured.searches, seen, []).control.segments) == 1
    assert [s.reason for s in standing(measured.searches, seen, [change]).control.segments] == [
        "",
        "New form",
    ]


def test_a_total_in_whose_middle_the_definition_changed_is_left_out_of_the_line(measured, sitting):
    seen = observed([measured.burglary], sitting, compare=True)

    def charted(day: date, rebases: bool = True) -> list[float | None]:
        change = MeasureChange(measure=measured.burglary, on=day, what="Recorded anew", rebases=rebases)
        own = standing(measured.burglary, seen, [change])
        theirs = others(own, seen, [change])["Their Force"]
        assert [r.value is None for r in theirs] == [r.value is None for r in own.charted]
        return [r.value for r in own.charted]

    assert charted(date(2020, 10, 1)) == pytest.approx([9.0, None, 9.2])
    assert charted(date(2020, 7, 1)) == pytest.approx([9.0, 9.1, 9.2])  # from the first day of a total
    assert charted(date(2021, 6, 30)) == pytest.approx([9.0, None, 9.2])
    assert charted(date(2020, 10, 1), rebases=False) == pytest.approx([9.0, 9.1, 9.2])


def test_no_change_on_a_year_is_told_across_a_change_of_definition(measured, sitting):
    change = MeasureChange(measure=measured.burglary, on=date(2020, 10, 1), what="Anew", rebases=True)
    own = standing(measured.burglary, observed([measured.burglary], sitting), [change])
    assert own.latest.value == pytest.approx(9.2)
    assert own.change is None


def test_without_twelve_months_in_a_row_the_single_months_are_drawn(measured, sitting):
    Observation.objects.filter(measure=measured.searches, end__lt=date(2021, 12, 31)).delete()
    own = standing(measured.searches, observed([measured.searches], sitting), [])
    assert own.is_rolled is False
    assert own.latest.period == month(2022, 9)
    assert own.latest.value == pytest.approx(1.40)
    assert own.control is not None


def test_two_months_that_are_no_neighbours_have_no_control_chart(measured, sitting):
    kept = [date(2021, 9, 30), date(2022, 9, 30)]
    Observation.objects.filter(measure=measured.searches).exclude(end__in=kept).delete()
    own = standing(measured.searches, observed([measured.searches], sitting), [])
    assert (own.control, own.variation) == (None, None)
    assert own.change is not None


def test_a_missing_month_breaks_the_line_and_the_totals_that_need_it(measured, sitting):
    Observation.objects.filter(measure=measured.searches, end=date(2022, 3, 31)).delete()
    own = standing(measured.searches, observed([measured.searches], sitting), [])
    by_month = {r.period: r.value for r in own.values}
    assert by_month[month(2022, 3)] is None
    assert own.latest.period == months_ending(date(2022, 2, 28), 12)


def test_the_rank_is_by_the_figures_of_the_same_period(measured, sitting):
    seen = observed([measured.burglary], sitting, compare=True)
    own = standing(measured.burglary, seen, [])
    compared = others(own, seen, [])
    assert list(compared) == ["Their Force"]
    found = rank_by_figures(own, compared, "Our Force")
    assert (found.rank, found.out_of, found.against) == (1, 2, "below")
    observe(
        measured.burglary, measured.own, months_ending(date(2022, 7, 31), 12), 5000, source=measured.source
    )
    seen = observed([measured.burglary], sitting, compare=True)
    later = standing(measured.burglary, seen, [])
    assert rank_by_figures(later, others(later, seen, []), "Our Force") is None


def test_one_figure_of_a_day_is_a_reading_of_that_day(measured, sitting):
    own = standing(measured.officers, observed([measured.officers], sitting), [])
    assert [(r.period, r.value) for r in own.charted] == [
        (Period(date(2022, 9, 30), date(2022, 9, 30)), 3255)
    ]
