"""The YAML form of a paper: faults with their lines, and writing as the reverse of reading."""

from datetime import date

import pytest

from recommendations.reading.paper import (
    NOT_STATED,
    BodyEntry,
    Counted,
    MeetingEntry,
    NoteEntry,
    Paper,
    Place,
    RecommendationEntry,
    Refused,
    ThemeEntry,
    UpdateEntry,
)
from recommendations.reading.read import read_paper
from tests.papers import changed

FIXTURE = """\
paper: Oversight Board, 3 May 2023
abridged: true
holds: {bodies: 1, reports: 2, recommendations: 3, notes: 1}
meeting: {body: ob, date: 2023-05, quarter: Q4 2022/23, data_up_to: 2023-03-31, draft: true}
next_meeting: {body: ob, date: 2023-08-01}
bodies:
  - {slug: ob, name: Oversight Board, short_name: OB, purpose: Ask, chair: Ann, members: Five, parent: county}
reports:
  - slug: our-report
    title: Our report
    year: "2022"
    publisher: The county
    scheme: rag
    recommendations_made: 83
    themes:
      - name: Searches
        lead: Ann Archer
        recommendations:
          - number: 2
            summary: Log searches.
            wording: Keep a log.
            lead: Ben Baker
            bodies: [county, town]
            priority: Order
            expected_outcome: A log
            due: 2023-06-30
            due_set_by: The board
            status: Amber
            update: |
              One.

              - two
          - {number: 3, update: Nothing new.}
    recommendations:
      - {number: 1, status: Green}
  - title: Night shifts
    scheme: stages
    counts: {total: 3, With Force: 3, Closed: 0, not accepted: 1}
notes:
  - report: our-report
    heading: People
    text: |
      - Ann leads.
      - Ben follows.
"""
ANCHORED = "paper: &a x\nholds: {bodies: 0, reports: 0, recommendations: 0, notes: 0}\n"
EMPTY = "paper: x\nholds: {bodies: 0, reports: 0, recommendations: 0, notes: 0}\n"


def read(data: bytes | str) -> Paper:
    return read_paper("paper.yaml", data.encode() if isinstance(data, str) else data)


def refusal(data: bytes | str) -> str:
    with pytest.raises(Refused) as refused:
        read(data)
    return str(refused.value)


def test_the_whole_form_is_read() -> None:
    paper = read(FIXTURE)
    assert (paper.title, paper.abridged) == ("Oversight Board, 3 May 2023", True)
    assert paper.meeting == MeetingEntry(
        Place(4, 4), "ob", date(2023, 5, 1), False, "Q4 2022/23", date(2023, 3, 31), draft=True
    )
    assert paper.next_meeting == MeetingEntry(Place(5, 5), "ob", date(2023, 8, 1), draft=True)
    assert paper.bodies == (
        BodyEntry(Place(7, 7), "ob", "Oversight Board", "OB", "Ask", "Ann", "Five", "county"),
    )
    ours, shifts = paper.reports
    assert ours.themes == (ThemeEntry(Place(16, 16), "Searches", "Ann Archer"),)
    assert (ours.slug, ours.recommendations_made, ours.publisher) == ("our-report", 83, "The county")
    assert [(e.number, e.theme) for e in ours.recommendations] == [(1, ""), (2, "Searches"), (3, "Searches")]
    assert ours.recommendations[1] == RecommendationEntry(
        Place(19, 19),
        2,
        "Searches",
        "Log searches.",
        "Keep a log.",
        "Ben Baker",
        ("county", "town"),
        "Order",
        "A log",
        date(2023, 6, 30),
        "The board",
        UpdateEntry(Place(28, 28), "One.\n\n- two", "Amber"),
    )
    assert ours.recommendations[0].update == UpdateEntry(Place(35, 35), "", "Green")
    assert ours.recommendations[2].update == UpdateEntry(Place(33, 33), "Nothing new.", None)
    assert (shifts.slug, shifts.year_label) == ("night-shifts", NOT_STATED)
    assert [(c.counted, c.status, c.value) for c in shifts.counts] == [
        (Counted.TOTAL, "", 3),
        (Counted.AT_STATUS, "With Force", 3),
        (Counted.AT_STATUS, "Closed", 0),
        (Counted.NOT_ACCEPTED, "", 1),
    ]
    assert [e.update and e.update.status for e in shifts.recommendations] == ["With Force"] * 3
    assert paper.notes == (
        NoteEntry(Place(40, 40), "our-report", "People", "- Ann leads.\n- Ben follows.", 1),
    )
    assert paper.losses == ()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("abridged: true", "abridgd: true", "line 2: the paper has no key “abridgd”."),
        ("    year:", "    yaer:", "line 11: a report has no key “yaer”."),
        ('year: "2022"', "year: 2022", "line 11: year should be text in quotes and is a number."),
        ("lead: Ben Baker", "lead: no", "line 22: lead should be text in quotes and is yes or no."),
        ("lead: Ben Baker", "lead:", "line 22: lead should be text in quotes and is nothing."),
        ("lead: Ben Baker", 'lead: ""', "line 22: lead is empty."),
        ("lead: Ben Baker", "lead: [Ben]", "line 22: lead should be text and is a list."),
        ("lead: Ben Baker", "lead: !ours Ben", "line 22: lead should be text in quotes and is !ours."),
        ("number: 2", "number: two", "line 19: number should be a whole number and is text."),
        ("number: 2", "number: 0", "line 19: recommendations are numbered from 1."),
        ("number: 2", "number: 0x10", "line 19: number should be figures without a sign."),
        ("number: 2", "number: 3", "line 33: recommendation 3 stands already on line 19."),
        ("{number: 1, status", "{number: 3, status", "line 35: recommendation 3 stands already on line 33."),
        (
            "          - {number: 3, update",
            "      - name: Searches\n        recommendations:\n          - {number: 3, update",
            "line 33: the theme Searches stands already on line 16.",
        ),
        ("bodies: [county, town]", "bodies: county", "line 23: bodies should be a list and is text."),
        ("bodies: [county, town]", "bodies: [county, county]", "line 23: a body stands twice."),
        ("due: 2023-06-30", "due: 2023-06-31", "line 26: due is no date: 2023-06-31."),
        ("due: 2023-06-30", "due: 2023-06", "line 26: due is no date: 2023-06."),
        ("date: 2023-05,", "date: 2023-13,", "line 4: date is no date: 2023-13-01."),
        ("draft: true", "draft: maybe", "line 4: draft should be true or false."),
        ("2023-08-01}", "2023-08-01, draft: x}", "line 5: draft should be true or false."),
        ("scheme: rag", "scheme: red", "line 13: scheme should be rag or stages."),
        ("title: Our report", "slug: ours", "line 10: the key “slug” stands twice."),
        ("  - title: Night shifts\n", "  - year: x\n", "line 36: a report lacks the key “title”."),
        ("Night shifts", "Our Report", "line 36: the report our-report stands already on line 9."),
        ("title: Night shifts", "title: …", "line 36: the title gives no slug, so the report needs one."),
        ("slug: our-report", "slug: Our report", "line 9: slug is no slug: Our report."),
        ("total: 3", "total: 4", "line 38: the stages add up to 3, the total is 4."),
        ("notes: 1}", "notes: 2}", "line 3: the file states 2 notes and holds 1."),
        ("dations: 3,", "dations: 6,", "line 3: the file states 6 recommendations and holds 3."),
        ("holds: {bodies: 1,", "holds: {", "line 3: holds lacks the key “bodies”."),
    ],
)
def test_faults_are_refused_with_their_line(old: str, new: str, message: str) -> None:
    assert refusal(changed(FIXTURE, old, new)) == message


