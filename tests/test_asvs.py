"""The table of OWASP ASVS: nothing is left out, each answer says something, each test it names exists."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from tests.asvs import ANSWERS, CHAPTERS, LEVELS, REQUIREMENTS, Requirement, counts

ROOT = Path(__file__).resolve().parent.parent


@cache
def held_by(module: str) -> frozenset[str]:
    """The tests that a file holds."""
    path = ROOT / module
    if not path.is_file():
        return frozenset()
    functions = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef))
    return frozenset(each.name for each in functions if each.name.startswith("test_"))


def fault(requirement: Requirement) -> str:
    """What is wrong with an answer; empty where it is in order."""
    kind, answer = requirement.kind, requirement.answer
    said = answer.partition(":")[2].strip()
    if kind == "test":
        module, _, test = answer.partition("::")
        return "" if test in held_by(module) else f"there is no test {answer}"
    if kind not in ANSWERS:
        return f"{answer!r} is no answer"
    if kind == "documented" and not (ROOT / said).is_file():
        return f"there is no file {said}"
    return "" if len(said) > 5 else "nothing is said"


def test_every_answer_says_something_and_names_what_exists() -> None:
    assert {each.number: fault(each) for each in REQUIREMENTS if fault(each)} == {}


def test_no_requirement_is_left_out() -> None:
    assert Counter(each.chapter for each in REQUIREMENTS) == CHAPTERS
    assert Counter(each.level for each in REQUIREMENTS) == LEVELS
    numbers = [tuple(map(int, each.number.split("."))) for each in REQUIREMENTS]
    assert numbers == sorted(set(numbers))
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", each.number) for each in REQUIREMENTS)


def test_the_counts_by_chapter_add_up() -> None:
    last = counts().splitlines()[-1]
    assert sum(map(int, re.findall(r"\d+", last))) == len(REQUIREMENTS)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("tests/test_asvs.py::test_that_is_not_there", "there is no test"),
        ("tests/no_such_file.py::test_x", "there is no test"),
        ("documented: NO-SUCH-FILE.md", "there is no file"),
        ("surely", "is no answer"),
        ("not met:", "nothing is said"),
        ("tests/test_asvs.py::test_no_requirement_is_left_out", ""),
    ],
)
def test_an_answer_that_says_nothing_is_seen(answer: str, told: str) -> None:
    found = fault(Requirement("1.1.1", 1, "something", answer))
    assert told in found
    assert bool(told) == bool(found)
