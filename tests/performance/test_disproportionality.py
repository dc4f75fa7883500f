"""Disproportionality: the Relative Rate Index of each group on its page, in CSV and in JSON."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from performance.models import Group, Measure, Observation
from performance.periods import month
from performance.rri import relative_rate
from recommendations.models import Meeting
from tests.conftest import FIXTURES
from tests.performance.records import a_source, observe
from tests.records import a_recommendation, a_report

PAGE = "/performance/disproportionality/"
DATA = "/performance/disproportionality"


@pytest.fixture
def reader(measured, viewer, client_of) -> Client:
    return client_of(viewer)


def rows(client: Client, query: str = "") -> list[dict[str, Any]]:
    return client.get(f"{DATA}.json{query}").json()["rows"]


def by_group(client: Client, query: str = "") -> dict[str, dict[str, Any]]:
    """The rows of one measure, force and period by group."""
    return {row["group"]: row for row in rows(client, query)}


def page_of(client: Client, query: str = "") -> str:
    response = client.get(f"{PAGE}{query}")
    assert response.status_code == 200
    return response.content.decode()


# Real figures


@pytest.fixture
def real(november, viewer, client_of) -> Client:
    """A viewer's client, with the definitions and the public figures of the fixtures on record."""
    call_command("load_measures", by=november.username, verbosity=0)
    files = [
        str(FIXTURES / "observations" / name)
        for name in ("residents-2021.csv", "stop-and-search-2022-2025.csv")
    ]
    call_command("import_observations", *files, by=november.username, apply=True, verbosity=0)
    return client_of(viewer)


def test_the_real_ratios_are_those_worked_out_elsewhere(real):
    """Worked out separately from the same public figures."""
    now = by_group(real, "?figures=latest")
    assert now["Black"]["period"] == "12 months to February 2025"
    assert {name: round(row["ratio"], 2) for name, row in now.items() if row["ratio"]} == {
        "Black": 5.22, "Mixed": 2.70, "Asian": 1.23, "Other": 2.06,
    }  # fmt: skip
    assert sum(row["events"] for name, row in now.items() if name != "Unknown") == 3905
    over_time = rows(real, "?figures=latest&table=time")
    first = {row["group"]: row for row in over_time if row["end"] == "2023-02-28"}
    assert {name: round(row["ratio"], 2) for name, row in first.items() if row["ratio"]} == {
        "Black": 4.70, "Mixed": 1.89, "Asian": 0.86, "Other": 2.19,
    }  # fmt: skip
    page = page_of(real, "?figures=latest")
    assert "3,905 searches of known group, 12 months to February 2025." in page
    assert "1,335 (25.5% of all) are of unknown group and in no rate." in page
    assert "Black 5.22 (4.69 to 5.80), higher" in page
    assert re.search(
        r"Mixed 2.70: not clearly.*; clearly higher than in the 12 months to February 2023", page
    )
    meeting = Meeting.objects.get(body__slug="pab", date=date(2022, 11, 2))
    assert meeting.data_up_to == date(2022, 9, 30)


def test_the_meeting_of_november_sees_seven_months_and_the_way_to_more(real):
    found = by_group(real)
    assert found["Black"]["period"] == "7 months, March to September 2022"
    with (FIXTURES / "observations" / "stop-and-search-2022-2025.csv").open(newline="") as file:
        counts = [tuple(row.values()) for row in csv.DictReader(file)]
    for group in ("White", "Black", "Unknown"):
        listed = [row for row in counts if "Avon and Somerset" in row and group in row]
        shown = [row for row in listed if any(f"2022-0{number}" in str(row) for number in range(3, 10))]
        assert len(shown) == 7
        assert found[group]["events"] == sum(float(row[-1]) for row in shown)
    page = page_of(real)
    assert "Fewer than twelve months can be compared." in page
    assert "Twelve whole months are needed for a point over time." in page
    assert (
        f'<a href="{PAGE}?figures=latest#stop-and-search">Newer public figures, up to February 2025</a>'
        in page
    )
    assert "2025" not in page.replace("up to February 2025", "").replace("2022-2025", "")


def test_the_recommendations_that_asked_and_the_figures_link_both_ways(real):
    page = page_of(real)
    for number in (8, 36):
        assert f'href="/reports/id-2022/{number}/">Recommendation {number} of' in page
        assert f'href="{PAGE}#stop-and-search"' in real.get(f"/reports/id-2022/{number}/").content.decode()
    assert 'id="stop-and-search"' in page


