"""Charts as plain dicts of Plotly's schema, each with its table and one sentence. Free of Django."""

from performance.figures.bars import bars
from performance.figures.chart import Chart, TargetLine
from performance.figures.control import control_chart
from performance.figures.lines import rolling_chart
from performance.figures.ratio_lines import ratios_over_time
from performance.figures.ratios import ratio_chart

__all__ = [
    "Chart",
    "TargetLine",
    "bars",
    "control_chart",
    "ratio_chart",
    "ratios_over_time",
    "rolling_chart",
]
