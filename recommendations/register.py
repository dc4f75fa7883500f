"""A report's register at a meeting: every recommendation with its status then and its movement since."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Substr

from recommendations.meeting_slugs import meeting_slug, meeting_when
from recommendations.models import Lead, Recommendation, Report, Theme, Update
from recommendations.sitting import Sitting
from recommendations.statuses import Movement, StatusWord, movement, of_scheme
from recommendations.text import opening

OPENING = 400  # characters of a text that a page needs to show its opening


def code_of(status: StatusWord | None, reported: bool) -> str:
    """A status's code; "unknown" where none was stated, "none" where nothing was reported."""
    if status:
        return status.code
    return "unknown" if reported else "none"


class Row(NamedTuple):
    """One recommendation in a register. `status` is None where it is unknown or nothing was reported."""

    id: int
    report: Report
    number: int
    summary: str
    wording: str
    theme: str
    theme_slug: str
    lead: str
    status: StatusWord | None
    reported: bool
    was: StatusWord | None
    was_reported: bool
    movement: Movement
    narrative: str
    meeting: str  # the slug of the meeting the update was told to, "" where there is none
    meeting_when: str

    @property
    def status_code(self) -> str:
        """The code of its status at the sitting."""
        return code_of(self.status, self.reported)

    @property
    def was_code(self) -> str:
        """The same at the meeting before."""
        return code_of(self.was, self.was_reported)

    @property
    def short(self) -> str:
        """Our summary, else the opening of the wording, else the number."""
        return self.summary or opening(self.wording) or f"Recommendation {self.number}"


def latest_update(sitting: Sitting, column: str = "pk") -> Subquery | Value:
    """A column of a recommendation's latest update at or before the sitting's meeting: its status then."""
    if sitting.meeting is None:
        return Value(None, IntegerField())
    updates = Update.objects.at(sitting).filter(recommendation_id=OuterRef("pk"))
    return Subquery(updates.order_by("-meeting__date", "-meeting_id").values(column)[:1])


def leads_at(reports: list[int], sitting: Sitting) -> tuple[dict[int, str], dict[int, str]]:
    """Who leads at the sitting: names by theme id, and by recommendation id where it has its own."""
    themes: dict[int, str] = {}
    own: dict[int, str] = {}
    for theme, recommendation, name, since in Lead.objects.of_reports(reports).values_list(
        "theme_id", "recommendation_id", "name", "since"
    ):
        if sitting.meeting and since > sitting.meeting.date:
            continue
        if theme:
            themes[theme] = name
        else:
            own[recommendation] = name
    return themes, own


def read_register(reports: list[Report], sitting: Sitting, *, whole: bool = False) -> list[Row]:
    """Every recommendation of the reports as it stood at the sitting, by report and number.

    `whole` brings the whole wording and narrative instead of their openings. The number of queries
    depends neither on the number of rows nor on that of the reports.
    """
    by_id = {report.pk: report for report in reports}
    statuses = of_scheme()
    themes = {
        pk: (name, slug)
        for pk, name, slug in Theme.objects.filter(report__in=by_id).values_list("id", "name", "slug")
    }
    theme_leads, own_leads = leads_at(list(by_id), sitting)
    found = list(
        Recommendation.objects.filter(report__in=by_id)
        .order_by("report_id", "number")
        .values_list(
            "id",
            "report_id",
            "number",
            "summary",
            "wording" if whole else Substr("wording", 1, OPENING),
            "theme_id",
            latest_update(sitting),
            latest_update(sitting.before()),
        )
    )
    told = _updates([pk for row in found for pk in row[6:] if pk], whole)
    rows = []
    for pk, report_id, number, summary, wording, theme_id, now_id, before_id in found:
        now, before = told.get(now_id), told.get(before_id)
        status = statuses.get(now[0]) if now else None
        was = statuses.get(before[0]) if before else None
        theme, slug = themes.get(theme_id, ("", ""))
        rows.append(
            Row(
                pk,
                by_id[report_id],
                number,
                summary,
                wording,
                theme,
                slug,
                own_leads.get(pk) or theme_leads.get(theme_id, ""),
                status,
                now is not None,
                was,
                before is not None,
                movement(before is not None, was, now is not None, status),
                *(now[1:] if now else ("", "", "")),
            )
        )
    return rows


