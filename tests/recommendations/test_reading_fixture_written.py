"""Writing the YAML form of a paper is the reverse of reading it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommendations.reading.fixture import write_fixture
from recommendations.reading.paper import (
    NOT_STATED,
    BodyEntry,
    Counted,
    CountEntry,
    MeetingEntry,
    NoteEntry,
    Paper,
    Place,
    RecommendationEntry,
    ReportEntry,
    ThemeEntry,
    UpdateEntry,
)
from recommendations.reading.placeholders import placeholders
from recommendations.reading.read import read_paper
from tests.papers import REAL_PAPERS, TEXTS, real


def placeless(entry: Any) -> Any:
    """The entry and all under it with no places."""
    if isinstance(entry, tuple):
        return tuple(placeless(item) for item in entry)
    if not hasattr(entry, "place"):
        return entry
    fields = {name: placeless(getattr(entry, name)) for name in entry.__slots__}
    return replace(entry, **{**fields, "place": Place()})


def again(paper: Paper) -> Paper:
    return read_paper("paper.yaml", write_fixture(paper).encode())


def same(paper: Paper) -> Paper:
    """The paper without what its YAML form does not carry."""
    parts = ("meeting", "next_meeting", "bodies", "reports", "notes")
    bare = {part: placeless(getattr(paper, part)) for part in parts}
    return replace(paper, name="", sha256="", losses=(), tables=(), **bare)


P = Place()
TEXTS_IN = st.text(st.characters(exclude_categories=["Cs"]), max_size=30).map(
    lambda t: t.replace("\0", "").strip()
)
WORDS = TEXTS_IN.filter(bool) | st.sampled_from(
    [
        "no",
        "2022",
        "2022-06-01",
        "~",
        "null",
        "- a\n- b",
        "a: b",
        "# c",
        "1e3",
        "=",
        "<<",
        "a\n\n  b\n c",
        "'",
        '"',
    ]
)
STATED = st.just(NOT_STATED) | WORDS
SLUGS = st.from_regex(r"[a-z0-9]{1,5}(-[a-z0-9]{1,5}){0,2}", fullmatch=True)
DAYS = st.dates(date(1900, 1, 1), date(2999, 12, 31))
MEETINGS = st.builds(
    MeetingEntry, st.just(P), SLUGS, DAYS, st.just(True), STATED, st.none() | DAYS, st.booleans()
)
MONTHS = MEETINGS.map(lambda m: replace(m, date=m.date.replace(day=1), day_known=False))
BODIES = st.builds(
    BodyEntry, st.just(P), SLUGS, WORDS, STATED, STATED, STATED, STATED, st.just(NOT_STATED) | SLUGS
)
UPDATES = st.builds(UpdateEntry, st.just(P), st.just("") | WORDS, st.none() | WORDS)


@st.composite
def reports(draw: st.DrawFn, slug: str, *, met: bool) -> ReportEntry:
    themes = draw(
        st.lists(st.builds(ThemeEntry, st.just(P), WORDS, STATED), max_size=3, unique_by=lambda t: t.name)
    )
    names = st.sampled_from(["", *(theme.name for theme in themes)])
    total = draw(st.integers(0, 5))
    counts = [CountEntry(P, Counted.TOTAL, total)] if draw(st.booleans()) else []
    if counts and met and draw(st.booleans()):
        label, other = draw(
            st.lists(
                WORDS.filter(lambda w: w not in ("total", "not accepted")),
                min_size=2,
                max_size=2,
                unique=True,
            )
        )
        part = draw(st.integers(0, total))
        counts += [
            CountEntry(P, Counted.AT_STATUS, part, label),
            CountEntry(P, Counted.AT_STATUS, total - part, other),
        ]
        counts += [CountEntry(P, Counted.NOT_ACCEPTED, draw(st.integers(0, 9)))]
    entry = st.builds(
        RecommendationEntry, st.just(P), st.integers(1, 999), names, STATED, STATED, STATED,
        st.none() | st.lists(WORDS, max_size=2, unique=True).map(tuple),
        STATED, STATED, st.none() | DAYS, STATED,
        (st.none() | UPDATES) if met else st.none(),
    )  # fmt: skip
    listed = draw(st.lists(entry, max_size=4, unique_by=lambda e: e.number))
    held = tuple(sorted(listed, key=lambda e: e.number))
    if counts and not held:
        held = placeholders(total, counts, P)
    made = draw(st.none() | st.integers(0, 999))
    return ReportEntry(
        P, slug, draw(WORDS), draw(st.sampled_from(["rag", "stages"])), draw(STATED), draw(STATED), made,
        tuple(themes), held, tuple(counts),
    )  # fmt: skip


@st.composite
def papers(draw: st.DrawFn) -> Paper:
    meeting = draw(st.none() | MEETINGS | MONTHS)
    following = draw(st.none() | MEETINGS | MONTHS)
    slugs = draw(st.lists(SLUGS, max_size=3, unique=True))
    notes = draw(st.lists(st.tuples(SLUGS, WORDS, WORDS), max_size=3)) if meeting else []
    return Paper(
        "",
        "",
        draw(WORDS),
        draw(st.booleans()),
        meeting,
        replace(following, draft=True) if following else None,
        tuple(draw(st.lists(BODIES, max_size=3, unique_by=lambda b: b.slug))),
        tuple(draw(reports(slug, met=meeting is not None)) for slug in slugs),
        tuple(NoteEntry(P, *note, position) for position, note in enumerate(notes, 1)),
    )


@settings(max_examples=300, deadline=None)
@given(papers())
def test_reading_what_was_written_gives_the_same_paper(paper: Paper) -> None:
    assert same(again(paper)) == same(paper)


@pytest.mark.parametrize("name", [*TEXTS, *REAL_PAPERS])
def test_each_paper_has_a_yaml_form(name: str) -> None:
    data = TEXTS[name].encode() if name in TEXTS else real(name)
    paper = read_paper(name, data)
    assert same(again(paper)) == same(paper)


def test_placeholders_are_written_as_their_counts() -> None:
    paper = read_paper("board.txt", TEXTS["board.txt"].encode())
    assert sum(len(report.recommendations) for report in paper.reports) == 18
    written = write_fixture(paper)
    assert "  recommendations: 5\n" in written
    assert written.count("number:") == 5
