"""Texts, tables, trees and web pages that would never end, or fill the memory."""

from __future__ import annotations

from tests.papers import BOARD_TEXT

MB = 1 << 20
HEADER = "No.,Recommendation,Update,RAG\n"


def endless_line(unit: str) -> bytes:
    """A board paper with one line of 5 MB."""
    return f"{BOARD_TEXT}\n{unit * (5 * MB // len(unit))}\n".encode()


def long_lines(unit: str) -> bytes:
    """A text of lines that are just short enough to be read, each of the same unit over and over."""
    line = unit * (199_000 // len(unit))
    return "\n\n".join([line] * 10).encode()


def quotes() -> bytes:
    """A CSV of one line of nine million quotes, and one."""
    return HEADER.encode() + b'"' * (9 * MB + 1)


def huge_cell() -> bytes:
    """A CSV with a cell of nine million letters."""
    return (HEADER + "1,Keep," + "a" * (9 * MB) + ",Green\n").encode()


def open_quote() -> bytes:
    """A CSV in which a quote is never closed."""
    return (HEADER + '1,"Keep a log,None,Green\n' + "2,Ask,None,Red\n" * 200_000).encode()


def many_columns() -> bytes:
    """A CSV with a row of a million cells."""
    return (HEADER + "1,Keep,None,Green" + ",x" * MB + "\n").encode()


def many_rows() -> bytes:
    """A CSV with a million rows."""
    return (HEADER + ",,,\n1,a,b,Red\n" * MB)[: 9 * MB].encode()


def aliases() -> bytes:
    """A YAML paper whose nine lines stand for a thousand million words."""
    lines = ["a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha, ha]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    return "\n".join(lines).encode()


def deep_yaml() -> bytes:
    """A YAML paper of lists in lists."""
    return b"paper: " + b"[" * 90_000 + b"]" * 90_000


def deep_yaml_by_lines() -> bytes:
    """The same by its indents."""
    return b"".join(b"  " * n + b"- a:\n" for n in range(500))


def huge_number() -> bytes:
    """A YAML paper with a number of 190,000 figures."""
    return b"paper: Fair\nholds: {bodies: " + b"9" * 190_000 + b"}\n"


def yaml_object() -> bytes:
    """A YAML paper that would have a program run."""
    return b"paper: !!python/object/apply:os.system [ls]\n"


def deep_page(tag: str = "div") -> bytes:
    """A web page of a million boxes in boxes."""
    return b"<!doctype html><html><body>" + f"<{tag}>".encode() * 1_000_000


def huge_attribute() -> bytes:
    """A web page with an attribute of 9 MB."""
    return b"<!doctype html><html><body><p title='" + b"a" * (9 * MB) + b"'>Text</p></body></html>"


def wide_span() -> bytes:
    """A web page with a cell that spans a thousand million columns and rows."""
    cell = b"<td colspan=1000000000 rowspan=1000000000>Far</td>"
    return b"<!doctype html><html><body><table><tr>" + cell + b"</tr></table></body></html>"


def many_spans() -> bytes:
    """A web page of ten thousand cells that each span a thousand rows and columns."""
    row = b"<tr>" + b"<td colspan=1000 rowspan=1000>a</td>" * 100 + b"</tr>"
    return b"<!doctype html><html><body><table>" + row * 100 + b"</table></body></html>"


def comments() -> bytes:
    """A web page of a million comments that are never closed, and no page behind them."""
    return b"<!---->" * 100_000 + b"<!--" * 1_000_000
