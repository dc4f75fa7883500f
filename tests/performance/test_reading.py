"""The performance report of a text paper: what is read, and how each damage to it is named."""

from datetime import date

import pytest

from performance.reading.read import read_report
from performance.reading.report import (
    AssessmentEntry,
    PerformanceReport,
    PriorityEntry,
    TermEntry,
    ToldEntry,
)
from recommendations.reading.paper import Place, Refused
from tests.papers import BOARD_TEXT, PLAN_TEXT, changed, line_of

UPLIFT = """\
Recruiting officers

Police officer uplift – how far we are

Current officers\t3,255
Target officers\t3,291
Temporary uplift target\t3,331
Current officers as % of target\t97.7%

Comments

1. The first is due: 3,291 by 31st March 2023.

Our Police
"""
SECOND = """\
Reduce Robbery

Measures Summary

Local Measures\tTrend / Outlook\tBenchmark
Robberies recorded\tStable\tNot available

Comments

1. Summer was quiet.

Our Police
"""
WITH_UPLIFT = BOARD_TEXT.replace("Our Police\n", UPLIFT)
TWO = BOARD_TEXT.replace("Our Police\n", SECOND)


def read(text: str | bytes) -> PerformanceReport:
    return read_report("board.txt", text.encode() if isinstance(text, str) else text)


def losses(text: str | bytes) -> list[str]:
    return [f"{loss.place}: {loss.what}: {loss.why}" for loss in read(text).losses]


PICTURE = (
    "line 58: Reduce Burglary: the chart “Burglary - 12 Month Rolling Rates”:"
    " its chart is a picture: no figures behind it"
)


def test_a_whole_report_is_read_and_only_its_chart_is_lost() -> None:
    report = read(BOARD_TEXT)
    assert report.priorities == (
        PriorityEntry(
            Place(46, 52),
            "National Measures",
            "Reduce Burglary",
            (
                AssessmentEntry(Place(51, 51), "Burglaries recorded", "Stable", 2, 8),
                AssessmentEntry(Place(52, 52), "Burglaries solved", "Reducing"),
            ),
            actions=(ToldEntry(Place(56, 56), 1, "Patrol more."),),
            comments=(ToldEntry(Place(64, 64), 1, "Winter was quiet."),),
        ),
    )
    assert report.terms == (
        TermEntry(Place(40, 40), "Detection", "a case with an answer."),
        TermEntry(Place(42, 42), "Charge", "a formal accusation."),
    )
    assert (report.figures, report.stated) == ((), ())
    assert losses(BOARD_TEXT) == [PICTURE]


@pytest.mark.parametrize(
    ("name", "data"),
    [("plan.txt", PLAN_TEXT), ("paper.yaml", "paper: x\nholds: {}\n"), ("paper.YML", "paper: x\n")],
)
def test_other_papers_have_no_performance_report(name: str, data: str) -> None:
    assert read_report(name, data.encode()) == PerformanceReport()


def test_a_chart_is_known_by_its_name_or_by_the_gap_below_it() -> None:
    title = "Burglary - 12 Month Rolling Rates"
    closer = BOARD_TEXT.replace(f"{title}\n\n\n", f"{title}\n")
    renamed = BOARD_TEXT.replace(title, "Burglaries")
    neither = closer.replace(title, "Burglaries")
    charts = [[what for what in losses(text) if "the chart" in what] for text in (closer, renamed, neither)]
    assert [len(found) for found in charts] == [1, 1, 0]


@pytest.mark.parametrize("end", ["HMICFRS", "Our Police", "Comments", "Measures Summary", "Quarter ending"])
def test_a_cut_paper_is_refused(end: str) -> None:
    with pytest.raises(Refused, match=r"stops at line \d+, before"):
        read(BOARD_TEXT[: BOARD_TEXT.index(end)])


# Tables


