"""A chart as the page carries it: its sentence, a place to draw, the figure as data, and its table."""

from __future__ import annotations

from html import escape

from performance.figures import Chart


def chart_html(chart: Chart, fallback: str = "", *, open_table: bool = False) -> str:
    """The chart as HTML that can be read without the script: sentence and table stand by themselves.

    `fallback` is HTML, a sparkline, that stands in the place of the drawing until it is drawn.
    A chart without data is its sentence alone.
    """
    caption = f"<figcaption>{escape(chart.sentence)}</figcaption>"
    if not chart.figure:
        return f'<figure class="chart chart--empty">{caption}</figure>'
    return (
        f'<figure class="chart" data-chart="{chart.name}">{caption}'
        f'<div class="chart__plot" id="plot-{chart.name}">{fallback}</div>'
        f'<script type="application/json" id="figure-{chart.name}">{chart.json()}</script>'
        f'<details class="chart__table"{" open" if open_table else ""}><summary>Table</summary>'
        f"{chart.table.html()}</details></figure>"
    )
