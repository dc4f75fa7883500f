"""What is to be known of files of figures, told in a `sources.yaml` beside them. Free of Django."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from recommendations.reading.paper import Refused
from recommendations.reading.yaml_nodes import Fields, root_of

BESIDE = "sources.yaml"


@dataclass(frozen=True)
class About:
    """Who published a file, whether anyone can read it elsewhere, and what to know of it."""

    publisher: str = ""
    is_open: bool = False
    note: str = ""


def told_of(file: Path) -> About:
    """What the `sources.yaml` in the file's folder tells of it; nothing where there is none.

    Raises Refused for a `sources.yaml` that cannot be read.
    """
    beside = file.parent / BESIDE
    if not beside.exists():
        return About()
    try:
        files = Fields(root_of(beside.read_text(encoding="utf-8")), "the file")
        if file.name not in files:
            return About()
        told = Fields(files.needed(file.name), file.name, {"publisher", "open", "note"})
        note = told.text("note") if "note" in told else ""
        return About(told.text("publisher"), told.flag("open"), note)
    except Refused as error:
        raise Refused(f"{BESIDE}, {error}") from error
