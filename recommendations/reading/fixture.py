"""The YAML form of a paper, read and written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import yaml

from recommendations.reading.fixture_reports import read_report
from recommendations.reading.fixture_write import write_fixture
from recommendations.reading.paper import BodyEntry, MeetingEntry, NoteEntry, Paper, Place, Refused
from recommendations.reading.yaml_nodes import Fields, day_or_month_in, line_of, root_of, whole_in

__all__ = ["read_fixture", "write_fixture"]

# The head of the chain of history when the paper was written: it says nothing of the records themselves.
AS_OF = "records_as_of"
# What stands under `performance` is left to the reader of performance reports.
PAPER = (
    "paper",
    "abridged",
    "holds",
    "meeting",
    "next_meeting",
    "bodies",
    "reports",
    "notes",
    "performance",
    AS_OF,
)
HOLDS = ("bodies", "reports", "recommendations", "notes")
MEETING = ("body", "date", "quarter", "data_up_to", "draft", "cover")
BODY = ("slug", "name", "short_name", "purpose", "chair", "members", "parent")
NOTE = ("report", "heading", "text")


def read_fixture(name: str, sha256: str, text: str) -> Paper:
    """The paper that a YAML text holds; raises Refused with the line of a fault."""
    return read_tree(name, sha256, root_of(text))


def read_tree(name: str, sha256: str, root: yaml.Node) -> Paper:
    """The paper in the tree of its YAML form, from whatever file the tree was read."""
    fields = Fields(root, "the paper", PAPER)
    reports = [read_report(node) for node in fields.items("reports")]
    _check_holds(fields, sum(listed for _, listed in reports))
    paper = Paper(
        name,
        sha256,
        fields.text("paper"),
        abridged=fields.flag("abridged"),
        meeting=_meeting(fields.nodes["meeting"], "meeting") if "meeting" in fields else None,
        next_meeting=_next_meeting(fields),
        bodies=tuple(_body(node) for node in fields.items("bodies")),
        reports=tuple(report for report, _ in reports),
        notes=tuple(_note(node, position) for position, node in enumerate(fields.items("notes"), 1)),
    )
    if AS_OF in fields:
        fields.text(AS_OF)  # to be compared with the chain, by who wants to: nothing is read from it
    _refuse_doubled("the body", ((body.slug, body.place) for body in paper.bodies))
    _refuse_doubled("the report", ((report.slug, report.place) for report in paper.reports))
    if paper.meeting is None:
        _refuse_without_meeting(paper)
    return paper


def _check_holds(fields: Fields, recommendations: int) -> None:
    """A file cut at the end of an entry is sound YAML still: only its own count gives it away."""
    holds = Fields(fields.needed("holds"), "holds", HOLDS)
    for key in HOLDS:
        states = whole_in(holds.needed(key), key)
        found = recommendations if key == "recommendations" else len(fields.items(key))
        if states != found:
            line = line_of(holds.nodes[key])
            raise Refused(f"line {line}: the file states {states} {key} and holds {found}.")


def _meeting(node: yaml.Node, key: str) -> MeetingEntry:
    fields = Fields(node, key, MEETING)
    day, known = day_or_month_in(fields.needed("date"), "date")
    return MeetingEntry(
        fields.place,
        fields.slug("body"),
        day,
        day_known=known,
        quarter=fields.stated("quarter"),
        data_up_to=fields.day("data_up_to"),
        draft=fields.flag("draft"),
        cover=fields.stated("cover"),
    )


def _next_meeting(fields: Fields) -> MeetingEntry | None:
    if "next_meeting" not in fields:
        return None
    return replace(_meeting(fields.nodes["next_meeting"], "next_meeting"), draft=True)


def _body(node: yaml.Node) -> BodyEntry:
    fields = Fields(node, "a body", BODY)
    return BodyEntry(
        fields.place,
        fields.slug("slug"),
        fields.text("name"),
        short_name=fields.stated("short_name"),
        purpose=fields.stated("purpose"),
        chair=fields.stated("chair"),
        members=fields.stated("members"),
        parent=fields.slug("parent") if "parent" in fields else fields.stated("parent"),
    )


def _note(node: yaml.Node, position: int) -> NoteEntry:
    fields = Fields(node, "a note", NOTE)
    return NoteEntry(
        fields.place, fields.slug("report"), fields.text("heading"), fields.text("text"), position
    )


def _refuse_doubled(what: str, slugs: Iterable[tuple[str, Place]]) -> None:
    seen: dict[str, Place] = {}
    for slug, place in slugs:
        if slug in seen:
            raise Refused(f"{place}: {what} {slug} stands already on {seen[slug]}.")
        seen[slug] = place


def _refuse_without_meeting(paper: Paper) -> None:
    for note in paper.notes:
        raise Refused(f"{note.place}: a note needs a meeting, and the paper names none.")
    for report in paper.reports:
        for recommendation in report.recommendations:
            if recommendation.update is not None:
                raise Refused(
                    f"{recommendation.update.place}: recommendation {recommendation.number} of {report.slug}"
                    " has an update, which needs a meeting, and the paper names none."
                )
