"""Files of figures in, by the actions and by the command: exactly once, with history, or not at all."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from simple_history.utils import bulk_create_with_history

from performance.actions.figure_files import (
    Choice,
    apply_observations,
    applying,
    import_observations,
    keep_source,
    plan_observations,
)
from performance.files.told import About, told_of
from performance.files.vocabulary import vocabulary
from performance.models import Force, Measure, Observation, Source
from recommendations import guards
from recommendations.actions.bulk import create_with_reasons
from recommendations.history import acting
from recommendations.models import Paper
from recommendations.plan import PlanChanged
from recommendations.reading.paper import Refused
from tests.conftest import FIXTURES, ROOT, make_user
from tests.performance.figures import FILE, HEAD, census, many_figures, some_definitions
from tests.performance.real_data import CRIMES, DATA, OURS, RESIDENTS, SEARCHES, real_rows

SEARCH = "stop-and-search"


@pytest.fixture
def by(administrator):
    some_definitions()
    return administrator


def bring_in(text: str | bytes, by, name: str = "searches.csv", choice: Choice | None = None) -> Source:
    """Keep a file and write it, as the page does."""
    data = text.encode() if isinstance(text, str) else text
    source = keep_source(name=name, data=data, about=About("An office"), by=by)
    said = choice or Choice()
    planned = plan_observations(name=name, data=data, choice=said)
    apply_observations(source=source, by=by, shown=planned.digest, choice=said)
    return source


def figures(**where) -> list[tuple]:
    found = Observation.objects.filter(**where).order_by("end", "group__slug", "force__slug")
    return list(found.values_list("force__slug", "group__slug", "start", "end", "numerator"))


# Writing


def test_figures_are_written_as_the_file_gives_them(by):
    source = bring_in(FILE, by)
    january, february = (date(2022, 1, 1), date(2022, 1, 31)), (date(2022, 2, 1), date(2022, 2, 28))
    assert figures(source=source, measure__slug=SEARCH) == [
        ("ourshire", "black", *january, 4),
        ("ourshire", "white", *january, 10),
        ("northshire", "black", *february, 0),
        ("ourshire", "white", *february, 12),
    ]
    assert (source.publisher, source.uploaded_by) == ("An office", by)
    source.refresh_from_db()
    assert source.applied_by == by


def test_every_figure_names_its_file_and_row_in_its_history(by):
    source = bring_in(FILE, by)
    row = Observation.objects.get(numerator=0).history.get()
    assert row.history_change_reason == "Imported from searches.csv, row 6"
    assert (row.history_user, row.history_type, row.history_page) == (by, "+", f"/figures/{source.key}/")


@pytest.mark.past_the_guards
def test_history_written_by_the_database_is_what_simple_history_writes(by, settings):
    """Column by column, but for the ids and the row of the file, which simple-history does not know."""
    source = keep_source(name="a.csv", data=FILE.encode(), about=About(), by=by)
    groups = list(Measure.objects.get(slug=SEARCH).breakdown.groups.all())

    def rows(force: str) -> list[Observation]:
        common = {"measure": Measure.objects.get(slug=SEARCH), "force": Force.objects.get(slug=force)}
        days = {"start": date(2022, 1, 1), "end": date(2022, 1, 31)}
        return [
            Observation(**common, **days, group=group, numerator=n / 3, denominator=n or None, source=source)
            for n, group in enumerate([*groups, None])
        ]

    def history_of(force: str) -> list[dict]:
        found = Observation.history.filter(force__slug=force).order_by("numerator").values()
        ours = {"id", "history_id", "force_id"}
        return [{k: v for k, v in row.items() if k not in ours} for row in found]

    with acting(by=by, why="Imported from a.csv", page="/figures/") as act:
        reasons = [f"Imported from a.csv, row {number}" for number in (2, 3, 4, 5)]
        create_with_reasons(Observation, rows("ourshire"), reasons)
        given = rows("northshire")
        for number, row in enumerate(given, 2):
            row._change_reason = f"Imported from a.csv, row {number}"
        with connection.cursor() as cursor:
            guards.remove(cursor)
        settings.SIMPLE_HISTORY_ENABLED = True
        facts = {"history_page": act.page, "history_paper_id": None}
        bulk_create_with_history(
            given, Observation, default_user=by, default_date=act.at, custom_historical_attrs=facts
        )
    assert history_of("ourshire") == history_of("northshire")
    assert len(history_of("ourshire")) == 4
    made = Observation.objects.filter(force__slug="ourshire").values_list("pk", flat=True)
    assert set(Observation.history.filter(force__slug="ourshire").values_list("id", flat=True)) == set(made)


def test_the_same_file_twice_writes_nothing(by):
    bring_in(FILE, by)
    before = census()
    bring_in(FILE, by)
    bring_in(FILE, by, name="renamed.csv")
    assert census() == before


def test_a_corrected_file_changes_what_differs_by_the_person_who_brought_it(by):
    first = bring_in(FILE, by)
    colleague = make_user("editor")
    second = bring_in(FILE.replace("White,12", "White,13"), colleague, name="corrected.csv")
    changed = Observation.objects.get(numerator=13)
    assert changed.source == second
    assert Observation.objects.filter(source=first).count() == 3
    newest, oldest = changed.history.order_by("-history_id")
    assert (newest.numerator, oldest.numerator) == (13, 12)
    assert (newest.history_type, newest.history_user) == ("~", colleague)
    assert newest.history_change_reason == "Imported from corrected.csv, row 4"
    assert Observation.history.count() == 5


def test_a_figure_that_a_paper_stated_is_the_files_once_it_is_changed(by):
    bring_in(FILE, by)
    paper = Paper.objects.create(
        name="p", sha256="0" * 64, content=b"", uploaded_at="2022-01-01T00:00Z", uploaded_by=by
    )
    Observation.objects.all().delete()
    Observation.objects.create(
        measure=Measure.objects.get(slug="thefts"), force=Force.objects.get(slug="ourshire"),
        start=date(2022, 1, 1), end=date(2022, 1, 31), numerator=5, paper=paper,
    )  # fmt: skip
    source = bring_in("force,month,theft\nOurshire,2022-01,6\n", by)
    changed = Observation.objects.get()
    assert (changed.numerator, changed.source, changed.paper) == (6, source, None)


def test_more_changes_than_fit_into_one_batch_are_all_written(by):
    bring_in(many_figures(1), by)
    text = many_figures(0) + "".join(
        line.rsplit(",", 1)[0] + ",500\n"
        for line in bytes(Source.objects.get().content).decode().splitlines()[1:]
    )
    bring_in(text, by, name="all-new.csv")
    assert set(Observation.objects.values_list("numerator", flat=True)) == {500}
    assert Observation.history.filter(history_type="~").count() == 720
    rows = Observation.history.filter(history_type="~").values_list("history_change_reason", flat=True)
    assert len(set(rows)) == 720


def test_a_hundred_thousand_figures_are_written_with_their_history(by):
    rows = 139 * 720
    bring_in(many_figures(139), by)
    assert rows > 100_000
    assert Observation.objects.count() == Observation.history.count() == rows
    last = Observation.objects.get(force__slug="force-138", end=date(2019, 12, 31), group__slug="unknown")
    assert last.numerator == (rows - 1) % 97
    assert last.history.get().history_change_reason == f"Imported from searches.csv, row {rows + 1}"


def test_writing_that_is_not_brought_to_its_end_leaves_nothing(by):
    data = many_figures(8).encode()
    source = keep_source(name="many.csv", data=data, about=About(), by=by)
    shown = plan_observations(name="many.csv", data=data, choice=Choice()).digest
    steps = applying(source=source, by=by, shown=shown, choice=Choice())
    assert next(steps) == 5000
    assert Observation.objects.count() == 5000
    steps.close()
    assert Observation.objects.count() == Observation.history.count() == 0
    source.refresh_from_db()
    assert source.applied_at is None
    assert list(applying(source=source, by=by, shown=shown, choice=Choice())) == [5000, 5760]


def test_what_is_added_and_what_is_changed_count_on(by):
    bring_in(FILE, by)
    data = (
        FILE.replace("White,12", "White,13") + "Ourshire,2022-03,White,1\nOurshire,2022-03,Black,2\n"
    ).encode()
    source = keep_source(name="more.csv", data=data, about=About(), by=by)
    shown = plan_observations(name="more.csv", data=data, choice=Choice()).digest
    assert list(applying(source=source, by=by, shown=shown, choice=Choice())) == [2, 3]
    assert source.observations.count() == 3


def test_a_plan_that_is_no_longer_the_one_shown_is_refused(by):
    data = FILE.encode()
    source = keep_source(name="a.csv", data=data, about=About(), by=by)
    shown = plan_observations(name="a.csv", data=data, choice=Choice()).digest
    bring_in(FILE.replace("White,12", "White,13"), by, name="other.csv")
    before = census()
    with pytest.raises(PlanChanged):
        apply_observations(source=source, by=by, shown=shown, choice=Choice())
    assert census() == before


def test_the_digest_tells_apart_what_would_be_written(by):
    def digest(text: str) -> str:
        return plan_observations(name="a.csv", data=text.encode(), choice=Choice()).digest

    shown = {digest(FILE), digest(FILE.replace(",12", ",13")), digest(FILE.replace("2022-02", "2022-03"))}
    assert len(shown) == 3
    assert digest(FILE) in shown
    bring_in(FILE, by)
    assert digest(FILE.replace(",12", ",13")) not in shown


def test_a_file_with_a_problem_writes_nothing_of_itself(by):
    before = census()
    with pytest.raises(Refused, match="searches"):
        import_observations(
            name="a.csv", data=FILE.replace(",12", ",twelve").encode(), about=About(), choice=Choice(), by=by,
            progress=lambda written, total: None,
        )  # fmt: skip
    assert census() == before


def test_what_no_column_gives_can_be_said(by):
    said = Choice(
        {"n": "numerator", "comment": "ignore"}, measure="thefts", force="ourshire", period="2022-03"
    )
    bring_in("n,comment\n7,none\n", by, choice=said)
    assert figures(measure__slug="thefts") == [("ourshire", None, date(2022, 3, 1), date(2022, 3, 31), 7)]


# Words


def test_the_words_of_the_records(by):
    words = vocabulary()
    assert words.measures["searches"] == words.measures["stop and search"] == words.measures[SEARCH] == SEARCH
    assert words.forces == {"ourshire": "ourshire", "northshire": "northshire"}
    assert words.groups == {SEARCH: {"white": "white", "black": "black", "unknown": "unknown"}}
    assert words.spans == {SEARCH: "month", "thefts": "month"}


def test_a_name_on_record_beats_another_measures_further_words(by):
    Measure.objects.create(slug="a-later-one", name="Another", column_words=["Thefts", "odd"])
    assert vocabulary().measures["thefts"] == "thefts"
    assert vocabulary().measures["odd"] == "a-later-one"


# Sources told of beside the files


def test_what_is_told_beside_a_file_is_known_of_it(tmp_path):
    beside = "a.csv: {publisher: An office, open: true, note: A part of it}\nb.csv: {publisher: Another}\n"
    (tmp_path / "sources.yaml").write_text(beside)
    assert told_of(tmp_path / "a.csv") == About("An office", is_open=True, note="A part of it")
    assert told_of(tmp_path / "b.csv") == About("Another")
    assert told_of(tmp_path / "c.csv") == About()
    assert told_of(tmp_path / "elsewhere" / "a.csv") == About()


@pytest.mark.parametrize(
    ("text", "says"), [("a.csv: {open: true}", "publisher"), ("a.csv: {owner: x}", "owner"), ("", "empty")]
)
def test_what_is_told_beside_a_file_must_be_readable(text, says, tmp_path):
    (tmp_path / "sources.yaml").write_text(text)
    with pytest.raises(Refused, match=rf"sources\.yaml.*{says}"):
        told_of(tmp_path / "a.csv")


# The command


def run(*words: str) -> str:
    out = StringIO()
    call_command("import_observations", *words, stdout=out)
    return out.getvalue()


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "searches.csv"
    path.write_text(FILE)
    return path


def test_the_command_shows_how_a_file_is_read_and_writes_nothing(by, file):
    before = census()
    shown = run(str(file))
    assert "column “ethnicity”: group" in shown
    assert "4 figures of stop-and-search" in shown
    assert "4 added, 0 changed, 0 unchanged, 1 blank" in shown
    assert census() == before


def test_the_command_shows_every_problem(by, file):
    file.write_text(FILE.replace(",12", ",twelve").replace(",10", ",ten"))
    shown = run(str(file))
    assert shown.count("problem: ") == 2
    assert "row 2, column “searches”" in shown
    assert "row 4, column “searches”" in shown


def test_the_command_writes_once_and_says_what_it_did(by, file):
    words = [str(file), "--apply", "--by", "administrator", "--publisher", "Us", "--open", "--note", "Part"]
    assert "4 added" in run(*words)
    assert "nothing was written" in run(*words)
    source = Source.objects.get()
    assert (source.publisher, source.is_open, source.note, source.applied_by) == ("Us", True, "Part", by)


def test_the_command_reads_columns_as_it_is_told(by, tmp_path):
    path = tmp_path / "odd.csv"
    path.write_text("where=is,n\nOurshire,3\n")
    run(
        str(path), "--apply", "--by", "administrator",
        "--column", "where=is=force", "--column", "n=numerator", "--measure", "thefts", "--period", "2022-03",
    )  # fmt: skip
    assert figures() == [("ourshire", None, date(2022, 3, 1), date(2022, 3, 31), 3)]
    with pytest.raises(CommandError, match="HEADING=ROLE"):
        run(str(path), "--column", "where")


def test_the_command_stops_at_the_first_bad_file_and_keeps_what_came_before(by, file, tmp_path):
    bad, after = tmp_path / "bad.csv", tmp_path / "later.csv"
    bad.write_text(FILE.replace(",12", ",twelve"))
    after.write_text(HEAD + "Ourshire,2022-05,White,1\n")
    with pytest.raises(CommandError, match=r"bad\.csv.*row 4"):
        run(str(file), str(bad), str(after), "--apply", "--by", "administrator")
    assert [source.name for source in Source.objects.all()] == ["searches.csv"]
    assert Observation.objects.count() == 4


@pytest.mark.parametrize("words", [[], ["--by", "somebody"]])
def test_writing_needs_somebody_whose_act_it_is(words, by, file):
    with pytest.raises(CommandError, match="--by NAME"):
        run(str(file), "--apply", *words)


def test_the_command_says_what_is_wrong_with_a_file(by, tmp_path):
    (tmp_path / "empty.csv").write_text("")
    for name in ("empty.csv", "absent.csv"):
        with pytest.raises(CommandError, match=name):
            run(str(tmp_path / name))


# What the real files give


def load() -> None:
    call_command("load_measures", "--by", "administrator", stdout=StringIO())


CRIME_2018 = {
    "police-recorded-residential-burglary-offences": 6791,
    "recorded-robbery": 1447,
    "police-recorded-vehicle-crime-offences": 10606,
    "police-recorded-theft-from-the-person-offences": 1132,
    "police-recorded-homicide-offences": 15,
    "recorded-drug-offences": 2876,
}


def crime_2018() -> dict[str, float]:
    found = Observation.objects.filter(force__name=OURS, start=date(2018, 1, 1), end=date(2018, 12, 31))
    return dict(found.values_list("measure__slug", "numerator"))


def searches_of_known_ethnicity(end: date) -> float:
    found = Observation.objects.filter(
        measure__slug=SEARCH, force__name=OURS, end__lte=end, start__gt=date(end.year - 1, end.month, 28)
    )
    return sum(found.exclude(group__is_unknown=True).values_list("numerator", flat=True))


@pytest.mark.parametrize("real", [True, False], ids=["as published", "as fixtures"])
def test_the_open_figures_go_in_and_give_what_was_worked_out_from_them(real, administrator):
    load()
    if real:
        for name in (SEARCHES, RESIDENTS, CRIMES):
            rows = len(real_rows(name))
            said = Choice(period="2021-03-21" if name == RESIDENTS else "")
            source = bring_in((DATA / name).read_bytes(), administrator, name, said)
            assert source.observations.count() == rows
    else:
        fixtures = sorted(map(str, (FIXTURES / "observations").glob("*.csv")))
        run(*fixtures, "--apply", "--by", "administrator")
        assert {source.is_open for source in Source.objects.all()} == {True}
        assert all(Source.objects.values_list("publisher", flat=True))
    assert {slug: crime_2018()[slug] for slug in CRIME_2018} == CRIME_2018
    assert searches_of_known_ethnicity(date(2023, 2, 28)) == 4481
    assert searches_of_known_ethnicity(date(2025, 2, 28)) == 3905


# What a server that reads no file goes without


def test_pandas_is_not_imported_until_a_file_is_read():
    start = (
        "import django, os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'tracker.settings'; django.setup(); "
        "import tracker.urls, performance.urls; sys.exit('pandas' in sys.modules)"
    )
    env = {"SECRET_KEY": "x", "ALLOWED_HOSTS": "x"}
    told = subprocess.run([sys.executable, "-c", start], cwd=ROOT, env=env, capture_output=True)
    assert told.returncode == 0, told.stderr.decode()
