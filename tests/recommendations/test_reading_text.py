"""What holds for every text paper: refusals, cuts, and that no line goes unnamed."""

import hashlib
import random

import pytest

from performance.reading.read import read_report
from recommendations.reading.paper import Place, Refused
from recommendations.reading.read import read_paper, read_sheet
from recommendations.reading.sheet import Sheet, text_of
from tests.papers import BOARD, BOARD_TEXT, CANDIDATES, PLAN, PLAN_TEXT, REAL_PAPERS, TEXTS, real

CONTRIBUTION = "Contribution of Avon and Somerset Police"
# The two lines of which the paper makes one framework; the words of both are kept.
CUT_FRAMEWORK = {
    "board.txt": [],
    BOARD: ["Avon and Somerset Police and Crime Plan 2021-2025", CONTRIBUTION],
}
SENTENCE_END = (b".", b"!", b"?", b".)")


def paper_of(name: str) -> bytes:
    return TEXTS[name].encode() if name in TEXTS else real(name)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "The file is empty."),
        (b" \n\t\n", "The file is empty."),
        (b"\xef\xbb\xbf\n", "The file is empty."),
        (b"%PDF-1.7\n", "The file is a PDF; PDF papers are not read yet."),
        (b"PK\x03\x04...", "The file is a ZIP archive, as Word and Excel files are; these are not read yet."),
        (b"one\ntwo\0\n", "line 2: the file is not text, it holds a NUL byte."),
        (b"one\ntwo\nthr\xffee", "line 3: the file is not text in UTF-8."),
        (b"A letter.\n", "The paper names no meeting and holds no table of recommendations."),
        (
            b"No.\tRecommendation\tUpdate\tRAG\n",
            "The paper names no meeting: no line gives a board and its day.",
        ),
    ],
)
def test_what_is_no_paper_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_paper("paper.txt", data)
    assert str(refusal.value) == message


def test_the_candidate_pack_is_no_paper() -> None:
    with pytest.raises(Refused, match="names no meeting and holds no table"):
        read_paper(CANDIDATES, real(CANDIDATES))


def test_the_hash_is_of_the_bytes() -> None:
    data = BOARD_TEXT.replace("\n", "\r\n").encode()
    assert read_paper("a.txt", data).sha256 == hashlib.sha256(data).hexdigest()


def test_line_ends_of_another_system_change_nothing_but_the_hash() -> None:
    plain = read_paper("a.txt", BOARD_TEXT.encode())
    windows = read_paper("a.txt", b"\xef\xbb\xbf" + BOARD_TEXT.replace("\n", "\r\n").encode())
    assert windows.reports == plain.reports
    assert windows.losses == plain.losses


@pytest.mark.parametrize("name", [*TEXTS, *REAL_PAPERS])
def test_every_line_is_read_or_named(name: str) -> None:
    data = paper_of(name)
    sheet = Sheet(text_of(data))
    paper = read_sheet(name, "", sheet)
    assert sheet.unaccounted() == []
    assert not [loss for loss in paper.losses if loss.what == "stray text"]
    assert all(1 <= loss.place.line <= loss.place.last <= len(sheet.lines) for loss in paper.losses)


def lines_of(*places: Place) -> list[int]:
    return [number for place in places for number in range(place.line, place.last + 1)]


@pytest.mark.parametrize("name", ["board.txt", BOARD])
def test_board_and_performance_reader_cover_the_paper_between_them(name: str) -> None:
    data = paper_of(name)
    sheet = Sheet(text_of(data))
    paper, report = read_sheet(name, "", sheet), read_report(name, data)
    lost = lines_of(*(loss.place for loss in report.losses))
    told = [entry for p in report.priorities for entry in (p, *p.actions, *p.comments)]
    held = lines_of(*(entry.place for entry in (*told, *report.terms)))
    ours = lines_of(*(loss.place for loss in paper.losses))
    ours += lines_of(*(entry.place for r in paper.reports for entry in r.recommendations))
    assert not {*lost, *held} & set(ours)
    assert len([*lost, *held]) == len({*lost, *held})
    titles = {"Planned Action to Drive Performance", "Comments", *(p.framework for p in report.priorities)}
    quarter = next(n for n, line in sheet.written() if line.startswith("Quarter ending"))
    cover = next(n for n, line in sheet.written() if line == "HMICFRS") - 2
    between = dict(sheet.written(quarter + 1, cover - 1))
    unnamed = [line for n, line in between.items() if n not in {*lost, *held}]
    assert {*lost, *held} <= set(range(quarter + 1, cover))
    assert [line.partition(" Priority")[0] for line in unnamed if line not in titles] == CUT_FRAMEWORK[name]


