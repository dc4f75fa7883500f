"""The whole check, in the order in which what is found first explains what comes after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial

from django.db import DatabaseError, connection, transaction

from recommendations import guards
from recommendations.chain_head import chain_head
from recommendations.checking import chain, live
from recommendations.checking.chain import Progress
from recommendations.guards.tables import kept_tables
from recommendations.models import ChainLink, Redaction


@dataclass(frozen=True)
class Checked:
    """What was looked at and what is wrong; `head` is the last link's number and hash, None where none is."""

    wrong: tuple[str, ...]
    links: int
    tables: int
    files: int
    redactions: int
    head: tuple[int, str] | None

    def __str__(self) -> str:
        said = f"{self.links:,} links, {self.tables} tables, {self.files} files, {self.redactions} redactions"
        return f"{said}: {f'{len(self.wrong)} wrong' if self.wrong else 'nothing wrong'}."


def check_records(
    *, heads: Mapping[int, str] | None = None, progress: Progress = lambda done: None, every: bool = False
) -> Checked:
    """Check all of the record. Stops at the first thing wrong, unless `every` is asked for.

    `heads` are heads that somebody has on paper: the number of a link and how its hash begins. They show a
    chain that was cut short or written anew, which holds in itself.
    """
    with at_one_moment():
        wrong = []
        for sentence in _wrong(dict(heads or {}), progress):
            wrong.append(sentence)
            if not every:
                break
        tables = kept_tables()
        return Checked(
            tuple(wrong),
            ChainLink.objects.count(),
            len(tables),
            sum(kept.model._base_manager.count() for kept in tables if live.holds_files(kept)),
            Redaction.objects.count(),
            chain_head(),
        )


@contextmanager
def at_one_moment() -> Iterator[None]:
    """Read all that is read inside the block as it is at one moment, while people go on writing."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    else:
        with connection.cursor() as cursor:  # not `atomic`, which would keep everybody from writing
            cursor.execute("BEGIN")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")


def _wrong(heads: dict[int, str], progress: Progress) -> Iterator[str]:
    """Everything wrong, in sentences."""
    for name in guards.missing():
        yield f"the guard {name} is not in place, or not as it should be"
    known, tables = chain.forms(), kept_tables()
    parts = [partial(chain.broken_links, known, chain.kept_heads() | heads, progress)]
    for kept in tables:
        parts.append(partial(chain.changed_history, kept, known, progress))
        parts.append(partial(live.without_history, kept))
        if live.holds_files(kept):
            parts.append(partial(live.changed_files, kept))
    for part in parts:
        try:
            with transaction.atomic() if connection.in_atomic_block else nullcontext():
                yield from part()
        except (DatabaseError, UnicodeDecodeError, ValueError) as error:
            yield f"the records cannot be read: {error}"
