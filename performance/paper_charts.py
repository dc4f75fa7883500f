"""Which charts a meeting's paper has: those of its page, with the same values and the same sentences."""

from __future__ import annotations

from performance.figures import TargetLine, rolling_chart
from performance.figures.parts import within
from performance.models import Measure
from performance.report.page import target_lines
from performance.report.read import Line, Report, read_report
from performance.writing.charts import PaperChart
from recommendations.models import Meeting
from recommendations.sitting import Sat, Sitting


def sitting_of(meeting: Meeting) -> Sitting:
    """What a page shows at this meeting, for whoever may choose it: figures up to its reach."""
    sat = Sat(
        meeting.pk,
        meeting.date,
        meeting.day_known,
        meeting.published_at,
        meeting.body.slug,
        meeting.body.name,
        meeting.quarter,
        meeting.data_up_to,
    )
    return Sitting(meeting=sat, asked=True)


def report_of(meeting: Meeting) -> Report:
    """The performance report that this very meeting got; empty where it got none."""
    report = read_report(sitting_of(meeting))
    if report.meeting is None or report.meeting.pk != meeting.pk:
        return Report(None, [])
    return report


def paper_charts(report: Report) -> dict[str, PaperChart]:
    """The charts of a meeting's report by the slug of their measure, for measures with figures on record."""
    own_name = report.seen.forces.own_name if report.seen else ""
    return {line.measure.slug: _chart(line, own_name) for line in report.lines if _is_line(line)}


def without_figures(report: Report) -> list[Measure]:
    """The measures that stand in the paper without a chart, in its order."""
    return [line.measure for line in report.lines if not _is_line(line)]


def _is_line(line: Line) -> bool:
    """Whether there is anything to draw: one value alone is no line, and its table tells it already."""
    return sum(reading.value is not None for reading in line.standing.charted) > 1


def _chart(line: Line, own_name: str) -> PaperChart:
    measure, own = line.measure, line.standing
    targets: tuple[TargetLine, ...] = target_lines(line.targets)
    changes = tuple((change.on, change.what) for change in line.changes)
    drawn = [reading for reading in own.charted if reading.value is not None]
    sentence = rolling_chart(
        measure.slug,
        measure.name,
        own=own.charted,
        own_name=own_name,
        others={},
        unit=own.unit,
        targets=targets,
        changes=changes,
    ).sentence
    return PaperChart(
        measure.name,
        own.unit,
        sentence,
        points=tuple((reading.period.end, reading.value) for reading in own.charted),
        targets=tuple((target.name, target.value) for target in targets),
        changes=tuple(within(changes, drawn)),
    )
