"""Papers for tests: our own, in the shapes of the real ones, and the real ones where they are at hand."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
REAL = ROOT.parent / "shared" / "papers"
BOARD = "2022-11-02-performance-and-accountability-board.txt"
PLAN = "2020-10-apcc-race-disparity-action-plan-2020-21.txt"
PROGRAMME = "2022-06-panel-tackling-disproportionality-update.txt"
COMMISSIONER = "2019-02-05-panel-commissioners-update-report.txt"
CANDIDATES = "2024-opcc-election-candidate-pack.txt"
REAL_PAPERS = (BOARD, PLAN, PROGRAMME, COMMISSIONER)
FIXTURES = ROOT / "fixtures"


def real(name: str) -> bytes:
    """A real paper; the test is skipped where the folder of papers is absent."""
    if not REAL.is_dir():
        pytest.skip("the real papers are not beside this checkout")
    return (REAL / name).read_bytes()


def changed(text: str, old: str, new: str) -> bytes:
    """The paper with one passage changed; the passage must be there, or the test would try nothing."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
    return text.replace(old, new).encode()


def line_of(text: str | bytes, passage: str) -> int:
    """The number of the first line that holds the passage."""
    lines = (text.decode() if isinstance(text, bytes) else text).split("\n")
    return next(number for number, line in enumerate(lines, 1) if passage in line)


BOARD_TEXT = """\


Oversight Board (OB) 3rd May 2023 10:00 – 11:30

Venue: Town Hall

The public may join by the link below

<https://example.org/join>

Attendees:

- **Chair**
- **Deputy**

AGENDA

Item No\tItem Name
1\tIdentifying Disproportionality Report: how far we are

Date of the next Oversight Board: 1st August 2023, 10:00 – 11:30

No.\tRecommendation\tUpdate (Apr23)\tRAG
\tStop and search\tPolice lead: Ann Archer\t
1\tKeep a log of each search.\tA log is kept.\tGreen
2\tStop and searches at night need a second look.\tNothing new.\tAmber

3\t<p>Ask the public.</p>\t<p>Two steps:</p> <ul> •first a survey; •then a meeting. <p>Both in June.</p>\tRed
Youth\t\tPolice lead: Ben Baker\t
4\tStop and Search Officers should meet young people.\tA day is set.\tAmber
7\tTrain R&amp;D staff.\tUnder way.\t

**OUR AREA**
POLICE

Performance Report

Quarter ending March 2023 (Q4 2022/23)

Detection – a case with an answer.

Charge – a formal accusation.

National Measures

Reduce Burglary

Measures Summary

Local Measures\tTrend / Outlook\tBenchmark
Burglaries recorded\tStable\t2nd/8 MSG
Burglaries solved\tReducing\tNot available

Planned Action to Drive Performance

1. Patrol more.

Burglary - 12 Month Rolling Rates



Comments

1. Winter was quiet.

Our Police

HMICFRS

Recommendations Update

May 2023

UPDATE ON ALL RECOMMENDATIONS

Number of recommendations

Year of recommendation and report titles\tNumber of recommendations\tWith Force\tWith FLL\tClosed
2018-19 PEEL 2018/19\t3\t1\t2\t0
Night shifts\t2\t2\t0\t0
2020-21\t\t\t\t
Cells and custody\t1\t0\t0\t1



Safe streets

4



2021- 22

Dogs at work

3

(1 not accepted)



TOTALS:

"""

PLAN_TEXT = """\


Fair Roads Group Action Plan 2021-22

Everything below is done in the May 2021-July 2021 lifespan of the group.

- It follows a review.

XYZ\tPriority\tOutcomes\tAction
Portfolio\tLead well.\tRoads come first.\tACTION 1 Ask the board. ACTION 2 Ask the chairs.
Roads\tShare figures on\tBetter figures.\tACTION 3 Publish the figures.
\tspeed.\tPeople decide with figures.\tACTION 4 Share the tool.
Bridges\tLook after bridges.\tNo bridge is shut.\tACTION 5 Count the bridges.



\t\t\tACTION 6 Paint the bridges.
Safety\tMake roads safe.\tFewer crashes.\tACTION 7 Put up lights.
Road Safe\tTeach children.\tChildren know.\tACTION 8 Visit the schools.
\tXYZ Staff Leads keep staff.\tStaff stay.\tACTION 9 Ask the staff.
Staff\tTrain staff.\tStaff know.\tA talk in each county.
\t\tI\t
Buying\tBuy well with\tPrices fall and\tACTION 11 Compare: • the prices;
\t\tstay low.\t• the makers.
"""

PROGRAMME_TEXT = """\

Ourshire Police & Crime Panel March 2023 Fair Courts Update

People

- Ann Archer leads, as the Identifying Disproportionality Report asked.
- A deputy is
 named in the <u>plan</u> of May

Money

• There is enough for the

year.

• More is asked for.
"""

COMMISSIONER_TEXT = """\

OURSHIRE POLICE AND CRIME PANEL

COMMISSIONER'S UPDATE REPORT

7 MARCH 2023

This is what has happened since we met.

Oversight

Complaints Panel

It looked at 9 cases: 4 were right.

- one was late

Contact Officer - Ann Archer
"""
TEXTS = {
    "board.txt": BOARD_TEXT,
    "plan.txt": PLAN_TEXT,
    "programme.txt": PROGRAMME_TEXT,
    "commissioner.txt": COMMISSIONER_TEXT,
}
