"""Work done in a process of its own, with limits on memory and time: what reads a stranger's file, and
what needs libraries that no worker should hold. Free of Django.

A task is a function `task(words, data, progress) -> (answer, bytes)`, named "module:function": `words` and
`answer` are plain JSON, `data` and the bytes whatever they are. It raises Refused for what it will not do.
"""

from __future__ import annotations

import importlib
import io
import json
import logging
import os
import signal
import subprocess
import sys
import threading
import traceback
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from recommendations.reading.paper import Refused

SECONDS, MEGABYTES = 30, 512
MOST_SAID = 64 << 20  # bytes of a line
MOST_TRACED = 8_000  # characters of what is logged of a fault
LOG = logging.getLogger(__name__)
# Signals, which Windows has not: there no child ends by one.
KILLED, PROCESSOR_TIME = getattr(signal, "SIGKILL", 9), getattr(signal, "SIGXCPU", 24)
ROOT = Path(__file__).resolve().parent.parent
Progress = Callable[[str], None]  # told what is done, in a sentence
TOO_LONG = "It takes longer than {seconds} seconds to read."
TOO_LARGE = "It needs more than {megabytes} MB of memory to read."
TOO_MUCH = "It holds more text than any paper has."
DAMAGED = "It is damaged: the program that reads it gave up."
CRASHED = "It is damaged, or needs more than {megabytes} MB: the program that reads it broke down."


def run_apart(
    task: str,
    words: Mapping[str, Any],
    data: bytes = b"",
    *,
    seconds: int = SECONDS,
    megabytes: int = MEGABYTES,
    progress: Progress = lambda said: None,
) -> tuple[Any, bytes]:
    """Run a task in a child process; its answer and its bytes.

    Raises Refused for what the task refuses, and where it runs out of time or memory or breaks down.
    """
    # Only what Python itself needs: no secret of the site is in the child's reach. Threads for sums would
    # each reserve memory, as many as there are cores.
    env = {
        "PATH": os.environ.get("PATH", ""),
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        "OPENBLAS_NUM_THREADS": "1",
    }
    command = [sys.executable, "-m", "recommendations.apart", task, str(seconds), str(megabytes)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=env, stdin=pipe, stdout=pipe, bufsize=0) as child:
        too_late = threading.Event()

        def stop() -> None:
            too_late.set()
            child.kill()

        late = threading.Timer(seconds, stop)
        late.daemon = True
        late.start()
        try:
            _send(child.stdin, words, data)
            told, body = _told(child.stdout, progress)
            child.wait()
        finally:
            late.cancel()
            child.kill()  # where the parent gave up; nothing happens to a child that has ended
    if too_late.is_set() or child.returncode == -PROCESSOR_TIME:
        raise Refused(TOO_LONG.format(seconds=seconds))
    if told and "refused" in told:
        if "broke" in told:
            LOG.error("%s broke down:\n%s", task, told["broke"])
        raise Refused(told["refused"])
    if told is None or child.returncode:
        raise Refused(_broke_down(child.returncode, megabytes))
    return told["answer"], body


def _broke_down(code: int, megabytes: int) -> str:
    """Why a child ended without a word: the system took its memory, a library stopped it, or Python did."""
    if code == -KILLED:
        return TOO_LARGE.format(megabytes=megabytes)
    return CRASHED.format(megabytes=megabytes) if code < 0 else DAMAGED


def _send(pipe: Any, words: Mapping[str, Any], data: bytes) -> None:
    """All that the child is to have. It reads everything before it speaks, so neither waits for the other."""
    left = memoryview(json.dumps(words).encode() + b"\n" + data)
    try:
        while left:
            left = left[pipe.write(left) :]
    except BrokenPipeError:  # the child gave up before it had read everything; how it ended says why
        pass
    pipe.close()


def _told(pipe: Any, progress: Progress) -> tuple[dict[str, Any] | None, bytes]:
    """The child's last line and its bytes; None where it ended without one."""
    with io.BufferedReader(pipe) as lines:
        while (line := lines.readline(MOST_SAID)).endswith(b"\n"):
            told: dict[str, Any] = json.loads(line)
            if "progress" not in told:
                return told, lines.read()
            progress(told["progress"])
    # A line without an end was cut: the child died while it spoke, or it would not stop.
    return ({"refused": TOO_MUCH} if len(line) == MOST_SAID else None), b""


def _limit(seconds: int, megabytes: int) -> None:
    """Limits that the operating system holds, where it can: no Windows has them."""
    try:
        import resource
    except ImportError:
        return
    size = megabytes << 20
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(10)


def main(task: str, seconds: str, megabytes: str) -> None:
    """The child: do one task with what comes in, say what came of it."""
    out = os.fdopen(os.dup(1), "wb")
    # A library that prints must not speak between the lines, and may not to a log: the child writes no file.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    # What libraries say of a file is a stranger's text, and can be endless: it is none for the log.
    logging.disable()
    warnings.simplefilter("ignore")
    _limit(int(seconds), int(megabytes))

    def say(told: dict[str, Any], body: bytes = b"") -> None:
        out.write(json.dumps(told).encode() + b"\n" + body)
        out.flush()

    try:
        words, _, data = sys.stdin.buffer.read().partition(b"\n")
        module, _, function = task.partition(":")
        run = getattr(importlib.import_module(module), function)
        answer, body = run(json.loads(words), data, lambda said: say({"progress": said}))
        say({"answer": answer}, body)
    except Refused as refused:
        say({"refused": str(refused)})
    except MemoryError:
        say({"refused": TOO_LARGE.format(megabytes=megabytes)})
    except RecursionError:
        say({"refused": "It is nested too deep to read."})
    except Exception:
        # The child may write no file, so not to a log either: the parent does.
        say({"refused": DAMAGED, "broke": traceback.format_exc()[-MOST_TRACED:]})


if __name__ == "__main__":
    main(*sys.argv[1:])
