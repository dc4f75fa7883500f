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
Env = dict[str, str]


class Answer(NamedTuple):
    """What came back, and in how many seconds."""

    status: int
    body: bytes
    etag: str
    seconds: float


class Reader:
    """A person signed in, on one connection that stays open."""

    def __init__(self, port: int, session: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.session = session

    def ask(self, path: str, known: str = "") -> Answer:
        """Ask for a page; `known` is the etag of the answer held already."""
        headers = {"Cookie": f"sessionid={self.session}", **({"If-None-Match": known} if known else {})}
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
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def serving(env: Env) -> Iterator[int]:
    """The port of a server that runs inside the block."""
    port = free_port()
    command = [sys.executable, "-m", "waitress", f"--listen=127.0.0.1:{port}", "tracker.wsgi:application"]
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
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except OSError:
        return False
    return True
