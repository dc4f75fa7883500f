"""Nor does a file run it: CSV, workbooks, Word documents, PDF, YAML and JSON with hostile texts in them.

Each is laid beside the same file with harmless texts: it has the same parts, and no formula, link or macro.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections import Counter
from typing import Any

import openpyxl
import pdfplumber
import pytest
import yaml
from defusedxml import ElementTree

from tests.browser.records import Records
from tests.proofs.conftest import Proved
from tests.proofs.hostile_words import ROUNDS, harmless, harmless_text, hostile, shown
from tests.proofs.sizes import size, whole_proof
from tests.proofs.test_markup import as_written

TABLES = (
    "/reports/id-2022",
    "/reports",
    "/meetings",
    "/performance",
    "/performance/measures",
    "/inspections",
)
OFFICE = ("/statuses", "/papers", "/checks", "/glossary", "/history/update/pab-2022-11-02/id-2022/6")
PAPER = "/meetings/pab-2022-11-02/paper"
EVERY = TABLES + OFFICE if whole_proof() else TABLES[:1]
ADDRESSES = [
    *(f"{table}.{form}" for table in EVERY for form in ("csv", "xlsx", "json")),
    *(f"{PAPER}.{form}" for form in ("docx", "xlsx", "yaml", "pdf")),
]
# What a spreadsheet takes for the beginning of a formula, after what it passes over.
FORMULA = re.compile(r"\s*[=+@-]|[\t\r]")
PLAIN_NUMBER = re.compile(r"[+-]?[\d,.]+%?")


def csv_faults(data: bytes) -> list[str]:
    """The cells that a spreadsheet would run."""
    rows = csv.reader(io.StringIO(data.decode(), newline=""))
    return [
        cell
        for row in rows
        for cell in row
        if FORMULA.match(cell) and not PLAIN_NUMBER.fullmatch(cell) and cell != "-"
    ]


def parts(data: bytes) -> Counter[str]:
    """The elements of each part of an office file, and what its parts point at outside of it."""
    found: Counter[str] = Counter()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            found[name] += 1
            if name.endswith((".xml", ".rels")):
                root = ElementTree.fromstring(archive.read(name))
                found.update(f"{name} {element.tag}" for element in root.iter())
                found.update(
                    f"outside {e.get('Target')}" for e in root.iter() if e.get("TargetMode") == "External"
                )
    return found


def formulas(data: bytes) -> list[str]:
    """The cells of a workbook that compute something or lead somewhere."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    return [f"{c.coordinate} {c.data_type}" for c in cells if c.data_type == "f" or c.hyperlink]


def shape(value: Any) -> Any:
    """Keys, some of which are labels; lists in whatever order; of everything else its kind alone."""
    if isinstance(value, dict):
        return {harmless_text(str(key)): shape(each) for key, each in value.items()}
    return sorted(map(repr, map(shape, value))) if isinstance(value, list) else type(value).__name__


def addresses_in(data: bytes) -> list[str]:
    """Where the links of a PDF lead, outside of it; and whether it holds a script."""
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        found = [str(each["uri"]) for page in pdf.pages for each in page.annots if each.get("uri")]
    return found + [word.decode() for word in (b"/JavaScript", b"/Launch", b"/EmbeddedFile") if word in data]


def faults(form: str, ours: bytes, twin: bytes) -> list[Any]:
    """What a file holds that it should not."""
    if form == "csv":
        return csv_faults(ours)
    if form == "pdf":
        return addresses_in(ours)
    if form in {"json", "yaml"}:
        load = json.loads if form == "json" else yaml.safe_load
        return [] if shape(load(ours)) == shape(load(twin)) else ["another shape"]
    more = parts(ours) - parts(twin)
    return [*more, *(formulas(ours) if form == "xlsx" else ())]


def texts_in(form: str, data: bytes) -> set[int]:
    """The numbers of the texts that a file holds; a PDF has none that can be read without laying it out."""
    if form in {"docx", "xlsx"}:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return shown("".join(archive.read(name).decode() for name in archive.namelist() if "xml" in name))
    return shown(data.decode(errors="replace"))


@pytest.mark.parametrize("round_", range(size(1, ROUNDS)))
def test_no_file_runs_what_was_typed(
    round_: int, office: Records, client_of: Any, settings: Any, proved: Proved
) -> None:
    client = client_of(office.people["administrator"])
    slots = hostile(round_)

    def files() -> dict[str, bytes]:
        answers = {address: client.get(address) for address in ADDRESSES}
        assert {answer.status_code for answer in answers.values()} == {200}
        return {address: answer.getvalue() for address, answer in answers.items()}

    ours = as_written(slots, office, files)
    twins = as_written(harmless(slots), office, files)
    found, texts = [], 0
    for address, data in ours.items():
        form = address.rpartition(".")[2]
        texts += len(texts_in(form, data))
        found += [f"{address}: {fault}" for fault in faults(form, data, twins[address])]
    assert found == []
    proved("hostile texts in files: formulas, links, parts added", texts, len(found))


# Negative controls


@pytest.mark.parametrize("cell", ["=1+1", "+1+1", "@SUM(1,1)", "\t=1", "\r=1", "-1+cmd|x", " =1+1"])
def test_a_cell_that_would_run_is_seen(cell: str) -> None:
    out = io.StringIO()
    csv.writer(out).writerow(["plain", "-1.5", "'=1+1", cell])
    assert csv_faults(out.getvalue().encode()) == [cell]


def test_a_formula_and_a_link_of_a_workbook_are_seen() -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["A2"] = "=1+1", "text"
    book.active["A2"].hyperlink = "https://elsewhere.example/"
    out = io.BytesIO()
    book.save(out)
    assert formulas(out.getvalue()) == ["A1 f", "A2 s"]
    assert "outside https://elsewhere.example/" in parts(out.getvalue())


def test_without_its_guard_a_csv_runs(
    office: Records, client_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("recommendations.tables._plain", lambda value: value)
    client = client_of(office.people["administrator"])
    slots = [slot._replace(text=f"=1+{n}") for n, slot in enumerate(hostile(0))]
    assert csv_faults(as_written(slots, office, lambda: client.get("/reports/id-2022.csv").content)) != []
