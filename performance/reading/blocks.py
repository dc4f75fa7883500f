"""The kinds of block a performance report is made of: lines that stand together, parted by blank lines."""

from __future__ import annotations

import re

from performance.reading.report import LONGEST_NAME
from recommendations.reading.slugs import slug_of

SUMMARY, ACTIONS, COMMENTS = "Measures Summary", "Planned Action to Drive Performance", "Comments"
UPLIFT = re.compile(r"\buplift\b", re.IGNORECASE)
ITEM = re.compile(r"(\d{1,3})\. (.+)")
ROLLING = re.compile(r"\b12 month (?:rolling|average)\b", re.IGNORECASE)
DEFINITION = re.compile(r"([A-Z][^.]{0,40}?) \u2013 (.+)")
FRAMEWORK = re.compile(r"National\b.*\bMeasures|.+\bPlan \d{4}\s?[-\u2013]\s?\d{2,4}")
# The lines between a framework and its first heading, whole, or with the framework's priority.
# The first priority that it names counts, so that a line of priorities is gone through once.
CONTRIBUTION = re.compile(
    r"Contribution of .(?:(?! Priority \d+ \u2013 .).)*+(?: (Priority \d+ \u2013 .+?)\*?)?"
)
IN_BRACKETS = re.compile(r"\(.+\)")
# Where the text had a picture it has at least this many blank lines.
PICTURE = 3
LONGEST_HEADING = 15  # words

Block = list[tuple[int, str]]


def text_in(block: Block) -> str:
    """The block as one line."""
    return " ".join(text for _, text in block)


def is_table(block: Block) -> bool:
    """Whether every line has cells, which the text papers part with tabs."""
    return all("\t" in text for _, text in block)


def opens_list(block: Block) -> bool:
    """Whether the block is the title of a list of planned actions or of comments."""
    return text_in(block) in (ACTIONS, COMMENTS)


def is_items(block: Block) -> bool:
    """Whether the block begins with a numbered item."""
    return bool(ITEM.match(block[0][1]))


def is_title(block: Block) -> bool:
    """Whether the block is the title of a table that can be read."""
    text = text_in(block)
    return text == SUMMARY or bool(UPLIFT.search(text))


def is_chart(block: Block, following: Block | None) -> bool:
    """Whether the block is the title of a chart: by its words, or by the gap that its picture left below."""
    if any("\t" in text for _, text in block) or opens_list(block) or is_items(block):
        return False
    last = block[-1][0]
    gap = following[0][0] - last if following else 0
    return bool(ROLLING.search(text_in(block))) or gap > PICTURE


def is_heading(block: Block) -> bool:
    """Whether the block could be the heading of a priority: short, no sentence, nothing else known."""
    text = text_in(block)
    if "\t" in text or text == SUMMARY or opens_list(block) or is_items(block):
        return False
    if FRAMEWORK.fullmatch(text) or CONTRIBUTION.fullmatch(text):
        return False
    short = len(text) <= LONGEST_NAME and len(text.split()) <= LONGEST_HEADING
    return text[0].isupper() and short and text[-1] not in ".:;!?" and bool(slug_of(text))
