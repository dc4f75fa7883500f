"""Acts on a paper before it is applied: how to read it, corrections, conflicts settled; all keep history."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction

from recommendations.history import acting, plan_page
from recommendations.models import Paper
from recommendations.plan import Key, Value
from recommendations.reading.choices import Choices
from tracker.paper_import import plan_read, read_any
from tracker.paper_reading import readers, to_json
from tracker.paper_said import Said

Conflicts = Collection[tuple[str, str, str]]  # kind, key, field


@transaction.atomic
def say_how_to_read(*, paper: Paper, choices: Choices, by: Any) -> None:
    """Read the file in this way from now on. Raises Refused, changing nothing, where it cannot be."""
    kept = _locked(paper)
    said = Said.of(kept.choices).reading(choices)
    read = read_any(kept.name, bytes(kept.content), said)
    title = plan_read(read, said).read.paper
    kept.reading, kept.read_by = to_json(read), readers()
    kept.title = title.title[:300] if title else kept.title
    _keep(kept, said, by, "How it is read")


@transaction.atomic
def correct(
    *, paper: Paper, key: Key, values: Mapping[str, Value], stated: Mapping[str, Value], by: Any
) -> None:
    """Correct fields of one record in the plan, as this person; `stated` is what the paper itself says."""
    kept = _locked(paper)
    said = Said.of(kept.choices).correcting(key, values, stated, by)
    _keep(kept, said, by, f"Corrected in the plan: {' '.join(key)}")


@transaction.atomic
def settle(*, paper: Paper, conflicts: Conflicts, taken: Conflicts, by: Any) -> None:
    """Of the conflicts a person saw, take the paper's value in these and keep the staff's in the others."""
    kept = _locked(paper)
    _keep(kept, Said.of(kept.choices).taking(conflicts, taken), by, "Conflicts settled")


def _locked(paper: Paper) -> Paper:
    found: Paper = Paper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
    return found


def _keep(paper: Paper, said: Said, by: Any, why: str) -> None:
    paper.choices = said.kept()
    with acting(by=by, why=why, page=plan_page(paper)):
        paper.save()
