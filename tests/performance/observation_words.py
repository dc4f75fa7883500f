"""What tests of reading figures share: the words that may stand in a file, and files made of rows."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import openpyxl

from performance.observations import columns, sheet
from performance.observations.read import Defaults, Read, read
from performance.observations.words import Vocabulary, plain

TODAY = date(2026, 11, 2)
FORCES = [
    "Avon and Somerset",
    *("Derbyshire", "Essex", "Hampshire", "Hertfordshire", "Kent", "Staffordshire", "Sussex"),
]
GROUPS = ["Asian", "Black", "Mixed", "Other", "White", "Unknown"]
CRIMES = {
    "Homicide": "police-recorded-homicide-offences",
    "Residential burglary": "police-recorded-residential-burglary-offences",
    "Domestic burglary": "recorded-domestic-burglary",
    "Vehicle offences": "police-recorded-vehicle-crime-offences",
    "Robbery": "recorded-robbery",
    "Theft from the person": "police-recorded-theft-from-the-person-offences",
    "Drug offences": "recorded-drug-offences",
}
_SLUGS = {"searches": "stop-and-search", "population": "residents", "calls": "calls", "scrutiny": "scrutiny"}
_ETHNIC = {plain(name): name.casefold() for name in GROUPS}

VOCABULARY = Vocabulary(
    measures={
        **{plain(word): slug for word, slug in (CRIMES | _SLUGS).items()},
        **{slug: slug for slug in [*CRIMES.values(), *_SLUGS.values()]},
    },
    forces={plain(name): plain(name).replace(" ", "-") for name in FORCES},
    groups={"stop-and-search": _ETHNIC, "residents": _ETHNIC, "scrutiny": {"no consensus": "no-consensus"}},
    spans={
        **dict.fromkeys(CRIMES.values(), "year"),
        **{"stop-and-search": "month", "residents": "day", "calls": "quarter", "scrutiny": ""},
    },
)
NO_DEFAULTS = Defaults()


def csv_of(*lines: str) -> bytes:
    """A CSV file of these lines."""
    return "\n".join(lines).encode()


def xlsx_of(rows: Sequence[Sequence[Any]], *more: str) -> bytes:
    """A workbook whose first sheet holds these rows; `more` are titles of further sheets."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    for title in more:
        book.create_sheet(title)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def read_file(data: bytes, *, defaults: Defaults = NO_DEFAULTS, **chosen: str) -> Read:
    """The figures of a file, whose columns match."""
    found = sheet.read("figures", data)
    match = columns.match(list(found.frame.columns), VOCABULARY, chosen)
    assert match.problems == ()
    return read(found, match, VOCABULARY, defaults=defaults, today=TODAY)


def problems_of(*lines: str, defaults: Defaults = NO_DEFAULTS, **chosen: str) -> list[str]:
    """The problems of a CSV file of these lines, of which then no figure is left."""
    found = read_file(csv_of(*lines), defaults=defaults, **chosen)
    assert found.frame.empty
    return [str(problem) for problem in found.problems]
