"""An update round: what the next meeting is to be told of each recommendation of a report."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, NamedTuple

from django.db.models import Max

from recommendations.forms import UpdateForm
from recommendations.merging import Merged, merge
from recommendations.models import Meeting, Recommendation, Report, Status, Update
from recommendations.statuses import status_html
from recommendations.text import word_diff
from recommendations.versions import who_saved


class Clash(NamedTuple):
    """Two edits of one update: theirs, who saved it and when, and what both texts are together."""

    current: Update
    version: Any
    who: str
    theirs: str
    mine: str
    merged: Merged | None


class Item(NamedTuple):
    """One recommendation of the round: the last update before this meeting, this meeting's, and the form."""

    recommendation: Recommendation
    last: Update | None
    current: Update | None
    form: UpdateForm
    clash: Clash | None = None  # what somebody else saved meanwhile

    @property
    def last_status_html(self) -> str:
        """The last status as a tag."""
        status = self.last.status if self.last else None
        return status_html(status.label, status.tone) if status else ""

    @property
    def anchor(self) -> str:
        return f"r{self.recommendation.number}"


def reports_of_round(meeting: Meeting) -> list[Report]:
    """The reports a round can be written for, those that this body was told of last coming first."""
    told = Report.objects.filter(recommendations__updates__meeting__body=meeting.body_id).annotate(
        last=Max("recommendations__updates__meeting__date")
    )
    order = {report.pk: report.last for report in told}
    reports = list(Report.objects.select_related("scheme").filter(recommendations__isnull=False).distinct())
    return sorted(
        reports,
        key=lambda r: (r.pk not in order, r.scheme.code != "rag", r.year_label, r.position, r.title),
    )


def read_round(meeting: Meeting, report: Report, data: Any = None) -> list[Item]:
    """Every recommendation of the report with its form, bound to `data` where given."""
    recommendations = list(
        Recommendation.objects.filter(report=report).select_related("theme").order_by("number")
    )
    statuses = list(Status.objects.filter(scheme=report.scheme_id).order_by("position"))
    updates = Update.objects.filter(recommendation__report=report).select_related("status", "meeting__body")
    earlier: dict[int, Update] = {}
    for update in updates.filter(
        meeting__date__lt=meeting.date, meeting__published_at__isnull=False
    ).order_by("meeting__date", "meeting_id"):
        earlier[update.recommendation_id] = update
    here = {update.recommendation_id: update for update in updates.filter(meeting=meeting)}
    versions = _versions(list(here.values()))
    items = []
    for recommendation in recommendations:
        current = here.get(recommendation.pk)
        known = versions.get(current.pk, {}) if current else {}
        newest = max(known, default=0)
        base = _base(data, recommendation, newest)
        form = UpdateForm(
            data,
            recommendation=recommendation,
            statuses=statuses,
            last=earlier.get(recommendation.pk),
            start=known.get(base),
            version=newest if data is None else base,
            published=not meeting.is_draft,
        )
        items.append(Item(recommendation, earlier.get(recommendation.pk), current, form))
    return items


def _versions(updates: list[Update]) -> dict[int, dict[int, Any]]:
    """The history rows of updates: by update id, then by history id."""
    versions: dict[int, dict[int, Any]] = defaultdict(dict)
    for row in Update.history.filter(id__in=[update.pk for update in updates]):
        versions[row.id][row.history_id] = row
    return versions


def _base(data: Any, recommendation: Recommendation, newest: int) -> int:
    """The history row the person started from: what the form says, else the newest."""
    said = data.get(f"r{recommendation.number}-base", "") if data is not None else ""
    return int(said) if said.isdecimal() else newest


def as_chosen(data: Any) -> Any:
    """What was sent, with the text that the person chose where they were shown two.

    Where they chose what is saved already, nothing of that recommendation is sent.
    """
    for name in [name for name in data if name.endswith("-keep")]:
        item = name.removesuffix("-keep")
        if data[name] == "theirs":
            data.pop(f"{item}-base", None)
        elif data[name] == "both":
            data[f"{item}-narrative"] = data.get(f"{item}-both", "")
    return data


def with_problems(fresh: list[Item], tried: list[Item], stale: dict[int, Any], person: Any) -> list[Item]:
    """The round as it stands now, with what the person typed kept wherever it could not be saved."""
    kept, clashes = {}, {}
    for item in tried:
        number = item.recommendation.number
        if number in stale:
            clashes[number] = _clash(item.form, stale[number], person)
            _begin_anew(item.form, stale[number])
        if number in stale or item.form.errors:
            kept[number] = item.form
    return [
        item._replace(
            form=kept.get(item.recommendation.number, item.form),
            clash=clashes.get(item.recommendation.number),
        )
        for item in fresh
    ]


def _clash(form: UpdateForm, stale: Any, person: Any) -> Clash:
    base = form.start.narrative if form.start else ""
    mine, theirs = form.cleaned_data["narrative"], stale.current.narrative
    merged = merge(base, mine, theirs) if mine != theirs else None
    marked = word_diff(base, theirs), word_diff(base, mine)
    return Clash(stale.current, stale.version, who_saved(stale.version, person), *marked, merged)


def _begin_anew(form: UpdateForm, stale: Any) -> None:
    """Saving again is then a decision made after seeing both texts; what only they changed stays theirs."""
    typed: Any = form.data
    typed[form.add_prefix("base")] = str(stale.version.history_id)
    theirs = {
        "narrative": stale.current.narrative,
        "status": stale.current.status.code if stale.current.status else "",
        "carry": "on" if stale.current.carried_because else "",
        "carried_because": stale.current.carried_because,
    }
    for name in theirs.keys() - set(form.changed_data) if form.start else ():
        typed[form.add_prefix(name)] = theirs[name]
