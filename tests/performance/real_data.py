"""The real public figures beside this checkout; tests that need them are skipped where they are absent."""

import csv
from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parent.parent.parent.parent / "shared" / "data"
OURS = "Avon and Somerset"
SEARCHES = "stop-and-search-by-ethnicity.csv"
RESIDENTS = "population-by-ethnicity-2021.csv"
CRIMES = "recorded-crime-12-months-ending.csv"


def real_rows(name: str) -> list[dict[str, str]]:
    """The rows of one file, by the names of its columns."""
    if not DATA.is_dir():
        pytest.skip("the real figures are not beside this checkout")
    with (DATA / name).open(newline="") as file:
        return list(csv.DictReader(file))