def test_anchors_aliases_and_broken_yaml_are_refused_with_their_line() -> None:
    refused = "anchors and aliases are not read."
    assert refusal(changed(FIXTURE, "title: Night", "title: &a Night")) == f"line 36: {refused}"
    assert refusal(FIXTURE[: FIXTURE.index("text: |")] + "text: *a\n") == f"line 42: {refused}"
    assert refusal(changed(FIXTURE, "meeting: {body: ob, date: 2023-05", "meeting: [")).startswith(
        "line 4: the file is not YAML: "
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- a\n- b\n", "line 1: the paper should be a group of keys and is a list."),
        (
            "holds: {bodies: 0, reports: 0, recommendations: 0, notes: 0}\n",
            "line 1: the paper lacks the key “paper”.",
        ),
        ("paper: x\n", "line 1: the paper lacks the key “holds”."),
        ("# only a comment\n", "The file is empty."),
        (f"{EMPTY}1: x\n", "line 3: a key of the paper should be text in quotes and is a number."),
        (f"{EMPTY}themes: []\n", "line 3: the paper has no key “themes”."),
        ("a: " + "[" * 5000, "line 1: lists and keys are nested too deep."),
        ("a: " + "{b: " * 5000, "line 1: lists and keys are nested too deep."),
    ],
)
def test_what_is_no_fixture_is_refused(text: str, message: str) -> None:
    assert refusal(text) == message


@pytest.mark.parametrize("text", [f"{EMPTY}---\n{EMPTY}", "a: \x07\n", "\ta: b\n", "a: 'open\n", "@a: b\n"])
def test_what_is_not_yaml_is_refused(text: str) -> None:
    assert "the file is not YAML" in refusal(text).lower().replace("the file", "the file").replace(
        "yaml", "YAML"
    )


@pytest.mark.parametrize("part", ["notes", "updates", "placeholders"])
def test_what_a_meeting_is_told_needs_a_meeting(part: str) -> None:
    holds = {"notes": (0, 0, 1), "updates": (1, 1, 0), "placeholders": (1, 0, 0)}[part]
    entry = {
        "notes": "notes:\n  - {report: a, heading: b, text: c}\n",
        "updates": "reports:\n  - {title: a, scheme: rag, recommendations: [{number: 1, status: Red}]}\n",
        "placeholders": "reports:\n  - {title: a, scheme: stages, counts: {total: 1, Closed: 1}}\n",
    }[part]
    keys = ", ".join(f"{k}: {n}" for k, n in zip(("reports", "recommendations", "notes"), holds, strict=True))
    text = f"paper: x\nholds: {{bodies: 0, {keys}}}\n{entry}"
    assert refusal(text).startswith("line 4: ")
    assert "names none" in refusal(text)
    assert read(f"{text}meeting: {{body: ob, date: 2023-05-03}}\n").meeting


def test_more_placeholders_than_a_report_can_make_are_refused() -> None:
    text = "paper: x\nholds: {bodies: 0, reports: 1, recommendations: 0, notes: 0}\nreports:\n"
    entry = "  - {title: a, scheme: stages, counts: {total: 999999}}\n"
    assert "more than a report makes" in refusal(text + entry)


def test_a_fixture_cut_between_its_entries_is_refused() -> None:
    lines = FIXTURE.splitlines(keepends=True)
    starts = [n for n, line in enumerate(lines) if line.lstrip().startswith("- ") and n < 41]
    assert len(starts) == 9
    for start in starts:
        assert refusal("".join(lines[:start]))
