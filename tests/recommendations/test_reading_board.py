"""The board paper: our own in the shape of the real one, fault by fault."""

from datetime import date
from itertools import permutations

import pytest

from recommendations.reading.paper import (
    NOT_STATED,
    Counted,
    Paper,
    Place,
    RecommendationEntry,
    Refused,
    ReportEntry,
)
from recommendations.reading.read import read_paper
from tests.papers import BOARD_TEXT, changed, line_of


def read(data: bytes | str) -> Paper:
    return read_paper("paper.txt", data.encode() if isinstance(data, str) else data)


def rows(paper: Paper) -> dict[int, RecommendationEntry]:
    return {entry.number: entry for entry in paper.reports[0].recommendations}


def losses(paper: Paper) -> list[str]:
    return [f"{loss.place}: {loss.what}: {loss.why}" for loss in paper.losses]


def test_the_meeting_and_the_next_one() -> None:
    paper = read(BOARD_TEXT)
    assert paper.title == "Oversight Board, 3 May 2023"
    assert paper.meeting is not None
    assert (paper.meeting.body, paper.meeting.date) == ("ob", date(2023, 5, 3))
    assert (paper.meeting.quarter, paper.meeting.data_up_to) == ("Q4 2022/23", date(2023, 3, 31))
    assert not paper.meeting.draft
    assert paper.next_meeting is not None
    assert (paper.next_meeting.date, paper.next_meeting.draft) == (date(2023, 8, 1), True)
    assert [(b.slug, b.name, b.short_name) for b in paper.bodies] == [("ob", "Oversight Board", "OB")]


def test_the_hours_are_named_as_not_kept() -> None:
    hours = [loss.place.line for loss in read(BOARD_TEXT).losses if loss.what == "the hour of the meeting"]
    assert hours == [line_of(BOARD_TEXT, "3rd May"), line_of(BOARD_TEXT, "1st August")]
    without = read(changed(BOARD_TEXT, "1st August 2023, 10:00 – 11:30", "1st August 2023"))
    assert sum(loss.what == "the hour of the meeting" for loss in without.losses) == 1


def test_a_next_meeting_of_another_board_is_named_and_not_read() -> None:
    paper = read(changed(BOARD_TEXT, "the next Oversight Board", "the next Other Board"))
    assert paper.next_meeting is None
    line = line_of(BOARD_TEXT, "Date of the next")
    assert f"line {line}: the date of the next meeting: it is of another body than Oversight Board" in losses(
        paper
    )


def test_rows_keep_theme_wording_update_and_status_as_printed() -> None:
    paper = read(BOARD_TEXT)
    assert [(t.name, t.lead) for t in paper.reports[0].themes] == [
        ("Stop and search", "Ann Archer"),
        ("Youth", "Ben Baker"),
    ]
    row = rows(paper)[3]
    assert row.update is not None
    assert (row.theme, row.wording, row.update.status) == ("Stop and search", "Ask the public.", "Red")
    assert row.update.narrative == "Two steps:\n\n- first a survey;\n- then a meeting.\n\nBoth in June."
    assert row.place == Place(line_of(BOARD_TEXT, "Ask the public"), line_of(BOARD_TEXT, "Ask the public"))


def test_columns_are_found_by_their_header_in_any_order() -> None:
    first, last = line_of(BOARD_TEXT, "No.\tRec"), line_of(BOARD_TEXT, "7\tTrain")
    lines = BOARD_TEXT.split("\n")
    expected = [(e.number, e.theme, e.wording, e.update) for e in rows(read(BOARD_TEXT)).values()]
    for order in permutations(range(4)):
        moved = [
            "\t".join(line.split("\t")[i] for i in order) if first <= n <= last and line else line
            for n, line in enumerate(lines, 1)
        ]
        paper = read("\n".join(moved))
        assert [(e.number, e.theme, e.wording, e.update) for e in rows(paper).values()] == expected, order
        assert [t.lead for t in paper.reports[0].themes] == ["Ann Archer", "Ben Baker"]


@pytest.mark.parametrize(
    "row",
    [
        "Youth\t\tPolice lead: Ben Baker\t",
        "\tYouth\tPolice lead: Ben Baker\t",
        "\tYouth Police lead: Ben Baker\t\t",
    ],
)
def test_theme_rows_come_in_three_layouts(row: str) -> None:
    paper = read(changed(BOARD_TEXT, "Youth\t\tPolice lead: Ben Baker\t", row))
    assert [(t.name, t.lead) for t in paper.reports[0].themes][1] == ("Youth", "Ben Baker")


def test_a_police_lead_in_an_update_opens_no_theme() -> None:
    paper = read(changed(BOARD_TEXT, "A log is kept.", "Police lead: to be named."))
    assert len(paper.reports[0].themes) == 2
    assert 1 in rows(paper)


