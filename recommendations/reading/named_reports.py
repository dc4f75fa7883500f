"""Reports that the papers call by a name of their own. Another named report needs one row here."""

from __future__ import annotations

from dataclasses import dataclass

from recommendations.reading.paper import Place, ReportEntry
from recommendations.reading.sheet import Sheet, at


@dataclass(frozen=True, slots=True)
class NamedReport:
    """How papers call a report, and what it is."""

    called: tuple[str, ...]
    slug: str
    title: str
    scheme: str
    year_label: str

    def entry(self, place: Place) -> ReportEntry:
        """The report as an entry of a paper, with nothing under it yet."""
        return ReportEntry(place, self.slug, self.title, self.scheme, self.year_label)


NAMED_REPORTS = (
    NamedReport(
        called=("Identifying Disproportionality Report", "(ID 2022)"),
        slug="id-2022",
        title="Identifying Disproportionality in the Avon and Somerset Criminal Justice System",
        scheme="rag",
        year_label="2022",
    ),
)


def report_named(sheet: Sheet, first: int, last: int) -> ReportEntry | None:
    """The first known report that the given lines name."""
    for number, line in sheet.written(first, last):
        for report in NAMED_REPORTS:
            if any(name in line for name in (*report.called, report.title)):
                return report.entry(at(number))
    return None
