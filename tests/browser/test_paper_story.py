"""A board paper as PDF: uploaded, one value corrected, one conflict settled, applied, seen, undone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from recommendations.models import Update, User
from recommendations.reading.fixture import read_fixture
from recommendations.reading.fixture_write import tree_of
from recommendations.writing.about import About
from recommendations.writing.pdf import write_pdf
from tests.browser.conftest import OpenAs
from tests.browser.test_story import press
from tests.conftest import FIXTURES
from tests.importing import write
from tracker.paper_form import document_of

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OFFICE, PAPER = "Written by the office since.", "As the paper has it."
MISPRINT, RIGHT = "A tpying error.", "A typing error, put right."


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    """The paper of November in our words, as PDF, with other updates on recommendations 4 and 5."""
    text = (FIXTURES / "2022-11-02-pab.yaml").read_text().replace("abridged: true\n", "")
    tree = tree_of(read_fixture("november.yaml", "", text))
    (followed,) = [report for report in tree["reports"] if report["slug"] == "id-2022"]
    listed = {entry["number"]: entry for theme in followed["themes"] for entry in theme["recommendations"]}
    listed[4]["update"], listed[5]["update"] = PAPER, MISPRINT
    file = tmp_path / "november.pdf"
    file.write_bytes(write_pdf(document_of(tree), about=About(title="Board paper", office="The office")))
    return file


def fact(page: Page, text: str) -> Locator:
    """The item of a plan that holds these words."""
    return page.locator("ul.plan > li").filter(has_text=text)


def narrative(number: int) -> str:
    told = Update.objects.get(
        meeting__date="2022-11-02", recommendation__report__slug="id-2022", recommendation__number=number
    )
    return str(told.narrative)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_pdf_is_corrected_settled_applied_and_undone(
    open_as: OpenAs, november: User, editor: User, pdf: Path, scripts: bool
) -> None:
    before = narrative(5)
    write(4, editor, narrative=OFFICE)
    page = open_as(november, java_script_enabled=scripts)

    page.goto("/papers/new/")
    page.get_by_label("Board paper").set_input_files(pdf)
    press(page, "Read this paper")
    if page.get_by_text("It is read.").count():  # it took long enough for the page that tells so
        page.get_by_role("link", name="See what it would change").click()
    assert "1 in conflict" in page.locator("ul.counts").inner_text()

    changed = page.locator("#changed ul.plan > li").filter(has_text=MISPRINT)
    changed.get_by_role("link", name="Correct").click()
    assert "of november.pdf" in page.locator("main").inner_text()
    page.get_by_label("Narrative").fill(RIGHT)
    press(page, "Save the correction")
    assert "Corrected:" in page.get_by_role("status").inner_text()
    assert f"Corrected by {november}" in fact(page, RIGHT).inner_text()

    page.get_by_label("Take the paper’s").check()
    press(page, "Settle these")
    assert page.get_by_label("Take the paper’s").is_checked()
    assert "0 in conflict" in page.locator("ul.counts").inner_text()

    press(page, "Apply this plan")
    assert "records written" in page.get_by_role("status").inner_text()
    page.goto("/reports/id-2022/4/")
    assert PAPER in page.locator(".trail").inner_text()
    page.goto("/reports/id-2022/5/")
    assert RIGHT in page.locator(".trail").inner_text()
    page.goto("/history/update/pab-2022-11-02/id-2022/5/")
    assert "Corrected in the plan of november.pdf, page " in page.locator("main").inner_text()

    page.goto("/papers/")
    page.get_by_role("row").filter(has_text="november.pdf").get_by_role("link").click()
    page.get_by_role("link", name="Undo this paper").click()
    press(page, "Undo this paper")
    assert narrative(4) == OFFICE
    assert narrative(5) == before
