"""The records in the shape of a plan: what is held now, and which of it a person wrote last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import F

from recommendations import models
from recommendations.history import written_by_person
from recommendations.meeting_slugs import meeting_slug, split_meeting_slug
from recommendations.plan import Entry, Key, Value
from recommendations.reference import SCHEMES

MODELS: dict[str, Any] = {
    "body": models.Body,
    "meeting": models.Meeting,
    "report": models.Report,
    "theme": models.Theme,
    "recommendation": models.Recommendation,
    "lead": models.Lead,
    "update": models.Update,
    "note": models.ProgrammeNote,
    "count": models.PublishedCount,
}


def vocabulary() -> dict[str, dict[str, str]]:
    """Scheme code → status word in small letters (label or code) → status code.

    The labels that papers print stay words of their status after the office has given it another label.
    """
    words: dict[str, dict[str, str]] = {code: {} for code in _scheme_codes()}
    for scheme, code, label in models.Status.objects.values_list("scheme__code", "code", "label"):
        words[scheme][code] = code
        words[scheme][label.casefold()] = code
    for scheme, (_, statuses) in SCHEMES.items():
        for code, label, *_ in statuses:
            words[scheme].setdefault(label.casefold(), code)
    return words


def _scheme_codes() -> list[str]:
    return list(models.Scheme.objects.values_list("code", flat=True))


def body_names() -> dict[str, str]:
    """The names of the bodies on record, by slug."""
    return dict(models.Body.objects.values_list("slug", "name"))


@dataclass
class Snapshot:
    """What the records hold of the things a paper speaks of: fields and database id by kind and key."""

    fields: dict[Key, dict[str, Value]] = field(default_factory=dict)
    ids: dict[Key, int] = field(default_factory=dict)

    def add(self, kind: str, key: str, pk: int, **fields: Any) -> None:
        self.fields[kind, key] = fields
        self.ids[kind, key] = pk


def snapshot(entries: Iterable[Entry]) -> Snapshot:
    """Everything on record that these entries could touch; the number of queries does not grow with them."""
    keys: dict[str, set[str]] = defaultdict(set)
    leads: dict[str, str] = {}
    for entry in entries:
        keys[entry.kind].add(entry.key)
        if entry.kind == "lead":
            leads[entry.key] = str(entry.fields["name"])
    held = Snapshot()
    _bodies(held)
    for slug in keys["meeting"]:
        _meeting(held, slug)
    reports = keys["report"] | {key.split("/")[1] for key in keys["note"]}
    _reports(held, reports)
    _leads(held, reports, leads)
    for slug in keys["meeting"]:
        if ("meeting", slug) in held.ids:
            _told(held, slug, reports)
    return held


def _bodies(held: Snapshot) -> None:
    row: Any
    for row in models.Body.objects.values(
        "pk", "slug", "name", "short_name", "purpose", "chair", "members", "parent__slug"
    ):
        pk, slug, parent = row.pop("pk"), row.pop("slug"), row.pop("parent__slug")
        held.add("body", slug, pk, parent=parent, **row)


def _meeting(held: Snapshot, slug: str) -> None:
    row: Any
    for row in models.Meeting.objects.called(slug).values("pk", "quarter", "data_up_to", "cover"):
        held.add("meeting", slug, row.pop("pk"), **row)


def _reports(held: Snapshot, reports: set[str]) -> None:
    row: Any
    for row in models.Report.objects.filter(slug__in=reports).values(
        "pk",
        "slug",
        "title",
        "year_label",
        "publisher",
        "recommendations_made",
        scheme_code=F("scheme__code"),
    ):
        scheme = row.pop("scheme_code")
        held.add("report", row.pop("slug"), row.pop("pk"), scheme=scheme, **row)
    for pk, report, slug, name in models.Theme.objects.filter(report__slug__in=reports).values_list(
        "pk", "report__slug", "slug", "name"
    ):
        held.add("theme", f"{report}/{slug}", pk, name=name)
    bodies: dict[int, list[str]] = defaultdict(list)
    for pk, slug in models.Addressee.objects.filter(recommendation__report__slug__in=reports).values_list(
        "recommendation_id", "body__slug"
    ):
        bodies[pk].append(slug)
    for row in models.Recommendation.objects.filter(report__slug__in=reports).values(
        "pk",
        "report__slug",
        "number",
        "summary",
        "wording",
        "priority",
        "expected_outcome",
        "due",
        "due_set_by",
        theme_slug=F("theme__slug"),
    ):
        pk, key = row.pop("pk"), f"{row.pop('report__slug')}/{row.pop('number')}"
        theme = row.pop("theme_slug")
        held.add("recommendation", key, pk, theme=theme, bodies=tuple(sorted(bodies[pk])), **row)


def _leads(held: Snapshot, reports: set[str], wanted: dict[str, str]) -> None:
    """A lead is held where that person leads at that meeting already, or where it was told of a lead."""
    terms: dict[str, list[tuple[date, str, int, str]]] = defaultdict(list)
    columns = ("meeting__date", "meeting__body__slug", "meeting__day_known", "pk", "name")
    for report, theme, *term in models.Lead.objects.filter(theme__report__slug__in=reports).values_list(
        "theme__report__slug", "theme__slug", *columns
    ):
        terms[f"{report}/{theme}"].append(_term(*term))
    for report, number, *term in models.Lead.objects.filter(
        recommendation__report__slug__in=reports
    ).values_list("recommendation__report__slug", "recommendation__number", *columns):
        terms[f"{report}/{number}"].append(_term(*term))
    for key, name in wanted.items():
        meeting, _, place = key.partition("/")
        _, day, _ = split_meeting_slug(meeting) or ("", date.min, True)
        told_here = [term for term in terms[place] if term[1] == meeting]
        by_then = [term for term in terms[place] if term[0] <= day]
        then = told_here[0] if told_here else max(by_then, default=None)
        if then and (told_here or then[3] == name):
            held.add("lead", key, then[2], name=then[3])


def _term(day: date, body: str, day_known: bool, pk: int, name: str) -> tuple[date, str, int, str]:
    return day, meeting_slug(body, day, day_known), pk, name


def _told(held: Snapshot, meeting: str, reports: set[str]) -> None:
    body, when, day_known = split_meeting_slug(meeting) or ("", None, True)
    at = {"meeting__body__slug": body, "meeting__date": when, "meeting__day_known": day_known}
    for pk, report, number, status, narrative in models.Update.objects.filter(
        recommendation__report__slug__in=reports, **at
    ).values_list(
        "pk", "recommendation__report__slug", "recommendation__number", "status__code", "narrative"
    ):
        held.add("update", f"{meeting}/{report}/{number}", pk, status=status, narrative=narrative)
    for pk, report, slug, heading, text in models.ProgrammeNote.objects.filter(
        report__slug__in=reports, **at
    ).values_list("pk", "report__slug", "slug", "heading", "text"):
        held.add("note", f"{meeting}/{report}/{slug}", pk, heading=heading, text=text)
    for pk, report, counted, status, value in models.PublishedCount.objects.filter(
        report__slug__in=reports, **at
    ).values_list("pk", "report__slug", "counted", "status__code", "value"):
        key = f"{meeting}/{report}/{counted}" + (f"/{status}" if status else "")
        held.add("count", key, pk, value=value)


def staff_wrote(
    held: Snapshot, asked: list[tuple[str, str, tuple[str, ...]]], kinds: Mapping[str, Any]
) -> set[tuple[str, str, str]]:
    """Which of the asked fields got their present value from a person on a page, not from a paper.

    `kinds` are the models by kind.
    """
    by_kind: dict[str, dict[int, tuple[str, tuple[str, ...]]]] = defaultdict(dict)
    for kind, key, fields in asked:
        by_kind[kind][held.ids[kind, key]] = key, fields
    found: set[tuple[str, str, str]] = set()
    for kind, wanted in by_kind.items():
        past: dict[int, list[Any]] = defaultdict(list)
        for row in kinds[kind].history.filter(id__in=wanted).order_by("-history_id"):
            past[row.id].append(row)
        for pk, (key, fields) in wanted.items():
            for name in fields:
                wrote = _addressed_by_person(pk) if name == "bodies" else _set_by_person(past[pk], name)
                if wrote:
                    found.add((kind, key, name))
    return found


def _set_by_person(past: list[Any], name: str) -> bool:
    """`past`: history rows, newest first. The row that set the value is the oldest of the run that has it.

    What was left empty when the record was made is nothing that anybody wrote.
    """
    if not past:
        return False
    column = f"{name}_id" if hasattr(past[0], f"{name}_id") else name
    setter = past[0]
    for row in past:
        if getattr(row, column) != getattr(past[0], column):
            break
        setter = row
    left_empty = setter.history_type == "+" and getattr(setter, column) in (None, "")
    return not left_empty and written_by_person(setter)


def _addressed_by_person(recommendation: int) -> bool:
    last = models.Addressee.history.filter(recommendation_id=recommendation).order_by("-history_id").first()
    return last is not None and written_by_person(last)
