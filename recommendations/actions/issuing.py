"""Keeping what a meeting got: issued papers, and the template that papers are written into."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from recommendations.history import acting
from recommendations.models import IssuedFile, IssuedPaper, Meeting, PaperTemplate

FORMS = frozenset(form for form, _ in IssuedFile.FORMS)
DEFAULT = "The program's own template"


class Overtaken(Exception):
    """Another paper of the meeting was issued after the person had opened the page."""

    def __init__(self) -> None:
        super().__init__("A paper of this meeting was issued in the meantime, so nothing was issued now.")


def issue_paper(
    *, meeting: Meeting, files: Mapping[str, bytes], by: Any, after: int | None = None
) -> IssuedPaper:
    """Keep a paper as the meeting gets it: all of its files, by form, or nothing.

    They are never written again; another paper of the same meeting stands beside the earlier one. `after`
    is how many there were when the person decided: where there are more by now, as after a second click,
    raises Overtaken. Raises LookupError where a form is missing or none that papers are issued in.
    """
    if set(files) != FORMS:
        raise LookupError(f"issued in {sorted(files)}, not in {sorted(FORMS)}")
    with acting(by=by, why="Paper issued", page=f"/meetings/{meeting.slug}/paper/") as act:
        if after is not None and meeting.issued_papers.count() != after:
            raise Overtaken
        paper = IssuedPaper.objects.create(meeting=meeting, issued_at=act.at, issued_by=by)
        for form, content in files.items():
            digest = hashlib.sha256(content).hexdigest()
            IssuedFile.objects.create(paper=paper, form=form, sha256=digest, content=content)
    return paper


def keep_template(*, name: str, data: bytes, by: Any) -> PaperTemplate:
    """Use this Word file as the template from now on; those before it are kept.

    Without data the program's own template is used again, which is an act with a row of its own.
    """
    with acting(by=by, why="Template replaced" if data else DEFAULT, page="/papers/template/") as act:
        return PaperTemplate.objects.create(
            name=name if data else DEFAULT,
            sha256=hashlib.sha256(data).hexdigest(),
            content=data,
            uploaded_at=act.at,
            uploaded_by=by,
        )
