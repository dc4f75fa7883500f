"""The administrator's way in: the page and the command do the same."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from recommendations.models import Meeting, Paper, Recommendation, User
from tests.conftest import FIXTURES, make_user, read_fixture, real_paper
from tests.importing import FIRST, HEAD, census, write

JUNE = FIXTURES / "2022-06-panel.yaml"
NOVEMBER = FIXTURES / "2022-11-02-pab.yaml"


@pytest.fixture
def office(administrator, client_of):
    return client_of(administrator)


def upload(client, name: str, data: bytes):
    return client.post("/papers/new/", {"file": SimpleUploadedFile(name, data)})


def shown_digest(page) -> str:
    return page.content.decode().split('name="shown" value="')[1].split('"')[0]


def test_upload_plan_apply_done(office, administrator):
    page = upload(office, "june.yaml", JUNE.read_bytes())
    paper = Paper.objects.get()
    assert page.url == f"/papers/{paper.key}/"
    assert not Recommendation.objects.exists()

    plan = office.get(page.url)
    text = plan.content.decode()
    assert "11 added" in text
    assert "set up as a draft" in text
    assert not Meeting.objects.exists()

    done = office.post(page.url, {"shown": shown_digest(plan)}, follow=True)
    text = done.content.decode()
    assert "11 records written." in text
    assert "holds nothing that is not on record already" in text
    paper.refresh_from_db()
    assert (paper.applied_by, str(paper.meeting)) == (
        administrator,
        "Avon and Somerset Police and Crime Panel, June 2022",
    )
    assert paper.meeting.is_draft
    links = [part.split('"')[0] for part in text.split('<li><a href="/history/')[1:]]
    assert len(links) == 11
    for link in links:
        assert office.get(f"/history/{link}").status_code == 200


def test_the_name_of_a_drafts_paper_is_not_in_the_history_that_viewers_see(office, viewer, client_of):
    page = upload(office, "secret-name.yaml", NOVEMBER.read_bytes())
    office.post(page.url, {"shown": shown_digest(office.get(page.url))})
    address = "/history/recommendation/id-2022/4/"
    assert "secret-name" in office.get(address).content.decode()
    seen = client_of(viewer).get(address).content.decode()
    assert "Imported from a board paper" in seen
    assert "secret-name" not in seen


def test_the_same_file_again_is_the_same_paper(office):
    first = upload(office, "june.yaml", JUNE.read_bytes())
    assert upload(office, "renamed.yaml", JUNE.read_bytes()).url == first.url
    assert Paper.objects.count() == 1


def test_losses_and_places_are_on_the_plan(office, november):
    page = office.get(upload(office, "november.txt", real_paper("2022-11-02")).url).content.decode()
    assert "Line 66" in page
    assert "stray sub-heading" in page
    # 42 wordings, 42 narratives, 63 actions, 20 comments, all terms but ASP, which is a name, and the cover
    assert f"{42 + 42 + 63 + 20 + 13 + 1} changed" in page


def test_a_conflict_shows_both_texts(office, november, editor):
    write(4, editor, narrative="Written by the office.")
    page = office.get(upload(office, "november.txt", real_paper("2022-11-02")).url).content.decode()
    assert "1 in conflict" in page
    assert "Narrative, as staff wrote it" in page
    assert "Written by the office." in page


def test_an_outdated_plan_is_refused_and_shown_anew(office, november, editor):
    changed = NOVEMBER.read_text().replace("status: Amber", "status: Red", 1)
    page = upload(office, "again.yaml", changed.encode())
    plan = office.get(page.url)
    write(1, editor, status="green")
    done = office.post(page.url, {"shown": shown_digest(plan)}, follow=True)
    assert "changed after this plan was shown" in done.content.decode()
    assert Paper.objects.get(name="again.yaml").applied_at is None


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("empty.txt", b"", "empty"),
        ("noise.txt", b"\x00\x01\x02\xff", "something else"),
        ("letter.txt", b"Dear Sir,\nthank you for your letter.\n", "no meeting"),
        ("paper.yaml", (HEAD + FIRST).encode(), "2"),
        ("purple.yaml", (HEAD + FIRST.replace("Red", "Purple") + FIRST.replace("1", "2")).encode(), "Purple"),
    ],
)
def test_bad_input_gets_a_sentence_and_changes_nothing(name, data, says, office):
    before = census()
    page = upload(office, name, data)
    assert page.status_code == 422
    assert says in page.content.decode()
    assert "There is a problem" in page.content.decode()
    assert census() == before


def test_a_file_too_large_is_refused(office, settings):
    settings.PAPER_MAX_BYTES = 10
    assert "larger than" in upload(office, "june.yaml", JUNE.read_bytes()).content.decode()


def test_an_address_that_no_kept_paper_has_is_missing(office):
    upload(office, "june.yaml", JUNE.read_bytes())
    assert office.get("/papers/000000000000/").status_code == 404


def test_the_list_of_papers(office, administrator):
    read_fixture("2022-06-panel.yaml", administrator)
    upload(office, "later.yaml", JUNE.read_bytes() + b"\n")
    rows = office.get("/papers.json").json()["rows"]
    assert [(row["file"], row["applied_at"] == "Not applied") for row in rows] == [
        ("later.yaml", True),
        ("2022-06-panel.yaml", False),
    ]


# The command


def run(*args: str) -> str:
    out = StringIO()
    call_command(*args, stdout=out)
    return out.getvalue()


def test_the_command_prints_the_plan_and_writes_nothing(administrator):
    before = census()
    out = run("import_paper", str(JUNE))
    assert "Added: 11" in out
    assert "line 11: " in out or "line" in out
    assert "Not read: 0" in out
    assert census() == before


def test_the_command_names_conflicts_changes_and_losses(november, editor, tmp_path):
    write(4, editor, narrative="Written by the office.")
    paper = tmp_path / "november.txt"
    paper.write_bytes(real_paper("2022-11-02"))
    out = run("import_paper", str(paper))
    assert "narrative, written by staff since, is kept: “Written by the office.” ≠" in out
    assert "wording: (nothing) → “" in out
    assert "line 66: “Stop and Search” before the wording of recommendation 35" in out


def test_the_command_applies_and_says_what_it_did(administrator):
    assert "11 added" in run("import_paper", str(JUNE), "--apply", "--by", "administrator")
    assert "nothing was written" in run("import_paper", str(JUNE), "--apply", "--by", "administrator")
    assert Paper.objects.get().applied_by == administrator


@pytest.mark.parametrize("by", [[], ["--by", "nobody"]])
def test_applying_needs_somebody_whose_act_it_is(by, administrator):
    with pytest.raises(CommandError, match="--by NAME"):
        run("import_paper", str(JUNE), "--apply", *by)


def test_the_command_says_what_is_wrong_with_a_file(administrator, tmp_path):
    empty = tmp_path / "empty.txt"
    empty.write_bytes(b"")
    with pytest.raises(CommandError, match="empty"):
        run("import_paper", str(empty))
    with pytest.raises(CommandError, match=r"absent\.yaml"):
        run("import_paper", str(tmp_path / "absent.yaml"))


# Accounts


def test_make_account_makes_and_changes(db, monkeypatch):
    monkeypatch.setenv("ACCOUNT_PASSWORD", "a long enough pass phrase")
    assert "Made office, editor." in run("make_account", "office", "--role", "editor")
    assert "Changed office, viewer." in run("make_account", "office", "--role", "viewer")
    user = User.objects.get()
    assert user.role == "viewer"
    assert user.check_password("a long enough pass phrase")
    assert user.history.count() == 2


def test_make_account_refuses_a_weak_password(db, monkeypatch):
    monkeypatch.setenv("ACCOUNT_PASSWORD", "short")
    with pytest.raises(CommandError, match="15 characters"):
        run("make_account", "office", "--role", "editor")


@pytest.mark.parametrize(("username", "role"), [("", "viewer"), ("x", "owner")])
def test_an_account_needs_a_name_and_a_known_role(username, role, db):
    with pytest.raises(ValueError, match=r"account|role"):
        User.objects.create_user(username, "p", role=role)


def test_a_person_is_shown_by_name(db):
    assert str(make_user("viewer")) == "Test viewer"
