"""Names of files, which a stranger chose. Free of Django."""

from __future__ import annotations

import re
import unicodedata

from recommendations.reading.paper import Refused

LONGEST = 255
DRIVE = re.compile(r"[A-Za-z]:")
# Marks that turn the direction of writing: with them "exe.docx" is shown for a name that ends otherwise.
TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
UNSEEN = ("Cc", "Cs", "Zl", "Zp")  # controls, halves of characters, ends of lines and of paragraphs


def safe_name(name: str) -> str:
    """The name as it is kept, its letters composed (NFC). Raises Refused for a path or hidden characters."""
    name = unicodedata.normalize("NFC", name).strip(" ")
    if not name:
        raise Refused("The file has no name.")
    if "/" in name or "\\" in name or name in (".", "..") or DRIVE.match(name):
        raise Refused("The name of the file holds a path: give the file a name without folders.")
    if any(letter in TURNS or unicodedata.category(letter) in UNSEEN for letter in name):
        raise Refused("The name of the file holds characters that are not seen: give it a plain name.")
    if len(name) > LONGEST:
        raise Refused(f"The name of the file is longer than {LONGEST} characters.")
    return name