@pytest.mark.parametrize(
    ("old", "new", "lost", "row"),
    [
        ("2nd/8 MSG", "eighth", "Burglaries recorded: the benchmark “eighth”", ("Stable", None, None)),
        ("2nd/8 MSG", "9th/8 MSG", "Burglaries recorded: the benchmark “9th/8 MSG”", ("Stable", None, None)),
        ("2nd/8 MSG", "0th/8 MSG", "Burglaries recorded: the benchmark “0th/8 MSG”", ("Stable", None, None)),
        ("2nd/8 MSG", "2nd/8", "Burglaries recorded: the benchmark “2nd/8”", ("Stable", None, None)),
        (
            "2nd/8 MSG",
            "2nd/8 MSG (near MSG average rates)",
            "Burglaries recorded: the benchmark “2nd/8 MSG (near MSG average rates)”",
            ("Stable", None, None),
        ),
        ("Stable", "Wobbling", "Burglaries recorded: the trend “Wobbling”", ("", 2, 8)),
        ("Stable", "Stable 100%", "Burglaries recorded: the trend “Stable 100%”", ("", 2, 8)),
    ],
)
def test_a_cell_of_another_form_is_named_and_not_guessed(
    old: str, new: str, lost: str, row: tuple[str, int | None, int | None]
) -> None:
    report = read(changed(BOARD_TEXT, old, new))
    first = report.priorities[0].measures[0]
    assert (first.trend, first.rank, first.out_of) == row
    assert (first.against, first.note) == ("", "")
    expected = f"line 51: {lost}: it has another form than is known"
    assert losses(changed(BOARD_TEXT, old, new)) == [expected, PICTURE]


def test_a_missing_column_is_named_and_the_others_are_read() -> None:
    short = (
        BOARD_TEXT.replace("\tBenchmark\n", "\n").replace("\t2nd/8 MSG", "").replace("\tNot available", "")
    )
    assert [(m.measure, m.trend, m.rank) for m in read(short).priorities[0].measures] == [
        ("Burglaries recorded", "Stable", None),
        ("Burglaries solved", "Reducing", None),
    ]
    assert losses(short)[0] == "line 50: Reduce Burglary: the column Benchmark: the table has none"


def test_columns_are_found_by_name_and_a_strange_one_is_named() -> None:
    swapped = BOARD_TEXT.replace("Trend / Outlook\tBenchmark", "Benchmark\tTrend / Outlook\tOwner")
    swapped = swapped.replace("Stable\t2nd/8 MSG", "2nd/8 MSG\tStable\tAnn")
    swapped = swapped.replace("Reducing\tNot available", "Not available\tReducing\tBen")
    assert read(swapped).priorities[0].measures == read(BOARD_TEXT).priorities[0].measures
    assert losses(swapped)[0] == "line 50: Reduce Burglary: the column Owner: it is not known"


@pytest.mark.parametrize("header", ["Things\tTrend / Outlook\tBenchmark", "Local Measures\tA\tB"])
def test_a_table_under_a_header_that_is_not_known_is_lost_whole(header: str) -> None:
    text = changed(BOARD_TEXT, "Local Measures\tTrend / Outlook\tBenchmark", header)
    assert read(text).priorities[0].measures == ()
    assert "lines 50 to 52: Reduce Burglary: a table: its header is not known" in losses(text)


@pytest.mark.parametrize("row", ["Burglaries solved\tReducing", "Burglaries solved\tReducing\tx\ty"])
def test_a_row_of_another_width_is_lost(row: str) -> None:
    text = changed(BOARD_TEXT, "Burglaries solved\tReducing\tNot available", row)
    assert [m.measure for m in read(text).priorities[0].measures] == ["Burglaries recorded"]
    why = f"its row has {row.count(chr(9)) + 1} of the table's 3 cells"
    assert f"line 52: Reduce Burglary: the measure “Burglaries solved”: {why}" in losses(text)


@pytest.mark.parametrize("name", ["", "–", "B" * 201])
def test_a_row_without_a_usable_name_is_lost(name: str) -> None:
    text = changed(BOARD_TEXT, "Burglaries solved\t", f"{name}\t")
    assert f"line 52: Reduce Burglary: the measure “{name}”: it is no name" in losses(text)
    assert len(read(text).priorities[0].measures) == 1


