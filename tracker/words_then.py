"""A paper's tree in the words that stood when it was published: a new word is one correction, not many.

Papers call statuses, themes, measures and priorities by what they read; where that is changed, every record
under it would differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from performance.models import Measure, Priority
from recommendations.corrections import Word, renamed
from recommendations.models import Status, Theme

Tree = dict[str, Any]
Old = Mapping[tuple[str, str, str], str]  # what, where, the word now → the word then


def words_changed(since: datetime) -> list[Word]:
    """Every label and name that papers go by and that reads otherwise since that moment, in order of time."""
    words = [
        *renamed(Status, "label", "status", since),
        *renamed(Theme, "name", "theme", since),
        *renamed(Measure, "name", "measure", since),
        *renamed(Priority, "heading", "priority", since),
    ]
    return sorted(words, key=lambda word: word.when)


def with_words(tree: Tree, words: list[Word]) -> Tree:
    """The tree with the words as they were."""
    old = {(word.what, word.where, word.new): word.old for word in words}
    if not old:
        return tree
    found = dict(tree)
    if "reports" in tree:
        found["reports"] = [
            _report(report, old, report["scheme"], report["slug"]) for report in tree["reports"]
        ]
    if "performance" in tree:
        found["performance"] = _performance(tree["performance"], old)
    return found


def _report(group: Tree, old: Old, scheme: str, report: str) -> Tree:
    found = dict(group)
    if "recommendations" in group:
        found["recommendations"] = [_status(entry, old, scheme) for entry in group["recommendations"]]
    if "themes" in group:
        found["themes"] = [
            _report(theme, old, scheme, report)
            | {"name": old.get(("theme", report, theme["name"]), theme["name"])}
            for theme in group["themes"]
        ]
    if "counts" in group:
        counts = group["counts"].items()
        found["counts"] = {old.get(("status", scheme, name), name): value for name, value in counts}
    return found


def _status(entry: Tree, old: Old, scheme: str) -> Tree:
    word = entry.get("status")
    return entry | {"status": old[word_of]} if (word_of := ("status", scheme, word or "")) in old else entry


def _performance(part: Any, old: Old) -> Any:
    """The measures and the headings of priorities, wherever they stand."""
    match part:
        case dict():
            return {key: _named(key, held, old) for key, held in part.items()}
        case list():
            return [_performance(held, old) for held in part]
    return part


def _named(key: str, held: Any, old: Old) -> Any:
    if key == "measure":
        return old.get(("measure", "", held), held)
    if key == "heading":
        return old.get(("priority", "", held), held)
    if key == "figure_measures":
        return [old.get(("measure", "", name), name) for name in held]
    return _performance(held, old)
