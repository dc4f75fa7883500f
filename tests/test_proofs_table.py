"""What a proof tells: a row of the table, and a failure where anything was wrong or nothing was tried."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tests.proofs.conftest import PROVED, rows, table
from tests.proofs.sizes import size


@pytest.mark.parametrize(("whole", "expected"), [("1", 200), ("", 3), ("0", 3)])
def test_proofs_run_whole_where_that_is_said(monkeypatch, whole, expected):
    monkeypatch.setenv("PROOF", whole)
    assert size(3, 200) == expected


def test_the_table_holds_what_each_test_told_once_and_sums_rounds():
    lost = (PROVED, '["Edits: lost", "sqlite", 4, 5]')
    reports = [
        SimpleNamespace(
            when="call",
            user_properties=[(PROVED, '["Kills: halves", "sqlite", 1200, 0]'), ("other", "[]")],
        ),
        SimpleNamespace(when="call", user_properties=[lost]),
        SimpleNamespace(when="teardown", user_properties=[lost]),
        SimpleNamespace(when="call", user_properties=[lost]),
    ]
    assert table(rows(reports)) == [
        "| What was tried | Database | Times | Wrong |",
        "| -------------- | -------- | ----: | ----: |",
        "| Edits: lost    | sqlite   |     8 |    10 |",
        "| Kills: halves  | sqlite   | 1,200 |     0 |",
    ]