def test_a_measure_that_stands_twice_is_read_once() -> None:
    text = changed(TWO, "Robberies recorded", "Burglaries RECORDED")
    line = line_of(text, "Burglaries RECORDED")
    assert [len(p.measures) for p in read(text).priorities] == [2, 0]
    told = f"line {line}: Reduce Robbery: the measure “Burglaries RECORDED”: it stands already on line 51"
    assert told in losses(text)


@pytest.mark.parametrize("blank", ["", "\u00a0", " \u00a0 "])
def test_a_table_goes_on_below_a_blank_line(blank: str) -> None:
    text = changed(BOARD_TEXT, "Burglaries solved\t", f"{blank}\nBurglaries solved\t")
    assert len(read(text).priorities[0].measures) == 2
    assert len(losses(text)) == 1


# Headings


def test_each_heading_keeps_what_stands_under_it() -> None:
    assert [(p.heading, p.comments[0].text) for p in read(TWO).priorities] == [
        ("Reduce Burglary", "Winter was quiet."),
        ("Reduce Robbery", "Summer was quiet."),
    ]


def test_a_heading_that_stands_twice_is_read_once_with_all_below_it_named() -> None:
    text = changed(TWO, "Reduce Robbery", "Reduce Burglary.").replace(b"Burglary.", b"Burglary")
    assert [p.heading for p in read(text).priorities] == ["Reduce Burglary"]
    assert read(text).priorities[0].comments[0].text == "Winter was quiet."
    assert losses(text)[1:] == [
        "lines 66 to 71: Reduce Burglary: Measures Summary, a table:"
        " its heading stands already on lines 46 to 52",
        "lines 73 to 75: the performance report: comments: it stands under no heading that is certain",
    ]


def test_a_table_without_its_heading_is_given_to_none() -> None:
    text = changed(TWO, "Reduce Robbery\n\n", "")
    assert [len(p.measures) for p in read(text).priorities] == [2]
    assert [p.comments[0].text for p in read(text).priorities] == ["Winter was quiet."]
    assert losses(text)[1:] == [
        "line 66: Reduce Burglary: stray text: it is in no place that is known",
        "lines 68 to 69: a table: it stands under no heading that is certain",
        "lines 71 to 73: the performance report: comments: it stands under no heading that is certain",
    ]


def test_neither_a_framework_nor_a_chart_is_taken_for_a_heading() -> None:
    text = changed(BOARD_TEXT, "Reduce Burglary\n\n", "")
    assert read(text).priorities == ()
    assert "lines 48 to 50: a table: it stands under no heading that is certain" in losses(text)
    charted = changed(TWO, "Reduce Robbery\n", "Robbery - 12 Month Rolling Rates\n")
    assert [len(p.measures) for p in read(charted).priorities] == [2]


def test_of_two_lines_that_could_be_the_heading_neither_is_taken() -> None:
    text = changed(TWO, "Reduce Robbery\n", "Zebra\n\nReduce Robbery\n")
    assert [p.heading for p in read(text).priorities] == ["Reduce Burglary"]
    assert losses(text)[2] == (
        "lines 68 to 73: Reduce Robbery: Measures Summary, a table:"
        " the line above it could be its heading too: Zebra"
    )


def test_a_heading_without_its_table_ends_the_one_above() -> None:
    table = SECOND[SECOND.index("Measures Summary") : SECOND.index("Comments")]
    text = TWO.replace(SECOND, SECOND.replace(table, ""))
    assert [p.comments[0].text for p in read(text).priorities] == ["Winter was quiet."]
    assert any("comments: it stands under no heading" in what for what in losses(text))


