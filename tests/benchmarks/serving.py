"""A server of its own process over one database, and a client that times each answer."""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
Env = dict[str, str]


class Answer(NamedTuple):
    """What came back, and in how many seconds."""

    status: int
    body: bytes
    etag: str
    seconds: float


class Reader:
    """A person signed in, on one connection that stays open; `encoding` is how answers may be compressed."""

    def __init__(self, port: int, session: str, encoding: str = "identity") -> None:
        self.connection = http.client.HTTPConnection(HOST, port, timeout=60)
        self.headers = {"Cookie": f"session={session}", "Accept-Encoding": encoding}

    def ask(self, path: str, known: str = "") -> Answer:
        """Ask for a page; `known` is the etag of the answer held already."""
        headers = self.headers | ({"If-None-Match": known} if known else {})
        start = time.perf_counter()
        self.connection.request("GET", path, headers=headers)
        response = self.connection.getresponse()
        body = response.read()
        seconds = time.perf_counter() - start
        if response.status != (304 if known else 200):
            raise RuntimeError(f"{path} answers {response.status}")
        return Answer(response.status, body, response.getheader("ETag", ""), seconds)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        return int(taken.getsockname()[1])


@contextmanager
def serving(env: Env, application: str = "tracker.wsgi:application") -> Iterator[int]:
    """The port of a server that runs inside the block."""
    port = free_port()
    command = [sys.executable, "-m", "waitress", f"--listen={HOST}:{port}", application]
    server = subprocess.Popen(command, cwd=ROOT, env=env)
    try:
        until = time.monotonic() + 60
        while not _answers(port):
            if server.poll() is not None or time.monotonic() > until:
                raise RuntimeError("The server did not start.")
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait()


def _answers(port: int) -> bool:
    try:
        socket.create_connection((HOST, port), timeout=5).close()
    except OSError:
        return False
    return True
