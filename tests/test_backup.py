"""Backups: all of the database or no file, and read back as it was or refused."""

from __future__ import annotations

import hashlib
import json
import random
import sqlite3
import stat
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import dj_database_url
import pytest
from django.core.management import CommandError, call_command

from tests.own_databases import ENV, OwnDatabase, new_database
from tracker.backup import archive, restoring
from tracker.backup.archive import BackupError, Facts
from tracker.backup.postgresql import PostgreSQL
from tracker.backup.restoring import back_up, restore, store_at, verify_backup
from tracker.backup.sqlite import SQLite
from tracker.management.commands import backup as backup_command

FACTS = Facts({"a": 1}, 2, "head")


@contextmanager
def quietly(step: str, total: int) -> Iterator[mock.Mock]:
    """A progress bar that nobody sees."""
    yield mock.Mock()


@pytest.fixture(autouse=True)
def settings_of_children(monkeypatch: pytest.MonkeyPatch) -> None:
    """The records are checked in a process of its own, which reads its settings from the environment."""
    for name, value in ENV.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def backup(own_database: OwnDatabase, tmp_path: Path) -> Path:
    """A backup of the filled database."""
    path = tmp_path / "one.backup"
    back_up(store_at(own_database.url), path, quietly)
    return path


@pytest.fixture
def place(django_db_setup: None, tmp_path: Path) -> Iterator[OwnDatabase]:
    """A database that is not there yet."""
    made = new_database(tmp_path)
    made.drop()
    yield made
    made.drop()


def kept(said: str, database: OwnDatabase) -> OwnDatabase:
    """What was in a database's place before, as the restore says."""
    return OwnDatabase(database.url.replace(database.name, said.rpartition(" ")[2].rstrip(".")))


def chain(database: OwnDatabase) -> list[tuple[object, ...]]:
    return database.query("SELECT number, hash FROM recommendations_chainlink ORDER BY number")


def rewrite(path: Path, *, database: bytes | None = None, **manifest: object) -> Path:
    """The same backup with something else in it, sound as a zip."""
    with zipfile.ZipFile(path) as packed:
        told = json.loads(packed.read(archive.MANIFEST))
        held = packed.read(archive.DATABASE)
    other = path.with_name("other.backup")
    with zipfile.ZipFile(other, "w") as packed:
        packed.writestr(archive.DATABASE, held if database is None else database)
        packed.writestr(archive.MANIFEST, json.dumps({**told, **manifest}))
    return other


def test_a_backup_is_read_back_whole_and_leaves_nothing_behind(own_database, backup):
    before = own_database.counts()
    (last,) = own_database.query(
        "SELECT number, hash FROM recommendations_chainlink ORDER BY number DESC LIMIT 1"
    )
    manifest = archive.read_manifest(backup)
    assert manifest.facts == Facts(before, *last, manifest.facts.migrations)
    assert "recommendations.0001_initial" in manifest.facts.migrations
    said = verify_backup(backup, store_at(own_database.url), quietly)
    assert "is whole" in said
    assert said.endswith(f"{last[0]} {last[1]}")
    assert own_database.counts() == before
    assert [path.name for path in backup.parent.iterdir()] == ["one.backup"]
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600


def test_a_backup_goes_into_a_new_place(own_database, backup, place):
    assert restore(backup, store_at(place.url), quietly, replace=False) == f"Restored {backup}."
    assert place.counts() == own_database.counts()
    assert chain(place) == chain(own_database)


def test_records_are_never_replaced_unless_that_is_said(own_database, backup):
    with pytest.raises(BackupError, match=r"holds records\. Say --replace"):
        restore(backup, store_at(own_database.url), quietly, replace=False)
    nothing = own_database.copy()
    try:
        before = nothing.counts()
        said = restore(backup, store_at(nothing.url), quietly, replace=True)
        old = kept(said, nothing)
        assert nothing.counts() == before == old.counts()
        old.drop()
    finally:
        nothing.drop()


def test_what_another_program_keeps_is_no_empty_place(backup, place):
    store = store_at(place.url)
    if place.is_sqlite:
        with closing(sqlite3.connect(place.name)) as other:
            other.execute("CREATE TABLE theirs (id int)")
    else:
        place.on_server(f'CREATE DATABASE "{place.name}"')
        place.query("CREATE TABLE theirs (id int)")
    with pytest.raises(BackupError, match="holds records"):
        restore(backup, store, quietly, replace=False)
    assert place.tables() == ["theirs"]


def test_tables_without_records_are_an_empty_place(own_database, backup, place):
    if not place.is_sqlite:
        place.on_server(f'CREATE DATABASE "{place.name}"')
    assert place.call("tests.own_filling", "migrate") is None
    kept(restore(backup, store_at(place.url), quietly, replace=False), place).drop()
    assert place.counts() == own_database.counts()


