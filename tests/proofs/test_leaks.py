"""What a draft says is found nowhere by those who may not see it, whatever they ask for."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from zipfile import BadZipFile, ZipFile

import pytest
from django.test import Client, override_settings

from performance.models import Assessment, Comment, PlannedAction, StatedFigure, Target, Term
from recommendations import sitting
from recommendations.actions.issuing import FORMS, issue_paper
from recommendations.models import Meeting, User
from tests.conftest import make_user
from tests.performance.records import Performance, some_performance
from tests.proofs.sizes import size
from tests.records import a_meeting
from tests.test_drafts import PAPER, SECRET, draft_everything, pages
from tests.test_roles import let_go
from tracker.paper_import import apply_paper, keep_paper, plan_paper

WHO = ("nobody", "viewer", "closed")


@pytest.fixture
def office(editor: User) -> Performance:
    return some_performance(editor)


@pytest.fixture
def clients(office: Performance, editor: User) -> dict[str, Client]:
    """Those who may not see drafts, and an editor who may."""
    viewer, closed = make_user("viewer"), make_user("editor", username="closed")
    made = {name: Client() for name in (*WHO, "editor")}
    made["viewer"].force_login(viewer)
    made["closed"].force_login(closed)
    made["editor"].force_login(editor)
    closed.is_active = False
    closed.save()
    return made


def every_field_of_every_draft(office: Performance, by: User) -> list[str]:
    """The secret in every text of a draft, in its issued paper and in a paper read in as a draft."""
    draft, measure, priority = office.office.draft, office.unmeasured, office.priority
    addresses = list(draft_everything(office.office, draft, by))
    draft.cover = f"{SECRET} cover"
    draft.save()
    Assessment.objects.create(measure=measure, meeting=draft, trend=SECRET, note=f"{SECRET} note")
    Target.objects.create(measure=measure, meeting=draft, slug="t", name=f"{SECRET} target", value=1)
    StatedFigure.objects.create(
        meeting=draft,
        slug="s",
        label=f"{SECRET} label",
        value=1,
        unit=SECRET,
        compares="share-of-target",
        note=SECRET,
        measure=measure,
    )
    for model in (PlannedAction, Comment):
        model.objects.create(priority=priority, meeting=draft, number=99, text=f"{SECRET} {model.__name__}")
    Term.objects.create(meeting=draft, slug="z", term=f"{SECRET} term", meaning=f"{SECRET} meaning")
    issue_paper(meeting=draft, files={form: f"{SECRET} {form}".encode() for form in FORMS}, by=by)
    addresses += [f"/meetings/{draft.slug}/paper/issued/1.{form}" for form in FORMS]
    addresses += [f"/meetings/{draft.slug}/paper.{form}" for form in FORMS]
    paper = keep_paper(name=f"{SECRET}.yaml", data=PAPER.encode(), by=by)
    shown = plan_paper(name=f"{SECRET}.yaml", data=PAPER.encode()).plan.digest
    apply_paper(paper=paper, by=by, shown=shown)
    addresses += [f"/papers/{paper.key}/file", f"/papers/{paper.key}/"]
    for page in ("/performance/", "/glossary/", "/checks/", "/performance/disproportionality/"):
        addresses += [f"{page}?meeting={draft.slug}", f"{page}?figures=latest"]
    return addresses


def said(response) -> bytes:
    """All that an answer says: headers, body, and what is packed inside it."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    let_go(response)
    inside = b""
    try:
        with ZipFile(io.BytesIO(body)) as packed:
            inside = b"".join(packed.read(name) for name in packed.namelist())
    except BadZipFile:
        pass
    return repr(dict(response.headers)).encode() + body + inside


def asked_for(url: str, content: bytes) -> bytes:
    """What was answered, without the address that was asked for: a page may say which one that was."""
    return content.replace(url.encode(), b"")


def telling(client: Client, addresses: list[str]) -> list[str]:
    """The addresses whose answer holds the secret."""
    return [url for url in addresses if SECRET.encode() in asked_for(url, said(client.get(url)))]


def test_no_word_of_a_draft_reaches_who_may_not_see_it(office, clients, editor, proved):
    hidden = every_field_of_every_draft(office, editor)
    tried = leaks = 0
    with override_settings(PUBLIC_PAGES=True):
        for name in WHO:
            open_to = pages(clients[name])
            addresses = sorted({*open_to, *hidden, "/meetings.rss"})
            tried += len(addresses)
            leaks += len(telling(clients[name], addresses))
    assert len(telling(clients["editor"], hidden)) > 20, "the negative control: an editor finds it"
    proved("pages, files and feeds as those who may not see a draft: its words", tried, leaks)


