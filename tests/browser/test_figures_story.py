"""Figures brought in and a priority written, from the file to the page a Panel member reads."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from recommendations.models import User
from tests.browser.conftest import OpenAs
from tests.browser.records import load_definitions
from tests.browser.test_story import follow, press, sign_in
from tests.conftest import read_fixture

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CHARGES = "Charge volumes for rape offences"
FILE = f"force,month,{CHARGES}\nAvon and Somerset,2022-08,31\nAvon and Somerset,2022-09,{{}}\n"
PRIORITY = "Better Criminal Justice Outcomes for Rape Cases"
TOLD = "A court in Bristol hears these cases first."


def bring_in(page: Page, folder: Path, name: str, value: str) -> None:
    """Choose a file of figures and come to its page."""
    file = folder / name
    file.write_text(FILE.format(value))
    follow(page, "Figures")
    follow(page, "Bring figures in")
    page.get_by_label("File of figures").set_input_files(file)
    page.get_by_label("Who published it").fill("The force")
    press(page, "Read this file")
    assert page.get_by_role("heading", level=1).inner_text() == name


def see_what_is_wrong(page: Page) -> None:
    problems = page.locator("#problems").inner_text()
    assert "Nothing can be written yet: 1 problem" in problems
    assert f"row 3, column “{CHARGES}”" in problems
    assert "“many”" in problems
    assert page.get_by_role("button", name="Write these figures").count() == 0


def see_the_match_and_write(page: Page) -> None:
    taken = {
        name: page.get_by_label(f"What the column {name} is").locator("option:checked").inner_text()
        for name in ("force", "month", CHARGES)
    }
    assert taken == {
        "force": "Names the force",
        "month": "Names the period",
        CHARGES: f"Figures of: {CHARGES}",
    }
    assert "2 added" in page.locator("ul.counts").inner_text()
    assert page.locator("#t-rows tbody tr").count() == 2
    press(page, "Write these figures")
    assert page.get_by_role("status").inner_text() == "2 figures written."
    assert "writing it changes nothing" in page.locator("main").inner_text()


def see_nothing_yet(page: Page) -> None:
    page.goto("/performance/")
    follow(page, CHARGES)
    assert "No figures are on record" in page.locator(".lede").inner_text()


def see_the_figures(page: Page) -> None:
    page.reload()
    assert page.locator(".lede").inner_text() == "29 charges, September 2022"
    values = page.locator("#t-values tbody tr").all_inner_texts()
    assert [row.split() for row in values] == [["September", "2022", "29"], ["August", "2022", "31"]]
    with page.expect_navigation():
        page.locator("#t-values tbody a").first.click()
    assert "right.csv" in page.locator("main").inner_text()


def write_a_priority(page: Page) -> None:
    page.goto("/meetings/pab-2023-02-07/")
    follow(page, "Write the performance report")
    assert page.get_by_text("Draft: not visible to Panel members").is_visible()
    follow(page, PRIORITY)
    part = page.locator("#m-charge-volumes-for-rape-offences")
    part.get_by_label("Trend").fill("Increasing")
    page.get_by_label("Comments for this meeting").fill(TOLD)
    press(page, "Save")
    assert page.get_by_role("status").inner_text() == f"Saved: {PRIORITY}."
    written = page.locator("#t-written tbody tr").filter(has_text=PRIORITY).inner_text()
    assert "1 of 2" in written
    page.goto("/performance/?meeting=pab-2023-02-07")
    assert TOLD in page.locator("main").inner_text()


def see_nothing_of_the_draft(page: Page) -> None:
    assert page.goto("/performance/?meeting=pab-2023-02-07").status == 404
    page.goto("/performance/")
    assert TOLD not in page.content()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_figures_are_brought_in_and_a_priority_is_written(
    open_as: OpenAs, administrator: User, editor: User, viewer: User, tmp_path: Path, scripts: bool
) -> None:
    load_definitions()
    for name in ("2024-bodies.yaml", "2022-11-02-pab.yaml"):
        read_fixture(name, administrator)
    office, staff, panel = (open_as(java_script_enabled=scripts) for _ in range(3))
    for page, person in ((office, administrator), (staff, editor), (panel, viewer)):
        sign_in(page, person.role)
    see_nothing_yet(panel)
    bring_in(office, tmp_path, "wrong.csv", "many")
    see_what_is_wrong(office)
    bring_in(office, tmp_path, "right.csv", "29")
    see_the_match_and_write(office)
    see_the_figures(panel)
    write_a_priority(staff)
    see_nothing_of_the_draft(panel)
