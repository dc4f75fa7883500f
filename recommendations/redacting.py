"""Where a person's name stands: in the records, in their history, in the files that are kept.

Texts are searched, not what records are known by (addresses, codes, hashes) and not the accounts: who did
what stays.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.crypto import salted_hmac

from recommendations.guards.tables import Kept, kept_tables
from recommendations.models import IssuedFile, Paper, Publication, Redaction

# Records known by a name keep it, and what says why they were redacted has no name in it to begin with.
NOT_SEARCHED = {"recommendations_user", "recommendations_redaction", "recommendations_tombstone"}
NOT_TEXT = (models.SlugField,)
KEYS = {"sha256", "username", "code", "framework_code", "payload", "head", "read_by", "quarter", "form"}
SHORTEST = 4


@dataclass
class Held:
    """The rows of one table that hold a name: for each, by id, its columns as they are to be."""

    kept: Kept
    live: dict[int, dict[str, Any]] = field(default_factory=dict)
    history: dict[int, dict[str, Any]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What the table holds, in words."""
        return str(self.kept.model._meta.verbose_name_plural)


@dataclass
class Found:
    """Everything that holds a name. `files` are those kept unaltered, by SHA-256, with what they are."""

    name: str
    tables: list[Held]
    files: dict[str, str]

    @property
    def live_rows(self) -> int:
        return sum(len(held.live) for held in self.tables)

    @property
    def history_rows(self) -> int:
        return sum(len(held.history) for held in self.tables)

    @property
    def digest(self) -> str:
        """Changes with the name, with what stands in its place, and with each row and file that holds it."""
        rows = [[held.kept.table, held.live, held.history] for held in self.tables]
        said = json.dumps([self.name, rows, sorted(self.files)], default=str)
        return salted_hmac("recommendations.redacting", said).hexdigest()

    def __bool__(self) -> bool:
        return bool(self.live_rows or self.history_rows or self.files)


def pattern_of(name: str) -> re.Pattern[str]:
    """Finds a name as words of their own, in whatever letters and with whatever space between them.

    Raises ValueError for one too short to be a person's.
    """
    if len(name.strip()) < SHORTEST:
        raise ValueError(f"Give the whole name, at least {SHORTEST} letters.")
    words = r"\s+".join(map(re.escape, name.split()))
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)


def find(name: str, instead: str) -> Found:
    """Where a name stands; changes nothing. Raises ValueError as `pattern_of` does."""
    wanted = pattern_of(name)
    tables = [_held(kept, wanted, instead) for kept in kept_tables() if kept.table not in NOT_SEARCHED]
    return Found(name, [held for held in tables if held.live or held.history], _files(wanted))


def _held(kept: Kept, wanted: re.Pattern[str], instead: str) -> Held:
    return Held(
        kept,
        dict(_rows(kept.model, wanted, instead)),
        dict(_rows(kept.history_model, wanted, instead)),
    )


def _rows(model: Any, wanted: re.Pattern[str], instead: str) -> Iterator[tuple[int, dict[str, Any]]]:
    names = [f.attname for f in model._meta.concrete_fields if _is_text(f)]
    rows = model._base_manager.order_by("pk").values_list("pk", *names)
    for pk, *values in rows.iterator(chunk_size=2000):
        new = {
            name: without(value, wanted, instead)
            for name, value in zip(names, values, strict=True)
            if holds(value, wanted)
        }
        if new:
            yield pk, new


def _is_text(field: Any) -> bool:
    text = isinstance(field, models.CharField | models.TextField | models.JSONField)
    return text and not isinstance(field, NOT_TEXT) and not field.choices and field.attname not in KEYS


def holds(value: Any, wanted: re.Pattern[str]) -> bool:
    """Whether a text, or any text of a list or an object, holds what is wanted."""
    if isinstance(value, str):
        return bool(wanted.search(value))
    if isinstance(value, list | tuple):
        return any(holds(each, wanted) for each in value)
    if isinstance(value, dict):
        return any(holds(each, wanted) for pair in value.items() for each in pair)
    return False


def without(value: Any, wanted: re.Pattern[str], instead: str) -> Any:
    """The same with each name replaced."""
    if isinstance(value, str):
        return wanted.sub(lambda found: instead, value)
    if isinstance(value, list | tuple):
        return [without(each, wanted, instead) for each in value]
    if isinstance(value, dict):
        return {without(k, wanted, instead): without(v, wanted, instead) for k, v in value.items()}
    return value


def _files(wanted: re.Pattern[str]) -> dict[str, str]:
    """Kept files that hold the name: papers by what was read in them, issued ones by their YAML form."""
    found = {
        paper.sha256: f"the file {paper.name}, read as {paper}"
        for paper in Paper.objects.all().iterator(chunk_size=1)
        if holds(paper.reading, wanted) or holds(bytes(paper.content).decode(errors="replace"), wanted)
    }
    for publication in Publication.objects.select_related("meeting__body").iterator(chunk_size=1):
        if holds(bytes(publication.content).decode(errors="replace"), wanted):
            found[publication.sha256] = f"the copy of what was published of {publication.meeting}"
    told = IssuedFile.objects.filter(form="yaml").select_related("paper__meeting__body")
    for file in told.iterator(chunk_size=1):
        if holds(bytes(file.content).decode(errors="replace"), wanted):
            for other in file.paper.files.defer("content").select_related("paper__meeting__body"):
                found[other.sha256] = f"the {other}"
    return found


def is_withheld(sha256: str) -> bool:
    """Whether a kept file is given to nobody, because it holds a name that was taken out."""
    return any(sha256 in withheld for withheld in Redaction.objects.values_list("withheld", flat=True))
