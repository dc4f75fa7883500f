"""Stated counts of inspection reports beside the sum of their stages and the recommendations on record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from performance.checks.agreement import Result, agreement
from performance.checks.rows import Check
from performance.sentences import listed, number_words
from recommendations.inspections import Line
from recommendations.sitting import Sitting
from recommendations.statuses import StatusWord

PAGE = "/inspections/"
_UNIT = "recommendations"


def inspection_checks(
    lines: Sequence[Line], words: Sequence[StatusWord], sitting: Sitting
) -> Iterator[Check]:
    """Totals over all reports with a stated total, each report that differs, and those without stages."""
    stated = [line for line in lines if line.total_stated is not None]
    staged = [line for line in stated if line.stated]
    unknown = [line for line in stated if not line.stated]
    url = sitting.link(PAGE)
    if staged:
        note = " + ".join(
            f"{sum(line.stated.get(word.code, 0) for line in staged)} {word.label}" for word in words
        )
        summed = sum(sum(line.stated.values()) for line in staged)
        what = f"Recommendations of {_reports(len(staged))} with stages: sum of the stages"
        yield _check(what, staged, summed, url, f"{note}.")
    if stated:
        what = f"Recommendations of {_reports(len(stated))}: recommendations on record"
        refused = [f"{line.not_accepted} of {line.title}" for line in stated if line.not_accepted]
        note = f"Stated as not accepted: {listed(refused)}." if refused else ""
        yield _check(what, stated, sum(line.on_record for line in stated), url, note)
    for line in stated:
        yield from _single(line, sitting)
    if unknown:
        what = f"Recommendations of {_reports(len(unknown))} without stages: sum of the stages"
        check = _check(what, unknown, None, url, "Unknown is not zero.")
        yield replace(check, reason="the paper as read gives no stages")


def _single(line: Line, sitting: Sitting) -> Iterator[Check]:
    """A report whose stages or recommendations on record are not as many as its stated total."""
    url = sitting.link(f"/reports/{line.slug}/")
    found = [("recommendations on record", line.on_record)]
    if line.stated:
        found.insert(0, ("sum of the stages", sum(line.stated.values())))
    for against, computed in found:
        check = _check(f"{line.title}: {against}", [line], computed, url, "")
        if check.agreement.result is Result.DIFFERS:
            yield check


def _reports(count: int) -> str:
    return f"{count} inspection report{'' if count == 1 else 's'}"


def _check(what: str, lines: Sequence[Line], computed: int | None, url: str, note: str) -> Check:
    total = sum(line.total_stated or 0 for line in lines)
    meetings = {line.stated_at for line in lines}
    counted = f"/history/count/{lines[0].stated_at}/{lines[0].slug}/total/"
    return Check(
        what,
        meetings.pop() if len(meetings) == 1 else "",
        total,
        number_words(total),
        counted if len(lines) == 1 else url,
        computed,
        "" if computed is None else number_words(computed),
        url,
        agreement(total, computed, 0),
        _UNIT,
        note=note,
    )