def test_viewers_get_the_same_bytes_whatever_is_drafted(office, clients, editor, proved):
    viewer = clients["viewer"]
    before = pages(viewer)
    for number in range(size(12, 200)):
        meeting = a_meeting(f"2023-{3 + number // 28:02}-{1 + number % 28:02}", quarter=SECRET)
        list(draft_everything(office.office, meeting, editor))
    after = pages(viewer)
    differing = [url for url in before | after if before.get(url) != after.get(url)]
    proved("viewers' pages beside many drafts: other bytes", len(before), len(differing))


def swapped(office: Performance) -> Iterator[str]:
    """Addresses put together by chance from all that stands in addresses: slugs, numbers, kinds, keys."""
    chance = random.Random(20221102)
    slugs = [meeting.slug for meeting in Meeting.objects.select_related("body")]
    numbers = [*range(9), 99, 10**9, -1]
    parts = {
        "meeting": [*slugs, "pab-2023-02", "pab-2022-11-2", "panel-2022-06", "-", "%2e%2e"],
        "report": ["review", "inspection", "no-such", SECRET.lower()],
        "n": numbers,
        "kind": [
            "update",
            "note",
            "count",
            "lead",
            "meeting",
            "recommendation",
            "assessment",
            "action",
            "term",
        ],
        "form": ["csv", "json", "xlsx", "docx", "pdf", "yaml"],
        "measure": ["unmeasured", "searches", "burglary", "no-such"],
        "priority": ["streets", office.priority.slug, "none"],
    }
    shapes = [
        "/meetings/{meeting}/", "/meetings/{meeting}.{form}", "/meetings/{meeting}/packet/",
        "/meetings/{meeting}/packet.{form}", "/meetings/{meeting}/paper/", "/meetings/{meeting}/paper.{form}",
        "/meetings/{meeting}/paper/issued/{n}.{form}", "/meetings/{meeting}/as-published/",
        "/meetings/{meeting}/as-published.{form}", "/meetings/{meeting}/round/?report={report}",
        "/meetings/{meeting}/performance/{priority}/", "/meetings/{meeting}/publish/",
        "/meetings/{meeting}/cover/", "/meetings/{meeting}/change/", "/reports/{report}/?meeting={meeting}",
        "/reports/{report}/{n}/?meeting={meeting}", "/reports/{report}/{n}.{form}?meeting={meeting}",
        "/reports/{report}.{form}?meeting={meeting}", "/history/{kind}/{meeting}/{report}/{n}/",
        "/history/{kind}/{meeting}/{report}/{n}.{form}", "/history/{kind}/{meeting}/",
        "/history/{kind}/{meeting}/{measure}/", "/history/{kind}/{report}/{n}/",
        "/inspections.{form}?meeting={meeting}", "/home.{form}?meeting={meeting}",
        "/performance/?meeting={meeting}", "/performance.{form}?meeting={meeting}",
        "/performance/measures/{measure}/?meeting={meeting}", "/glossary.{form}?meeting={meeting}",
        "/checks.{form}?meeting={meeting}", "/?meeting={meeting}",
    ]  # fmt: skip
    while True:
        shape = chance.choice(shapes)
        yield shape.format(**{name: chance.choice(values) for name, values in parts.items()})


def leaked(office: Performance, client: Client, count: int) -> int:
    """How many of so many addresses put together by chance answer a draft's words, or break."""
    found = 0
    for _, url in zip(range(count), swapped(office), strict=False):
        response = client.get(url)
        content = asked_for(url, said(response))
        found += SECRET.encode() in content or response.status_code >= 500
    return found


def test_no_swapped_number_or_slug_opens_a_draft(office, clients, editor, proved):
    every_field_of_every_draft(office, editor)
    count = size(150, 5000)
    proved("swapped numbers and slugs: a draft's words", count, leaked(office, clients["viewer"], count))


def test_with_the_guard_off_swapped_slugs_open_drafts(office, clients, editor, monkeypatch):
    """The negative control: everybody may choose drafts."""
    every_field_of_every_draft(office, editor)
    monkeypatch.setattr(sitting, "sees_drafts", lambda request: True)
    assert leaked(office, clients["viewer"], 60) > 0
