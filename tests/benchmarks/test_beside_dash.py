"""What is told of the performance page beside Dash, and of a file brought in, is what was measured."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from performance.chart_html import chart_html
from performance.figures import rolling_chart
from performance.series import Reading
from recommendations.models import User
from tests.benchmarks import browsing, figure_records, pages, records
from tests.benchmarks.beside_dash import VISITS, Load, beside, bytes_received, later_figure, visit_figures
from tests.benchmarks.browsing import Site, browser_figures
from tests.benchmarks.charts import charts_of
from tests.benchmarks.file_of_figures import ROWS, file_of_figures, import_figures

FIRST, AGAIN, _ = VISITS


def test_the_page_carries_a_chart_of_sixty_values_for_each_measure(
    editor: User, viewer: User, client_of: Callable[[User | None], Client]
) -> None:
    records.fill(1, 10, 4, 5, editor)
    charts = charts_of(client_of(viewer).get(pages.PERFORMANCE.path).content.decode())
    assert [chart.heading for chart in charts] == [f"Recorded offences of kind {n}" for n in range(1, 6)]
    assert [len(trace["y"]) for chart in charts for trace in chart.figure["data"]] == [60] * 5
    assert all(None not in chart.figure["data"][0]["y"] for chart in charts)


def test_a_chart_is_taken_out_of_its_page_as_it_was_put_in() -> None:
    own = [Reading(period, 1.5 * number) for number, period in enumerate(figure_records.MONTHS)]
    charts = [
        rolling_chart(name, name, own=own, own_name="Ours", others={}, unit="searches < 1 & more")
        for name in ("a", "b")
    ]
    page = "".join(
        f'<h3 id="m-{c.name}"><a href="#">{c.name} &amp; co</a></h3>{chart_html(c)}' for c in charts
    )
    assert charts_of(page) == [(f"{c.name} & co", c.sentence, c.figure) for c in charts]


def test_a_page_without_charts_is_no_page_to_compare() -> None:
    with pytest.raises(RuntimeError, match="carries no chart"):
        charts_of("<figure><figcaption>No figures.</figcaption></figure>")


def test_each_figure_of_a_visit_is_the_median_of_its_own_tries() -> None:
    ours = [Load(10, 700, 900, 250), Load(30, 100, 700, 100), Load(20, 200, 800, 200)]
    dash = [Load(200, 1000, 1000, 1000)] * 3
    found = {figure.name: figure for figure in visit_figures(FIRST, ours, dash)}
    assert found["first visit: readable, to Dash"].measured == "0.10 times (20.0 to 200.0 ms)"
    assert found["first visit: first chart, to Dash"].measured == "0.20 times (200.0 to 1,000.0 ms)"
    assert found["first visit: bytes, to Dash"].measured == "0.20 times (0.2 to 1.0 kB)"
    told = found["first visit: text and sparklines, to Dash's first chart"].measured
    assert told == "0.02 times (20.0 to 1,000.0 ms)"
    assert [figure.verdict for figure in found.values()] == ["pass", "", "pass", "", "pass"]


def test_a_visit_that_is_no_quicker_falls_short() -> None:
    same = [Load(200, 1000, 1000, 100_000)]
    for visit in (FIRST, AGAIN):
        verdicts = [figure.verdict for figure in visit_figures(visit, same, same)]
        assert verdicts == ["falls short", "", "falls short", "", "falls short"]


def test_bytes_are_those_that_came_over_the_wire() -> None:
    cached = {"requestId": 2, "encodedDataLength": 0}
    assert bytes_received([{"encodedDataLength": 59_000}, cached, {"encodedDataLength": 999}]) == 59_999
    assert later_figure("a", 59_999).verdict == "pass"
    assert later_figure("a", 60_000).verdict == "falls short"
    assert bytes_received([]) == 0


def test_a_ratio_is_told_with_both_of_its_parts() -> None:
    assert beside("a", 1500.0, 1000.0, 1.6)[1:] == ("1.50 times (1,500.0 to 1,000.0 ms)", "at most 1.6", True)
    assert beside("a", 1700.0, 1000.0, 1.6).verdict == "falls short"


def test_without_chromium_the_rows_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browsing, "chromium", lambda: None)
    site = Site("ours", 1, "/", 30)
    found = list(browser_figures(site, site))
    assert {(figure.measured, figure.verdict) for figure in found} == {("not measured: no Chromium", "")}
    assert len(found) == len(VISITS)


def test_the_file_has_its_rows_once_each() -> None:
    heading, *lines = file_of_figures().splitlines()
    assert heading == "measure,force,month,value"
    assert len(lines) == len({line.rpartition(",")[0] for line in lines}) == ROWS


def test_an_import_is_told_by_its_share_of_the_speed_and_its_most_memory() -> None:
    bare = [{"seconds": 2.0, "megabytes": 500.0}] * 3
    whole = [{"seconds": seconds, "megabytes": 100 * seconds} for seconds in (1.0, 4.0, 3.0)]
    _, share, memory = import_figures(whole, bare)
    assert (share.measured, share.verdict) == ("0.67 of it (33,333 rows a second)", "pass")
    assert (memory.measured, memory.verdict) == ("400 MB", "falls short")
    slow = [{"seconds": 6.1, "megabytes": 300.0}]
    assert [figure.verdict for figure in import_figures(slow, bare)] == ["", "falls short", "pass"]