def _updates(ids: list[int], whole: bool) -> dict[int, tuple[Any, str, str, str]]:
    """Status id, narrative, meeting's slug and date in words, by update id."""
    narrative: Any = "narrative" if whole else Substr("narrative", 1, OPENING)
    places: dict[Any, tuple[str, str]] = {}
    told = {}
    for pk, status, text, body, date, day_known in Update.objects.filter(pk__in=ids).values_list(
        "id", "status_id", narrative, "meeting__body__slug", "meeting__date", "meeting__day_known"
    ):
        place = places.get((body, date))
        if place is None:
            place = places[body, date] = (
                meeting_slug(body, date, day_known),
                meeting_when(date, day_known),
            )
        told[pk] = (status, text, *place)
    return told


@dataclass(frozen=True)
class Filters:
    """What a register is narrowed and ordered by; an empty value narrows nothing."""

    theme: str = ""
    lead: str = ""
    status: str = ""
    moved: str = ""  # "yes" or "no"
    told: str = ""  # "no": not reported at the chosen meeting itself
    q: str = ""
    sort: str = "number"
    down: bool = False

    SORTS = ("number", "theme", "lead", "status", "movement")

    @classmethod
    def of(cls, asked: Any) -> Filters:
        """From the query of an address; unknown values of `sort` and `moved` are as if left out."""
        sort = asked.get("sort", "").removeprefix("-")
        return cls(
            theme=asked.get("theme", ""),
            lead=asked.get("lead", ""),
            status=asked.get("status", ""),
            moved=asked.get("moved", "") if asked.get("moved") in {"yes", "no"} else "",
            told=asked.get("told", "") if asked.get("told") in {"yes", "no"} else "",
            q=asked.get("q", "").strip(),
            sort=sort if sort in cls.SORTS else "number",
            down=asked.get("sort", "").startswith("-"),
        )

    @property
    def narrows(self) -> bool:
        """Whether any row could be left out."""
        return any((self.theme, self.lead, self.status, self.moved, self.told, self.q))


def narrow(rows: Iterable[Row], filters: Filters, sitting: Sitting) -> list[Row]:
    """The rows that pass the filters, in the order asked for."""
    here = sitting.meeting.slug if sitting.meeting else ""
    words = filters.q.casefold().split()
    kept = [
        row
        for row in rows
        if (not filters.theme or row.theme_slug == filters.theme)
        and (not filters.lead or row.lead == filters.lead)
        and (not filters.status or row.status_code == filters.status)
        and (not filters.moved or row.movement.moved == (filters.moved == "yes"))
        and (not filters.told or (row.meeting == here and bool(here)) == (filters.told == "yes"))
        and (not words or _mentions(row, words))
    ]
    order = {
        "number": lambda row: row.number,
        "theme": lambda row: (row.theme, row.number),
        "lead": lambda row: (row.lead, row.number),
        "status": lambda row: (row.status.position if row.status else 0, row.number),
        "movement": lambda row: (not row.movement.moved, row.movement.text, row.number),
    }[filters.sort]
    return sorted(kept, key=order, reverse=filters.down)


def _mentions(row: Row, words: list[str]) -> bool:
    text = f"{row.number} {row.summary} {row.wording} {row.narrative} {row.lead} {row.theme}".casefold()
    return all(word in text for word in words)


class Totals(NamedTuple):
    """Counts of one theme, or of all: by status code, and together."""

    theme: str
    theme_slug: str
    by_status: dict[str, int]
    total: int


def totals(rows: list[Row]) -> list[Totals]:
    """Counts by theme in the order the themes appear, and of all rows last."""
    by_theme: dict[tuple[str, str], dict[str, int]] = {}
    everything: dict[str, int] = {}
    for row in rows:
        counts = by_theme.setdefault((row.theme, row.theme_slug), {})
        for counter in (counts, everything):
            counter[row.status_code] = counter.get(row.status_code, 0) + 1
    listed = [Totals(name, slug, counts, sum(counts.values())) for (name, slug), counts in by_theme.items()]
    return [*listed, Totals("All themes", "", everything, len(rows))]
