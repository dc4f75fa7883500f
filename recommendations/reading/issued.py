"""A paper that this program issued, back from its document into the tree that it was laid out from.

Its last table says what it holds; what it lacks is refused and named. `recommendations.writing.form` writes
it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from recommendations.reading.document import Document, Heading, Paragraph
from recommendations.reading.issued_about import About, contents_in, positions, read_about
from recommendations.reading.issued_blocks import Numbered, before, day_of, numbered, sections, text_of
from recommendations.reading.issued_matrix import read_matrix
from recommendations.reading.issued_notes import slug_in
from recommendations.reading.issued_updates import read_updates, tables_of
from recommendations.reading.issued_words import (
    ABOUT,
    DRAFT,
    FORM_LINE,
    HOLDS,
    INSPECTIONS,
    NOTES,
    UPDATES,
    one_line,
)
from recommendations.reading.node_tree import Placed
from recommendations.reading.paper import Refused
from recommendations.reading.yaml_nodes import MONTH

Entry = dict[str, Any]
NEXT_MEETING = "Date of the next "


@dataclass(frozen=True, slots=True)
class Issued:
    """An issued paper by its parts, which are known by their headings, and what its last part says."""

    first: list[Numbered]
    parts: dict[str, list[Numbered]]
    about: About
    where: dict[int, str]

    def part(self, name: str, *, needed: bool) -> list[Numbered]:
        """What stands in a part; raises Refused where it is needed and missing."""
        if needed and name not in self.parts:
            raise Refused(
                f"The paper lacks its part “{name}”, of which its last table says that it is there."
            )
        return self.parts.get(name, [])


def is_issued(document: Document) -> bool:
    """Whether the document is a paper of this form, whole or cut: first page or last table says so."""
    for block in document.blocks:
        if isinstance(block, Heading) and block.level == 2:
            break
        if isinstance(block, Paragraph) and FORM_LINE.fullmatch(one_line(block.text)):
            return True
    return bool(contents_in(numbered(document)[0]))


def open_issued(document: Document) -> Issued:
    """The parts of an issued paper; raises Refused for one that was cut."""
    blocks, where = numbered(document)
    about = read_about(blocks, where)
    parts: dict[str, list[Numbered]] = {}
    for section in sections(blocks, 2):
        parts.setdefault(section.text, section.blocks)
    has_title = bool(blocks) and isinstance(blocks[0].block, Heading) and blocks[0].block.level == 1
    return Issued(before(blocks[has_title:], 2), parts, about, where)


def read_recommendations(issued: Issued) -> Entry:
    """The tree of the paper without its performance report, with the line of each value."""
    about = issued.about
    tree: Entry = {"paper": about.title}
    if about.is_abridged:
        tree["abridged"] = True
    tree["holds"] = {key: about.holds(label) for key, label in HOLDS.items()}
    following = about.meeting(following=True)
    for key, held in (("meeting", about.meeting(following=False)), ("next_meeting", following)):
        if held:
            tree[key] = Placed(_dated(held, about), next(iter(held.values())).line)
    if "meeting" in tree and (cover := _cover(issued, bool(following))):
        tree["meeting"].value["cover"] = cover
    about.check("Bodies", len(about.bodies), ABOUT)
    if about.bodies:
        tree["bodies"] = about.bodies
    if reports := _reports(issued):
        tree["reports"] = reports
    if notes := _notes(issued, tree):
        tree["notes"] = notes
    return tree


def _dated(meeting: Entry, about: About) -> Entry:
    """The meeting with its days as days; a month stays text."""
    for key in ("date", "data_up_to"):
        if key in meeting:
            text, line = meeting[key]
            if not (key == "date" and MONTH.fullmatch(text)):
                meeting[key] = Placed(day_of(text, line, about.where), line)
    return meeting


def _cover(issued: Issued, has_next: bool) -> Placed | None:
    """The office's own words on the first page, without the lines that every first page has."""
    draft = issued.about.meeting(following=False).get("draft")
    blocks = list(issued.first)
    # Ours stand around the cover, so what the cover says in the same words is never taken for them.
    if draft and draft.value:
        blocks = _without(blocks, DRAFT.__eq__)
    blocks = _without(blocks[::-1], FORM_LINE.fullmatch)[::-1]
    if has_next:
        blocks = _without(blocks[::-1], lambda text: text.startswith(NEXT_MEETING))[::-1]
    text = text_of(blocks)
    return Placed(text, blocks[0].line) if text else None


def _without(blocks: list[Numbered], fits: Callable[[str], object]) -> list[Numbered]:
    """The blocks without the first paragraph that fits."""
    for number, (_, block) in enumerate(blocks):
        if isinstance(block, Paragraph) and fits(one_line(block.text)):
            return [*blocks[:number], *blocks[number + 1 :]]
    return blocks


def _reports(issued: Issued) -> list[Placed]:
    about = issued.about
    place_of = positions(about)
    found: dict[int, Placed] = {}
    for name, scheme in ((UPDATES, "rag"), (INSPECTIONS, "stages")):
        held = place_of[scheme]
        with_table = [n for n in held if n in about.reports and about.reports[n].listed is not None]
        part = issued.part(name, needed=bool(with_table) or bool(held and scheme == "stages"))
        if scheme == "stages" and held:
            found |= read_matrix(part, held, about)
        elif scheme == "rag":
            found |= {number: _of_annex(number, about) for number in held}
        for number, rows in tables_of(part, with_table, about, name).items():
            found[number].value.update(read_updates(rows, number, about))
    listed = sum(row.listed or 0 for row in about.reports.values())
    about.check("Recommendations", listed, UPDATES)
    return [found[number] for number in sorted(found)]


def _of_annex(number: int, about: About) -> Placed:
    row = about.reports[number]
    counts = about.counts.get(number)
    return Placed(row.fields | ({"counts": counts} if counts else {}), row.line)


def _notes(issued: Issued, tree: Entry) -> list[Placed]:
    """The notes in the order of the paper; raises Refused where there are more or fewer than it says."""
    part = issued.part(NOTES, needed=bool(issued.about.holds("Notes").value))
    if not issued.about.holds("Notes").value:
        return []
    named = [(r.value.get("slug"), r.value.get("title")) for r in tree.get("reports", ())]
    reports = [(str(_plain(slug)), str(_plain(title))) for slug, title in named]
    notes = [
        Placed(
            {
                "report": Placed(slug_in(group.text, reports), group.line),
                "heading": note.text,
                "text": text_of(note.blocks),
            },
            note.line,
        )
        for group in sections(part, 3)
        for note in sections(group.blocks, 4)
    ]
    issued.about.check("Notes", len(notes), NOTES)
    return notes


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Placed) else value
