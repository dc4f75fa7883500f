"""The audit log: a line for each act that somebody may have to account for, and no secret in any."""

from __future__ import annotations

import json
import logging
import os
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import Client

from recommendations.audit import audit, audit_once_kept, remote_address
from recommendations.history import acting
from recommendations.models import Paper
from tests.conftest import EMPTY_PAPER, PASSWORD, read_in
from tests.records import tell
from tests.test_settings import PRODUCTION, run
from tracker.acts_audited import MOMENTS
from tracker.middleware.audited import AuditMiddleware

TYPED = "a word that somebody typed"


class Log(logging.Handler):
    """What was written, line by line."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())

    def told(self, event: str) -> list[dict[str, Any]]:
        return [told for told in map(json.loads, self.lines) if told["event"] == event]


@pytest.fixture
def log() -> Iterator[Log]:
    handler = Log()
    logging.getLogger("audit").addHandler(handler)
    yield handler
    logging.getLogger("audit").removeHandler(handler)


@pytest.fixture
def once_kept(django_capture_on_commit_callbacks) -> Any:
    return django_capture_on_commit_callbacks(execute=True)


# Signing in and out


def test_signing_in_and_out(log, viewer, client_of):
    client = client_of(None)
    client.post("/accounts/sign-in/?next=/reports/", {"login": "viewer", "password": PASSWORD})
    client.post("/accounts/sign-out/")
    (into,), (out,) = log.told("sign-in"), log.told("sign-out")
    assert (into["who"], into["role"], into["from"]) == ("viewer", "viewer", "127.0.0.1")
    assert (into["page"], into["method"]) == ("/accounts/sign-in/", "POST")
    assert (out["who"], out["page"]) == ("viewer", "/accounts/sign-out/")
    assert into["time"] <= out["time"]


@pytest.mark.parametrize(("name", "who"), [("viewer", "viewer"), (TYPED, ""), (PASSWORD, "")])
def test_a_failed_sign_in_tells_a_name_only_where_an_account_has_it(log, viewer, client_of, name, who):
    client_of(None).post("/accounts/sign-in/", {"login": name, "password": f"{TYPED} too"})
    (failed,) = log.told("sign-in failed")
    assert (failed["who"], failed["known"]) == (who, bool(who))
    assert TYPED not in "".join(log.lines)
    assert PASSWORD not in "".join(log.lines)


# Refusals


def test_a_refusal_is_told_of_whoever_is_signed_in(log, records, viewer, client_of):
    for page in ("/papers/", "/meetings/pab-2023-02-01/", "/meetings/new/?q=typed"):
        assert client_of(viewer).get(page).status_code == 404
    assert [(told["who"], told["page"], told["status"]) for told in log.told("refused")] == [
        ("viewer", "/papers/", 404),
        ("viewer", "/meetings/pab-2023-02-01/", 404),
        ("viewer", "/meetings/new/", 404),
    ]


def test_what_the_site_does_not_have_is_no_refusal(log, viewer, client_of):
    client_of(viewer).get(f"/{TYPED}/")
    client_of(None).get("/reports/")
    assert log.told("refused") == []


def test_a_form_without_its_token_is_a_refusal(log, viewer):
    client = Client(enforce_csrf_checks=True)
    client.force_login(viewer)
    assert client.post("/accounts/sign-out/").status_code == 403
    (told,) = log.told("refused")
    assert (told["who"], told["page"], told["status"]) == ("viewer", "/accounts/sign-out/", 403)


def test_too_many_requests_are_a_refusal(log, rf):
    request = rf.post("/accounts/sign-in/")
    request.user = AnonymousUser()
    AuditMiddleware(lambda request: HttpResponse(status=429))(request)
    assert [told["status"] for told in log.told("refused")] == [429]


# What is taken out


@pytest.mark.parametrize(
    ("page", "form"),
    [
        ("/reports.csv", "csv"), ("/reports.xlsx", "xlsx"), ("/reports.json", "json"),
        ("/meetings/pab-2022-11-02/paper.yaml", "yaml"), ("/meetings/pab-2022-11-02/packet.csv", "csv"),
    ],
)  # fmt: skip
def test_what_a_person_takes_out_is_told(log, records, editor, client_of, page, form):
    assert client_of(editor).get(f"{page}?q={TYPED}").status_code == 200
    (told,) = log.told("export")
    assert (told["who"], told["role"], told["page"], told["form"]) == ("editor", "editor", page, form)
    assert TYPED not in "".join(log.lines)


def test_the_file_of_a_paper_is_told(log, administrator, client_of):
    read_in("a.yaml", EMPTY_PAPER % 1, administrator)
    page = f"/papers/{Paper.objects.get().key}/file"
    client_of(administrator).get(page)
    assert [(told["page"], told["form"]) for told in log.told("export")] == [(page, "application/yaml")]


def test_pages_and_the_public_are_not_told(log, records, editor, client_of, settings):
    settings.PUBLIC_PAGES = True
    client_of(editor).get("/reports/")
    client_of(None).get("/reports.csv")
    assert log.told("export") == []


# Acts


def test_publishing_is_told_once_it_is_kept(log, records, editor, publisher, client_of, once_kept):
    tell(records.draft, records.numbers[1], "red", "Told", by=editor)
    with once_kept:
        client_of(publisher).post("/meetings/pab-2023-02-01/publish/")
    (told,) = log.told("publish")
    assert (told["meeting"], told["role"]) == ("pab-2023-02-01", "publisher")
    assert (told["page"], told["from"]) == ("/meetings/pab-2023-02-01/publish/", "127.0.0.1")


def test_an_import_and_its_undoing_are_told(
    log, administrator, client_of, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        read_in("a.yaml", EMPTY_PAPER % 1, administrator)
    key = Paper.objects.get().key
    (told,) = log.told("import applied")
    assert (told["who"], told["paper"]) == ("administrator", key)
    page = f"/papers/{key}/undo/"
    client = client_of(administrator)
    shown = re.search(r'name="shown" value="([^"]+)"', client.get(page).content.decode())
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page, {"shown": shown[1]})
    (told,) = log.told("undo")
    assert (told["who"], told["paper"], told["page"]) == ("administrator", key, page)


def test_what_was_rolled_back_is_not_told(log, db, once_kept):
    def roll_back() -> None:
        with acting(by=None):
            audit_once_kept("publish", by=None)
            raise LookupError

    with once_kept, pytest.raises(LookupError):
        roll_back()
    assert log.lines == []


def test_every_moment_watched_is_a_field(db):
    for model, events in MOMENTS.items():
        for field in events:
            assert model._meta.get_field(field).get_internal_type() == "DateTimeField"


# Lines


@pytest.mark.parametrize(
    "text", ['a\n{"event": "publish"}', "a\r\nb", "a\u2028b", "a\x1b[2Jb", "a\x00b", 'a", "who": "another']
)
def test_no_text_can_forge_a_line_or_a_field(log, text):
    audit("tried", name=text)
    (line,) = log.lines
    assert line.isascii()
    assert line.isprintable()
    assert json.loads(line)["name"] == text
    assert json.loads(line)["who"] == ""


def test_a_fact_cannot_take_the_place_of_who_it_was(log):
    audit("tried", who="another", page="/elsewhere/")
    (told,) = map(json.loads, log.lines)
    assert (told["who"], told["page"], told["fact_who"]) == ("", "", "another")


@pytest.mark.parametrize(
    "name", ["password", "new_password1", "code", "token", "session_key", "recovery_codes"]
)
def test_what_is_named_like_a_secret_is_withheld(log, name):
    audit("tried", **{name: TYPED})
    assert TYPED not in log.lines[0]
    assert json.loads(log.lines[0])[name] == "withheld"


def test_long_facts_are_cut(log):
    audit("tried", name="x" * 5000)
    assert len(log.lines[0]) < 500


def asked(**meta: str) -> HttpRequest:
    request = HttpRequest()
    request.META = {"REMOTE_ADDR": "192.0.2.1", **meta}
    return request


@pytest.mark.parametrize(
    ("behind", "forwarded", "address"),
    [
        (False, "198.51.100.7", "192.0.2.1"),  # who is not behind a proxy may send what he likes
        (True, "198.51.100.7", "198.51.100.7"),
        (True, "203.0.113.9, 198.51.100.7", "198.51.100.7"),  # the last one is the proxy's
        (True, "", "192.0.2.1"),
        (True, "a\nb", ""),
        (True, "2001:db8::1", "2001:db8::1"),
    ],
)
def test_the_address_is_the_one_that_was_seen(settings, behind, forwarded, address):
    settings.BEHIND_PROXY = behind
    assert remote_address(asked(HTTP_X_FORWARDED_FOR=forwarded)) == address


def test_the_lines_go_to_a_file_of_their_own(tmp_path):
    file = tmp_path / "audit.log"
    told = "import django; django.setup(); from recommendations.audit import audit; audit('tried', one=1)"
    written = run("-c", told, **PRODUCTION, AUDIT_LOG=str(file))
    assert (written.returncode, written.stderr) == (0, "")
    assert json.loads(file.read_text())["event"] == "tried"
    assert os.fspath(file)


def test_or_to_standard_error():
    told = "import django; django.setup(); from recommendations.audit import audit; audit('tried', one=1)"
    assert json.loads(run("-c", told, **PRODUCTION).stderr)["event"] == "tried"
