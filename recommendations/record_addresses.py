"""Where the history of each record is found: from an address to the record, and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

from recommendations import models


def key_parts(key: str, least: int, most: int) -> list[str]:
    """The parts of a key; raises LookupError where their number is another."""
    parts = key.strip("/").split("/")
    if not least <= len(parts) <= most:
        raise LookupError(key)
    return parts


def find_record(kind: str, key: str) -> Any:
    """The record that a history address names; raises LookupError where there is none."""
    if kind not in _KINDS:
        raise LookupError(kind)
    try:
        found = _KINDS[kind].find(key).first()
    except ValueError as error:
        raise LookupError(key) from error
    if found is None:
        raise LookupError(key)
    return found


def _recommendation(key: str) -> Any:
    report, number = key_parts(key, 2, 2)
    return models.Recommendation.objects.filter(report__slug=report, number=int(number))


def _theme(key: str) -> Any:
    report, slug = key_parts(key, 2, 2)
    return models.Theme.objects.filter(report__slug=report, slug=slug)


def _update(key: str) -> Any:
    meeting, report, number = key_parts(key, 3, 3)
    return models.Update.objects.filter(
        meeting__in=models.Meeting.objects.called(meeting),
        recommendation__report__slug=report,
        recommendation__number=int(number),
    )


def _note(key: str) -> Any:
    meeting, report, slug = key_parts(key, 3, 3)
    return models.ProgrammeNote.objects.filter(
        meeting__in=models.Meeting.objects.called(meeting), report__slug=report, slug=slug
    )


def _count(key: str) -> Any:
    meeting, report, counted, *status = key_parts(key, 3, 4)
    counts = models.PublishedCount.objects.filter(
        meeting__in=models.Meeting.objects.called(meeting), report__slug=report, counted=counted
    )
    return counts.filter(status__code=status[0]) if status else counts.filter(status=None)


def _status(key: str) -> Any:
    scheme, code = key_parts(key, 2, 2)
    return models.Status.objects.filter(scheme__code=scheme, code=code)


def _lead(key: str) -> Any:
    meeting, report, slug = key_parts(key, 3, 3)
    leads = models.Lead.objects.filter(meeting__in=models.Meeting.objects.called(meeting))
    if slug.isdigit():
        return leads.filter(recommendation__report__slug=report, recommendation__number=int(slug))
    return leads.filter(theme__report__slug=report, theme__slug=slug)


def _led(lead: models.Lead) -> str:
    if lead.theme:
        return f"{lead.theme.report.slug}/{lead.theme.slug}"
    recommendation: Any = lead.recommendation
    return f"{recommendation.report.slug}/{recommendation.number}"


@dataclass(frozen=True)
class RecordKind:
    """A kind of record that has a history page.

    `find` gives a queryset for a key, `key` the key of a record; `related` is what key and name need.
    `by_paper`: whether a paper can write records of this kind.
    """

    model: Any
    find: Callable[[str], Any]
    key: Callable[[Any], str]
    related: tuple[str, ...] = ()
    by_paper: bool = True


_KINDS: dict[str, RecordKind] = {
    "meeting": RecordKind(
        models.Meeting,
        lambda key: models.Meeting.objects.called(key.strip("/")).select_related("body"),
        lambda m: m.slug,
        ("body",),
    ),
    "report": RecordKind(
        models.Report, lambda key: models.Report.objects.filter(slug=key.strip("/")), lambda r: r.slug
    ),
    "theme": RecordKind(models.Theme, _theme, lambda t: f"{t.report.slug}/{t.slug}", ("report",)),
    "lead": RecordKind(
        models.Lead,
        _lead,
        lambda r: f"{r.meeting.slug}/{_led(r)}",
        ("meeting__body", "theme__report", "recommendation__report"),
    ),
    "recommendation": RecordKind(
        models.Recommendation, _recommendation, lambda r: f"{r.report.slug}/{r.number}", ("report",)
    ),
    "update": RecordKind(
        models.Update,
        _update,
        lambda u: f"{u.meeting.slug}/{u.recommendation.report.slug}/{u.recommendation.number}",
        ("meeting__body", "recommendation__report"),
    ),
    "note": RecordKind(
        models.ProgrammeNote,
        _note,
        lambda n: f"{n.meeting.slug}/{n.report.slug}/{n.slug}",
        ("meeting__body", "report"),
    ),
    "count": RecordKind(
        models.PublishedCount,
        _count,
        lambda c: f"{c.meeting.slug}/{c.report.slug}/{c.counted}" + (f"/{c.status.code}" if c.status else ""),
        ("meeting__body", "report", "status"),
    ),
    "body": RecordKind(
        models.Body, lambda key: models.Body.objects.filter(slug=key.strip("/")), lambda b: b.slug
    ),
    "status": RecordKind(
        models.Status, _status, lambda s: f"{s.scheme.code}/{s.code}", ("scheme",), by_paper=False
    ),
}


def add_record_kinds(kinds: Mapping[str, RecordKind]) -> None:
    """Give the records of another app their history pages; called once, when that app is ready."""
    _KINDS.update(kinds)


def record_kinds() -> Mapping[str, RecordKind]:
    """All kinds of records that have a history page, by the name in its address."""
    return MappingProxyType(_KINDS)


def record_kind(kind: str) -> RecordKind | None:
    """What is known of a kind of record; None for one that has no history page."""
    return _KINDS.get(kind)


def record_address(kind: str, record: Any) -> str:
    """The address of a record's history."""
    return f"/history/{kind}/{_KINDS[kind].key(record)}/"


class Touched(NamedTuple):
    """A kind of record that a paper touched: how many of them, in words, and links to each."""

    words: str
    links: list[tuple[str, str]]  # address, name


def records_touched(paper: models.Paper) -> list[Touched]:
    """Every record whose history names this paper, by kind."""
    touched = []
    for name, kind in _KINDS.items():
        if not kind.by_paper:
            continue
        ids = kind.model.history.filter(history_paper=paper).values_list("id", flat=True)
        records = kind.model.objects.filter(pk__in=set(ids)).select_related(*kind.related).order_by("pk")
        links = [(record_address(name, record), str(record)) for record in records]
        if links:
            named = kind.model._meta.verbose_name if len(links) == 1 else kind.model._meta.verbose_name_plural
            touched.append(Touched(f"{len(links)} {named}", links))
    return touched
