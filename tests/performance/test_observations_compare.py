"""Figures of a file beside those on record, and what a file holds in short."""

from __future__ import annotations

from datetime import date
from math import nan
from typing import Any

import pandas
from hypothesis import given
from hypothesis import strategies as st

from performance.observations.compare import Summary, compare, summaries
from performance.observations.read import KEY
from performance.periods import month, months_ending
from tests.performance.observation_words import csv_of, read_file

DAYS = "datetime64[s]"
NUMBERS = st.sampled_from([0.0, 0.1, 1.0, 7.0])
KEYS = st.tuples(st.sampled_from("ab"), st.sampled_from(["kent", "essex"]), st.sampled_from(["", "white"]))
TABLES = st.dictionaries(st.tuples(KEYS, st.integers(1, 3)), st.tuples(NUMBERS, st.none() | NUMBERS))
Table = dict[tuple[tuple[str, str, str], int], tuple[float, float | None]]


def frame_of(table: Table, numbers: str) -> pandas.DataFrame:
    """A frame of figures of months, whose rows are numbered under a name from 1."""
    rows: list[list[Any]] = []
    for number, ((key, last), values) in enumerate(table.items(), 1):
        period = month(2022, last)
        rows.append([number, *key, period.start, period.end, *[nan if v is None else v for v in values]])
    names = [numbers, *KEY, "numerator", "denominator"]
    types = {numbers: "int64", "start": DAYS, "end": DAYS, "numerator": "float64", "denominator": "float64"}
    return pandas.DataFrame(rows, columns=names).astype(types)


@given(TABLES, TABLES)
def test_every_figure_is_added_changed_or_unchanged(new: Table, old: Table) -> None:
    incoming, held = frame_of(new, "row"), frame_of(old, "id")
    found = compare(incoming, held)
    rows, ids = list(new), list(old)
    assert [rows[n - 1] for n in found.added["row"]] == [key for key in new if key not in old]
    assert [rows[n - 1] for n in found.changed["row"]] == [
        key for key in new if key in old and new[key] != old[key]
    ]
    assert [rows[n - 1] for n in found.unchanged["row"]] == [key for key in new if new[key] == old.get(key)]
    for frame in (found.changed, found.unchanged):
        assert [ids[n - 1] for n in frame["id"]] == [rows[n - 1] for n in frame["row"]]
        assert frame["id"].dtype == "int64"
    before = found.changed[["old_numerator", "old_denominator"]].itertuples(index=False, name=None)
    told = [(value, None if below != below else below) for value, below in before]
    assert told == [old[rows[n - 1]] for n in found.changed["row"]]
    assert list(found.added.columns) == list(incoming.columns)


def test_a_file_read_beside_its_own_figures_changes_nothing() -> None:
    frame = read_file(
        csv_of("force,month,group,searches,of", "Kent,2022-03,White,1,9", "Kent,2022-03,,2,")
    ).frame
    held = frame.rename(columns={"row": "id"}).drop(columns="column")
    found = compare(frame, held)
    assert (len(found.added), len(found.changed), len(found.unchanged)) == (0, 0, 2)
    assert len(compare(frame, held.head(0)).added) == 2


def test_figures_in_short() -> None:
    lines = [
        "homicide,Kent,,12 months to March 2018,4",
        "homicide,Essex,,2018/19,5",
        "homicide,Kent,,2016/17,4",
    ]
    lines += ["searches,Kent,White,2022-04,1", "searches,Kent,,2022-03,2"]
    found = summaries(read_file(csv_of("measure,force,group,period,value", *lines)).frame)
    first, last = months_ending(date(2017, 3, 1), 12), months_ending(date(2019, 3, 1), 12)
    assert found == [
        Summary("police-recorded-homicide-offences", 3, ("essex", "kent"), (), first, last),
        Summary("stop-and-search", 2, ("kent",), ("white",), month(2022, 3), month(2022, 4)),
    ]
    assert summaries(read_file(csv_of("measure,force,period,value", "homicide,Kent,2016/17,")).frame) == []


def test_a_summary_reads_as_a_line():
    march = month(2022, 3)
    year = months_ending(date(2018, 12, 31), 12)
    assert str(Summary("searches", 1, ("kent",), (), march, march)) == (
        "1 figure of searches, 1 force, March 2022"
    )
    assert str(Summary("robbery", 1200, ("kent", "essex"), ("a", "b"), march, year)) == (
        "1,200 figures of robbery, 2 forces, 2 groups, March 2022 to 12 months to December 2018"
    )
