"""Loading definitions: what differs is written with history, in the name of a person; nothing is deleted."""

from datetime import date
from io import StringIO
from unittest import mock

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from performance.actions.changes import save_change
from performance.models import Force, Group, Measure, MeasureChange, Priority
from recommendations.history import acting
from tests.papers import changed
from tests.performance.figures import census
from tests.performance.test_definitions import FILES, MEASURES, PLACES

EVERYTHING = 3 + 2 + 5 + 2 + 2  # forces, breakdowns, groups, measures, changes


@pytest.fixture
def folder(tmp_path):
    """A folder of definitions."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def rewrite(folder, name: str, old: str, new: str) -> None:
    """Change one passage of a file."""
    (folder / name).write_bytes(changed((folder / name).read_text(), old, new))


def load(*words: object, by: str = "editor") -> list[str]:
    """The lines that the command prints."""
    out = StringIO()
    call_command("load_measures", *map(str, words), "--by", by, stdout=out)
    return out.getvalue().splitlines()


def new_history(before: dict[str, int]) -> dict[str, int]:
    """How many rows each table has more than before."""
    return {name: rows - before[name] for name, rows in census().items() if rows != before[name]}


def test_everything_is_added_in_the_name_of_the_person(folder, editor):
    lines = load(folder)
    assert lines[-1] == f"{EVERYTHING} added, 0 changed, 0 unchanged."
    assert len(lines) == EVERYTHING + 1
    assert "Added: measure Stop and search" in lines
    models = [model for model in apps.get_app_config("performance").get_models() if hasattr(model, "history")]
    rows = [row for model in models for row in model.history.all()]
    assert len(rows) == EVERYTHING
    assert {(row.history_type, row.history_user) for row in rows} == {("+", editor)}
    (row,) = Measure.history.filter(slug="residents")
    assert row.history_change_reason == "Defined in measures.yaml, line 21"
    assert row.history_page == "load_measures"


def test_the_records_say_what_the_files_say(folder, editor):
    load(folder)
    search = Measure.objects.get(slug="stop-and-search")
    assert (search.name, search.kind, search.per, search.span) == ("Stop and search", "rate", 1000, "month")
    assert (search.denominator.slug, search.breakdown.slug) == ("residents", "ethnicity")
    assert search.column_words == ["searches", "Stop_search"]
    assert search.asked_by == ["review/8", "review/36"]
    assert (search.author, search.checker, search.next_review) == ("Makers", "Nobody yet", date(2027, 3, 31))
    groups = search.breakdown.groups.values_list("slug", "position", "is_base", "is_unknown")
    assert list(groups) == [
        ("white", 1, True, False), ("black", 2, False, False), ("unknown", 3, False, True),
    ]  # fmt: skip
    assert [(c.on.year, c.what, c.rebases) for c in search.changes.all()] == [
        (2020, "A new form.", True),
        (2021, "A new app.", False),
    ]
    forces = Force.objects.values_list("slug", "is_own", "is_similar")
    assert set(forces) == {
        ("ourshire", True, False), ("northshire", False, True), ("south-east", False, True),
    }  # fmt: skip


@pytest.mark.parametrize("ours", [True, False])
def test_run_twice_it_writes_nothing(folder, editor, ours):
    where = [] if ours else [folder]
    load(*where)
    before = census()
    counted = sum(rows for name, rows in before.items() if name.startswith("Historical"))
    assert load(*where) == [f"0 added, 0 changed, {counted} unchanged."]
    assert census() == before


def test_a_changed_file_changes_one_field_of_one_record(folder, editor, administrator):
    load(folder)
    before = census()
    rewrite(folder, "measures.yaml", "caution: A part only.", "caution: A part of them only.")
    assert load(folder, by="administrator") == [
        "Changed: measure Stop and search (to know before reading it)",
        f"0 added, 1 changed, {EVERYTHING - 1} unchanged.",
    ]
    assert new_history(before) == {"HistoricalMeasure": 1}
    new, old = Measure.history.filter(slug="stop-and-search")
    assert [change.field for change in new.diff_against(old).changes] == ["caution"]
    assert (new.history_type, new.history_user) == ("~", administrator)
    assert new.history_change_reason == "Defined in measures.yaml, line 5"


def test_what_a_definition_gives_up_is_emptied(folder, editor):
    load(folder)
    rate = "kind: rate\n    polarity: neither\n    span: month\n    per: 1000\n    denominator: residents\n"
    rewrite(folder, "measures.yaml", rate, "kind: count\n    polarity: neither\n    span: month\n")
    assert load(folder)[0] == "Changed: measure Stop and search (kind, rate per, denominator)"
    search = Measure.objects.get(slug="stop-and-search")
    assert (search.per, search.denominator) == (None, None)


def test_a_measure_that_a_paper_named_is_filled_in_where_the_paper_put_it(folder, editor):
    with acting(by=editor, why="Set up"):
        priority = Priority.objects.create(slug="safer", framework="The plan", heading="Safer")
        told = Measure.objects.create(
            slug="stop-and-search", name="STOP AND SEARCH", priority=priority, position=4
        )
    assert load(folder)[-1] == f"{EVERYTHING - 1} added, 1 changed, 0 unchanged."
    told.refresh_from_db()
    assert (told.name, told.definition) == ("Stop and search", "Searches of people.")
    assert (told.priority, told.position) == (priority, 4)


def test_changes_that_a_person_recorded_are_kept(folder, editor):
    load(folder)
    search = Measure.objects.get(slug="stop-and-search")
    for day, what in ((date(2022, 1, 1), "A person's"), (date(2019, 1, 1), "Another's")):
        save_change(change=MeasureChange(measure=search, on=day, what=what, rebases=True), by=editor)
    before = census()
    rewrite(
        folder, "measures.yaml", "{from: 2021-04-01, what: A new app.}", "{from: 2019-01-01, what: Ours.}"
    )
    assert load(folder)[0] == "Changed: measure change Stop and search, 2019-01-01 (what, limits begin anew)"
    assert new_history(before) == {"HistoricalMeasureChange": 1}
    assert list(search.changes.values_list("on__year", "what", "rebases")) == [
        (2019, "Ours.", False),
        (2020, "A new form.", True),
        (2021, "A new app.", False),
        (2022, "A person's", True),
    ]


def test_a_force_that_is_no_longer_named_stays_and_is_similar_no_more(folder, editor):
    load(folder)
    rewrite(folder, "places.yaml", "[Northshire, South & East]", "[South & East]")
    assert load(folder) == [
        "Changed: force Northshire (is in our most similar group)",
        f"0 added, 1 changed, {EVERYTHING - 1} unchanged.",
    ]
    assert Force.history.filter(slug="northshire").first().history_change_reason == "No file names it"
    assert Force.objects.filter(is_own=False, is_similar=False).get().name == "Northshire"
    assert load(folder) == [f"0 added, 0 changed, {EVERYTHING - 1} unchanged."]


def test_forces_can_change_places(folder, editor):
    load(folder)
    rewrite(folder, "places.yaml", "own: Ourshire\n  similar: [Northshire,", "own: Northshire\n  similar: [")
    assert load(folder)[-1] == f"0 added, 2 changed, {EVERYTHING - 2} unchanged."
    assert Force.objects.get(is_own=True).name == "Northshire"
    rewrite(folder, "places.yaml", "own: Northshire\n  similar: [", "own: Ourshire\n  similar: [Northshire,")
    load(folder)
    assert Force.objects.get(is_own=True).name == "Ourshire"
    assert Force.objects.filter(is_similar=True).count() == 2


@pytest.mark.parametrize(
    "groups", ["[White, Black, Unknown]\n    base: Black", "[Black, Unknown]\n    base: Black"]
)
def test_the_base_can_be_another_group_and_no_group_is_lost(folder, editor, groups):
    load(folder)
    rewrite(folder, "places.yaml", "[White, Black, Unknown]\n    base: White", groups)
    load(folder)
    assert Group.objects.get(is_base=True).slug == "black"
    assert Group.objects.filter(breakdown__slug="ethnicity").count() == 3


def test_files_without_forces_leave_forces_as_they_are(folder, editor):
    load(folder)
    (folder / "places.yaml").write_text(PLACES[PLACES.index("breakdowns:") :])
    assert load(folder) == [f"0 added, 0 changed, {EVERYTHING - 3} unchanged."]


def test_a_fault_is_told_and_nothing_is_written(folder, editor):
    rewrite(folder, "measures.yaml", "kind: count", "kind: counts")
    with pytest.raises(CommandError, match=r"Nothing was written\.\nmeasures\.yaml, line 25: kind should"):
        load(folder)
    with pytest.raises(CommandError, match="no files named"):
        load(folder / "nowhere")
    assert set(census().values()) == {0}


def test_a_failure_halfway_leaves_nothing_behind(folder, editor):
    with (
        mock.patch("performance.actions.definitions._Loading.measure", side_effect=RuntimeError),
        pytest.raises(RuntimeError),
    ):
        load(folder)
    assert set(census().values()) == {0}


def test_it_needs_somebody_whose_act_it_is(folder, editor):
    with pytest.raises(CommandError, match="--by"):
        call_command("load_measures", str(folder))
    with pytest.raises(CommandError, match="--by NAME"):
        load(folder, by="somebody")
    assert set(census().values()) == {0}


def test_an_overdue_review_is_told_and_keeps_nothing_from_being_loaded(folder, editor):
    (folder / "measures.yaml").write_text(MEASURES.replace("2026-12-31", "2020-12-31"))
    lines = load(folder)
    overdue = "Review overdue: measures.yaml, line 21: Residents was to be reviewed by 31 December 2020."
    assert [line for line in lines if "Review" in line] == [overdue]
    assert lines[-1].startswith(f"{EVERYTHING} added")
