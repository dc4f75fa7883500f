"""Papers in: what a person wrote stays, a paper goes in whole or not at all, bad input changes nothing."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError

from recommendations import models
from recommendations.actions import writing
from recommendations.plan import PlanChanged
from recommendations.reading.paper import Refused
from tests.conftest import FIXTURES, read_in, real_paper
from tests.importing import FIRST, HEAD, NOVEMBER, census, write
from tracker.paper_import import apply_paper, keep_paper, plan_paper

# What a person wrote


def test_what_a_person_wrote_is_a_conflict_and_stays(november, editor):
    write(4, editor, narrative="Written by the office.")
    data = real_paper("2022-11-02")
    plan = plan_paper(name=NOVEMBER, data=data).plan
    (conflict,) = plan.of("conflict")
    assert conflict.key == "pab-2022-11-02/id-2022/4"
    assert [(f.field, f.old) for f in conflict.conflicts] == [("narrative", "Written by the office.")]
    read_in(NOVEMBER, data, november)
    told = models.Update.objects.get(recommendation__number=4, recommendation__report__slug="id-2022")
    assert told.narrative == "Written by the office."
    assert models.Update.objects.get(
        recommendation__number=5, recommendation__report__slug="id-2022"
    ).narrative


def test_one_field_of_a_record_can_conflict_while_another_is_taken(november, editor):
    write(4, editor, status="green")
    read_in(NOVEMBER, real_paper("2022-11-02"), november)
    told = models.Update.objects.get(recommendation__number=4, recommendation__report__slug="id-2022")
    assert told.status.code == "green"
    assert "data mapping" in told.narrative


# Whole or nothing


def test_apply_refuses_when_the_plan_shown_is_no_longer_the_plan(november, editor):
    data = real_paper("2022-11-02")
    paper = keep_paper(name=NOVEMBER, data=data, by=november)
    shown = plan_paper(name=NOVEMBER, data=data).plan.digest
    write(4, editor, narrative="Changed in between.")
    before = census()
    with pytest.raises(PlanChanged, match="changed after this plan was shown"):
        apply_paper(paper=paper, by=november, shown=shown)
    assert census() == before


@pytest.mark.parametrize("moment", ["in the middle", "at the very end"])
def test_an_import_that_dies_half_way_leaves_the_records_as_they_were(moment, administrator, monkeypatch):
    data = (FIXTURES / "2022-11-02-pab.yaml").read_bytes()
    paper = keep_paper(name="p.yaml", data=data, by=administrator)
    shown = plan_paper(name="p.yaml", data=data).plan.digest
    before = census()

    def dies(*args, **options):
        raise DatabaseError("the disk is full")

    if moment == "at the very end":
        monkeypatch.setattr(models.Paper, "save", dies)
    else:
        real = writing.create_with_reasons
        monkeypatch.setattr(
            writing,
            "create_with_reasons",
            lambda model, *given: (dies if model is models.PublishedCount else real)(model, *given),
        )
    with pytest.raises(DatabaseError):
        apply_paper(paper=paper, by=administrator, shown=shown)
    assert census() == before
    monkeypatch.undo()
    paper.refresh_from_db()
    assert apply_paper(paper=paper, by=administrator, shown=shown) > 400


@pytest.mark.parametrize("line", [40, 60, 75, 200, 480, 590])
def test_a_paper_cut_in_the_middle_changes_nothing(line, administrator):
    whole = real_paper("2022-11-02")
    cut = b"".join(whole.splitlines(keepends=True)[:line])
    before = census()
    with pytest.raises(Refused, match="line"):
        read_in(NOVEMBER, cut, administrator)
    assert census() == before


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("{number: 2, status: Purple, update: x}", "Line 14: “Purple” is no status of the scheme “rag”"),
        ("{number: 1, status: Red, update: x}", "line 14"),
        ("{number: 2, due: 2022-11-31, due_set_by: us}", "line 14"),
        ("{number: 2, bodies: [nobody-known]}", "Line 14: “nobody-known” is a body"),
        ("{number: 2, colour: Red}", "line 14"),
    ],
)
def test_bad_input_names_its_line_and_changes_nothing(row, says, administrator):
    before = census()
    with pytest.raises(Refused, match=f"(?i){says}"):
        read_in("paper.yaml", f"{HEAD}{FIRST}          - {row}\n".encode(), administrator)
    assert census() == before


def test_a_status_left_out_is_unknown_never_green(administrator):
    rows = FIRST + "          - {number: 2, summary: Second, update: Told without a colour}\n"
    read_in("paper.yaml", (HEAD + rows).encode(), administrator)
    told = dict(models.Update.objects.values_list("recommendation__number", "status__label"))
    assert told == {1: "Red", 2: None}


def test_a_lead_follows_the_meeting_it_was_stated_to(administrator):
    def paper(when: str, lead: str) -> bytes:
        text = HEAD.replace("2022-11-02", when).replace("- name: One", f"- name: One\n        lead: {lead}")
        return (text + FIRST + FIRST.replace("1", "2")).encode()

    read_in("b.yaml", paper("2022-11-02", "Ann"), administrator)
    read_in("c.yaml", paper("2023-02-07", "Ann"), administrator)
    assert list(models.Lead.objects.values_list("name", "meeting__date")) == [("Ann", date(2022, 11, 2))]
    read_in("d.yaml", paper("2023-05-02", "Ben"), administrator)
    read_in("a.yaml", paper("2022-08-02", "Zoe"), administrator)
    assert list(models.Lead.objects.order_by("meeting__date").values_list("name", flat=True)) == [
        "Zoe",
        "Ann",
        "Ben",
    ]


def test_a_changed_paper_changes_what_it_states_and_nothing_else(administrator):
    rows = FIRST + "          - {number: 2, summary: Second, bodies: [pab], status: Red, update: Begun}\n"
    read_in("a.yaml", (HEAD + rows).encode(), administrator)
    again = (HEAD + rows).replace("bodies: [pab], status: Red", "bodies: [], status: Green")
    assert read_in("b.yaml", again.encode(), administrator) == 2
    second = models.Recommendation.objects.get(number=2)
    assert not second.addressees.exists()
    assert second.updates.get().status.code == "green"
    assert models.Addressee.history.filter(history_type="-").count() == 1


def test_a_draft_stays_a_draft(administrator):
    read_in("p.yaml", (HEAD + FIRST + FIRST.replace("1", "2")).encode(), administrator, publish=False)
    assert models.Meeting.objects.get().is_draft
    read_in("q.yaml", (HEAD + FIRST + FIRST.replace("1", "2") + "\n").encode(), administrator)
    assert models.Meeting.objects.get().is_draft