@pytest.mark.sqlite
def test_whoever_has_the_database_open_reads_the_restored_one(own_database, backup):
    """PostgreSQL ends their connections, and they connect anew."""
    with closing(sqlite3.connect(own_database.name, isolation_level=None)) as reader:
        reader.execute("CREATE TABLE later (id int)")
        restore(backup, store_at(own_database.url), quietly, replace=True)
        assert reader.execute("SELECT count(*) FROM sqlite_master WHERE name = 'later'").fetchone() == (0,)


def test_a_single_damaged_byte_is_refused_or_changes_nothing(backup, tmp_path):
    sound, draw = backup.read_bytes(), random.Random(20221102)
    archive.unpack(backup, tmp_path / "sound", mock.Mock())
    refused = 0
    for number, at in enumerate(draw.sample(range(len(sound)), 60)):
        damaged = tmp_path / "damaged.backup"
        damaged.write_bytes(sound[:at] + bytes([sound[at] ^ 1 << draw.randrange(8)]) + sound[at + 1 :])
        try:
            archive.unpack(damaged, tmp_path / str(number), mock.Mock())
        except BackupError:
            refused += 1
        else:
            assert (tmp_path / str(number)).read_bytes() == (tmp_path / "sound").read_bytes()
    assert refused > 50


@pytest.mark.parametrize("share", [0, 0.5, 0.999])
def test_a_backup_that_was_cut_is_refused(own_database, backup, share):
    cut = backup.with_name("cut.backup")
    cut.write_bytes(backup.read_bytes()[: int(share * backup.stat().st_size)])
    with pytest.raises(BackupError, match="is no backup of this tracker, or it is damaged"):
        verify_backup(cut, store_at(own_database.url), quietly)


@pytest.mark.parametrize(
    ("manifest", "sentence"),
    [
        ({"format": "of somebody else"}, "is no backup of this tracker"),
        ({"facts": {}}, "is no backup of this tracker"),
        ({"facts": asdict(FACTS)}, r"made by an older release, without or with account\.0001_initial"),
        ({"sha256": "0" * 64}, "its database is not the one that its manifest names"),
    ],
)
def test_a_backup_that_is_not_what_it_says_is_refused(own_database, backup, manifest, sentence):
    with pytest.raises(BackupError, match=sentence):
        verify_backup(rewrite(backup, **manifest), store_at(own_database.url), quietly)


def test_rows_that_are_not_there_are_told(own_database, backup):
    facts = archive.read_manifest(backup).facts
    other = rewrite(backup, facts=asdict(replace(facts, rows={**facts.rows, "a": 1})))
    with pytest.raises(BackupError, match="is not restored as it was: a: 1 rows expected, no found"):
        verify_backup(other, store_at(own_database.url), quietly)


def test_a_backup_of_a_newer_release_is_told(own_database, backup):
    facts = archive.read_manifest(backup).facts
    newer = rewrite(
        backup, facts=asdict(replace(facts, migrations=[*facts.migrations, "tracker.9999_later"]))
    )
    with pytest.raises(BackupError, match=r"made by a newer release, without or with tracker\.9999_later"):
        verify_backup(newer, store_at(own_database.url), quietly)


def test_a_chain_that_ends_elsewhere_is_refused(own_database, backup):
    facts = archive.read_manifest(backup).facts
    other = rewrite(backup, facts=asdict(replace(facts, head="0" * 64)))
    with pytest.raises(
        BackupError, match=f"the chain ends at {facts.number} {facts.head}, not {facts.number} 0000"
    ):
        verify_backup(other, store_at(own_database.url), quietly)


def test_a_database_that_is_none_is_refused(own_database, backup):
    other = rewrite(backup, database=b"no database", sha256=hashlib.sha256(b"no database").hexdigest())
    with pytest.raises(BackupError, match=r"is damaged: file is not a database|pg_restore failed"):
        verify_backup(other, store_at(own_database.url), quietly)


def test_a_backup_of_another_kind_of_database_is_refused(own_database, backup, tmp_path):
    other = PostgreSQL({"dbname": "a"}) if own_database.is_sqlite else SQLite(tmp_path / "a.sqlite3")
    with pytest.raises(BackupError, match="name one of the same kind"):
        verify_backup(backup, other, quietly)


