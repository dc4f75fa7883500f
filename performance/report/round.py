"""Writing a performance report: what the last meetings were told beside what this one is to be told."""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

from django.urls import reverse

from performance.actions.report import Clash
from performance.forms import AssessmentForm, ListForm, PartForm
from performance.models import Assessment, Comment, Measure, PlannedAction, Priority
from performance.report.parts import (
    FIELDS,
    LISTS,
    NOT_ASSESSED,
    Value,
    assessed,
    digest,
    one_line,
    part_key,
    stands,
)
from performance.report.versions import Edits, edits_of, left_as_found, value_called
from performance.sentences import benchmark_sentence, trend_sentence
from recommendations.models import Meeting
from recommendations.tables import Column, Table, link
from recommendations.versions import who_saved

HEADINGS = {"actions": "Planned actions", "comments": "Comments"}


class Part(NamedTuple):
    """One part of a priority's report: what was told last, what this meeting is told, and the form."""

    key: str
    heading: str
    polarity: str
    now: Value
    last: Value
    last_meeting: Meeting | None
    form: PartForm
    clash: Clash | None = None  # what somebody else saved meanwhile
    edits: Edits | None = None  # of a list, theirs and mine
    who: str = ""  # saved it

    @property
    def is_list(self) -> bool:
        return self.key in LISTS

    @property
    def is_written(self) -> bool:
        return self.now not in {NOT_ASSESSED, ()}

    @property
    def last_words(self) -> list[str]:
        """What the last meeting was told, as sentences."""
        return self._words(self.last)

    @property
    def their_words(self) -> list[str]:
        """What somebody else saved, as sentences; none where they took everything away."""
        return self._words(self.clash.value) if self.clash else []

    def _words(self, value: Value) -> list[str]:
        if value == NOT_ASSESSED or self.is_list:
            return list(value) if self.is_list else []
        trend, rank, out_of, against, note = value
        benchmark = benchmark_sentence(rank, out_of, against, self.polarity)
        return [f"{trend_sentence(trend, self.polarity, note)}.", f"{benchmark}."]


def read_parts(meeting: Meeting, priority: Priority, data: Any = None) -> list[Part]:
    """Every part of a priority's report with its form, bound to `data` where given."""
    now = stands(meeting, priority)
    earlier = {row.measure_id: row for row in _earlier(Assessment, meeting, measure__priority=priority)}
    parts = []
    for measure in priority.measures.order_by("position", "pk"):
        key, last = part_key(measure), earlier.get(measure.pk)
        form = AssessmentForm(data, key=key, now=now[key])
        told = assessed(last), last.meeting if last else None
        parts.append(Part(key, measure.name, measure.polarity, now[key], *told, form))
    return [*parts, *(_list_part(meeting, priority, key, now[key], data) for key in LISTS)]


def _list_part(meeting: Meeting, priority: Priority, key: str, now: Value, data: Any) -> Part:
    rows = list(_earlier(LISTS[key], meeting, priority=priority))
    last_meeting = rows[-1].meeting if rows else None
    newest = sorted((row for row in rows if row.meeting == last_meeting), key=lambda row: row.number)
    last = tuple(one_line(row.text) for row in newest)
    form = ListForm(data, key=key, now=now, label=HEADINGS[key], last=last)
    return Part(key, HEADINGS[key], "", now, last, last_meeting, form)


def _earlier(model: Any, meeting: Meeting, **of: Any) -> Any:
    """Rows of published meetings before this one, oldest first."""
    published = {"meeting__date__lt": meeting.date, "meeting__published_at__isnull": False}
    rows = model.objects.filter(**published, **of).select_related("meeting__body")
    return rows.order_by("meeting__date", "meeting_id")


def with_problems(
    fresh: list[Part],
    touched: list[Part],
    stale: dict[str, Clash],
    about: tuple[Meeting, Priority],
    person: Any,
) -> list[Part]:
    """The parts as they stand now, with what the person typed kept wherever it was not saved."""
    kept, edits = {part.key: part.form for part in touched}, {}
    for key, clash in stale.items():
        form = kept[key]
        base = value_called(*about, key, form.cleaned_data["base"])
        # Saving again is then a decision made after seeing both texts.
        typed: Any = form.data
        typed[form.add_prefix("base")] = digest(clash.value)
        if key in LISTS:
            edits[key] = edits_of(base, form.value, clash.value)
            continue
        for at in left_as_found(base, form.value):
            theirs = clash.value[at]
            typed[form.add_prefix(FIELDS[at])] = "" if theirs is None else str(theirs)
    who = {key: who_saved(clash.version, person) for key, clash in stale.items()}
    return [
        p._replace(
            form=kept.get(p.key, p.form),
            clash=stale.get(p.key),
            edits=edits.get(p.key),
            who=who.get(p.key, ""),
        )
        for p in fresh
    ]


def progress_table(meeting: Meeting) -> Table[Any]:
    """Every priority with how much of its report for this meeting is written."""
    at_it = {"meeting": meeting}
    measures = Counter(Measure.objects.values_list("priority", flat=True))
    done = Counter(Assessment.objects.filter(**at_it).values_list("measure__priority", flat=True))
    actions = Counter(PlannedAction.objects.filter(**at_it).values_list("priority", flat=True))
    comments = Counter(Comment.objects.filter(**at_it).values_list("priority", flat=True))

    def address(priority: Priority) -> str:
        return link(reverse("performance-priority", args=[meeting.slug, priority.slug]), priority.heading)

    columns: list[Column[Priority]] = [
        Column("priority", "Priority", lambda p: p.heading, address, row_header=True),
        Column("assessed", "Measures written", lambda p: f"{done[p.pk]} of {measures[p.pk]}"),
        Column("actions", "Planned actions", lambda p: actions[p.pk], numeric=True),
        Column("comments", "Comments", lambda p: comments[p.pk], numeric=True),
    ]
    rows = list(Priority.objects.all())
    caption = f"{sum(done[p.pk] for p in rows)} of {sum(measures[p.pk] for p in rows)} measures written"
    return Table("written", caption, columns, rows, empty="No priority is on record yet.")
