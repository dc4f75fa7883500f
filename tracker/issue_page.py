"""What the pages of a meeting's paper show: what it holds, what it lacks, what was issued, what differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any, NamedTuple

from django.db.models import Prefetch
from django.db.models.functions import Length
from django.http import Http404
from django.urls import reverse

from recommendations.models import IssuedFile, IssuedPaper, Meeting
from recommendations.paper_of import unwritten
from recommendations.paper_told import STAGES
from recommendations.reading.paper import Refused
from recommendations.redacting import is_withheld
from recommendations.tables import Column, Table, count_link, link
from recommendations.text import word_diff
from tracker.issuing import Charts, PaperNow
from tracker.paper_differences import GONE, Difference, differences

NOTHING = "Produced again from today's records, nothing differs."
MOST_NAMED = 3  # measures without a chart
FIRST = 20  # differences that the page of the paper shows itself
# Kinds of records whose history page has the key that the comparison gives them.
ADDRESSED = frozenset(
    {
        "body", "meeting", "report", "theme", "recommendation", "update", "note", "priority", "measure",
        "assessment", "target", "stated", "action", "comment", "term",
    }
)  # fmt: skip


class Part(NamedTuple):
    """A part of a paper, how many rows it has, and where these are found."""

    name: str
    rows: int
    url: str


def parts(now: PaperNow, charts: Charts, meeting: Meeting) -> list[Part]:
    """What the paper holds, in its order."""
    at = f"?meeting={meeting.slug}"
    performance = f"/performance/{at}"
    priorities = now.report.priorities
    staged = [report for report in now.paper.reports if report.scheme == STAGES]
    coloured = [report for report in now.paper.reports if report.scheme != STAGES]
    return [
        *(
            Part(
                f"Updates: {report.title}",
                sum(entry.update is not None for entry in report.recommendations),
                f"/reports/{report.slug}/{at}&told=yes",
            )
            for report in coloured
        ),
        Part("Measures with trend and benchmark", sum(len(p.measures) for p in priorities), performance),
        Part("Charts", len(charts.drawn), performance),
        Part("Planned actions", sum(len(p.actions) for p in priorities), performance),
        Part("Comments", sum(len(p.comments) for p in priorities), performance),
        Part("Words of the glossary", len(now.report.terms), f"/glossary/{at}"),
        Part("Inspection reports by stage", len(staged), f"/inspections/{at}"),
        Part("Programme notes", len(now.paper.notes), meeting.get_absolute_url()),
    ]


def parts_table(rows: list[Part]) -> Table[Part]:
    """The parts, each count leading to its rows."""
    columns: list[Column[Part]] = [
        Column("part", "Part", lambda p: p.name, row_header=True),
        Column("rows", "Rows", lambda p: p.rows, lambda p: count_link(p.rows, p.url), numeric=True),
    ]
    return Table("parts", "What the paper holds", columns, rows, look="table--narrow")


class Lack(NamedTuple):
    """Something that the paper lacks, and where that can be put right."""

    text: str
    url: str


def lacks(charts: Charts, meeting: Meeting) -> Iterator[Lack]:
    """What a reader of the paper would miss, most important first."""
    for report in unwritten(meeting):
        missing = _counted(report.recommendations, "recommendation")
        text = f"{report.title}: {missing} not written for this meeting"
        yield Lack(text, f"{reverse('round', args=[meeting.slug])}?report={report.slug}&left=1")
    if not meeting.cover.strip():
        yield Lack("There is no cover text", reverse("cover", args=[meeting.slug]))
    if charts.missing:
        count = len(charts.missing)
        names = ", ".join(measure.name for measure in charts.missing[:MOST_NAMED])
        more = f" and {count - MOST_NAMED} more" if count > MOST_NAMED else ""
        text = (
            f"{_counted(count, 'measure')} without two figures on record, so without a chart: {names}{more}"
        )
        yield Lack(text, f"/performance/?meeting={meeting.slug}")


class Issued(NamedTuple):
    """An issued paper with its number among those of its meeting, from 1."""

    number: int
    paper: IssuedPaper

    @property
    def files(self) -> list[Any]:
        """Its files without their content, each with its `size`."""
        return list(self.paper.files.all())


def issued_papers(meeting: Meeting) -> list[Issued]:
    """The papers issued for a meeting, newest first."""
    files = IssuedFile.objects.defer("content").annotate(size=Length("content")).order_by("form")
    papers = meeting.issued_papers.select_related("issued_by").prefetch_related(Prefetch("files", files))
    in_order = enumerate(papers.order_by("issued_at", "pk"), 1)
    return [Issued(number, paper) for number, paper in in_order][::-1]


def find_issued(issued: list[Issued], number: str) -> Issued:
    """The paper of that number, the newest where none is asked for; a 404 where there is none."""
    for each in issued:
        if number in ("", str(each.number)):
            return each
    raise Http404("no such issued paper")


@dataclass(frozen=True)
class Compared:
    """An issued paper beside today's records; `refused` says why the two cannot be compared."""

    issued: Issued
    rows: list[Difference]
    refused: str = ""

    @property
    def records(self) -> int:
        """How many records differ."""
        return len({(row.kind, row.key) for row in self.rows})


def compared(issued: Issued, tree: Mapping[str, Any]) -> Compared:
    """What differs between an issued paper and today's."""
    told = IssuedFile.objects.values_list("sha256", "content")
    sha256, content = told.get(paper=issued.paper, form="yaml")
    text = bytes(content)
    try:
        if is_withheld(sha256):
            raise Refused("It holds a person's name that was taken out of the records, so it is withheld.")
        return Compared(issued, differences(text.decode(), tree))
    except Refused as refused:
        return Compared(issued, [], str(refused))


def differences_table(found: Compared, most: int | None = None) -> Table[Difference]:
    """What differs, one row a field; of many, the first `most`."""
    rows = found.rows[:most]
    columns: list[Column[Difference]] = [
        Column("record", "Record", lambda d: d.label, _record_cell, row_header=True),
        Column("kind", "Kind", lambda d: d.kind, data_only=True),
        Column("what", "What differs", lambda d: d.field or d.what, lambda d: escape(_what(d))),
        Column("issued", "As issued", lambda d: d.old, lambda d: _lines(escape(d.old))),
        Column("now", "From today's records", lambda d: d.new, _now_cell),
    ]
    caption = f"{_counted(len(found.rows), 'difference')} in {_counted(found.records, 'record')}"
    if len(rows) < len(found.rows):
        caption = f"The first {len(rows)} of {caption}"
    return Table("differences", caption, columns, rows, empty=NOTHING)


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _record_cell(row: Difference) -> str:
    """The record's name, leading to its history where it has a page of its own."""
    if row.what == GONE or row.kind not in ADDRESSED:
        return escape(row.label)
    return link(f"/history/{row.kind}/{row.key}/", row.label)


def _what(row: Difference) -> str:
    said = row.field or row.what
    return said[:1].upper() + said[1:]


def _now_cell(row: Difference) -> str:
    if row.what == GONE:
        return '–<span class="visually-hidden"> not in it</span>'
    return _lines(f'<div class="diff">{word_diff(row.old, row.new)}</div>')


def _lines(html: str) -> str:
    return html.replace("\n", "<br>")
