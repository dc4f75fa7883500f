"""A whole paper as a workbook that people can read, and that is read back as the same paper. Free of Django.

It takes the paper's tree, the nested dicts and lists of its YAML form, apart into flat sheets; rows say what
they belong to by the slug of the report, the name of the theme, framework and heading of the priority.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from recommendations.reading import workbook_form as forms
from recommendations.reading.paper import Refused
from recommendations.reading.slugs import slug_of
from recommendations.reading.workbook_form import FACTS, FORMS, PARTS, Form, told
from recommendations.writing.spreadsheet import Sheet, xlsx_of

Entry = dict[str, Any]
Rows = Iterator[tuple[Form, Entry]]


def write_workbook(tree: Entry, *, about_title: str) -> bytes:
    """The workbook of a paper's tree; the same tree gives the same bytes. Empty sheets are left out.

    Raises Refused where two priorities share framework and heading, so that no row could say which it means,
    and ValueError for a key that the form has no column for.
    """
    rows: dict[str, list[Entry]] = {form.title: [] for form in FORMS}
    for form, entry in _rows(tree):
        if unknown := entry.keys() - form.columns.keys():
            raise ValueError(f"the sheet {form.title} has no column for {', '.join(sorted(unknown))}")
        rows[form.title].append(entry)
    sheets = [_sheet(form, rows[form.title]) for form in FORMS if rows[form.title]]
    return xlsx_of(sheets, title=about_title)


def _sheet(form: Form, entries: list[Entry]) -> Sheet:
    """The rows under the columns that they need; a column without any value is left out."""
    names = [name for name in form.columns if name in form.refers or any(name in entry for entry in entries)]
    return Sheet(form.title, names, [[told(entry.get(name)) for name in names] for entry in entries])


def _rows(tree: Entry) -> Rows:
    left = dict(tree)
    yield from _facts(left)
    yield from _entries(forms.BODIES, left.pop("bodies", []))
    for report in left.pop("reports", []):
        yield from _report(dict(report))
    yield from _entries(forms.NOTES, left.pop("notes", []))
    if "performance" in left:
        yield from _performance(dict(left.pop("performance")))
    if left:
        raise ValueError(f"the workbook has no sheet for {', '.join(sorted(left))}")


def _facts(left: Entry) -> Rows:
    for fact, key in FACTS.items():
        if key in left:
            yield forms.PAPER, {"part": "paper", "fact": fact, "value": left.pop(key)}
    for part, key in PARTS.items():
        facts = left.get("performance", {}).get("holds", {}) if key == "performance" else left.pop(key, {})
        for fact, value in facts.items():
            yield forms.PAPER, {"part": part, "fact": fact, "value": value}


def _entries(form: Form, entries: list[Any], **refers: str) -> Rows:
    for entry in entries:
        yield form, refers | (entry if isinstance(entry, dict) else {"text": entry})


def _report(report: Entry) -> Rows:
    slug = report.setdefault("slug", slug_of(report["title"]))
    themes, listed, counts = (report.pop(key, []) for key in ("themes", "recommendations", "counts"))
    yield forms.REPORTS, report
    for theme in map(dict, themes):
        under = theme.pop("recommendations", [])
        yield forms.THEMES, {"report": slug} | theme
        yield from _entries(forms.RECOMMENDATIONS, under, report=slug, theme=theme["name"])
    yield from _entries(forms.RECOMMENDATIONS, listed, report=slug)
    for counted, value in dict(counts).items():
        yield forms.COUNTS, {"report": slug, "counted": counted, "value": value}


def _performance(performance: Entry) -> Rows:
    performance.pop("holds", None)  # stands among the facts
    seen = set[tuple[str, str]]()
    for priority in map(dict, performance.pop("priorities", [])):
        named = {key: priority[key] for key in ("framework", "heading")}
        if (key := (named["framework"].strip(), named["heading"].strip())) in seen:
            raise Refused(
                f"Two priorities of {key[0]} are called {key[1]}: a workbook cannot tell them apart."
            )
        seen.add(key)
        under = [(form, priority.pop(form.title.lower(), [])) for form in forms.UNDER_PRIORITIES]
        yield forms.PRIORITIES, priority
        for form, entries in under:
            yield from _entries(form, entries, **named)
    for form in (forms.FIGURES, forms.STATED, forms.TERMS):
        yield from _entries(form, performance.pop(form.title.lower(), []))
    if performance:
        raise ValueError(f"the workbook has no sheet for {', '.join(sorted(performance))}")
