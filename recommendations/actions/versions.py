"""Changing one record from a page opened some time ago: nobody overwrites what they have not seen."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from recommendations.history import acting


class Clash(NamedTuple):
    """A field that two people changed: what it was when mine began, what I want, what somebody else saved."""

    name: str
    base: Any
    mine: Any
    theirs: Any


class Stale(Exception):
    """Somebody else changed these fields after the page was opened; nothing was written.

    `version` is their history row: who, when, and its id. `left` are the fields that I left as I found them.
    """

    def __init__(self, version: Any, clashes: list[Clash], left: Collection[str]) -> None:
        super().__init__("This was changed by somebody else in the meantime.")
        self.version, self.clashes, self.left = version, clashes, left


def newest_version(record: Any) -> Any:
    """The newest history row of a record; None where it has none."""
    return record.history.select_related("history_user").order_by("-history_id").first()


def save_changes(
    *, record: Any, values: Mapping[str, Any], version: int, by: Any, why: str = "", page: str
) -> Any:
    """Write what a person changed of a record, and give back the record as it is now.

    `values` are all fields of the form by their column (`body_id`), `version` the id of the history row the
    person began with. A field they left as it was stays as it is by now, whoever changed it. Raises Stale
    where somebody else changed a field that they changed too, in another way. Saving what stands already
    writes nothing.
    """
    with acting(by=by, why=why, page=page):
        kept = type(record)._default_manager.select_for_update(of=("self",)).get(pk=record.pk)
        newest = newest_version(kept)
        began = kept if newest is None else kept.history.filter(history_id=version).first()
        left = [name for name, mine in values.items() if began and mine == getattr(began, name)]
        changed = {
            name: mine
            for name, mine in values.items()
            if name not in left and mine != getattr(kept, name)
        }  # fmt: skip
        clashes = [
            Clash(name, getattr(began, name, None), mine, getattr(kept, name))
            for name, mine in changed.items()
            if began is None or getattr(began, name) != getattr(kept, name)
        ]
        if clashes:
            raise Stale(newest, clashes, left)
        for name, mine in changed.items():
            setattr(kept, name, mine)
        if changed:
            kept.save()
    return kept
