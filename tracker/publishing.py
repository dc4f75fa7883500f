"""Publishing a meeting: by a second pair of eyes, with a snapshot of what is shown, whole or not at all."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Count

from performance.models import Assessment, Comment, PlannedAction, StatedFigure, Target, Term
from recommendations.chain_head import chain_head
from recommendations.history import acting
from recommendations.models import (
    Lead,
    Meeting,
    ProgrammeNote,
    Publication,
    PublishedCount,
    Update,
    User,
)
from recommendations.reading.fixture_write import yaml_of
from recommendations.roles import Can
from tracker.issuing import paper_now

# What a meeting is made of, besides its own record.
PARTS: tuple[Any, ...] = (
    Update, ProgrammeNote, PublishedCount, Lead,
    Assessment, Target, StatedFigure, PlannedAction, Comment, Term,
)  # fmt: skip


class NotPublished(Exception):
    """A meeting that this person may not publish; says why and what to do."""


class Wrote(NamedTuple):
    """A person who wrote on a meeting, and of how many of its records."""

    person: User
    records: int


def wrote(meeting: Meeting) -> list[Wrote]:
    """Who wrote a meeting, by its history: its own record and all that it is told, deleted ones too.

    What a paper filled in was written by who applied it.
    """
    records = Counter[int]()
    history: Any = Meeting.history
    for rows in (history.filter(id=meeting.pk), *(m.history.filter(meeting_id=meeting.pk) for m in PARTS)):
        by_person = rows.filter(history_user__isnull=False).order_by().values_list("history_user")
        for person, count in by_person.annotate(count=Count("id", distinct=True)):
            records[person] += count
    people = User.objects.in_bulk(records)
    return [Wrote(people[person], count) for person, count in records.most_common()]


def others_who_wrote(meeting: Meeting, by: User) -> list[Wrote]:
    """Those of them who are not this person."""
    return [each for each in wrote(meeting) if each.person.pk != by.pk]


def publisher_named(name: str | None, by: User | None) -> User | None:
    """The active account of that name, where it publishes and is not the one that acts; None for no name.

    Raises NotPublished with a sentence for any other.
    """
    if not name:
        return None
    found = User.objects.filter(username=name, is_active=True).first()
    if found is None or not found.can(Can.PUBLISH):
        raise NotPublished(f"{name} is no account that publishes.")
    if found == by:
        raise NotPublished("Who publishes has to be somebody else than who applies the paper.")
    return found


@transaction.atomic
def publish(*, meeting: Meeting, by: User) -> bool:
    """Open a meeting to everyone who may read and keep what they are shown; whether it was a draft until now.

    Raises NotPublished where this person does not publish, or wrote all of the meeting alone.
    """
    with acting(by=by, why="Published", page=f"/meetings/{meeting.slug}/publish/") as act:
        locked = Meeting.objects.select_for_update(of=("self",)).select_related("body").get(pk=meeting.pk)
        if not locked.is_draft:
            return False
        if not by.can(Can.PUBLISH):
            raise NotPublished(f"{by} has no role that publishes.")
        if not others_who_wrote(locked, by):
            raise NotPublished(
                "Nobody else wrote a part of this meeting, so somebody else has to publish it."
            )
        locked.published_at, locked.published_by = act.at, by
        locked.save()
        _keep_snapshot(locked, by, act.at)
    return True


def _keep_snapshot(meeting: Meeting, by: User, at: datetime) -> None:
    content = yaml_of(paper_now(meeting).tree).encode()
    number, head = chain_head() or (0, "")
    Publication.objects.create(
        meeting=meeting,
        published_at=at,
        published_by=by,
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        number=number,
        head=head,
    )
