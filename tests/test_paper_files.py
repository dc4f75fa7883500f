"""The file of a paper, given back unaltered to those who may see its meeting and to nobody else."""

from __future__ import annotations

import hashlib

import pytest
from django.utils import timezone

from recommendations.models import Meeting, Paper
from tests.conftest import read_in
from tests.importing import FIRST, HEAD
from tracker.views.paper_files import file_name

DATA = (HEAD + FIRST + FIRST.replace("1", "2")).encode()
PEOPLE = ("viewer", "editor", "administrator")


def kept(by, name: str = "board.yaml", data: bytes = DATA, meeting: Meeting | None = None) -> Paper:
    """A paper of a meeting as it is once applied, without any record of it."""
    now = timezone.now()
    return Paper.objects.create(
        name=name, sha256=hashlib.sha256(data).hexdigest(), content=data, meeting=meeting,
        uploaded_at=now, uploaded_by=by, applied_at=now, applied_by=by,
    )  # fmt: skip


def url(paper: Paper) -> str:
    return f"/papers/{paper.key}/file"


def answers(client_of, paper: Paper, request) -> dict[str, int]:
    people = {role: request.getfixturevalue(role) for role in PEOPLE}
    return {role: client_of(user).get(url(paper)).status_code for role, user in people.items()}


def test_the_file_comes_back_byte_for_byte_to_be_kept(administrator, viewer, client_of):
    read_in("board.yaml", DATA, administrator)
    paper = Paper.objects.get()
    got = client_of(viewer).get(url(paper))
    assert got.content == DATA
    assert hashlib.sha256(got.content).hexdigest() == paper.sha256
    assert got["Content-Disposition"] == 'attachment; filename="board.yaml"'
    assert got["Content-Type"] == "application/yaml"
    assert got["X-Content-Type-Options"] == "nosniff"
    assert got["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert got["ETag"] == f'"{paper.sha256}"'
    assert got["Cache-Control"] == "private, no-store"


def test_it_is_open_to_those_who_may_see_its_meeting(administrator, request, client_of, records, settings):
    published = kept(administrator, meeting=records.second)
    draft = kept(administrator, data=b"of a draft", meeting=records.draft)
    apart = kept(administrator, data=b"of no meeting")
    everyone = {"viewer": 200, "editor": 200, "administrator": 200}
    assert answers(client_of, published, request) == everyone
    assert answers(client_of, draft, request) == everyone | {"viewer": 404}
    assert answers(client_of, apart, request) == {"viewer": 404, "editor": 404, "administrator": 200}
    assert client_of(None).get(url(published)).status_code == 302
    settings.PUBLIC_PAGES = True
    assert [client_of(None).get(url(p)).status_code for p in (published, draft, apart)] == [200, 404, 404]


@pytest.mark.parametrize("state", ["waiting", "undone"])
def test_what_is_not_applied_is_the_administrators_alone(state, administrator, request, client_of, records):
    paper = kept(administrator, meeting=records.second)
    if state == "waiting":
        paper.applied_at = paper.applied_by = None
    else:
        paper.undone_at, paper.undone_by = timezone.now(), administrator
    paper.save()
    assert answers(client_of, paper, request) == {"viewer": 404, "editor": 404, "administrator": 200}


def test_who_has_the_file_already_is_not_sent_it_again(administrator, viewer, client_of, records):
    paper = kept(administrator, meeting=records.second)
    headers = {"if-none-match": f'"{paper.sha256}"'}
    again = client_of(viewer).get(url(paper), headers=headers)
    assert (again.status_code, again.content) == (304, b"")
    hidden = kept(administrator, data=b"of a draft", meeting=records.draft)
    headers = {"if-none-match": f'"{hidden.sha256}"'}
    assert client_of(viewer).get(url(hidden), headers=headers).status_code == 404


def test_head_says_how_long_it_is(administrator, viewer, client_of, records):
    head = client_of(viewer).head(url(kept(administrator, meeting=records.second)))
    assert (head.status_code, head["Content-Length"], head.content) == (200, str(len(DATA)), b"")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("p.pdf", "application/pdf"),
        ("P.PDF", "application/pdf"),
        ("p.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("p.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("p.csv", "text/csv"),
        ("p.txt", "text/plain"),
        ("p.html", "application/octet-stream"),
        ("p.svg", "application/octet-stream"),
        ("p", "application/octet-stream"),
    ],
)
def test_a_browser_is_told_no_kind_but_those_of_the_list(name, kind, administrator, client_of):
    got = client_of(administrator).get(url(kept(administrator, name=name)))
    assert got["Content-Type"] == kind


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("Board paper, 2 Nov.txt", 'attachment; filename="Board paper, 2 Nov.txt"'),
        ('say "no".txt', 'attachment; filename="say \\"no\\".txt"'),
        ("Überblick.txt", "attachment; filename*=utf-8''%C3%9Cberblick.txt"),
        ("../../etc/passwd", 'attachment; filename="passwd"'),
        ("C:\\papers\\p.txt", 'attachment; filename="p.txt"'),
        ("a\r\nSet-Cookie: x=1.txt", 'attachment; filename="aSet-Cookie: x=1.txt"'),
        ("paper\u202etxt.exe", 'attachment; filename="papertxt.exe"'),
    ],
)
def test_whatever_the_file_was_called_its_name_is_safe(name, header, administrator, client_of):
    got = client_of(administrator).get(url(kept(administrator, name=name)))
    assert got["Content-Disposition"] == header


@pytest.mark.parametrize("name", ["..", "\x01\x1f", " . ", "folder/", ""])
def test_a_name_of_which_nothing_is_left_gives_way_to_the_hash(name, administrator, client_of):
    assert file_name(name) == ""
    paper = kept(administrator, name=name)
    got = client_of(administrator).get(url(paper))
    assert got["Content-Disposition"] == f'attachment; filename="{paper.key}"'


def test_an_unknown_file_is_404(viewer, client_of):
    assert client_of(viewer).get("/papers/0123456789ab/file").status_code == 404


def test_the_meeting_lists_its_papers_for_everyone_who_sees_it(administrator, viewer, client_of, records):
    shown = kept(administrator, "board.yaml", b"x" * 2048, records.second)
    waiting = kept(administrator, "waiting.yaml", b"waiting", records.second)
    waiting.applied_at = waiting.applied_by = None
    waiting.save()
    address = "/meetings/pab-2022-11-02/"
    seen = client_of(viewer).get(address).content.decode()
    assert f'<a href="/papers/{shown.key}/file" download>board.yaml</a> (2.0\xa0KB, SHA-256' in seen
    assert f"{shown.key}…" in seen
    assert "waiting.yaml" not in seen
    assert f'href="/papers/{shown.key}/"' not in seen
    everything = client_of(administrator).get(address).content.decode()
    assert f'href="/papers/{shown.key}/"' in everything
    assert "waiting.yaml" in everything
    assert everything.count("not applied") == 1
