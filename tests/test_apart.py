"""Work in a process of its own: what comes back, what is refused, and what the child can reach."""

from __future__ import annotations

import logging
import os
import sys

import pytest

from recommendations import apart
from recommendations.apart import run_apart
from recommendations.reading.paper import Refused

TASKS = "tests.tasks_apart"


def test_an_answer_and_bytes_come_back() -> None:
    words = {"name": "Café\n.docx", "numbers": [1, None, 2.5]}
    assert run_apart(f"{TASKS}:echo", words, b"\0ab\n") == (words, b"\nba\0")


def test_much_goes_both_ways() -> None:
    data = os.urandom(10 << 20)
    answer, body = run_apart(f"{TASKS}:echo", {"text": "a" * (1 << 20)}, data)
    assert len(answer["text"]) == 1 << 20
    assert body == data[::-1]


def test_progress_is_told_line_by_line() -> None:
    told: list[str] = []
    answer, _ = run_apart(f"{TASKS}:step_by_step", {"steps": 20_000}, b"ab", progress=told.append)
    assert answer == 2
    assert told == [f"step {number}\nof 20000" for number in range(20_000)]


def test_a_refusal_comes_back_as_it_is() -> None:
    with pytest.raises(Refused, match=r"^page 3: the table has no header\.$"):
        run_apart(f"{TASKS}:refuse", {})


def test_a_fault_is_a_refusal_and_goes_to_the_log(caplog) -> None:
    with caplog.at_level(logging.ERROR), pytest.raises(Refused) as refused:
        run_apart(f"{TASKS}:break_down", {})
    assert str(refused.value) == apart.DAMAGED
    assert "KeyError: 'no such key'" in caplog.text
    assert f"{TASKS}:break_down" in caplog.text


@pytest.mark.parametrize("task", [f"{TASKS}:no_such_task", "no_such_module:run", "no task at all"])
def test_a_task_that_does_not_exist_is_a_refusal(task: str) -> None:
    with pytest.raises(Refused, match=apart.DAMAGED):
        run_apart(task, {})


def test_a_child_that_stops_is_a_refusal() -> None:
    with pytest.raises(Refused, match="broke down"):
        run_apart(f"{TASKS}:stop", {})


@pytest.mark.parametrize("code", [0, 1, 7])
def test_a_child_that_leaves_without_a_word_is_a_refusal(code: int) -> None:
    with pytest.raises(Refused, match=apart.DAMAGED):
        run_apart(f"{TASKS}:leave", {"code": code})


@pytest.mark.parametrize("end", ["", "\n"])
def test_half_an_answer_is_none(end: str) -> None:
    with pytest.raises(Refused, match=apart.DAMAGED):
        run_apart(f"{TASKS}:half_said", {"end": end})


def test_a_child_that_is_killed_took_too_much_memory() -> None:
    with pytest.raises(Refused, match="more than 512 MB of memory"):
        run_apart(f"{TASKS}:die", {})


@pytest.mark.parametrize("task", ["never_end", "use_processor"])
def test_a_child_that_does_not_end_is_ended(task: str) -> None:
    with pytest.raises(Refused, match="takes longer than 1 seconds"):
        run_apart(f"{TASKS}:{task}", {}, seconds=1)


def test_memory_has_an_end() -> None:
    assert run_apart(f"{TASKS}:take_memory", {"megabytes": 150}, megabytes=300)[0] == 150 << 20
    with pytest.raises(Refused, match="more than 300 MB of memory"):
        run_apart(f"{TASKS}:take_memory", {"megabytes": 350}, megabytes=300)


def test_the_memory_of_a_reading_has_an_end() -> None:
    with pytest.raises(Refused, match="more than 512 MB of memory"):
        run_apart(f"{TASKS}:take_memory", {"megabytes": 512})


def test_what_is_nested_without_end_is_a_refusal() -> None:
    with pytest.raises(Refused, match="nested too deep"):
        run_apart(f"{TASKS}:nest", {})


def test_what_a_library_prints_is_no_answer() -> None:
    assert run_apart(f"{TASKS}:chatter", {}) == ("true", b"")


def test_an_answer_without_end_is_refused(monkeypatch) -> None:
    assert run_apart(f"{TASKS}:say_much", {"letters": 9_000, "bytes": 5})[1] == bytes(5)
    monkeypatch.setattr(apart, "MOST_SAID", 5_000)
    with pytest.raises(Refused, match="more text than any paper"):
        run_apart(f"{TASKS}:say_much", {"letters": 9_000, "bytes": 5})


def test_a_child_that_dies_before_it_has_read_all_is_no_deadlock(monkeypatch) -> None:
    """Python itself refuses to start with this option: nobody reads the ten megabytes."""
    monkeypatch.setattr(apart.sys, "executable", "/bin/false")
    with pytest.raises(Refused, match=apart.DAMAGED):
        run_apart(f"{TASKS}:echo", {}, bytes(10 << 20))


def test_where_the_parent_gives_up_the_child_is_ended() -> None:
    def give_up(said: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_apart(f"{TASKS}:step_by_step", {"steps": 1_000_000}, progress=give_up)
    assert not _children()


def test_the_child_has_no_secrets_and_no_way_out(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("SECRET_KEY", "a secret")
    monkeypatch.setenv("DATABASE_URL", "postgres://user:password@host/tracker")
    asked = ["RLIMIT_AS", "RLIMIT_CPU", "RLIMIT_FSIZE", "RLIMIT_CORE"]
    words = {"limits": asked, "file": str(tmp_path / "a"), "modules": ["django"]}
    found, _ = run_apart(f"{TASKS}:surroundings", words, seconds=20, megabytes=400)
    assert set(found["env"]) <= {"PATH", "LC_ALL", "LC_CTYPE", "PYTHONPATH", "OPENBLAS_NUM_THREADS"}
    assert found["limits"] == {
        "RLIMIT_AS": [400 << 20, 400 << 20],
        "RLIMIT_CPU": [20, 21],
        "RLIMIT_FSIZE": [0, 0],
        "RLIMIT_CORE": [0, 0],
    }
    assert not found["wrote"]
    assert found["modules"] == []


def test_no_child_is_left_behind() -> None:
    for task in ("echo", "refuse", "stop", "die"):
        try:
            run_apart(f"{TASKS}:{task}", {})
        except Refused:
            continue
    assert not _children()


def test_without_limits_of_the_system_it_still_works(monkeypatch) -> None:
    """As on Windows, where there is no module `resource`: the child would fail to import it."""
    monkeypatch.setitem(sys.modules, "resource", None)
    assert apart._limit(1, 1) is None
    assert bytearray(64 << 20)


def _children() -> list[str]:
    """Processes that this one started and that are not reaped yet, of those that did our tasks."""
    found = []
    for status in os.listdir("/proc"):
        try:
            with open(f"/proc/{status}/stat") as file:
                told = file.read()
            with open(f"/proc/{status}/cmdline") as file:
                command = file.read()
        except OSError:
            continue
        is_ours = told.rpartition(")")[2].split()[1] == str(os.getpid())
        if is_ours and ("recommendations.apart" in command or not command):
            found.append(told)
    return found
