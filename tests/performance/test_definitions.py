"""Files of definitions: read whole, every fault named with its file and line; and our own files."""

from datetime import date
from functools import cache

import pytest

from performance.definitions.defined import (
    BreakdownDefinition,
    ChangeDefinition,
    Definitions,
    ForceDefinition,
    MeasureDefinition,
)
from performance.definitions.files import read_definitions, read_folder
from performance.periods import Period
from performance.reading.read import read_report
from performance.reading.report import PerformanceReport
from performance.sentences import benchmark_sentence, direction
from recommendations.reading.paper import Refused
from recommendations.reading.slugs import slug_of
from tests.papers import FIXTURES, changed, line_of
from tests.performance.real_data import CRIMES, RESIDENTS, SEARCHES, real_rows

PLACES = """\
forces:
  own: Ourshire
  similar: [Northshire, South & East]
breakdowns:
  - slug: ethnicity
    name: Ethnic group
    groups: [White, Black, Unknown]
    base: White
    unknown: Unknown
  - {slug: outcome, name: Outcome, groups: [Right, Wrong]}
"""
MEASURES = """\
author: Makers
checker: Nobody yet
next_review: 2027-03-31
measures:
  - name: Stop and search
    definition: Searches of people.
    why_it_matters: It touches trust.
    unit: searches
    kind: rate
    polarity: neither
    span: month
    per: 1000
    denominator: residents
    breakdown: ethnicity
    words: [searches, Stop_search]
    asked_by: [review/8, review/36]
    caution: A part only.
    changes:
      - {from: 2020-04-01, what: A new form., rebases: true}
      - {from: 2021-04-01, what: A new app.}
  - name: Residents
    definition: People who live here.
    why_it_matters: Rates are per them.
    unit: residents
    kind: count
    polarity: neither
    span: day
    checker: The office
    next_review: 2026-12-31
"""
FILES = {"measures.yaml": MEASURES, "places.yaml": PLACES}


def refusal(old: str, new: str, file: str = "measures.yaml") -> list[str]:
    """The lines of the refusal of our files with one passage of one of them changed."""
    with pytest.raises(Refused) as refused:
        read_definitions(FILES | {file: changed(FILES[file], old, new).decode()})
    return str(refused.value).split("\n")


