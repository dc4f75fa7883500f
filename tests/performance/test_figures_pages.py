"""The administrator's pages for files of figures: how a file is read, putting that right, writing it."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from performance.models import Observation, Source
from performance.views import sources
from tests.performance.figures import FILE, HEAD, census, many_figures, some_definitions


@pytest.fixture
def office(administrator, client_of):
    some_definitions()
    return client_of(administrator)


def upload(client, text: str | bytes, name: str = "searches.csv", **told):
    data = text.encode() if isinstance(text, str) else text
    fields = {"file": SimpleUploadedFile(name, data), "publisher": "An office", "note": "A part", **told}
    return client.post("/figures/new/", fields)


def address(client, text: str | bytes, name: str = "searches.csv", **query: str) -> str:
    """The address of a file's page once it is brought in."""
    asked = urlencode(query)
    return upload(client, text, name).url + (f"?{asked}" if asked else "")


def shown_digest(page) -> str:
    return page.content.decode().split('name="shown" value="')[1].split('"')[0]


def write(client, url: str):
    return client.post(url, {"shown": shown_digest(client.get(url))}, follow=True)


def test_bring_in_look_write_done(office, administrator):
    url = upload(office, FILE, is_open="on").url
    source = Source.objects.get()
    assert url == f"/figures/{source.key}/"
    assert (source.publisher, source.is_open, source.note) == ("An office", True, "A part")
    page = office.get(url).content.decode()
    for words in (
        "4 added",
        "0 changed",
        "0 unchanged",
        "1 blank",
        "The first 4 of 4 figures",
        "January 2022",
    ):
        assert words in page
    assert not Observation.objects.exists()

    done = write(office, url).content.decode()
    assert "4 figures written." in done
    assert '<a href="/performance/measures/stop-and-search/">Stop and search</a>: 4 figures' in done
    assert "writing it changes nothing" in done
    assert "Write these figures" not in done
    source.refresh_from_db()
    assert source.applied_by == administrator


def test_a_column_that_matches_nothing_is_put_right_by_the_address(office):
    text = "force,month,theft,remark\nOurshire,2022-01,5,none\n"
    url = address(office, text)
    page = office.get(url).content.decode()
    assert "“remark”" in page
    assert 'name="column-remark"' in page
    assert "Write these figures" not in page
    right = f"{url}?column-remark=ignore"
    assert '<option value="ignore" selected>' in office.get(right).content.decode()
    assert "1 figures written." in write(office, right).content.decode()
    assert Observation.objects.get().measure.slug == "thefts"


def test_a_column_can_be_the_figures_of_another_measure(office):
    url = address(
        office, "force,month,searches\nOurshire,2022-01,5\n", **{"column-searches": "measure:thefts"}
    )
    assert '<option value="measure:thefts" selected>' in office.get(url).content.decode()
    write(office, url)
    assert Observation.objects.get().measure.slug == "thefts"


def test_what_no_column_gives_is_chosen(office):
    url = address(office, "month,value\n2022-01,5\n", measure="thefts", force="northshire")
    page = office.get(url).content.decode()
    assert '<option value="thefts" selected>' in page
    assert '<option value="northshire" selected>' in page
    write(office, url)
    seen = Observation.objects.get()
    assert (seen.measure.slug, seen.force.slug, seen.end) == ("thefts", "northshire", date(2022, 1, 31))


def test_months_as_columns_are_told_in_a_sentence(office):
    page = office.get(
        address(office, "force,2022-01,2022-02\nOurshire,5,6\n", measure="thefts")
    ).content.decode()
    assert "2 more columns hold one period each, from “2022-01” to “2022-02”." in page
    assert "2 added" in page


def test_a_corrected_file_shows_old_and_new_before_it_is_written(office):
    write(office, address(office, FILE))
    url = address(office, FILE.replace("White,12", "White,1300"), "corrected.csv")
    page = office.get(url).content.decode()
    assert "1 changed" in page
    changes = page.split('id="changed"')[1].split("</table>")[0]
    assert ">12</td>" in changes
    assert ">1,300</td>" in changes
    write(office, url)
    assert Observation.objects.get(numerator=1300).history.count() == 2


