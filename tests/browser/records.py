"""The records that the pages are looked at with: papers and figures, read in and waiting; a draft begun."""

from __future__ import annotations

from io import StringIO
from typing import NamedTuple

from django.core.management import call_command

from performance.actions.figure_files import keep_source
from performance.files.told import About
from performance.models import Assessment, Comment, Measure, Source
from recommendations.actions.issuing import issue_paper
from recommendations.actions.updates import save_update
from recommendations.history import acting
from recommendations.models import Meeting, Recommendation, Status, Update, User
from recommendations.reading.fixture_write import yaml_of
from tests.conftest import FIXTURES, make_user, read_fixture
from tests.papers import BOARD_TEXT
from tracker.issuing import paper_now
from tracker.paper_import import keep_paper

NOVEMBER, FEBRUARY = "pab-2022-11-02", "pab-2023-02-07"
PAPERS_READ = (
    "2024-bodies.yaml",
    "2019-02-05-panel.yaml",
    "2020-10-apcc-action-plan.yaml",
    "2022-06-panel.yaml",
    "2022-11-02-pab.yaml",
)
TRACKER = """Ref,Recommendation,Owner,Position,Progress
1,Keep a log.,Ann Archer,On track,A log is kept.
2,Ask the public.,Ben Baker,Parked,Nothing yet.
"""
FIGURES = "measure,force,period,group,value\nstop-and-search,Avon and Somerset,{},Black,{}\n"


class Records(NamedTuple):
    """The people by role, and keys of files.

    Of papers: one applied, one that changes records, one not all of it read, and a tracker of which
    something is still to be said. Of figures: one written, one that would change a figure, one with a value
    that is no number. The paper of November is issued, and one of its updates was changed since.
    """

    people: dict[str, User | None]
    applied: str
    changing: str
    unread: str
    tracker: str
    written: str
    waiting: str
    faulty: str


def make_records() -> Records:
    """Fill an empty database."""
    people = {role: make_user(role) for role in ("viewer", "editor", "publisher", "administrator")}
    administrator, editor = people["administrator"], people["editor"]
    load_definitions()
    for name in PAPERS_READ:
        read_fixture(name, administrator)
    _write(FEBRUARY, 4, "The log went live.\n\n- in Bath\n- in Bristol", "green", by=editor)
    _write(FEBRUARY, 5, "Nothing new.", "red", carried_because="The panel has not met since.", by=editor)
    _write(FEBRUARY, 6, "The wording is with the solicitors.", None, by=editor)
    _issue(NOVEMBER, by=editor)
    _write(NOVEMBER, 6, "The date was wrong and is put right.", "amber", why="A wrong date", by=administrator)
    board = (FIXTURES / "2022-11-02-pab.yaml").read_bytes()
    applied, changing, unread, tracker = (
        keep_paper(name=name, data=data, by=administrator).key
        for name, data in (
            ("2022-11-02-pab.yaml", board),
            ("a-later-one.yaml", _a_later_one(board)),
            ("2023-05-03.txt", BOARD_TEXT.encode()),
            ("tracker.csv", TRACKER.encode()),
        )
    )
    _tell_the_draft(editor)
    papers = (applied, changing, unread, tracker)
    return Records({"nobody": None, **people}, *papers, *_figures(administrator))


def load_definitions() -> None:
    """What is measured, as the files that define it say; the administrator's act."""
    call_command("load_measures", by="administrator", stdout=StringIO())


def _issue(meeting: str, *, by: User) -> None:
    """The meeting's paper as it is now; what is in its Word, PDF and Excel files no page shows."""
    found = Meeting.objects.called(meeting).get()
    yaml = yaml_of(paper_now(found).tree).encode()
    issue_paper(meeting=found, files=dict.fromkeys(("docx", "pdf", "xlsx", "yaml"), yaml), by=by)


def _figures(by: User) -> list[str]:
    """The public figures in; the keys of one of their files, of one that waits, and of a faulty one."""
    files = sorted((FIXTURES / "observations").glob("*.csv"))
    call_command("import_observations", *files, apply=True, by=by.username, stdout=StringIO())
    return [
        Source.objects.get(name=files[-1].name).key,
        *(
            keep_source(name=name, data=FIGURES.format(*cells).encode(), about=About("An office"), by=by).key
            for name, cells in (("later.csv", ("2025-02", 41)), ("faulty.csv", ("2025-03", "many")))
        ),
    ]


def _tell_the_draft(by: User) -> None:
    """One measure and one comment of the draft's performance report."""
    measure = Measure.objects.get(slug="police-recorded-homicide-offences")
    told = {"meeting": Meeting.objects.called(FEBRUARY).get()}
    with acting(by=by, why="Written"):
        Assessment.objects.create(
            measure=measure, trend="Reducing", rank=2, out_of=8, against="below", **told
        )
        Comment.objects.create(priority=measure.priority, number=1, text="Fewer than in the autumn.", **told)


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
