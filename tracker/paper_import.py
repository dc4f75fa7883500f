"""The one paper import: reads a file for both apps, plans, and applies what was planned."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from tqdm import tqdm

from performance import records as performance_records
from performance.actions.papers import PerformanceWriter
from performance.reading.entries import lay_out as lay_out_performance
from performance.reading.entries import placed
from performance.reading.read import read_report
from performance.reading.report import PerformanceReport
from recommendations import records
from recommendations.actions.papers import RecordsWriter
from recommendations.actions.writing import Progress, apply_plan
from recommendations.entries import lay_out
from recommendations.history import acting
from recommendations.models import Meeting, Paper, Scheme
from recommendations.plan import Plan, PlanChanged, compare
from recommendations.reading import paper as reading
from recommendations.reading.read import read_paper

MODELS = records.MODELS | performance_records.MODELS
VERDICTS = ("added", "changed", "conflict", "unchanged")


@dataclass(frozen=True)
class Planned:
    """A paper read, its plan, and the snapshot of the records it was planned against."""

    paper: reading.Paper
    plan: Plan
    held: records.Snapshot


def plan_paper(*, name: str, data: bytes) -> Planned:
    """Read a paper and compare it with the records; changes nothing. Raises Refused."""
    return plan_read_paper(read_paper(name, data), read_report(name, data))


def plan_read_paper(paper: reading.Paper, report: PerformanceReport) -> Planned:
    """The plan of a paper that is already read. Raises Refused for words the records do not know."""
    own_force, groups = performance_records.own_force(), performance_records.groups_known()
    report = placed(report, own_force=own_force, groups=groups)
    entries = lay_out(paper, records.vocabulary(), records.body_names())
    measured = lay_out_performance(report, meeting=paper.meeting, own_force=own_force, groups=groups)
    held = records.snapshot(entries)
    performance_records.snapshot(measured, held)
    plan = compare(
        [*entries, *measured],
        held.fields,
        staff_wrote=lambda asked: records.staff_wrote(held, asked, MODELS),
        abridged=paper.abridged,
        losses=sorted((*paper.losses, *report.losses), key=lambda loss: loss.place),
    )
    return Planned(paper, plan, held)


@transaction.atomic
def keep_paper(*, name: str, data: bytes, by: Any) -> Paper:
    """The Paper row of a file, made where the file is new and can be planned. Raises Refused.

    A file is known by its content, not by its name.
    """
    digest = hashlib.sha256(data).hexdigest()
    found = Paper.objects.filter(sha256=digest).first()
    if found:
        return found
    title = plan_paper(name=name, data=data).paper.title
    with acting(by=by, why="Uploaded", page="/papers/"):
        return Paper.objects.create(
            name=name, sha256=digest, content=data, title=title, uploaded_at=timezone.now(), uploaded_by=by
        )


@transaction.atomic
def apply_paper(
    *, paper: Paper, by: Any, shown: str, publish: bool = True, progress: Progress = lambda done: None
) -> int:
    """Apply a kept paper: all of it or nothing. `shown` is the digest of the plan the person saw.

    Returns how many records were written; 0 where the paper holds nothing new. Raises Refused, or
    PlanChanged where the plan is no longer the one shown.
    """
    list(Scheme.objects.select_for_update().order_by("pk"))  # one import at a time
    planned = plan_paper(name=paper.name, data=bytes(paper.content))
    if planned.plan.digest != shown:
        raise PlanChanged
    with acting(by=by, why=f"Imported from {paper.name}", paper=paper, page="/papers/") as act:
        writers = (RecordsWriter(planned.held, publish=publish), PerformanceWriter(planned.held))
        written = apply_plan(plan=planned.plan, writers=writers, progress=progress)
        if paper.applied_at is None:
            paper.applied_at, paper.applied_by = act.at, by
            paper.meeting = _meeting_of(planned)
            paper.losses = [[str(loss.place), loss.what, loss.why] for loss in planned.plan.losses]
            paper.save()
    return written


def import_file(*, name: str, data: bytes, by: Any, publish: bool, out: Any) -> int:
    """Plan and apply a file from the command line, with a progress bar and a line of what was done."""
    planned = plan_paper(name=name, data=data)
    plan = planned.plan
    to_write = sum(change.writes for change in plan.changes)
    if not to_write:
        out.write(f"{name}: nothing new; nothing was written.")
        return 0
    with transaction.atomic(), tqdm(total=to_write, desc=name, unit=" records", leave=False) as bar:
        paper = keep_paper(name=name, data=data, by=by)
        written = apply_paper(paper=paper, by=by, shown=plan.digest, publish=publish, progress=bar.update)
    counts = ", ".join(f"{len(plan.of(verdict))} {verdict}" for verdict in VERDICTS)
    out.write(f"{name}: {counts}; {len(plan.losses)} not read.")
    return written


def _meeting_of(planned: Planned) -> Meeting | None:
    keys = [change.key for change in planned.plan.changes if change.kind == "meeting"]
    return Meeting.objects.called(keys[0]).first() if keys else None
