"""The reports of a paper's YAML form: themes, recommendations, counts."""

from __future__ import annotations

import yaml

from recommendations.reading.paper import (
    Counted,
    CountEntry,
    Place,
    RecommendationEntry,
    Refused,
    ReportEntry,
    ThemeEntry,
    UpdateEntry,
)
from recommendations.reading.placeholders import placeholders
from recommendations.reading.slugs import slug_of
from recommendations.reading.yaml_nodes import Fields, line_of, place_of, text_in, whole_in

REPORT = (
    "slug",
    "title",
    "year",
    "publisher",
    "scheme",
    "recommendations_made",
    "themes",
    "recommendations",
    "counts",
)
THEME = ("name", "lead", "recommendations")
RECOMMENDATION = (
    "number",
    "summary",
    "wording",
    "lead",
    "bodies",
    "priority",
    "expected_outcome",
    "due",
    "due_set_by",
    "status",
    "update",
)
SCHEMES = ("rag", "stages")
TOTAL, NOT_ACCEPTED = Counted.TOTAL.value, Counted.NOT_ACCEPTED.value
MOST_PLACEHOLDERS = 1000


def read_report(node: yaml.Node) -> tuple[ReportEntry, int]:
    """The report, and how many recommendations are listed under it (placeholders are not)."""
    fields = Fields(node, "a report", REPORT)
    title = fields.text("title")
    slug = fields.slug("slug") if "slug" in fields else slug_of(title)
    if not slug:
        raise Refused(f"line {fields.line}: the title gives no slug, so the report needs one.")
    scheme = fields.text("scheme")
    if scheme not in SCHEMES:
        raise Refused(f"line {line_of(fields.nodes['scheme'])}: scheme should be {' or '.join(SCHEMES)}.")
    themes, listed = _themes(fields)
    listed += [_recommendation(item, "") for item in fields.items("recommendations")]
    _refuse_doubled(listed)
    counts = _counts(fields)
    report = ReportEntry(
        fields.place,
        slug,
        title,
        scheme,
        year_label=fields.stated("year"),
        publisher=fields.stated("publisher"),
        recommendations_made=fields.whole("recommendations_made"),
        themes=themes,
        recommendations=tuple(sorted(listed, key=lambda entry: entry.number))
        or _placeholders(counts, fields.place),
        counts=counts,
    )
    return report, len(listed)


def _themes(fields: Fields) -> tuple[tuple[ThemeEntry, ...], list[RecommendationEntry]]:
    themes: dict[str, ThemeEntry] = {}
    listed: list[RecommendationEntry] = []
    for node in fields.items("themes"):
        theme = Fields(node, "a theme", THEME)
        name = theme.text("name")
        if name in themes:
            raise Refused(f"line {theme.line}: the theme {name} stands already on {themes[name].place}.")
        themes[name] = ThemeEntry(theme.place, name, theme.stated("lead"))
        listed += [_recommendation(item, name) for item in theme.items("recommendations")]
    return tuple(themes.values()), listed


def _recommendation(node: yaml.Node, theme: str) -> RecommendationEntry:
    fields = Fields(node, "a recommendation", RECOMMENDATION)
    number = whole_in(fields.needed("number"), "number")
    if not number:
        raise Refused(f"line {line_of(fields.nodes['number'])}: recommendations are numbered from 1.")
    return RecommendationEntry(
        fields.place,
        number,
        theme=theme,
        summary=fields.stated("summary"),
        wording=fields.stated("wording"),
        lead=fields.stated("lead"),
        bodies=_bodies(fields),
        priority=fields.stated("priority"),
        expected_outcome=fields.stated("expected_outcome"),
        due=fields.day("due"),
        due_set_by=fields.stated("due_set_by"),
        update=_update(fields),
    )


def _bodies(fields: Fields) -> tuple[str, ...] | None:
    if "bodies" not in fields:
        return None
    bodies = tuple(text_in(item, "bodies") for item in fields.items("bodies"))
    if len(set(bodies)) != len(bodies):
        raise Refused(f"line {line_of(fields.nodes['bodies'])}: a body stands twice.")
    return bodies


def _update(fields: Fields) -> UpdateEntry | None:
    if "status" not in fields and "update" not in fields:
        return None
    place = place_of(fields.nodes["status" if "status" in fields else "update"])
    narrative = text_in(fields.nodes["update"], "update") if "update" in fields else ""
    return UpdateEntry(place, narrative, fields.text("status") if "status" in fields else None)


def _refuse_doubled(listed: list[RecommendationEntry]) -> None:
    seen: dict[int, Place] = {}
    for entry in listed:
        if entry.number in seen:
            first = seen[entry.number]
            raise Refused(f"{entry.place}: recommendation {entry.number} stands already on {first}.")
        seen[entry.number] = entry.place


def _counts(fields: Fields) -> tuple[CountEntry, ...]:
    if "counts" not in fields:
        return ()
    counts = []
    for key, node in Fields(fields.nodes["counts"], "counts").nodes.items():
        value, place = whole_in(node, key), place_of(node)
        if key in (TOTAL, NOT_ACCEPTED):
            counts.append(CountEntry(place, Counted(key), value))
        else:
            counts.append(CountEntry(place, Counted.AT_STATUS, value, key))
    _check_sum(counts)
    return tuple(counts)


def _check_sum(counts: list[CountEntry]) -> None:
    totals = [c for c in counts if c.counted is Counted.TOTAL]
    at_status = [c for c in counts if c.counted is Counted.AT_STATUS]
    added = sum(c.value for c in at_status)
    if totals and at_status and added != totals[0].value:
        raise Refused(f"{totals[0].place}: the stages add up to {added}, the total is {totals[0].value}.")


def _placeholders(counts: tuple[CountEntry, ...], place: Place) -> tuple[RecommendationEntry, ...]:
    total = next((c.value for c in counts if c.counted is Counted.TOTAL), 0)
    if total > MOST_PLACEHOLDERS:
        raise Refused(f"{place}: {total} recommendations without words are more than a report makes.")
    return placeholders(total, counts, place)
