"""A `Paper` laid out flat as entries, in the order in which records have to be made. Free of Django."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from recommendations.meeting_slugs import meeting_slug, meeting_when
from recommendations.plan import Entry, Value
from recommendations.reading.paper import (
    NOT_STATED,
    BodyEntry,
    Counted,
    MeetingEntry,
    NoteEntry,
    NotStated,
    Paper,
    Place,
    RecommendationEntry,
    Refused,
    ReportEntry,
    Text,
)
from recommendations.reading.slugs import slug_of

# scheme code → {status word in small letters: status code}; labels and codes are both words, "" means none
Vocabulary = Mapping[str, Mapping[str, str]]

KINDS = ("body", "meeting", "report", "theme", "recommendation", "lead", "update", "note", "count")


def lay_out(paper: Paper, vocabulary: Vocabulary, body_names: Mapping[str, str]) -> list[Entry]:
    """Every record the paper states, with only the fields it states.

    `body_names` are the bodies on record, by slug. Raises Refused, naming the line, for a status
    word that the report's scheme does not have, and for a body that nobody has described.
    """
    paper = _by_known_bodies(paper, body_names)
    names = {**body_names, **{body.slug: body.name for body in paper.bodies}}
    meeting = paper.meeting
    entries = [_body(body) for body in paper.bodies]
    entries += [_meeting(m, names) for m in (meeting, paper.next_meeting) if m]
    for position, report in enumerate(paper.reports, 1):
        entries += _report(report, position, meeting, vocabulary, names)
    if meeting:
        entries += [_note(note, _slug(meeting)) for note in paper.notes]
    return sorted(entries, key=lambda entry: KINDS.index(entry.kind))


def _by_known_bodies(paper: Paper, body_names: Mapping[str, str]) -> Paper:
    """The paper with the bodies that it only mentions under the slugs that they have on record."""
    slugs = {slug_of(name): slug for slug, name in body_names.items()} | {slug: slug for slug in body_names}
    known = {body.slug: slugs[body.slug] for body in paper.bodies if body.mentioned and body.slug in slugs}
    if not known:
        return paper

    def addressed(entry: RecommendationEntry) -> RecommendationEntry:
        bodies = None if entry.bodies is None else tuple(known.get(slug, slug) for slug in entry.bodies)
        return replace(entry, bodies=bodies)

    return replace(
        paper,
        bodies=tuple(body for body in paper.bodies if body.slug not in known),
        reports=tuple(
            replace(report, recommendations=tuple(map(addressed, report.recommendations)))
            for report in paper.reports
        ),
    )


def _stated(**fields: Value | NotStated) -> dict[str, Value]:
    return {name: value for name, value in fields.items() if not isinstance(value, NotStated)}


def _body(body: BodyEntry) -> Entry:
    fields = _stated(
        name=body.name,
        short_name=body.short_name,
        purpose=body.purpose,
        chair=body.chair,
        members=body.members,
        parent=body.parent,
    )
    return Entry("body", body.slug, body.name, body.place, fields)


def _known_body(slug: str, names: Mapping[str, str], place: Place) -> str:
    if slug not in names:
        raise Refused(f"{place.opening}: “{slug}” is a body that neither the paper nor the records name.")
    return names[slug]


def _meeting(meeting: MeetingEntry, names: Mapping[str, str]) -> Entry:
    name = _known_body(meeting.body, names, meeting.place)
    fields = _stated(quarter=meeting.quarter, cover=meeting.cover, draft=meeting.draft)
    if meeting.data_up_to:
        fields["data_up_to"] = meeting.data_up_to
    label = f"{name}, {meeting_when(meeting.date, meeting.day_known)}"
    return Entry("meeting", _slug(meeting), label, meeting.place, fields)


def _report(
    report: ReportEntry,
    position: int,
    meeting: MeetingEntry | None,
    vocabulary: Vocabulary,
    names: Mapping[str, str],
) -> Iterator[Entry]:
    if report.scheme not in vocabulary:
        known = ", ".join(sorted(vocabulary))
        raise Refused(f"{report.place.opening}: “{report.scheme}” is no scheme: expected {known}.")
    fields = _stated(
        title=report.title or NOT_STATED,
        scheme=report.scheme,
        year_label=report.year_label,
        publisher=report.publisher,
        position=position,
    )
    if report.recommendations_made is not None:
        fields["recommendations_made"] = report.recommendations_made
    yield Entry("report", report.slug, _called(report), report.place, fields)
    for order, theme in enumerate(report.themes, 1):
        key = f"{report.slug}/{slug_of(theme.name)}"
        label = f"{theme.name} ({_called(report)})"
        yield Entry("theme", key, label, theme.place, {"name": theme.name, "position": order})
        if theme.lead:
            yield _lead(key, label, theme.place, theme.lead, meeting)
    for recommendation in report.recommendations:
        yield from _recommendation(report, recommendation, meeting, vocabulary, names)
    if report.counts and meeting:
        yield from _counts(report, meeting, vocabulary)


def _called(report: ReportEntry) -> str:
    """A report without a title has to be on record, and keeps the title that it has there."""
    return report.title or report.slug


def _lead(key: str, label: str, place: Place, name: Text, meeting: MeetingEntry | None) -> Entry:
    if meeting is None:
        raise Refused(f"{place.opening}: a lead is given, but the paper names no meeting that was told so.")
    return Entry("lead", f"{_slug(meeting)}/{key}", f"Lead of {label}", place, {"name": str(name)})


def _slug(meeting: MeetingEntry) -> str:
    return meeting_slug(meeting.body, meeting.date, meeting.day_known)


def _recommendation(
    report: ReportEntry,
    entry: RecommendationEntry,
    meeting: MeetingEntry | None,
    vocabulary: Vocabulary,
    names: Mapping[str, str],
) -> Iterator[Entry]:
    key = f"{report.slug}/{entry.number}"
    label = f"{_called(report)}, recommendation {entry.number}"
    fields = _stated(
        summary=entry.summary,
        wording=entry.wording,
        priority=entry.priority,
        expected_outcome=entry.expected_outcome,
        due_set_by=entry.due_set_by,
    )
    if entry.theme:
        fields["theme"] = slug_of(entry.theme)
    if entry.due:
        fields["due"] = entry.due
    if entry.bodies is not None:
        for slug in entry.bodies:
            _known_body(slug, names, entry.place)
        fields["bodies"] = tuple(sorted(set(entry.bodies)))
    yield Entry("recommendation", key, label, entry.place, fields)
    if entry.lead:
        yield _lead(key, label, entry.place, entry.lead, meeting)
    if entry.update and meeting:
        status = _status(entry.update.status, report.scheme, vocabulary, entry.update.place)
        told: dict[str, Value] = {"status": status, "narrative": entry.update.narrative}
        yield Entry("update", f"{_slug(meeting)}/{key}", f"Update on {label}", entry.update.place, told)


def _status(word: str | None, scheme: str, vocabulary: Vocabulary, place: Place) -> str | None:
    if word is None or not word.strip():
        return None
    code = vocabulary[scheme].get(word.strip().casefold())
    if code is None:
        raise Refused(f"{place.opening}: “{word.strip()}” is no status of the scheme “{scheme}”.")
    return code or None


def _counts(report: ReportEntry, meeting: MeetingEntry, vocabulary: Vocabulary) -> Iterator[Entry]:
    for count in report.counts:
        key = f"{_slug(meeting)}/{report.slug}/{count.counted.value.replace(' ', '-')}"
        label = f"{_called(report)}: {count.counted.value}"
        if count.counted is Counted.AT_STATUS:
            code = _status(count.status, report.scheme, vocabulary, count.place)
            if code is None:
                raise Refused(f"{count.place.opening}: a number of recommendations has no stage.")
            key += f"/{code}"
            label = f"{_called(report)}: {count.status}"
        yield Entry("count", key, label, count.place, {"value": count.value})


def _note(note: NoteEntry, meeting: str) -> Entry:
    key = f"{meeting}/{note.report}/{slug_of(note.heading)}"
    fields: dict[str, Value] = {"heading": note.heading, "text": note.text, "position": note.position}
    return Entry("note", key, f"Programme note “{note.heading}”", note.place, fields)
