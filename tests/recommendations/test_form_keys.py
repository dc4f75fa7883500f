"""A form that is sent twice is written once, also when both arrive together; no typed word is passed over."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.conf import settings as site
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.test import Client
from django.urls import get_resolver, path
from django.utils import timezone

from recommendations.access import needs
from recommendations.form_keys import SENT_TWICE, tells_repeats_itself
from recommendations.history import acting, before_the_first_act
from recommendations.models import Body, FormKey, Meeting, Update
from recommendations.roles import Can
from tests.conftest import make_user
from tests.records import ROUND, a_body, form_fields, opened, steps, told
from tests.test_roles import patterns

NEW = "/meetings/new/"
MIDDLEWARE = "recommendations.form_keys.FormKeyMiddleware"


def make_one(request: HttpRequest) -> HttpResponse:
    """What no rule of the database keeps from being made twice."""
    if request.method == "GET":
        return render(request, "403.html")
    if request.POST["name"] == "refused":
        return HttpResponse("refused", status=422)
    with acting(by=request.user, why="Made"):
        Body.objects.create(slug=f"b-{uuid4().hex}", name=request.POST["name"])
    if request.POST["name"] == "broken":
        raise RuntimeError("after the row was written")
    return redirect(f"/made/{request.POST['name']}/")


class Addresses:
    """The site with three addresses more: as every form, one that knows repeats itself, one for sign-in."""

    urlpatterns = (
        *get_resolver().url_patterns,
        path("make/", needs(Can.WRITE)(lambda request: make_one(request))),
        path("make-long/", needs(Can.WRITE)(tells_repeats_itself(lambda request: make_one(request)))),
    )


@pytest.fixture
def client(records, editor, client_of, settings) -> Client:
    settings.ROOT_URLCONF = Addresses
    return client_of(editor)


@pytest.fixture
def unguarded(settings) -> None:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != MIDDLEWARE]


def sent(name: str = "one", **more: str) -> dict[str, str]:
    return {"form_key": str(uuid4()), "name": name, **more}


def made() -> int:
    return Body.objects.filter(slug__startswith="b-").count()


def test_a_form_sent_twice_makes_one_row_and_gives_the_first_answer(client):
    form = sent()
    answers = [client.post("/make/", form) for _ in range(3)]
    assert [(a.status_code, a["Location"]) for a in answers] == [(302, "/made/one/")] * 3
    assert made() == 1
    assert SENT_TWICE in client.get("/meetings/").content.decode()


def test_without_the_guard_it_makes_two(client, unguarded):
    form = sent()
    assert [client.post("/make/", form).status_code for _ in range(2)] == [302, 302]
    assert made() == 2


def test_the_same_words_from_a_page_opened_anew_are_a_form_of_their_own(client):
    client.post("/make/", sent())
    client.post("/make/", sent())
    assert made() == 2


def test_going_back_and_writing_something_else_is_not_passed_over(client):
    form = sent()
    client.post("/make/", form)
    assert client.post("/make/", form | {"name": "another"})["Location"] == "/made/another/"
    assert made() == 2


def test_another_token_against_forgery_is_no_other_form(client):
    form = sent()
    for token in ("one", "two"):
        client.post("/make/", form | {"csrfmiddlewaretoken": token})
    assert made() == 1


def test_a_form_is_of_its_page_and_of_its_person(client, client_of):
    form = sent()
    other = client_of(make_user("administrator"))
    client.post("/make/", form)
    client.post("/make/?from=elsewhere", form)
    other.post("/make/", form)
    assert made() == 3


def test_what_was_refused_can_be_sent_again(client):
    form = sent("refused")
    assert [client.post("/make/", form).status_code for _ in range(2)] == [422, 422]
    assert FormKey.objects.count() == 0


def test_what_broke_after_it_wrote_can_be_sent_again(client):
    """What it wrote first stands; the rest of what was typed must not be passed over."""
    client.raise_request_exception = False
    form = sent("broken")
    assert client.post("/make/", form).status_code == 500
    assert (made(), FormKey.objects.count()) == (1, 0)


def test_an_act_that_was_taken_back_took_no_key(editor):
    taken = []
    with before_the_first_act(lambda: taken.append("key")):
        for name in ("refused", "saved", "saved after"):
            with suppress(ValueError), acting(by=editor):
                if name == "refused":
                    raise ValueError
    assert taken == ["key", "key"], "the second act took it anew, the third is of the same form"


@pytest.mark.parametrize("key", ["", "x" * 4000, "\x00"])
def test_any_key_is_a_key_but_an_empty_one(client, key):
    form = {"form_key": key, "name": "one"}
    for _ in range(2):
        assert client.post("/make/", form).status_code == 302
    assert made() == (1 if key else 2)


def test_what_takes_long_is_left_to_itself(client):
    form = sent()
    for _ in range(2):
        client.post("/make-long/", form)
    assert (made(), FormKey.objects.count()) == (2, 0)


def test_nobody_keeps_no_key(client, client_of):
    assert client_of(None).post("/make/", sent())["Location"].startswith("/accounts/")
    assert FormKey.objects.count() == 0


def test_keys_of_yesterday_are_forgotten_when_a_new_one_is_kept(client):
    client.post("/make/", sent())
    key = FormKey.objects.get()
    key.sent_at = timezone.now() - timedelta(days=1, seconds=1)
    key.save()
    client.post("/make/", sent())
    assert FormKey.objects.get().pk != key.pk


# The forms of the site


def test_every_form_of_a_page_has_a_key_of_its_own(client):
    keys = []
    for address in (NEW, NEW, ROUND, "/statuses/rag/red/", "/meetings/pab-2023-02-01/paper/", "/accounts/"):
        page = client.get(address).content.decode()
        forms = re.findall(r'<form[^>]* method="post".*?</form>', page, re.S)
        found = [re.findall(r'name="form_key" value="([0-9a-f-]{36})"', form) for form in forms]
        assert found, address
        assert all(len(each) == 1 for each in found), address
        keys += [each[0] for each in found]
    assert len(set(keys)) == len(keys)


def test_no_template_has_a_form_without_one():
    """The key comes with the token against forged forms, without which a form would not be taken."""
    (directory,) = site.TEMPLATES[0]["DIRS"]
    texts = {file: file.read_text() for file in directory.rglob("*.html")}
    posts = {file: text.count('method="post"') for file, text in texts.items()}
    assert sum(posts.values()) >= 9
    assert [file for file, many in posts.items() if texts[file].count("{% csrf_token %}") < many] == []


def a_new_meeting(client: Client) -> dict[str, str]:
    """The form of a new meeting, filled in."""
    key = re.search(r'name="form_key" value="([^"]+)"', client.get(NEW).content.decode())
    assert key
    return {"form_key": key[1], "body": str(a_body().pk), "date": "2024-05-01"}


def test_only_what_takes_long_is_left_to_itself():
    """Each of them is known by itself when it comes again: by a hash, a digest, or how many there were.

    Signing in, second factors and the like write no record of the office.
    """
    marked = {
        pattern.name
        for pattern in patterns()
        if hasattr(pattern.callback, "tells_repeats_itself")
        and not pattern.callback.__module__.startswith(("allauth", "recommendations.views.accounts"))
    }
    assert marked == {"new-paper", "paper", "new-source", "source", "issue-now"}


def test_a_meeting_set_up_twice_is_one_meeting_and_no_error(records, client):
    form = a_new_meeting(client)
    answers = [client.post(NEW, form) for _ in range(2)]
    assert [a["Location"] for a in answers] == ["/meetings/pab-2024-05-01/"] * 2
    assert Meeting.objects.filter(date="2024-05-01").count() == 1


def test_without_the_guard_the_second_click_is_an_error(client, unguarded):
    form = a_new_meeting(client)
    assert [client.post(NEW, form).status_code for _ in range(2)] == [302, 422]


def test_back_and_save_again_in_the_round_saves_what_changed_only(records, client):
    """The browser's way back shows the page as it was sent: with its key, and with its old base."""
    page = opened(client)
    client.post(ROUND, page | {"r1-narrative": "First"})
    assert client.post(ROUND, page | {"r1-narrative": "First"}).status_code == 302
    again = client.post(ROUND, page | {"r1-narrative": "First, and more"})
    assert again.status_code == 409  # the page did not know of the first save: it shows both
    assert form_fields(again)["r1-narrative"] == "First, and more"
    assert [row.narrative for row in steps(told(records, 1))] == ["First"]


