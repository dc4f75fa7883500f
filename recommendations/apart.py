"""Work done in a process of its own, with limits on memory and time: what reads a stranger's file, and
what needs libraries that no worker should hold. Free of Django.

A task is a function `task(words, data, progress) -> (answer, bytes)`, named "module:function": `words` and
`answer` are plain JSON, `data` and the bytes whatever they are. It raises Refused for what it will not do.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from recommendations.reading.paper import Refused

SECONDS, MEGABYTES = 30, 512
ROOT = Path(__file__).resolve().parent.parent
Progress = Callable[[str], None]  # told what is done, in a sentence
TOO_LONG = "It takes longer than {seconds} seconds to read."
TOO_LARGE = "It needs more than {megabytes} MB of memory to read."
DAMAGED = "It is damaged: the program that reads it gave up."


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
    # Only what Python itself needs: no secret of the site is in the child's reach.
    env = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "recommendations.apart", task, str(seconds), str(megabytes)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=env, stdin=pipe, stdout=pipe) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        late = threading.Timer(seconds, child.kill)
        late.start()
        try:
            _send(child.stdin, words, data)
            told = _told(child.stdout, progress)
            body = child.stdout.read() if told else b""
        finally:
            in_time = late.is_alive()
            late.cancel()
            child.kill() if not in_time else child.wait()
    if not in_time:
        raise Refused(TOO_LONG.format(seconds=seconds))
    if told is None:
        raise Refused(TOO_LARGE.format(megabytes=megabytes) if child.returncode < 0 else DAMAGED)
    if "refused" in told:
        raise Refused(told["refused"])
    return told["answer"], body


def _send(pipe: Any, words: Mapping[str, Any], data: bytes) -> None:
    try:
        pipe.write(json.dumps(words).encode() + b"\n" + data)
        pipe.close()
    except BrokenPipeError:  # the child gave up before it had read everything; how it ended says why
        pass


def _told(pipe: Any, progress: Progress) -> dict[str, Any] | None:
    """The child's last line before its bytes; None where it ended without one."""
    for line in pipe:
        told: dict[str, Any] = json.loads(line)
        if "progress" not in told:
            return told
        progress(told["progress"])
    return None


def _limit(seconds: int, megabytes: int) -> None:
    """Limits that the operating system holds, where it can: no Windows has them."""
    try:
        import resource
    except ImportError:
        return
    size = megabytes << 20
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(10)


def main(task: str, seconds: str, megabytes: str) -> None:
    """The child: do one task with what comes in, say what came of it."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library that prints must not speak between the lines
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
        traceback.print_exc()
        say({"refused": DAMAGED})


if __name__ == "__main__":
    main(*sys.argv[1:])
