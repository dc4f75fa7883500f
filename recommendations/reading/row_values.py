"""What the cells of a row say of a recommendation: number, theme, lead, status, day, bodies.

Free of Django.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from recommendations.reading.paper import (
    NOT_STATED,
    BodyEntry,
    Place,
    RecommendationEntry,
    Refused,
    Text,
    ThemeEntry,
)
from recommendations.reading.slugs import slug_of
from recommendations.reading.tracker_days import day_said
from recommendations.text import opening

# "12", "12.", "Rec 12", "R12", "HR-12", "ID2022/12"; never "12a", "1.2" or "1-3", which are no one number
NUMBER = re.compile(
    r"(?:#\s*|(?:(?i:recommendation|rec|reference|ref|number|no|action)[.:]?|[A-Z]{1,6})"
    r"(?:[\s/–-]*(?:19|20)[0-9]{2}(?=[\s/–-]))?[\s/–-]*(?:(?i:no)\.?\s*)?)?"
    r"0{0,3}([1-9][0-9]{0,3})(?:\.0|\s*[.):])?"
)
LEAD = re.compile(r"\b((?:(?:police|force|action|theme) )?lead(?: officer)?\s*:)", re.IGNORECASE)
NO_HEADING = re.compile(r"(?:sub-?)?totals?\b|notes?\b|key\b|source\b", re.IGNORECASE)
LONGEST_HEADING = 12  # words
# characters that the records keep of what has to be short
MOST = {"theme": 200, "lead": 150, "summary": 300, "due_set_by": 150, "bodies": 200, "title": 300}
DASHES = frozenset("-–—")

Lose = Callable[[str, str], None]  # told what is not read, and why


def number_of(text: str) -> int | None:
    """The number that a cell prints; None where it prints none, or none that is certain."""
    found = NUMBER.fullmatch(" ".join(text.split()))
    return int(found[1]) if found else None


def stated(text: str) -> Text:
    """The text on one line; not stated where the cell is empty or holds a dash."""
    line = " ".join(text.split())
    return NOT_STATED if not set(line) - DASHES else line


def theme_key(name: str) -> str:
    """What makes two names of themes the same: their addresses."""
    return slug_of(name) or name


def theme_in(cells: Sequence[str], place: Place) -> ThemeEntry | None:
    """The theme of a row that names one with its lead, in one cell or two; None for any other row.

    Raises Refused where a row with a police lead names no theme or several.
    """
    texts = _texts(cells)
    at_lead = next((i for i, text in enumerate(texts) if LEAD.search(text)), None)
    if at_lead is None:
        return None
    before, said, lead = LEAD.split(texts[at_lead], maxsplit=1)
    bracketed = before.rstrip().endswith(("(", "["))
    names = [name for name in (*texts[:at_lead], before.strip(" -–—:,;|(["), *texts[at_lead + 1 :]) if name]
    if len(names) != 1:
        if not said.casefold().startswith("police"):
            return None
        raise Refused(f"{place}: a row with a police lead names {len(names)} themes, it should name one.")
    lead = lead.strip(" )]") if bracketed else lead.strip()
    if len(names[0]) > MOST["theme"] or len(lead) > MOST["lead"]:
        return None
    return ThemeEntry(place, names[0], lead or NOT_STATED)


def _texts(cells: Sequence[str]) -> list[str]:
    """What the cells hold, each text once: a merged cell may be given again for each column it spans."""
    return list(dict.fromkeys(text for text in (" ".join(cell.split()) for cell in cells) if text))


def heading_in(cells: Sequence[str]) -> str:
    """The text of a row that holds nothing else, if it reads like a heading; "" for any other row."""
    texts = _texts(cells)
    if len(texts) != 1:
        return ""
    text = texts[0].removesuffix(":").strip()
    sentence = text.endswith((".", "!", "?", ";", ",")) or not text[:1].isupper()
    long = len(text.split()) > LONGEST_HEADING or len(text) > MOST["theme"]
    if sentence or long or NO_HEADING.match(text):
        return ""
    return text


def status_of(printed: str, statuses: Mapping[str, str]) -> str | None:
    """The status word as printed, or what a person chose for it; None where none is stated."""
    word = " ".join(printed.split())
    chosen = statuses.get(word.casefold())
    if chosen is not None:
        return chosen or None
    return printed if set(word) - DASHES else None


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a row by the roles of its columns, and where it stands."""

    place: Place
    by_role: Mapping[str, str]

    def __getitem__(self, role: str) -> str:
        return self.by_role.get(role, "")

    def short(self, role: str, what: str, lose: Lose) -> Text:
        """The words on one line, unless the records cannot keep so many."""
        line = stated(self[role])
        if isinstance(line, str) and len(line) > MOST[role]:
            lose(what, f"it has {len(line)} characters, at most {MOST[role]} are kept")
            return NOT_STATED
        return line


