"""The mark of proofs, what several of them start from, and the table of what they tried."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.browser.records import Records, make_records
from tests.proofs.pages_apart import Shelf

Proved = Callable[[str, int, int], None]
FOLDER = Path(__file__).parent
PROVED = "proved"  # the name under which a test's report carries what it tried, from other processes too


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder is a proof; with xdist all run one after another in one process.

    They fill the machine by themselves: two at once would only wait for each other.
    """
    for item in items:
        if FOLDER in item.path.parents:
            item.add_marker(pytest.mark.proof)
            item.add_marker(pytest.mark.xdist_group("proofs"))


@pytest.fixture
def office(db: None) -> Records:
    """The records that pages are looked at with."""
    return make_records()


@pytest.fixture
def shelf(chromium: Any, server: str) -> Iterator[Shelf]:
    """Where pages are shown from memory."""
    context = chromium.new_context()
    yield Shelf(context, server)
    context.close()


@pytest.fixture
def proved(record_property: Callable[[str, object], None]) -> Proved:
    """Tell what was tried, how many times, and how many were wrong: a row of the table, then an assertion."""

    def tell(what: str, tried: int, wrong: int) -> None:
        record_property(PROVED, json.dumps([what, connection.vendor, tried, wrong]))
        assert tried > 0, f"{what}: nothing was tried"
        assert wrong == 0, f"{what}: {wrong} of {tried} were wrong"

    return tell


def rows(reports: list[pytest.TestReport]) -> list[tuple[str, str, int, int]]:
    """What all tests told, in order; rounds that tried the same are one row."""
    summed: dict[tuple[str, str], tuple[int, int]] = {}
    for report in reports:
        told = [value for name, value in report.user_properties if name == PROVED and report.when == "call"]
        for what, vendor, tried, wrong in map(json.loads, told):
            before = summed.get((what, vendor), (0, 0))
            summed[what, vendor] = before[0] + tried, before[1] + wrong
    return sorted((*row, *times) for row, times in summed.items())


def table(told: list[tuple[str, str, int, int]]) -> list[str]:
    """The rows under their headings, as Markdown."""
    lines = [("What was tried", "Database", "Times", "Wrong")]
    lines += [(what, vendor, f"{tried:,}", f"{wrong:,}") for what, vendor, tried, wrong in told]
    wide = [max(len(line[column]) for line in lines) for column in range(4)]
    laid = [
        f"| {what:{wide[0]}} | {vendor:{wide[1]}} | {tried:>{wide[2]}} | {wrong:>{wide[3]}} |"
        for what, vendor, tried, wrong in lines
    ]
    rule = f"| {'-' * wide[0]} | {'-' * wide[1]} | {'-' * (wide[2] - 1)}: | {'-' * (wide[3] - 1)}: |"
    return [laid[0], rule, *laid[1:]]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table where anything was proved."""
    stats = terminalreporter.stats
    told = rows([report for kind in ("passed", "failed") for report in stats.get(kind, [])])
    if told:
        terminalreporter.section("Proofs")
        terminalreporter.write_line("\n".join(table(told)))
