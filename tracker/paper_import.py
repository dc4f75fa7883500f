"""The one paper import: reads a file for both apps, plans, and applies what was planned."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from tqdm import tqdm

from performance import records as performance_records
from performance.actions.papers import PerformanceWriter
from performance.reading.entries import lay_out as lay_out_performance
from performance.reading.entries import placed
from recommendations import records
from recommendations.actions.papers import RecordsWriter
from recommendations.actions.writing import Progress, apply_plan
from recommendations.apart import Progress as Telling
from recommendations.audit import audit_once_kept
from recommendations.entries import Vocabulary, lay_out
from recommendations.history import acting
from recommendations.models import Meeting, Paper, Scheme, User
from recommendations.plan import Plan, PlanChanged, compare, decided
from recommendations.reading import paper as reading
from recommendations.reading.files.names import safe_name
from tracker.column_mappings import keep_mapping, known_choices
from tracker.paper_reading import Read, Word, from_json, read_file, read_here, readers, to_json
from tracker.paper_said import Said
from tracker.publishing import publish

MODELS = records.MODELS | performance_records.MODELS
VERDICTS = ("added", "changed", "conflict", "unchanged")


class NotYet(Exception):
    """A paper of which a person has still to say something before it can be applied."""

    def __init__(self) -> None:
        super().__init__("Somebody has still to say on the page of this paper how it is to be read.")


@dataclass(frozen=True)
class Planned:
    """A paper read, its plan, and the snapshot of the records it was planned against.

    `plan` and `held` are None while somebody has still to say how to read it: what `read.asks` says,
    and what the status words in `unknown` mean.
    """

    read: Read
    said: Said
    plan: Plan | None = None
    held: records.Snapshot | None = None
    unknown: tuple[Word, ...] = ()

    @property
    def paper(self) -> reading.Paper:
        """What was read; raises NotYet where somebody has still to say how."""
        if self.read.paper is None:
            raise NotYet
        return self.read.paper

    @property
    def settled(self) -> tuple[Plan, records.Snapshot]:
        """The plan and what it was made against; raises NotYet where there is none yet."""
        if self.plan is None or self.held is None:
            raise NotYet
        return self.plan, self.held


def read_any(name: str, data: bytes, said: Said, telling: Telling = lambda told: None) -> Read:
    """Read a file as it was said to be read. Raises Refused."""
    reader = read_file if settings.READ_APART else read_here
    return reader(safe_name(name), data, said.choices, telling)


def plan_paper(*, name: str, data: bytes, said: Said | None = None) -> Planned:
    """Read a paper and compare it with the records; changes nothing. Raises Refused."""
    said = said or Said()
    return plan_read(read_any(name, data, said), said)


def plan_kept(paper: Paper) -> Planned:
    """The plan of a kept paper; its file is read again only where other readers read it before."""
    said = Said.of(paper.choices)
    if paper.read_by == readers():
        return plan_read(from_json(paper.reading), said)
    return plan_paper(name=paper.name, data=bytes(paper.content), said=said)


def plan_read(read: Read, said: Said) -> Planned:
    """The plan of a file that is already read. Raises Refused for words the records do not know."""
    words = _vocabulary(said)
    unknown = _unknown(read, words)
    if read.paper is None or read.asks or (unknown and not read.is_fixture):
        return Planned(read, said, unknown=unknown)
    paper, report = read.paper, read.report
    own_force, groups = performance_records.own_force(), performance_records.groups_known()
    report = placed(report, own_force=own_force, groups=groups)
    entries = lay_out(paper, words, records.body_names())
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
    plan = decided(plan, held.fields, taken=said.taken, corrected=said.corrected)
    return Planned(read, said, plan, held)


def _vocabulary(said: Said) -> dict[str, dict[str, str]]:
    """The words on record, and those that a person gave a meaning."""
    return {scheme: {**said.choices.statuses, **words} for scheme, words in records.vocabulary().items()}


def _unknown(read: Read, words: Vocabulary) -> tuple[Word, ...]:
    """The status words of a paper that no status of its report's scheme is called by."""
    found, first = Counter[str](), dict[str, reading.Place]()
    for report in read.paper.reports if read.paper else ():
        known = words.get(report.scheme, {})
        for entry in report.recommendations:
            word = (entry.update.status if entry.update else None) or ""
            if word.strip() and word.strip().casefold() not in known:
                found[word.strip()] += 1
                first.setdefault(word.strip(), entry.place)
    return tuple(Word(word, count, first[word]) for word, count in found.items())


