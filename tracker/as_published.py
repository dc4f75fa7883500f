"""A meeting as it was published: its snapshot read back, and what was corrected since beside each part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from performance.reading.fixture import read_tree as read_report_tree
from performance.reading.fixture_write import tree_of as tree_of_report
from recommendations.corrections import Word
from recommendations.models import Meeting, Publication
from recommendations.plan import Entry, Key
from recommendations.reading.fixture import read_tree
from recommendations.reading.fixture_write import tree_of
from recommendations.reading.node_tree import node_of
from recommendations.reading.paper import Refused
from recommendations.reading.yaml_nodes import root_of
from tracker.correction_dates import Correction, dated
from tracker.issuing import PaperNow, paper_now
from tracker.paper_differences import CHANGED, Difference, between, entries_of, laid_out
from tracker.words_then import with_words, words_changed

Tree = dict[str, Any]
PLACEHOLDERS = frozenset({"recommendation", "update"})
MENTIONED = frozenset({"body", "report", "theme", "recommendation", "priority", "measure"})


@dataclass(frozen=True)
class Snapshot:
    """What was published, record by record, and what was corrected since, by record.

    `words` are labels and names that read otherwise since.
    """

    publication: Publication
    entries: list[Entry]
    corrections: Mapping[Key, list[Correction]]
    words: list[Word]

    @property
    def count(self) -> int:
        """How many corrections there are."""
        return sum(map(len, self.corrections.values())) + len(self.words)

    def of(self, *keys: Key) -> list[Correction]:
        """The corrections of these records."""
        return [each for key in keys for each in self.corrections.get(key, ())]


def read_snapshot(meeting: Meeting) -> Snapshot | None:
    """The snapshot of a published meeting beside the records now; None where none was kept.

    The day of the next meeting is left out: whether that is a draft is nobody's to know.
    """
    found = (
        Publication.objects.select_related("published_by", "meeting__body").filter(meeting=meeting).first()
    )
    if found is None:
        return None
    then, now = _tree(bytes(found.content).decode()), paper_now(meeting)
    words = words_changed(found.published_at)
    listed = _listed(then) | _listed(now.tree)
    before = _entries(_laid_out(then), listed)
    after = _entries(_now(now, words), listed)
    corrections: dict[Key, list[Correction]] = defaultdict(list)
    for correction in dated(_of_records(between(before, after)), found):
        corrections[correction.difference.kind, correction.difference.key].append(correction)
    return Snapshot(found, before, dict(corrections), words)


def _tree(text: str) -> Tree:
    root = root_of(text)
    return tree_of(read_tree("", "", root)) | tree_of_report(read_report_tree(root))


def _listed(tree: Tree) -> set[str]:
    """The reports whose recommendations are listed: those of others only stand for a stated count."""
    return {
        report["slug"]
        for report in tree.get("reports", ())
        if any("recommendations" in group for group in (report, *report.get("themes", ())))
    }


def _laid_out(tree: Tree) -> list[Entry]:
    return entries_of(node_of({name: held for name, held in tree.items() if name != "next_meeting"}))


def _now(now: PaperNow, words: list[Word]) -> list[Entry]:
    """Today's paper in the words of then; as it is, where no reader would take what it says together.

    Counts that contradict each other are compared like any others: none hides what else was corrected.
    """
    try:
        return _laid_out(with_words(now.tree, words))
    except Refused:
        return laid_out(replace(now.paper, next_meeting=None), now.report)


def _entries(entries: list[Entry], listed: set[str]) -> list[Entry]:
    return [entry for entry in entries if entry.kind not in PLACEHOLDERS or _report(entry) in listed]


def _report(entry: Entry) -> str:
    return entry.key.split("/")[1 if entry.kind == "update" else 0]


def _of_records(differences: list[Difference]) -> list[Difference]:
    """Without what a paper only mentions because of what it tells: what it tells is there itself."""
    return [each for each in differences if each.what == CHANGED or each.kind not in MENTIONED]
