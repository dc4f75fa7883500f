"""The head of the chain stands at the foot of every paper that is written; a paper tells nothing by it."""

from __future__ import annotations

import io

import docx
import pdfplumber
import pytest
from openpyxl import load_workbook

from recommendations.chain_head import chain_head, head_in_words
from recommendations.models import ChainLink, Meeting, Update
from recommendations.reading.fixture import read_fixture as read_yaml
from recommendations.reading.paper import Refused
from tests.conftest import read_in
from tests.records import publish, tell
from tracker.issuing import make_file, make_files, paper_now
from tracker.paper_differences import differences
from tracker.paper_import import kept_already, plan_kept


@pytest.fixture
def meeting(records, editor) -> Meeting:
    tell(records.draft, records.numbers[1], "green", "Done", by=editor)
    return records.draft


def foot_of(form: str, data: bytes) -> str:
    """What a file says of itself: at the foot of each page, or among the facts of the paper."""
    if form == "docx":
        return docx.Document(io.BytesIO(data)).sections[0].footer.paragraphs[0].text
    if form == "pdf":
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            return " ".join(page.extract_text().replace("\n", " ") for page in pdf.pages)
    if form == "xlsx":
        sheet = load_workbook(io.BytesIO(data))["Paper"]
        return "; ".join(" ".join(str(cell.value) for cell in row) for row in sheet.iter_rows())
    return data.decode()


def test_the_head_is_the_last_link(meeting):
    number, hashed = chain_head()
    last = ChainLink.objects.order_by("number").last()
    assert (number, hashed) == (last.number, last.hash)
    assert head_in_words() == f"link {number}, {hashed}"


@pytest.mark.parametrize("form", ["docx", "pdf", "xlsx", "yaml"])
def test_every_form_names_the_head(form, meeting):
    head = head_in_words()
    foot = foot_of(form, make_file(meeting=meeting, form=form))
    assert head in foot
    assert {"docx": "Records as of", "pdf": "Records as of"}.get(form, "record") in foot
    if form in ("docx", "pdf"):
        assert "Draft: not published. Records as of" in foot


@pytest.mark.parametrize("form", ["docx", "pdf", "xlsx", "yaml"])
def test_where_nothing_is_chained_no_head_is_named(form, meeting, monkeypatch):
    monkeypatch.setattr("tracker.issuing.head_in_words", lambda: "")
    foot = foot_of(form, make_file(meeting=meeting, form=form))
    assert "ecords as of" not in foot
    assert "records_as_of" not in foot


@pytest.mark.parametrize("form", ["docx", "pdf", "xlsx", "yaml"])
def test_a_paper_with_a_head_is_read_back_whole(form, meeting, administrator):
    """Read into the same records it changes nothing, and nothing of it is lost."""
    publish(meeting=meeting, by=administrator)
    data = make_file(meeting=meeting, form=form)
    before = list(Update.objects.order_by("pk").values_list("narrative", "status"))
    assert read_in(f"paper.{form}", data, administrator) == 0
    assert list(Update.objects.order_by("pk").values_list("narrative", "status")) == before
    assert plan_kept(kept_already(data)).plan.losses == ()


def test_a_paper_issued_again_does_not_differ_by_its_head(records, meeting, editor):
    issued = make_files(meeting=meeting, forms=["yaml"])["yaml"].decode()
    number, _ = chain_head()
    tell(records.first, records.numbers[6], "red", by=editor)  # of another meeting
    assert chain_head()[0] > number
    again = make_files(meeting=meeting, forms=["yaml"])["yaml"].decode()
    assert again != issued
    assert differences(issued, paper_now(meeting).tree) == []
    # The control: a record that changed does differ.
    Update.objects.filter(meeting=meeting).get().delete()
    assert differences(issued, paper_now(meeting).tree)


def test_a_head_that_is_no_text_is_refused():
    text = "paper: A\nholds: {bodies: 0, reports: 0, recommendations: 0, notes: 0}\nrecords_as_of: %s\n"
    assert read_yaml("a.yaml", "", text % "link 4").title == "A"
    with pytest.raises(Refused, match="records_as_of"):
        read_yaml("a.yaml", "", text % "[4]")
