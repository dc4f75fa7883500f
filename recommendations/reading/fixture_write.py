"""The YAML form of a paper, written: reading it gives an equal paper but for places, name, hash, losses."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

import yaml

from recommendations.reading.node_tree import plain_number
from recommendations.reading.paper import (
    BodyEntry,
    Counted,
    CountEntry,
    MeetingEntry,
    Paper,
    Place,
    RecommendationEntry,
    ReportEntry,
)
from recommendations.reading.placeholders import placeholders

WIDTH = 105
UNUSUAL = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u2028\\u2029\\ufeff]")
Entry = dict[str, Any]


class _Dumper(yaml.SafeDumper):
    """Texts of more than one line stand as blocks, and nothing is shortened to an alias."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    # PyYAML folds line ends of other kinds into spaces unless they stand as escapes.
    style = '"' if UNUSUAL.search(text) else "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _number(dumper: yaml.SafeDumper, number: float) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:float", plain_number(number))


_Dumper.add_representer(str, _text)
_Dumper.add_representer(float, _number)


def write_fixture(paper: Paper) -> str:
    """The paper as YAML, without a performance report."""
    return yaml_of(tree_of(paper))


def yaml_of(tree: Entry) -> str:
    """A paper's tree as YAML."""
    return yaml.dump(tree, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH)


def tree_of(paper: Paper) -> Entry:
    """The paper as the nested dicts and lists that its YAML form is.

    A report whose recommendations are placeholders is there with its counts alone.
    """
    reports = [_report(report) for report in paper.reports]
    listed = sum(
        len(group.get("recommendations", [])) for r in reports for group in [r, *r.get("themes", [])]
    )
    whole = {
        "paper": paper.title,
        "abridged": paper.abridged or None,
        "holds": {
            "bodies": len(paper.bodies),
            "reports": len(reports),
            "recommendations": listed,
            "notes": len(paper.notes),
        },
        "meeting": _meeting(paper.meeting, draft=True),
        "next_meeting": _meeting(paper.next_meeting, draft=False),
        "bodies": [_body(body) for body in paper.bodies],
        "reports": reports,
        "notes": [{"report": n.report, "heading": n.heading, "text": n.text} for n in paper.notes],
    }
    return {key: value for key, value in _stated(whole).items() if value != []}


def _stated(entry: Entry) -> Entry:
    """The entry without what is not stated."""
    return {key: value for key, value in entry.items() if value is not None and _is_plain(value)}


def _is_plain(value: object) -> bool:
    return isinstance(value, str | int | date | list | dict)


def _meeting(meeting: MeetingEntry | None, *, draft: bool) -> Entry | None:
    if meeting is None:
        return None
    return _stated(
        {
            "body": meeting.body,
            "date": meeting.date if meeting.day_known else f"{meeting.date:%Y-%m}",
            "quarter": meeting.quarter,
            "data_up_to": meeting.data_up_to,
            "draft": (draft and meeting.draft) or None,
            "cover": meeting.cover,
        }
    )


def _body(body: BodyEntry) -> Entry:
    return _stated(
        {
            "slug": body.slug,
            "name": body.name,
            "short_name": body.short_name,
            "purpose": body.purpose,
            "chair": body.chair,
            "members": body.members,
            "parent": body.parent,
        }
    )


def _report(report: ReportEntry) -> Entry:
    entry = _stated(
        {
            "slug": report.slug,
            "title": report.title,
            "year": report.year_label,
            "publisher": report.publisher,
            "scheme": report.scheme,
            "recommendations_made": report.recommendations_made,
        }
    )
    listed = () if _are_placeholders(report) else report.recommendations
    if report.themes:
        entry["themes"] = [
            _stated({"name": theme.name, "lead": theme.lead}) | _listed(listed, theme.name)
            for theme in report.themes
        ]
    entry |= _listed(listed, "")
    if report.counts:
        entry["counts"] = {_count_key(count): count.value for count in report.counts}
    return entry


def _count_key(count: CountEntry) -> str:
    return count.status if count.counted is Counted.AT_STATUS else count.counted.value


def _are_placeholders(report: ReportEntry) -> bool:
    total = next((c.value for c in report.counts if c.counted is Counted.TOTAL), 0)
    bare = tuple(_placeless(entry) for entry in report.recommendations)
    return bool(total) and bare == placeholders(total, report.counts, Place())


def _placeless(entry: RecommendationEntry) -> RecommendationEntry:
    update = replace(entry.update, place=Place()) if entry.update else None
    return replace(entry, place=Place(), update=update)


def _listed(recommendations: tuple[RecommendationEntry, ...], theme: str) -> Entry:
    entries = [_recommendation(entry) for entry in recommendations if entry.theme == theme]
    return {"recommendations": entries} if entries else {}


def _recommendation(entry: RecommendationEntry) -> Entry:
    update = entry.update
    return _stated(
        {
            "number": entry.number,
            "summary": entry.summary,
            "wording": entry.wording,
            "lead": entry.lead,
            "bodies": None if entry.bodies is None else list(entry.bodies),
            "priority": entry.priority,
            "expected_outcome": entry.expected_outcome,
            "due": entry.due,
            "due_set_by": entry.due_set_by,
            "status": update.status if update else None,
            "update": update.narrative if update and (update.narrative or not update.status) else None,
        }
    )
