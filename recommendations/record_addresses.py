"""Where the history of each record is found: from an address to the record, and back."""

from __future__ import annotations

from typing import Any, NamedTuple

from recommendations import models


def _parts(key: str, least: int, most: int) -> list[str]:
    parts = key.strip("/").split("/")
    if not least <= len(parts) <= most:
        raise LookupError(key)
    return parts


def find_record(kind: str, key: str) -> Any:
    """The record that a history address names; raises LookupError where there is none."""
    finder = _FINDERS.get(kind)
    if finder is None:
        raise LookupError(kind)
    try:
        found = finder(key).first()
    except ValueError as error:
        raise LookupError(key) from error
    if found is None:
        raise LookupError(key)
    return found


def _recommendation(key: str) -> Any:
    report, number = _parts(key, 2, 2)
    return models.Recommendation.objects.filter(report__slug=report, number=int(number))


def _theme(key: str) -> Any:
    report, slug = _parts(key, 2, 2)
    return models.Theme.objects.filter(report__slug=report, slug=slug)


def _update(key: str) -> Any:
    meeting, report, number = _parts(key, 3, 3)
    return models.Update.objects.filter(
        meeting__in=models.Meeting.objects.called(meeting),
        recommendation__report__slug=report,
        recommendation__number=int(number),
    )


def _note(key: str) -> Any:
    meeting, report, slug = _parts(key, 3, 3)
    return models.ProgrammeNote.objects.filter(
        meeting__in=models.Meeting.objects.called(meeting), report__slug=report, slug=slug
    )


def _count(key: str) -> Any:
    meeting, report, counted, *status = _parts(key, 3, 4)
    counts = models.PublishedCount.objects.filter(
        meeting__in=models.Meeting.objects.called(meeting), report__slug=report, counted=counted
    )
    return counts.filter(status__code=status[0]) if status else counts.filter(status=None)


def _status(key: str) -> Any:
    scheme, code = _parts(key, 2, 2)
    return models.Status.objects.filter(scheme__code=scheme, code=code)


def _lead(key: str) -> Any:
    meeting, report, slug = _parts(key, 3, 3)
    leads = models.Lead.objects.filter(meeting__in=models.Meeting.objects.called(meeting))
    if slug.isdigit():
        return leads.filter(recommendation__report__slug=report, recommendation__number=int(slug))
    return leads.filter(theme__report__slug=report, theme__slug=slug)


_FINDERS: dict[str, Any] = {
    "report": lambda key: models.Report.objects.filter(slug=key.strip("/")),
    "body": lambda key: models.Body.objects.filter(slug=key.strip("/")),
    "meeting": lambda key: models.Meeting.objects.called(key.strip("/")).select_related("body"),
    "theme": _theme,
    "recommendation": _recommendation,
    "update": _update,
    "note": _note,
    "count": _count,
    "status": _status,
    "lead": _lead,
}


def record_address(kind: str, record: Any) -> str:
    """The address of a record's history."""
    return f"/history/{kind}/{_KEYS[kind](record)}/"


_KEYS: dict[str, Any] = {
    "report": lambda r: r.slug,
    "body": lambda r: r.slug,
    "meeting": lambda r: r.slug,
    "theme": lambda r: f"{r.report.slug}/{r.slug}",
    "recommendation": lambda r: f"{r.report.slug}/{r.number}",
    "update": lambda r: f"{r.meeting.slug}/{r.recommendation.report.slug}/{r.recommendation.number}",
    "note": lambda r: f"{r.meeting.slug}/{r.report.slug}/{r.slug}",
    "count": lambda r: (
        f"{r.meeting.slug}/{r.report.slug}/{r.counted}" + (f"/{r.status.code}" if r.status else "")
    ),
    "status": lambda r: f"{r.scheme.code}/{r.code}",
    "lead": lambda r: f"{r.meeting.slug}/{_led(r)}",
}

# What a paper can touch, and what its records' addresses and names need.
_TOUCHABLE: dict[str, tuple[Any, tuple[str, ...]]] = {
    "meeting": (models.Meeting, ("body",)),
    "report": (models.Report, ()),
    "theme": (models.Theme, ("report",)),
    "lead": (models.Lead, ("meeting__body", "theme__report", "recommendation__report")),
    "recommendation": (models.Recommendation, ("report",)),
    "update": (models.Update, ("meeting__body", "recommendation__report")),
    "note": (models.ProgrammeNote, ("meeting__body", "report")),
    "count": (models.PublishedCount, ("meeting__body", "report", "status")),
    "body": (models.Body, ()),
}


def _led(lead: models.Lead) -> str:
    if lead.theme:
        return f"{lead.theme.report.slug}/{lead.theme.slug}"
    recommendation: Any = lead.recommendation
    return f"{recommendation.report.slug}/{recommendation.number}"


class Touched(NamedTuple):
    """A kind of record that a paper touched: how many, and links to each."""

    kind: str
    links: list[tuple[str, str]]  # address, name


def records_touched(paper: models.Paper) -> list[Touched]:
    """Every record whose history names this paper, by kind."""
    touched = []
    for kind, (model, related) in _TOUCHABLE.items():
        ids = model.history.filter(history_paper=paper).values_list("id", flat=True)
        records = model.objects.filter(pk__in=set(ids)).select_related(*related).order_by("pk")
        links = [(record_address(kind, record), str(record)) for record in records]
        if links:
            touched.append(Touched(kind, links))
    return touched
