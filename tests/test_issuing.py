"""Making a paper's files apart, keeping an issued paper, and what differs from it later."""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256
from html import escape
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import IntegrityError
from hypothesis import given, settings
from hypothesis import strategies as st

from performance.models import Assessment, Comment, Measure, PlannedAction, Priority
from performance.reading.fixture import read_yaml
from recommendations.actions.issuing import DEFAULT, Overtaken, issue_paper, keep_template
from recommendations.apart import DAMAGED
from recommendations.history import acting
from recommendations.models import IssuedFile, IssuedPaper, PaperTemplate, Status
from recommendations.reading.fixture import read_fixture
from recommendations.reading.fixture_write import yaml_of
from recommendations.reading.paper import Refused
from tests.conftest import read_in
from tests.importing import census
from tests.papers import BOARD, real
from tests.performance.records import some_performance
from tests.records import a_meeting, a_recommendation, tell
from tests.test_paper_of import same_paper, the_meeting
from tracker import issuing
from tracker.issuing_apart import (
    FORMS,
    as_told,
    cut,
    packed,
    packed_charts,
    unpacked,
    unpacked_charts,
    write_apart,
)
from tracker.paper_differences import ADDED, CHANGED, GONE, Difference, differences

FILES = {form: form.encode() for form in FORMS}

trees = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.dates(),
    lambda held: st.lists(held, max_size=3) | st.dictionaries(st.text("abc"), held, max_size=3),
    max_leaves=12,
)


@settings(max_examples=50)
@given(trees)
def test_a_tree_crosses_over_as_it_was(tree):
    assert unpacked(json.loads(json.dumps(packed(tree)))) == tree


def test_files_are_cut_where_each_ends():
    assert dict(cut([["docx", 2], ["pdf", 0], ["yaml", 3]], b"abcde")) == {
        "docx": b"ab", "pdf": b"", "yaml": b"cde",
    }  # fmt: skip


@pytest.fixture
def told(records, editor):
    """The records with a little of a performance report; they are of the second meeting."""
    streets = Priority.objects.create(slug="streets", framework="The plan", heading="Streets")
    robbery = Measure.objects.create(slug="robbery", name="Robbery", priority=streets)
    at = {"meeting": records.second}
    Assessment.objects.create(measure=robbery, trend="Stable", rank=2, out_of=8, against="below", **at)
    PlannedAction.objects.create(priority=streets, number=1, text="Walk the beat.", **at)
    Comment.objects.create(priority=streets, number=1, text="Fewer than before.", **at)
    return records


def test_the_child_writes_all_forms_and_each_is_what_it_says(told):
    files = issuing.make_all(meeting=told.second)
    assert list(files) == list(FORMS)
    assert files["pdf"].startswith(b"%PDF-")
    assert "word/document.xml" in ZipFile(BytesIO(files["docx"])).namelist()
    assert "xl/workbook.xml" in ZipFile(BytesIO(files["xlsx"])).namelist()
    now, text = issuing.paper_now(told.second), files["yaml"].decode()
    assert same_paper(read_fixture("a.yaml", "", text)) == same_paper(now.paper)
    assert [p.heading for p in read_yaml(text).priorities] == ["Streets"]


def test_one_form_is_written_alone(told):
    assert issuing.make_file(meeting=told.second, form="yaml").startswith(b"paper: Performance")


def test_a_form_that_is_none_is_refused():
    words = {"forms": ["odt"], "tree": {}, "charts": [], "about": {"title": "", "office": ""}}
    with pytest.raises(Refused, match="“odt” is no form"):
        write_apart(words, b"", lambda said: None)


def test_a_child_that_breaks_down_is_said_to_have_written(told, monkeypatch):
    def broken(*args: Any, **kwargs: Any) -> Any:
        raise Refused(DAMAGED)

    monkeypatch.setattr(issuing, "run_apart", broken)
    with pytest.raises(Refused, match=r"^The program that writes papers gave up\.$"):
        issuing.make_file(meeting=told.second, form="yaml")


