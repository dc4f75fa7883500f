"""Statuses as pages show them: a word, a shape and a colour, and how one moved since another."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import NamedTuple

from recommendations.models import Report, Status

# Only these tones say which of two statuses is nearer to done; between others a move is just a move.
NEARER = {"red": 1, "amber": 2, "green": 3, "closed": 4}
UNKNOWN = "Unknown"
NOT_REPORTED = "Not yet reported"


class StatusWord(NamedTuple):
    """A status without its row: what a page needs of it."""

    id: int
    scheme: str
    code: str
    label: str
    tone: str
    position: int
    closed: bool
    meaning: str

    @property
    def html(self) -> str:
        """The status in words, shape and colour."""
        return status_html(self.label, self.tone)


def status_html(label: str, tone: str) -> str:
    """A status tag: shape and word, never colour alone."""
    return (
        f'<span class="status status--{tone}"><span aria-hidden="true">{Status.TONES[tone]}</span> '
        f"{escape(label)}</span>"
    )


UNKNOWN_HTML = status_html(UNKNOWN, "grey")
NOT_REPORTED_HTML = status_html(NOT_REPORTED, "grey")


WORD = ("id", "scheme__code", "code", "label", "tone", "position", "closed", "meaning")


def of_scheme(scheme_id: int | None = None) -> dict[int, StatusWord]:
    """The statuses of a scheme, or of all, by id and in their order."""
    rows = Status.objects.order_by("scheme_id", "position")
    if scheme_id is not None:
        rows = rows.filter(scheme_id=scheme_id)
    return {row[0]: StatusWord(*row) for row in rows.values_list(*WORD)}


def report_and_words(slug: str) -> tuple[Report | None, dict[int, StatusWord]]:
    """A report and the statuses it is followed with, in one query: every register starts with both."""
    columns = ("id", "slug", "title", "year_label", "publisher", "recommendations_made", "scheme_id")
    rows = Status.objects.filter(scheme__reports__slug=slug).order_by("position")
    found = list(rows.values_list(*WORD, *(f"scheme__reports__{column}" for column in columns)))
    if not found:
        return None, {}
    report = Report(**dict(zip(columns, found[0][len(WORD) :], strict=True)))
    return report, {row[0]: StatusWord(*row[: len(WORD)]) for row in found}


@dataclass(frozen=True)
class Movement:
    """How a status moved between two meetings: `kind` is up, down, over, same, new, lost or none."""

    kind: str
    text: str

    @property
    def moved(self) -> bool:
        """Whether there is anything to read: a first update counts as moved, silence does not."""
        return self.kind not in {"same", "none"}

    @property
    def html(self) -> str:
        glyph = {"up": "▲ ", "down": "▼ ", "over": "◆ "}.get(self.kind, "")
        mark = f'<span aria-hidden="true">{glyph}</span>' if glyph else ""
        return f'<span class="move move--{self.kind}">{mark}{escape(self.text)}</span>'


NO_CHANGE = Movement("same", "No change")
FIRST = Movement("new", "First update")
SILENT = Movement("none", "Not yet reported")


def movement(
    reported_before: bool, before: StatusWord | None, reported: bool, now: StatusWord | None
) -> Movement:
    """The movement from one meeting to the next; `reported`: whether there was any update by then."""
    if not reported:
        return SILENT
    if not reported_before:
        return FIRST
    if before == now:
        return NO_CHANGE
    if now is None:
        return Movement("lost", f"Now unknown, was {before.label if before else UNKNOWN}")
    if before is None:
        return Movement("new", "Was unknown")
    if before.tone not in NEARER or now.tone not in NEARER or before.tone == now.tone:
        return Movement("over", f"Moved from {before.label}")
    kind = "up" if NEARER[now.tone] > NEARER[before.tone] else "down"
    return Movement(kind, f"{kind.capitalize()} from {before.label}")
