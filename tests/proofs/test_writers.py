"""Sixteen people write the same few updates at once: no edit is lost, and whoever comes second is told."""

from __future__ import annotations

from typing import Any

import pytest

from tests.own_databases import OwnDatabase
from tests.proofs.conftest import Proved
from tests.proofs.sizes import size

PROCESSES, THREADS = 4, 4


def written(own_database: OwnDatabase, how: str, edits: int) -> dict[str, Any]:
    """What became of the edits of all writers."""
    threads = size(2, THREADS)
    processes = size(2, PROCESSES)
    told = own_database.call("tests.proofs.writing", "write_many", how, processes, threads, edits)
    assert not [name for name in told if name.startswith("failed")], told
    return {"tried": 0, "conflicts": 0, "unshown": 0, "lost": 0, "wanted": processes * threads * edits} | told


def refused(told: dict[str, Any]) -> int:
    """Edits that ended in "database is locked", a deadlock or a time-out."""
    return sum(count for name, count in told.items() if name.startswith("refused"))


@pytest.mark.parametrize(("how", "whole"), [("by action", 500), ("by pages", 100)])
def test_no_edit_is_lost_and_every_conflict_is_shown(
    own_database, proved: Proved, how: str, whole: int
) -> None:
    told = written(own_database, how, size(10, whole))
    edits = told["wanted"]
    assert told["conflicts"] > 0
    proved(f"Edits of writers at once, {how}: locked out", told["tried"], refused(told))
    assert told["accepted"] == edits
    proved(f"Edits of writers at once, {how}: lost", edits, abs(edits - told["kept"]) + told["lost"])
    proved(f"Conflicts of writers at once, {how}: not shown", told["conflicts"], told["unshown"])
    proved(
        f"History of writers at once, {how}: not one row an edit",
        edits,
        abs(edits - told["history"]) + told["odd"],
    )
    assert own_database.python("manage.py", "check_records", "--skip-checks").returncode == 0


def test_without_versions_edits_are_lost(own_database) -> None:
    told = written(own_database, "without versions", size(10, 100))
    assert told["accepted"] == told["wanted"] == told["history"]
    assert told["kept"] < told["wanted"]
    assert told["odd"] > 0
