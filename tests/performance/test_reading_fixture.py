"""The performance report in the YAML form of a paper: read whole, and every fault named with its line."""

from datetime import date

import pytest

from performance.reading.read import read_report
from performance.reading.report import (
    AssessmentEntry,
    FigureEntry,
    PerformanceReport,
    PriorityEntry,
    StatedEntry,
    TargetEntry,
    TermEntry,
    ToldEntry,
)
from recommendations.reading.paper import Place, Refused
from recommendations.reading.read import read_paper
from tests.papers import FIXTURES, changed, line_of

FIXTURE = """\
paper: Oversight Board, 3 May 2023
holds: {bodies: 0, reports: 2, recommendations: 0, notes: 0}
meeting: {body: ob, date: 2023-05-03}
reports:
  - {slug: our-report, title: Our report, scheme: rag}
  - {title: Night shifts, scheme: rag}
performance:
  holds: {priorities: 1, measures: 2, actions: 2, comments: 1, terms: 1, figures: 2, stated: 2}
  priorities:
    - framework: Our plan
      heading: Fewer burglaries
      figure_measures: [Officers]
      measures:
        - {measure: Burglaries, trend: Stable (50%), benchmark: 2nd/8 MSG (lower than MSG average rates)}
        - {measure: Thefts}
      targets:
        - {measure: Officers, name: By spring, value: 90.5, by: 2023-03-31}
      actions: [Patrol more., Ask people.]
      comments:
        - Winter was quiet.
  figures:
    - {measure: Officers, start: 2022-12-31, end: 2022-12-31, value: 85}
    - {measure: Searches, start: 2022-12-01, end: 2022-12-31, value: 3, of: 7, group: White}
  stated:
    - {label: Share reached, value: 93.9, unit: "%", compares: share-of-target, measure: Officers}
    - label: Told
      value: 4
      unit: recommendations
      compares: recommendations-told
      report: our-report
      note: Four of five
  terms:
    - {term: Search, meaning: Looking for things.}
"""


def read(data: bytes | str) -> PerformanceReport:
    return read_report("paper.yaml", data.encode() if isinstance(data, str) else data)


def test_the_whole_form_is_read() -> None:
    assert read(FIXTURE) == PerformanceReport(
        priorities=(
            PriorityEntry(
                Place(10, 10),
                "Our plan",
                "Fewer burglaries",
                (
                    AssessmentEntry(Place(14, 14), "Burglaries", "Stable", 2, 8, "below", "50%"),
                    AssessmentEntry(Place(15, 15), "Thefts"),
                ),
                (TargetEntry(Place(17, 17), "Officers", "By spring", 90.5, date(2023, 3, 31)),),
                (ToldEntry(Place(18, 18), 1, "Patrol more."), ToldEntry(Place(18, 18), 2, "Ask people.")),
                (ToldEntry(Place(20, 20), 1, "Winter was quiet."),),
                ("Officers",),
            ),
        ),
        figures=(
            FigureEntry(Place(22, 22), "Officers", date(2022, 12, 31), date(2022, 12, 31), 85),
            FigureEntry(Place(23, 23), "Searches", date(2022, 12, 1), date(2022, 12, 31), 3, 7, "White"),
        ),
        stated=(
            StatedEntry(Place(25, 25), "Share reached", 93.9, "%", "share-of-target", "Officers"),
            StatedEntry(
                Place(26, 26),
                *("Told", 4, "recommendations", "recommendations-told"),
                report="our-report",
                note="Four of five",
            ),
        ),
        terms=(TermEntry(Place(33, 33), "Search", "Looking for things."),),
    )


def test_the_rest_of_the_paper_is_read_as_without_it() -> None:
    bare = FIXTURE[: FIXTURE.index("performance:")]
    assert read_paper("p.yaml", FIXTURE.encode()).reports == read_paper("p.yaml", bare.encode()).reports
    assert read(bare) == PerformanceReport()


