"""A file being read while its page is already on its way."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator

from recommendations.reading.paper import Refused
from tracker.paper_import import read_any
from tracker.paper_reading import Read
from tracker.paper_said import Said


class Reading:
    """Reads a file in a thread, which waits for the process that reads; touches no record."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name, self.data = name, data
        self._told: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._read: Read | None = None
        self._fault: Exception | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._read = read_any(self.name, self.data, Said(), self._told.put)
        except Exception as fault:  # raised again where the result is asked for
            self._fault = fault
        finally:
            self._told.put(None)

    def done_within(self, seconds: float | None) -> bool:
        """Whether it is read, or refused, after at most that long; None waits until it is."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def told(self) -> Iterator[str]:
        """What the reader says on its way, until it is done."""
        while (said := self._told.get()) is not None:
            yield said

    def result(self) -> Read:
        """What was read; raises Refused where it cannot be."""
        self._thread.join()
        if self._fault is not None:
            raise self._fault
        if self._read is None:
            raise Refused("It was not read.")
        return self._read
