"""Who may open what: one table of every address, each person and method; nothing is open by default."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path, reverse

from performance.actions.figure_files import keep_source
from performance.files.told import About
from performance.models import Measure, Priority
from recommendations.access import needs
from recommendations.actions.issuing import FORMS, issue_paper
from recommendations.models import User
from recommendations.roles import ROLES, Can
from tests.conftest import make_user
from tests.records import some_records
from tracker.paper_import import keep_paper

# public: nobody, where PUBLIC_PAGES is on
PEOPLE = ("nobody", "public", "viewer", "editor", "publisher", "administrator")

# "in" is the way to the sign-in page; every other answer is the status code.
# A 302 of a form page after POST leads on to the page that shows what was done.
# A row of five leaves the publisher out, who then gets what the editor gets.
READ = "in 200 200 200 200 | in 405 405 405 405"
WRITE = "in in 404 200 200 | in in 404"
OPEN = "200 200 200 200 200 | 405 405 405 405 405"
OWN = "in in 200 200 200"  # whoever signed in, whatever the role
KEEP = "in in 404 404 200 | in in 404 404"  # who keeps the accounts
RIGHTS = {
    # address                                       GET and POST by PEOPLE
    "/": READ,
    "/home.csv": READ,
    "/accessibility/": OPEN,
    "/cookies/": OPEN,
    "/robots.txt": OPEN,
    "/security.txt": "301 301 301 301 301 | 405 405 405 405 405",
    "/.well-known/security.txt": "404 404 404 404 404 | 405 405 405 405 405",  # nothing is set here
    "/reports/": READ,
    "/reports.csv": READ,
    "/reports/review/": READ,
    "/reports/review.csv": READ,
    "/reports/review/1/": READ,
    "/reports/review/1.json": READ,
    "/inspections/": READ,
    "/inspections.csv": READ,
    "/meetings/": READ,
    "/meetings.csv": READ,
    "/meetings.rss": READ,
    "/meetings/pab-2022-11-02/": READ,
    "/meetings/pab-2022-11-02.json": READ,
    "/meetings/pab-2022-11-02/packet/": READ,
    "/meetings/pab-2022-11-02/packet.csv": READ,
    "/history/recommendation/review/1/": READ,
    "/history/recommendation/review/1.csv": READ,
    "/statuses/": READ,
    "/statuses.json": READ,
    "/meetings/new/": f"{WRITE} 422 422",
    "/meetings/pab-2023-02-01/change/": f"{WRITE} 422 422",
    "/meetings/pab-2023-02-01/round/": f"{WRITE} 302 302",
    "/meetings/pab-2023-02-01/performance/": "in in 404 200 200 | in in 404 405 405",
    "/meetings/pab-2023-02-01/performance/streets/": f"{WRITE} 302 302",
    # nothing is written yet: tests of publishing
    "/meetings/pab-2023-02-01/publish/": "in in 404 404 200 404 | in in 404 404 422 404",
    "/meetings/pab-2022-11-02/as-published/": READ,
    "/meetings/pab-2022-11-02/as-published.csv": READ,
    "/meetings/pab-2022-11-02/cover/": f"{WRITE} 422 422",
    "/meetings/pab-2022-11-02/paper/": READ,
    "/meetings/pab-2022-11-02/paper/issue/": "in in 404 405 405 | in in 404 302 302",
    "/meetings/pab-2022-11-02/paper.yaml": "in in 404 200 200 | in in 404 405 405",
    "/meetings/pab-2022-11-02/paper/issued/1.docx": READ,
    "/meetings/pab-2022-11-02/paper/differences/": "in in 404 200 200 | in in 404 405 405",
    "/meetings/pab-2022-11-02/paper/differences.csv": "in in 404 200 200 | in in 404 405 405",
    "/statuses/rag/red/": f"{WRITE} 422 422",
    "/accounts/": "200 200 200 200 200 | 405 405 405 405 405",
    "/accounts/sign-in/": "200 200 302 302 302 | 422 422 302 302 302",
    # nobody began to sign in here, and no passkey is shown: back to the sign-in page
    "/accounts/sign-in/code/": "302 302 302 302 302 | 302 302 302 302 302",
    "/accounts/sign-in/passkey/": "302 302 302 302 302 | 302 302 302 302 302",
    "/accounts/sign-out/": "302 302 200 200 200 | 302 302 302 302 302",
    "/accounts/confirm/": f"{OWN} | in in 422 422 422",
    # nobody here has a second factor, so these lead to the page that asks the password
    "/accounts/confirm/code/": "in in 302 302 302 | in in 302 302 302",
    "/accounts/confirm/passkey/": "in in 302 302 302 | in in 302 302 302",
    "/accounts/sessions/": f"{OWN} | in in 405 405 405",
    "/accounts/sessions.csv": f"{OWN} | in in 405 405 405",
    "/accounts/sessions/end/": "in in 405 405 405 | in in 302 302 302",
    "/accounts/password/": f"{OWN} | in in 422 422 422",
    "/accounts/second-factor/": f"{OWN} | in in 405 405 405",
    "/accounts/second-factor/app/": f"{OWN} | in in 422 422 422",
    "/accounts/second-factor/app/remove/": "in in 404 404 404 | in in 404 404 404",
    "/accounts/second-factor/codes/": "in in 404 404 404 | in in 405 405 405",
    "/accounts/second-factor/codes/new/": f"{OWN} | in in 422 422 422",
    "/accounts/second-factor/passkey/": f"{OWN} | in in 422 422 422",
    "/accounts/second-factor/passkey/1/remove/": "in in 404 404 404 | in in 404 404 404",
    # no provider is set here: tests/accounts/test_work_account.py
    "/accounts/work-account/": "in in 404 404 404 | in in 404 404 404",
    "/accounts/work-account/office/sign-in/": "405 405 405 405 405 | 404 404 404 404 404",
    "/accounts/work-account/office/back/": "404 404 404 404 404 | 405 405 405 405 405",
    "/redactions/": f"{KEEP} 405",
    "/redactions.csv": f"{KEEP} 405",
    "/redactions/new/": f"{KEEP} 422",
    "/export/": f"{KEEP} 405",
    "/export.zip": f"{KEEP} 405",
    "/accounts/people/": f"{KEEP} 405",
    "/accounts/people.csv": f"{KEEP} 405",
    "/accounts/people/new/": f"{KEEP} 422",
    "/accounts/people/editor/": f"{KEEP} 422",
    "/accounts/people/editor/close/": f"{KEEP} 422",
    "/papers/": "in in 404 404 200 | in in 404 404 405",
    "/papers.csv": "in in 404 404 200 | in in 404 404 405",
    "/papers/template/": "in in 404 404 200 | in in 404 404 422",
    "/papers/template.docx": "in in 404 404 200 | in in 404 404 405",
    "/papers/new/": "in in 404 404 200 | in in 404 404 422",
    "/papers/{paper}/file": "in 404 404 404 200 | in 405 405 405 405",
    "/papers/{paper}/undo/": "in in 404 404 404 | in in 404 404 404",  # not applied: tests/test_undo.py
    "/papers/{paper}/": "in in 404 404 200 | in in 404 404 302",
    "/papers/{paper}/reading/": "in in 404 404 405 | in in 404 404 302",
    "/papers/{paper}/conflicts/": "in in 404 404 405 | in in 404 404 302",
    # no such record in its plan: tests/test_paper_plan_pages.py
    "/papers/{paper}/correct/update/a/b/1/": "in in 404 404 404 | in in 404 404 404",
    "/performance/": READ,
    "/performance.csv": READ,
    "/performance/measures/": READ,
    "/performance/measures.json": READ,
    "/performance/measures/robbery/": READ,
    "/performance/measures/robbery.csv": READ,
    "/performance/measures/robbery/change/": f"{WRITE} 422 422",
    "/performance/disproportionality/": READ,
    "/performance/disproportionality.csv": READ,
    "/checks/": READ,
    "/checks.json": READ,
    "/glossary/": READ,
    "/glossary.csv": READ,
    "/figures/": "in in 404 404 200 | in in 404 404 405",
    "/figures.csv": "in in 404 404 200 | in in 404 404 405",
    "/figures/new/": "in in 404 404 200 | in in 404 404 422",
    "/figures/{source}/": "in in 404 404 200 | in in 404 404 302",
}
# Addresses of drafts: the same views as above, opened for those who see drafts only.
DRAFTS = {
    "/meetings/pab-2023-02-01/paper/": "in 404 404 200 200 | in 405 405 405 405",
    "/meetings/pab-2023-02-01/paper/issued/1.pdf": "in 404 404 200 200 | in 405 405 405 405",
    "/meetings/pab-2023-02-01/packet/": "in 404 404 200 200 | in 405 405 405 405",
    "/meetings/pab-2023-02-01/packet.json": "in 404 404 200 200 | in 405 405 405 405",
    "/meetings/pab-2023-02-01/": "in 404 404 200 200 | in 405 405 405 405",
    "/meetings/pab-2023-02-01.csv": "in 404 404 200 200 | in 405 405 405 405",
    "/reports/review/?meeting=pab-2023-02-01": "in 404 404 200 200 | in 405 405 405 405",
    "/history/meeting/pab-2023-02-01/": "in 404 404 200 200 | in 405 405 405 405",
}


class Site(NamedTuple):
    """A client for each of PEOPLE; a paper and a file of figures, kept but not applied, by their keys."""

    clients: dict[str, Client]
    paper: str
    source: str

    def url(self, address: str) -> str:
        return address.format(paper=self.paper, source=self.source)


@pytest.fixture
def site(db) -> Site:
    return a_site()


def a_site() -> Site:
    """Records, files, and a client for each of PEOPLE."""
    people = {role: make_user(role) for role in ROLES}
    records = some_records(people["editor"])
    files = {form: f"paper: {form}".encode() for form in FORMS}
    for meeting in (records.second, records.draft):
        issue_paper(meeting=meeting, files=files, by=people["editor"])
    Priority.objects.create(slug="streets", framework="The plan", heading="Streets")
    Measure.objects.create(slug="robbery", name="Robbery")
    data = b"paper: A paper\nabridged: true\nholds: {bodies: 0, reports: 0, recommendations: 0, notes: 0}\n"
    paper = keep_paper(name="a.yaml", data=data, by=people["administrator"])
    source = keep_source(
        name="a.csv", data=b"month,value\n2022-01,1\n", about=About(), by=people["administrator"]
    )
    clients = {name: Client(raise_request_exception=True) for name in PEOPLE}
    for role, user in people.items():
        clients[role].force_login(user)
    return Site(clients, paper.key, source.key)


def let_go(response: Any) -> None:
    """Close the file that an answer holds. Not the answer itself, which would close the database too."""
    for close in response._resource_closers:
        close()


def answer(response: HttpResponse) -> str:
    if response.status_code == 302 and response["Location"].startswith(f"{reverse('sign-in')}?next="):
        return "in"
    return str(response.status_code)


def expected(half: str) -> list[str]:
    """The answers to PEOPLE, the publisher's like the editor's where the row does not tell it apart."""
    told = half.split()
    return told if len(told) == len(PEOPLE) else [*told[:4], *told[3:]]


@pytest.mark.parametrize("address", [*RIGHTS, *DRAFTS])
def test_each_person_gets_what_the_table_says(site, settings, address):
    url = site.url(address)
    for method, half in zip(("GET", "POST"), (RIGHTS | DRAFTS)[address].split(" | "), strict=True):
        got = {}
        for person in PEOPLE:
            settings.PUBLIC_PAGES = person == "public"
            with transaction.atomic():  # each person finds the records as they were
                response = site.clients[person].generic(method, url)
                let_go(response)
                transaction.set_rollback(True)
            got[person] = answer(response)
        assert got == dict(zip(PEOPLE, expected(half), strict=True)), method


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_no_address_takes_other_methods(site, method):
    for address in RIGHTS:
        who = "publisher" if address.endswith("/publish/") else "administrator"
        response = site.clients[who].generic(method, site.url(address))
        assert response.status_code == 405, address


def test_head_answers_as_get_does(site):
    for address in RIGHTS:
        url = site.url(address)
        client = site.clients["administrator"]
        head = client.head(url)
        whole = client.get(url)
        assert (head.status_code, b"".join(head)) == (whole.status_code, b""), address
        let_go(head)
        let_go(whole)


def patterns(urlconf: Any = None) -> Iterator[URLPattern]:
    """Every pattern of a URLconf, includes walked through."""

    def walk(entries: list[Any]) -> Iterator[URLPattern]:
        for entry in entries:
            if isinstance(entry, URLResolver):
                yield from walk(entry.url_patterns)
            else:
                yield entry

    return walk(get_resolver(urlconf).url_patterns)


def not_in_the_table(urlconf: Any = None) -> list[str]:
    """Routes of which the table tests no address."""
    tested = {get_resolver(urlconf).resolve(a.format(paper="0" * 12, source="0" * 12)).route for a in RIGHTS}
    return [str(pattern.pattern) for pattern in patterns(urlconf) if str(pattern.pattern) not in tested]


def undeclared(urlconf: Any = None) -> list[str]:
    """Routes whose view does not declare what it needs."""
    return [str(p.pattern) for p in patterns(urlconf) if not isinstance(getattr(p.callback, "needs", 0), Can)]


def test_every_address_is_in_the_table():
    assert not_in_the_table() == []


def test_every_name_leads_to_its_address():
    assert reverse("home") == "/"
    assert reverse("register", kwargs={"report": "review", "fmt": "csv"}) == "/reports/review.csv"
    assert reverse("recommendation", args=["review", 4]) == "/reports/review/4/"


def test_every_view_declares_what_it_needs():
    assert undeclared() == []


def open_to_none(request: HttpRequest) -> HttpResponse:
    return HttpResponse("something nobody thought about")


@needs(Can.READ)
def declared(request: HttpRequest) -> HttpResponse:
    return HttpResponse("for readers")


class Forgetful:
    """A URLconf in which one address was forgotten."""

    urlpatterns = (*get_resolver().url_patterns, path("forgotten/", open_to_none), path("new/", declared))


def test_the_walk_finds_what_was_forgotten():
    assert undeclared(Forgetful) == ["forgotten/"]
    assert not_in_the_table(Forgetful) == ["forgotten/", "new/"]


@pytest.mark.parametrize("person", PEOPLE)
def test_a_view_that_declares_nothing_is_open_to_none(site, settings, person):
    settings.PUBLIC_PAGES = True
    settings.ROOT_URLCONF = Forgetful
    assert site.clients[person].get("/forgotten/").status_code == 404
    assert site.clients[person].get("/new/").status_code == 200


def test_what_is_not_open_looks_like_what_does_not_exist(site):
    def body(url: str) -> str:
        response = site.clients["viewer"].get(url)
        assert response.status_code == 404
        return response.content.decode().replace(url, "")

    missing = body("/no/such/address/")
    for address in (
        "/papers/", "/meetings/new/", "/meetings/pab-2023-02-01/", "/statuses/rag/red/", "/papers/0123/",
        "/history/meeting/pab-2023-02-01/", "/meetings/pab-2023-02-01/round/",
    ):  # fmt: skip
        assert body(address) == missing, address


def test_signing_in_leads_back_to_the_page_that_was_asked_for(site):
    asked = site.clients["nobody"].get("/reports/review/?status=red")
    assert asked["Location"] == "/accounts/sign-in/?next=/reports/review/%3Fstatus%3Dred"
    signed_in = site.clients["nobody"].post(
        asked["Location"], {"login": "viewer", "password": "a long pass phrase for tests"}
    )
    assert signed_in["Location"] == "/reports/review/?status=red"


def test_signing_in_leads_to_no_other_site(site):
    signed_in = site.clients["nobody"].post(
        "/accounts/sign-in/?next=https://elsewhere.example/",
        {"login": "viewer", "password": "a long pass phrase for tests"},
    )
    assert signed_in["Location"] == "/"


def test_a_closed_account_opens_nothing(site):
    User.objects.filter(username="editor").update(is_active=False)
    assert answer(site.clients["editor"].get("/meetings/")) == "in"


def test_a_role_that_is_taken_away_counts_at_once(site):
    user = User.objects.get(username="administrator")
    user.role = "viewer"
    user.save()
    assert answer(site.clients["administrator"].get("/papers/")) == "in"


def test_each_role_can_do_what_those_below_it_can_and_who_keeps_accounts_does_not_publish():
    viewer, editor, publisher, administrator = ROLES.values()
    assert viewer < editor < publisher
    assert publisher - editor == {Can.PUBLISH}
    assert editor < administrator
    assert administrator == frozenset(Can) - {Can.PUBLISH}


def test_forms_need_their_token(site):
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get(username="editor"))
    assert client.post("/meetings/pab-2023-02-01/publish/").status_code == 403
