"""What a board paper's performance report holds that is not read yet."""

import re

import pytest

from performance.reading import unread
from recommendations.reading.paper import Refused
from tests.papers import BOARD, BOARD_TEXT, PLAN_TEXT, real


def named(name: str, data: bytes) -> list[str]:
    return [f"{loss.place}: {loss.what}: {loss.why}" for loss in unread(name, data)]


def test_each_part_is_named_with_its_lines() -> None:
    assert named("board.txt", BOARD_TEXT.encode()) == [
        "lines 40 to 42: the glossary: 2 terms: not read yet",
        "line 44: headings: National Measures: they hold no figures",
        "lines 46 to 52: Reduce Burglary: Measures Summary, a table of 2 rows: not read yet",
        "lines 54 to 56: Reduce Burglary: planned actions: not read yet",
        "line 58: Reduce Burglary: the chart “Burglary - 12 Month Rolling Rates”:"
        " its chart is a picture: no figures behind it",
        "lines 62 to 64: Reduce Burglary: comments: not read yet",
    ]


@pytest.mark.parametrize(
    ("name", "data"), [("plan.txt", PLAN_TEXT.encode()), ("paper.yaml", BOARD_TEXT.encode())]
)
def test_other_papers_have_no_performance_report(name: str, data: bytes) -> None:
    assert unread(name, data) == ()


def test_a_chart_is_known_by_its_name_or_by_the_gap_below_it() -> None:
    title = "Burglary - 12 Month Rolling Rates"
    closer = BOARD_TEXT.replace(f"{title}\n\n\n", f"{title}\n")
    renamed = BOARD_TEXT.replace(title, "Burglaries")
    neither = closer.replace(title, "Burglaries")
    charts = [
        [what for what in named("board.txt", text.encode()) if "the chart" in what]
        for text in (closer, renamed, neither)
    ]
    assert [len(found) for found in charts] == [1, 1, 0]


def test_a_cut_paper_is_refused() -> None:
    with pytest.raises(Refused, match="before its HMICFRS part"):
        unread("board.txt", BOARD_TEXT[: BOARD_TEXT.index("HMICFRS")].encode())


def test_the_real_report_has_eleven_tables() -> None:
    losses = unread(BOARD, real(BOARD))
    tables = [loss.what for loss in losses if ", a table of " in loss.what]
    summaries = [what for what in tables if ": Measures Summary, " in what]
    rows = [int(match[1]) for what in summaries if (match := re.search(r"a table of (\d+) row", what))]
    assert (len(tables), len(summaries), sum(rows)) == (11, 10, 27)
    assert [what for what in tables if what not in summaries] == [
        "Recruiting officers and capability:"
        " Police officer uplift – headcount targets and progress, a table of 4 rows"
    ]
    assert "Environmental impact: Measures Summary, a table of 3 rows" in tables


def test_the_real_report_has_these_other_parts() -> None:
    whats = [loss.what for loss in unread(BOARD, real(BOARD))]
    assert sum(what.endswith(": planned actions") for what in whats) == 11
    assert sum(what.endswith(": comments") for what in whats) == 11
    assert sum(": the chart “" in what for what in whats) == 13
    assert [what for what in whats if "glossary" in what] == ["the glossary: 14 terms"]
