"""What charts over time are made of: lines with gaps, marked days, targets, and columns of periods."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from html import escape
from typing import Any

from performance.figures.chart import TargetLine
from performance.figures.runs import runs
from performance.figures.theme import LINE, MUTED, PURPLE, SMALL, VEIL, label, plain, rounded
from performance.periods import Span, day_words
from performance.sentences import number_words, sign_of
from performance.series import Reading
from recommendations.tables import Column

_LEVEL = {"nticks": 5, "tickangle": 0, "tickfont": {"size": SMALL}}
_TITLES = {
    Span.DAY: "%-d %B %Y",
    Span.MONTH: "%B %Y",
    Span.QUARTER: "quarter to %B %Y",
    Span.YEAR: "12 months to %B %Y",
}


def values_of(readings: Sequence[Reading]) -> list[float]:
    """The values that are there."""
    return [reading.value for reading in readings if reading.value is not None]


def line(name: str, readings: Sequence[Reading], look: dict[str, Any]) -> dict[str, Any]:
    """One series as a trace: a gap breaks the line, and a point with no neighbour is drawn as a point.

    Each value stands at the last day of its period.
    """
    parts = runs(readings)
    x: list[str] = []
    y: list[float | None] = []
    for part in parts:
        if x:
            x.append((date.fromisoformat(x[-1]) + timedelta(days=1)).isoformat())
            y.append(None)
        x += [reading.period.end.isoformat() for reading in part]
        y += [rounded(value) for value in values_of(part)]
    return {"type": "scatter", "name": plain(name), "x": x, "y": y, "mode": _mode(parts), "line": look}


def _mode(parts: Sequence[Sequence[Reading]]) -> str:
    if len(parts) == 1 and len(parts[0]) == 1:
        return "markers"
    return "lines+markers" if any(len(part) == 1 for part in parts) else "lines"


def time_axis(readings: Sequence[Reading], meeting: date | None = None) -> dict[str, Any]:
    """The horizontal axis of a series; what is pointed at is named as the period it is.

    Ticks are as short as the length of time allows, so that they stand level on a phone too; Plotly
    writes what follows the line break only where it changes.
    """
    spans = {reading.period.span for reading in readings}
    title = _TITLES.get(next(iter(spans)), "") if len(spans) == 1 else ""
    days = [reading.period.end for reading in readings] + ([meeting] if meeting else [])
    length = (max(days) - min(days)).days
    ticks = "%Y" if length > 6 * 366 else "%b\n%Y" if length > 150 else "%-d %b\n%Y"
    return {"type": "date", "hoverformat": title or "to %-d %B %Y", "tickformat": ticks, **_LEVEL}


def within(changes: Sequence[tuple[date, str]], readings: Sequence[Reading]) -> list[tuple[date, str]]:
    """The changes that fall inside the series, earliest first: others part nothing that is drawn."""
    if not readings:
        return []
    first = min(reading.period.start for reading in readings)
    last = max(reading.period.end for reading in readings)
    return sorted(change for change in changes if first <= change[0] <= last)


def change_names(count: int) -> list[str]:
    """How changes of definition are labelled on the chart and named in its sentence."""
    return ["change"] if count == 1 else [f"change {number}" for number in range(1, count + 1)]


def marked_days(
    changes: Sequence[tuple[date, str]], meeting: date | None, readings: Sequence[Reading]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], int]:
    """Vertical lines at changes and at the meeting, their labels above the plot, and the room these take.

    Labels near one another stand in rows of their own, so that they are readable on a phone as well.
    """
    marks = list(zip([day for day, _ in changes], change_names(len(changes)), strict=True))
    marks += [(meeting, "Meeting")] if meeting else []
    days = [reading.period.end for reading in readings] + [day for day, _ in marks]
    first, length = min(days), max((max(days) - min(days)).days, 1)
    shapes, labels, taken = [], [], list[float]()
    for day, name in marks:
        along = (day - first).days / length
        row = _row(along, taken)
        taken[row : row + 1] = [along]
        shapes.append(_upright(day, "solid" if name == "Meeting" else "dot"))
        anchor = "left" if along < 0.15 else "right" if along > 0.85 else "center"
        place = {"x": day.isoformat(), "xanchor": anchor, "yref": "paper", "y": 1, "yanchor": "bottom"}
        labels.append(label(name, color=MUTED, **place) | ({"yshift": LINE * row} if row else {}))
    return shapes, labels, 12 + LINE * len(taken)


def _row(along: float, taken: Sequence[float]) -> int:
    """The lowest row whose last label is far enough away; `taken` has each row's last place (0 to 1)."""
    return next((row for row, last in enumerate(taken) if abs(along - last) > 0.45), len(taken))


def _upright(day: date, dash: str) -> dict[str, Any]:
    x = day.isoformat()
    look = {"color": MUTED, "width": 1} | ({} if dash == "solid" else {"dash": dash})
    return {"type": "line", "x0": x, "x1": x, "yref": "paper", "y0": 0, "y1": 1, "line": look}


def target_lines(
    targets: Sequence[TargetLine], unit: str, near: float
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """A dashed line for each target, and its name over it.

    The names of targets less than `near` from one another, in their unit, are stacked in their order
    over the highest of them.
    """
    shapes: list[dict[str, Any]] = []
    labels: list[dict[str, Any]] = []
    over, rows = float("inf"), 0
    for target in sorted(targets, key=lambda target: -target.value):
        y = rounded(target.value)
        look = {"color": PURPLE, "width": 2, "dash": "dashdot"}
        shapes.append({"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": y, "y1": y, "line": look})
        if over - y >= near:
            over, rows = y, 0
        else:
            rows += 1
            for above in labels[-rows:]:
                above["yshift"] = above.get("yshift", 0) + LINE
        words = plain(f"{target.name} {number_words(target.value, sign_of(unit))}")
        place = {"xref": "paper", "x": 0, "xanchor": "left", "y": over, "yanchor": "bottom", "bgcolor": VEIL}
        labels.append(label(words, color=PURPLE, **place))
    return shapes, labels


def changes_sentence(changes: Sequence[tuple[date, str]]) -> str:
    """What changed, by the names that stand on the chart."""
    named = zip(change_names(len(changes)), changes, strict=True)
    return " ".join(
        f"{name.capitalize()}, {day_words(day)}: {what.strip().rstrip('.')}." for name, (day, what) in named
    )


def number_cell(value: float | None, unit: str = "") -> str:
    """The inner HTML of a cell of numbers; a dash, and words for those who hear it, where there is none."""
    if value is None:
        return '–<span class="visually-hidden"> no figure</span>'
    return escape(number_words(value, sign_of(unit)))


def period_columns() -> list[Column[Any]]:
    """The columns that name a row's period; in data its first and last day as well."""
    return [
        Column("period", "Period", lambda row: str(row.period), row_header=True),
        Column("start", "First day", lambda row: row.period.start.isoformat(), data_only=True),
        Column("end", "Last day", lambda row: row.period.end.isoformat(), data_only=True),
    ]
