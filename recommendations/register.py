"""A report's register at a meeting: every recommendation with its status then and its movement since."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import IntegerField, OuterRef, Q, Subquery, Value

from recommendations.meeting_slugs import meeting_slug, meeting_when
from recommendations.models import Lead, Recommendation, Report, Update
from recommendations.sitting import Sitting
from recommendations.statuses import Movement, StatusWord, movement
from recommendations.text import opening

NO_THEME = "none"  # what narrows a register to the recommendations outside every theme
OPENING = 200  # characters of a text that a page needs to show its opening
WHOLE = 10**8

# Every recommendation with its lead and status at a meeting, and its status at the one before: `lead_at`,
# `latest_update` and `shown_at` for all of them at once. It is SQL because the ORM takes longer to put this
# together than a database takes to answer, and because a subquery for each recommendation would read all
# meetings each time. The status before is one all the same: joined, it made PostgreSQL read every update.
STANDINGS = """
WITH shown AS (
    SELECT id, ROW_NUMBER() OVER (ORDER BY date, id) AS place,
           date <= %s AND (published_at IS NOT NULL OR id = %s) AS earlier
    FROM recommendations_meeting WHERE date <= %s AND (published_at IS NOT NULL OR id = %s)
), told AS (
    SELECT u.recommendation_id, MAX(shown.place) AS last,
           MAX(CASE WHEN shown.earlier THEN shown.place END) AS last_before
    FROM recommendations_update u JOIN shown ON shown.id = u.meeting_id
    WHERE u.recommendation_id IN (SELECT id FROM recommendations_recommendation WHERE report_id IN ({0}))
    GROUP BY u.recommendation_id
), leads AS (
    SELECT l.theme_id, l.recommendation_id, l.name,
           ROW_NUMBER() OVER (PARTITION BY l.theme_id, l.recommendation_id ORDER BY shown.place DESC) AS turn
    FROM recommendations_lead l JOIN shown ON shown.id = l.meeting_id
    WHERE l.theme_id IN (SELECT id FROM recommendations_theme WHERE report_id IN ({0}))
       OR l.recommendation_id IN (SELECT id FROM recommendations_recommendation WHERE report_id IN ({0}))
)
SELECT r.id, r.report_id, r.number, r.summary, SUBSTR(r.wording, 1, %s), t.name, t.slug,
       now.id, now.status_id, SUBSTR(now.narrative, 1, %s), b.slug, m.date, m.day_known,
       told.last_before,
       (SELECT was.status_id FROM recommendations_update was
        WHERE was.recommendation_id = r.id AND was.meeting_id = before.id),
       COALESCE(own.name, theirs.name, '')
FROM recommendations_recommendation r
LEFT JOIN recommendations_theme t ON t.id = r.theme_id
LEFT JOIN told ON told.recommendation_id = r.id
LEFT JOIN shown here ON here.place = told.last
LEFT JOIN shown before ON before.place = told.last_before
LEFT JOIN recommendations_update now ON now.recommendation_id = r.id AND now.meeting_id = here.id
LEFT JOIN recommendations_meeting m ON m.id = here.id
LEFT JOIN recommendations_body b ON b.id = m.body_id
LEFT JOIN leads own ON own.recommendation_id = r.id AND own.turn = 1
LEFT JOIN leads theirs ON theirs.theme_id = r.theme_id AND theirs.turn = 1
WHERE r.report_id IN ({0})
ORDER BY r.report_id, r.number
"""


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
    updates = Update.objects.at(sitting.meeting).filter(recommendation_id=OuterRef("pk"))
    return Subquery(updates.order_by("-meeting__date", "-meeting_id").values(column)[:1])


def lead_at(recommendation: Recommendation, sitting: Sitting) -> str:
    """Who leads one recommendation at the sitting: its own lead, else its theme's."""
    leads = Lead.objects.at(sitting.meeting).order_by("-meeting__date", "-meeting_id")
    own_first = leads.filter(Q(recommendation=recommendation) | Q(theme__in=[recommendation.theme_id]))
    found = sorted(own_first.values_list("theme_id", "name"), key=lambda lead: lead[0] is not None)
    return str(found[0][1]) if found else ""


def read_register(
    reports: list[Report], sitting: Sitting, statuses: dict[int, StatusWord], *, whole: bool = False
) -> list[Row]:
    """Every recommendation of the reports as it stood at the sitting, by report and number.

    `statuses` are the words of their schemes, or of all (`of_scheme`). `whole` brings the whole
    wording and narrative instead of their openings. The number of queries depends neither on the
    number of rows nor on that of the reports.
    """
    by_id = {report.pk: report for report in reports}
    places = _Places()
    rows = []
    for (
        pk, report_id, number, summary, wording, theme, theme_slug,
        now_id, now, narrative, body, day, day_known, was_id, was, lead,
    ) in _standings(list(by_id), sitting, WHOLE if whole else OPENING):  # fmt: skip
        status, before = statuses.get(now), statuses.get(was)
        rows.append(
            Row(
                pk,
                by_id[report_id],
                number,
                summary,
                wording,
                theme or "",
                theme_slug or "",
                lead,
                status,
                now_id is not None,
                before,
                was_id is not None,
                movement(was_id is not None, before, now_id is not None, status),
                narrative or "",
                *(places[body, day, day_known] if now_id else ("", "")),
            )
        )
    return rows


def _standings(reports: list[int], sitting: Sitting, length: int) -> list[Any]:
    """What `STANDINGS` selects for each recommendation of the reports."""
    if not reports:
        return []
    at: list[Any] = []
    for meeting in (sitting.previous, sitting.meeting):
        at += [meeting.date, meeting.pk] if meeting else [None, None]
    statement = STANDINGS.format(", ".join(["%s"] * len(reports)))
    with connection.cursor() as cursor:
        cursor.execute(statement, [*at, *reports * 3, length, length, *reports])
        return list(cursor.fetchall())


class _Places(dict[tuple[str, Any, Any], tuple[str, str]]):
    """A meeting's slug and date in words, by body, date and whether the day is known; each made once."""

    def __missing__(self, key: tuple[str, Any, Any]) -> tuple[str, str]:
        body, day, day_known = key
        day = date.fromisoformat(str(day))  # SQLite gives text
        self[key] = meeting_slug(body, day, day_known), meeting_when(day, day_known)
        return self[key]


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
        if (not filters.theme or (row.theme_slug or NO_THEME) == filters.theme)
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
        counts = by_theme.setdefault((row.theme, row.theme_slug or NO_THEME), {})
        for counter in (counts, everything):
            counter[row.status_code] = counter.get(row.status_code, 0) + 1
    listed = [Totals(name, slug, counts, sum(counts.values())) for (name, slug), counts in by_theme.items()]
    return [*listed, Totals("All themes", "", everything, len(rows))]
