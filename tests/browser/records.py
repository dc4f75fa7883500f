"""The records that the pages are looked at with: papers read in and waiting, a draft begun, a correction."""

from __future__ import annotations

from typing import NamedTuple

from recommendations.actions.updates import save_update
from recommendations.models import Meeting, Recommendation, Status, Update, User
from tests.conftest import FIXTURES, make_user, read_fixture
from tests.papers import BOARD_TEXT
from tracker.paper_import import keep_paper

NOVEMBER, FEBRUARY = "pab-2022-11-02", "pab-2023-02-07"


class Records(NamedTuple):
    """The people by role, and three papers: one applied, one that changes records, one not all of it read."""

    people: dict[str, User | None]
    applied: str
    changing: str
    unread: str


def make_records() -> Records:
    """Fill an empty database."""
    people = {role: make_user(role) for role in ("viewer", "editor", "administrator")}
    administrator, editor = people["administrator"], people["editor"]
    for name in (
        "2024-bodies.yaml",
        "2020-10-apcc-action-plan.yaml",
        "2022-06-panel.yaml",
        "2022-11-02-pab.yaml",
    ):
        read_fixture(name, administrator)
    _write(FEBRUARY, 4, "The log went live.\n\n- in Bath\n- in Bristol", "green", by=editor)
    _write(FEBRUARY, 5, "Nothing new.", "red", carried_because="The panel has not met since.", by=editor)
    _write(FEBRUARY, 6, "The wording is with the solicitors.", None, by=editor)
    _write(NOVEMBER, 6, "The date was wrong and is put right.", "amber", why="A wrong date", by=administrator)
    board = (FIXTURES / "2022-11-02-pab.yaml").read_bytes()
    applied, changing, unread = (
        keep_paper(name=name, data=data, by=administrator).key
        for name, data in (
            ("2022-11-02-pab.yaml", board),
            ("a-later-one.yaml", _a_later_one(board)),
            ("2023-05-03.txt", BOARD_TEXT.encode()),
        )
    )
    return Records({"nobody": None, **people}, applied, changing, unread)


def _write(
    meeting: str,
    number: int,
    narrative: str,
    status: str | None,
    *,
    by: User,
    why: str = "",
    carried_because: str = "",
) -> None:
    found = Meeting.objects.called(meeting).get()
    recommendation = Recommendation.objects.get(report__slug="id-2022", number=number)
    current = Update.objects.filter(meeting=found, recommendation=recommendation).first()
    save_update(
        meeting=found,
        recommendation=recommendation,
        narrative=narrative,
        status=Status.objects.get(scheme__code="rag", code=status) if status else None,
        carried_because=carried_because,
        base=current.history.latest("history_id").history_id if current else 0,
        by=by,
        why=why,
    )


def _a_later_one(board: bytes) -> bytes:
    """The board paper again, given in full: it changes one summary, and one update that staff wrote since."""
    text = board.decode().replace("abridged: true", "abridged: false")
    return text.replace("Keep watch on searches", "Keep a close watch on searches").encode()
