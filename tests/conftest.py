"""What tests share: three named people, the meeting of 2 November 2022, and skips that are failures in CI."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import hypothesis
import pytest
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import Client

from recommendations import guards
from recommendations.checking.live import any_without_history
from recommendations.guards.tables import kept_tables
from recommendations.models import User
from tests.browser.serving import chromium as chromium
from tests.browser.serving import server as server
from tests.own_databases import filled_database as filled_database
from tests.own_databases import own_database as own_database
from tests.records import Records, some_records
from tracker.paper_import import apply_paper, keep_paper, plan_paper

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "fixtures"
PAPERS = ROOT.parent / "shared" / "papers"
# How long a test takes is no reason for it to fail: timings live in `make bench`.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")
PASSWORD = "a long pass phrase for tests"


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    """Where CI is set nothing may be skipped: a test that could not run has failed."""
    outcome = yield
    report = outcome.get_result()
    if report.skipped and os.environ.get("CI"):
        report.outcome = "failed"
        report.longrepr = f"skipped, and in CI a skip is a failure: {report.longrepr}"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker):
    """pytest-django's test database; on PostgreSQL nothing may be connected to it when it is dropped.

    A thread of the browser tests' server can outlive its last request by a moment.
    """
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(scope="session", autouse=True)
def emptied_past_the_guards():
    """Tests that commit empty their database afterwards, which the guards refuse; they are put back then."""
    empty = BaseDatabaseOperations.execute_sql_flush

    def without_guards(self, sql_list):
        with self.connection.cursor() as cursor:
            guards.remove(cursor)
        empty(self, sql_list)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", without_guards)
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item):
    """After every test each record is what its newest history row says, or the test fails.

    Tests of what happens without the guards are marked `past_the_guards`.
    """
    result = yield
    used = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
    if used and not item.get_closest_marker("past_the_guards") and not connection.needs_rollback:
        assert any_without_history(kept_tables()) == []
    return result


def make_user(role: str, username: str = "") -> User:
    name = username or role
    return User.objects.create_user(name, PASSWORD, role=role, name=f"Test {name}")


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """Passwords are hashed the quick way: tests sign in often and prove nothing about hashing."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def files_read_here(settings, monkeypatch):
    """Files are read in the test's own process, and a page waits for it: a test does not depend on how long.

    Tests of the reading apart, and of the page that tells how far it is, set this back.
    """
    settings.READ_APART = False
    monkeypatch.setattr("tracker.views.papers.SOON", None)


@pytest.fixture
def viewer(db) -> User:
    return make_user("viewer")


@pytest.fixture
def editor(db) -> User:
    return make_user("editor")


@pytest.fixture
def publisher(db) -> User:
    return make_user("publisher")


@pytest.fixture
def administrator(db) -> User:
    return make_user("administrator")


@pytest.fixture
def client_of() -> Callable[[User | None], Client]:
    """A client signed in as a person, or as nobody."""

    def made(user: User | None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user)
        return client

    return made


def read_in(name: str, data: bytes, by: User, publish: bool = True) -> int:
    """Read a paper in as the administrator's page does: keep it, plan it, apply what the plan shows.

    Its new meetings are published by a publisher in the same act, unless `publish` is off.
    """
    paper = keep_paper(name=name, data=data, by=by)
    planned = plan_paper(name=name, data=data)
    publisher = (User.objects.filter(role="publisher").first() or make_user("publisher")) if publish else None
    return apply_paper(paper=paper, by=by, shown=planned.plan.digest, publish_by=publisher)


def read_fixture(name: str, by: User) -> int:
    return read_in(name, (FIXTURES / name).read_bytes(), by)


@pytest.fixture
def records(editor: User) -> Records:
    """Six recommendations at two published meetings and a draft (tests/records.py)."""
    return some_records(editor)


EMPTY_PAPER = (
    b"paper: Paper %d\nabridged: true\nholds: {bodies: 0, reports: 0, recommendations: 0, notes: 0}\n"
)


@pytest.fixture
def office_with_papers(records, administrator: User, client_of) -> Client:
    """An administrator's client, with three papers read in."""
    for number in range(3):
        keep_paper(name=f"{number}.yaml", data=EMPTY_PAPER % number, by=administrator)
    return client_of(administrator)


@pytest.fixture
def november(administrator: User) -> User:
    """The records after the fixture of 2 November 2022 was read in; the administrator who did it."""
    read_fixture("2024-bodies.yaml", administrator)
    read_fixture("2022-11-02-pab.yaml", administrator)
    return administrator


def real_paper(start: str) -> bytes:
    """The bytes of a real board paper, by the beginning of its name; skips where the papers are absent."""
    found = sorted(PAPERS.glob(f"{start}*.txt"))
    if not found:
        pytest.skip(f"the real papers are not at {PAPERS.name}/ beside this checkout")
    return found[0].read_bytes()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests in a browser share one process, where several run: two browsers would wait for each other.

    With DATABASE_ONLY set, tests that another database cannot change are left out: they touch none, or look
    at pages only.
    """
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.xdist_group("browser"))
    elsewhere = "sqlite" if connection.vendor == "postgresql" else "postgres"
    _leave_out(config, items, [item for item in items if item.get_closest_marker(elsewhere)])
    if not os.environ.get("DATABASE_ONLY"):
        return
    _leave_out(config, items, [item for item in items if not _uses_database(item)])


def _leave_out(config: pytest.Config, items: list[pytest.Item], others: list[pytest.Item]) -> None:
    """Take tests off the list: they are neither run nor skipped."""
    gone = set(others)
    config.hook.pytest_deselected(items=others)
    items[:] = [item for item in items if item not in gone]


def _uses_database(item: pytest.Item) -> bool:
    fixtures = {"db", "transactional_db", "django_db_setup"} & set(getattr(item, "fixturenames", ()))
    return bool(fixtures or item.get_closest_marker("django_db")) and not item.get_closest_marker("looks")
