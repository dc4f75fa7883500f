"""One door for every paper: from the bytes of a file to a Paper, or a refusal in one sentence."""

from __future__ import annotations

from dataclasses import replace

from recommendations.reading.action_plan import is_action_plan, read_action_plan
from recommendations.reading.board import is_board_paper, performance_lines, read_board_paper
from recommendations.reading.choices import NOTHING_SAID, Choices
from recommendations.reading.fixture import read_fixture
from recommendations.reading.panel import (
    is_commissioners_report,
    is_programme_update,
    read_commissioners_report,
    read_programme_update,
)
from recommendations.reading.paper import Paper, Refused
from recommendations.reading.sheet import Sheet, sha256_of, text_of

FIXTURES = (".yaml", ".yml")
KINDS = (
    (is_action_plan, read_action_plan),
    (is_programme_update, read_programme_update),
    (is_commissioners_report, read_commissioners_report),
)


def read_paper(name: str, data: bytes, choices: Choices = NOTHING_SAID) -> Paper:
    """The paper in a text file of that name; raises Refused with a sentence that names line and reason."""
    text = text_of(data)
    if is_fixture(name):
        return read_fixture(name, sha256_of(data), text)
    return read_sheet(name, sha256_of(data), Sheet(text), choices)


def is_fixture(name: str) -> bool:
    """Whether a file of that name holds the YAML form of a paper."""
    return name.lower().endswith(FIXTURES)


def read_sheet(name: str, sha256: str, sheet: Sheet, choices: Choices = NOTHING_SAID) -> Paper:
    """A text paper, of the kind that its content settles; each line of it is read, or named in the losses.

    `choices` say how to read the columns and status words of its table of recommendations.
    """
    kind = next((read for fits, read in KINDS if fits(sheet)), None)
    if kind is not None:
        paper = kind(name, sha256, sheet)
    elif is_board_paper(sheet, choices.columns):
        paper = read_board_paper(name, sha256, sheet, choices)
        left = performance_lines(sheet, choices.columns)
        if left is not None:
            sheet.take(*range(left.line, left.last + 1))
    else:
        raise Refused("The paper names no meeting and holds no table of recommendations.")
    sheet.lose_rest("stray text", "it is in no place that is known")
    return replace(paper, losses=sheet.account())