WRONG = {
    "a month twice": (FILE + "Ourshire,2022-02,White,12\n", ("row 4", "row 7")),
    "a denominator of zero": (
        "force,month,ethnicity,searches,denominator\nOurshire,2022-01,White,1,0\n",
        ("row 2, column “denominator”", "zero"),
    ),
    "a negative count": (FILE.replace(",12", ",-12"), ("row 4, column “searches”", "-12")),
    "text in a number": (FILE.replace(",12", ",twelve"), ("row 4, column “searches”", "“twelve”")),
    "a wrong force": (
        FILE.replace("Northshire,2022-02,Black", "Wessex,2022-02,Black"),
        ("row 6", "“Wessex”"),
    ),
    "a wrong group": (FILE.replace("Black,4", "Blak,4"), ("row 3, column “ethnicity”", "“Blak”")),
    "a date in the future": (
        FILE.replace("2022-02,White,12", f"{date.today().year + 1}-02,White,12"),
        ("row 4, column “month”", "future"),
    ),
    "a period nobody can read": (FILE.replace("2022-02,White,12", "soon,White,12"), ("row 4", "“soon”")),
    "a column that matches nothing": (FILE.replace("ethnicity", "tribe"), ("“tribe”",)),
    "no column of figures": ("force,month\nOurshire,2022-01\n", ("“force”", "“month”")),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_told_with_its_place_and_nothing_is_written(what, office):
    text, told = WRONG[what]
    url = address(office, text)
    before = census()
    page = office.get(url).content.decode()
    assert "Nothing can be written yet" in page
    problems = page.split('id="problems"')[1].split("</div>")[0]
    assert [words for words in told if words not in problems] == []
    assert "Write these figures" not in page
    done = office.post(url, {"shown": ""}, follow=True).content.decode()
    assert "Nothing was written." in done
    assert census() == before


@pytest.mark.parametrize(
    ("data", "says"),
    [(b"", "no row of headings"), (b"\xff\xfe\x00noise", "UTF-8"), (b"PK\x03\x04", ""), (HEAD.encode(), "")],
    ids=["empty", "noise", "broken workbook", "header only"],
)
def test_a_file_that_is_no_table_is_refused_by_the_form(data, says, office):
    name = "a.xlsx" if data.startswith(b"PK") else "a.csv"
    before = census()
    page = upload(office, data, name)
    assert page.status_code == 422
    assert "There is a problem" in page.content.decode()
    assert says in page.content.decode()
    assert census() == before


def test_a_file_too_large_is_refused(office, settings):
    settings.PAPER_MAX_BYTES = 10
    assert "larger than" in upload(office, FILE).content.decode()


def test_who_published_it_must_be_told(office):
    page = upload(office, FILE, publisher="")
    assert page.status_code == 422
    assert not Source.objects.exists()


def test_a_plan_that_changed_since_is_shown_anew_and_not_written(office):
    url = address(office, FILE)
    seen = shown_digest(office.get(url))
    write(office, address(office, FILE.replace(",12", ",13"), "other.csv"))
    page = office.post(url, {"shown": seen}, follow=True).content.decode()
    assert "changed after this plan was shown" in page
    assert "1 changed" in page
    assert not Observation.objects.filter(numerator=12).exists()


@pytest.mark.parametrize(
    "query", ["column-searches=nonsense", "measure=nonsense", "column-absent=force", "force=x"]
)
def test_an_address_made_up_by_hand_breaks_nothing(query, office):
    page = office.get(f"{address(office, FILE)}?{query}")
    assert page.status_code in {200, 422}


def test_text_of_a_file_is_never_markup(office):
    page = office.get(address(office, "<b>x</b>,month,value\n<i>y</i>,2022-01,1\n")).content.decode()
    assert "<b>x" not in page
    assert "<i>y" not in page
    assert "&lt;b&gt;x" in page


def test_the_list_of_files(office):
    write(office, address(office, FILE))
    address(office, FILE.replace(",12", ",13"), "later.csv")
    rows = office.get("/figures.json").json()["rows"]
    told = [(row["file"], row["observations"], row["applied_at"] == "Not written") for row in rows]
    assert told == [("later.csv", 0, True), ("searches.csv", 4, False)]
    assert "later.csv" in office.get("/figures/").content.decode()
    assert office.get("/figures.csv").content.decode().startswith("file,publisher")


def test_a_file_that_nobody_brought_in_is_not_found(office):
    assert office.get("/figures/000000000000/").status_code == 404


# Files that take a while


@pytest.fixture
def long_file(office, monkeypatch):
    """The page of a file of 5,760 figures, and what posting its plan answers."""
    monkeypatch.setattr(sources, "TOLD_EVERY", 5000)
    url = address(office, many_figures(8))
    return url, office.post(url, {"shown": shown_digest(office.get(url))})


def test_a_long_file_tells_how_far_it_is_and_then_leads_to_the_result(long_file, office):
    url, response = long_file
    assert response.streaming
    assert (response["Content-Encoding"], response["Cache-Control"]) == ("identity", "private, no-store")
    assert "script" not in response["Content-Security-Policy"].replace("script-src 'self'", "")
    parts = [part.decode() for part in response.streaming_content]
    page = "".join(parts)
    told = [
        'role="status"',
        "5,000 of 5,760 rows",
        "5,760 of 5,760 rows",
        "All 5,760",
        f'href="{url}"',
        "</html>",
    ]
    places = [page.index(words) for words in told]
    assert all(one < next_one for one, next_one in pairwise(places))
    assert [n for n, part in enumerate(parts) if "rows written" in part] == [1, 2]
    assert Observation.objects.count() == Observation.history.count() == 5760
    assert "writing it changes nothing" in office.get(url).content.decode()


def test_whoever_leaves_before_the_end_leaves_nothing_behind(long_file, monkeypatch):
    _, response = long_file
    parts = iter(response)
    assert b"5,000 of 5,760" in next(parts) + next(parts)
    assert Observation.objects.count() == 5000
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)  # the test needs it still
    response.close()
    assert Observation.objects.count() == Observation.history.count() == 0
    assert Source.objects.get().applied_at is None


def test_a_plan_that_changes_while_the_page_opens_writes_nothing(long_file, office):
    _, response = long_file
    write(office, address(office, HEAD + "Force 1,2000-01,White,1\n", "other.csv"))
    page = b"".join(response.streaming_content).decode()
    assert "changed after this plan was shown" in page
    assert "Nothing was written" in page
    assert "</html>" in page
    assert Observation.objects.count() == 1


def test_a_failure_midway_is_told_and_nothing_is_written(long_file, monkeypatch):
    _, response = long_file

    def fails(*args: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("recommendations.actions.bulk.because_each", fails)
    parts: list[bytes] = []
    with pytest.raises(OSError, match="full"):
        parts.extend(response.streaming_content)
    assert b"Nothing was written" in parts[-1]
    assert Observation.objects.count() == 0