def test_two_files_are_read_whole():
    search = MeasureDefinition(
        at="measures.yaml, line 5",
        name="Stop and search",
        definition="Searches of people.",
        why_it_matters="It touches trust.",
        unit="searches",
        kind="rate",
        polarity="neither",
        span="month",
        author="Makers",
        checker="Nobody yet",
        next_review=date(2027, 3, 31),
        per=1000,
        denominator="residents",
        breakdown="ethnicity",
        words=("searches", "Stop_search"),
        asked_by=("review/8", "review/36"),
        caution="A part only.",
        changes=(
            ChangeDefinition("measures.yaml, line 19", date(2020, 4, 1), "A new form.", rebases=True),
            ChangeDefinition("measures.yaml, line 20", date(2021, 4, 1), "A new app."),
        ),
    )
    residents = MeasureDefinition(
        at="measures.yaml, line 21",
        name="Residents",
        definition="People who live here.",
        why_it_matters="Rates are per them.",
        unit="residents",
        kind="count",
        polarity="neither",
        span="day",
        author="Makers",
        checker="The office",
        next_review=date(2026, 12, 31),
    )
    assert read_definitions(FILES) == Definitions(
        (
            ForceDefinition("places.yaml, line 2", "Ourshire", is_own=True),
            ForceDefinition("places.yaml, line 3", "Northshire"),
            ForceDefinition("places.yaml, line 3", "South & East"),
        ),
        (
            BreakdownDefinition(
                "places.yaml, line 5", "ethnicity", "Ethnic group",
                ("White", "Black", "Unknown"), base="White", unknown="Unknown",
            ),
            BreakdownDefinition("places.yaml, line 10", "outcome", "Outcome", ("Right", "Wrong")),
        ),
        (search, residents),
    )  # fmt: skip
    assert (search.slug, residents.slug) == ("stop-and-search", "residents")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("unit: searches", "units: searches", "a measure has no key “units”."),
        ("kind: rate", "kind: share", "kind should be one of count, rate, percentage, ratio and is share."),
        ("why_it_matters: It touches trust.", "why_it_matters: ''", "why_it_matters is empty."),
        ("name: Stop and search", "name: …", "name has neither letters nor figures."),
        ("name: Stop and search", f"name: {'long ' * 41}", "name has more than 200 characters."),
        ("unit: searches", f"unit: {'u' * 61}", "unit has more than 60 characters."),
        ("per: 1000", "per: -1", "per should be figures without a sign."),
        ("denominator: residents", "denominator: Residents", "denominator is no slug: Residents."),
        ("denominator: residents", "denominator: homes", "the denominator homes is not defined."),
        ("denominator: residents", "denominator: stop-and-search", "the denominator stop-and-search is no"),
        ("breakdown: ethnicity", "breakdown: age", "the breakdown age is not defined."),
        ("[review/8, ", "[review-8, ", "asked_by should be like id-2022/36 and is review-8."),
        ("[review/8, ", "[review/08, ", "asked_by should be like id-2022/36 and is review/08."),
        ("words: [searches, ", "words: ['', ", "a word is empty."),
        ("words: [searches, ", "words: [2022, ", "a word should be text in quotes and is a number."),
        (
            "words: [searches, ",
            "words: [RESIDENTS, ",
            "the word “RESIDENTS” stands for the measure residents",
        ),
        ("from: 2021-04-01", "from: 2020-04-01", "two changes of 2020-04-01."),
        ("from: 2021-04-01", "from: 2021-04-31", "from is no date: 2021-04-31."),
        ("what: A new app.", "why: A new app.", "a change has no key “why”."),
        ("rebases: true", "rebases: 1", "rebases should be true or false."),
        ("next_review: 2026-12-31", "next_review: soon", "next_review is no date: soon."),
        ("measures:\n", "measure:\n", "the file has no key “measure”."),
    ],
)
def test_a_fault_of_a_measure_is_named_with_its_file_and_line(old, new, says):
    line = line_of(MEASURES, old.strip())
    (sentence,) = refusal(old, new)
    assert sentence.startswith(f"measures.yaml, line {line}: {says}")


@pytest.mark.parametrize("polarity", ["up", "Lower", "''"])
def test_a_polarity_is_one_of_three(polarity):
    (sentence,) = refusal("polarity: neither\n    span: month", f"polarity: {polarity}\n    span: month")
    assert sentence.startswith("measures.yaml, line 10: polarity ")


def test_a_span_is_one_of_the_spans_of_periods():
    (sentence,) = refusal("span: day", "span: week")
    assert sentence.endswith("span should be one of day, month, quarter, year, other and is week.")


@pytest.mark.parametrize(
    ("key", "line"),
    [("definition: Searches of people.", 5), ("unit: searches", 5), ("kind: rate", 5), ("span: month", 5)],
)
def test_what_a_measure_lacks_is_named_with_the_line_it_begins_on(key, line):
    name = key.split(":")[0]
    lacking = f"measures.yaml, line {line}: a measure lacks the key “{name}”."
    assert refusal(f"    {key}\n", "") == [lacking]


@pytest.mark.parametrize("key", ["author: Makers\n", "checker: Nobody yet\n", "next_review: 2027-03-31\n"])
def test_somebody_answers_for_every_measure(key):
    name = key.split(":")[0]
    sentences = refusal(key, "")
    assert len(sentences) == (
        2 if name == "author" else 1
    )  # the second measure names its own checker and day
    assert sentences[0] == f"measures.yaml, line 4: a measure lacks the key “{name}”."


