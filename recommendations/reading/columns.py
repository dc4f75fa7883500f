"""The columns of a table of recommendations, known by their headings, wherever they stand and however spelt.

Free of Django. A heading is compared without case, punctuation, line breaks and plurals; words that
name a column less surely than others (“Action” beside “Recommendation”) give way to them. What a person
chose for a heading wins over all words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, count
from types import MappingProxyType
from typing import Final

from recommendations.reading.dates import MONTHS
from recommendations.reading.paper import ColumnMatch, Refused

NUMBER, WORDING, UPDATE, STATUS, LEAD = "number", "wording", "update", "status", "lead"

ROLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        NUMBER: "Number",
        "theme": "Theme",
        LEAD: "Lead",
        WORDING: "Wording",
        "summary": "Summary",
        UPDATE: "Update",
        STATUS: "Status",
        "priority": "Priority",
        "expected_outcome": "Expected outcome",
        "due": "Due date",
        "due_set_by": "Due date set by",
        "bodies": "Addressed to",
        "title": "Title of the report",
    }
)

# role → words that name it, and words that name it where no other column does
SYNONYMS: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]] = MappingProxyType(
    {
        NUMBER: (
            ("No", "Number", "#", "Rec no", "Rec number", "Recommendation no", "Recommendation number", "№"),
            ("Ref", "Reference", "Ref no", "Reference number", "Rec ref", "Recommendation reference", "Rec",
             "Rec ID", "Recommendation ID", "ID", "Item no", "Action no", "Action number",
             "Action ref", "Action ID", "Serial", "Serial no"),
        ),
        WORDING: (
            ("Recommendation", "Recommendation text", "Recommendation wording", "Full recommendation",
             "Wording", "Text of recommendation", "Wording of recommendation"),
            ("Action", "Action required", "Agreed action", "Description", "Action description", "Text",
             "Recommendation description", "Detail", "Recommendation detail", "Action detail"),
        ),
        UPDATE: (
            ("Update", "Latest update", "Current update", "Progress update", "Status update", "Narrative",
             "Update narrative", "Latest position", "Current position", "Summary of progress", "RAG update",
             "Latest progress", "Progress to date", "Update on progress", "Update on recommendation"),
            ("Progress", "Comment", "Commentary", "Position", "Response", "Force response", "Note",
             "Evidence"),
        ),
        STATUS: (
            ("RAG", "RAG status", "RAG rating", "Status", "Current status", "Current RAG", "Status RAG",
             "Recommendation status", "BRAG", "BRAG status"),
            ("Stage", "Progress status", "Rating", "State", "Action status", "Colour", "Progress RAG",
             "Delivery status", "Open closed"),
        ),
        LEAD: (
            ("Lead", "Police lead", "Owner", "Lead officer", "Action owner", "Recommendation owner",
             "Force lead", "Recommendation lead", "Action lead"),
            ("SRO", "Responsible", "Responsible officer", "Responsible person", "Person responsible",
             "Responsible owner", "Senior responsible owner", "Business owner", "Business lead", "Assigned",
             "Assigned to", "Lead name", "Who", "By whom", "Accountable"),
        ),
        "theme": (
            ("Theme", "Section", "Workstream", "Work stream"),
            ("Area", "Category", "Chapter", "Strand", "Topic", "Portfolio", "Thematic area"),
        ),
        "summary": (
            ("Summary", "Short title", "Recommendation summary", "Recommendation title"),
            ("Title", "Headline", "Short description", "Action title"),
        ),
        "priority": (("Priority", "Priority level"), ("Importance",)),
        "expected_outcome": (
            ("Expected outcome", "Outcome", "Intended outcome", "Desired outcome"),
            ("Success criteria", "Success measure", "Expected result", "Measure of success"),
        ),
        "due": (
            ("Due", "Due date", "Date due", "Target date", "Deadline", "Completion date",
             "Target completion date", "Expected completion date", "Due by"),
            ("By when", "Timescale", "Expected completion", "End date", "Target completion",
             "Estimated completion date", "When"),
        ),
        "due_set_by": (("Due date set by", "Due set by", "Deadline set by"), ("Set by",)),
        "bodies": (
            ("Addressed to", "Organisation", "Organization", "Agency", "Body", "Addressee"),
            ("Force", "Partner", "Department", "Responsible organisation", "Responsible agency",
             "Directed to"),
        ),
        "title": (
            ("Report", "Report title", "Title of report", "Report name", "Name of report"),
            ("Inspection", "Inspection title", "Inspection report", "Source", "Source report",
             "Source document"),
        ),
    }
)  # fmt: skip

LONGEST = 8  # words of a heading: what is longer is a cell of the table itself
LONGEST_TEXT = 120
NOT_LOOSELY = frozenset({"date", "previous", "prior", "last", "next", "old", "number", "count", "total"})
PREPOSITIONS = frozenset(
    {"against", "as", "at", "by", "for", "from", "in", "of", "on", "per", "since", "to", "vs", "with"}
)
SHORT_MONTHS = {month[:3].casefold(): i for i, month in enumerate(MONTHS, 1)}
DATED = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?({'|'.join(SHORT_MONTHS)})[a-z]*\s*(\d{{4}}|\d{{2}})\b"
    r"|\b\d{1,2} \d{1,2} (?:\d{4}|\d{2})\b|\bq[1-4] ?\d{4} \d{2}\b|\b\d{4}\b"
)


def fold(heading: str) -> str:
    """A heading in small letters, its words parted by one space, without punctuation and plurals."""
    text = unicodedata.normalize("NFKC", heading.replace("\u00ad", "")).casefold().replace("#", " no ")
    return " ".join(map(_singular, re.findall(r"[^\W_]+", re.sub("['’]", "", text))))


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("sses", "uses")) and len(word) > 5:
        return word[:-2]
    return word[:-1] if len(word) > 2 and word.endswith("s") and not word.endswith(("ss", "us")) else word


@cache
def _words() -> dict[str, tuple[str, int]]:
    """Every synonym, folded: its role, and 0 for a sure one, 1 for another."""
    return {
        fold(word): (role, tier)
        for role, tiers in SYNONYMS.items()
        for tier in (1, 0)
        for word in tiers[tier]
    }


@dataclass(frozen=True, slots=True)
class _Fit:
    """What a heading names, and how surely: the smaller `level`, the surer. `dated`: year and month."""

    role: str
    level: int
    dated: tuple[int, int]


def _fit(heading: str) -> _Fit | None:
    """The role that a heading names best; most cells of a table are longer than any heading."""
    return _fit_of(heading) if len(heading) <= LONGEST_TEXT else None


@lru_cache(maxsize=1024)
def _fit_of(heading: str) -> _Fit | None:
    plain, bare = fold(heading), fold(re.sub(r"\([^()]*\)|\[[^\[\]]*\]", " ", heading))
    if not plain or len(plain.split()) > LONGEST:
        return None
    dated, undated = _date_of(plain), _undated(plain)
    for loosened, text in enumerate((plain, undated, bare, _undated(bare))):
        if text in _words():
            role, tier = _words()[text]
            return _Fit(role, 2 * tier + bool(loosened), dated)
    loose = sorted(_loosely(_undated(bare)), key=lambda found: (found[1], -len(found[2])))
    return _Fit(loose[0][0], 4 + loose[0][1], dated) if loose else None


def _loosely(text: str) -> Iterator[tuple[str, int, str]]:
    """Roles of words that a heading ends with, or begins with before a preposition: “Owner of action”."""
    words = text.split()
    for i in range(1, len(words)):
        head, tail = " ".join(words[:i]), " ".join(words[i:])
        if words[i] in PREPOSITIONS and _words().get(head, (NUMBER, 0))[0] != NUMBER:
            yield *_words()[head], head
        if tail in _words() and not (PREPOSITIONS | NOT_LOOSELY) & set(words):
            yield *_words()[tail], tail


def _date_of(plain: str) -> tuple[int, int]:
    found = next((found for found in DATED.finditer(plain) if found[1]), None)
    if found is None:
        return 0, 0
    return int(found[2]) % 100 + 2000, SHORT_MONTHS[found[1]]


def _undated(plain: str) -> str:
    words = " ".join(DATED.sub(" ", plain).split())
    return re.sub(r"(?: (?:as at|at|to|for|in|on|of))+$", "", words) if words != plain else plain


def headings_of(cells: Sequence[str]) -> tuple[str, ...]:
    """Headings on one line, none like another: “RAG (2)” for a second RAG, “Column 3” for an empty one."""
    headings: dict[str, None] = {}
    for i, cell in enumerate(cells, 1):
        heading = " ".join(cell.split()) or f"Column {i}"
        names = chain([heading], (f"{heading} ({n})" for n in count(2)))
        headings[next(name for name in names if name not in headings)] = None
    return tuple(headings)


def match(headings: Sequence[str], chosen: Mapping[str, str]) -> tuple[ColumnMatch, ...]:
    """The role of each column. `chosen` maps headings as `headings_of` gives them to roles, and wins.

    A role is taken by one column: the surest word, then the later date in the heading, then the left one;
    of several columns of statuses the one that follows the update. Raises Refused for a role nobody knows.
    """
    names = headings_of(headings)
    for name in names:
        if chosen.get(name, "") not in {"", *ROLES}:
            raise Refused(f"“{chosen[name]}”, chosen for the column “{name}”, is no role of a column.")
    taken: dict[str, int] = {}
    for i, name in enumerate(names):
        if role := chosen.get(name, ""):
            taken.setdefault(role, i)
    fits = {i: fit for i, name in enumerate(names) if name not in chosen and (fit := _fit(headings[i]))}
    for role in (UPDATE, *(role for role in ROLES if role != UPDATE)):
        if role not in taken and (best := _best(role, fits, taken)) is not None:
            taken[role] = best
    held = {i: role for role, i in taken.items()}
    return tuple(ColumnMatch(name, held.get(i, "")) for i, name in enumerate(names))


def _best(role: str, fits: Mapping[int, _Fit], taken: Mapping[str, int]) -> int | None:
    update = taken.get(UPDATE, -1) if role == STATUS else -1
    several = any(fit.role == UPDATE and i != update for i, fit in fits.items())

    def order(i: int) -> tuple[int, int, int, bool, int]:
        year, month = fits[i].dated
        return fits[i].level, -year, -month, several and i < update, i

    return min((i for i, fit in fits.items() if fit.role == role), key=order, default=None)


def places_of(columns: Sequence[ColumnMatch]) -> dict[str, int]:
    """Where the column of each role stands, counted from 0."""
    return {column.role: i for i, column in enumerate(columns) if column.role}


def unread(columns: Sequence[ColumnMatch], chosen: Mapping[str, str]) -> list[tuple[int, str]]:
    """The columns without a role, and why each has none."""
    taken = {column.role: column.heading for column in columns}
    found = []
    for i, column in enumerate(columns):
        if column.role:
            continue
        fit = _fit(column.heading)
        role = chosen.get(column.heading) or (fit.role if fit else "")
        why = "it is not known"
        if column.heading in chosen and not chosen[column.heading]:
            why = "it is left out, as was chosen"
        elif role and role in taken:
            why = f"the column {taken[role]} is read as {ROLES[role]}"
        found.append((i, why))
    return found


def needed(columns: Sequence[ColumnMatch]) -> str:
    """What the columns lack so that recommendations can be read from them, as a sentence; "" for nothing."""
    if {NUMBER, WORDING} & set(places_of(columns)):
        return ""
    return "Say which column holds the number or the wording of the recommendations."


def is_header(cells: Sequence[str], chosen: Mapping[str, str]) -> bool:
    """Whether a row heads the table of a board paper: numbers, wordings, and updates or statuses."""
    roles = set(places_of(match(cells, chosen)))
    return {NUMBER, WORDING} <= roles and bool({UPDATE, STATUS} & roles)


def is_tracker_header(cells: Sequence[str], chosen: Mapping[str, str]) -> bool:
    """Whether a row heads a list of recommendations in anybody's form, which may lack one column or other."""
    roles = set(places_of(match(cells, chosen)))
    return bool({NUMBER, WORDING} & roles) and bool({UPDATE, STATUS, LEAD} & roles)


def is_repeated(cells: Sequence[str], header: Sequence[str]) -> bool:
    """Whether a row is the header once more."""
    return [fold(cell) for cell in cells] == [fold(cell) for cell in header]