def test_the_child_writes_into_the_template_of_the_office(told, editor, monkeypatch):
    given_data = []

    def fake(task: str, words: Any, data: bytes, **limits: Any) -> Any:
        given_data.append((words["forms"], data))
        return [[form, 1] for form in words["forms"]], b"1" * len(words["forms"])

    monkeypatch.setattr(issuing, "run_apart", fake)
    keep_template(name="ours.docx", data=b"our template", by=editor)
    for form in ("docx", "pdf"):
        issuing.make_file(meeting=told.second, form=form)
    keep_template(name="", data=b"", by=editor)
    issuing.make_file(meeting=told.second, form="docx")
    assert given_data == [(["docx"], b"our template"), (["pdf"], b""), (["docx"], b"")]
    assert issuing.template_in_use() is None
    assert [template.name for template in PaperTemplate.objects.all()] == [DEFAULT, "ours.docx"]


def test_our_own_template_can_be_a_template_and_others_are_refused():
    issuing.check_template(issuing.default_template())
    with pytest.raises(Refused):
        issuing.check_template(b"not a document")


def test_an_issued_paper_is_kept_with_its_hashes_and_history(records, editor):
    paper = issue_paper(meeting=records.second, files=FILES, by=editor)
    assert (paper.meeting, paper.issued_by) == (records.second, editor)
    assert {f.form: (bytes(f.content), f.sha256) for f in paper.files.all()} == {
        form: (data, sha256(data).hexdigest()) for form, data in FILES.items()
    }
    row = paper.history.get()
    assert (row.history_user, row.history_change_reason) == (editor, "Paper issued")
    assert row.history_page == "/meetings/pab-2022-11-02/paper/"
    assert IssuedFile.history.count() == 4


def test_an_issued_paper_is_kept_whole_or_not_at_all(records, editor, monkeypatch):
    before, made = census(), []
    create = IssuedFile.objects.create

    def second_fails(**fields: Any) -> Any:
        made.append(fields)
        if len(made) == 2:
            raise IntegrityError("the disk is full")
        return create(**fields)

    monkeypatch.setattr(IssuedFile.objects, "create", second_fails)
    with pytest.raises(IntegrityError):
        issue_paper(meeting=records.second, files=FILES, by=editor)
    assert len(made) == 2
    assert census() == before


@pytest.mark.parametrize("forms", [[], ["docx"], [*FORMS, "odt"]])
def test_a_paper_is_issued_in_all_its_forms_and_no_others(records, editor, forms):
    with pytest.raises(LookupError):
        issue_paper(meeting=records.second, files=dict.fromkeys(forms, b"1"), by=editor)
    assert not IssuedPaper.objects.exists()


def test_a_second_click_issues_nothing(records, editor):
    issue_paper(meeting=records.second, files=FILES, by=editor, after=0)
    with pytest.raises(Overtaken):
        issue_paper(meeting=records.second, files=FILES, by=editor, after=0)
    issue_paper(meeting=records.second, files=FILES, by=editor, after=1)
    assert IssuedPaper.objects.count() == 2


def issued_text(meeting: Any) -> str:
    return yaml_of(issuing.paper_now(meeting).tree)


def found(issued: str, meeting: Any) -> list[Difference]:
    return differences(issued, issuing.paper_now(meeting).tree)


def test_nothing_differs_from_what_was_just_issued(told):
    assert found(issued_text(told.second), told.second) == []


def test_nothing_differs_in_the_paper_of_november(administrator):
    read_in(BOARD, real(BOARD), administrator)
    text = issued_text(the_meeting())
    assert len(text) > 50_000
    assert found(text, the_meeting()) == []
    assert len(found(text.replace("Stop and search", "Stop & search"), the_meeting())) > 1