@pytest.mark.parametrize("per", ["", "    per: 0\n"])
def test_a_rate_says_per_how_many(per):
    assert refusal("    per: 1000\n", per) == [
        "measures.yaml, line 9: a rate says per how many: per is missing or 0."
    ]


def test_only_a_rate_is_per_something():
    only = "measures.yaml, line 12: only a rate has the key “per”, and this is a count."
    assert refusal("kind: rate", "kind: count") == [only]


def test_two_measures_of_one_slug_are_one_too_many():
    (twice, *_) = refusal("name: Residents", "name: STOP AND SEARCH!")
    assert twice == (
        "measures.yaml, line 21: the measure stop-and-search is defined in measures.yaml, line 5 already."
    )


def test_a_word_finds_one_measure_however_it_is_written():
    more = "span: day\n    words: [people, stop  SEARCH]"
    assert refusal("span: day", more) == [
        "measures.yaml, line 28: the word “stop  SEARCH” stands for the measure stop-and-search too."
    ]
    own = changed(MEASURES, "span: day", "span: day\n    words: [residents]").decode()
    assert read_definitions(FILES | {"measures.yaml": own}).measures[1].words == ("residents",)


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("own: Ourshire", "own: ''", 2, "own is empty."),
        ("  own: Ourshire\n", "", 2, "forces lacks the key “own”."),
        ("[Northshire,", "[Ourshire,", 3, "the force Ourshire is defined in places.yaml, line 2 already."),
        ("[Northshire,", f"[{'N' * 101},", 3, "a force has more than 100 characters."),
        ("slug: outcome", "slug: ethnicity", 10, "the breakdown ethnicity is defined in places.yaml, line 5"),
        ("slug: outcome", "slug: Out come", 10, "slug is no slug: Out come."),
        ("[White, Black,", "[White, WHITE,", 7, "the group WHITE stands twice."),
        ("groups: [Right, Wrong]", "groups: []", 10, "groups is empty."),
        (", groups: [Right, Wrong]", "", 10, "a breakdown lacks the key “groups”."),
        ("base: White", "base: Green", 8, "base should be one of White, Black, Unknown and is Green."),
        ("unknown: Unknown", "unknown: White", 9, "White cannot be the base and unknown too."),
        ("unknown: Unknown", "unknown: [Unknown]", 9, "unknown should be text and is a list."),
    ],
)
def test_a_fault_of_forces_or_groups_is_named_with_its_file_and_line(old, new, line, says):
    (sentence,) = refusal(old, new, "places.yaml")
    assert sentence.startswith(f"places.yaml, line {line}: {says}")


def test_every_fault_of_every_file_is_told_at_once():
    both = {
        "measures.yaml": MEASURES.replace("neither", "none"),
        "places.yaml": PLACES.replace("  own:", "  ours:"),
        "scrap.yaml": "measures: ]",
        "void.yaml": "",
    }
    with pytest.raises(Refused) as refused:
        read_definitions(both)
    places = [sentence.split(":")[0] for sentence in str(refused.value).split("\n")]
    assert places == [
        "measures.yaml, line 10", "measures.yaml, line 26", "places.yaml, line 2",
        "scrap.yaml, line 1", "void.yaml",
    ]  # fmt: skip


def test_forces_of_our_own_may_not_be_two():
    other = {"more.yaml": "forces: {own: Eastshire}"}
    with pytest.raises(Refused, match=r"^places.yaml, line 2: Eastshire is our own force already\.$"):
        read_definitions(other | FILES)


def test_a_review_is_overdue_from_the_day_after():
    definitions = read_definitions(FILES)
    assert definitions.overdue(date(2026, 12, 31)) == []
    assert definitions.overdue(date(2027, 1, 1)) == [
        "measures.yaml, line 21: Residents was to be reviewed by 31 December 2026."
    ]
    assert len(definitions.overdue(date(2027, 4, 1))) == 2