def test_a_sentence_between_parts_is_named_and_ends_nothing() -> None:
    text = changed(BOARD_TEXT, "Planned Action", "Figures are provisional.\n\nPlanned Action")
    assert read(text).priorities[0].actions[0].text == "Patrol more."
    assert losses(text)[0] == "line 54: Reduce Burglary: stray text: it is in no place that is known"


def test_the_framework_takes_the_number_and_name_of_its_priority() -> None:
    framework = "Our Police and Crime Plan 2021-2025\n\nContribution of Ours Priority 3 – Leading well*"
    text = changed(BOARD_TEXT, "National Measures", f"{framework}\n\n(All of it)\n\n*Not all.")
    assert read(text).priorities[0].framework == (
        "Our Police and Crime Plan 2021-2025, Priority 3 – Leading well"
    )
    assert losses(text)[:2] == [
        "line 48: a heading: (All of it): only the framework and its priority are read",
        "line 50: a footnote: the tracker has no place for it",
    ]


def test_a_priority_of_no_framework_is_not_given_to_the_one_before() -> None:
    contribution = "Contribution of Ours Priority 3 – Leading well\n\n"
    text = TWO.replace("Reduce Robbery\n", f"{contribution}Reduce Robbery\n")
    assert [p.framework for p in read(text).priorities] == ["National Measures", ""]
    assert losses(text)[1:] == [
        "line 66: a heading: Contribution of Ours Priority 3 – Leading well: no framework stands above it",
        "line 68: Reduce Robbery: its framework: no line above names one",
    ]


def test_a_framework_that_is_not_known_is_named() -> None:
    text = changed(BOARD_TEXT, "National Measures\n\n", "")
    assert read(text).priorities[0].framework == ""
    assert losses(text)[0] == "line 44: Reduce Burglary: its framework: no line above names one"


# Lists and terms


@pytest.mark.parametrize(
    ("items", "kept", "lost"),
    [
        ("1. One.\n2. Two.", [(1, "One."), (2, "Two.")], ""),
        ("1. One\nand more.\n\n2. Two.", [(1, "One and more."), (2, "Two.")], ""),
        ("1. One.\n3. Three.", [(1, "One."), (3, "Three.")], ": a number left out: its numbers run 1, 3"),
        ("2. Two.", [(2, "Two.")], ": a number left out: its numbers run 2"),
        ("1. One.\n1. Two.", [], ": its numbers run 1, 1"),
        ("2. One.\n1. Two.", [], ": its numbers run 2, 1"),
        ("0. One.", [], ": its numbers run 0"),
        ("1. One.\nA\tB", [], ": a table stands in it"),
        ("1. See [the plan](#).", [(1, "See the plan.")], ""),
    ],
)
def test_lists_are_read_by_their_numbers(items: str, kept: list[tuple[int, str]], lost: str) -> None:
    text = changed(BOARD_TEXT, "1. Patrol more.", items)
    actions = read(text).priorities[0].actions
    assert [(entry.number, entry.text) for entry in actions] == kept
    named = [what for what in losses(text) if "planned actions" in what]
    assert [what.partition("planned actions")[2] for what in named] == ([lost] if lost else [])


def test_a_list_without_items_and_a_second_list_are_named() -> None:
    empty = changed(BOARD_TEXT, "1. Patrol more.\n\n", "")
    assert "line 54: Reduce Burglary: planned actions: no numbered text follows" in losses(empty)
    twice = changed(
        BOARD_TEXT, "Comments\n", "Planned Action to Drive Performance\n\n1. Sleep.\n\nComments\n"
    )
    assert "lines 62 to 64: Reduce Burglary: planned actions: the heading has such a list already" in losses(
        twice
    )
    assert [a.text for a in read(twice).priorities[0].actions] == ["Patrol more."]


def test_the_address_of_a_link_is_named_where_it_leads_anywhere() -> None:
    text = changed(BOARD_TEXT, "1. Winter", "1. [Winter](https://example.org/w)")
    assert read(text).priorities[0].comments[0].text == "Winter was quiet."
    assert losses(text)[1:] == [
        "line 64: the address of the link “Winter”: of a link only its words are read"
    ]


