"""Inspections: reports by stage at a meeting, as the papers state it and as the records add up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape

from django.db.models import Count

from recommendations.models import PublishedCount, Recommendation, Report
from recommendations.register import latest_update
from recommendations.sitting import Sitting
from recommendations.statuses import StatusWord, of_scheme
from recommendations.tables import Column, Table, count_link, link

STAGES = "stages"


@dataclass
class Line:
    """One report, or all of them: what the paper states and what the records hold, by status code."""

    slug: str = ""
    title: str = "Total"
    year: str = ""
    stated: dict[str, int] = field(default_factory=dict)
    held: dict[str, int] = field(default_factory=dict)
    total_stated: int | None = None
    not_accepted: int = 0
    stated_at: str = ""  # the slug of the meeting whose paper states the counts
    stated_here: bool = False  # whether that is the chosen meeting

    @property
    def recommendations(self) -> int:
        """How many the report makes: as stated, else as on record."""
        return self.on_record if self.total_stated is None else self.total_stated

    @property
    def on_record(self) -> int:
        """How many recommendations the records hold."""
        return sum(self.held.values())

    @property
    def not_placed(self) -> int:
        """How many of them nobody has placed at a stage."""
        return self.held.get("", 0)

    def shown(self, code: str) -> int | None:
        """The count at a stage: as stated, else as placed by staff; None where it is not known."""
        if code in self.stated and (self.stated_here or self.not_placed or not self.held):
            return self.stated[code]
        if self.not_placed == self.on_record:
            return None
        return self.held.get(code, 0)

    def differences(self, words: list[StatusWord]) -> list[str]:
        """Where the records differ from what the paper states, in words."""
        said = []
        if self.total_stated is not None and self.total_stated != self.on_record:
            said.append(f"{self.total_stated} stated, {self.on_record} on record")
        if self.not_placed:
            said.append(
                f"{self.on_record} recommendation{_s(self.on_record)}, {self.not_placed} not yet placed"
            )
        elif self.stated:
            said += [
                f"{word.label}: {self.stated.get(word.code, 0)} stated, "
                f"{self.held.get(word.code, 0)} on record"
                for word in words
                if self.stated.get(word.code, 0) != self.held.get(word.code, 0)
            ]
        if self.not_accepted:
            said.append(f"{self.not_accepted} not accepted")
        return said


def _s(count: int) -> str:
    return "" if count == 1 else "s"


def read_inspections(sitting: Sitting) -> list[Line]:
    """One line a report followed by stages, in the order of years and of the paper, at the sitting."""
    codes: dict[int | None, str] = {word.id: word.code for word in of_scheme().values()}
    lines = {
        pk: Line(slug, title, year)
        for pk, slug, title, year in Report.objects.filter(scheme__code=STAGES)
        .order_by("year_label", "position", "slug")
        .values_list("id", "slug", "title", "year_label")
    }
    for report, status, count in _held(sitting):
        code = codes.get(status, "")
        lines[report].held[code] = lines[report].held.get(code, 0) + count
    here = sitting.meeting.pk if sitting.meeting else None
    seen: dict[int, object] = {}
    for count in (
        PublishedCount.objects.at(sitting.meeting)
        .filter(report__in=lines)
        .select_related("meeting__body")
        .order_by("-meeting__date", "-meeting_id")
    ):
        line = lines[count.report_id]
        if seen.setdefault(count.report_id, count.meeting_id) != count.meeting_id:
            continue  # a later meeting states this report's counts
        line.stated_at, line.stated_here = count.meeting.slug, count.meeting_id == here
        if count.counted == PublishedCount.AT_STATUS:
            line.stated[codes[count.status_id]] = count.value
        elif count.counted == PublishedCount.TOTAL:
            line.total_stated = count.value
        else:
            line.not_accepted = count.value
    return list(lines.values())


def _held(sitting: Sitting) -> list[tuple[int, int | None, int]]:
    """Report id, status id (None: no stage) and how many of its recommendations are there at the sitting."""
    return list(
        Recommendation.objects.filter(report__scheme__code=STAGES)
        .annotate(then=latest_update(sitting, "status_id"))
        .values("report_id", "then")
        .annotate(n=Count("pk"))
        .values_list("report_id", "then", "n")
    )


def add_up(lines: list[Line]) -> Line:
    """The total of the lines; a stage is the sum of what is known of it."""
    total = Line(stated_here=True)
    for line in lines:
        total.total_stated = (total.total_stated or 0) + line.recommendations
        total.not_accepted += line.not_accepted
        for code, value in line.held.items():
            total.held[code] = total.held.get(code, 0) + value
        for code in {*line.stated, *line.held} - {""}:
            total.stated[code] = total.stated.get(code, 0) + (line.shown(code) or 0)
    return total


def inspections_table(
    lines: list[Line], words: list[StatusWord], sitting: Sitting, *, narrowed: bool = False
) -> Table[Line]:
    """The matrix: one row a report, one column a stage, a last row of totals.

    Each total opens the reports it adds up; where the matrix is `narrowed` they are the rows above it.
    """

    def opens(line: Line, code: str) -> str:
        return "" if narrowed and not line.slug else _rows_of(line, code, sitting)

    caption = f"{len(lines)} inspection report{_s(len(lines))} by stage"
    return Table(
        "inspections",
        caption,
        _columns(words, sitting, opens),
        lines,
        add_up(lines) if lines else None,
        look="table--matrix",
        empty="No inspection report matches.",
    )


def _columns(
    words: list[StatusWord], sitting: Sitting, opens: Callable[[Line, str], str]
) -> list[Column[Line]]:
    """`opens` gives the address of a line's count by its code: "" for all of them, "none" for not placed."""
    return [
        Column("year", "Year", lambda line: line.year),
        Column(
            "report",
            "Report",
            lambda line: line.title,
            lambda line: link(sitting.link(f"/reports/{line.slug}/"), line.title) if line.slug else "Total",
            row_header=True,
        ),
        Column(
            "recommendations",
            "Number",
            lambda line: line.recommendations,
            lambda line: count_link(line.recommendations, opens(line, "")),
            numeric=True,
        ),
        *(_stage(word, opens) for word in words),
        Column(
            "not_placed",
            "Not yet placed",
            lambda line: line.not_placed,
            lambda line: count_link(line.not_placed, opens(line, "none")),
            numeric=True,
        ),
        Column("not_accepted", "Not accepted", lambda line: line.not_accepted or None, data_only=True),
        Column("on_record", "On record", lambda line: line.on_record, data_only=True),
        Column(
            "differences",
            "Stated and on record",
            lambda line: "; ".join(line.differences(words)),
            lambda line: "<br>".join(map(escape, line.differences(words))) if line.slug else "",
        ),
    ]


def _stage(word: StatusWord, opens: Callable[[Line, str], str]) -> Column[Line]:
    """The column of one stage."""
    code = word.code

    def cell(line: Line) -> str:
        return count_link(line.shown(code), opens(line, code))

    return Column(code, word.label, lambda line: line.shown(code), cell, numeric=True)


def _rows_of(line: Line, code: str, sitting: Sitting) -> str:
    """Where a count leads: to the recommendations at that stage, else to the published count itself."""
    if not line.slug:
        return sitting.link("/inspections/", stage=code)
    if not code and line.recommendations != line.on_record:
        return f"/history/count/{line.stated_at}/{line.slug}/total/"
    if code in {"", "none"} or line.shown(code) == line.held.get(code):
        return sitting.link(f"/reports/{line.slug}/", status=code)
    return f"/history/count/{line.stated_at}/{line.slug}/at-status/{code}/"
