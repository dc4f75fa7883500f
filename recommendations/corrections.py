"""What was corrected after it was published, as pages mark it: when, and what stood there before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from recommendations.meeting_slugs import meeting_slug
from recommendations.models import Recommendation, Report, Status, Theme
from recommendations.plain_sql import read_day, read_moment, stored_moment
from recommendations.register import Row
from recommendations.sitting import Sitting
from recommendations.text import word_diff

# Plain SQL, as every register asks it; putting a query together took longer than answering it.
CORRECTED_UPDATES = """
    SELECT h.recommendation_id, MAX(h.history_date), b.slug, m.date, m.day_known
    FROM recommendations_recommendation r
    JOIN recommendations_historicalupdate h ON h.recommendation_id = r.id
    JOIN recommendations_meeting m ON m.id = h.meeting_id AND h.history_date > m.published_at
    JOIN recommendations_body b ON b.id = m.body_id
    WHERE r.report_id = %s GROUP BY h.recommendation_id, b.slug, m.date, m.day_known
"""
FIELDS = {"status": "label", "theme": "name", "title of the report": "title"}
# What of a recommendation stands on a page as at a meeting, whichever meeting that is.
STANDING = ("summary", "wording", "theme_id", "priority", "expected_outcome", "due", "due_set_by")


class Word(NamedTuple):
    """A name or label that changed: of what, since when, what it read before and reads now.

    `pk` is the record's, `where` the scheme of a status, the report of a theme, else "".
    """

    pk: int
    what: str
    where: str
    when: datetime
    old: str
    new: str

    @property
    def diff(self) -> str:
        """The new words with what was taken out and put in, as escaped HTML."""
        return word_diff(self.old, self.new)


def words_since(
    since: datetime | None, *, scheme: int | None = None, report: int | None = None
) -> tuple[list[Word], set[int]]:
    """The labels and names that changed since that moment, and of which recommendations anything was written.

    Labels of statuses, of one scheme or all; with `report`, its title, the names of its themes, and its
    recommendations. Where nothing was written, this is one query.
    """
    if since is None:
        return [], set()
    of_scheme = {} if scheme is None else {"scheme_id": scheme}
    asked: dict[str, tuple[Any, dict[str, Any]]] = {"status": (Status, of_scheme)}
    if report is not None:
        asked["theme"] = Theme, {"report_id": report}
        asked["title of the report"] = Report, {"id": report}
        asked["recommendation"] = Recommendation, {"report_id": report}
    written: dict[str, set[int]] = defaultdict(set)
    for what, pk in _written_of(asked, since):
        written[what].add(pk)
    recommendations = written.pop("recommendation", set())
    words = [
        word
        for what, ids in written.items()
        for word in _renamed(asked[what][0], ids, FIELDS[what], what, since)
    ]
    return sorted(words, key=lambda word: word.when), recommendations


def renamed(model: Any, field: str, what: str, since: datetime, **of: Any) -> list[Word]:
    """Of the records of a model, narrowed by `of`, those whose field no longer reads as at that moment."""
    return _renamed(model, set(_written(model, since, of).values_list("id", flat=True)), field, what, since)


def _written_of(asked: dict[str, tuple[Any, dict[str, Any]]], since: datetime) -> list[tuple[str, int]]:
    """Of all that is asked for, what was written anew, and its id; plain SQL, as every register asks it."""
    parts, given = [], []
    for what, (model, of) in asked.items():
        narrowed = "".join(f" AND {column} = %s" for column in of)
        parts.append(
            f"SELECT '{what}', id FROM {model.history.model._meta.db_table} "
            f"WHERE history_date > %s AND history_type = '~'{narrowed}"
        )
        given += [stored_moment(since), *of.values()]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ".join(parts), given)
        found: list[tuple[str, int]] = cursor.fetchall()
    return found


def _written(model: Any, since: datetime, of: dict[str, Any]) -> Any:
    """The history rows of records that were there and were written anew since that moment."""
    return model.history.filter(history_date__gt=since, history_type="~", **of).order_by()


def _renamed(model: Any, ids: set[int], field: str, what: str, since: datetime) -> list[Word]:
    if not ids:
        return []
    past: dict[int, list[Any]] = defaultdict(list)
    for row in model.history.filter(id__in=ids).order_by("history_date", "history_id"):
        past[row.id].append(row)
    words = []
    for rows in past.values():
        before = [row for row in rows if row.history_date <= since]
        if before and getattr(before[-1], field) != getattr(rows[-1], field):
            where = rows[-1].scheme.code if model is Status else ""
            where = rows[-1].report.slug if model is Theme else where
            old, new = getattr(before[-1], field), getattr(rows[-1], field)
            words.append(Word(rows[-1].id, what, where, last_change(rows, field).history_date, old, new))
    return words


def last_change(rows: list[Any], field: str) -> Any:
    """Of history rows of one record, oldest first, the one that gave a field the value it has in the last."""
    found = rows[-1]
    for row in reversed(rows):
        if getattr(row, field) != getattr(rows[-1], field):
            break
        found = row
    return found


def corrected_updates(report: int) -> dict[tuple[int, str], datetime]:
    """When updates were last corrected after their meeting was published, by recommendation and meeting."""
    with connection.cursor() as cursor:
        cursor.execute(CORRECTED_UPDATES, [report])
        return {
            (pk, meeting_slug(body, read_day(day), bool(day_known))): read_moment(when)
            for pk, when, body, day, day_known in cursor.fetchall()
        }


def corrected_recommendations(ids: set[int], since: datetime) -> dict[int, datetime]:
    """When what is on record of these recommendations was last corrected since that moment.

    A text that only filled a gap corrected nothing.
    """
    if not ids:
        return {}
    rows = Recommendation.history.filter(id__in=ids).order_by("id", "history_date", "history_id")
    before: dict[int, tuple[Any, ...]] = {}
    found: dict[int, datetime] = {}
    for pk, when, *values in rows.values_list("id", "history_date", *STANDING):
        if when > since and pk in before and _corrects(before[pk], tuple(values)):
            found[pk] = when
        before[pk] = tuple(values)
    return found


def _corrects(old: tuple[Any, ...], new: tuple[Any, ...]) -> bool:
    return any(was not in (None, "") and was != now for was, now in zip(old, new, strict=True))


class Marks(NamedTuple):
    """What a register marks: words that changed since, and when each recommendation was corrected."""

    words: list[Word]
    dates: dict[int, datetime]


def marks_of(report: Report, rows: Iterable[Row], sitting: Sitting) -> Marks:
    """What was corrected in these rows since it was published: what meetings were told, and what stands by.

    What a draft was told is marked by nothing: nobody has been shown it yet.
    """
    since = sitting.meeting.published_at if sitting.meeting else None
    words, written = words_since(since, scheme=report.scheme_id, report=report.pk)
    dates = corrected_recommendations(written, since) if since else {}
    told = corrected_updates(report.pk)
    for row in rows:
        when = told.get((row.id, row.meeting))
        if when is not None:
            dates[row.id] = max(when, dates.get(row.id, when))
    return Marks(words, dates)
