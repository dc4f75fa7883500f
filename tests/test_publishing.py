"""Publishing: by somebody who did not write it alone, with a snapshot of what is shown, all or nothing."""

from __future__ import annotations

import hashlib
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError

from performance.models import Comment, Measure, Priority, Target
from recommendations.chain_head import chain_head, head_in_words
from recommendations.history import acting
from recommendations.models import ChainLink, Meeting, Publication, Update, User
from tests.conftest import read_in
from tests.importing import FIRST, HEAD
from tests.records import a_body, a_meeting, tell
from tracker import publishing
from tracker.issuing import paper_now
from tracker.paper_import import keep_paper, plan_paper
from tracker.publishing import NotPublished, others_who_wrote, publish, wrote

DRAFT = "/meetings/pab-2023-02-01/"
PAPER = (HEAD + FIRST + FIRST.replace("1", "2")).encode()
DRAFTS_PAPER = PAPER.replace(b"2022-11-02}", b"2022-11-02, draft: true}")


@pytest.fixture
def client(client_of, publisher):
    return client_of(publisher)


def named(meeting: Meeting) -> list[tuple[str, int]]:
    return [(each.person.username, each.records) for each in wrote(meeting)]


def test_the_page_says_what_will_change_what_is_missing_and_who_wrote_it(client, records, editor, publisher):
    tell(records.draft, records.numbers[1], "green", by=editor)
    tell(records.draft, records.numbers[2], "green", by=publisher)
    page = client.get(f"{DRAFT}publish/").content.decode()
    assert "2 updates will be open to everyone" in page
    assert "Up from Amber" in page
    assert "5 recommendations this body followed before have no update" in page
    assert "<li>Test editor: 1 record</li>" in page
    assert "1 record was written by you" in page
    assert '<button class="button">Publish</button>' in page


def test_publishing_is_one_act_with_history_and_happens_once(client, records, editor, publisher):
    tell(records.draft, records.numbers[1], "green", by=editor)
    assert client.post(f"{DRAFT}publish/")["Location"] == DRAFT
    records.draft.refresh_from_db()
    assert records.draft.published_by == publisher
    row = records.draft.history.first()
    assert (row.history_change_reason, row.history_page) == ("Published", f"{DRAFT}publish/")
    assert row.history_date == records.draft.published_at
    assert publish(meeting=records.draft, by=publisher) is False
    assert client.post(f"{DRAFT}publish/").status_code == 302
    assert client.get(f"{DRAFT}publish/").status_code == 404
    assert [row.history_type for row in records.draft.history.all()] == ["~", "+"]
    assert Publication.objects.count() == 1


def test_the_snapshot_is_what_was_shown_and_names_the_head_of_the_chain(records, editor, publisher):
    tell(records.draft, records.numbers[1], "green", "Done: “all” of it", by=editor)
    assert publish(meeting=records.draft, by=publisher)
    found = Publication.objects.get()
    content = bytes(found.content)
    assert "Done: “all” of it" in content.decode()
    assert "draft" not in content.decode()
    assert found.sha256 == hashlib.sha256(content).hexdigest()
    assert (found.published_by, found.meeting) == (publisher, records.draft)
    assert found.published_at == Meeting.objects.get(pk=records.draft.pk).published_at
    link = ChainLink.objects.get(pk=found.number)
    assert link.hash == found.head
    # The link is that of the act's own change of the meeting; only what keeps the snapshot comes after it.
    assert link.row == records.draft.history.first().pk
    # The control: what is written later is in today's paper and not in the snapshot.
    tell(records.draft, records.numbers[2], "green", "Written later", by=editor)
    assert "Written later" not in bytes(Publication.objects.get().content).decode()
    assert "Written later" in str(paper_now(records.draft).tree)


def test_before_anything_is_chained_there_is_no_head(db, monkeypatch):
    monkeypatch.setattr(ChainLink, "objects", ChainLink.objects.none())
    assert (chain_head(), head_in_words()) == (None, "")