def test_a_stray_sub_heading_is_taken_off_and_named() -> None:
    paper = read(BOARD_TEXT)
    assert rows(paper)[4].wording == "Officers should meet young people."
    line = line_of(BOARD_TEXT, "Stop and Search Officers")
    assert (
        f"line {line}: “Stop and Search” before the wording of recommendation 4:"
        " a stray sub-heading: it is taken off the wording"
    ) in losses(paper)


@pytest.mark.parametrize(
    "wording", ["Stop and searches at night", "Stop and search powers matter", "Youth Courts"]
)
def test_a_wording_that_opens_like_a_theme_is_kept(wording: str) -> None:
    text = BOARD_TEXT.replace("Stop and Search Officers should", f"{wording} should")
    assert rows(read(text))[4].wording == f"{wording} should meet young people."


def test_an_empty_status_is_unknown_and_named() -> None:
    paper = read(BOARD_TEXT)
    update = rows(paper)[7].update
    assert update is not None
    assert (update.status, update.narrative) == (None, "Under way.")
    line = line_of(BOARD_TEXT, "7\tTrain")
    expected = f"line {line}: the status of recommendation 7: its cell is empty: status unknown"
    assert expected in losses(paper)


def test_a_status_word_is_kept_as_printed() -> None:
    update = rows(read(changed(BOARD_TEXT, "A log is kept.\tGreen", "A log is kept.\tMauve")))[1].update
    assert update is not None
    assert update.status == "Mauve"


def test_a_status_of_unknown_column_and_a_row_without_number_are_named() -> None:
    paper = read(changed(BOARD_TEXT, "2\tStop and searches at night", "\tStop and searches at night"))
    assert 2 not in rows(paper)
    line = line_of(BOARD_TEXT, "Stop and searches at night")
    assert f"line {line}: a row without a number: its text belongs to no recommendation" in losses(paper)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("2\tStop and sea", "1\tStop and sea", "line 26: recommendation 1 stands already on line 25."),
        ("A log is kept.\tGreen", "A log is kept.", "line 25: the row has 3 cells, the table has 4."),
        ("A log is kept.\tGreen", "A log\tis kept.\tGreen", "line 25: the row has 5 cells, the table has 4."),
        ("2\tStop and sea", "2a\tStop and sea", "line 26: 2a is no number of a recommendation."),
        ("3rd May 2023", "31st April 2023", "line 3: there is no 31st April 2023."),
        ("1st August 2023", "32nd August 2023", "line 21: there is no 32nd August 2023."),
        ("3rd May 2023", "3rd Mai 2023", "line 3: the paper names no day of its meeting."),
        ("(Q4 2022/23)", "(Q4 2022/24)", "line 38: Q4 2022/24 is no quarter of a financial year."),
        ("March 2023 (", "June 2023 (", "line 38: Q4 2022/23 ends in March 2023, not in June 2023."),
        ("ality Report", "ality Paper", "line 23: no line above the table names a report that is known."),
    ],
)
def test_faults_are_refused_with_their_line(old: str, new: str, message: str) -> None:
    with pytest.raises(Refused) as refusal:
        read(changed(BOARD_TEXT, old, new))
    assert str(refusal.value) == message


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("8/19\t3\t1", "8/19\t3\t2", "line 79: the stages add up to 4, the row states 3."),
        ("8/19\t3\t1", "8/19\t3\tx", "line 79: “x” is no number of recommendations at With Force."),
        ("8/19\t3\t1", "8/19\t3", "line 79: the row has 4 cells, the table has 5."),
        ("8/19\t3\t1", "8/19\t?\t1", "line 79: “?” is no number of recommendations."),
        ("Night shifts", "Peel 2018 19", "line 80: the slug peel-2018-19 is already that of line 79."),
        ("(1 not accepted)", "(5 not accepted)", "line 98: 5 not accepted of 3."),
    ],
)
def test_faults_of_inspection_reports_are_refused_with_their_line(old: str, new: str, message: str) -> None:
    with pytest.raises(Refused) as refusal:
        read(changed(BOARD_TEXT, old, new))
    assert str(refusal.value) == message


def test_a_row_with_a_lead_names_one_theme() -> None:
    text = changed(BOARD_TEXT, "\tStop and search\tPolice", "And\tStop and search\tPolice")
    with pytest.raises(Refused, match="line 24: a row with a police lead names 2 themes, it should name one"):
        read(text)


def test_a_theme_has_one_lead() -> None:
    text = changed(BOARD_TEXT, "7\tTrain", "Youth\t\tPolice lead: Cy Clay\t\n7\tTrain")
    with pytest.raises(Refused, match="line 31: Youth has another lead on line 29"):
        read(text)


def reports(paper: Paper) -> dict[str, ReportEntry]:
    return {report.slug: report for report in paper.reports[1:]}


