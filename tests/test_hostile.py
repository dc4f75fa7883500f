"""Hostile files, each read by the child that reads a stranger's file, each refused in a plain sentence."""

from __future__ import annotations

import re
from functools import partial

import pytest

from recommendations import apart
from recommendations.apart import run_apart
from recommendations.models import Paper
from recommendations.reading.files import archive
from recommendations.reading.files.archive import check_archive
from recommendations.reading.files.names import safe_name
from recommendations.reading.paper import Refused
from tests import hostile_office, hostile_pdfs
from tests.hostile import ENDLESS, EVERY, OFFICE, PATHS, PDFS, Hostile, word, workbook
from tests.hostile_archives import noise
from tests.office_files import word_parts, zipped
from tracker import paper_reading
from tracker.paper_import import keep_paper
from tracker.paper_reading import read_file

# What is said where nothing better is known: no hostile file that we know of may end so.
KNOWING_NOTHING = (apart.DAMAGED, apart.CRASHED.format(megabytes=apart.MEGABYTES))


@pytest.mark.parametrize("hostile", EVERY, ids=[hostile.key for hostile in EVERY])
def test_a_hostile_file_is_refused_in_a_sentence(hostile: Hostile) -> None:
    with pytest.raises(Refused) as refused:
        read_file(hostile.name, hostile.make())
    said = str(refused.value)
    assert said not in KNOWING_NOTHING
    assert re.search(hostile.says, said), said
    assert re.fullmatch(r"(?s)\S.{10,400}\.", said), said


@pytest.mark.parametrize("hostile", ENDLESS, ids=[hostile.key for hostile in ENDLESS])
def test_a_file_that_would_be_read_for_ever_is_refused_in_time(hostile: Hostile, monkeypatch) -> None:
    """With fewer seconds than it has: both would need more than the thirty, on the quickest machine."""
    monkeypatch.setattr(paper_reading, "run_apart", partial(run_apart, seconds=4))
    with pytest.raises(Refused, match=hostile.says):
        read_file(hostile.name, hostile.make())


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("a.docx", word),
        ("a.xlsx", workbook),
        ("a.docx", hostile_office.sound_in_utf16),
        ("a.docx", hostile_office.behind_a_chart),
        ("a.docx", partial(hostile_office.linked, "hyperlink")),
        ("a.docx", partial(hostile_office.linked, "attachedTemplate", "file:///C:/office.dotx")),
        ("a.xlsx", hostile_office.linked_workbook),
    ],
)
def test_what_looks_like_it_and_is_harmless_is_read(name, make) -> None:
    assert read_file(name, make()).is_tracker


@pytest.mark.parametrize("name", PATHS)
def test_a_name_that_is_a_path_or_hides_something_is_refused(name: str) -> None:
    with pytest.raises(Refused, match=r"name.*\.$"):
        safe_name(name)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Paper (final) v1.2.docx", "Paper (final) v1.2.docx"),
        (" paper.pdf ", "paper.pdf"),
        ("Cafe\u0301.txt", "Caf\u00e9.txt"),
        ("a..b.docx", "a..b.docx"),
    ],
)
def test_a_plain_name_is_kept(name: str, kept: str) -> None:
    assert safe_name(name) == kept


def test_a_part_just_within_the_limits_is_let_through_and_one_beyond_is_not() -> None:
    """The limits are what refuses the bombs: nothing else about these two files differs."""
    size = archive.RATIO_FROM * 2

    def made(packed: int) -> bytes:
        return zipped({**word_parts(), "word/header1.xml": noise(packed) + b" " * (size - packed)})

    check_archive(made(size // 50))
    with pytest.raises(Refused, match=f"more than {archive.MOST_RATIO} times"):
        check_archive(made(size // 500))


@pytest.mark.parametrize(
    ("limit", "value", "says"),
    [
        ("MOST_PARTS", 3, "at most 3"),
        ("MOST_UNPACKED", 1 << 10, "unpacked"),
        ("MOST_PART", 100, "100 bytes unpacked"),
    ],
)
def test_each_limit_of_an_archive_is_what_refuses(limit: str, value: int, says: str, monkeypatch) -> None:
    check_archive(word())
    monkeypatch.setattr(archive, limit, value)
    with pytest.raises(Refused, match=says):
        check_archive(word())


def test_the_hostile_files_are_the_same_each_time() -> None:
    for hostile in (*OFFICE, *PDFS):
        if hostile.make not in (
            hostile_office.many_cells,
            hostile_pdfs.packed_twice,
            hostile_pdfs.many_pages,
        ):
            assert hostile.make() == hostile.make(), hostile.key


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx", "a.pdf", "a.html", "a.csv", "a.yaml", "a.txt"])
def test_of_a_hostile_file_nothing_is_kept(name: str, administrator, settings) -> None:
    settings.READ_APART = True
    hostile = next(hostile for hostile in EVERY if hostile.name == name)
    with pytest.raises(Refused, match=hostile.says):
        keep_paper(name=hostile.name, data=hostile.make(), by=administrator)
    assert not Paper.objects.exists()
    assert not Paper.history.exists()
