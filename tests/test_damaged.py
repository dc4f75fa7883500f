"""Damaged papers: each is refused with its reason, or read with what was lost of it; never anything else.

A sample of them; `python -m tests.benchmarks.damaged` reads thousands.
"""

from __future__ import annotations

from datetime import date

import pytest
from django.apps import apps
from django.db import transaction

from recommendations.reading.choices import Choices, TrackerChoice
from recommendations.reading.paper import Refused
from tests.damage import damaged
from tests.sound_papers import FORMS, name_of, sound
from tracker.paper_import import NotYet, apply_paper, keep_paper, plan_paper, plan_read
from tracker.paper_reading import Read, from_json, read_here, to_json
from tracker.paper_said import Said

OF_EACH = 12
TO_BE_PLANNED = 6
FOLLOWS = TrackerChoice("Somebody's tracker", year="2023", body="pab", day=date(2023, 5, 3))
CHOICES = Choices(tracker=FOLLOWS)


def outcome(form: str, data: bytes) -> Read | None:
    """What is read of a file, all of which is in words; None where it is refused with a sentence."""
    try:
        read = read_here(name_of(form), data, CHOICES)
    except Refused as refused:
        _is_said(str(refused))
        return None
    assert read.paper is not None
    for loss in (*read.paper.losses, *read.report.losses):
        assert str(loss.place)
        assert loss.what
        assert loss.why
    assert from_json(to_json(read)) == read
    return read


@pytest.mark.parametrize("form", FORMS)
def test_a_damaged_paper_is_refused_or_read(form: str) -> None:
    found = [outcome(form, damaged(form, number)) for number in range(OF_EACH)]
    # Were all refused, or none, the sample would try one half of what it is there for.
    assert any(found) or form in ("yaml", "workbook", "tracker-docx", "tracker-xlsx", "page")
    assert not all(found)


@pytest.mark.parametrize("form", FORMS)
def test_the_sound_paper_is_read(form: str) -> None:
    """The control: it is the damage that is refused, not the paper."""
    read = outcome(form, sound(form))
    assert read is not None
    assert read.paper is not None
    assert sum(len(report.recommendations) for report in read.paper.reports) + len(read.paper.notes)


def test_a_fault_of_a_reader_is_not_taken_for_a_refusal(monkeypatch) -> None:
    """The control: what no reader should raise is noticed."""

    def broken(*words: object) -> None:
        raise IndexError("list index out of range")

    monkeypatch.setattr("tracker.paper_kinds.read_kind", broken)
    with pytest.raises(IndexError):
        outcome("text", damaged("text", 0))


def test_damage_is_the_same_each_time_and_never_none() -> None:
    for form in FORMS:
        first = [damaged(form, number) for number in range(4)]
        assert first == [damaged(form, number) for number in range(4)]
        assert len(set(first)) == 4
        assert sound(form) not in first


def rows() -> dict[str, int]:
    """How many rows each table holds, of records and of their history."""
    held = [
        model for app in ("recommendations", "performance") for model in apps.get_app_config(app).get_models()
    ]
    return {model.__name__: model._default_manager.count() for model in held}


@pytest.mark.parametrize("form", FORMS)
def test_a_damaged_paper_writes_all_of_its_plan_or_nothing(form: str, november) -> None:
    before = rows()
    for number in range(TO_BE_PLANNED):
        read = outcome(form, damaged(form, number))
        if read is None:
            continue
        with transaction.atomic():
            written = _applied(form, number, read, november)
            assert written or rows() == before
            transaction.set_rollback(True)
        assert rows() == before


def _is_said(sentence: str) -> None:
    assert len(sentence) > 10
    assert "\n" not in sentence


def _applied(form: str, number: int, read: Read, by) -> int:
    """How many records the damaged paper writes; planning it writes none."""
    name, data, said = name_of(form), damaged(form, number), Said(choices=CHOICES)
    before = rows()
    try:
        planned = plan_read(read, said)
        assert rows() == before
        if planned.plan is None:
            return 0
        with transaction.atomic():
            paper = keep_paper(name=name, data=data, by=by, read=read)
            return apply_paper(paper=paper, by=by, shown=planned.plan.digest)
    except (Refused, NotYet) as refused:
        _is_said(str(refused))
    return 0


def test_a_damaged_paper_that_is_refused_is_not_kept(administrator, settings) -> None:
    settings.READ_APART = True
    refused = next(n for n in range(99) if outcome("word", damaged("word", n)) is None)
    before = rows()
    for act in (plan_paper, lambda **words: keep_paper(**words, by=administrator)):
        with pytest.raises(Refused):
            act(name="paper.docx", data=damaged("word", refused))
    assert rows() == before