@pytest.mark.parametrize("who", ["publisher", "nobody"])
def test_nobody_publishes_what_they_alone_wrote(who, client, records, publisher):
    if who == "publisher":
        tell(records.draft, records.numbers[1], "green", by=publisher)
    page = client.get(f"{DRAFT}publish/").content.decode()
    assert "You cannot publish this meeting." in page
    assert "nobody publishes a meeting that they alone wrote" in page or who == "nobody"
    assert "Ask another publisher" in page
    assert '<button class="button">Publish</button>' not in page
    refused = client.post(f"{DRAFT}publish/")
    assert refused.status_code == 422
    assert "You cannot publish this meeting." in refused.content.decode()
    with pytest.raises(NotPublished):
        publish(meeting=records.draft, by=publisher)
    records.draft.refresh_from_db()
    assert records.draft.is_draft
    assert not Publication.objects.exists()


def test_the_control_without_the_rule_who_wrote_it_alone_publishes_it(records, publisher, monkeypatch):
    tell(records.draft, records.numbers[1], "green", by=publisher)
    monkeypatch.setattr(publishing, "others_who_wrote", lambda meeting, by: [by])
    assert publish(meeting=records.draft, by=publisher)


@pytest.mark.parametrize("role", ["viewer", "editor", "administrator"])
def test_only_publishers_publish(role, records, editor, client_of):
    tell(records.draft, records.numbers[1], "green", by=editor)
    user = User.objects.create_user(f"other-{role}", "a long pass phrase for tests", role=role)
    client = client_of(user)
    assert client.get(f"{DRAFT}publish/").status_code == 404
    assert client.post(f"{DRAFT}publish/").status_code == 404
    with pytest.raises(NotPublished, match="no role that publishes"):
        publish(meeting=records.draft, by=user)
    records.draft.refresh_from_db()
    assert records.draft.is_draft


def test_who_wrote_a_meeting_is_read_from_the_history_of_all_its_parts(editor, publisher, administrator):
    with acting(by=publisher):
        meeting = a_meeting("2023-05-03", body=a_body())
    assert named(meeting) == [("publisher", 1)]
    assert others_who_wrote(meeting, publisher) == []
    with acting(by=administrator):
        priority = Priority.objects.create(slug="streets", framework="The plan", heading="Streets")
        measure = Measure.objects.create(slug="robbery", name="Robbery")
        comment = Comment.objects.create(meeting=meeting, priority=priority, number=1, text="It goes well")
    with acting(by=editor):
        Target.objects.create(meeting=meeting, measure=measure, slug="t", name="T", value=1)
    assert sorted(named(meeting)) == [("administrator", 1), ("editor", 1), ("publisher", 1)]
    # What was deleted again was written all the same, and counts as one record.
    with acting(by=administrator):
        comment.delete()
    assert sorted(named(meeting)) == [("administrator", 1), ("editor", 1), ("publisher", 1)]
    assert {each.person for each in others_who_wrote(meeting, publisher)} == {administrator, editor}


def test_what_the_system_wrote_was_written_by_nobody(publisher):
    assert named(a_meeting("2023-05-03")) == []


def test_publishing_that_dies_half_way_leaves_a_draft(records, editor, publisher, monkeypatch):
    tell(records.draft, records.numbers[1], "green", by=editor)

    def dies(*args, **options):
        raise DatabaseError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(Publication.objects, "create", dies)
        with pytest.raises(DatabaseError):
            publish(meeting=records.draft, by=publisher)
    records.draft.refresh_from_db()
    assert records.draft.is_draft
    assert [row.history_type for row in records.draft.history.all()] == ["+"]
    # The control: with nothing in its way the same act publishes.
    assert publish(meeting=records.draft, by=publisher)


# Papers