@pytest.mark.parametrize(
    ("new", "lost"),
    [
        ("Detection – again.", "the term “Detection”: it stands already on line 40"),
        ("Charge –\tan accusation.", ""),
        (
            "Charge – a formal accusation.\nFine – a sum.",
            "a passage of the glossary: it is not one term, a dash and its meaning",
        ),
    ],
)
def test_a_passage_that_is_no_term_of_its_own_is_named(new: str, lost: str) -> None:
    text = changed(BOARD_TEXT, "Charge – a formal accusation.", new)
    assert [entry.term for entry in read(text).terms] == ["Detection"]
    assert lost in losses(text)[0]
    assert len(losses(text)) == 2


# Uplift


def test_the_uplift_table_is_a_figure_two_targets_and_a_stated_share() -> None:
    report = read(WITH_UPLIFT)
    uplift = report.priorities[1]
    assert (uplift.heading, uplift.measures, uplift.figure_measures) == (
        "Recruiting officers",
        (),
        ("Police officer headcount",),
    )
    assert [(t.name, t.value, t.by) for t in uplift.targets] == [
        ("Target officers", 3291, date(2023, 3, 31)),
        ("Temporary uplift target", 3331, None),
    ]
    (figure,) = report.figures
    assert (figure.value, figure.start, figure.end) == (3255, date(2023, 3, 31), date(2023, 3, 31))
    (share,) = report.stated
    assert (share.value, share.unit, share.compares, share.measure) == (
        97.7,
        "%",
        "share-of-target",
        "Police officer headcount",
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Current officers\t3,255", "Current officers\tabout 3,255"),
        ("Current officers\t3,255", "Current officers\t32,55"),
        ("Current officers\t3,255", "Old officers\t3,255"),
        ("Current officers\t3,255", "Current officers\t3,255\t3,256"),
        ("97.7%", "97.7"),
    ],
)
def test_a_row_of_the_uplift_that_is_not_certain_is_lost(old: str, new: str) -> None:
    text = changed(WITH_UPLIFT, old, new)
    label = new.partition("\t")[0] if "\t" in new else "Current officers as % of target"
    line = line_of(text, new)
    told = f"line {line}: Recruiting officers: the row “{label}”: its label or its value is not known"
    assert told in losses(text)
    assert (len(read(text).figures), len(read(text).stated)) == ((1, 0) if new == "97.7" else (0, 1))


def test_a_label_of_the_uplift_that_stands_twice_is_read_once() -> None:
    text = changed(WITH_UPLIFT, "Target officers\t3,291", "Target officers\t3,291\nTarget officers\t3,300")
    assert [t.value for t in read(text).priorities[1].targets] == [3291, 3331]
    assert any("its label stands twice" in what for what in losses(text))


def test_a_second_uplift_table_is_lost() -> None:
    again = UPLIFT.replace("Recruiting officers", "Recruiting more")
    text = WITH_UPLIFT.replace("Our Police\n", again)
    assert len(read(text).figures) == 1
    assert any("Police officer headcount stands already on" in what for what in losses(text))


def test_a_table_that_counts_nobody_leaves_a_heading_without_measures() -> None:
    text = WITH_UPLIFT
    for label in ("Current officers", "Target officers", "Temporary uplift target"):
        text = text.replace(label, "Somebody")
    report = read(text)
    assert (report.figures, report.stated, report.priorities[1].figure_measures) == ((), (), ())
    assert sum("Recruiting officers: the row" in what for what in losses(text)) == 4


# Elsewhere in the paper


def test_the_count_of_internal_recommendations_is_kept_where_it_is_first_said() -> None:
    text = changed(BOARD_TEXT, "A log is kept.", "Needed for the 40 internal recommendations.")
    (stated,) = read(text).stated
    assert (stated.value, stated.compares, stated.report) == (40, "recommendations-told", "id-2022")
    assert stated.place == Place(line_of(text, "40 internal"), line_of(text, "40 internal"))
