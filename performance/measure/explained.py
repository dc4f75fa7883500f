"""How a measure's figures are computed, in sentences that name what was used."""

from __future__ import annotations

from performance.measure.page import Figures
from performance.ranks import Rank
from performance.sentences import benchmark_sentence, number_words
from performance.spc import MIN_POINTS


def computed(figures: Figures) -> list[str]:
    """The steps from what was counted to what is drawn, for this measure and these figures."""
    own, measure = figures.own, figures.measure
    said = []
    if own.people is not None and measure.denominator:
        people = number_words(own.people.numerator, "")
        said.append(
            f"Rates are per {measure.per:,} {measure.denominator.name.lower()}: {people} in"
            f" {figures.seen.forces.own_name}, counted for {own.people.period}, whatever the figure's year."
        )
    if measure.span == "year":
        said.append("Each figure is a total of 12 months as published already: it is never added up again.")
    if own.is_rolled:
        said.append(
            "The 12-month line adds up twelve months, only where all twelve are on record; a gap stays a gap."
        )
    elif own.values:
        said.append("Fewer than twelve months in a row are on record: single months or quarters are drawn.")
    if any(change.rebases for change in figures.changes):
        said.append("A period in whose middle the definition changed is left out of the line: it mixes two.")
    said.append(_control(figures))
    if figures.compared:
        said.append(
            "Our most similar group (MSG) is shown as context. Rank 1 is best; the average is the plain mean"
            " of all forces with a figure for the period, and “similar” is within 5% of it."
        )
    return said


def _control(figures: Figures) -> str:
    if figures.own.control is None:
        return (
            "There is no control chart: it needs the values of neighbouring months or quarters. Totals of 12"
            " months overlap, so that even pure chance looks like a trend in them."
        )
    return (
        "The control chart (XmR) is of single months or quarters: its limits are the mean plus and minus 2.66"
        " times the mean moving range, all moving ranges used. A signal is a point outside them, seven in a"
        " row on one side of the mean, seven rising or falling, or two of three near a limit (NHS England,"
        f" Making Data Count). Under {MIN_POINTS} points the limits are trial limits; nothing is bridged over"
        " a missing month."
    )


def ranked(rank: Rank, polarity: str) -> str:
    """The rank by the figures, in the words of a benchmark."""
    tied = ", level with another force" if rank.tied else ""
    missing = f"; no figure for {', '.join(rank.missing)}" if rank.missing else ""
    return benchmark_sentence(rank.rank, rank.out_of, rank.against, polarity) + tied + missing
