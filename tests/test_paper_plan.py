"""A plan that people work on: values corrected, conflicts settled, and what history says of both."""

from __future__ import annotations

import re

import pytest

from recommendations.models import Paper, Update
from tests.conftest import FIXTURES, make_user, read_in
from tests.importing import write
from tracker.paper_acts import correct, settle
from tracker.paper_import import PlanChanged, apply_paper, keep_paper, plan_kept
from tracker.paper_said import Said

NOVEMBER = "2022-11-02-pab.yaml"
FOURTH = "pab-2022-11-02/id-2022/4"
KEY = ("update", FOURTH)
NARRATIVE = (*KEY, "narrative")


def kept(by, data: bytes | None = None) -> Paper:
    return keep_paper(name=NOVEMBER, data=data or (FIXTURES / NOVEMBER).read_bytes(), by=by)


def change_of(paper: Paper, key=KEY):
    plan, _ = plan_kept(paper).settled
    return next(c for c in plan.changes if (c.kind, c.key) == key)


def correct_it(paper: Paper, by, **values) -> None:
    correct(paper=paper, key=KEY, values=values, stated=change_of(paper).fields, by=by)
    paper.refresh_from_db()


def apply(paper: Paper, by) -> int:
    plan, _ = plan_kept(paper).settled
    return apply_paper(paper=paper, by=by, shown=plan.digest)


def fourth() -> Update:
    return Update.objects.get(
        meeting__date="2022-11-02", recommendation__number=4, recommendation__report__slug="id-2022"
    )


@pytest.fixture
def colleague(db):
    """An administrator besides the one who applies."""
    user = make_user("administrator")
    user.username = "colleague"
    user.save()
    return user


@pytest.fixture
def waiting(colleague, editor) -> Paper:
    """The fixture of November, read and not applied."""
    read_in("2024-bodies.yaml", (FIXTURES / "2024-bodies.yaml").read_bytes(), colleague)
    return kept(colleague)


def test_a_corrected_value_is_the_act_of_whoever_corrected_it(waiting, colleague, editor):
    stated = change_of(waiting).fields["narrative"]
    correct_it(waiting, editor, narrative="As it should be.", status="green")
    apply(waiting, colleague)
    assert fourth().narrative == "As it should be."
    assert fourth().status.code == "green"
    made, corrected = fourth().history.order_by("history_id")
    assert (made.history_type, made.narrative, made.history_user) == ("+", stated, colleague)
    assert (corrected.history_type, corrected.history_user) == ("~", editor)
    assert corrected.history_paper == made.history_paper == waiting
    assert re.fullmatch(r"Corrected in the plan of .+, line \d+", corrected.history_change_reason)


def test_the_same_paper_again_finds_nothing_to_do_after_a_correction(waiting, colleague, editor):
    correct_it(waiting, editor, narrative="As it should be.")
    assert apply(waiting, colleague) > 40
    assert apply(waiting, colleague) == 0
    assert fourth().history.count() == 2


def test_another_paper_that_says_otherwise_is_in_conflict_with_a_correction(waiting, colleague, editor):
    stated = change_of(waiting).fields["narrative"]
    correct_it(waiting, editor, narrative="As it should be.")
    apply(waiting, colleague)
    text = (FIXTURES / NOVEMBER).read_text().replace("abridged: true\n", "")
    again = kept(colleague, text.encode())
    change = change_of(again)
    assert [(f.field, f.old, f.new) for f in change.conflicts] == [("narrative", "As it should be.", stated)]
    apply(again, colleague)
    assert fourth().narrative == "As it should be."


def test_a_correction_of_what_is_on_record_leaves_the_papers_value_out(waiting, colleague, editor):
    apply(waiting, colleague)
    text = (FIXTURES / NOVEMBER).read_text().replace("abridged: true\n", "")
    changed = kept(colleague, text.replace("status: Red", "status: Amber", 1).encode())
    key = next((c.kind, c.key) for c in plan_kept(changed).settled[0].of("changed") if c.kind == "update")
    change = change_of(changed, key)
    correct(paper=changed, key=key, values={"status": "green"}, stated=change.fields, by=editor)
    changed.refresh_from_db()
    assert apply(changed, colleague) == 1
    number = int(key[1].rsplit("/", 1)[1])
    update = Update.objects.get(meeting__date="2022-11-02", recommendation__number=number,
                                recommendation__report__slug="id-2022")  # fmt: skip
    assert [row.status.code for row in update.history.order_by("history_id")] == ["red", "green"]


def test_a_value_put_back_to_the_papers_is_no_correction_any_more(waiting, editor):
    stated = str(change_of(waiting).fields["narrative"])
    correct_it(waiting, editor, narrative="Otherwise")
    assert Said.of(waiting.choices).corrected
    correct_it(waiting, editor, narrative=stated)
    assert not Said.of(waiting.choices).corrected
    assert change_of(waiting).corrected == ()


def test_a_plan_that_somebody_corrected_meanwhile_is_not_applied(waiting, colleague, editor):
    shown = plan_kept(waiting).settled[0].digest
    correct_it(waiting, editor, narrative="Meanwhile")
    with pytest.raises(PlanChanged):
        apply_paper(paper=waiting, by=colleague, shown=shown)
    assert not Update.objects.exists()


def test_each_act_on_a_plan_leaves_its_history(waiting, editor):
    correct_it(waiting, editor, narrative="As it should be.")
    row = waiting.history.order_by("-history_id").first()
    assert row.history_user == editor
    assert row.history_change_reason == f"Corrected in the plan: update {FOURTH}"


@pytest.fixture
def conflicting(waiting, colleague, editor) -> Paper:
    """A paper that is not abridged, after staff wrote the narrative of recommendation 4."""
    apply(waiting, colleague)
    write(4, editor, narrative="Written by the office.")
    text = (FIXTURES / NOVEMBER).read_text().replace("abridged: true\n", "")
    return kept(colleague, text.encode())


def test_a_conflict_is_kept_until_somebody_takes_the_papers_value(conflicting, colleague):
    stated = change_of(conflicting).fields["narrative"]
    assert change_of(conflicting).verdict == "conflict"
    settle(paper=conflicting, conflicts=[NARRATIVE], taken=[NARRATIVE], by=colleague)
    conflicting.refresh_from_db()
    change = change_of(conflicting)
    assert (change.verdict, change.taken) == ("changed", {"narrative"})
    apply(conflicting, colleague)
    assert fourth().narrative == stated
    newest = fourth().history.order_by("-history_id").first()
    assert newest.history_change_reason.endswith("; taken over what staff wrote")


def test_a_conflict_can_be_given_back_to_the_staff(conflicting, colleague):
    for taken in ([NARRATIVE], []):
        settle(paper=conflicting, conflicts=[NARRATIVE], taken=taken, by=colleague)
        conflicting.refresh_from_db()
    assert change_of(conflicting).verdict == "conflict"
    apply(conflicting, colleague)
    assert fourth().narrative == "Written by the office."
