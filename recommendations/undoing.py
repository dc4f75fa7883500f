"""What undoing a paper would do to the records: read from their history, changing nothing.

A record goes back over the newest rows of its history as far as they are the paper's: to the row before
them, or away, where the paper made it. Rows of papers that were undone before count as the paper's too, so
that it makes no difference in which order papers are undone. What anybody else wrote since stays, and so
does what other records point at.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from recommendations import models
from recommendations.clock import minute_of
from recommendations.history_pages import FieldStep, related_names, steps_shown
from recommendations.models.papers import LARGE_IN_HISTORY
from recommendations.record_addresses import record_address
from recommendations.undo_holders import Key, Track, hold_back, name_of, named, not_on_record, related

# What papers write beside the records of their plan, and what each of it belongs to.
PARTS: dict[str, Any] = {"addressee": models.Addressee, "mapping": models.ColumnMapping}
UNDO_PAGE = re.compile(r"/papers/[0-9a-f]{12}/undo/")
NAMED = 2  # of the records that point at one, how many are named


@dataclass(frozen=True, slots=True)
class Undoing:
    """One record, and what becomes of it; `address` is that of its history, "" where it has none.

    `row` is the history row that it goes back to, `fields` what that changes, `why` the reason it stays.
    `again`: whether the paper deleted it, so that it has to be made again.
    """

    kind: str
    model: Any
    pk: int
    name: str
    address: str
    row: Any = None
    again: bool = False
    fields: tuple[FieldStep, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class UndoPlan:
    """What goes because the paper made it, what goes back to what it was, and what stays and why."""

    gone: tuple[Undoing, ...]
    back: tuple[Undoing, ...]
    stays: tuple[Undoing, ...]
    digest: str

    def by_kind(self) -> list[tuple[str, list[Undoing]]]:
        """What goes, by kind: how many in words, and which."""
        found: dict[Any, list[Undoing]] = defaultdict(list)
        for record in self.gone:
            found[record.model].append(record)
        return [(_count_of(model, len(records)), records) for model, records in found.items()]


def undo_page(paper: models.Paper) -> str:
    """The page on which a paper is undone; history rows that carry it were written by an undo."""
    return f"/papers/{paper.key}/undo/"


def plan_undo(paper: models.Paper, kinds: Mapping[str, Any]) -> UndoPlan:
    """What undoing an applied paper would do now. `kinds` are the models by kind, as they have to be made.

    The number of queries grows with the kinds, not with the records.
    """
    ours = papers_undone() | {paper.pk}
    gone: dict[Key, Track] = {}
    back: dict[Key, Track] = {}
    stays: dict[Key, tuple[Track, str]] = {}
    for track in _tracks({**kinds, **PARTS}, ours):
        why = _why_not(track)
        if why:
            if paper.pk in {row.history_paper_id for row in track.rows}:
                stays[track.key] = track, why
        elif track.goes_back:
            back[track.key] = track
        elif track.goes:
            gone[track.key] = track
    for key, track in not_on_record(back).items():
        stays[key] = track, "what it pointed at before is no longer on record"
        del back[key]
    held = hold_back(gone, back, set(stays), ours)
    return _plan(gone, back, stays, held)


def papers_undone() -> set[int]:
    """The ids of the papers that are not applied at present; what they wrote is nobody's any more."""
    found = models.Paper.objects.only("applied_at", "undone_at")
    return {paper.pk for paper in found if not paper.is_applied}


def _tracks(kinds: Mapping[str, Any], ours: set[int]) -> Iterator[Track]:
    """Every record that these papers wrote, with the rows of its history that count."""
    for kind, model in kinds.items():
        touched = model.history.filter(history_paper__in=ours).values("id")
        past: dict[int, list[Any]] = defaultdict(list)
        rows = model.history.filter(id__in=touched).order_by("history_id")
        for row in rows.select_related("history_user", "history_paper").defer(*LARGE_IN_HISTORY):
            past[row.id].append(row)
        if not past:
            continue
        live = model._base_manager.filter(pk__in=touched).select_related(*related(model)).in_bulk()
        columns = [field.attname for field in model._meta.concrete_fields]
        for pk, written in past.items():
            counting = _counting(written, columns)
            own = 0
            while own < len(counting) and counting[-1 - own].history_paper_id in ours:
                own += 1
            yield Track(kind, model, pk, live.get(pk), written[-1], counting, own, columns)