@pytest.mark.parametrize("stray", ["Zebra", "Zebra\tzebra", "Zebra 17."])
@pytest.mark.parametrize("name", TEXTS)
def test_a_stray_line_is_nowhere_passed_over(name: str, stray: str) -> None:
    lines = TEXTS[name].split("\n")
    for at in range(len(lines)):
        data = "\n".join([*lines[:at], stray, *lines[at:]]).encode()
        try:
            paper = read_paper(name, data)
        except Refused:
            continue
        report = read_report(name, data)
        parts = (paper.reports, paper.notes, paper.meeting, paper.bodies, paper.title)
        held = "Zebra" in repr((parts, report.priorities, report.terms, report.stated))
        losses = (*paper.losses, *report.losses)
        assert held or any(loss.place.line <= at + 1 <= loss.place.last for loss in losses), at


def cuts_of(data: bytes) -> list[bytes]:
    lines = data.splitlines(keepends=True)
    chance = random.Random(20221102)
    return [
        *(b"".join(lines[:count]) for count in range(len(lines))),
        *(data[: chance.randrange(len(data))] for _ in range(200)),
    ]


@pytest.mark.parametrize("name", ["board.txt", BOARD])
def test_a_cut_board_paper_is_refused_wherever_it_was_cut(name: str) -> None:
    data = paper_of(name)
    assert read_paper(name, data)
    for cut in cuts_of(data):
        if cut.strip() != data.strip():
            with pytest.raises(Refused):
                read_paper(name, cut)


@pytest.mark.parametrize("name", ["commissioner.txt", REAL_PAPERS[3]])
def test_a_commissioners_report_cut_before_its_end_is_refused(name: str) -> None:
    data = paper_of(name)
    for cut in cuts_of(data):
        if b"Contact Officer" not in cut:
            with pytest.raises(Refused):
                read_paper(name, cut)


@pytest.mark.parametrize("name", ["plan.txt", "programme.txt", PLAN, REAL_PAPERS[2]])
def test_other_papers_are_refused_where_the_cut_is_not_at_a_sentence_end(name: str) -> None:
    data = paper_of(name)
    assert read_paper(name, data)
    for cut in cuts_of(data):
        if not cut.strip().endswith(SENTENCE_END):
            with pytest.raises(Refused):
                read_paper(name, cut)


@pytest.mark.parametrize(
    ("end", "missing"),
    [
        ("No.\tRec", "its table of recommendations"),
        ("Performance Rep", "its performance report"),
        ("Quarter ending March", "the quarter of its performance report"),
        ("Our Police", "its HMICFRS part"),
        ("Year of rec", "the table of its HMICFRS part"),
        ("TOTAL", "the totals of its HMICFRS part"),
    ],
)
def test_the_refusal_of_a_cut_says_where_and_what_is_missing(end: str, missing: str) -> None:
    cut = BOARD_TEXT[: BOARD_TEXT.index(end) + len(end)]
    last = cut.count("\n") + 1
    with pytest.raises(Refused) as refusal:
        read_paper("a.txt", cut.encode())
    assert str(refusal.value) == f"The paper stops at line {last}, before {missing}."


def test_a_plan_cut_in_its_last_action_names_it() -> None:
    cut = PLAN_TEXT[: PLAN_TEXT.index("• the makers") + 5]
    with pytest.raises(Refused, match="in the middle of action 11"):
        read_paper("a.txt", cut.encode())