def test_what_was_corrected_since_is_named_field_by_field(told, editor):
    issued = issued_text(told.second)
    with acting(by=editor, why="Put right"):
        update = told.second.updates.get(recommendation=told.numbers[1])
        update.narrative, update.status = "What was told later of 1", Status.objects.get(code="green")
        update.save()
        told.numbers[2].wording = "Do it in writing."
        told.numbers[2].save()
        action = PlannedAction.objects.get()
        action.text = "Walk the beat at night."
        action.save()
    assert [(d.what, d.label, d.field, d.old, d.new) for d in found(issued, told.second)] == [
        (CHANGED, "Review, recommendation 2", "wording", "", "Do it in writing."),
        (CHANGED, "Update on Review, recommendation 1", "status", "Amber", "Green"),
        (
            CHANGED, "Update on Review, recommendation 1", "narrative",
            "What was told second of 1", "What was told later of 1",
        ),
        (CHANGED, "Streets: planned action 1", "text", "Walk the beat.", "Walk the beat at night."),
    ]  # fmt: skip


def test_what_came_and_what_went_since_is_named(told, editor):
    issued = issued_text(told.second)
    tell(told.second, told.numbers[4], "red", "Told late", by=editor)
    told.second.notes.get().delete()
    Assessment.objects.update(trend="")
    told.numbers[1].summary = ""
    told.numbers[1].save()
    rows = [(d.what, d.kind, d.field, d.old, d.new) for d in found(issued, told.second)]
    assert (ADDED, "update", "", "", "status: Red; narrative: Told late") in rows
    assert (CHANGED, "assessment", "trend", "Stable", "") in rows
    assert (CHANGED, "recommendation", "summary", "Do thing 1", "") in rows
    assert rows[-1][:3] == (GONE, "note", "")
    assert "A plan" in rows[-1][3]


def test_a_status_word_that_was_changed_since_is_another_word_in_the_paper(told, editor):
    issued = issued_text(told.second)
    for label in ("On watch", "Watching"):
        Status.objects.filter(code="amber").update(label=label)
    assert {(d.field, d.old, d.new) for d in found(issued, told.second)} == {("status", "Amber", "Watching")}


def test_the_cover_and_the_next_meeting_are_compared_too(told, editor):
    told.second.cover = "Venue: Town Hall"
    told.second.save()
    issued = issued_text(told.second)
    told.second.cover = "Venue: Guildhall"
    told.second.save()
    a_meeting("2022-12-14")
    rows = [(d.what, d.kind, d.label, d.old, d.new) for d in found(issued, told.second)]
    name = "Performance and Accountability Board"
    assert [row[:3] for row in rows] == [
        (CHANGED, "meeting", f"{name}, 2 November 2022"),
        (ADDED, "meeting", f"{name}, 14 December 2022"),
        (GONE, "meeting", f"{name}, 1 February 2023"),
    ]  # fmt: skip
    assert rows[0][3:] == ("Venue: Town Hall", "Venue: Guildhall")


def test_publishing_changes_nothing_in_the_paper(records, editor):
    tell(records.draft, records.numbers[1], "green", "Done", by=editor)
    issued = issued_text(records.draft)
    assert "draft: true" in issued
    records.draft.published_at, records.draft.published_by = records.second.published_at, editor
    records.draft.save()
    assert found(issued, records.draft) == []


def test_a_paper_that_cannot_be_read_again_is_refused_by_its_line(told):
    with pytest.raises(Refused, match="line"):
        found("paper: [cut", told.second)


def test_numbers_with_gaps_are_no_difference(told):
    PlannedAction.objects.create(
        priority=Priority.objects.get(), number=3, text="Count.", meeting=told.second
    )
    assert found(issued_text(told.second), told.second) == []


