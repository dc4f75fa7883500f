"""Every page as every role that may open it: axe, headings, width, and which meeting it says it shows."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from django.conf import settings as site

from tests.browser.conftest import OpenAs
from tests.browser.page_checks import faults_of_headings, found_by_axe, scrolls_sideways
from tests.browser.records import Records
from tests.conftest import FIXTURES, PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.looks]

READERS = ("nobody", "viewer", "editor", "administrator")
PEOPLE = READERS[1:]
STAFF = READERS[2:]
ADMINISTRATOR = READERS[3:]
NOVEMBER = "Performance and Accountability Board, 2 November 2022"
FEBRUARY = "Performance and Accountability Board, 7 February 2023"
PANEL = "Police and Crime Panel, June 2022"
DRAFT = "Draft: not visible to Panel members"
TOKEN = re.compile(r"csrfmiddlewaretoken.*?>|form_key.*?>")
ROUND = "/meetings/pab-2023-02-07/round/"
REPORT = "/meetings/pab-2023-02-07/performance/"
HOMICIDE = f"{REPORT}reduce-murder-and-other-homicide/"
SEARCHES = "/performance/measures/stop-and-search/"
RATIOS = "/performance/disproportionality/"
AT_DRAFT = "?meeting=pab-2023-02-07"
ASSESSED = "/history/assessment/pab-2022-11-02/police-recorded-homicide-offences/"
BEFORE = "?meeting=panel-2019-02-05"
PUBLISHED = "/meetings/pab-2022-11-02/"
CORRECTION = "/papers/{changing}/correct/recommendation/id-2022/2/"
UNMEASURED = "/performance/measures/action-fraud-offences/"


def _press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=name, exact=True).click()


def _save_badly(page: Page) -> None:
    page.locator("#r7").get_by_label("Carry the last update forward unchanged").check()
    _press(page, "Save recommendation 7")


def _save_late(page: Page) -> None:
    """As if the page had been opened before the colleague saved."""
    page.locator("#r4 [name=r4-base]").evaluate("field => field.value = 0")
    page.locator("#r4").get_by_label("Update for this meeting").fill("Written meanwhile.")
    _press(page, "Save recommendation 4")


def _word_late(page: Page) -> None:
    """As if the page had been opened before a colleague saved."""
    page.locator("[name=version]").evaluate("field => field.value = 0")
    page.get_by_label("Label").fill("Nearly amber")
    page.get_by_label("Meaning").fill("Written meanwhile, by somebody who had not seen what it says now.")
    page.get_by_label("Reason for the change").fill("Agreed at the board")
    _press(page, "Save words")


def _save_signed_out(page: Page) -> None:
    """As if the session had ended while somebody wrote."""
    page.locator("#r7").get_by_label("Update for this meeting").fill("Typed for an hour.\n\n- in Bath")
    page.context.clear_cookies(name=site.SESSION_COOKIE_NAME)
    _press(page, "Save recommendation 7")


def _send_to_nowhere(page: Page) -> None:
    """As if the meeting had been moved to another day while somebody wrote."""
    page.locator("main form").evaluate("form => { form.action = '/meetings/pab-2023-02-09/change/' }")
    page.get_by_label("Cover text").fill("Venue: Town Hall")
    _press(page, "Save meeting")


def _sign_in_badly(page: Page) -> None:
    page.get_by_label("Username").fill("viewer")
    page.get_by_label("Password").fill(f"not {PASSWORD}")
    _press(page, "Sign in")


def _change_nothing(page: Page) -> None:
    _press(page, "Change password")


def _make_nobody(page: Page) -> None:
    _press(page, "Make the account")


def _change_account_late(page: Page) -> None:
    """As if the page had been opened before another administrator saved."""
    page.locator("[name=version]").evaluate("field => field.value = 0")
    page.get_by_label("Name", exact=True).fill("Ed Itor")
    page.get_by_label("Viewer: reads").check()
    page.get_by_label("Reason for the change").fill("Fewer duties")
    _press(page, "Save")


def _take_nothing_out(page: Page) -> None:
    _press(page, "Look where the name stands")


def _look_for_a_name(page: Page) -> None:
    page.get_by_label("Name to take out").fill("Larisa Hunt")
    page.get_by_label("Authority").fill("A decision of the office")
    page.get_by_label("Reason", exact=True).fill("Asked for")
    _press(page, "Look where the name stands")


def _take_another_name_out(page: Page) -> None:
    """As if the name had been changed after it was looked where it stands."""
    _look_for_a_name(page)
    page.get_by_label("What stands in its place").fill("[a lead]")
    _press(page, "Take the name out")


def _take_a_name_out(page: Page) -> None:
    _look_for_a_name(page)
    _press(page, "Take the name out")


def _set_up_nothing(page: Page) -> None:
    _press(page, "Save meeting")


def _change_badly(page: Page) -> None:
    _press(page, "Save words")


def _send_no_paper(page: Page) -> None:
    page.get_by_label("Board paper").set_input_files(FIXTURES / ".." / "Makefile")
    _press(page, "Read this paper")


def _record_no_change(page: Page) -> None:
    _press(page, "Record the change")


def _bring_in_no_table(page: Page) -> None:
    page.get_by_label("File of figures").set_input_files(FIXTURES / ".." / "Makefile")
    page.get_by_label("Who published it").fill("An office")
    _press(page, "Read this file")


def _rank_badly(page: Page) -> None:
    page.get_by_label("Rank").first.fill("9")
    _press(page, "Save")


def _report_late(page: Page) -> None:
    """As if the page had been opened before a colleague wrote the first comment."""
    page.locator("[name=comments-base]").evaluate("field => field.value = 'another'")
    page.get_by_label("Comments for this meeting").fill("Written meanwhile.")
    _press(page, "Save")


def _correct(page: Page) -> None:
    page.get_by_role("link", name="Correct").first.click()
    page.get_by_label("Summary").fill("Something else altogether")
    _press(page, "Save the correction")


def _correct_badly(page: Page) -> None:
    page.get_by_label("Summary").evaluate("field => { field.maxLength = 999; field.value = 'x'.repeat(400) }")
    _press(page, "Save the correction")


def _map_badly(page: Page) -> None:
    _press(page, "Read it this way")


def _open_tables(page: Page) -> None:
    shut = page.locator("details:not([open]) > summary")
    while shut.count():
        shut.first.click()


class Look(NamedTuple):
    """A page, who may open it, what it must say, and what is done on it before it is looked at."""

    name: str
    address: str
    roles: tuple[str, ...]
    says: tuple[str, ...] = ()
    act: Callable[[Page], None] | None = None
    status: int = 200


LOOKS = [
    Look("home", "/", READERS, (NOVEMBER, "Latest meeting")),
    Look("home at a draft", "/?meeting=pab-2023-02-07", STAFF, (FEBRUARY, DRAFT)),
    Look("home at the Panel", "/?meeting=panel-2022-06", READERS, (PANEL,)),
    Look("reports", "/reports/", READERS, (NOVEMBER, "Latest meeting")),
    Look("register", "/reports/id-2022/", READERS, (NOVEMBER, "Latest meeting")),
    Look("register at a draft", "/reports/id-2022/?meeting=pab-2023-02-07", STAFF, (FEBRUARY, DRAFT)),
    Look("register filtered", "/reports/id-2022/?status=red&sort=-lead", READERS, ("15 of 42",)),
    Look("register with nothing", "/reports/id-2022/?q=zebra", READERS, ("0 of 42",)),
    Look("recommendation", "/reports/id-2022/6/", READERS, (NOVEMBER, "Changed 1 time")),
    Look("recommendation at a draft", "/reports/id-2022/4/?meeting=pab-2023-02-07", STAFF, (FEBRUARY, DRAFT)),
    Look("action", "/reports/apcc-action-plan-2020-21/1/", READERS, (NOVEMBER,)),
    Look("inspections", "/inspections/", READERS, (NOVEMBER, "Latest meeting")),
    Look("inspections filtered", "/inspections/?stage=closed", READERS, (NOVEMBER,)),
    Look("meetings", "/meetings/", READERS),
    Look("meeting published", "/meetings/pab-2022-11-02/", READERS, (NOVEMBER, "Published ")),
    Look("meeting draft", "/meetings/pab-2023-02-07/", STAFF, (FEBRUARY, DRAFT)),
    Look("meeting of the Panel", "/meetings/panel-2022-06/", READERS, (PANEL, "the month only")),
    Look("meeting to change", "/meetings/pab-2023-02-07/change/", STAFF),
    Look("new meeting", "/meetings/new/", STAFF),
    Look("new meeting with errors", "/meetings/new/", STAFF, ("There is a problem",), _set_up_nothing),
    Look("round", ROUND, STAFF, (FEBRUARY, DRAFT, "3 of 42 written")),
    Look("round of what is left", f"{ROUND}?left=1", STAFF, (FEBRUARY, DRAFT)),
    Look("round of what was published", "/meetings/pab-2022-11-02/round/", STAFF, (NOVEMBER, "Published:")),
    Look("round with errors", ROUND, STAFF, (FEBRUARY, DRAFT, "Recommendation 7: Give"), _save_badly),
    Look("round with a conflict", ROUND, STAFF, (FEBRUARY, DRAFT, "Both texts are below"), _save_late),
    Look("round signed out", ROUND, STAFF, ("You are no longer signed in.",), _save_signed_out),
    Look(
        "meeting moved meanwhile",
        "/meetings/pab-2023-02-07/change/",
        STAFF,
        ("nothing you typed is lost",),
        _send_to_nowhere,
    ),
    Look("publish", "/meetings/pab-2023-02-07/publish/", ("publisher",), (FEBRUARY, DRAFT, "3 updates")),
    Look("as published", f"{PUBLISHED}as-published/", READERS, (NOVEMBER, "corrections since"), _open_tables),
    Look(
        "nothing corrected",
        "/meetings/panel-2022-06/as-published/",
        READERS,
        ("Nothing was corrected",),
        _open_tables,
    ),
    Look("history of an update", "/history/update/pab-2022-11-02/id-2022/6/", READERS, ("A wrong date",)),
    Look("history of a meeting", "/history/meeting/pab-2022-11-02/", READERS, (NOVEMBER,)),
    Look("history of a report", "/history/report/id-2022/", READERS),
    Look("statuses", "/statuses/", READERS),
    Look("status", "/statuses/rag/amber/", STAFF),
    Look("status without a reason", "/statuses/rag/amber/", STAFF, ("There is a problem",), _change_badly),
    Look(
        "status worded meanwhile",
        "/statuses/rag/amber/",
        STAFF,
        ("Somebody else changed this in the meantime", "Both put together"),
        _word_late,
    ),
    Look("papers", "/papers/", ADMINISTRATOR),
    Look("new paper", "/papers/new/", ADMINISTRATOR),
    Look("paper refused", "/papers/new/", ADMINISTRATOR, ("There is a problem",), _send_no_paper),
    Look("paper applied", "/papers/{applied}/", ADMINISTRATOR, ("What it wrote",)),
    Look("paper with a conflict", "/papers/{changing}/", ADMINISTRATOR, ("1 in conflict", "Apply this plan")),
    Look("paper not all read", "/papers/{unread}/", ADMINISTRATOR, ("Not read: ", "Apply this plan")),
    Look("paper to undo", "/papers/{applied}/undo/", ADMINISTRATOR, ("Undo",)),
    Look("paper with a correction", "/papers/{changing}/", ADMINISTRATOR, ("Corrected by",), _correct),
    Look("correction", CORRECTION, ADMINISTRATOR, ("As the paper states it",)),
    Look("correction of too much", CORRECTION, ADMINISTRATOR, ("There is a problem",), _correct_badly),
    Look("tracker to map", "/papers/{tracker}/", ADMINISTRATOR, ("Something is still to be said",)),
    Look("tracker without a title", "/papers/{tracker}/", ADMINISTRATOR, ("Give the report",), _map_badly),
    Look("office template", "/papers/template/", ADMINISTRATOR),
    Look("paper of a meeting", f"{PUBLISHED}paper/", STAFF, ("Issue the paper again", "differ in 1 record")),
    Look("issued paper", f"{PUBLISHED}paper/", ("nobody", "viewer"), ("SHA-256",)),
    Look("paper of a draft", "/meetings/pab-2023-02-07/paper/", STAFF, (DRAFT, "What it lacks")),
    Look("what differs", f"{PUBLISHED}paper/differences/", STAFF, ("put right",)),
    Look("cover text", "/meetings/pab-2023-02-07/cover/", STAFF),
    Look("packet", f"{PUBLISHED}packet/", READERS),
    Look("packet of a draft", "/meetings/pab-2023-02-07/packet/", STAFF, (DRAFT,)),
    Look("performance", "/performance/", READERS, (NOVEMBER, "27 measures assessed"), _open_tables),
    Look("performance at a draft", f"/performance/{AT_DRAFT}", STAFF, (FEBRUARY, DRAFT, "2nd of 8")),
    Look("performance the wrong way", "/performance/?direction=worse", READERS, ("9 of 28 measures",)),
    Look("performance before any report", f"/performance/{BEFORE}", READERS, ("No performance report",)),
    Look("measures", "/performance/measures/", READERS, (NOVEMBER, "Of no priority")),
    Look("measure", SEARCHES, READERS, (NOVEMBER, "Newer public figures"), _open_tables),
    Look("measure at a draft", f"{SEARCHES}{AT_DRAFT}", STAFF, (FEBRUARY, DRAFT)),
    Look(
        "measure with newer figures", f"{SEARCHES}?figures=latest", READERS, ("Only those up to the meeting",)
    ),
    Look("measure before any figure", f"{SEARCHES}{BEFORE}", READERS, ("No figures are on record",)),
    Look("measure without figures", UNMEASURED, READERS, ("No figures are on record",)),
    Look("change to a measure", f"{SEARCHES}change/", STAFF),
    Look("change without a day", f"{SEARCHES}change/", STAFF, ("There is a problem",), _record_no_change),
    Look("disproportionality", RATIOS, READERS, (NOVEMBER, "Recommendation 36"), _open_tables),
    Look("disproportionality with newer figures", f"{RATIOS}?figures=latest", READERS, ("February 2025",)),
    Look("disproportionality at a draft", f"{RATIOS}{AT_DRAFT}", STAFF, (FEBRUARY, DRAFT)),
    Look("disproportionality before any figure", f"{RATIOS}{BEFORE}", READERS, ("No figures by group",)),
    Look("checks", "/checks/", READERS, (NOVEMBER, "differs by +1.2 points")),
    Look("checks narrowed", "/checks/?show=differing", READERS, ("Show all",)),
    Look("checks of the Panel", f"/checks/{BEFORE}", READERS, ("3 + 8 + 12 + 1",)),
    Look("glossary", "/glossary/", READERS, (NOVEMBER, "Most similar group")),
    Look("glossary before any term", f"/glossary/{BEFORE}", READERS),
    Look("report to write", REPORT, STAFF, (FEBRUARY, DRAFT, "1 of 28 measures written")),
    Look(
        "report that was published", "/meetings/pab-2022-11-02/performance/", STAFF, (NOVEMBER, "Published:")
    ),
    Look("priority", HOMICIDE, STAFF, (FEBRUARY, DRAFT, "Last told, 2 November 2022")),
    Look("priority with a bad rank", HOMICIDE, STAFF, ("Rank 9 cannot be out of 8",), _rank_badly),
    Look("priority with a conflict", HOMICIDE, STAFF, ("Both texts are below",), _report_late),
    Look("priority that was published", HOMICIDE.replace("2023-02-07", "2022-11-02"), STAFF, ("Reason for",)),
    Look("history of an assessment", ASSESSED, READERS, (NOVEMBER,)),
    Look("figures", "/figures/", ADMINISTRATOR, ("5 files", "Not written")),
    Look("new figures", "/figures/new/", ADMINISTRATOR),
    Look("figures refused", "/figures/new/", ADMINISTRATOR, ("There is a problem",), _bring_in_no_table),
    Look("figures written", "/figures/{written}/", ADMINISTRATOR, ("What it wrote", "1,636 unchanged")),
    Look("figures waiting", "/figures/{waiting}/", ADMINISTRATOR, ("1 changed", "Write these figures")),
    Look("figures at fault", "/figures/{faulty}/", ADMINISTRATOR, ("1 problem", "row 2, column “value”")),
    Look(
        "figures misread",
        "/figures/{waiting}/?column-value=force",
        ADMINISTRATOR,
        ("Nothing can be written",),
    ),
    Look("account", "/accounts/", PEOPLE, ("What you can do here",)),
    Look("accessibility", "/accessibility/", READERS, ("What was not tested",)),
    Look("cookies", "/cookies/", READERS, ("Keeps you signed in",)),
    Look("sign-in", "/accounts/sign-in/", ("nobody",)),
    Look("sign-in with an error", "/accounts/sign-in/", ("nobody",), ("There is a problem",), _sign_in_badly),
    Look("account", "/accounts/", PEOPLE, ("How you sign in",)),
    Look("password", "/accounts/password/", PEOPLE, ("15 letters or more",)),
    Look(
        "password not changed", "/accounts/password/", ("viewer",), ("There is a problem",), _change_nothing
    ),
    Look("own sessions", "/accounts/sessions/", PEOPLE, ("(this one)", "Last seen")),
    Look("sign out", "/accounts/sign-out/", ("viewer",), ("What was not saved is lost",)),
    Look("second factor", "/accounts/second-factor/", PEOPLE, ("Set up an app", "Add a passkey")),
    Look("authenticator app", "/accounts/second-factor/app/", ("viewer",), ("Let it read this picture",)),
    Look("passkey", "/accounts/second-factor/passkey/", ("viewer",), ("Name of the passkey",)),
    Look("show who you are", "/accounts/confirm/", ("viewer",), ("Your password",)),
    Look("people", "/accounts/people/", ADMINISTRATOR, ("Accounts are closed, never deleted",)),
    Look("new account", "/accounts/people/new/", ADMINISTRATOR),
    Look(
        "new account refused", "/accounts/people/new/", ADMINISTRATOR, ("There is a problem",), _make_nobody
    ),
    Look("account of another", "/accounts/people/editor/", ADMINISTRATOR, ("What was done with it",)),
    Look(
        "account changed meanwhile",
        "/accounts/people/editor/",
        ADMINISTRATOR,
        ("Somebody else changed this in the meantime",),
        _change_account_late,
    ),
    Look("account to close", "/accounts/people/editor/close/", ADMINISTRATOR, ("is signed out at once",)),
    Look("redactions", "/redactions/", ADMINISTRATOR, ("No name was taken out so far.",)),
    Look("new redaction", "/redactions/new/", ADMINISTRATOR, ("cannot be put back",)),
    Look(
        "redaction of nothing", "/redactions/new/", ADMINISTRATOR, ("There is a problem",), _take_nothing_out
    ),
    Look(
        "redaction looked up",
        "/redactions/new/",
        ADMINISTRATOR,
        ("of history hold it", "Nothing is changed yet"),
        _look_for_a_name,
    ),
    Look(
        "redaction of what was not shown",
        "/redactions/new/",
        ADMINISTRATOR,
        ("is not what you were shown", "Where the name stands"),
        _take_another_name_out,
    ),
    Look("export", "/export/", ADMINISTRATOR, ("drafts included",)),
    Look("nothing there", "/nothing-here/", READERS, ("Page not found",), status=404),
    # The last, because it changes what other pages show.
    Look(
        "redactions made",
        "/redactions/new/",
        ADMINISTRATOR,
        ("The name is taken out", "A decision of the office"),
        _take_a_name_out,
    ),
]


@pytest.fixture(scope="module")
def looked_at() -> set[str]:
    """The main parts that axe has been over: what two roles see alike is looked at once."""
    return set()


@pytest.mark.parametrize(
    ("look", "role"),
    [pytest.param(look, role, id=f"{look.name}, {role}") for look in LOOKS for role in look.roles],
)
def test_a_page_serves_whoever_may_open_it(
    look: Look, role: str, records: Records, open_as: OpenAs, axe: Any, settings: Any, looked_at: set[str]
) -> None:
    settings.PUBLIC_PAGES = True
    page = open_as(records.people[role])
    answered = page.goto(look.address.format(**records._asdict()))
    assert answered.status == look.status
    if look.act:
        look.act(page)
    text = page.locator("body").inner_text()
    assert [words for words in look.says if words not in text] == []
    main = TOKEN.sub("", page.locator("main").inner_html())
    if main in looked_at:
        return
    assert faults_of_headings(page) == []
    assert found_by_axe(page, axe) == []
    assert scrolls_sideways(page) == []
    looked_at.add(main)