def test_two_tabs_of_one_page_are_two_forms(records, client):
    one, two = opened(client), opened(client)
    client.post(ROUND, one | {"r1-narrative": "In one"})
    client.post(ROUND, two | {"r2-narrative": "In the other"})
    assert [told(records, n).narrative for n in (1, 2)] == ["In one", "In the other"]
    assert Update.objects.filter(meeting=records.draft).count() == 2


# Together


def posted_together(user, times: int) -> list[tuple[int, str]]:
    """The same form from that many windows at one moment, each with a connection of its own."""
    form, ready = sent("together"), Barrier(times)
    clients = [Client() for _ in range(times)]
    for client in clients:
        client.force_login(user)

    def post(client: Client) -> tuple[int, str]:
        try:
            ready.wait(timeout=20)
            answer = client.post("/make/", form)
            return answer.status_code, answer["Location"]
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(post, clients))


@pytest.mark.django_db(transaction=True)
def test_sent_together_it_is_one_row_and_one_answer(settings):
    settings.ROOT_URLCONF = Addresses
    user = make_user("editor")
    for round_ in range(5):
        assert set(posted_together(user, 4)) == {(302, "/made/together/")}
        assert made() == round_ + 1


@pytest.mark.django_db(transaction=True)
def test_sent_together_without_the_guard_it_is_many(settings, unguarded):
    settings.ROOT_URLCONF = Addresses
    posted_together(make_user("editor"), 4)
    assert made() == 4
