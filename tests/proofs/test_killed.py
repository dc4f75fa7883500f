"""Whatever a process was doing when it was killed is done whole or not at all, and what it told is done."""

from __future__ import annotations

import pytest

from tests.own_databases import OwnDatabase
from tests.proofs.conftest import Proved
from tests.proofs.sizes import size


@pytest.mark.parametrize("act", ["import", "publish"])
def test_what_is_killed_leaves_all_or_nothing(own_database: OwnDatabase, proved: Proved, act: str) -> None:
    times = size(3, 200)
    told = own_database.call("tests.proofs.killing", "kill_many", own_database.url, act, times, True)
    assert told["killed"] > times // 2
    proved(f"Kills at any point, {act}: halves", times, told["halves"])
    proved(f"Kills at any point, {act}: acknowledged and lost", times, told["lost"])
    proved(f"Kills at any point, {act}: records not sound", times, told["unsound"])


@pytest.mark.parametrize("act", ["import", "publish"])
def test_without_a_transaction_halves_are_left(own_database: OwnDatabase, act: str) -> None:
    told = own_database.call("tests.proofs.killing", "kill_many", own_database.url, act, size(5, 20), False)
    assert told["halves"] > 0


def test_an_import_that_publishes_afterwards_leaves_halves(own_database: OwnDatabase) -> None:
    act, times = "import, then publish", size(16, 40)
    told = own_database.call("tests.proofs.killing", "kill_many", own_database.url, act, times, True)
    assert told["halves"] > 0
