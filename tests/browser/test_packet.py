"""The packet for the Panel: one page of A4, however much moved, in black and white."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import pdfplumber
import pytest

from performance.models import Assessment, Measure
from recommendations.models import Meeting, Recommendation, User
from tests.browser.conftest import OpenAs
from tests.browser.page_checks import faults_of_headings, found_by_axe, scrolls_sideways
from tests.browser.records import load_definitions
from tests.conftest import make_user, read_fixture
from tests.records import a_meeting, a_recommendation, a_report, tell

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.looks]
NOVEMBER, DRAFT, LONG = ("pab-2022-11-02", "pab-2023-02-07", "pab-2023-05-02")
WIDE = "Wholly widened wording which wraps wherever one would want it within " * 4
UNBROKEN = "W" * 300


@pytest.fixture(scope="module")
def editor(transactional_db: None) -> User:
    """The fixture of November, what its draft was told, and a later draft that was told all that is long."""
    administrator, editor = make_user("administrator"), make_user("editor")
    load_definitions()
    for name in ("2024-bodies.yaml", "2022-11-02-pab.yaml"):
        read_fixture(name, administrator)
    followed = Recommendation.objects.filter(report__slug="id-2022").order_by("number")
    draft = Meeting.objects.called(DRAFT).get()
    for recommendation, status in zip(followed, ("green", "green", "red", "amber", ""), strict=False):
        tell(draft, recommendation, status, "The log went live.\n\n- in Bath\n- in Bristol", by=editor)
    long = a_meeting("2023-05-02", body=draft.body, quarter="Q4 2022/23")
    for recommendation in followed:
        tell(long, recommendation, "red", WIDE, by=editor)
    for slug in ("b", "c", "d", "e", "f"):
        report = a_report(slug, title=WIDE[:250], position=9)
        for number, summary in ((1, WIDE[:280]), (2, UNBROKEN), (30000, WIDE[:280])):
            tell(long, a_recommendation(report, number, summary=summary), "amber", UNBROKEN, by=editor)
    for n, measure in enumerate(Measure.objects.exclude(polarity="")):
        trend = "Increasing" if measure.polarity == "lower" else "Reducing"
        Assessment.objects.create(measure=measure, meeting=long, trend=trend, position=n)
    return editor


def printed(page: Page) -> list[str]:
    """The text of each page that comes out of the printer."""
    with pdfplumber.open(io.BytesIO(page.pdf(prefer_css_page_size=True))) as pdf:
        sizes = {(round(sheet.width), round(sheet.height)) for sheet in pdf.pages}
        assert sizes <= {(595, 842)}  # A4 in points
        return [sheet.extract_text() for sheet in pdf.pages]


@pytest.mark.parametrize(
    ("meeting", "says"),
    [
        (NOVEMBER, ["first meeting of this body on record", "131 recommendations in 35 reports"]),
        (
            DRAFT,
            [
                "Draft: not visible to Panel members",
                "1 moved down; 3 moved up; 1 is now unknown",
                "The log went live. in Bath",
            ],
        ),
        (LONG, ["3 more reports", "33 more moved", "and 24 more"]),
    ],
)
def test_it_prints_on_one_page_and_says_where_the_rest_is(
    open_as: OpenAs, editor: User, server: str, meeting: str, says: list[str]
) -> None:
    page = open_as(editor)
    page.goto(f"/meetings/{meeting}/packet/")
    (sheet,) = printed(page)
    for words in (*says, "Where to read more", f"{server}/meetings/{meeting}/", "Printed from"):
        assert words in sheet, sheet


def test_in_print_all_is_black_and_every_status_a_word(open_as: OpenAs, editor: User) -> None:
    page = open_as(editor)
    page.goto(f"/meetings/{DRAFT}/packet/")
    page.emulate_media(media="print")
    colours = page.eval_on_selector_all(
        "body *", "all => [...new Set(all.map(e => getComputedStyle(e).color))]"
    )
    assert colours == ["rgb(0, 0, 0)"]
    ways = page.locator(".packet__moves td:last-child").all_inner_texts()
    assert len(ways) == 5
    assert all(re.search(r"(Red|Amber|Green|Unknown) → (Red|Amber|Green|Unknown)", way) for way in ways)


@pytest.mark.parametrize("meeting", [DRAFT, LONG])
def test_on_a_screen_it_is_read_as_other_pages_are(
    open_as: OpenAs, editor: User, axe: Any, meeting: str
) -> None:
    page = open_as(editor)
    page.goto(f"/meetings/{meeting}/packet/")
    assert found_by_axe(page, axe) == []
    assert faults_of_headings(page) == []
    assert scrolls_sideways(page) == []
