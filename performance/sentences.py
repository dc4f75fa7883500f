"""What the figures say, in words: numbers, benchmarks, trends and judgements. Free of Django.

Every icon is a plain character with a shape of its own and stands beside its words, never for them.
"""

from __future__ import annotations

from math import floor, log10

from performance.periods import Period, Span
from performance.rates import Change
from performance.rri import Judgement
from performance.spc import Assurance, Rule, Signal, Variation

_CLAUSES = {
    "lower": "for this measure lower is better",
    "higher": "for this measure higher is better",
    "neither": "for this measure neither is better",
}
_UP = {"increasing", "rising"}
_DOWN = {"reducing", "decreasing", "falling"}
_SAME = {"stable"}
_WAYS = {
    "better": ", which for this measure is the way wanted",
    "worse": ", which for this measure is the wrong way",
}
_VARIATIONS = {
    Variation.IMPROVEMENT: ("◆", "improvement beyond ordinary variation"),
    Variation.CONCERN: ("■", "concern: worse than ordinary variation"),
    Variation.NEITHER: ("●", "ordinary variation"),
    Variation.HIGH: ("▲", "higher than ordinary variation"),
    Variation.LOW: ("▼", "lower than ordinary variation"),
}
_ASSURANCES = {
    Assurance.PASSES: ("✓", "expected to meet the target as things are"),
    Assurance.FAILS: ("✗", "expected to miss the target as things are"),
    Assurance.HIT_OR_MISS: ("?", "may meet or miss the target by chance"),
}
_JUDGEMENTS = {
    Judgement.BASE: ("│", "the base"),
    Judgement.TOO_FEW: ("○", "too few to judge"),
    Judgement.SUPPRESSED: ("–", "small count, not shown"),
    Judgement.MISSING: ("–", "no figure"),
    Judgement.HIGHER: ("▲", "higher"),
    Judgement.LOWER: ("▼", "lower"),
    Judgement.NO_DIFFERENCE: ("●", "no clear difference"),
}
_RULES = {
    Rule.OUTSIDE: ("above the upper limit", "below the lower limit"),
    Rule.SHIFT: ("seven or more in a row above the mean", "seven or more in a row below the mean"),
    Rule.TREND: ("seven in a row rising", "seven in a row falling"),
    Rule.TWO_OF_THREE: ("two of three near the upper limit", "two of three near the lower limit"),
}


def ordinal(number: int) -> str:
    """A rank as people write it, like “8th”."""
    last = 0 if number % 100 in (11, 12, 13) else number % 10
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(last, 'th') }"


def number_words(value: float, unit: str = "") -> str:
    """A number with thousands commas, and its unit.

    Whole numbers and those of 100 and more are shown without decimals, smaller ones with three
    significant figures. A percentage has one decimal, so that 101.2% does not read as 101%, and below 1
    two significant figures.
    Raises ValueError for what is no number (NaN) and OverflowError for infinity.
    """
    shown = f"{abs(value):,.{_decimals(value, unit)}f}"
    if "." in shown:
        shown = shown.rstrip("0").rstrip(".")
    sign = "−" if value < 0 and shown.strip("0.,") else ""
    return f"{sign}{shown}{unit if unit == '%' else f' {unit}' if unit else ''}"


def _decimals(value: float, unit: str) -> int:
    if value == 0:
        return 0
    size = floor(log10(abs(value)))
    return max(1, 1 - size) if unit == "%" else max(0, 2 - size)


def sign_of(unit: str) -> str:
    """The part of a unit that stands on every number, where there is no room for the whole of it."""
    return "%" if unit == "%" else ""


def when(period: Period) -> str:
    """A period as part of a sentence, like “in the 12 months to December 2018”."""
    match period.span:
        case Span.DAY:
            return f"on {period}"
        case Span.YEAR:
            return f"in the {period}"
        case Span.OTHER:
            return f"from {period}"
    return f"in {period}"