def test_a_paper_makes_drafts_that_somebody_else_publishes(administrator, publisher):
    read_in("p.yaml", PAPER, administrator, publish=False)
    meeting = Meeting.objects.get()
    assert meeting.is_draft
    assert [(each.person, each.records) for each in others_who_wrote(meeting, publisher)] == [
        (administrator, 3)
    ]
    assert publish(meeting=meeting, by=publisher)


def test_the_page_of_a_paper_offers_no_publishing(administrator, client_of):
    client = client_of(administrator)
    paper = keep_paper(name="p.yaml", data=PAPER, by=administrator)
    page = client.get(f"/papers/{paper.key}/").content.decode()
    assert "set up as a draft" in page
    assert 'name="publish"' not in page
    shown = plan_paper(name="p.yaml", data=PAPER).plan.digest
    assert client.post(f"/papers/{paper.key}/", {"shown": shown, "publish": "1"}).status_code == 302
    assert Meeting.objects.get().is_draft
    assert Update.objects.count() == 2


@pytest.fixture
def file(tmp_path):
    found = tmp_path / "p.yaml"
    found.write_bytes(PAPER)
    return found


def run(*arguments: object) -> str:
    out = StringIO()
    call_command("import_paper", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_the_command_makes_drafts(file, administrator):
    run(file, "--apply", "--by", "administrator")
    assert Meeting.objects.get().is_draft
    assert not Publication.objects.exists()


def test_the_command_publishes_by_the_publisher_it_names(file, administrator, publisher):
    run(file, "--apply", "--by", "administrator", "--publish-by", "publisher")
    meeting = Meeting.objects.get()
    assert meeting.published_by == publisher
    assert "First" in bytes(meeting.publication.content).decode()
    made, published = meeting.history.order_by("history_id")
    assert (made.history_user, published.history_user) == (administrator, publisher)
    # The same paper again publishes nothing anew.
    run(file, "--apply", "--by", "administrator", "--publish-by", "publisher")
    assert Publication.objects.count() == 1


def test_what_a_paper_calls_a_draft_stays_one(tmp_path, administrator, publisher):
    file = tmp_path / "p.yaml"
    file.write_bytes(DRAFTS_PAPER)
    run(file, "--apply", "--by", "administrator", "--publish-by", "publisher")
    assert Meeting.objects.get().is_draft


@pytest.mark.parametrize(
    ("by", "publish_by", "says"),
    [
        ("administrator", "editor", "editor is no account that publishes"),
        ("administrator", "nobody", "nobody is no account that publishes"),
        ("publisher", "publisher", "somebody else"),
    ],
)
def test_the_command_needs_another_person_who_publishes(
    by, publish_by, says, file, administrator, editor, publisher
):
    with pytest.raises(CommandError, match=says):
        run(file, "--apply", "--by", by, "--publish-by", publish_by)
    assert not Meeting.objects.exists()


def test_a_publisher_who_is_not_active_publishes_nothing(file, administrator, publisher):
    publisher.is_active = False
    publisher.save()
    with pytest.raises(CommandError, match="no account that publishes"):
        run(file, "--apply", "--by", "administrator", "--publish-by", "publisher")


def test_an_import_that_cannot_publish_writes_nothing(administrator, publisher, monkeypatch):
    monkeypatch.setattr(publishing, "others_who_wrote", lambda meeting, by: [])
    with pytest.raises(NotPublished):
        read_in("p.yaml", PAPER, administrator)
    assert not Meeting.objects.exists()


def test_a_further_paper_for_a_published_meeting_is_a_correction(administrator, publisher):
    read_in("p.yaml", PAPER, administrator)
    before = bytes(Publication.objects.get().content)
    read_in("q.yaml", PAPER.replace(b"Begun", b"Begun in May"), administrator)
    assert bytes(Publication.objects.get().content) == before
    assert set(Update.objects.values_list("narrative", flat=True)) == {"Begun in May"}
