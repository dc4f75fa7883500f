"""How the notes of a paper name the report that they are tied to."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from recommendations.reading.issued_words import one_line

WITH_SLUG = re.compile(r".*\(([a-z0-9]+(?:-[a-z0-9]+)*)\)")


def report_labels(tree: dict[str, Any]) -> Callable[[str], str]:
    """What to call a report by its slug: its title, with the slug in brackets where that is not enough."""
    reports = [(report["slug"], one_line(report["title"])) for report in tree.get("reports", ())]
    titles: dict[str, str] = dict(reports)

    def label(slug: str) -> str:
        text = titles.get(slug, f"({slug})")
        while slug_in(text, reports) != slug:
            text = f"{text} ({slug})"
        return text

    return label


def slug_in(label: str, reports: list[tuple[str, str]]) -> str:
    """The slug of the report that a label names; "" where it names none. `reports` are slugs and titles."""
    called = [slug for slug, title in reports if title == label]
    if len(called) == 1:
        return called[0]
    found = WITH_SLUG.fullmatch(label)
    return found[1] if found else ""
