"""The drawing of charts for paper by matplotlib: lines told apart in black and white. Runs apart.

Drawn on a figure of its own, not through pyplot, which keeps figures until the process ends.
"""

from __future__ import annotations

import io
import math
import textwrap
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import matplotlib.dates
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from performance.writing.charts import PaperChart

WIDTH, HEIGHT, DPI = 160 / 25.4, 62 / 25.4, 200  # inches
DATES: Any = matplotlib.dates  # has no types
EPOCH = date(1970, 1, 1)  # from which matplotlib counts days
LOOK: Any = {
    "font.family": "DejaVu Sans",  # comes with matplotlib, so that the picture is the same everywhere
    "font.size": 8,
    "axes.linewidth": 0.6,
    "svg.fonttype": "path",  # looks the same in every reader, whatever fonts it has
    "svg.hashsalt": "paper",
}
INK, FAINT = "#111111", "#bbbbbb"
HIDES = 0.25  # the part of an axis from zero below which the movement of a line cannot be seen
TARGET_DASHES = ((6, 3), (1.5, 2), (6, 2, 1.5, 2), (10, 4))
CHANGE_DASHES = (2, 2)
MARKED = 40  # points up to which each has a mark
TITLE_LETTERS, CHANGE_LETTERS = 88, 44
NO_VALUES = "No figures in this time"


def svg_and_png(chart: PaperChart) -> tuple[bytes, bytes]:
    """The chart in both forms, 160 mm wide, the same bytes for the same chart."""
    with matplotlib.rc_context(LOOK):
        figure = Figure(figsize=(WIDTH, HEIGHT), dpi=DPI, layout="constrained")
        FigureCanvasAgg(figure)
        axes = figure.add_subplot()
        _frame(figure, axes, chart)
        known = _line(axes, chart)
        _scale(axes, chart, known)
        _targets(axes, chart)
        _changes(axes, chart)
        svg, png = io.BytesIO(), io.BytesIO()
        figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
        figure.savefig(png, format="png", metadata={"Software": None})
    return svg.getvalue(), png.getvalue()


def _frame(figure: Figure, axes: Axes, chart: PaperChart) -> None:
    title = "\n".join(textwrap.wrap(chart.title, TITLE_LETTERS, max_lines=2, placeholder=" …"))
    axes.set_title(_plain(title), loc="left", fontsize=9, fontweight="bold", color=INK)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(INK)
    axes.grid(axis="y", color=FAINT, linewidth=0.4)
    axes.set_axisbelow(True)
    axes.tick_params(colors=INK, width=0.6, length=3)


def _at(day: date) -> float:
    """Where a day stands on the axis."""
    return float((day - EPOCH).days)


def _plain(text: str) -> str:
    """Words as words: matplotlib would set what stands between two dollars as a formula."""
    return text.replace("$", r"\$")


def _runs(points: Sequence[tuple[date, float | None]]) -> Iterator[list[tuple[float, float]]]:
    """The points that follow one another without a gap."""
    run: list[tuple[float, float]] = []
    for day, value in points:
        if value is not None and math.isfinite(value):
            run.append((_at(day), float(value)))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _line(axes: Axes, chart: PaperChart) -> list[tuple[float, float]]:
    """Draw the runs; a value that stands alone is a mark. The last value is told beside it."""
    runs = [*_runs(chart.points)]
    known = [point for run in runs for point in run]
    for run in runs:
        mark = "o" if len(known) <= MARKED or len(run) == 1 else ""
        axes.plot(*zip(*run, strict=True), color=INK, linewidth=1.4, marker=mark, markersize=2.8)
    if known:
        day, value = known[-1]
        axes.plot([day], [value], color=INK, marker="o", markersize=4.5)
        axes.annotate(
            _number(value),
            (day, value),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
            fontweight="bold",
        )
    else:
        axes.tick_params(labelleft=False)
        axes.text(0.5, 0.5, NO_VALUES, transform=axes.transAxes, ha="center", va="center", color=INK)
    return known


def _scale(axes: Axes, chart: PaperChart, known: Sequence[tuple[float, float]]) -> None:
    """Both axes: values from zero, unless that would flatten the line; then the axis says so."""
    days = [_at(day) for day, _ in chart.points] or [_at(date(2000, 1, 1))]
    wide = max(days) - min(days) or 30.0
    axes.set_xlim(min(days) - 0.015 * wide, max(days) + 0.07 * wide)
    locator = DATES.AutoDateLocator(minticks=3, maxticks=9)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(DATES.ConciseDateFormatter(locator, show_offset=False))
    values = [value for _, value in known] + [value for _, value in chart.targets if math.isfinite(value)]
    bottom, top = limits_of(values)
    axes.set_ylim(bottom, top)
    axes.yaxis.set_major_locator(MaxNLocator(5))
    decimals = max(0, math.ceil(-math.log10((top - bottom) / 5)))  # as many as tell two ticks apart
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _figure(value, decimals)))
    axes.set_ylabel(_plain(chart.unit + ("\n(axis does not start at 0)" if bottom > 0 else "")), color=INK)


def limits_of(values: Sequence[float]) -> tuple[float, float]:
    """Where the axis of values begins and ends: from zero, unless that would flatten the line."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    room = (high - low or abs(high) or 1.0) * 0.12
    if low > 0 and 0 < high - low < HIDES * high:
        return low - min(room, low / 2), high + room
    return (low - room if low < 0 else 0.0), (high + room if high > 0 or low == high == 0 else 0.0)


def _targets(axes: Axes, chart: PaperChart) -> None:
    """Level lines, each with dashes of its own and its name on it."""
    for (name, value), dashes in zip(chart.targets, _again(TARGET_DASHES), strict=False):
        if not math.isfinite(value):
            continue
        axes.axhline(value, color=INK, linewidth=0.9, dashes=dashes)
        axes.annotate(
            _plain(f"{name}: {_number(value)}"),
            (0, value),
            xycoords=("axes fraction", "data"),
            xytext=(4, 3),
            textcoords="offset points",
            fontsize=7.5,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6, "alpha": 0.85},
        )


def _again(dashes: Sequence[tuple[float, ...]]) -> Iterator[tuple[float, ...]]:
    while True:
        yield from dashes


def _changes(axes: Axes, chart: PaperChart) -> None:
    """Days from which something counts otherwise: an upright line, its name beside it."""
    left, right = axes.get_xlim()
    shown = [(day, name) for day, name in chart.changes if left <= _at(day) <= right]
    for place, (day, name) in enumerate(shown):
        axes.axvline(_at(day), color=INK, linewidth=0.7, dashes=CHANGE_DASHES)
        near_end = _at(day) > left + 0.7 * (right - left)
        axes.annotate(
            _plain(textwrap.shorten(name, CHANGE_LETTERS, placeholder=" …")),
            (_at(day), 1 - 0.11 * (place % 3)),
            xycoords=("data", "axes fraction"),
            xytext=(-3 if near_end else 3, -2),
            textcoords="offset points",
            ha="right" if near_end else "left",
            va="top",
            fontsize=7.5,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6, "alpha": 0.85},
        )


def _number(value: float) -> str:
    """A value for reading: at most as many decimals as tell it, two of its figures below one."""
    if abs(value) >= 100 or float(value).is_integer():
        return _figure(value, 0)
    return _figure(value, 1 if abs(value) >= 1 else 1 - math.floor(math.log10(abs(value))))


def _figure(value: float, decimals: int) -> str:
    """A value with so many decimals, thousands apart."""
    return f"{round(value, decimals) + 0.0:,.{decimals}f}".replace("-", "\u2212")