def listed(words: list[str]) -> str:
    """Words joined as in a sentence: “a, b and c”."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def benchmark_sentence(rank: int | None, out_of: int | None, against: str, polarity: str) -> str:
    """A stated rank and average, with what they mean for a measure of this polarity.

    `against` is "above", "similar", "below" or "". 1st is best whatever the polarity, so the last of a
    measure for which lower is better has the highest rate. Rank and average are checked against each
    other where they can be: the highest rate is never below the average, the lowest never above.
    """
    average = {"": "", "similar": "similar to the MSG average"}.get(against, f"{against} the MSG average")
    extreme = _extreme(rank, out_of, polarity)
    if (extreme, against) in {("highest", "below"), ("lowest", "above")}:
        return (
            f"Rank and average do not fit: {ordinal(rank or 0)} of {out_of} is the {extreme} rate where "
            f"{polarity} is better, yet it is stated as {average}"
        )
    parts = [] if rank is None or out_of is None else [f"{ordinal(rank)} of {out_of}"]
    if extreme:
        parts.append(f"the {extreme} rate")
    if average and (not extreme or against == "similar"):
        parts.append(average)
    if not parts:
        return "No benchmark is available"
    clause = _CLAUSES.get(polarity, "")
    found = ", ".join(parts)
    return f"{found[0].upper()}{found[1:]}{f'; {clause}' if clause else ''}"


def _extreme(rank: int | None, out_of: int | None, polarity: str) -> str:
    """Whether this rank is the highest or the lowest rate; "" where it is neither or cannot be known."""
    if rank is None or out_of is None or out_of < 2 or polarity not in ("lower", "higher"):
        return ""
    if rank not in (1, out_of):
        return ""
    return "lowest" if (rank == 1) == (polarity == "lower") else "highest"


def direction(trend: str, polarity: str) -> str:
    """Whether a stated trend is "better", "worse" or the "same"; "" where that cannot be said."""
    word = trend.strip().casefold()
    if word in _SAME:
        return "same"
    if polarity not in ("lower", "higher") or word not in _UP | _DOWN:
        return ""
    return "better" if (word in _DOWN) == (polarity == "lower") else "worse"


def trend_sentence(trend: str, polarity: str, note: str = "") -> str:
    """A stated trend, with its note, and whether it is the way wanted."""
    if not trend:
        return f"No trend is stated ({note})" if note else "No trend is stated"
    stated = f"{trend} ({note})" if note else trend
    return f"{stated}{_WAYS.get(direction(trend, polarity), '')}"


def variation_words(variation: Variation) -> tuple[str, str]:
    """An icon and words for what the latest point of a control chart says."""
    return _VARIATIONS[variation]


def assurance_words(assurance: Assurance) -> tuple[str, str]:
    """An icon and words for what the natural limits say of a target."""
    return _ASSURANCES[assurance]


def judgement_words(judgement: Judgement) -> tuple[str, str]:
    """An icon and words for what may be said of a group beside the base group."""
    return _JUDGEMENTS[judgement]


def signal_words(signal: Signal) -> str:
    """The rule a point of a control chart meets, and on which side."""
    high, low = _RULES[signal.rule]
    return high if signal.high else low


def change_sentence(change: Change | None, unit: str) -> str:
    """The latest value and how it differs from the one a year before, in the unit and in percent of it.

    A percentage changes by percentage points: a percent of a percent is left out, as it misleads.
    """
    if change is None or change.now.value is None:
        return "There is no figure of a year before to compare with"
    now = f"{number_words(change.now.value, unit)} {when(change.now.period)}"
    if change.difference == 0:
        return f"{now}, the same as a year before"
    by = number_words(abs(change.difference), "percentage points" if unit == "%" else "")
    way = "higher" if change.difference > 0 else "lower"
    share = ""
    if change.proportion is not None and unit != "%":
        share = f" ({number_words(abs(100 * change.proportion), '%')})"
    return f"{now}, {by}{share} {way} than a year before"