def test_records_that_are_not_sound_are_refused(own_database, backup, monkeypatch):
    failed = subprocess.CompletedProcess([], 1, "", "link 7 is not what it was")
    monkeypatch.setattr(restoring.subprocess, "run", run := mock.Mock(return_value=failed))
    with pytest.raises(BackupError, match="not sound: link 7 is not what it was"):
        verify_backup(backup, store_at(own_database.url), quietly)
    facts = archive.read_manifest(backup).facts
    assert run.call_args.args[0][-3:] == [
        "check_records",
        "--skip-checks",
        f"--head={facts.number}:{facts.head}",
    ]
    assert run.call_args.kwargs["env"]["DATABASE_URL"] not in {own_database.url, ""}


def test_records_rewritten_past_the_guards_are_found_in_their_backup(own_database, tmp_path):
    if own_database.is_sqlite:
        named = own_database.query(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'recommendations_update'"
        )
        for (name,) in named:
            own_database.query(f'DROP TRIGGER "{name}"')
    else:
        own_database.query("ALTER TABLE recommendations_update DISABLE TRIGGER USER")
    own_database.query("UPDATE recommendations_update SET narrative = 'Never told'")
    back_up(store_at(own_database.url), tmp_path / "a.backup", quietly)
    with pytest.raises(BackupError, match="are not sound"):
        verify_backup(tmp_path / "a.backup", store_at(own_database.url), quietly)


def test_a_backup_that_fails_midway_leaves_no_file(tmp_path):
    def chunks() -> Iterator[bytes]:
        yield b"some"
        raise BackupError("pg_dump failed")

    with pytest.raises(BackupError, match="pg_dump failed"):
        archive.write(tmp_path / "a", kind="sqlite", made="now", facts=FACTS, chunks=chunks())
    assert list(tmp_path.iterdir()) == []


def test_no_backup_replaces_another(own_database, backup):
    before = backup.read_bytes()
    with pytest.raises(BackupError, match="is there already"):
        back_up(store_at(own_database.url), backup, quietly)
    assert backup.read_bytes() == before


def test_a_folder_that_is_not_there_is_told(own_database, tmp_path):
    with pytest.raises(BackupError, match="There is no folder"):
        back_up(store_at(own_database.url), tmp_path / "no" / "a.backup", quietly)


def test_a_database_that_is_not_there_is_told(place, tmp_path):
    with pytest.raises(BackupError, match=r"There is no database at|could not be|does not exist"):
        back_up(store_at(place.url), tmp_path / "a.backup", quietly)
    assert not (tmp_path / "a.backup").exists()


@pytest.mark.parametrize("act", ["snapshot", "scratch"])
def test_programs_that_are_not_on_the_machine_are_told(monkeypatch, tmp_path, act):
    monkeypatch.setattr("tracker.backup.postgresql.shutil.which", lambda name: None)
    store = PostgreSQL({"dbname": "a"})
    told = r"is not on this machine.*apt-get install postgresql-client"
    with pytest.raises(BackupError, match=told), getattr(store, act)(tmp_path, mock.Mock()):
        pass


@pytest.mark.parametrize(
    "url",
    [
        "postgres://me:p%40ss%2Fword@db.example:5433/track%20er",
        "postgres://%2Fvar%2Frun/tracker",
        "postgres://me@db/tracker?sslmode=require",
    ],
)
def test_an_address_and_its_database_are_the_same_thing(url):
    store = store_at(url)
    assert dj_database_url.parse(store.url) == dj_database_url.parse(url)
    assert isinstance(store, PostgreSQL)


@pytest.mark.parametrize("url", ["mysql://a/b", "nothing", "sqlserver:x"])
def test_an_address_of_no_database_kept_here_is_told(url):
    with pytest.raises(BackupError, match=r"no address of a database|Only SQLite and PostgreSQL"):
        store_at(url)


def test_the_commands_say_what_they_did(own_database, tmp_path, place, monkeypatch, capsys):
    named = SimpleNamespace(settings_dict=dj_database_url.parse(own_database.url))
    monkeypatch.setattr(backup_command, "connection", named)
    path = tmp_path / "a.backup"
    call_command("backup", str(path))
    assert f"{sum(own_database.counts().values())} rows of" in capsys.readouterr().out
    call_command("restore", str(path), "--verify", "--into", own_database.url)
    assert "is whole" in capsys.readouterr().out
    call_command("restore", str(path), "--into", place.url)
    assert capsys.readouterr().out == f"Restored {path}.\n"
    with pytest.raises(CommandError, match="is there already"):
        call_command("backup", str(path))
    with pytest.raises(CommandError, match="holds records"):
        call_command("restore", str(path), "--into", place.url)


@pytest.mark.parametrize("words", [[], ["--verify", "--replace"]])
def test_what_to_do_with_a_backup_has_to_be_said(words):
    with pytest.raises(CommandError, match="Say --verify"):
        call_command("restore", "a.backup", *words)
