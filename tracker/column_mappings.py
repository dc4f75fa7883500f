"""How the tracker of a report was read last, kept with the report for the next time."""

from __future__ import annotations

from recommendations.models import ColumnMapping, Report
from recommendations.reading.choices import Choices, TrackerChoice
from recommendations.reading.paper import Paper
from tracker.paper_reading import Read


def known_choices(read: Read) -> Choices | None:
    """What was said of an earlier file with the same headings; None where there was none.

    The day of the meeting is never the earlier one's: it has to be said anew.
    """
    if not read.is_tracker:
        return None
    headings = {column.heading for table in read.tables for column in table.columns}
    for kept in ColumnMapping.objects.select_related("report__scheme").order_by("-pk"):
        if headings and headings == set(kept.columns):
            report = kept.report
            told = TrackerChoice(
                title=report.title,
                slug=report.slug,
                scheme=report.scheme.code,
                year=report.year_label,
                publisher=report.publisher,
                body=kept.body,
            )
            return Choices(dict(kept.columns), dict(kept.statuses), told)
    return None


def keep_mapping(paper: Paper, choices: Choices) -> None:
    """Keep how this tracker was read with each report it is of. Runs inside `acting(…)`."""
    columns = {c.heading: c.role for table in paper.tables for c in table.columns} | dict(choices.columns)
    told = {"columns": columns, "statuses": dict(choices.statuses), "body": choices.tracker.body}
    for report in Report.objects.filter(slug__in=[entry.slug for entry in paper.reports]):
        found = ColumnMapping.objects.filter(report=report).first() or ColumnMapping(report=report)
        if {name: getattr(found, name) for name in told} != told:
            for name, value in told.items():
                setattr(found, name, value)
            found.save()
