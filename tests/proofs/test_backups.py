"""Backups are made while people write, and each holds one moment: all that was acknowledged by then."""

from __future__ import annotations

from pathlib import Path

from tests.own_databases import OwnDatabase
from tests.proofs.conftest import Proved
from tests.proofs.sizes import size


def test_backups_under_load_are_restored_whole(
    own_database: OwnDatabase, proved: Proved, tmp_path: Path
) -> None:
    times = size(2, 25)
    told = own_database.call("tests.proofs.backing_up", "back_up_many", str(tmp_path), times, True)
    assert told["meanwhile"] > 0
    proved("Backups under load: not restored and verified", times, told["refused"])
    proved("Backups under load: acknowledged edits lacking", times, told["lacking"])
    proved("Backups under load: records that are not their newest history", times, told["odd"])


def test_without_one_moment_backups_are_not_whole(own_database: OwnDatabase, tmp_path: Path) -> None:
    told = own_database.call("tests.proofs.backing_up", "back_up_many", str(tmp_path), 3, False)
    assert told["refused"] + told["lacking"] + told["odd"] > 0
