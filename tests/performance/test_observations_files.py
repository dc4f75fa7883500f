"""The real public figures as they came, and the same in our own files of fixtures/observations/."""

from __future__ import annotations

from datetime import date

import pandas
import pytest

from performance.observations.compare import compare
from performance.observations.read import KEY, Defaults, Read
from performance.periods import months_ending
from tests.conftest import FIXTURES
from tests.performance.observation_words import CRIMES, FORCES, NO_DEFAULTS, read_file
from tests.performance.real_data import CRIMES as CRIME_FILE
from tests.performance.real_data import DATA, RESIDENTS, SEARCHES, real_rows

CENSUS = Defaults(period="2021-03-21")
OURS = {
    SEARCHES: "stop-and-search-2022-2025.csv",
    RESIDENTS: "residents-2021.csv",
    CRIME_FILE: "recorded-crime-2003-2018.csv",
}
Values = dict[tuple[str, str, str, date, date], float]


def original(name: str, defaults: Defaults = NO_DEFAULTS) -> Read:
    if not DATA.is_dir():
        pytest.skip("the real figures are not beside this checkout")
    return read_file((DATA / name).read_bytes(), defaults=defaults)


def ours(name: str) -> Read:
    return read_file((FIXTURES / "observations" / OURS[name]).read_bytes())


def values(frame: pandas.DataFrame) -> Values:
    keys = zip(*[frame[name] for name in KEY[:3]], frame["start"].dt.date, frame["end"].dt.date, strict=True)
    found = dict(zip(keys, frame["numerator"], strict=True))
    assert len(found) == len(frame)
    return found


def counted(name: str) -> Values:
    """The values of a real file by a plain loop that knows its columns."""
    found: Values = {}
    for row in real_rows(name):
        force, group = row["force"].casefold().replace(" ", "-"), row.get("ethnicity", "").casefold()
        if name == SEARCHES:
            year, number = map(int, row["month"].split("-"))
            first = date(year, number, 1)
            key = ("stop-and-search", force, group, first, months_ending(first, 1).end)
            value = row["searches"]
        elif name == RESIDENTS:
            key = ("residents", force, group, date(2021, 3, 21), date(2021, 3, 21))
            value = row["residents"]
        else:
            year, number, _ = map(int, row["twelve_months_ending"].split("-"))
            period = months_ending(date(year, number, 1), 12)
            key = (CRIMES[row["offence"]], force, "", period.start, period.end)
            value = row["offences"]
        found[key] = float(value)
    return found


@pytest.mark.parametrize(
    ("name", "said"), [(SEARCHES, NO_DEFAULTS), (RESIDENTS, CENSUS), (CRIME_FILE, NO_DEFAULTS)]
)
def test_the_real_files_are_read_as_they_came(name: str, said: Defaults) -> None:
    found = original(name, said)
    assert (found.problems, found.blank, found.rows) == ((), 0, len(real_rows(name)))
    assert values(found.frame) == counted(name)
    assert (found.frame["denominator"].isna()).all()


@pytest.mark.parametrize("name", list(OURS))
def test_our_files_hold_the_same_figures(name: str) -> None:
    found = ours(name)
    assert found.problems == ()
    assert values(found.frame) == counted(name)
    held = original(name, CENSUS if name == RESIDENTS else NO_DEFAULTS).frame.rename(columns={"row": "id"})
    assert len(compare(found.frame, held).unchanged) == len(held)


@pytest.mark.parametrize("name", list(OURS))
def test_our_files_hold_every_force(name: str) -> None:
    assert set(ours(name).frame["force"]) == {force.casefold().replace(" ", "-") for force in FORCES}


def test_a_class_that_ended_counts_nothing_and_one_not_begun_is_missing() -> None:
    """Domestic burglary is 0 as published; residential burglary has no row before it is published at all."""
    found = values(ours(CRIME_FILE).frame)

    def at(offence: str, year: int, last: int) -> float | None:
        period = months_ending(date(year, last, 1), 12)
        return found.get((CRIMES[offence], "avon-and-somerset", "", period.start, period.end))

    assert [at("Domestic burglary", 2017, 12), at("Domestic burglary", 2018, 3)] == [1210, 0]
    assert [at("Residential burglary", 2014, 9), at("Residential burglary", 2014, 12)] == [None, 0]
    assert at("Residential burglary", 2018, 12) == 6791
    assert at("Homicide", 2003, 6) is None


def test_a_month_that_nobody_published_is_missing() -> None:
    found = ours(SEARCHES).frame
    assert len(found) < 8 * 6 * 36
    assert found.groupby(["force", "group"]).size().min() < 36