def test_other_forces_are_shown_for_the_same_months(real):
    found = {(row["force"], row["group"]): row for row in rows(real, "?figures=latest&table=forces")}
    assert {row["period"] for row in found.values()} == {"12 months to February 2025"}
    assert len({force for force, _ in found}) == 8
    sussex = found["Sussex", "Black"]
    white = found["Sussex", "White"]
    again = relative_rate(sussex["events"], sussex["people"], white["events"], white["people"])
    assert sussex["ratio"] == pytest.approx(again.ratio)
    assert (found["Staffordshire", "Asian"]["ratio"], found["Staffordshire", "Asian"]["judgement"]) == (
        None,
        "no figure",
    )


# Records made by hand


def test_the_ratio_is_of_rates_over_the_last_twelve_months(reader):
    found = by_group(reader)
    white = sum(90 + number % 5 for number in range(9, 21))
    expected = relative_rate(12 * 30, 9_000, white, 90_000)
    black = found["Black"]
    assert (black["start"], black["end"], black["events"]) == ("2021-10-01", "2022-09-30", 360)
    assert (black["ratio"], black["low"]) == (pytest.approx(expected.ratio), pytest.approx(expected.low))
    assert black["rate_per_1000"] == pytest.approx(40)
    assert black["judgement"] == "higher"


def test_a_small_count_and_its_neighbour_are_shown_nowhere(reader, measured):
    """Nobody of the group Other was searched, and the unknown would give that away."""
    for query in ("", "?table=forces", "?table=time"):
        for row in rows(reader, query):
            if row["group"] in ("Other", "Unknown") and row["force"] != "Third Force":
                assert row.get("events") is None
                assert row["ratio"] is None
                assert row["judgement"] == "small count, not shown"
    text = reader.get(f"{DATA}.csv").content.decode()
    lines = {line["group"]: line for line in csv.DictReader(io.StringIO(text))}
    assert [lines[name]["events"] for name in ("White", "Black", "Other", "Unknown")] == [
        "1104.0",
        "360.0",
        "",
        "",
    ]
    page = page_of(reader)
    assert "are not shown: Other." in page
    assert "of known group" not in page
    assert f">{12 * 20}<" not in page
    cells = re.search(r'<th scope="row">Other</th>(.*?)</tr>', page)
    assert cells
    counted, _, rate, ratio, *_ = re.findall(r"<td[^>]*>([^<]*)", cells[1])
    assert (counted, rate, ratio) == ("–", "–", "–")


def test_a_month_missing_for_one_group_is_left_out_and_said(reader, measured):
    Observation.objects.filter(
        measure=measured.searches, force=measured.own, group__slug="black", end=date(2022, 3, 31)
    ).delete()
    found = by_group(reader)
    assert found["Black"]["period"] == "11 of the 12 months to September 2022"
    assert found["Black"]["events"] == 11 * 30
    assert found["White"]["events"] == sum(90 + number % 5 for number in range(9, 21) if number != 14)
    ends = {row["end"] for row in rows(reader, "?table=time") if row["group"] == "Black" and row["ratio"]}
    assert ends == {"2021-12-31"}


def test_overlapping_windows_come_without_counts(reader):
    assert {"events", "people", "rate_per_1000"} & set(rows(reader, "?table=time")[0]) == set()


def test_where_nothing_can_be_drawn_the_table_still_stands(reader, measured):
    Observation.objects.filter(measure=measured.searches, group__slug="white").delete()
    page = page_of(reader)
    assert "no group can be compared with White" in page
    assert "Not reported, so not compared: White and Black." in page
    assert re.search(r'<table[^>]*id="t-searches-ratios"', page)


def test_another_force_without_all_the_months_has_no_ratio(reader, measured):
    Observation.objects.filter(
        measure=measured.searches, force=measured.other, group__slug="black", end=date(2022, 3, 31)
    ).delete()
    found = {(row["force"], row["group"]): row["ratio"] for row in rows(reader, "?table=forces")}
    assert found["Their Force", "Black"] is None
    assert found["Our Force", "Black"] is not None


def test_figures_of_a_draft_stay_with_it_until_they_are_asked_for_as_public_ones(
    reader, measured, editor, client_of
):
    """The draft reports the third quarter: its figures are of months after what the last meeting reports."""
    measured.source.is_open = False
    measured.source.save()
    for query in ("", "?figures=latest"):
        assert {row["end"] for row in rows(reader, query)} == {"2022-09-30"}
    assert "Newer public figures" not in page_of(reader)
    assert reader.get(f"{PAGE}?meeting=pab-2023-02-01").status_code == 404
    drafted = rows(client_of(editor), "?meeting=pab-2023-02-01")
    assert {row["end"] for row in drafted} == {"2022-12-31"}