def kept_already(data: bytes) -> Paper | None:
    """The paper that a file was kept as, whatever its name; None for a new one."""
    found: Paper | None = Paper.objects.filter(sha256=hashlib.sha256(data).hexdigest()).first()
    return found


@transaction.atomic
def keep_paper(
    *, name: str, data: bytes, by: Any, telling: Telling = lambda told: None, read: Read | None = None
) -> Paper:
    """The Paper row of a file, made where the file is new and can be read. Raises Refused.

    A file is known by its content, not by its name. `read` is given by who has read it already.
    """
    name, found = safe_name(name), kept_already(data)
    if found:
        return found
    said = Said()
    read = read or read_any(name, data, said, telling)
    known = known_choices(read)
    if known is not None:
        said = said.reading(known)
        read = read_any(name, data, said, telling)
    planned = plan_read(read, said)
    title = planned.read.paper.title if planned.read.paper else name
    with acting(by=by, why="Uploaded", page="/papers/"):
        return Paper.objects.create(
            name=name,
            sha256=hashlib.sha256(data).hexdigest(),
            content=data,
            title=title[:300],
            uploaded_at=timezone.now(),
            uploaded_by=by,
            choices=said.kept(),
            reading=to_json(read),
            read_by=readers(),
        )


@transaction.atomic
def apply_paper(
    *,
    paper: Paper,
    by: Any,
    shown: str,
    publish_by: User | None = None,
    progress: Progress = lambda done: None,
) -> int:
    """Apply a kept paper: all of it or nothing. `shown` is the digest of the plan the person saw.

    New meetings are drafts; with `publish_by`, somebody else's act publishes those that the paper does not
    call drafts. Returns how many records were written; 0 where the paper holds nothing new. Raises Refused,
    NotYet, PlanChanged where the plan is no longer the one shown, or NotPublished.
    """
    list(Scheme.objects.select_for_update().order_by("pk"))  # one import at a time
    planned = plan_kept(paper)
    plan, held = planned.settled
    if plan.digest != shown:
        raise PlanChanged
    with acting(by=by, why=f"Imported from {paper.name}", paper=paper, page="/papers/") as act:
        writers = (RecordsWriter(held), PerformanceWriter(held))
        written = apply_plan(plan=plan, writers=writers, progress=progress)
        if not paper.is_applied:
            paper.applied_at, paper.applied_by = act.at, by
            paper.meeting = _meeting_of(plan)
            paper.losses = [[str(loss.place), loss.what, loss.why] for loss in plan.losses]
            paper.save(update_fields=["applied_at", "applied_by", "meeting", "losses"])
        if planned.read.is_tracker:
            keep_mapping(planned.paper, planned.said.choices)
        audit_once_kept("import applied", by=by, paper=paper.key, records=written)
    if publish_by is not None:
        _publish_new(plan, publish_by)
    return written


def _publish_new(plan: Plan, by: User) -> None:
    for change in plan.changes:
        if change.kind == "meeting" and change.new and not change.fields.get("draft"):
            publish(meeting=Meeting.objects.called(change.key).select_related("body").get(), by=by)


def import_file(*, name: str, data: bytes, by: Any, publish_by: User | None = None, out: Any) -> int:
    """Plan and apply a file from the command line, with a progress bar and a line of what was done.

    Raises Refused, or NotYet where somebody has still to say on the paper's page how to read it.
    """
    with tqdm(total=0, desc=name, unit=" records", leave=False) as bar, transaction.atomic():
        found = kept_already(data)
        planned = (
            plan_kept(found)
            if found
            else plan_read(read_any(name, data, Said(), bar.set_postfix_str), Said())
        )
        plan, _ = planned.settled
        bar.reset(sum(change.writes for change in plan.changes))
        if plan.is_empty:
            bar.close()
            out.write(f"{name}: nothing new; nothing was written.")
            return 0
        paper = found or keep_paper(name=name, data=data, by=by, read=planned.read)
        written = apply_paper(
            paper=paper, by=by, shown=plan.digest, publish_by=publish_by, progress=bar.update
        )
    counts = ", ".join(f"{len(plan.of(verdict))} {verdict}" for verdict in VERDICTS)
    out.write(f"{name}: {counts}; {len(plan.losses)} not read.")
    return written


def _meeting_of(plan: Plan) -> Meeting | None:
    keys = [change.key for change in plan.changes if change.kind == "meeting"]
    return Meeting.objects.called(keys[0]).first() if keys else None
