"""The glossary: terms as the latest paper explains them, and texts in which terms link to it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Any

from performance.models import Term
from recommendations.record_addresses import record_address
from recommendations.sitting import Sitting
from recommendations.tables import Column, Table, link

PAGE = "/glossary/"


def terms_at(sitting: Sitting) -> list[Term]:
    """Each term as the latest meeting up to this sitting was told it, in the order of the alphabet."""
    told = Term.objects.at(sitting.meeting).select_related("meeting__body")
    found: dict[str, Term] = {}
    for term in told.order_by("-meeting__date", "-meeting_id", "id"):
        found.setdefault(term.slug, term)
    return sorted(found.values(), key=lambda term: (term.term.casefold(), term.slug))


def linked(text: str, terms: Mapping[str, str], query: str = "") -> str:
    """The text as HTML in which the first use of each term leads to its place in the glossary.

    `terms` gives the slug of each term, `query` what the address carries to stay at a meeting. Only
    whole words count, and of terms that overlap the longest. A term in capitals (ASP) is meant only
    where the text has capitals too. All else is escaped; the text's own markup becomes text.
    """
    words = [term for term in sorted(terms, key=len, reverse=True) if term.strip()]
    if not words:
        return escape(text)
    pattern = re.compile("|".join(f"(?P<t{place}>{_pattern(word)})" for place, word in enumerate(words)))
    address = f"{PAGE}?{query}" if query else PAGE
    parts, done, used = [], 0, set()
    for match in pattern.finditer(text):
        word = words[int((match.lastgroup or "t0")[1:])]
        if terms[word] in used:
            continue
        used.add(terms[word])
        parts += [escape(text[done : match.start()]), link(f"{address}#{terms[word]}", match[0])]
        done = match.end()
    return "".join([*parts, escape(text[done:])])


def _pattern(term: str) -> str:
    """A term as whole words with any white space between them."""
    words = r"\s+".join(re.escape(word) for word in term.split())
    return rf"(?<!\w){words}(?!\w)" if term.isupper() else rf"(?<!\w)(?i:{words})(?!\w)"


def glossary_table(terms: list[Term], sitting: Sitting) -> Table[Any]:
    """Every term with its meaning, in which other terms link to theirs, and who was told it."""
    slugs = {term.term: term.slug for term in terms}

    def meaning(term: Term) -> str:
        others = {word: slug for word, slug in slugs.items() if slug != term.slug}
        return linked(term.meaning, others, sitting.query)

    columns: list[Column[Term]] = [
        Column(
            "term", "Term", str, lambda t: f'<span id="{t.slug}">{escape(t.term)}</span>', row_header=True
        ),
        Column("slug", "Place", lambda t: t.slug, data_only=True),
        Column("meaning", "Meaning", lambda t: t.meaning, meaning),
        Column("meeting", "As told to", lambda t: t.meeting.slug, _meeting_cell),
    ]
    words = f"{len(terms)} term{'' if len(terms) == 1 else 's'}"
    return Table("glossary", words, columns, terms, empty="No paper up to this meeting explains a term.")


def _meeting_cell(term: Term) -> str:
    history = link(record_address("term", term), "History").replace(
        "</a>", f'<span class="visually-hidden"> of {escape(term.term)}</span></a>'
    )
    return f"{link(term.meeting.get_absolute_url(), term.meeting.when)} {history}"