def test_what_is_worked_out_for_a_new_meeting_is_in_its_files(records, editor):
    row = a_recommendation(records.report, 30, due=date(2023, 5, 1), due_set_by="The board")
    tell(records.draft, row, "red", "=1+1\n\n- one", by=editor)
    text = issued_text(records.draft)
    (report,) = read_fixture("a.yaml", "", text).reports
    assert report.recommendations[0].update.narrative == "=1+1\n\n- one"
    assert report.recommendations[0].due == date(2023, 5, 1)


# Charts


@pytest.fixture
def performance(editor):
    return some_performance(editor)


def test_the_charts_of_a_paper_are_those_of_its_page(performance, editor, client_of):
    charts = issuing.charts_now(performance.office.second)
    assert list(charts.drawn) == ["searches", "burglary"]  # as on the page
    # The officers were counted once: one value is no line.
    assert [measure.slug for measure in charts.missing] == ["officers", "unmeasured"]
    page = client_of(editor).get("/performance/?meeting=pab-2022-11-02").content.decode()
    for chart in charts.drawn.values():
        assert escape(chart.sentence) in page
    searches = charts.drawn["searches"]
    assert searches.points[-1][0] == date(2022, 9, 30)  # figures go on; the meeting reports no further
    assert (searches.title, searches.unit) == ("Searches", "searches per 1,000 residents")


def test_a_change_of_definition_is_on_the_chart_where_it_falls_inside(performance):
    for on in (date(2021, 3, 1), date(2030, 1, 1)):
        performance.burglary.changes.create(on=on, what="Counted anew.", rebases=False)
    chart = issuing.charts_now(performance.office.second).drawn["burglary"]
    assert chart.changes == ((date(2021, 3, 1), "Counted anew."),)


def test_charts_cross_over_as_they_were(performance):
    performance.burglary.changes.create(on=date(2021, 3, 1), what="Counted anew.", rebases=True)
    charts = issuing.charts_now(performance.office.second).drawn
    assert unpacked_charts(json.loads(json.dumps(packed_charts(charts)))) == charts


def test_a_meeting_that_was_told_of_no_measure_has_no_charts(performance):
    for meeting in (performance.office.first, performance.office.draft):
        charts = issuing.charts_now(meeting)
        assert (charts.drawn, charts.missing) == ({}, [])


def test_charts_are_in_the_documents(performance):
    files = issuing.make_files(meeting=performance.office.second, forms=["docx", "pdf"])
    media = [n for n in ZipFile(BytesIO(files["docx"])).namelist() if n.startswith("word/media/")]
    assert len([name for name in media if name.endswith(".png")]) == 2
    assert files["pdf"].startswith(b"%PDF-")


def test_a_board_paper_holds_what_the_meeting_was_told_and_data_forms_hold_all():
    entry = {"number": 1, "summary": "Ours", "wording": "Published", "bodies": ["yots"], "status": "Red"}
    unpublished = {"number": 2, "summary": "Ours", "bodies": []}
    tree = {
        "paper": "A paper",
        "holds": {"bodies": 2, "reports": 1, "recommendations": 2, "notes": 0},
        "meeting": {"body": "pab", "date": date(2022, 11, 2)},
        "bodies": [{"slug": "pab", "name": "Board"}, {"slug": "yots", "name": "Teams"}],
        "reports": [{"slug": "a", "themes": [{"name": "One", "recommendations": [entry, unpublished]}]}],
    }
    told = as_told(tree)
    assert told["bodies"] == [{"slug": "pab", "name": "Board"}]
    assert told["holds"] == {"bodies": 1, "reports": 1, "recommendations": 2, "notes": 0}
    assert told["reports"][0]["themes"][0]["recommendations"] == [
        {"number": 1, "wording": "Published", "status": "Red"},
        {"number": 2, "summary": "Ours"},
    ]
    assert entry["bodies"] == ["yots"]  # the tree itself, which the data forms are written from, stays
    assert as_told({"paper": "Of no meeting"}) == {"paper": "Of no meeting"}