def test_inspection_reports_have_years_counts_and_placeholders() -> None:
    held = reports(read(BOARD_TEXT))
    assert [(r.title, r.year_label) for r in held.values()] == [
        ("PEEL 2018/19", "2018-19"),
        ("Night shifts", "2018-19"),
        ("Cells and custody", "2020-21"),
        ("Safe streets", "2020-21"),
        ("Dogs at work", "2021-22"),
    ]
    assert [(c.counted, c.status, c.value) for c in held["peel-2018-19"].counts] == [
        (Counted.TOTAL, "", 3),
        (Counted.AT_STATUS, "With Force", 1),
        (Counted.AT_STATUS, "With FLL", 2),
        (Counted.AT_STATUS, "Closed", 0),
    ]
    assert [(e.number, e.update) for e in held["peel-2018-19"].recommendations] == [
        (number, None) for number in (1, 2, 3)
    ]
    assert [e.update and e.update.status for e in held["night-shifts"].recommendations] == ["With Force"] * 2
    assert [(c.counted, c.value) for c in held["dogs-at-work"].counts] == [
        (Counted.TOTAL, 3),
        (Counted.NOT_ACCEPTED, 1),
    ]
    assert [e.update for e in held["dogs-at-work"].recommendations] == [None] * 3
    assert {r.publisher for r in held.values()} == {"HMICFRS"}
    assert {r.scheme for r in held.values()} == {"stages"}


def test_an_earlier_year_that_opens_a_title_belongs_to_the_title() -> None:
    held = reports(read(changed(BOARD_TEXT, "Cells and custody", "2018-19 cells revisited")))
    assert held["2018-19-cells-revisited"].year_label == "2020-21"


def test_empty_stages_are_unknown_and_a_title_without_number_is_named() -> None:
    paper = read(changed(BOARD_TEXT, "Night shifts\t2\t2\t0\t0", "Night shifts\t2\t\t\t"))
    assert [c.counted for c in reports(paper)["night-shifts"].counts] == [Counted.TOTAL]
    assert "line 80: stages of “Night shifts”: they are not in the text: unknown" in losses(paper)
    paper = read(changed(BOARD_TEXT, "Safe streets\n\n4\n", "Safe streets\n"))
    assert "safe-streets" not in reports(paper)
    assert "line 86: “Safe streets”: no number of recommendations follows it" in losses(paper)


def test_a_column_of_no_known_name_and_an_empty_wording_are_named() -> None:
    text = BOARD_TEXT.replace("\tRAG\n", "\tRAG\tCost\n").replace("1\tKeep a log of each search.", "1\t")
    first, last = line_of(text, "\tStop and search\t"), line_of(text, "7\tTrain")
    numbered = enumerate(text.split("\n"), 1)
    paper = read("\n".join(f"{t}\t" if t and first <= n <= last else t for n, t in numbered))
    assert rows(paper)[1].wording is NOT_STATED
    assert f"line {first - 1}: the column Cost: it is not known" in losses(paper)
    assert f"line {first + 1}: the wording of recommendation 1: its cell is empty" in losses(paper)


def test_a_header_repeated_on_a_new_page_is_no_row() -> None:
    header = "No.\tRecommendation\tUpdate (Apr23)\tRAG\n"
    paper = read(changed(BOARD_TEXT, "7\tTrain", f"{header}7\tTrain"))
    assert [e.number for e in paper.reports[0].recommendations] == [1, 2, 3, 4, 7]
    assert not [loss for loss in losses(paper) if "stray text" in loss]


def test_a_table_without_rows_is_refused() -> None:
    first, last = line_of(BOARD_TEXT, "\tStop and search\t"), line_of(BOARD_TEXT, "7\tTrain")
    lines = BOARD_TEXT.split("\n")
    with pytest.raises(Refused, match="line 23: the table of recommendations holds no recommendation"):
        read("\n".join([*lines[: first - 1], *lines[last:]]))


def test_numbers_under_no_title_are_named_and_a_second_refusal_is_refused() -> None:
    paper = read(changed(BOARD_TEXT, "Safe streets\n\n4\n", "Safe streets\n\n4\n\n9\n"))
    assert "line 90: the number 9: it stands under no title" in losses(paper)
    twice = changed(BOARD_TEXT, "(1 not accepted)", "(1 not accepted)\n\n(1 not accepted)")
    with pytest.raises(Refused, match="line 100: the report states already how many were not accepted"):
        read(twice)


def test_a_number_and_what_was_not_accepted_may_stand_together() -> None:
    held = reports(read(changed(BOARD_TEXT, "3\n\n(1 not accepted)", "3 (1 not accepted)")))
    assert [(c.counted, c.value) for c in held["dogs-at-work"].counts] == [
        (Counted.TOTAL, 3),
        (Counted.NOT_ACCEPTED, 1),
    ]
