"""Charts for paper, as pictures for a document. Free of Django."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from recommendations.reading.document import Picture


@dataclass(frozen=True)
class PaperChart:
    """One line over time. A value that is missing is None: the line has a gap there.

    `targets` are levels with their names, `changes` days from which something counts otherwise.
    """

    title: str
    unit: str
    sentence: str
    points: tuple[tuple[date, float | None], ...]
    targets: tuple[tuple[str, float], ...] = ()
    changes: tuple[tuple[date, str], ...] = ()


def draw(chart: PaperChart) -> Picture:
    """The chart as SVG and PNG, the same bytes for the same chart; its sentence stands for it. Runs apart."""
    # Drawing needs matplotlib, which no worker should hold; a worker may say what is to be drawn.
    from performance.writing.chart_drawing import svg_and_png

    svg, png = svg_and_png(chart)
    return Picture(alt=chart.sentence, svg=svg, png=png)
