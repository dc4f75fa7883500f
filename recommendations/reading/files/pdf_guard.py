"""What keeps pdfminer from a PDF that unpacks without end, or whose objects are each other. Runs apart."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pdfminer import pdftypes
from pdfminer.psexceptions import PSException

from recommendations.reading.paper import Refused

MOST_UNPACKED = 100 << 20  # bytes of one stream, and four times as many of them all
TOO_LARGE = f"The PDF unpacks to more than {MOST_UNPACKED >> 20} MB."
MOST_IN_A_ROW = 10  # references that lead to references


class _Zlib:
    """The part of zlib that pdfminer calls, with an end."""

    error, decompressobj = zlib.error, staticmethod(zlib.decompressobj)

    def __init__(self) -> None:
        self._left, self.is_spent = 4 * MOST_UNPACKED, False

    def decompress(self, data: bytes) -> bytes:
        """The data unpacked. Raises Refused for more of it than any paper has."""
        stream = zlib.decompressobj()
        found = stream.decompress(data, MOST_UNPACKED + 1)
        self._left -= len(found)
        if len(found) > MOST_UNPACKED or self._left < 0:
            self.is_spent = True
            raise Refused(TOO_LARGE)
        if not stream.eof:
            raise zlib.error("incomplete or truncated stream")
        return found


@contextmanager
def guarded() -> Iterator[None]:
    """Within it, pdfminer unpacks no more than is bearable, and follows no reference in a circle."""
    module: Any = pdftypes
    setting: Any = pdftypes.PDFObjRef
    held_zlib, held_resolve = module.zlib, pdftypes.PDFObjRef.resolve
    in_a_row = 0

    def resolve(reference: pdftypes.PDFObjRef, default: object = None) -> Any:
        nonlocal in_a_row
        found = held_resolve(reference, default)
        in_a_row = in_a_row + 1 if isinstance(found, pdftypes.PDFObjRef) else 0
        if in_a_row > MOST_IN_A_ROW:
            in_a_row = 0
            raise PSException("objects that are each other")
        return found

    module.zlib = unpacking = _Zlib()
    setting.resolve = resolve
    try:
        yield
    except Exception as error:
        # Who called pdfminer may have made another error of the refusal.
        if unpacking.is_spent:
            raise Refused(TOO_LARGE) from error
        raise
    finally:
        module.zlib, setting.resolve = held_zlib, held_resolve
    if unpacking.is_spent:
        raise Refused(TOO_LARGE)