def test_a_report_without_a_slug_is_known_by_its_title() -> None:
    assert read(changed(FIXTURE, "report: our-report", "report: night-shifts")).stated[1].report == (
        "night-shifts"
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("  figures:\n", "  figurs:\n", "line 21: performance has no key “figurs”."),
        (
            "  holds: {priorities: 1",
            "  holds: {priorities: 2",
            "line 8: the file states 2 priorities and holds 1.",
        ),
        ("measures: 2", "measures: 3", "line 8: the file states 3 measures and holds 2."),
        ("actions: 2", "actions: 1", "line 8: the file states 1 actions and holds 2."),
        ("comments: 1,", "comments: 0,", "line 8: the file states 0 comments and holds 1."),
        ("terms: 1,", "terms: 2,", "line 8: the file states 2 terms and holds 1."),
        ("figures: 2", "figures: 1", "line 8: the file states 1 figures and holds 2."),
        ("stated: 2}", "stated: 3}", "line 8: the file states 3 stated and holds 2."),
        (", stated: 2}", "}", "line 8: holds lacks the key “stated”."),
        ("      heading: Fewer burglaries\n", "", "line 10: a priority lacks the key “heading”."),
        ("heading: Fewer", "heading: " + 200 * "F", "line 11: heading has more than 200 characters."),
        ("[Officers]", "[12]", "line 12: a measure should be text in quotes and is a number."),
        (
            "trend: Stable (50%)",
            "trend: Wobbling",
            "line 14: trend should be Stable, Increasing or Reducing, with a note in brackets or without.",
        ),
        (
            "2nd/8 MSG (lower than MSG average rates)",
            "second",
            "line 14: benchmark should be like 3rd/8 MSG (below MSG average rates).",
        ),
        ("{measure: Thefts}", "{measure: Thefts, rank: 3}", "line 15: a measure has no key “rank”."),
        ("value: 90.5", "value: many", "line 17: value should be a number and is text."),
        ("value: 90.5", "value: -1", "line 17: value should be figures without a sign."),
        ("value: 90.5", "value: 1_0", "line 17: value should be figures without a sign."),
        ("value: 90.5", "value: .inf", "line 17: value should be figures without a sign."),
        ("value: 90.5", "value: 1234567890", "line 17: value should be figures without a sign."),
        ("name: By spring", "name: " + 101 * "n", "line 17: name has more than 100 characters."),
        ("by: 2023-03-31", "by: 2023-02-30", "line 17: by is no date: 2023-02-30."),
        ("[Patrol more., Ask people.]", '[Patrol more., ""]', "line 18: an entry of actions is empty."),
        ("value: 85", "value: [85]", "line 22: value should be a number and is a list."),
        ("start: 2022-12-31", "start: 2023-01-01", "line 22: the period ends before it starts."),
        ("start: 2022-12-31", "start: 5", "line 22: start should be a date and is a number."),
        (", value: 85", "", "line 22: a figure lacks the key “value”."),
        ("start: 2022-12-01, ", "", "line 23: a figure lacks the key “start”."),
        ("of: 7", "of: 0", "line 23: of is zero: nothing can be a part of nothing."),
        (
            "compares: share-of-target",
            "compares: guess",
            "line 25: compares should be share-of-target, sum-of-groups, recommendations-told.",
        ),
        ('unit: "%"', f'unit: "{21 * "%"}"', "line 25: unit has more than 20 characters."),
        (
            ", measure: Officers}",
            "}",
            "line 25: a stated figure is of a measure or of a report, one of the two.",
        ),
        (
            "      report: our-report\n",
            "      report: our-report\n      measure: Officers\n",
            "line 26: a stated figure is of a measure or of a report, one of the two.",
        ),
        ("report: our-report", "report: another", "line 30: the paper describes no such report."),
        (", meaning: Looking for things.", "", "line 33: a term lacks the key “meaning”."),
    ],
)
def test_a_fault_is_refused_with_its_line(old: str, new: str, message: str) -> None:
    with pytest.raises(Refused) as refused:
        read(changed(FIXTURE, old, new))
    assert str(refused.value) == message


def test_a_file_cut_at_the_end_of_any_entry_is_refused() -> None:
    lines = FIXTURE.splitlines(keepends=True)
    for count in range(line_of(FIXTURE, "performance:"), len(lines)):
        with pytest.raises(Refused):
            read("".join(lines[:count]))


# The counts that the Panel was told in February 2019


def panel() -> PerformanceReport:
    name = "2019-02-05-panel.yaml"
    return read_report(name, (FIXTURES / name).read_bytes())


def test_the_counts_of_complaints_keep_the_months_they_are_of() -> None:
    told = [(f.measure, f.start, f.end, f.value) for f in panel().figures if "Complaints" in f.measure]
    informal, formal, all_of = (
        *("Complaints resolved informally", "Complaints formally recorded", "Complaints recorded in all"),
    )
    assert told == [
        (informal, date(2017, 11, 1), date(2017, 11, 30), 56),
        (informal, date(2018, 11, 1), date(2018, 11, 30), 46),
        (formal, date(2017, 10, 1), date(2017, 10, 31), 73),
        (formal, date(2018, 11, 1), date(2018, 11, 30), 76),
        (all_of, date(2017, 4, 1), date(2017, 11, 30), 606),
        (all_of, date(2018, 4, 1), date(2018, 11, 30), 588),
    ]


def test_the_scrutiny_outcomes_add_up_to_the_cases_stated() -> None:
    report = panel()
    cases = {f.group: f.value for f in report.figures if f.measure == "Out of court disposals scrutinised"}
    outcomes = ("Appropriate", "Appropriate with observations", "Inappropriate", "No consensus")
    assert cases == {"": 24, **dict(zip(outcomes, (3, 8, 12, 1), strict=True))}
    (stated,) = report.stated
    assert stated.value == sum(cases[group] for group in outcomes) == 24
    assert (stated.compares, stated.measure) == ("sum-of-groups", "Out of court disposals scrutinised")


def test_the_activity_of_ascend_is_kept_by_group() -> None:
    told = {
        (f.measure.removeprefix("ASCEND "), f.group): f.value
        for f in panel().figures
        if f.measure.startswith("ASCEND ")
    }
    assert told == {
        ("appointments", ""): 268,
        ("conditions set", ""): 314,
        ("referrals and conditions", "Victim Awareness Course"): 66,
        ("referrals and conditions", "Letter of apology"): 56,
        ("referrals and conditions", "Compensation"): 38,
        ("referrals and conditions", "Reparation"): 38,
        ("referrals and conditions", "Fine"): 15,
        ("referrals and conditions", "Drugs awareness"): 51,
        ("referrals and conditions", "Alcohol"): 45,
        ("offence types", "Violence against the person"): 33.4,
        ("offence types", "Drugs offences"): 20.3,
        ("offence types", "Theft"): 15,
        ("offence types", "Arson and criminal damage"): 13.5,
        ("offence types", "Public order offences"): 13.5,
    }
    assert {(f.start, f.end) for f in panel().figures if f.measure.startswith("ASCEND ")} == {
        (date(2018, 11, 5), date(2019, 2, 5))
    }
