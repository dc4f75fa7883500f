"""Numbers as people write them in files of figures."""

from __future__ import annotations

import re

from performance.observations.words import Fault, quoted

_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)?")
# Blanks that part thousands: ordinary, no-break, thin, narrow no-break.
_GROUPED = re.compile(r"[0-9]{1,3}(?:(?:,[0-9]{3})+|(?:[ \u00a0\u2009\u202f][0-9]{3})+)(?:\.[0-9]+)?")
_NEGATIVE = re.compile(r"[-−] ?[0-9][0-9., ]*")
_SIGNED = re.compile(r"[£$€] ?[0-9][0-9., ]*|[0-9][0-9., ]*[%‰]")
# A float holds every whole number of so many digits.
_MOST_DIGITS = 15


def number(word: str) -> float:
    """A number that is not negative, with a point for decimals and a comma or a blank for thousands.

    Raises Fault for all else: a comma for decimals is refused, because “1,234” would be read two ways.
    """
    if not _PLAIN.fullmatch(word) and not _GROUPED.fullmatch(word):
        raise Fault(_why(word))
    digits = re.sub(r"[^0-9.]", "", word)
    if len(digits.partition(".")[0].lstrip("0")) > _MOST_DIGITS:
        raise Fault(f"{quoted(word)} has more than {_MOST_DIGITS} digits.")
    return float(digits)


def above_zero(word: str) -> float:
    """A number that something can be divided by. Raises Fault for zero and for what is no number."""
    value = number(word)
    if not value:
        raise Fault("A denominator cannot be zero.")
    return value


def _why(word: str) -> str:
    if _NEGATIVE.fullmatch(word):
        return f"{quoted(word)} is negative: nothing can be counted less than no times."
    if _SIGNED.fullmatch(word):
        return f"{quoted(word)} has a sign: write the number without it."
    if re.fullmatch(r"[0-9][0-9., ]*", word):
        return f"{quoted(word)} is no number: a point parts decimals, a comma or a blank thousands."
    return f"{quoted(word)} is no number."