def test_a_folder_is_read_by_its_yaml_files(tmp_path):
    with pytest.raises(Refused, match="no files named"):
        read_folder(tmp_path)
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "notes.txt").write_text("none of them")
    assert read_folder(tmp_path) == read_definitions(FILES)
    (tmp_path / "bad.yaml").write_bytes(b"measures: []\n# \xff")
    with pytest.raises(Refused, match=r"^bad.yaml, line 2: the file is not text in UTF-8\.$"):
        read_folder(tmp_path)


# Our own files


@cache
def ours() -> Definitions:
    """The definitions that the tracker comes with."""
    return read_folder(FIXTURES / "measures")


def report(name: str) -> PerformanceReport:
    """What a paper of the fixtures holds of performance."""
    return read_report(name, (FIXTURES / name).read_bytes())


PAPERS = ("2022-11-02-pab.yaml", "2019-02-05-panel.yaml")


def test_our_files_define_every_measure_that_the_papers_name():
    by_slug = {measure.slug: measure.name for measure in ours().measures}
    told = report(PAPERS[0])
    named = [a.measure for priority in told.priorities for a in priority.measures]
    assert len(named) == 27
    named += [name for priority in told.priorities for name in priority.figure_measures]
    named += [figure.measure for paper in PAPERS for figure in report(paper).figures]
    assert {slug_of(name): name for name in named}.items() <= by_slug.items()
    open_data = {
        *("residents", "stop-and-search", "recorded-domestic-burglary", "recorded-robbery"),
        "recorded-drug-offences",
    }
    assert by_slug.keys() == {slug_of(name) for name in named} | open_data


def test_the_papers_figures_fit_the_spans_and_the_groups_of_our_definitions():
    measures = {measure.slug: measure for measure in ours().measures}
    groups = {breakdown.slug: breakdown.groups for breakdown in ours().breakdowns}
    figures = [figure for paper in PAPERS for figure in report(paper).figures]
    assert len(figures) == 26
    for figure in figures:
        measure = measures[slug_of(figure.measure)]
        assert Period(figure.end, figure.start).span == measure.span, figure
        assert not figure.group or figure.group in groups[measure.breakdown], figure


def test_no_stated_rank_contradicts_our_polarities():
    polarity = {measure.slug: measure.polarity for measure in ours().measures}
    stated = [a for p in report(PAPERS[0]).priorities for a in p.measures if a.rank]
    assert len(stated) == 8
    for each in stated:
        said = benchmark_sentence(each.rank, each.out_of, each.against, polarity[slug_of(each.measure)])
        assert "do not fit" not in said, each.measure
    assert direction("Reducing", polarity["overall-victim-satisfaction-rate"]) == "worse"
    assert direction("Increasing", polarity["carbon-emissions-gas"]) == "worse"
    assert direction("Reducing", polarity["action-fraud-offences"]) == ""


def test_the_open_figures_find_their_measures_forces_and_groups():
    words = {word.casefold(): measure for measure in ours().measures for word in measure.words}
    groups = {breakdown.slug: set(breakdown.groups) for breakdown in ours().breakdowns}
    forces = {force.name for force in ours().forces}
    crimes = {row["offence"] for row in real_rows(CRIMES)}
    assert len({words[crime.casefold()].slug for crime in crimes}) == len(crimes) == 7
    for name, word in ((SEARCHES, "searches"), (RESIDENTS, "residents")):
        rows = real_rows(name)
        assert {row["force"] for row in rows} == forces
        assert {row["ethnicity"] for row in rows} <= groups[words[word].breakdown]


def test_burglary_begins_anew_with_its_new_class():
    changes = {measure.slug: measure.changes for measure in ours().measures if measure.changes}
    both = {"police-recorded-residential-burglary-offences", "recorded-domestic-burglary"}
    assert changes.keys() == both
    for (change,) in changes.values():
        assert (change.on, change.rebases) == (date(2017, 4, 1), True)
