"""The board paper of November 2022 against facts counted by hand."""

import re
from collections import Counter
from datetime import date

import pytest

from recommendations.reading.paper import NOT_STATED, Counted, Paper, RecommendationEntry, ReportEntry
from recommendations.reading.read import read_paper
from tests.papers import BOARD, real


def rows(paper: Paper) -> dict[int, RecommendationEntry]:
    return {entry.number: entry for entry in paper.reports[0].recommendations}


def reports(paper: Paper) -> dict[str, ReportEntry]:
    return {report.slug: report for report in paper.reports[1:]}


@pytest.fixture(scope="module")
def november() -> Paper:
    return read_paper(BOARD, real(BOARD))


def test_the_meeting_of_november(november: Paper) -> None:
    assert november.meeting is not None
    assert november.next_meeting is not None
    assert (november.meeting.body, november.meeting.date) == ("pab", date(2022, 11, 2))
    assert (november.meeting.quarter, november.meeting.data_up_to) == ("Q2 2022/23", date(2022, 9, 30))
    assert (november.next_meeting.body, november.next_meeting.date) == ("pab", date(2023, 2, 7))
    assert [(b.slug, b.name) for b in november.bodies] == [("pab", "Performance and Accountability Board")]


def test_the_42_rows_of_november(november: Paper) -> None:
    report = november.reports[0]
    assert (report.slug, report.scheme, report.year_label, report.publisher) == (
        "id-2022",
        "rag",
        "2022",
        NOT_STATED,
    )
    expected = [*range(1, 15), 19, 20, *range(24, 40), *range(64, 74)]
    assert [e.number for e in report.recommendations] == expected
    assert [(t.name, t.lead) for t in report.themes] == [
        ("Stop and search", "Vicks Hayward-Melen"),
        ("Youth Justice", "Larisa Hunt"),
        ("OOCd", "Rebecca Marshall"),
        ("HR", "Esther Wride"),
    ]
    found = Counter((e.theme, e.update and e.update.status) for e in report.recommendations)
    assert found == {
        ("Stop and search", "Amber"): 7,
        ("Stop and search", "Red"): 4,
        ("Stop and search", "Green"): 3,
        ("Youth Justice", "Amber"): 1,
        ("Youth Justice", "Red"): 6,
        ("OOCd", "Amber"): 6,
        ("OOCd", "Red"): 5,
        ("HR", "Amber"): 10,
    }


def test_the_texts_of_november_are_whole_and_clean(november: Paper) -> None:
    held = rows(november)
    texts = [t for e in held.values() for t in (e.wording, e.update and e.update.narrative)]
    assert all(isinstance(text, str) and text and "<" not in text for text in texts)
    assert str(held[35].wording).startswith("Avon and Somerset Constabulary need")
    assert str(held[5].wording).startswith("Stop and searches for")
    narrative = held[30].update.narrative if held[30].update else ""
    assert narrative.count("\n- ") == 3
    assert narrative.count("\n\n") == 2


def test_the_words_of_november_come_out_as_a_plain_strip_of_tags_gives_them(november: Paper) -> None:
    lines = real(BOARD).decode().split("\n")
    for entry in rows(november).values():
        _, wording, update, _ = lines[entry.place.line - 1].split("\t")
        assert entry.update is not None
        ours = f"{entry.wording} {entry.update.narrative}".replace("\n- ", " ").split()
        plain = re.sub(r"<[^>]+>|•", " ", f"{wording} {update}").split()
        assert ours == (plain[3:] if entry.number == 35 else plain)


def test_the_35_inspection_reports_of_november(november: Paper) -> None:
    held = november.reports[1:]
    assert len(held) == 35
    assert len({r.slug for r in november.reports}) == 36
    counts = [c for r in held for c in r.counts]
    assert sum(c.value for c in counts if c.counted is Counted.TOTAL) == 131
    at_status: Counter[str] = Counter()
    for count in counts:
        if count.counted is Counted.AT_STATUS:
            at_status[count.status] += count.value
    assert at_status == {
        "With Force": 24,
        "With FLL": 22,
        "With HMICFRS CoS": 19,
        "Further work req.": 0,
        "Closed": 3,
    }
    staged = [r for r in held if len(r.counts) > 2]
    assert len(staged) == 20
    assert all(len(r.counts) == 6 for r in staged)
    assert [(r.title[:18], c.value) for r in held for c in r.counts if c.counted is Counted.NOT_ACCEPTED] == [
        ("Counter Terrorism ", 1)
    ]
    assert Counter(r.year_label for r in held) == {
        "2014-15": 1,
        "2017-18": 1,
        "2018-19": 3,
        "2019-20": 8,
        "2020-21": 8,
        "2021-22": 10,
        "2022-23": 4,
    }
    unknown = [loss for loss in november.losses if loss.what.startswith("stages of ")]
    assert len(unknown) == 15


def test_placeholders_of_november(november: Paper) -> None:
    held = reports(november)
    assert sum(len(r.recommendations) for r in held.values()) == 131
    assert [e.update and e.update.status for e in held["fraud-time-to-choose"].recommendations] == [
        "With Force"
    ] * 4
    assert [e.update for e in held["peel-2018-19"].recommendations] == [None] * 5
    assert all(e.wording is NOT_STATED for r in held.values() for e in r.recommendations)
