"""Trees of papers for property tests of their form: whatever text, any number of everything, also none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import strategies as st

from performance.reading.report import (
    COMPARES,
    AssessmentEntry,
    FigureEntry,
    PerformanceReport,
    PriorityEntry,
    StatedEntry,
    TargetEntry,
    TermEntry,
    ToldEntry,
)
from recommendations.reading.fixture_write import tree_of
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
from recommendations.reading.slugs import slug_of
from recommendations.text import canonical

P = Place()
# What the form itself uses, and what looks like a mark of it.
TRAPS = [
    "Measures Summary", "Comments", "Charts", "Planned Action to Drive Performance", "Recommendations",
    "About this paper", "HMICFRS", "Glossary", "What this paper holds", "Police lead: Ann", "Theme: 7", "7",
    "1. x", "1. x\n2. y", "1. x\n2. - y", "- x", "- x\n- y", "a\n- b\n- c\n\nd", "a\nb\n\nc", "\tt\tu",
    "“quoted” 'it' \"so\"", "–", "Not reported", "Not available", "Draft", "Date of the next Board: soon",
    "Form 1 of papers: the last table says what this paper holds.", "yes", "1. x\n2. y\n\n1. z\n2. w",
    "Title (a-b)", "12 of 13", "=1+1", "w " * 400, "•  • x", "a\n1. b",
]  # fmt: skip
LETTERS = st.characters(exclude_categories=["Cs"]) | st.sampled_from("\n\n -•.1")
TEXTS = st.sampled_from(TRAPS) | st.text(LETTERS, max_size=15)
TEXTS = TEXTS.map(lambda text: text.replace("\0", "").strip()).filter(bool)
NAMES = TEXTS.map(lambda text: " ".join(canonical(text).split())[:100].strip()).filter(bool)
SLUGS = st.from_regex(r"[a-z0-9]{1,3}(-[a-z0-9]{1,3})?", fullmatch=True)
DAYS = st.dates(date(1900, 1, 1), date(2999, 12, 31))
NUMBERS = st.integers(0, 999_999_999) | st.decimals(1, 999_999, places=2).map(float)
QUARTERS = st.just("Q2 2022/23") | NAMES


def stated(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    return st.just(NOT_STATED) | texts


MEETINGS = st.builds(
    MeetingEntry,
    *(st.just(P), SLUGS, DAYS, st.just(True), stated(QUARTERS), st.none() | DAYS, st.booleans()),
    cover=stated(TEXTS),
)
MEETINGS |= MEETINGS.map(lambda m: replace(m, date=m.date.replace(day=1), day_known=False))
BODIES = st.builds(
    BodyEntry,
    *(st.just(P), SLUGS, NAMES, stated(NAMES), stated(TEXTS), stated(NAMES), stated(TEXTS), stated(SLUGS)),
)
UPDATES = st.builds(UpdateEntry, st.just(P), st.just("") | TEXTS, st.none() | NAMES)


@st.composite
def reports(draw: st.DrawFn, slug: str, *, met: bool) -> ReportEntry:
    title = draw(NAMES)
    if draw(st.booleans()) and slug_of(title):
        slug = slug_of(title)
    themes = draw(
        st.lists(
            st.builds(ThemeEntry, st.just(P), NAMES, stated(NAMES)), max_size=3, unique_by=lambda t: t.name
        )
    )
    names = st.sampled_from(["", *(theme.name for theme in themes)])
    entry = st.builds(
        RecommendationEntry,
        *(st.just(P), st.integers(1, 99), names, stated(TEXTS), stated(TEXTS), stated(NAMES)),
        st.none() | st.lists(SLUGS, max_size=2, unique=True).map(tuple),
        *(stated(TEXTS), stated(TEXTS), st.none() | DAYS, stated(TEXTS)),
        (st.none() | UPDATES) if met else st.none(),
    )
    listed = draw(st.lists(entry, max_size=4, unique_by=lambda e: e.number))
    counts = draw(counts_of(met=met))
    held = tuple(sorted(listed, key=lambda e: e.number))
    total = next((count.value for count in counts if count.counted is Counted.TOTAL), 0)
    if total and not held and not themes:
        held = placeholders(total, counts, P)
    return ReportEntry(
        *(P, slug, title, draw(st.sampled_from(["rag", "stages"])), draw(stated(NAMES))),
        draw(stated(NAMES) | st.just("HMICFRS")),
        draw(st.none() | st.integers(0, 999)),
        *(tuple(themes), held, counts),
    )


@st.composite
def counts_of(draw: st.DrawFn, *, met: bool) -> tuple[CountEntry, ...]:
    """Counts that add up; at stages only where a meeting is told so, since one stage may hold them all."""
    labels = NAMES.filter(lambda name: name not in ("total", "not accepted"))
    at_stage = [
        CountEntry(P, Counted.AT_STATUS, draw(st.integers(0, 9)), label)
        for label in draw(st.lists(labels | st.just("With Force"), max_size=3 * met, unique=True))
    ]
    total = sum(count.value for count in at_stage) if at_stage else draw(st.integers(0, 9))
    of_all = [CountEntry(P, Counted.TOTAL, total)] if draw(st.booleans()) else []
    refused = [CountEntry(P, Counted.NOT_ACCEPTED, draw(st.integers(0, 9)))] if draw(st.booleans()) else []
    return (*of_all, *refused, *at_stage)


@st.composite
def papers(draw: st.DrawFn) -> Paper:
    """A paper as data."""
    meeting = draw(st.none() | MEETINGS)
    following = draw(st.none() | MEETINGS)
    bodies = draw(st.lists(BODIES, max_size=2, unique_by=lambda body: body.slug))
    if meeting and draw(st.booleans()):
        described = replace(draw(BODIES), slug=meeting.body)
        bodies = [described, *(body for body in bodies if body.slug != meeting.body)]
    slugs = draw(st.lists(SLUGS, max_size=3, unique=True))
    held = [draw(reports(slug, met=meeting is not None)) for slug in slugs]
    held = list({report.slug: report for report in held}.values())
    of = SLUGS | st.sampled_from([report.slug for report in held]) if held else SLUGS
    notes = draw(st.lists(st.tuples(of, NAMES, TEXTS), max_size=3)) if meeting else []
    return Paper(
        *("", "", draw(TEXTS), draw(st.booleans()), meeting),
        replace(following, draft=True) if following else None,
        tuple(bodies),
        tuple(held),
        tuple(NoteEntry(P, *note, position) for position, note in enumerate(notes, 1)),
    )


TRENDS = st.sampled_from([("", ""), ("Stable", ""), ("Increasing", ""), ("reducing", "100%")])
RANKS = st.sampled_from(
    [(None, None, ""), (1, 8, ""), (2, 2, "above"), (11, 43, "similar"), (23, 43, "below")]
)


@st.composite
def assessments(draw: st.DrawFn, names: st.SearchStrategy[str]) -> AssessmentEntry:
    (trend, note), (rank, out_of, against) = draw(TRENDS), draw(RANKS)
    return AssessmentEntry(P, draw(names), trend, rank, out_of, against, note)


def told(texts: list[str]) -> tuple[ToldEntry, ...]:
    return tuple(ToldEntry(P, number, text) for number, text in enumerate(texts, 1))


@st.composite
def performance_reports(draw: st.DrawFn, *, slugs: tuple[str, ...] = ()) -> PerformanceReport:
    """A performance report; `slugs` are those of the reports that its stated figures may be of."""
    pool = draw(st.lists(NAMES, min_size=1, max_size=3))
    measures = st.sampled_from(pool) | NAMES
    plans = st.sampled_from([draw(NAMES), draw(NAMES)])
    texts = st.lists(TEXTS, max_size=3).map(told)
    targets = st.builds(TargetEntry, st.just(P), measures, NAMES, NUMBERS, st.none() | DAYS)
    priority = st.builds(
        PriorityEntry,
        *(st.just(P), plans, NAMES),
        st.lists(assessments(measures), max_size=3).map(tuple),
        st.lists(targets, max_size=2).map(tuple),
        *(texts, texts),
        st.lists(measures, max_size=2).map(tuple),
    )
    unit = NAMES.map(lambda text: text[:20].strip())
    of_measure = st.tuples(measures, st.just(""))
    of_either = of_measure | st.tuples(st.just(""), st.sampled_from(slugs)) if slugs else of_measure
    return PerformanceReport(
        tuple(draw(st.lists(priority, max_size=3))),
        tuple(draw(st.lists(figures(measures), max_size=3))),
        tuple(
            StatedEntry(
                *(P, draw(NAMES), draw(NUMBERS), draw(unit), draw(st.sampled_from(COMPARES))),
                *(*of, draw(st.just("") | TEXTS)),
            )
            for of in draw(st.lists(of_either, max_size=2))
        ),
        tuple(draw(st.lists(st.builds(TermEntry, st.just(P), NAMES, TEXTS), max_size=3))),
    )


@st.composite
def figures(draw: st.DrawFn, measures: st.SearchStrategy[str]) -> FigureEntry:
    start, end = sorted([draw(DAYS), draw(DAYS)])
    of = draw(st.none() | NUMBERS.filter(bool))
    days = (start, end) if draw(st.booleans()) else (end, end)
    return FigureEntry(P, draw(measures), *days, draw(NUMBERS), of, draw(st.just("") | NAMES))


def canonical_tree(value: Any) -> Any:
    """The tree with every text in it canonical."""
    if isinstance(value, str):
        return canonical(value)
    if isinstance(value, dict):
        return {canonical(key): canonical_tree(held) for key, held in value.items()}
    return [canonical_tree(held) for held in value] if isinstance(value, list) else value


def tree_with(paper: Paper, report: dict[str, Any]) -> dict[str, Any]:
    """The canonical tree of a paper and its performance report."""
    tree: dict[str, Any] = canonical_tree(tree_of(paper) | report)
    return tree
