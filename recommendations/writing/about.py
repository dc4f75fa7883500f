"""What a written file says of itself, whatever form it has. Free of Django."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class About:
    """Title, office and language of a file that is to be written; `subject` names the meeting it is for.

    `language` is a tag as "en-GB"; `footer` stands at the foot of each page, beside its number.
    """

    title: str
    office: str
    subject: str = ""
    language: str = "en-GB"
    footer: str = ""
