"""Columns of words read into values: each distinct word once, and every wrong one told with its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy
import pandas

from performance.observations.words import Fault

MOST_PROBLEMS = 100
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong at a row (as a spreadsheet counts) and a column; row 0 is the file as a whole."""

    row: int
    column: str
    sentence: str

    def __str__(self) -> str:
        return f"row {self.row}, column “{self.column}”: {self.sentence}" if self.row else self.sentence


class Values:
    """Reads the columns of a frame of words, and keeps what is wrong with them.

    The frame has the columns `row` (int) and `column` (a heading) beside those of words. `headings` gives
    the heading of each column of words, "" where the words come from no column; where it gives none, the
    words stand in the column that `column` names. `faulty` says of each row whether something is wrong.
    """

    def __init__(self, words: pandas.DataFrame, headings: Mapping[str, str]) -> None:
        self.words = words
        self.headings = headings
        self.faulty = numpy.zeros(len(words), dtype=bool)
        self._found: list[tuple[int, Problem]] = []
        self._count = 0

    def read(self, names: Sequence[str], parse: Callable[..., T], instead: T) -> tuple[list[T], Any]:
        """What `parse` makes of the words in these columns, which may raise Fault: then `instead`.

        Returns the distinct values, and an array with the place in them for each row. A wrong word is
        told as one of the last column named.
        """
        words = self.words[list(names)]
        places = words.groupby(list(names), sort=False).ngroup().to_numpy()
        values, wrong = [], {}
        for place, distinct in enumerate(words.drop_duplicates().itertuples(index=False, name=None)):
            try:
                values.append(parse(*distinct))
            except Fault as fault:
                values.append(instead)
                wrong[place] = str(fault)
        if wrong:
            self._tell(wrong, places, self.headings.get(names[-1]))
        return values, places

    def tell(self, rows: Any, sentence: Callable[[int], str], heading: str | None = None) -> None:
        """Something is wrong at these places of the frame, in the column of `heading` or of the value."""
        self._count += len(rows)
        self.faulty[rows] = True
        for at in map(int, rows[:MOST_PROBLEMS]):
            row = self.words.iloc[at]
            told = Problem(int(row["row"]), heading or str(row["column"]), sentence(at))
            self._found.append((at, told))

    def problems(self) -> tuple[Problem, ...]:
        """The first problems in the order of the rows, then one that tells how many there are, if more."""
        found = [problem for _, problem in sorted(self._found, key=lambda each: each[0])][:MOST_PROBLEMS]
        if self._count > MOST_PROBLEMS:
            more = f"These are the first {MOST_PROBLEMS} of {self._count:,} problems."
            found.append(Problem(0, "", more))
        return tuple(found)

    def _tell(self, wrong: Mapping[int, str], places: Any, heading: str | None) -> None:
        """Tell wrong words at each row that holds them, or once where they come from no column."""
        if heading == "":
            self.faulty[:] = True
            self._count += len(wrong)
            self._found += [(0, Problem(0, "", sentence)) for sentence in wrong.values()]
            return
        rows = numpy.flatnonzero(numpy.isin(places, list(wrong)))
        self.tell(rows, lambda at: wrong[int(places[at])], heading)
