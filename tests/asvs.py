"""OWASP ASVS 5.0.0, levels 1 and 2: each requirement in our own short words, and how it is met here.

An answer is the test that shows it ("tests/…::test_…"), or begins with one of the words of `ANSWERS`. The
rows stand in asvs.txt. The standard itself is published by OWASP; where these words and its own differ, its
own count. `test_asvs.py` checks that each named test exists and that no requirement is left out;
`python -m tests.asvs` prints how many of each chapter are met by what.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple

ANSWERS = {
    "documented": "written down in the file named",
    "built in": "met by what is used or left out, with no test of its own",
    "operator": "for whoever runs the site to settle",
    "not applicable": "there is no such thing here",
    "not met": "open, and why",
}
# How many of levels 1 and 2 each chapter has, by which nothing can be left out in silence.
CHAPTERS = {
    1: 27, 2: 11, 3: 19, 4: 10, 5: 9, 6: 35, 7: 18, 8: 7, 9: 7, 10: 29, 11: 14, 12: 9, 13: 13, 14: 9, 15: 13,
    16: 16, 17: 7,
}  # fmt: skip
LEVELS = {1: 70, 2: 183}
TABLE = Path(__file__).with_suffix(".txt")


class Requirement(NamedTuple):
    """One requirement, its level, what it asks, and the answer."""

    number: str
    level: int
    asks: str
    answer: str

    @property
    def chapter(self) -> int:
        return int(self.number.split(".")[0])

    @property
    def kind(self) -> str:
        """ "test", or the word of ANSWERS that the answer begins with."""
        return "test" if self.answer.startswith("tests/") else self.answer.partition(":")[0]


REQUIREMENTS = [
    Requirement(number, int(level), asks, answer)
    for number, level, asks, answer in (
        line.split(" | ") for line in TABLE.read_text().splitlines() if not line.startswith("#")
    )
]


def counts() -> str:
    """How many of each chapter are met by what, as a table."""
    kinds = ["test", *ANSWERS]
    lines = ["| chapter | " + " | ".join(kinds) + " |", "|---:" * (len(kinds) + 1) + "|"]
    for chapter in CHAPTERS:
        found = [each.kind for each in REQUIREMENTS if each.chapter == chapter]
        lines.append(f"| V{chapter} | " + " | ".join(str(found.count(kind)) for kind in kinds) + " |")
    found = [each.kind for each in REQUIREMENTS]
    lines.append("| all | " + " | ".join(str(found.count(kind)) for kind in kinds) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(counts() + "\n")
