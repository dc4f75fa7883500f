"""What is measured without a server, by the process that holds a database's address."""

import platform
from collections.abc import Callable
from statistics import median
from time import perf_counter

import django
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from recommendations import models
from tests.benchmarks import records
from tests.benchmarks.pages import PAGES
from tests.benchmarks.rows import take_guards_away

ROUNDS = 7


def fill(offices: str, recommendations: str, meetings: str, measures: str) -> dict[str, object]:
    """Make the database's tables and records; who is signed in, and the number of queries of each page."""
    call_command("migrate", verbosity=0)
    users = dict(zip(("viewer", "editor"), records.make_users(), strict=True))
    records.fill(int(offices), int(recommendations), int(meetings), int(measures), users["editor"])
    records.settle()
    clients = {role: Client(SERVER_NAME="127.0.0.1") for role in users}
    for role, client in clients.items():
        client.force_login(users[role])
    return {
        "sessions": {role: client.cookies["session"].value for role, client in clients.items()},
        "queries": {page.name: queries(clients[page.role], page.path) for page in PAGES},
        "machine": f"Python {platform.python_version()}, Django {django.__version__}, {version()}",
    }


def version() -> str:
    """Name and version of the database."""
    if connection.vendor == "postgresql":
        number = connection.pg_version
        return f"PostgreSQL {number // 10000}.{number % 10000}"
    return "SQLite " + ".".join(map(str, connection.Database.sqlite_version_info))


def queries(client: Client, path: str) -> int:
    """How many queries a page takes when it was asked for before."""
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(path)
    if response.status_code != 200:
        raise RuntimeError(f"{path} answers {response.status_code}")
    return len(captured)


def imports() -> dict[str, float]:
    """The median seconds of an import with its whole history, and of the same rows without any."""
    editor = models.User.objects.get(username="editor")
    paper = records.invented_paper(83)
    taken: dict[str, list[float]] = {"import": [], "rows": []}
    for _ in range(ROUNDS):
        taken["import"].append(_rolled_back(lambda: records.import_paper(paper, editor)))
        taken["rows"].append(_rolled_back(_bare_rows(editor), guarded=False))
    return {name: median(seconds) for name, seconds in taken.items()}


def _rolled_back(write: Callable[[], object], *, guarded: bool = True) -> float:
    """How long a write takes; afterwards nothing of it is left."""
    with transaction.atomic():
        if not guarded:
            take_guards_away()
        start = perf_counter()
        write()
        seconds = perf_counter() - start
        transaction.set_rollback(True)
    return seconds


def _bare_rows(editor: models.User) -> Callable[[], object]:
    """Writes the recommendations and updates of the same paper, without history."""
    paper = records.invented_paper(83)
    told = [(entry, entry.update) for entry in paper.reports[0].recommendations if entry.update]
    report = models.Report.objects.get(slug="review-01")
    statuses = {s.label: s for s in models.Status.objects.filter(scheme=report.scheme_id)}
    theme = report.themes.first()
    meeting = models.Meeting.objects.filter(published_at__isnull=False).latest("date", "pk")

    def write() -> None:
        rows = models.Recommendation.objects.bulk_create(
            models.Recommendation(
                report=report, number=1000 + e.number, theme=theme, summary=e.summary, wording=e.wording
            )
            for e, _ in told
        )
        models.Update.objects.bulk_create(
            models.Update(
                recommendation=row, meeting=meeting, status=statuses[u.status], narrative=u.narrative
            )
            for row, (_, u) in zip(rows, told, strict=True)
        )

    return write
