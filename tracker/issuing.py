"""A meeting's paper as files, made from the records in a process of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings

from performance.models import Measure
from performance.paper_charts import paper_charts, report_of, without_figures
from performance.paper_of import report_at
from performance.reading.fixture_write import tree_of as performance_tree
from performance.reading.report import PerformanceReport
from performance.writing.charts import PaperChart
from recommendations.apart import CRASHED, DAMAGED, TOO_LARGE, TOO_LONG, run_apart
from recommendations.chain_head import head_in_words
from recommendations.models import Meeting, PaperTemplate
from recommendations.paper_of import paper_at
from recommendations.reading.fixture import AS_OF
from recommendations.reading.fixture_write import tree_of
from recommendations.reading.paper import Paper, Refused
from recommendations.writing.about import About
from tracker.issuing_apart import FORMS, cut, packed, packed_charts

TASK, TEMPLATE_TASK = "tracker.issuing_apart:write_apart", "tracker.issuing_apart:template_apart"
SECONDS, MEGABYTES = 60, 2048
DRAWN = frozenset({"docx", "pdf"})  # the forms that hold charts
LIMITS = {"seconds": SECONDS, "megabytes": MEGABYTES}
# What a child that breaks down is said to have done, where it was writing and not reading.
BROKE_DOWN = {
    TOO_LONG.format(**LIMITS): f"Writing the paper took longer than {SECONDS} seconds and was stopped.",
    TOO_LARGE.format(**LIMITS): f"Writing the paper needs more than {MEGABYTES} MB of memory.",
    CRASHED.format(**LIMITS): "The program that writes papers broke down.",
    DAMAGED: "The program that writes papers gave up.",
}


@dataclass(frozen=True)
class PaperNow:
    """What the records say of a meeting's paper at one moment."""

    paper: Paper
    report: PerformanceReport

    @property
    def tree(self) -> dict[str, Any]:
        """Both parts as the one tree that the paper's YAML form is."""
        return tree_of(self.paper) | performance_tree(self.report)


def paper_now(meeting: Meeting) -> PaperNow:
    """The meeting's paper, read from the records."""
    report = report_at(meeting)
    naming = [stated.report for stated in report.stated if stated.report]
    return PaperNow(paper_at(meeting, naming=naming), report)


@dataclass(frozen=True)
class Charts:
    """The charts of a meeting's paper by the slug of their measure, and the measures that have none."""

    drawn: Mapping[str, PaperChart]
    missing: list[Measure]


def charts_now(meeting: Meeting) -> Charts:
    """The charts that the meeting's paper has."""
    report = report_of(meeting)
    return Charts(paper_charts(report), without_figures(report))


def make_files(*, meeting: Meeting, forms: Iterable[str]) -> dict[str, bytes]:
    """The meeting's paper in these forms, all of them from one reading of the records.

    Raises Refused with a sentence where the paper cannot be written.
    """
    forms, now = list(forms), paper_now(meeting)
    charts = charts_now(meeting).drawn if DRAWN & set(forms) else {}
    head = head_in_words()
    words = {
        "forms": forms,
        "tree": packed(now.tree | ({AS_OF: head} if head else {})),
        "charts": packed_charts(charts),
        "about": asdict(_about(meeting, head)),
    }
    template = template_in_use() if "docx" in forms else None
    answer, body = _apart(TASK, words, bytes(template.content) if template else b"")
    return dict(cut(answer, body))


def make_file(*, meeting: Meeting, form: str) -> bytes:
    """The meeting's paper in one form, made now and not kept. Raises Refused."""
    return make_files(meeting=meeting, forms=[form])[form]


def make_all(*, meeting: Meeting) -> dict[str, bytes]:
    """The meeting's paper in every form that an issued one is kept in. Raises Refused."""
    return make_files(meeting=meeting, forms=FORMS)


def _about(meeting: Meeting, head: str) -> About:
    """What the file says of itself; its foot names the head of the chain, so that a rewrite of it shows."""
    said = ["Draft: not published"] if meeting.is_draft else []
    said += [f"Records as of {head}"] if head else []
    return About(str(meeting), settings.OFFICE_NAME, subject=str(meeting), footer=". ".join(said))


def template_in_use() -> PaperTemplate | None:
    """The office's own Word template; None where our own is used."""
    newest = PaperTemplate.objects.select_related("uploaded_by").first()
    return newest if newest and newest.content else None


def default_template() -> bytes:
    """Our own Word template, made now. Raises Refused."""
    _, body = _apart(TEMPLATE_TASK, {"do": "default"}, b"")
    return body


def check_template(data: bytes) -> None:
    """Refuse a file that cannot be a template; its limits are those for reading a stranger's file."""
    run_apart(TEMPLATE_TASK, {"do": "check"}, data)


def _apart(task: str, words: Mapping[str, Any], data: bytes) -> tuple[Any, bytes]:
    try:
        return run_apart(task, words, data, seconds=SECONDS, megabytes=MEGABYTES)
    except Refused as refused:
        raise Refused(BROKE_DOWN.get(str(refused), str(refused))) from None
