"""The last part of a paper: what its tables have no room for, and what it holds, so that a cut is noticed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from recommendations.reading.document import Block, Heading
from recommendations.reading.issued_words import (
    ABOUT,
    ABRIDGED_ROW,
    BODIES,
    BODY_COLUMNS,
    CONTENT_COLUMNS,
    CONTENTS,
    COUNT_COLUMNS,
    COUNTS,
    DETAIL_COLUMNS,
    DETAILS,
    FORM,
    FORM_ROW,
    MEETING_ROWS,
    PAPER_ROW,
    PUBLISHER,
    REPORT_COLUMNS,
    REPORTS,
    SCHEMES,
    UNKNOWN,
    YES,
    one_line,
    row_label,
)
from recommendations.reading.slugs import slug_of
from recommendations.text import canonical
from recommendations.writing.form_text import table
from recommendations.writing.form_updates import details, has_table, listed

Entry = dict[str, Any]
Rows = list[tuple[str, ...]]
FOLLOWED = {code: name for name, code in SCHEMES.items()}


def annex(tree: Entry, holds: Mapping[str, int]) -> list[Block]:
    """The tables that are needed, then the one that says what the paper holds. `holds`: label and number."""
    blocks: list[Block] = [Heading(ABOUT, 2)]
    for heading, rows, widths in (
        (BODIES, _bodies(tree), ()),
        (REPORTS, _reports(tree), (0.06, 0.28, 0.16, 0.1, 0.12, 0.11, 0.08, 0.09)),
        (COUNTS, _counts(tree), (0.15, 0.65, 0.2)),
        (DETAILS, _details(tree), (0.09, 0.07, 0.17, 0.67)),
        (CONTENTS, [CONTENT_COLUMNS, *_contents(tree, holds)], (0.3, 0.7)),
    ):
        if len(rows) > 1:
            blocks += [Heading(heading, 3), table(rows, widths)]
    return blocks


def _bodies(tree: Entry) -> Rows:
    bodies = tree.get("bodies", [])
    used = [c for c, key in BODY_COLUMNS.items() if key == "name" or any(key in body for body in bodies)]
    keys = [BODY_COLUMNS[column] for column in used]
    return [tuple(used), *(tuple(canonical(body.get(key, "")) for key in keys) for body in bodies)]


def _reports(tree: Entry) -> Rows:
    rows: Rows = [REPORT_COLUMNS]
    for number, report in enumerate(tree.get("reports", ()), 1):
        if not _derived(report):
            of_rag = report["scheme"] == "rag"
            made = report.get("recommendations_made")
            rows.append(
                (
                    str(number),
                    one_line(report["title"]),
                    report["slug"],
                    canonical(report.get("year", "")) if of_rag else "",
                    canonical(report.get("publisher", "")),
                    FOLLOWED[report["scheme"]],
                    UNKNOWN if made is None else str(made),
                    str(len(listed(report))) if has_table(report) else UNKNOWN,
                )
            )
    return rows


def _derived(report: Entry) -> bool:
    """Whether the table of inspection reports says all there is to say of the report."""
    return (
        report["scheme"] == "stages"
        and report["slug"] == slug_of(one_line(report["title"]))
        and report.get("publisher") == PUBLISHER
        and "recommendations_made" not in report
        and not has_table(report)
    )


def _counts(tree: Entry) -> Rows:
    rows: Rows = [COUNT_COLUMNS]
    for number, report in enumerate(tree.get("reports", ()), 1):
        if report["scheme"] == "rag":
            rows += [(str(number), one_line(k), str(v)) for k, v in report.get("counts", {}).items()]
    return rows


def _details(tree: Entry) -> Rows:
    rows: Rows = [DETAIL_COLUMNS]
    for number, report in enumerate(tree.get("reports", ()), 1):
        rows += [(str(number), *row) for row in details(report)]
    return rows


def _contents(tree: Entry, holds: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    yield FORM_ROW, str(FORM)
    yield PAPER_ROW, canonical(tree["paper"])
    if tree.get("abridged"):
        yield ABRIDGED_ROW, YES
    for key, following in (("meeting", False), ("next_meeting", True)):
        meeting = tree.get(key, {})
        for name in MEETING_ROWS:
            # The cover of this meeting is what the first page says.
            if name in meeting and not (name == "cover" and not following):
                yield row_label(name, following=following), _said(meeting[name])
    yield from ((label, str(count)) for label, count in holds.items() if count)


def _said(value: Any) -> str:
    return YES if value is True else canonical(str(value))