def _counting(rows: list[Any], columns: list[str]) -> list[Any]:
    """The rows that count, oldest first: neither what an undo took back nor the row of the undo itself."""
    counting: list[Any] = []
    for row in rows:
        if not UNDO_PAGE.fullmatch(row.history_page):
            counting.append(row)
        elif row.history_type == "-":
            counting.clear()
        else:
            values = [getattr(row, column) for column in columns]
            earlier = (
                place
                for place in range(len(counting) - 2, -1, -1)
                if [getattr(counting[place], column) for column in columns] == values
            )
            place = next(earlier, None)
            if place is None:
                counting.append(row)
            else:
                del counting[place + 1 :]
    return counting


def _why_not(track: Track) -> str:
    """Why a record that the paper wrote stays as it is; "" where it does not."""
    if track.live is None:
        return ""
    if not track.own:
        return _touched(track.rows[-1]) if track.rows else "its history does not say who wrote it"
    if track.before is None and track.rows[0].history_type != "+":
        return "what it was before this paper is not on record"
    return ""


def _touched(row: Any) -> str:
    """Who wrote a history row, and when."""
    who = str(row.history_user or "the system")
    paper = f" from the paper {row.history_paper.name}" if row.history_paper else ""
    return f"changed since by {who}{paper}, {minute_of(row.history_date)}"


def _plan(
    gone: Mapping[Key, Track],
    back: Mapping[Key, Track],
    stays: Mapping[Key, tuple[Track, str]],
    held: Mapping[Key, tuple[Track, list[Key]]],
) -> UndoPlan:
    names = named({key for _, holders in held.values() for key in holders[:NAMED]})
    staying = [_undoing(track, why=why) for track, why in stays.values()]
    staying += [_undoing(track, why=_held_by(holders, names)) for track, holders in held.values() if holders]
    told = [
        [[t.kind, t.pk, t.newest.history_id, t.before.history_id if t.before else 0] for t in tracks]
        for tracks in (
            gone.values(),
            back.values(),
            [track for track, _ in (*stays.values(), *held.values())],
        )
    ]
    return UndoPlan(
        tuple(_undoing(track) for track in gone.values()),
        tuple(_back(back.values())),
        tuple(staying),
        hashlib.sha256(json.dumps(told).encode()).hexdigest(),
    )


def _held_by(holders: list[Key], names: Mapping[Key, str]) -> str:
    """What points at a record, in words."""
    more = len(holders) - NAMED
    listed = "; ".join(names[key] for key in holders[:NAMED]) + (f"; and {more} more" if more > 0 else "")
    return f"still needed by {listed}"


def _back(tracks: Iterable[Track]) -> Iterator[Undoing]:
    """What goes back, with what that changes; the names of what fields point at are looked up once a kind."""
    by_model: dict[Any, list[Track]] = defaultdict(list)
    for track in tracks:
        by_model[track.model].append(track)
    for model, some in by_model.items():
        names = related_names(model, [(track.newest, track.before) for track in some])
        for track in some:
            steps = steps_shown(model, [(track.newest, track.before)], names=names)
            fields = tuple(steps[0].fields) if steps else ()
            yield _undoing(track, row=track.before, again=track.live is None, fields=fields)


def _undoing(track: Track, **told: Any) -> Undoing:
    record = track.live
    name = name_of(record) if record is not None else "taken off by the paper"
    address = record_address(track.kind, record) if record is not None and track.kind not in PARTS else ""
    return Undoing(track.kind, track.model, track.pk, name, address, **told)


def _count_of(model: Any, count: int) -> str:
    return f"{count} {model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural}"