def test_only_public_figures_are_added_to_those_of_the_meeting(reader, measured, editor):
    held = a_source(editor, "held.csv", is_open=False)
    for slug, count in (("white", 90), ("black", 1000), ("other", 0), ("unknown", 20)):
        group = Group.objects.get(slug=slug)
        observe(measured.searches, measured.own, month(2023, 1), count, group, source=held)
    assert {row["end"] for row in rows(reader, "?figures=latest")} == {"2022-12-31"}


def test_newer_figures_say_that_they_are_later_and_lead_back(reader):
    page = page_of(reader, "?meeting=pab-2022-08-03")
    assert f"{PAGE}?meeting=pab-2022-08-03&amp;figures=latest#searches" in page
    later = page_of(reader, "?meeting=pab-2022-08-03&figures=latest")
    assert "later than what the meeting was told of (3 August 2022)" in later
    assert f'<a href="{PAGE}?meeting=pab-2022-08-03">Only figures up to 3 August 2022</a>' in later
    assert f'href="{DATA}.csv?meeting=pab-2022-08-03&amp;figures=latest&amp;table=forces"' in later
    assert "Newer public figures" not in later


def test_a_change_is_told_beside_the_year_before(reader):
    assert "Black 3.26: not clearly different from that in the 12 months to December 2021 (3.27)." in page_of(
        reader, "?figures=latest"
    )
    assert "clearly different" not in page_of(reader)


def test_a_measure_without_a_figure_up_to_the_meeting_names_its_newer_ones(reader, measured):
    Observation.objects.filter(measure=measured.searches, end__lt=date(2022, 10, 1)).delete()
    page = page_of(reader)
    assert "No figures by group are on record up to 30 September 2022." in page
    assert "Newer public figures, up to December 2022" in page
    Observation.objects.filter(measure=measured.searches).delete()
    assert "No figures by group are on record up to 30 September 2022." in page_of(reader)
    assert 'id="searches"' not in page_of(reader)


def test_groups_that_cannot_be_compared_say_why(reader, measured):
    Group.objects.create(
        breakdown=measured.searches.breakdown, slug="refused", name="Refused", is_unknown=True, position=9
    )
    page = page_of(reader)
    assert "The groups cannot be compared: groups are compared with exactly one base" in page
    assert rows(reader) == []


def test_shares_of_people_at_the_stage_before_are_compared_as_proportions(reader, measured):
    charged = Measure.objects.create(
        slug="charged", name="Charged", kind="percentage", unit="charges", span="month",
        breakdown=measured.searches.breakdown,
    )  # fmt: skip
    for slug, count, out_of in (("white", 40, 1500), ("black", 24, 60), ("other", 30, 300)):
        group = Group.objects.get(slug=slug)
        observe(
            charged, measured.own, month(2022, 9), count, group, denominator=out_of, source=measured.source
        )
    black = next(row for row in rows(reader) if row["measure"] == "Charged" and row["group"] == "Black")
    expected = relative_rate(24, 60, 40, 1500, proportions=True)
    assert (black["people"], black["low"]) == (60, pytest.approx(expected.low))
    page = page_of(reader)
    assert "charges out of the people of the same group at the stage before" in page
    assert "1/a − 1/people + 1/b − 1/people" in page


def test_a_recommendation_asking_for_a_measure_of_no_groups_leads_to_its_page(reader, measured):
    measured.officers.asked_by = ["review/1"]
    measured.officers.save()
    page = reader.get("/reports/review/1/").content.decode()
    assert 'href="/performance/measures/officers/"' in page
    assert f'href="{PAGE}#searches"' in page


def test_more_measures_take_no_more_queries(reader, measured):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            page_of(reader)
        return len(captured)

    few = queries()
    for n in range(4):
        report = a_report(f"asking-{n}")
        a_recommendation(report, 1)
        measure = Measure.objects.create(
            slug=f"m{n}", name=f"M {n}", kind="rate", per=1000, denominator=measured.searches.denominator,
            breakdown=measured.searches.breakdown, asked_by=[f"asking-{n}/1"], span="month",
        )  # fmt: skip
        for group in Group.objects.all():
            observe(measure, measured.own, month(2022, 9), 50, group, source=measured.source)
    assert queries() == few
    assert page_of(reader).count("Relative Rate Index") == 5


def test_without_a_published_meeting_there_is_nothing_to_show(viewer, client_of):
    assert "No figures by group are on record." in page_of(client_of(viewer))
