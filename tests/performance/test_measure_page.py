"""One measure: its line, its control chart, its values, and how they are computed."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date

import pytest
from django.test import Client

from performance.models import Measure, MeasureChange, Observation
from recommendations.history import acting
from tests.performance.records import a_source
from tests.performance.test_performance_page import page, words

SEARCHES, BURGLARY = "/performance/measures/searches/", "/performance/measures/burglary/"


@pytest.fixture
def reader(measured, viewer, client_of) -> Client:
    return client_of(viewer)


def figure(html: str, name: str) -> dict:
    found = re.search(rf'id="figure-{name}">(.*?)</script>', html)
    assert found, name
    return json.loads(found[1])


def test_monthly_figures_have_a_rolling_line_and_a_control_chart_under_it(reader):
    html = page(reader, SEARCHES)
    assert html.index("figure-searches") < html.index("figure-searches-control")
    own = next(trace for trace in figure(html, "searches")["data"] if trace.get("name") == "Our Force")
    assert own["x"][-1] == "2022-09-30"
    assert len([value for value in own["y"] if value is not None]) == 10


def test_totals_of_twelve_months_have_no_control_chart_and_the_page_says_why(reader):
    html = page(reader, BURGLARY)
    assert "figure-burglary-control" not in html
    assert "There is no control chart" in html
    assert "never added up again" in html


def test_the_forces_of_the_msg_are_context(reader):
    names = {trace.get("name") for trace in figure(page(reader, BURGLARY), "burglary")["data"]}
    assert {"Our Force", "Their Force"} <= names


def test_the_rank_by_the_figures_stands_beside_the_stated_one(reader):
    said = words(page(reader, BURGLARY))
    assert "By the figures on record, 12 months to June 2022: 1st of 2, the lowest rate" in said
    assert "no figure for" not in said


def test_residents_are_named_with_their_census(reader):
    assert "Rates are per 1,000 residents: 100,000 in Our Force, counted for 21 March 2021" in page(
        reader, BURGLARY
    )


def test_values_lead_to_their_records(measured, reader):
    html = page(reader, BURGLARY)
    url = "/history/observation/burglary/ours/all/2021-07-01/2022-06-30/"
    assert f'href="{url}"' in html
    assert "920" in page(reader, url)


def test_the_table_is_the_same_as_csv(reader):
    rows = list(csv.DictReader(io.StringIO(page(reader, "/performance/measures/searches.csv"))))
    assert len(rows) == 21
    assert rows[0]["period"] == "September 2022"
    assert float(rows[0]["counted"]) == 140
    assert float(rows[0]["value"]) == pytest.approx(1.40)
    assert float(rows[0]["twelve_months"]) == pytest.approx(
        1.0 * sum(140 + n % 5 for n in range(9, 21)) / 100
    )
    assert rows[-1]["twelve_months"] == ""


def test_newer_public_figures_are_a_link_away_and_marked(reader):
    html = page(reader, SEARCHES)
    assert "Newer public figures, up to December 2022" in html
    later = page(reader, f"{SEARCHES}?figures=latest")
    assert "later ones than this meeting" in words(later)
    rows = csv.DictReader(io.StringIO(page(reader, "/performance/measures/searches.csv?figures=latest")))
    assert next(rows)["period"] == "December 2022"


def test_a_measure_that_only_a_paper_named_says_what_is_missing(reader):
    said = words(page(reader, "/performance/measures/unmeasured/"))
    assert "Not defined yet: only a paper has named this measure so far." in said
    assert "No figures are on record." in said


def test_it_leads_to_the_recommendation_that_asks_for_it_and_back(reader):
    assert 'href="/reports/review/1/"' in page(reader, SEARCHES)
    assert "/performance/disproportionality/" in page(reader, "/reports/review/1/")
    assert "/performance/disproportionality/" not in page(reader, "/reports/review/2/")


def test_an_editor_records_a_change_and_limits_begin_anew(measured, client_of, editor, reader):
    client = client_of(editor)
    url = f"{SEARCHES}change/"
    assert "Record a change" in page(client, SEARCHES)
    answer = client.post(url, {"on": "2022-01-01", "what": "A new form", "rebases": "on"})
    assert answer["Location"] == SEARCHES
    held = MeasureChange.objects.get()
    assert (held.rebases, held.history.get().history_user) == (True, editor)
    assert "A new form (control limits begin anew)" in words(page(reader, SEARCHES))
    again = client.post(url, {"on": "2022-01-01", "what": "Another"})
    assert again.status_code == 422
    assert "A change of that day is on record already." in again.content.decode()
    assert MeasureChange.objects.count() == 1


def test_a_change_needs_a_day_and_a_reason(measured, client_of, editor):
    answer = client_of(editor).post(f"{SEARCHES}change/", {"on": "", "what": ""})
    assert answer.status_code == 422
    assert not MeasureChange.objects.exists()


def test_every_measure_is_listed_with_its_definition(reader):
    html = page(reader, "/performance/measures/")
    assert "5 measures" in html
    assert "Searches of people." in html


def test_a_measure_that_is_not_there_is_404(reader):
    assert reader.get("/performance/measures/none/").status_code == 404


def test_the_history_of_a_figure_that_is_not_published_yet_is_hidden(measured, reader, client_of, editor):
    url = "/history/observation/officers/ours/all/2022-09-30/2022-09-30/"
    Observation.objects.filter(measure=measured.officers).update(source=a_source(editor, "closed"))
    assert reader.get(url).status_code == 200
    measured.office.second.data_up_to = date(2022, 9, 29)
    measured.office.second.save()
    assert reader.get(url).status_code == 404
    assert client_of(editor).get(url).status_code == 200
    Observation.objects.filter(measure=measured.officers).update(source=measured.source)
    assert reader.get(url).status_code == 200


def test_one_group_of_those_that_are_compared_has_no_history_for_readers(measured, reader, client_of, editor):
    url = "/history/observation/searches/ours/other/2022-09-01/2022-09-30/"
    assert reader.get(url).status_code == 404
    assert client_of(editor).get(url).status_code == 200


def test_a_past_meeting_is_kept_on_the_way_to_the_recommendation_and_back(reader):
    assert 'href="/reports/review/1/?meeting=pab-2022-08-03"' in page(
        reader, f"{SEARCHES}?meeting=pab-2022-08-03"
    )
    assert 'href="/performance/disproportionality/?meeting=pab-2022-08-03#searches"' in page(
        reader, "/reports/review/1/?meeting=pab-2022-08-03"
    )


def test_groups_that_are_not_compared_are_bars(measured, reader, editor):
    groups = Measure.objects.get(slug="searches").breakdown.groups
    with acting(by=editor):
        groups.filter(is_base=True).update(is_base=False)
    html = page(reader, SEARCHES)
    assert "figure-searches-groups" in html
