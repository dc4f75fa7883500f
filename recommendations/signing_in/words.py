"""Passwords that are long and easy all the same: made of the words one would try first."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError

# What people take when a long password is asked for; the office's name and the person's come to it.
EASY = (
    "recommendations recommendation tracker opcc police crime commissioner commissioners panel "
    "constabulary force board office meeting avon somerset bristol password passphrase passwort secret "
    "letmein login signin welcome admin administrator editor viewer publisher account qwertyuiop qwerty "
    "asdfghjkl asdf zxcvbnm abcdefghijklmnopqrstuvwxyz abcdef abc iloveyou sunshine princess football "
    "liverpool arsenal chelsea monkey dragon master summer winter spring autumn monday january february "
    "march april june july august september october november december correct horse battery staple hello "
    "test change changeme temp england british"
)
ENOUGH = 6  # letters that are left, or different characters at all


class EasyWordsValidator:
    """Refuses what is only such words, the person's or the office's name, figures and repetition."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError for a password that others would try."""
        if len(set(password.casefold())) < ENOUGH or _left(password, _easy(user)) < ENOUGH:
            raise ValidationError(
                "This password is made of words that others would try first. Choose three or four words that "
                "have nothing to do with this site, the office, you or each other.",
                code="password_easy",
            )

    def get_help_text(self) -> str:
        """What pages say of it."""
        return "Not made of the words of this site, of the office or of your name."


def _easy(user: Any) -> list[str]:
    """The words that do not count, longest first, so that none is left in halves."""
    named = f"{settings.OFFICE_NAME} {getattr(user, 'username', '')} {getattr(user, 'name', '')}"
    own = {word for word in re.findall(r"[^\W\d_]+", named.casefold()) if len(word) > 2}
    return sorted(own | set(EASY.split()), key=len, reverse=True)


def _left(password: str, words: list[str]) -> int:
    """How many different letters are left once those words, figures and signs are taken out."""
    text = "".join(re.findall(r"[^\W\d_]", password.casefold()))
    return len(set(re.sub("|".join(map(re.escape, words)), "", text)))