def recommendation_of(words: Words, number: int, theme: str, set_by: str, lose: Lose) -> RecommendationEntry:
    """The recommendation that a row states, without its update. `set_by` set the day if no cell says who."""
    wording = words["wording"] or NOT_STATED
    if not wording and "wording" in words.by_role:
        lose(f"the wording of recommendation {number}", "its cell is empty")
    due = day_said(words["due"])
    if due is None and stated(words["due"]):
        lose(f"the due date of recommendation {number}", f"“{words['due'][:40]}” is no day that is certain")
    setter = words.short("due_set_by", f"who set the due date of recommendation {number}", lose)
    names = [entry.slug for entry in bodies_in(words, lose)]
    return RecommendationEntry(
        place=words.place,
        number=number,
        theme=theme,
        summary=_summary(words, number, lose),
        wording=wording,
        lead=words.short("lead", f"the lead of recommendation {number}", lose),
        bodies=tuple(names) if names else None,
        priority=stated(words["priority"]),
        expected_outcome=words["expected_outcome"] or NOT_STATED,
        due=due,
        due_set_by=setter or (set_by if due else NOT_STATED),
    )


def _summary(words: Words, number: int, lose: Lose) -> Text:
    """A short text of its own: our tables show the wording's opening where a recommendation has none."""
    summary = words.short("summary", f"the summary of recommendation {number}", lose)
    if summary in (opening(words["wording"]), f"Recommendation {number}"):
        return NOT_STATED
    return summary


def bodies_in(words: Words, lose: Lose) -> tuple[BodyEntry, ...]:
    """The bodies that a recommendation is addressed to, by commas, semicolons, slashes, line breaks."""
    found: dict[str, BodyEntry] = {}
    for part in re.split(r"[,;/\n]", words["bodies"]):
        name = stated(part.strip().removeprefix("- "))
        if not isinstance(name, str):
            continue
        slug = slug_of(name)
        if slug and len(name) <= MOST["bodies"]:
            found.setdefault(slug, BodyEntry(words.place, slug, name, mentioned=True))
        else:
            lose(f"the body “{name[:40]}”", "it is no name that the records can keep")
    return tuple(found.values())


def settled_leads(
    themes: Iterable[ThemeEntry], rows: Sequence[RecommendationEntry]
) -> tuple[tuple[ThemeEntry, ...], tuple[RecommendationEntry, ...]]:
    """With the lead that all recommendations of a theme share made the theme's, where it has no other."""
    leads: dict[str, set[Text]] = defaultdict(set)
    for row in rows:
        leads[row.theme].add(row.lead)
    settled = []
    for theme in themes:
        shared = leads[theme.name] if len(leads[theme.name]) == 1 else {NOT_STATED}
        settled.append(theme if theme.lead else replace(theme, lead=shared.pop()))
    by_name = {theme.name: theme.lead for theme in settled}
    return tuple(settled), tuple(
        replace(row, lead=NOT_STATED) if row.lead and row.lead == by_name.get(row.theme) else row
        for row in rows
    )
