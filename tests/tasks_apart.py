"""Tasks for tests of work done apart: what a child may do, well and badly."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Mapping
from typing import Any

from recommendations.reading.paper import Refused

Told = tuple[Any, bytes]
Progress = Callable[[str], None]
Words = Mapping[str, Any]


def echo(words: Words, data: bytes, progress: Progress) -> Told:
    """What came in, the bytes turned round."""
    return dict(words), data[::-1]


def step_by_step(words: Words, data: bytes, progress: Progress) -> Told:
    """Says a number of sentences, some with ends of lines in them."""
    for number in range(words["steps"]):
        progress(f"step {number}\nof {words['steps']}")
    return len(data), b""


def refuse(words: Words, data: bytes, progress: Progress) -> Told:
    """Refuses."""
    raise Refused("page 3: the table has no header.")


def break_down(words: Words, data: bytes, progress: Progress) -> Told:
    """Raises what nobody expects."""
    raise KeyError("no such key")


def stop(words: Words, data: bytes, progress: Progress) -> Told:
    """Ends as a library written in C does that finds itself at a loss."""
    os.abort()


def leave(words: Words, data: bytes, progress: Progress) -> Told:
    """Ends without a word."""
    os._exit(int(words["code"]))


def die(words: Words, data: bytes, progress: Progress) -> Told:
    """Is killed, as by a system that has no memory left."""
    os.kill(os.getpid(), signal.SIGKILL)
    return None, b""


def never_end(words: Words, data: bytes, progress: Progress) -> Told:
    """Waits for something that never comes."""
    signal.pause()
    return None, b""


def use_processor(words: Words, data: bytes, progress: Progress) -> Told:
    """Works without end."""
    while True:
        pass


def take_memory(words: Words, data: bytes, progress: Progress) -> Told:
    """Takes as much memory as it is told, in megabytes."""
    return len(bytearray(int(words["megabytes"]) << 20)), b""


def nest(words: Words, data: bytes, progress: Progress) -> Told:
    """Calls itself."""
    return nest(words, data, progress)


def chatter(words: Words, data: bytes, progress: Progress) -> Told:
    """Prints, as libraries do, to where answers go."""
    sys.stdout.write('{"answer": "false"}\n')
    sys.stdout.flush()
    os.write(1, b'{"answer": "false"}\n')
    return "true", b""


def say_much(words: Words, data: bytes, progress: Progress) -> Told:
    """Answers with as many letters as it is told, and as many bytes."""
    return "a" * int(words["letters"]), bytes(int(words["bytes"]))


def half_said(words: Words, data: bytes, progress: Progress) -> Told:
    """Answers for itself, and dies before the last byte."""
    for place in range(3, 20):
        try:
            os.write(place, json.dumps({"answer": 1}).encode() + str(words["end"]).encode())
            os._exit(3)
        except OSError:
            continue
    return None, b""


def surroundings(words: Words, data: bytes, progress: Progress) -> Told:
    """What it finds around itself: variables, limits, whether it may write a file."""
    import resource

    limits = {name: resource.getrlimit(getattr(resource, name)) for name in words["limits"]}
    try:
        with open(words["file"], "wb") as file:
            file.write(b"a")
        wrote = True
    except OSError:
        wrote = False
    modules = sorted(name for name in sys.modules if name.split(".")[0] in words["modules"])
    return {"env": dict(os.environ), "limits": limits, "wrote": wrote, "modules": modules}, b""
