"""Performance at a meeting: what was told, what the figures say, and what a reader may not see yet."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from performance.models import Assessment, Observation
from performance.periods import month
from recommendations.history import acting
from tests.performance.records import a_source, observe


@pytest.fixture
def reader(measured, viewer, client_of) -> Client:
    return client_of(viewer)


def page(client: Client, url: str = "/performance/") -> str:
    response = client.get(url)
    assert response.status_code == 200, response.content[:500]
    return response.content.decode()


def words(html: str) -> str:
    """What a person reads of a piece of HTML."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def article(html: str, slug: str) -> str:
    found = re.search(rf'<article class="measure" aria-labelledby="m-{slug}">.*?</article>', html, re.DOTALL)
    assert found, slug
    return found[0]


def test_a_measure_says_trend_and_benchmark_in_sentences_that_know_the_polarity(reader):
    said = words(article(page(reader), "burglary"))
    assert "Increasing, which for this measure is the wrong way" in said
    assert "1st of 2, the lowest rate; for this measure lower is better" in said
    assert "9.2 offences per 1,000 residents in the 12 months to June 2022, 0.1 (1.1%) higher" in said


def test_months_have_a_variation_in_words_and_twelve_month_totals_have_none(reader):
    html = page(reader)
    assert "ordinary variation" in words(article(html, "searches"))
    assert 'class="variation"' in article(html, "searches")
    assert 'class="variation"' not in article(html, "burglary")


def test_a_chart_has_its_sentence_its_figure_and_its_table(reader):
    shown = article(page(reader), "searches")
    figure = re.search(r'<script type="application/json" id="figure-searches">(.*?)</script>', shown)
    assert figure
    assert {"data", "layout"} <= json.loads(figure[1]).keys()
    assert "<figcaption" in shown
    assert "<table" in shown
    assert '<svg class="sparkline" role="img"' in shown


def test_a_measure_without_figures_says_so_and_draws_nothing(reader):
    shown = article(page(reader), "unmeasured")
    assert "No figures are on record." in shown
    assert "data-chart" not in shown
    assert "<svg" not in shown


def test_targets_and_stated_figures_stand_with_their_measure(reader):
    shown = article(page(reader), "officers")
    said = words(shown)
    assert "3,255 officers on 30 September 2022" in said
    assert "Target officers: 3,291 officers. " in said
    assert "Officers as a share of target: 97.7%." in said
    assert "/history/stated/pab-2022-11-02/share/" in shown


def test_actions_and_comments_stand_under_their_priority_with_terms_linked(reader):
    html = page(reader)
    assert "The plan" in html
    assert "Search on good grounds only." in html
    assert re.search(r'<a href="/glossary/[^"]*#msg"[^>]*>MSG</a>', html)


def test_the_counts_open_what_they_count(reader):
    html = page(reader)
    listed = words(html)
    assert "3 measures assessed" in listed
    for url, slugs in (
        ("/performance/?trend=increasing", ["burglary"]),
        ("/performance/?direction=worse", ["burglary"]),
        ("/performance/?trend=stable", ["searches"]),
    ):
        assert f'href="{url}">1 ' in html
        assert re.findall(r'aria-labelledby="m-(\w+)"', page(reader, url)) == slugs


def test_the_table_gives_the_same_as_csv_and_json(reader):
    rows = list(csv.DictReader(io.StringIO(page(reader, "/performance.csv"))))
    assert [row["measure"] for row in rows] == ["Officers", "Searches", "Burglary", "Unmeasured"]
    burglary = rows[2]
    assert (burglary["rank"], burglary["out_of"], burglary["against"]) == ("1", "2", "below")
    assert float(burglary["value"]) == pytest.approx(9.2)
    held = json.loads(page(reader, "/performance.json"))
    assert held["meeting"] == "pab-2022-11-02"
    assert [row["period"] for row in held["rows"]][1] == "12 months to September 2022"


def test_no_figure_after_the_meetings_reach_shows_in_any_form(measured, reader, editor):
    with acting(by=editor):
        hidden = a_source(editor, "not public")
        observe(measured.searches, measured.own, month(2022, 10), 987654, source=hidden)
    for url in ("/performance/", "/performance.csv", "/performance.json", "/performance/measures/searches/"):
        assert "987654" not in page(reader, url).replace(",", "")


def test_what_a_draft_is_told_stays_hidden_until_it_is_published(measured, reader, client_of, editor):
    with acting(by=editor):
        Assessment.objects.create(
            meeting=measured.office.draft, measure=measured.burglary, trend="Reducing", rank=2, out_of=2
        )
    assert "Reducing" not in article(page(reader), "burglary")
    assert "Reducing" not in page(reader, "/performance/measures/burglary/")
    assert reader.get("/performance/?meeting=pab-2023-02-01").status_code == 404
    draft = page(client_of(editor), "/performance/?meeting=pab-2023-02-01")
    assert "Reducing, which for this measure is the way wanted" in article(draft, "burglary")


def test_a_meeting_without_a_report_shows_the_latest_before_it_and_says_so(measured, client_of, editor):
    html = page(client_of(editor), "/performance/?meeting=pab-2023-02-01")
    assert "This meeting got no performance report." in html
    assert article(html, "burglary")


def test_before_any_report_there_is_none(reader):
    assert "No performance report has been told" in page(reader, "/performance/?meeting=pab-2022-08-03")


def test_home_has_the_headline(reader):
    html = page(reader, "/")
    section = re.search(r'<section aria-labelledby="h-performance">.*?</section>', html, re.DOTALL)
    assert section
    assert "Performance, Q2 2022/23" in words(section[0])
    assert '<a href="/performance/?direction=worse">1 going the way not wanted</a>' in section[0]


def test_the_queries_do_not_grow_with_the_measures(measured, reader, editor):
    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            page(reader)
        return len(seen)

    page(reader)
    before = count()
    with acting(by=editor):
        for number in range(5):
            extra = type(measured.burglary).objects.create(
                slug=f"extra-{number}", name=f"Extra {number}", unit="x", kind="count", span="month",
                priority=measured.priority,
            )  # fmt: skip
            observe(extra, measured.own, month(2022, 1), 5, source=measured.source)
            Assessment.objects.create(meeting=measured.office.second, measure=extra, trend="Stable")
    assert count() == before


def test_a_text_from_a_paper_is_escaped_in_the_page_and_in_the_figure(measured, reader, editor):
    with acting(by=editor):
        measured.burglary.name = "<script>alert(1)</script> & co"
        measured.burglary.unit = "</script><b>x"
        measured.burglary.save()
    html = page(reader)
    assert "<script>alert" not in html
    assert "</script><b>" not in html


def test_the_page_is_compressed_for_who_takes_it_and_not_sent_twice(reader):
    first = reader.get("/performance/", headers={"Accept-Encoding": "gzip"})
    assert first["Content-Encoding"] == "gzip"
    again = reader.get("/performance/", headers={"Accept-Encoding": "gzip", "If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    Observation.objects.filter(end__lte="2022-09-30").first().delete()
    changed = reader.get("/performance/", headers={"Accept-Encoding": "gzip", "If-None-Match": first["ETag"]})
    assert changed.status_code == 200
