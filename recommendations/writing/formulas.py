"""Texts that a spreadsheet would run as a formula, made harmless in a CSV file and read back as they were.

Free of Django. A leading apostrophe is what spreadsheets themselves take as "this is text".
"""

from __future__ import annotations

import re

# What a spreadsheet may pass over before it looks for a formula: blanks, control and invisible characters.
_PASSED_OVER = r"'\s\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2060-\u2064\ufeff"
# The wide forms are taken for the plain ones where Chinese or Japanese is typed.
_RUNS = re.compile(rf"[{_PASSED_OVER}]*[=+\-@＝＋－＠]|'*[\t\r\n]")


def disarmed(text: str) -> str:
    """The text with an apostrophe before it, where a spreadsheet could take it for a formula."""
    return f"'{text}" if _RUNS.match(text) else text


def as_written(text: str) -> str:
    """The text that `disarmed` was given; any other text as it is."""
    return text[1:] if text.startswith("'") and _RUNS.match(text, 1) else text
